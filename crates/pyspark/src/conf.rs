//! `SparkConf`: settings of a SparkContext by key.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

use python::NativeClass;
use value::repr::{str_of, truthy};
use value::{Args, CallCx, Object, Raised, Value};

use crate::arguments::Arguments;
use crate::spark::{Spark, upgrade};

/// Keys with values, in the order in which they were first set.
pub(crate) struct SparkConf {
    entries: RefCell<Vec<(String, String)>>,
    /// The constructor's `loadDefaults`.
    pub loads_defaults: bool,
}

impl Default for SparkConf {
    fn default() -> Self {
        Self { entries: RefCell::default(), loads_defaults: true }
    }
}

impl SparkConf {
    pub fn get(&self, key: &str) -> Option<String> {
        self.entries.borrow().iter().find(|(name, _)| name == key).map(|(_, value)| value.clone())
    }

    pub fn set(&self, key: &str, value: &str) {
        let mut entries = self.entries.borrow_mut();
        match entries.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => value.clone_into(old),
            None => entries.push((key.to_owned(), value.to_owned())),
        }
    }

    pub fn all(&self) -> Vec<(String, String)> {
        self.entries.borrow().clone()
    }
}

/// A `SparkConf` as an object of the program.
pub(crate) struct ConfObject {
    pub conf: Rc<SparkConf>,
    spark: Weak<Spark>,
}

impl ConfObject {
    pub fn value(conf: Rc<SparkConf>, spark: &Weak<Spark>) -> Value {
        Value::object(Self { conf, spark: spark.clone() })
    }
}

impl Object for ConfObject {
    fn type_name(&self) -> Cow<'static, str> {
        "SparkConf".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.spark.upgrade()?.classes().spark_conf.clone())
    }
}

fn conf_of(args: &Args) -> Result<(Value, Rc<SparkConf>), Raised> {
    let this = args.positional.first().cloned().unwrap_or_default();
    match this.downcast::<ConfObject>() {
        Some(object) => {
            let conf = Rc::clone(&object.conf);
            Ok((this, conf))
        }
        None => Err(Raised::type_error("a SparkConf is needed".into())),
    }
}

/// Every value is kept as text.
fn text(value: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    str_of(value, cx)
}

/// The class `SparkConf`. `set` and its kin give the conf back, so that calls can be chained.
pub(crate) fn class(spark: &Weak<Spark>) -> Value {
    let (make, environment) = (spark.clone(), spark.clone());
    NativeClass::new("SparkConf", "pyspark.conf")
        .constructor(move |args, cx| {
            let defaults = [("loadDefaults", Value::Bool(true)), ("_jvm", Value::None), ("_jconf", Value::None)];
            let bound = Arguments::bind("SparkConf.__init__", &["self"], &defaults, args)?;
            let conf = SparkConf { loads_defaults: truthy(&bound.at(1), cx)?, ..SparkConf::default() };
            Ok(ConfObject::value(Rc::new(conf), &make))
        })
        .method("set", |args, cx| {
            let (this, conf) = conf_of(args)?;
            let bound = Arguments::bind("SparkConf.set", &["self", "key", "value"], &[], args)?;
            conf.set(&text(&bound.at(1), cx)?, &text(&bound.at(2), cx)?);
            Ok(this)
        })
        .method("setIfMissing", |args, cx| {
            let (this, conf) = conf_of(args)?;
            let bound = Arguments::bind("SparkConf.setIfMissing", &["self", "key", "value"], &[], args)?;
            let key = text(&bound.at(1), cx)?;
            if conf.get(&key).is_none() {
                conf.set(&key, &text(&bound.at(2), cx)?);
            }
            Ok(this)
        })
        .method("setMaster", |args, cx| set_one("SparkConf.setMaster", "spark.master", args, cx))
        .method("setAppName", |args, cx| set_one("SparkConf.setAppName", "spark.app.name", args, cx))
        .method("setSparkHome", |args, cx| set_one("SparkConf.setSparkHome", "spark.home", args, cx))
        .method("setExecutorEnv", move |args, cx| {
            let (this, conf) = conf_of(args)?;
            let none = |name| (name, Value::None);
            let defaults = [none("key"), none("value"), none("pairs")];
            let bound = Arguments::bind("SparkConf.setExecutorEnv", &["self"], &defaults, args)?;
            let pairs = match (bound.at(1), bound.at(3)) {
                (Value::None, Value::None) => Vec::new(),
                (key, Value::None) => vec![Value::pair(key, bound.at(2))],
                (Value::None, pairs) => python::ops::collect(&pairs, cx)?,
                _ => Vec::new(),
            };
            if pairs.is_empty() {
                let message = "Key-value pair or a list of pairs is required.";
                return Err(upgrade(&environment)?.runtime_error("KEY_VALUE_PAIR_REQUIRED", message));
            }
            set_pairs(&conf, "spark.executorEnv.", &pairs, cx)?;
            Ok(this)
        })
        .method("setAll", |args, cx| {
            let (this, conf) = conf_of(args)?;
            let bound = Arguments::bind("SparkConf.setAll", &["self", "pairs"], &[], args)?;
            set_pairs(&conf, "", &python::ops::collect(&bound.at(1), cx)?, cx)?;
            Ok(this)
        })
        .method("get", |args, cx| {
            let (_, conf) = conf_of(args)?;
            let defaults = [("defaultValue", Value::None)];
            let bound = Arguments::bind("SparkConf.get", &["self", "key"], &defaults, args)?;
            let found = conf.get(&text(&bound.at(1), cx)?);
            Ok(found.map_or_else(|| bound.at(2), Value::string))
        })
        .method("contains", |args, cx| {
            let (_, conf) = conf_of(args)?;
            let bound = Arguments::bind("SparkConf.contains", &["self", "key"], &[], args)?;
            Ok(Value::Bool(conf.get(&text(&bound.at(1), cx)?).is_some()))
        })
        .method("getAll", |args, _cx| {
            let (_, conf) = conf_of(args)?;
            let pairs =
                conf.all().into_iter().map(|(key, value)| Value::pair(Value::string(key), Value::string(value)));
            Ok(Value::list(pairs.collect()))
        })
        .method("toDebugString", |args, _cx| {
            let (_, conf) = conf_of(args)?;
            let lines: Vec<String> = conf.all().into_iter().map(|(key, value)| format!("{key}={value}")).collect();
            Ok(Value::string(lines.join("\n")))
        })
        .build()
}

fn set_pairs(conf: &SparkConf, prefix: &str, pairs: &[Value], cx: &mut CallCx) -> Result<(), Raised> {
    for pair in pairs {
        let pair = python::ops::unpack(pair, 2, cx)?;
        if let [key, value] = pair.as_slice() {
            conf.set(&format!("{prefix}{}", text(key, cx)?), &text(value, cx)?);
        }
    }
    Ok(())
}

fn set_one(function: &str, key: &str, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, conf) = conf_of(args)?;
    let bound = Arguments::bind(function, &["self", "value"], &[], args)?;
    conf.set(key, &text(&bound.at(1), cx)?);
    Ok(this)
}
