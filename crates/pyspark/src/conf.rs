//! `SparkConf`: settings of a SparkContext by key.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

use python::NativeClass;
use value::repr::str_of;
use value::{Args, CallCx, Object, Raised, Value};

use crate::arguments::Arguments;
use crate::spark::{Spark, upgrade};

/// Keys with values, in the order in which they were first set.
#[derive(Default)]
pub(crate) struct SparkConf {
    entries: RefCell<Vec<(String, String)>>,
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

/// Spark keeps every value as text, as Java's `toString` gives it.
fn text(value: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    match value {
        Value::Bool(truth) => Ok(truth.to_string()),
        _ => str_of(value, cx),
    }
}

/// The class `SparkConf`. `set` and its kin give the conf back, so that calls can be chained.
pub(crate) fn class(spark: &Weak<Spark>) -> Value {
    let make = spark.clone();
    NativeClass::new("SparkConf", "pyspark.conf")
        .constructor(move |_args, _cx| {
            upgrade(&make)?;
            Ok(ConfObject::value(Rc::default(), &make))
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
        .method("setAll", |args, cx| {
            let (this, conf) = conf_of(args)?;
            let bound = Arguments::bind("SparkConf.setAll", &["self", "pairs"], &[], args)?;
            for pair in python::ops::collect(&bound.at(1), cx)? {
                let pair = python::ops::unpack(&pair, 2, cx)?;
                if let [key, value] = pair.as_slice() {
                    conf.set(&text(key, cx)?, &text(value, cx)?);
                }
            }
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
            let mut lines: Vec<String> = conf.all().into_iter().map(|(key, value)| format!("{key}={value}")).collect();
            lines.sort();
            Ok(Value::string(lines.join("\n")))
        })
        .build()
}

fn set_one(function: &str, key: &str, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, conf) = conf_of(args)?;
    let bound = Arguments::bind(function, &["self", "value"], &[], args)?;
    conf.set(key, &text(&bound.at(1), cx)?);
    Ok(this)
}
