//! `countApprox`, `sumApprox`, `meanApprox`: every job here ends in time, so the results are exact.

use std::rc::Weak;

use python::NativeClass;
use python::native::{builtin_class, instance_of_value};
use value::{Args, CallCx, Raised, Value};

use crate::arguments::Arguments;
use crate::rdd::rdd_of;
use crate::spark::{Spark, upgrade};

/// Adds the methods to the class `RDD`.
pub(crate) fn with_approximations(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let (count, sum, mean) = (spark.clone(), spark.clone(), spark.clone());
    let bounded = NativeClass::new("BoundedFloat", "pyspark.rdd").base(&builtin_class("float")).build();
    let bounded_mean = bounded.clone();
    class
        .method("countApprox", move |args, cx| {
            bind("RDD.countApprox", args)?;
            let counted = rdd_of(args)?.rdd.count(cx);
            Ok(Value::from(counted.map_err(|failure| raised(&count, failure, cx))?))
        })
        .method("sumApprox", move |args, cx| {
            bind("RDD.sumApprox", args)?;
            let stats = rdd_of(args)?.rdd.stats(cx).map_err(|failure| raised(&sum, failure, cx))?;
            bounded_float(&bounded, stats.sum(), cx)
        })
        .method("meanApprox", move |args, cx| {
            bind("RDD.meanApprox", args)?;
            let stats = rdd_of(args)?.rdd.stats(cx).map_err(|failure| raised(&mean, failure, cx))?;
            bounded_float(&bounded_mean, stats.mean, cx)
        })
}

fn bind(function: &str, args: &Args) -> Result<(), Raised> {
    Arguments::bind(function, &["self", "timeout"], &[("confidence", Value::Float(0.95))], args).map(|_| ())
}

/// What a failed job raises.
fn raised(spark: &Weak<Spark>, failure: engine::Failure, cx: &mut CallCx) -> Raised {
    match upgrade(spark) {
        Ok(spark) => spark.action_error(failure, cx),
        Err(raised) => raised,
    }
}

/// A number that knows how sure it is: as sure as can be, whatever was asked for, since the job has ended.
fn bounded_float(class: &Value, number: f64, cx: &mut CallCx) -> Result<Value, Raised> {
    let made = instance_of_value(class, Value::Float(number));
    if let Value::Object(object) = &made {
        object.set_attr("confidence", Some(Value::Float(1.0)), cx)?;
        object.set_attr("low", Some(Value::Float(number)), cx)?;
        object.set_attr("high", Some(Value::Float(number)), cx)?;
    }
    Ok(made)
}
