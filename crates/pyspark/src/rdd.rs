//! `RDD` as an object of the program, and the methods of `SparkContext` that make RDDs: the catalogue's operators.

use std::any::Any;
use std::borrow::Cow;
use std::rc::Weak;

use engine::operators::{Operator, Outcome, catalogue};
use plan::{Arg, Receiver};
use python::NativeClass;
use value::{Args, CallCx, Object, Raised, Value};

use crate::bind::{bind, plan_args};
use crate::spark::{Spark, upgrade};
use crate::spark_context::SparkContext;

/// An RDD of the engine.
pub(crate) struct RddObject {
    pub rdd: engine::Rdd,
    pub spark: Weak<Spark>,
}

impl Object for RddObject {
    fn type_name(&self) -> Cow<'static, str> {
        "RDD".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.spark.upgrade()?.classes().rdd.clone())
    }

    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("PythonRDD[{}] at RDD at PythonRDD.scala:53", self.rdd.id()))
    }
}

fn rdd_of(args: &Args) -> Result<&RddObject, Raised> {
    args.positional
        .first()
        .and_then(Value::downcast::<RddObject>)
        .ok_or_else(|| Raised::type_error("an RDD is needed".into()))
}

impl Spark {
    fn call_on_rdd(&self, operator: &'static Operator, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let rdd = rdd_of(args)?.rdd.clone();
        let mut bound = self.arguments("RDD", operator, args, cx)?;
        let outcome = operator
            .prepare(&mut bound, rdd.context(), cx)
            .and_then(|_| operator.call_on_rdd(&rdd, &bound, cx))
            .map_err(|failure| self.action_error(failure, cx))?;
        // What only marks the RDD gives the very same object back.
        match outcome {
            Outcome::Rdd(same) if same.is_same(&rdd) => Ok(args.positional.first().cloned().unwrap_or_default()),
            other => Ok(self.outcome(other)),
        }
    }

    fn call_on_context(&self, operator: &'static Operator, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let Some(context) = args.positional.first().and_then(SparkContext::of).cloned() else {
            return Err(Raised::type_error("a SparkContext is needed".into()));
        };
        context.check_alive()?;
        let mut bound = self.arguments("SparkContext", operator, args, cx)?;
        let sc = &context.engine;
        let outcome = operator
            .prepare(&mut bound, sc, cx)
            .and_then(|_| operator.call_on_context(sc, &bound, cx))
            .map_err(|failure| self.action_error(failure, cx))?;
        Ok(self.outcome(outcome))
    }

    fn arguments(
        &self,
        class: &str,
        operator: &'static Operator,
        args: &Args,
        cx: &mut CallCx,
    ) -> Result<Vec<Arg>, Raised> {
        let values = bind(class, operator.spec, args)?;
        Ok(plan_args(operator.spec, values, cx)?.args)
    }

    fn outcome(&self, outcome: Outcome) -> Value {
        match outcome {
            Outcome::Rdd(rdd) => self.rdd_value(rdd),
            Outcome::Rdds(rdds) => Value::list(rdds.into_iter().map(|rdd| self.rdd_value(rdd)).collect()),
            Outcome::Value(value) => value,
        }
    }

    pub(crate) fn rdd_value(&self, rdd: engine::Rdd) -> Value {
        Value::object(RddObject { rdd, spark: self.this.clone() })
    }
}

/// Adds the operators of one receiver as methods.
fn with_operators(
    mut class: NativeClass,
    receiver: Receiver,
    spark: &Weak<Spark>,
    call: fn(&Spark, &'static Operator, &Args, &mut CallCx) -> Result<Value, Raised>,
) -> NativeClass {
    for operator in catalogue().filter(|operator| operator.spec.receiver == receiver) {
        let spark = spark.clone();
        class = class.method(operator.spec.name, move |args, cx| call(&*upgrade(&spark)?, operator, args, cx));
    }
    class
}

/// The class `SparkContext` with the methods that make RDDs.
pub(crate) fn with_sources(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    with_operators(class, Receiver::SparkContext, spark, Spark::call_on_context)
}

/// The class `RDD`.
pub(crate) fn class(spark: &Weak<Spark>) -> Value {
    let context = |this: &Value, _cx: &mut CallCx| {
        let object = this.downcast::<RddObject>().and_then(|object| object.spark.upgrade());
        Ok(object.map_or(Value::None, |spark| spark.active_context.borrow().clone()))
    };
    let class = NativeClass::new("RDD", "pyspark.rdd")
        .property("context", context)
        .property("ctx", context)
        .method("id", |args, _cx| Ok(Value::Int(i64::from(rdd_of(args)?.rdd.id()))));
    with_operators(class, Receiver::Rdd, spark, Spark::call_on_rdd).build()
}

/// The engine's RDD behind an object of the program.
pub(crate) fn unwrap(value: &Value) -> Option<engine::Rdd> {
    value.downcast::<RddObject>().map(|object| object.rdd.clone())
}
