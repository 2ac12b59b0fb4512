//! `PySpark`: what the engine asks of the program's language.

use std::rc::{Rc, Weak};

use engine::rdd::stat_counter::Stats;
use engine::{Language, Rdd};
use plan::{Time, Zone};
use python::Transfer;
use stdlib::datetime::moment::Moment;
use value::object::BinaryOp;
use value::{Args, CallCx, Callable, ExcKind, KeyMap, Object, Raised, Value};

use crate::accumulator::AccumulatorObject;
use crate::broadcast::BroadcastObject;
use crate::dstream::DStream;
use crate::rdd::{RddObject, unwrap};
use crate::spark::Spark;
use crate::spark_context::ContextObject;
use crate::sql::frame::FrameObject;
use crate::sql::session::SessionObject;
use crate::streaming_context::StreamingObject;

/// Binds the engine to one run of a program.
pub(crate) struct PySpark {
    pub spark: Weak<Spark>,
    pub zone: Zone,
}

impl Language for PySpark {
    fn wrap_rdd(&self, rdd: Rdd) -> Value {
        Value::object(RddObject { rdd, spark: self.spark.clone() })
    }

    fn unwrap_rdd(&self, value: &Value) -> Option<Rdd> {
        unwrap(value)
    }

    fn datetime(&self, time: Time) -> Value {
        let local_micros = (time.millis() + self.zone.offset.millis()) * 1000;
        // Only batch times beyond the year 9999 have no datetime, and those no clock reaches.
        Moment::value(local_micros, Value::None).unwrap_or_default()
    }

    fn pickle(&self, function: &Rc<dyn Callable>, cx: &mut CallCx) -> Result<Rc<dyn Callable>, Raised> {
        let mut copies = self.transfer_all(std::slice::from_ref(function), Transfer::Pickle, cx)?;
        Ok(copies.pop().unwrap_or_else(|| Rc::clone(function)))
    }

    fn pickle_all(&self, functions: &[Rc<dyn Callable>], cx: &mut CallCx) -> Result<Vec<Rc<dyn Callable>>, Raised> {
        self.transfer_all(functions, Transfer::Pickle, cx)
    }

    fn unpickle_all(&self, functions: &[Rc<dyn Callable>], cx: &mut CallCx) -> Result<Vec<Rc<dyn Callable>>, Raised> {
        self.transfer_all(functions, Transfer::Unpickle, cx)
    }

    fn copy(&self, object: &Rc<dyn Object>, cx: &mut CallCx) -> Result<Value, Raised> {
        self.transferred(&Value::Object(Rc::clone(object)), Transfer::Unpickle, cx)
    }

    fn java_exception(&self, class: &str, message: &str) -> Raised {
        match self.spark.upgrade() {
            Some(spark) => spark.java_error("call", class, message),
            None => Raised::new(ExcKind::RuntimeError, format!("{class}: {message}")),
        }
    }

    fn counts(&self, counts: KeyMap<Value>) -> Value {
        let counts = Value::dict(counts);
        let class = stdlib::collections::default_dict::class_value();
        let args = Args::of(vec![python::native::builtin_class("int"), counts.clone()]);
        // The class takes a function and a dict, so it always gives one.
        python::ops::call(&class, args, &mut CallCx::default()).unwrap_or(counts)
    }

    fn stat_counter(&self, stats: &Stats, cx: &mut CallCx) -> Result<Value, Raised> {
        let Some(modules) = self.spark.upgrade().and_then(|spark| spark.modules.borrow().clone()) else {
            return Ok(Value::None);
        };
        let make = python::get_attribute(&modules.import("pyspark.statcounter", cx)?, "_of", cx)?;
        let figures = [Value::Int(stats.n as i64), Value::Float(stats.mean), Value::Float(stats.m2)];
        let extremes = [stats.max.clone(), stats.min.clone()];
        python::ops::call(&make, Args::of(figures.into_iter().chain(extremes).collect()), cx)
    }

    fn result_iterable_class(&self) -> Option<Value> {
        Some(self.spark.upgrade()?.classes().result_iterable.clone())
    }

    fn not_an_integer(&self) -> Raised {
        stdlib::struct_module::error("required argument is not an integer".into())
    }

    fn binary(&self, op: BinaryOp, left: &Value, right: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        python::ops::binary(op, left, right, cx)
    }
}

/// Whether the function is the same everywhere: it uses nothing but its arguments, or it is one of PySpark's own
/// (`operator.add`), which have no object of the program behind them.
fn is_pure(function: &Value, transfer: Transfer) -> bool {
    let is_same = |info: python::FunctionInfo| {
        let stays = transfer == Transfer::Pickle || !info.has_set_constants;
        stays && info.free_variables.is_empty() && info.globals.is_empty()
    };
    !matches!(function, Value::Object(_)) || python::function_info(function).is_some_and(is_same)
}

impl PySpark {
    /// Copies functions together: what they share, their copies share too.
    fn transfer_all(
        &self,
        functions: &[Rc<dyn Callable>],
        transfer: Transfer,
        cx: &mut CallCx,
    ) -> Result<Vec<Rc<dyn Callable>>, Raised> {
        let values: Vec<Value> = functions.iter().map(|function| function.as_value()).collect();
        let moved: Vec<Value> = values.iter().filter(|value| !is_pure(value, transfer)).cloned().collect();
        if moved.is_empty() {
            return Ok(functions.to_vec());
        }
        let Some(spark) = self.spark.upgrade() else { return Ok(functions.to_vec()) };
        let refuse = &mut |object: &Value, cx: &mut CallCx| spark.check_sendable(object, transfer, cx);
        let copies = python::snapshot_callables(&moved, transfer, refuse, cx);
        let mut copies = copies.map_err(|reason| spark.as_pickling_error(reason, cx))?.into_iter();
        let copy = |(function, value): (&Rc<dyn Callable>, &Value)| match is_pure(value, transfer) {
            true => Rc::clone(function),
            false => copies.next().unwrap_or_else(|| Rc::clone(function)),
        };
        Ok(functions.iter().zip(&values).map(copy).collect())
    }

    fn transferred(&self, value: &Value, transfer: Transfer, cx: &mut CallCx) -> Result<Value, Raised> {
        let Some(spark) = self.spark.upgrade() else { return Ok(value.clone()) };
        spark.snapshot(value, transfer, cx).map_err(|reason| spark.as_pickling_error(reason, cx))
    }
}

/// Whether PySpark makes a `PicklingError` of an exception that came up while pickling.
fn is_wrapped(raised: &Raised) -> bool {
    let name = raised.parts().exception.type_name();
    raised.parts().interrupt.is_none() && name != "PicklingError" && name != "Py4JJavaError"
}

impl Spark {
    /// What PySpark raises when pickling has failed for `reason`.
    fn as_pickling_error(&self, reason: Raised, cx: &mut CallCx) -> Raised {
        if is_wrapped(&reason) { self.pickling_error("object", &reason, cx) } else { reason }
    }

    /// A copy as a worker gets it.
    ///
    /// Errors: what pickling some object inside raises.
    pub(crate) fn snapshot(&self, value: &Value, transfer: Transfer, cx: &mut CallCx) -> Result<Value, Raised> {
        python::snapshot(value, transfer, &mut |object, cx| self.check_sendable(object, transfer, cx), cx)
    }

    /// What cannot be sent to a worker.
    fn check_sendable(&self, object: &Value, transfer: Transfer, cx: &mut CallCx) -> Result<(), Raised> {
        if transfer == Transfer::Pickle {
            if let Some(accumulator) = object.downcast::<AccumulatorObject>() {
                return accumulator.check_zero(cx);
            }
            if let Some(broadcast) = object.downcast::<BroadcastObject>() {
                return broadcast.check_alive();
            }
        }
        // Sessions and DataFrames hold their context.
        let holds_context = object.downcast::<SessionObject>().is_some() || object.downcast::<FrameObject>().is_some();
        if holds_context
            || object.downcast::<ContextObject>().is_some()
            || object.downcast::<StreamingObject>().is_some()
        {
            return Err(self.runtime_error(
                "CONTEXT_ONLY_VALID_ON_DRIVER",
                "It appears that you are attempting to reference SparkContext from a broadcast variable, action, or transformation. SparkContext can only be used on the driver, not in code that it run on workers. For more information, see SPARK-5063.",
            ));
        }
        if object.downcast::<RddObject>().is_some() || object.downcast::<DStream>().is_some() {
            return Err(self.runtime_error(
                "RDD_TRANSFORM_ONLY_VALID_ON_DRIVER",
                "It appears that you are attempting to broadcast an RDD or reference an RDD from an \naction or transformation. RDD transformations and actions can only be invoked by the \ndriver, not inside of other transformations; for example, \nrdd1.map(lambda x: rdd2.values.count() * x) is invalid because the values \ntransformation and count action cannot be performed inside of the rdd1.map \ntransformation. For more information, see SPARK-5063.",
            ));
        }
        Ok(())
    }
}
