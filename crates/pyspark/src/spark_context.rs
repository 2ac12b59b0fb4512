//! `SparkContext`: the entry point of a Spark program.
//!
//! Source: pyspark/context.py of Spark 3.5.

use std::any::Any;
use std::borrow::Cow;
use std::cell::Cell;
use std::rc::{Rc, Weak};

use python::NativeClass;
use value::{Args, CallCx, ExcKind, Object, Raised, Value};

use crate::arguments::Arguments;
use crate::conf::{ConfObject, SparkConf};
use crate::language::PySpark;
use crate::spark::{Spark, upgrade};

/// A SparkContext, stopped or not.
pub struct SparkContext {
    spark: Weak<Spark>,
    pub(crate) conf: Rc<SparkConf>,
    pub(crate) master: String,
    pub(crate) app_name: String,
    pub(crate) default_parallelism: usize,
    pub(crate) engine: engine::SparkContext,
    is_stopped: Cell<bool>,
    /// Line of the program that made it.
    line: u32,
}

/// A SparkContext as an object of the program.
pub(crate) struct ContextObject(pub Rc<SparkContext>);

impl Object for ContextObject {
    fn type_name(&self) -> Cow<'static, str> {
        "SparkContext".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.0.spark.upgrade()?.classes().spark_context.clone())
    }

    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("<SparkContext master={} appName={}>", self.0.master, self.0.app_name))
    }
}

impl SparkContext {
    /// The context behind an object of the program.
    pub(crate) fn of(value: &Value) -> Option<&Rc<Self>> {
        value.downcast::<ContextObject>().map(|object| &object.0)
    }

    pub fn master(&self) -> &str {
        &self.master
    }

    pub fn app_name(&self) -> &str {
        &self.app_name
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.is_stopped.get()
    }

    /// What every call that reaches the Java side does first.
    ///
    /// Errors: the `AttributeError` that a stopped context gives, whose Java object is gone.
    pub(crate) fn check_alive(&self) -> Result<(), Raised> {
        if self.is_stopped.get() {
            return Err(Raised::new(ExcKind::AttributeError, "'NoneType' object has no attribute 'sc'".into()));
        }
        Ok(())
    }

    /// Stops it; the program may make another one then.
    pub(crate) fn stop(&self) {
        self.is_stopped.set(true);
        if let Some(spark) = self.spark.upgrade() {
            *spark.active_context.borrow_mut() = Value::None;
        }
    }
}

impl Spark {
    /// The context that was made and not stopped.
    pub(crate) fn current_context(&self) -> Option<Rc<SparkContext>> {
        SparkContext::of(&self.active_context.borrow()).cloned()
    }

    /// `SparkContext(…)`.
    ///
    /// Errors: PySpark's `ValueError` if there is one already; Java's for a master that cannot be understood.
    pub(crate) fn new_context(
        &self,
        master: Option<String>,
        app_name: Option<String>,
        given: Option<&SparkConf>,
        cx: &CallCx,
    ) -> Result<Value, Raised> {
        if let Some(current) = self.current_context() {
            return Err(Raised::value_error(format!(
                "Cannot run multiple SparkContexts at once; existing SparkContext(app={}, master={}) created by {} at program.py:{} ",
                current.app_name, current.master, "__init__", current.line
            )));
        }
        let conf = Rc::new(SparkConf::default());
        for (key, value) in given.map(SparkConf::all).unwrap_or_default() {
            conf.set(&key, &value);
        }
        if let Some(master) = &master {
            conf.set("spark.master", master);
        }
        if let Some(name) = &app_name {
            conf.set("spark.app.name", name);
        }
        let named = conf.get("spark.master").unwrap_or_else(|| "local[*]".into());
        let master = self.settings.master.clone().unwrap_or(named);
        let Some(cores) = cores_of(&master, self.settings.cores) else {
            let message = format!("Could not parse Master URL: '{master}'");
            return Err(self.java_error_of_constructor("org.apache.spark.api.java.JavaSparkContext", &message));
        };
        let set_parallelism =
            conf.get("spark.default.parallelism").and_then(|text| text.trim().parse::<usize>().ok()).filter(|&n| n > 0);
        let default_parallelism = set_parallelism.unwrap_or(cores);
        let zone = self.settings.zone;
        let config = engine::SparkConfig { default_parallelism, is_parallelism_set: set_parallelism.is_some(), zone };
        let context = SparkContext {
            spark: self.this.clone(),
            app_name: conf.get("spark.app.name").unwrap_or_else(|| "pyspark-shell".into()),
            conf,
            master,
            default_parallelism,
            engine: engine::SparkContext::new(config, Rc::new(PySpark { spark: self.this.clone(), zone })),
            is_stopped: Cell::new(false),
            line: cx.call_chain.last().map_or(0, |site| site.line),
        };
        let object = Value::object(ContextObject(Rc::new(context)));
        *self.active_context.borrow_mut() = object.clone();
        Ok(object)
    }

    fn java_error_of_constructor(&self, class: &str, message: &str) -> Raised {
        self.java_error(class, crate::error::SPARK_EXCEPTION, message)
    }
}

/// How many cores a master URL gives; `local[*]` and clusters give `cores`. `None` for what Spark cannot parse.
pub(crate) fn cores_of(master: &str, cores: usize) -> Option<usize> {
    if let Some(inside) = master.strip_prefix("local[").and_then(|rest| rest.strip_suffix(']')) {
        let threads = inside.split(',').next().unwrap_or(inside).trim();
        return if threads == "*" { Some(cores) } else { threads.parse().ok().filter(|&n| n > 0) };
    }
    match master {
        "local" => Some(1),
        "yarn" => Some(cores),
        _ => ["spark://", "mesos://", "k8s://", "local-cluster["]
            .iter()
            .any(|known| master.starts_with(known))
            .then_some(cores),
    }
}

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

/// The class `SparkContext`: everything but the operators that make RDDs, which the catalogue adds.
pub(crate) fn class(spark: &Weak<Spark>) -> NativeClass {
    let construct = spark.clone();
    let get_or_create = spark.clone();
    let conf_spark = spark.clone();
    NativeClass::new("SparkContext", "pyspark.context")
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
            ];
            let bound = Arguments::bind("SparkContext.__init__", &["self"], &defaults, args)?;
            let conf = bound.at(8);
            let conf = conf.downcast::<ConfObject>().map(|object| &*object.conf);
            upgrade(&construct)?.new_context(text_or_none(&bound.at(1)), text_or_none(&bound.at(2)), conf, cx)
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
        .method("setLogLevel", |args, _cx| {
            Arguments::bind("SparkContext.setLogLevel", &["self", "logLevel"], &[], args)?;
            Ok(Value::None)
        })
        .method("setCheckpointDir", |args, _cx| {
            Arguments::bind("SparkContext.setCheckpointDir", &["self", "dirName"], &[], args)?;
            Ok(Value::None)
        })
        .method("stop", |args, _cx| {
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
        .property("appName", |this, _cx| property(this, |context| Value::str(&context.app_name)))
        .property("master", |this, _cx| property(this, |context| Value::str(&context.master)))
        .property("version", |this, _cx| property(this, |_| Value::str("3.5.9")))
        .property("pythonVer", |this, _cx| property(this, |_| Value::str("3.11")))
        .property("applicationId", |this, _cx| property(this, |_| Value::str("local-0")))
        .property("uiWebUrl", |this, _cx| property(this, |_| Value::None))
        .property("startTime", {
            let spark = spark.clone();
            move |_this, _cx| Ok(Value::Int(upgrade(&spark)?.settings.start.millis()))
        })
        .property("defaultParallelism", |this, _cx| alive(this, |context| Value::from(context.default_parallelism)))
        .property("defaultMinPartitions", |this, _cx| {
            alive(this, |context| Value::from(context.default_parallelism.min(2)))
        })
}

fn property(this: &Value, get: impl FnOnce(&SparkContext) -> Value) -> Result<Value, Raised> {
    match SparkContext::of(this) {
        Some(context) => Ok(get(context)),
        None => Err(Raised::type_error("a SparkContext is needed".into())),
    }
}

fn alive(this: &Value, get: impl FnOnce(&SparkContext) -> Value) -> Result<Value, Raised> {
    if let Some(context) = SparkContext::of(this) {
        context.check_alive()?;
    }
    property(this, get)
}

#[cfg(test)]
mod tests {
    use super::cores_of;

    #[test]
    fn masters_give_their_cores() {
        for (master, cores) in [
            ("local", Some(1)),
            ("local[4]", Some(4)),
            ("local[*]", Some(2)),
            ("local[3,2]", Some(3)),
            ("local[*, 4]", Some(2)),
            ("spark://host:7077", Some(2)),
            ("local[0]", None),
            ("nonsense", None),
        ] {
            assert_eq!(cores_of(master, 2), cores, "{master}");
        }
    }
}
