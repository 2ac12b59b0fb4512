//! `RDD` as an object of the program, and the methods of `SparkContext` that make RDDs: the catalogue's operators.

use std::any::Any;
use std::borrow::Cow;
use std::rc::Weak;

use engine::operators::{Operator, Outcome, catalogue};
use plan::{Arg, Category, Receiver};
use python::NativeClass;
use value::object::BinaryOp;
use value::{Args, CallCx, ExcKind, Object, Raised, Value};

use crate::bind::{bind, plan_args};
use crate::local_iterator::LocalIterator;
use crate::spark::{Spark, upgrade};
use crate::spark_context::SparkContext;

/// An RDD of the engine.
pub(crate) struct RddObject {
    pub rdd: engine::Rdd,
    pub spark: Weak<Spark>,
}

impl Object for RddObject {
    fn type_name(&self) -> Cow<'static, str> {
        if self.rdd.is_pipelined() { "PipelinedRDD".into() } else { "RDD".into() }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        let spark = self.spark.upgrade()?;
        let classes = spark.classes();
        Some(if self.rdd.is_pipelined() { &classes.pipelined_rdd } else { &classes.rdd }.clone())
    }

    fn binary(&self, op: BinaryOp, other: &Value, reflected: bool, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if op != BinaryOp::Add || reflected {
            return Ok(None);
        }
        // PySpark's own `TypeError` has no text.
        let Some(other) = unwrap(other) else { return Err(Raised::type_error(String::new())) };
        let union = self.rdd.union(&other, cx)?;
        Ok(Some(Value::object(Self { rdd: union, spark: self.spark.clone() })))
    }

    fn set_attr(&self, name: &str, _value: Option<Value>, cx: &mut CallCx) -> Result<bool, Raised> {
        crate::attributes::refuse_properties(self.class(cx), name, cx)
    }

    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(self.rdd.jvm_text())
    }
}

/// The receiver of a method.
pub(crate) fn rdd_of(args: &Args) -> Result<&RddObject, Raised> {
    args.positional
        .first()
        .and_then(Value::downcast::<RddObject>)
        .ok_or_else(|| Raised::type_error("an RDD is needed".into()))
}

impl Spark {
    /// Calls a method of the catalogue; the receiver is the first argument.
    pub(crate) fn call_on_rdd(
        &self,
        operator: &'static Operator,
        args: &Args,
        cx: &mut CallCx,
    ) -> Result<Value, Raised> {
        let rdd = rdd_of(args)?.rdd.clone();
        // Jobs and shuffles tell the context where they were called.
        if matches!(operator.spec.category, Category::Action | Category::Shuffle) {
            self.check_context_of(&rdd)?;
        }
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
        context.check_alive(if operator.spec.name == "emptyRDD" { "emptyRDD" } else { "sc" })?;
        let mut bound = self.arguments("SparkContext", operator, args, cx)?;
        let sc = &context.engine;
        let outcome = operator
            .prepare(&mut bound, sc, cx)
            .and_then(|_| operator.call_on_context(sc, &bound, cx))
            .map_err(|failure| self.action_error(failure, cx))?;
        Ok(self.outcome(outcome))
    }

    /// Errors: what PySpark says when the RDD's context was stopped.
    fn check_context_of(&self, rdd: &engine::Rdd) -> Result<(), Raised> {
        let is_active = self.current_context().is_some_and(|context| context.engine.is_same(rdd.context()));
        match is_active {
            true => Ok(()),
            false => {
                let message = "'NoneType' object has no attribute 'setCallSite'".into();
                Err(Raised::new(ExcKind::AttributeError, message))
            }
        }
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
            Outcome::Records(rdd) => LocalIterator::value(rdd, &self.this),
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

/// The class `RDD` with the catalogue's methods.
pub(crate) fn with_methods(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    with_operators(class, Receiver::Rdd, spark, Spark::call_on_rdd)
}

/// The engine's RDD behind an object of the program.
pub(crate) fn unwrap(value: &Value) -> Option<engine::Rdd> {
    value.downcast::<RddObject>().map(|object| object.rdd.clone())
}
