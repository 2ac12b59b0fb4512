//! Methods that are written in Python, and files of pickles and pairs.

use std::rc::Weak;

use engine::rdd::text_file::Lines;
use python::NativeClass;
use value::repr::str_of;
use value::{Args, CallCx, Raised, Value};

use crate::arguments::Arguments;
use crate::error::SPARK_EXCEPTION;
use crate::rdd::rdd_of;
use crate::spark::{Spark, upgrade};
use crate::spark_context::SparkContext;

/// What the files are that the Java side would not find.
const FILE_NOT_FOUND: &str = "java.io.FileNotFoundException";
const FILE_EXISTS: &str = "org.apache.hadoop.mapred.FileAlreadyExistsException";

impl Spark {
    /// Calls a function of the module that is written in Python.
    pub(crate) fn call_text(&self, function: &str, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let modules = self.modules.borrow().clone();
        let Some(modules) = modules else { return Ok(Value::None) };
        let function = python::get_attribute(&modules.import("pyspark.more", cx)?, function, cx)?;
        python::ops::call(&function, args, cx)
    }

    /// `addFile` and its kin: the file goes to the folder that `SparkFiles` tells. Gives where it is then.
    ///
    /// Errors: Java's for a file that is not there.
    pub(crate) fn hand_out(&self, path: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        let text = str_of(path, cx)?;
        if !is_there(&text, cx) {
            let message = format!("File {} does not exist", shown(&text));
            return Err(self.java_error("addFile", FILE_NOT_FOUND, &message));
        }
        self.call_text("hand_out", Args::of(vec![path.clone()]), cx)
    }

    /// Errors: Spark's for a folder that is there already.
    fn check_new(&self, path: &str, method: &str, cx: &CallCx) -> Result<(), Raised> {
        match engine::Rdd::can_save_to(path.trim_end_matches('/'), cx) {
            true => Ok(()),
            false => {
                let message = format!("Output directory {} already exists", shown(path));
                Err(self.java_error(method, FILE_EXISTS, &message))
            }
        }
    }
}

fn shown(path: &str) -> String {
    let path = path.strip_prefix("file:").unwrap_or(path);
    format!("file:/{}", path.trim_start_matches(['.', '/']))
}

fn is_there(path: &str, cx: &CallCx) -> bool {
    cx.host.read_file(path).is_some() || !engine::Rdd::can_save_to(path.trim_end_matches('/'), cx)
}

/// The class of the Java object that a value becomes.
fn java_class(value: &Value) -> &'static str {
    match value {
        Value::Int(number) if i32::try_from(*number).is_ok() => "java.lang.Integer",
        Value::Int(_) => "java.lang.Long",
        Value::Float(_) => "java.lang.Double",
        Value::Bool(_) => "java.lang.Boolean",
        Value::Str(_) => "java.lang.String",
        Value::List(_) => "java.util.ArrayList",
        Value::Dict(_) => "java.util.HashMap",
        Value::Bytes(_) => "[B",
        Value::None => "null",
        _ => "java.lang.Object",
    }
}

/// The methods of `RDD` that are written in Python.
pub(crate) fn with_rdd_methods(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let (pickles, pairs) = (spark.clone(), spark.clone());
    let class = ["barrier", "cleanShuffleDependencies"].into_iter().fold(class, |class, name| {
        let spark = spark.clone();
        class.method(name, move |args, cx| {
            rdd_of(args)?;
            upgrade(&spark)?.call_text(name, args.clone(), cx)
        })
    });
    class
        .method("saveAsPickleFile", move |args, cx| {
            let defaults = [("batchSize", Value::Int(10))];
            let bound = Arguments::bind("RDD.saveAsPickleFile", &["self", "path"], &defaults, args)?;
            rdd_of(args)?;
            let spark = upgrade(&pickles)?;
            spark.check_new(&str_of(&bound.at(1), cx)?, "saveAsObjectFile", cx)?;
            spark.call_text("write_pickles", Args::of(vec![bound.at(0), bound.at(1)]), cx)
        })
        .method("saveAsSequenceFile", move |args, cx| {
            let defaults = [("compressionCodecClass", Value::None)];
            let bound = Arguments::bind("RDD.saveAsSequenceFile", &["self", "path"], &defaults, args)?;
            let spark = upgrade(&pairs)?;
            let rdd = &rdd_of(args)?.rdd;
            let first = rdd.take(1, cx).map_err(|failure| spark.action_error(failure, cx))?;
            let is_pair = |row: &Value| matches!(row, Value::Tuple(items) if items.len() == 2);
            let callee = "saveAsSequenceFile";
            if let Some(other) = first.first().filter(|row| !is_pair(row)) {
                let message = format!("RDD element of type {} cannot be used", java_class(other));
                return Err(spark.java_error(callee, SPARK_EXCEPTION, &message));
            }
            spark.check_new(&str_of(&bound.at(1), cx)?, callee, cx)?;
            let written = spark.call_text("write_pairs", Args::of(vec![bound.at(0), bound.at(1)]), cx);
            written.map_err(|raised| match raised.parts().interrupt {
                Some(_) => raised,
                None => spark.java_error(callee, SPARK_EXCEPTION, "Job aborted."),
            })
        })
}

/// The methods of `SparkContext` that are written in Python.
pub(crate) fn with_context_methods(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let trackers = spark.clone();
    let class = ["pickleFile", "sequenceFile"].into_iter().fold(class, |class, name| {
        let spark = spark.clone();
        class.method(name, move |args, cx| {
            let function = format!("SparkContext.{name}");
            let (required, defaults) =
                (["self", if name == "pickleFile" { "name" } else { "path" }], reader_defaults(name));
            let bound = Arguments::bind(&function, &required, &defaults, args)?;
            let spark = upgrade(&spark)?;
            let path = str_of(&bound.at(1), cx)?;
            if is_there(&path, cx) {
                return spark.call_text("read_pickles", Args::of(vec![bound.at(0), bound.at(1)]), cx);
            }
            // Its jobs say what is wrong.
            let this = bound.at(0);
            let Some(context) = SparkContext::of(&this) else { return Ok(Value::None) };
            Ok(spark.rdd_value(context.engine.text_file(&path, None, Lines::Text, cx)))
        })
    });
    let class = class.method("statusTracker", move |args, cx| {
        Arguments::bind("SparkContext.statusTracker", &["self"], &[], args)?;
        upgrade(&trackers)?.call_text("StatusTracker", Args::default(), cx)
    });
    [("show_profiles", None), ("dump_profiles", Some("path"))].into_iter().fold(class, |class, (name, param)| {
        let spark = spark.clone();
        class.method(name, move |args, _cx| {
            let params: Vec<&str> = ["self"].into_iter().chain(param).collect();
            Arguments::bind(&format!("SparkContext.{name}"), &params, &[], args)?;
            let message = "`spark.python.profile` or `spark.python.profile.memory` configuration\n must be set to `true` to enable Python profile.";
            Err(upgrade(&spark)?.runtime_error("INCORRECT_CONF_FOR_PROFILE", message))
        })
    })
}

/// The parameters after the path.
fn reader_defaults(method: &str) -> Vec<(&'static str, Value)> {
    match method {
        "pickleFile" => vec![("minPartitions", Value::None)],
        _ => ["keyClass", "valueClass", "keyConverter", "valueConverter", "minSplits"]
            .map(|name| (name, Value::None))
            .into_iter()
            .chain([("batchSize", Value::Int(0))])
            .collect(),
    }
}
