//! The class `SparkContext` as programs see it: everything but the operators that make RDDs.

use std::rc::{Rc, Weak};

use python::NativeClass;
use value::repr::str_of;
use value::{Args, CallCx, Raised, Value};

use crate::arguments::Arguments;
use crate::conf::{ConfObject, SparkConf};
use crate::error::ILLEGAL_ARGUMENT;
use crate::java_view::JavaSide;
use crate::modules::VERSION;
use crate::spark::{Spark, upgrade};
use crate::spark_context::SparkContext;
use crate::unsupported::{self, with_unsupported};

/// The receiver of a method.
fn context_of(args: &Args) -> Result<Rc<SparkContext>, Raised> {
    let this = args.positional.first().cloned().unwrap_or_default();
    SparkContext::of(&this).cloned().ok_or_else(|| Raised::type_error("a SparkContext is needed".into()))
}

fn text_or_none(value: &Value) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.to_string()),
        _ => None,
    }
}

/// The class; the catalogue's operators are added to it.
pub(crate) fn class(spark: &Weak<Spark>) -> NativeClass {
    let class = NativeClass::new("SparkContext", "pyspark.context");
    let class = with_unsupported(class, unsupported::SPARK_CONTEXT, spark);
    let class = with_shared_variables(with_properties(with_life(class, spark), spark), spark);
    crate::more::with_context_methods(with_files(with_jobs(class, spark), spark), spark)
}

/// Making, finding and stopping contexts.
fn with_life(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let (construct, get_or_create, conf_spark) = (spark.clone(), spark.clone(), spark.clone());
    class
        .constructor(move |args, cx| {
            let none = |name| (name, Value::None);
            let defaults = [
                none("master"),
                none("appName"),
                none("sparkHome"),
                none("pyFiles"),
                none("environment"),
                ("batchSize", Value::Int(0)),
                none("serializer"),
                none("conf"),
                none("gateway"),
                none("jsc"),
                none("profiler_cls"),
                none("udf_profiler_cls"),
                none("memory_profiler_cls"),
            ];
            let bound = Arguments::bind("SparkContext.__init__", &["self"], &defaults, args)?;
            let conf = bound.at(8);
            let conf = conf.downcast::<ConfObject>().map(|object| &*object.conf);
            let spark = upgrade(&construct)?;
            let made = spark.new_context(text_or_none(&bound.at(1)), text_or_none(&bound.at(2)), conf, cx)?;
            if let Some(context) = SparkContext::of(&made) {
                context.environment.replace(bound.at(5));
            }
            Ok(made)
        })
        .class_method("getOrCreate", move |args, cx| {
            let bound = Arguments::bind("SparkContext.getOrCreate", &["cls"], &[("conf", Value::None)], args)?;
            let spark = upgrade(&get_or_create)?;
            let current = spark.active_context.borrow().clone();
            if SparkContext::of(&current).is_some() {
                return Ok(current);
            }
            let conf = bound.at(1);
            spark.new_context(None, None, conf.downcast::<ConfObject>().map(|object| &*object.conf), cx)
        })
        .class_method("setSystemProperty", |args, _cx| {
            Arguments::bind("SparkContext.setSystemProperty", &["cls", "key", "value"], &[], args)?;
            Ok(Value::None)
        })
        .method("stop", |args, _cx| {
            Arguments::bind("SparkContext.stop", &["self"], &[], args)?;
            context_of(args)?.stop();
            Ok(Value::None)
        })
        .method("getConf", move |args, _cx| {
            let copy = SparkConf::default();
            for (key, value) in context_of(args)?.conf.all() {
                copy.set(&key, &value);
            }
            Ok(ConfObject::value(Rc::new(copy), &conf_spark))
        })
        .method("__enter__", |args, _cx| Ok(args.positional.first().cloned().unwrap_or_default()))
        .method("__exit__", |args, _cx| {
            context_of(args)?.stop();
            Ok(Value::None)
        })
}

fn property(this: &Value, get: impl FnOnce(&SparkContext) -> Value) -> Result<Value, Raised> {
    match SparkContext::of(this) {
        Some(context) => Ok(get(context)),
        None => Err(Raised::type_error("a SparkContext is needed".into())),
    }
}

/// A property that the Java side answers, which a stopped context has no more.
fn alive(this: &Value, wanted: &str, get: impl FnOnce(&SparkContext) -> Value) -> Result<Value, Raised> {
    if let Some(context) = SparkContext::of(this) {
        context.check_alive(wanted)?;
    }
    property(this, get)
}

fn with_properties(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let (spark, serializers) = (spark.clone(), spark.clone());
    class
        .member("PACKAGE_EXTENSIONS", Value::tuple([".zip", ".egg", ".jar"].map(Value::str).to_vec()))
        .member("_active_spark_context", Value::None)
        .member("_jvm", JavaSide::Package(String::new()).value(&spark))
        .property("_jsc", |this, _cx| match SparkContext::of(this) {
            Some(context) if context.is_stopped() => Ok(Value::None),
            Some(context) => Ok(JavaSide::SparkContext(Rc::clone(context)).value(context.spark())),
            None => Err(Raised::type_error("a SparkContext is needed".into())),
        })
        .property("_conf", move |this, _cx| {
            property(this, |context| ConfObject::value(Rc::clone(&context.conf), context.spark()))
        })
        .property("appName", |this, _cx| property(this, |context| Value::str(&context.app_name)))
        .property("master", |this, _cx| property(this, |context| Value::str(&context.master)))
        .property("sparkHome", |this, _cx| property(this, |_| Value::None))
        .property("environment", |this, cx| {
            let hash_seed = Value::pair(Value::str("PYTHONHASHSEED"), Value::str("0"));
            let given = property(this, |context| context.environment.borrow().clone())?;
            let mut pairs = Vec::new();
            if let Value::Dict(given) = given {
                pairs.extend(given.pairs().into_iter().map(|(key, value)| Value::pair(key, value)));
            }
            pairs.push(hash_seed);
            python::ops::call(&python::native::builtin_class("dict"), Args::of(vec![Value::list(pairs)]), cx)
        })
        .property("pythonVer", |this, _cx| property(this, |_| Value::str("3.11")))
        .property("version", |this, _cx| alive(this, "version", |_| Value::str(VERSION)))
        .property("applicationId", |this, _cx| alive(this, "sc", |context| Value::str(&context.app_id)))
        .property("uiWebUrl", |this, _cx| {
            // What a program prints of it; there is nothing to look at.
            alive(this, "sc", |context| match context.conf.get("spark.ui.enabled").as_deref() {
                Some("false") => Value::None,
                _ => Value::str("http://localhost:4040"),
            })
        })
        .property("startTime", move |this, _cx| {
            let start = upgrade(&spark)?.settings.start.millis();
            alive(this, "startTime", |_| Value::Int(start))
        })
        .property("defaultParallelism", |this, _cx| {
            alive(this, "sc", |context| Value::from(context.default_parallelism))
        })
        .property("defaultMinPartitions", |this, _cx| {
            alive(this, "sc", |context| Value::from(context.default_parallelism.min(2)))
        })
        .property("listFiles", |this, _cx| property(this, |context| Value::list(context.files.borrow().clone())))
        .property("listArchives", |this, _cx| property(this, |context| Value::list(context.archives.borrow().clone())))
        .property("serializer", move |this, cx| {
            property(this, |_| Value::None)?;
            upgrade(&serializers)?.call_text("default_serializer", Args::default(), cx)
        })
        .property("resources", |this, cx| {
            property(this, |_| Value::None)?;
            python::ops::call(&python::native::builtin_class("dict"), Args::default(), cx)
        })
        .method("sparkUser", |args, _cx| {
            context_of(args)?.check_alive("sc")?;
            Ok(Value::str("spark"))
        })
}

fn with_shared_variables(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let (accumulators, broadcasts) = (spark.clone(), spark.clone());
    class
        .method("accumulator", move |args, _cx| {
            let defaults = [("accum_param", Value::None)];
            let bound = Arguments::bind("SparkContext.accumulator", &["self", "value"], &defaults, args)?;
            upgrade(&accumulators)?.new_accumulator(&*context_of(args)?, bound.at(1), &bound.at(2))
        })
        .method("broadcast", move |args, cx| {
            let bound = Arguments::bind("SparkContext.broadcast", &["self", "value"], &[], args)?;
            let context = context_of(args)?;
            context.check_alive("broadcast")?;
            upgrade(&broadcasts)?.new_broadcast(&context, &bound.at(1), cx)
        })
}

/// The levels that `setLogLevel` knows, as Spark's refusal lists them.
const LOG_LEVELS: &str = "ALL,DEBUG,ERROR,FATAL,TRACE,WARN,INFO,OFF";

/// What concerns the jobs that are run.
fn with_jobs(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let (levels, tags) = (spark.clone(), spark.clone());
    let nothing = |name: &'static str, params: &'static [&'static str]| {
        move |args: &Args, _cx: &mut CallCx| {
            Arguments::bind(&format!("SparkContext.{name}"), params, &[], args)?;
            context_of(args)?.check_alive("sc")?;
            Ok(Value::None)
        }
    };
    class
        .method("setLogLevel", move |args, cx| {
            let bound = Arguments::bind("SparkContext.setLogLevel", &["self", "logLevel"], &[], args)?;
            context_of(args)?.check_alive("setLogLevel")?;
            let level = str_of(&bound.at(1), cx)?;
            if LOG_LEVELS.split(',').any(|known| known == level.to_uppercase()) {
                return Ok(Value::None);
            }
            let message = format!("requirement failed: Supplied level {level} did not match one of: {LOG_LEVELS}");
            Err(upgrade(&levels)?.java_error("setLogLevel", ILLEGAL_ARGUMENT, &message))
        })
        .method("setLocalProperty", |args, cx| {
            let bound = Arguments::bind("SparkContext.setLocalProperty", &["self", "key", "value"], &[], args)?;
            set_property(args, &str_of(&bound.at(1), cx)?, &bound.at(2), cx)
        })
        .method("getLocalProperty", |args, cx| {
            let bound = Arguments::bind("SparkContext.getLocalProperty", &["self", "key"], &[], args)?;
            let context = context_of(args)?;
            let found = context.local_properties.borrow().get(&str_of(&bound.at(1), cx)?).cloned();
            Ok(found.map_or(Value::None, Value::string))
        })
        .method("setJobGroup", |args, cx| {
            let (required, defaults) =
                (["self", "groupId", "description"], [("interruptOnCancel", Value::Bool(false))]);
            let bound = Arguments::bind("SparkContext.setJobGroup", &required, &defaults, args)?;
            set_property(args, "spark.jobGroup.id", &bound.at(1), cx)?;
            set_property(args, "spark.job.description", &bound.at(2), cx)
        })
        .method("setJobDescription", |args, cx| {
            let bound = Arguments::bind("SparkContext.setJobDescription", &["self", "value"], &[], args)?;
            set_property(args, "spark.job.description", &bound.at(1), cx)
        })
        .method("setInterruptOnCancel", nothing("setInterruptOnCancel", &["self", "interruptOnCancel"]))
        .method("cancelJobGroup", nothing("cancelJobGroup", &["self", "groupId"]))
        .method("cancelJobsWithTag", nothing("cancelJobsWithTag", &["self", "tag"]))
        .method("cancelAllJobs", nothing("cancelAllJobs", &["self"]))
        .method("addJobTag", move |args, cx| {
            let bound = Arguments::bind("SparkContext.addJobTag", &["self", "tag"], &[], args)?;
            let tag = str_of(&bound.at(1), cx)?;
            let refused = match tag.as_str() {
                "" => "Spark job tag cannot be an empty string.",
                tag if tag.contains(',') => "Spark job tag cannot contain ','.",
                _ => {
                    context_of(args)?.job_tags.borrow_mut().insert(tag);
                    return Ok(Value::None);
                }
            };
            Err(upgrade(&tags)?.java_error("addJobTag", ILLEGAL_ARGUMENT, refused))
        })
        .method("removeJobTag", |args, cx| {
            let bound = Arguments::bind("SparkContext.removeJobTag", &["self", "tag"], &[], args)?;
            context_of(args)?.job_tags.borrow_mut().remove(&str_of(&bound.at(1), cx)?);
            Ok(Value::None)
        })
        .method("clearJobTags", |args, _cx| {
            context_of(args)?.job_tags.borrow_mut().clear();
            Ok(Value::None)
        })
        .method("getJobTags", |args, cx| {
            let tags = context_of(args)?.job_tags.borrow().iter().map(|tag| Value::str(tag)).collect();
            python::ops::call(&python::native::builtin_class("set"), Args::of(vec![Value::list(tags)]), cx)
        })
}

fn set_property(args: &Args, key: &str, value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let context = context_of(args)?;
    context.check_alive("setLocalProperty")?;
    let mut properties = context.local_properties.borrow_mut();
    match value {
        Value::None => properties.remove(key),
        value => properties.insert(key.to_owned(), str_of(value, cx)?),
    };
    Ok(Value::None)
}

/// Folders and files that the context knows of.
fn with_files(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let (files, modules, archives) = (spark.clone(), spark.clone(), spark.clone());
    class
        .method("setCheckpointDir", |args, cx| {
            let bound = Arguments::bind("SparkContext.setCheckpointDir", &["self", "dirName"], &[], args)?;
            let context = context_of(args)?;
            context.check_alive("sc")?;
            context.engine.set_checkpoint_dir(&str_of(&bound.at(1), cx)?);
            Ok(Value::None)
        })
        .method("getCheckpointDir", |args, _cx| {
            Arguments::bind("SparkContext.getCheckpointDir", &["self"], &[], args)?;
            let context = context_of(args)?;
            context.check_alive("sc")?;
            Ok(context.engine.checkpoint_dir().map_or(Value::None, Value::string))
        })
        .method("addFile", move |args, cx| {
            let defaults = [("recursive", Value::Bool(false))];
            let bound = Arguments::bind("SparkContext.addFile", &["self", "path"], &defaults, args)?;
            let kept = upgrade(&files)?.hand_out(&bound.at(1), cx)?;
            context_of(args)?.files.borrow_mut().push(kept);
            Ok(Value::None)
        })
        .method("addPyFile", move |args, cx| {
            let bound = Arguments::bind("SparkContext.addPyFile", &["self", "path"], &[], args)?;
            let kept = upgrade(&modules)?.hand_out(&bound.at(1), cx)?;
            context_of(args)?.files.borrow_mut().push(kept);
            Ok(Value::None)
        })
        .method("addArchive", move |args, cx| {
            let bound = Arguments::bind("SparkContext.addArchive", &["self", "path"], &[], args)?;
            let kept = upgrade(&archives)?.hand_out(&bound.at(1), cx)?;
            context_of(args)?.archives.borrow_mut().push(kept);
            Ok(Value::None)
        })
}
