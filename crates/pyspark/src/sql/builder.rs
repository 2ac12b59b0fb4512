//! `SparkSession.builder`.
//!
//! Source: pyspark/sql/session.py of Spark 3.5.

use std::any::Any;
use std::borrow::Cow;
use std::rc::Weak;

use python::NativeClass;
use value::repr::str_of;
use value::{Args, CallCx, Object, Raised, Value};

use super::session::setting_text;
use crate::arguments::Arguments;
use crate::conf::ConfObject;
use crate::spark::{Spark, upgrade};

/// Options of a session that is to be made; each call gives another builder with one more.
struct BuilderObject {
    options: Vec<(String, String)>,
    spark: Weak<Spark>,
}

impl Object for BuilderObject {
    fn type_name(&self) -> Cow<'static, str> {
        "Builder".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.spark.upgrade()?.classes().sql.builder.clone())
    }
}

/// The builder without options.
pub(super) fn value(spark: &Weak<Spark>) -> Value {
    Value::object(BuilderObject { options: Vec::new(), spark: spark.clone() })
}

fn builder_of(args: &Args) -> Result<&BuilderObject, Raised> {
    let this = args.positional.first().and_then(Value::downcast::<BuilderObject>);
    this.ok_or_else(|| Raised::type_error("a Builder is needed".into()))
}

impl BuilderObject {
    fn with(&self, more: Vec<(String, String)>) -> Value {
        let options = self.options.iter().cloned().chain(more).collect();
        Value::object(Self { options, spark: self.spark.clone() })
    }
}

/// The class of `SparkSession.builder`.
pub(super) fn class(spark: &Weak<Spark>) -> Value {
    let make = spark.clone();
    let text = |args: &Args, cx: &mut CallCx| str_of(&args.positional.get(1).cloned().unwrap_or_default(), cx);
    NativeClass::new("Builder", "pyspark.sql.session")
        .method("appName", move |args, cx| Ok(builder_of(args)?.with(vec![("spark.app.name".into(), text(args, cx)?)])))
        .method("master", move |args, cx| Ok(builder_of(args)?.with(vec![("spark.master".into(), text(args, cx)?)])))
        .method("remote", move |args, _| Ok(builder_of(args)?.with(Vec::new())))
        .method("enableHiveSupport", |args, _| Ok(builder_of(args)?.with(Vec::new())))
        .method("config", |args, cx| {
            let none = |name| (name, Value::None);
            let defaults = [none("key"), none("value"), none("conf"), none("map")];
            let bound = Arguments::bind("SparkSession.Builder.config", &["self"], &defaults, args)?;
            let mut more = Vec::new();
            if let Some(conf) = bound.at(3).downcast::<ConfObject>() {
                more.extend(conf.conf.all());
            } else if let Value::Dict(dict) = bound.at(4) {
                for (key, value) in dict.pairs() {
                    more.push((str_of(&key, cx)?, setting_text(&value, cx)?));
                }
            } else {
                more.push((str_of(&bound.at(1), cx)?, setting_text(&bound.at(2), cx)?));
            }
            Ok(builder_of(args)?.with(more))
        })
        .method("getOrCreate", move |args, cx| {
            let options = builder_of(args)?.options.clone();
            upgrade(&make)?.session_or_new(&options, cx)
        })
        .build()
}
