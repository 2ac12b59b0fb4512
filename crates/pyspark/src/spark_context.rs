//! `SparkContext`: the entry point of a Spark program.
//!
//! Source: pyspark/context.py of Spark 3.5.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::{Rc, Weak};

use value::{CallCx, ExcKind, Object, Raised, Value};

use crate::conf::SparkConf;
use crate::language::PySpark;
use crate::spark::Spark;

/// A SparkContext, stopped or not.
pub struct SparkContext {
    spark: Weak<Spark>,
    pub(crate) conf: Rc<SparkConf>,
    pub(crate) master: String,
    pub(crate) app_name: String,
    pub(crate) default_parallelism: usize,
    pub(crate) engine: engine::SparkContext,
    /// `spark.app.id`.
    pub(crate) app_id: String,
    /// `setLocalProperty` and what goes by it: job groups, descriptions.
    pub(crate) local_properties: RefCell<BTreeMap<String, String>>,
    pub(crate) job_tags: RefCell<BTreeSet<String>>,
    /// What `addFile` and `addPyFile`, and `addArchive`, have handed out: paths.
    pub(crate) files: RefCell<Vec<Value>>,
    pub(crate) archives: RefCell<Vec<Value>>,
    /// The constructor's `environment`.
    pub(crate) environment: RefCell<Value>,
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

    fn set_attr(&self, name: &str, _value: Option<Value>, cx: &mut CallCx) -> Result<bool, Raised> {
        crate::attributes::refuse_properties(self.class(cx), name, cx)
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

    pub(crate) fn spark(&self) -> &Weak<Spark> {
        &self.spark
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

    /// What every call that reaches the Java side does first; `wanted` is what it asks the Java object for.
    ///
    /// Errors: the `AttributeError` that a stopped context gives, whose Java object is gone.
    pub(crate) fn check_alive(&self, wanted: &str) -> Result<(), Raised> {
        if self.is_stopped.get() {
            let message = format!("'NoneType' object has no attribute '{wanted}'");
            return Err(Raised::new(ExcKind::AttributeError, message));
        }
        Ok(())
    }

    /// Stops it; the program may make another one then.
    pub(crate) fn stop(&self) {
        self.is_stopped.set(true);
        if let Some(spark) = self.spark.upgrade() {
            let mut active = spark.active_context.borrow_mut();
            let is_active = Self::of(&active).is_some_and(|context| std::ptr::eq(Rc::as_ptr(context), self));
            if is_active {
                *active = Value::None;
                spark.tell_active(&Value::None);
            }
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
        // Before the first context there is no JVM to ask for defaults, and it adds them when the conf gets there.
        let has_jvm = self.has_jvm.replace(true);
        let adds_defaults = !has_jvm || given.is_none_or(|given| given.loads_defaults);
        let master = match (&self.settings.master, conf.get("spark.master")) {
            (Some(master), _) => master.clone(),
            (None, Some(named)) => named,
            (None, None) if adds_defaults => "local[*]".to_owned(),
            (None, None) => {
                let message = "A master URL must be set in your configuration.";
                return Err(self.runtime_error("MASTER_URL_NOT_SET", message));
            }
        };
        let app_name = match conf.get("spark.app.name") {
            Some(name) => name,
            None if adds_defaults => "pyspark-shell".to_owned(),
            None => {
                let message = "An application name must be set in your configuration.";
                return Err(self.runtime_error("APPLICATION_NAME_NOT_SET", message));
            }
        };
        let cores = cores_of(&master, self.settings.cores).map_err(|message| self.constructor_error(&message))?;
        let set_parallelism = conf
            .get("spark.default.parallelism")
            .and_then(|text| text.trim().parse::<usize>().ok())
            .filter(|n| (1..=MAX_CORES).contains(n));
        let default_parallelism = set_parallelism.unwrap_or(cores);
        let zone = self.settings.zone;
        let config = engine::SparkConfig { default_parallelism, is_parallelism_set: set_parallelism.is_some(), zone };
        let app_id = format!("local-{}", self.settings.start.millis());
        add_defaults(&conf, &master, &app_name, &app_id);
        let context = SparkContext {
            spark: self.this.clone(),
            app_name,
            app_id,
            conf,
            master,
            local_properties: RefCell::default(),
            job_tags: RefCell::default(),
            default_parallelism,
            engine: engine::SparkContext::new(config, Rc::new(PySpark { spark: self.this.clone(), zone })),
            files: RefCell::default(),
            archives: RefCell::default(),
            environment: RefCell::default(),
            is_stopped: Cell::new(false),
            line: cx.call_chain.last().map_or(0, |site| site.line),
        };
        let object = Value::object(ContextObject(Rc::new(context)));
        *self.active_context.borrow_mut() = object.clone();
        self.tell_active(&object);
        Ok(object)
    }

    /// Sets `SparkContext._active_spark_context`.
    fn tell_active(&self, active: &Value) {
        if let Value::Object(class) = &self.classes().spark_context {
            // Classes that are made here take any attribute.
            let _ = class.set_attr("_active_spark_context", Some(active.clone()), &mut CallCx::default());
        }
    }

    fn constructor_error(&self, message: &str) -> Raised {
        self.java_error("org.apache.spark.api.java.JavaSparkContext", crate::error::SPARK_EXCEPTION, message)
    }
}

/// What a running context's configuration has beside what the program set.
fn add_defaults(conf: &SparkConf, master: &str, app_name: &str, app_id: &str) {
    let defaults = [
        ("spark.master", master),
        ("spark.app.name", app_name),
        ("spark.app.id", app_id),
        ("spark.driver.host", "localhost"),
        ("spark.executor.id", "driver"),
        ("spark.rdd.compress", "True"),
        ("spark.serializer.objectStreamReset", "100"),
        ("spark.submit.deployMode", "client"),
        ("spark.submit.pyFiles", ""),
        ("spark.ui.showConsoleProgress", "true"),
    ];
    for (key, value) in defaults {
        if conf.get(key).is_none() {
            conf.set(key, value);
        }
    }
}

/// More cores than this no machine has.
const MAX_CORES: usize = 1_000_000;

/// How many cores a master URL gives; `local[*]` and clusters give `cores`.
///
/// Errors: what Spark says about a URL that it cannot use.
pub(crate) fn cores_of(master: &str, cores: usize) -> Result<usize, String> {
    let unknown = || format!("Could not parse Master URL: '{master}'");
    if let Some(inside) = master.strip_prefix("local[").and_then(|rest| rest.strip_suffix(']')) {
        let threads = inside.split(',').next().unwrap_or(inside).trim();
        return match threads.parse() {
            _ if threads == "*" => Ok(cores),
            Ok(0) => Err("Asked to run locally with 0 threads".to_owned()),
            Ok(n) if n > MAX_CORES => Err("unable to create native thread: possibly out of memory".to_owned()),
            parsed => parsed.map_err(|_| unknown()),
        };
    }
    let is_cluster = ["spark://", "mesos://", "k8s://", "local-cluster["].iter().any(|known| master.starts_with(known));
    match master {
        "local" => Ok(1),
        "yarn" => Ok(cores),
        _ if is_cluster => Ok(cores),
        _ => Err(unknown()),
    }
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
            assert_eq!(cores_of(master, 2).ok(), cores, "{master}");
        }
    }
}
