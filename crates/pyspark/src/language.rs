//! `PySpark`: what the engine asks of the program's language.

use std::rc::{Rc, Weak};

use engine::{Language, Rdd};
use plan::{Time, Zone};
use python::Transfer;
use python::modules::datetime::moment::Moment;
use value::{CallCx, Callable, Object, Raised, Value};

use crate::dstream::DStream;
use crate::rdd::{RddObject, unwrap};
use crate::spark::Spark;
use crate::spark_context::ContextObject;
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
        let object = Value::Object(Rc::clone(object));
        python::snapshot(&object, Transfer::Unpickle, &mut |object, _cx| self.refuse(object), cx)
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
        let copies = python::snapshot(&Value::tuple(moved), transfer, &mut |object, _cx| self.refuse(object), cx)?;
        let Value::Tuple(copies) = copies else { return Ok(functions.to_vec()) };
        let mut copies = copies.iter();
        let copy = |(function, value): (&Rc<dyn Callable>, &Value)| match is_pure(value, transfer) {
            true => Rc::clone(function),
            false => copies.next().map_or_else(|| Rc::clone(function), python::callable),
        };
        Ok(functions.iter().zip(&values).map(copy).collect())
    }

    /// What cannot be sent to a worker.
    fn refuse(&self, object: &Value) -> Result<(), Raised> {
        let is_context = object.downcast::<ContextObject>().is_some() || object.downcast::<StreamingObject>().is_some();
        if is_context {
            return Err(self.pickling_error(
                "[CONTEXT_ONLY_VALID_ON_DRIVER] It appears that you are attempting to reference SparkContext from a broadcast variable, action, or transformation. SparkContext can only be used on the driver, not in code that it run on workers. For more information, see SPARK-5063.",
            ));
        }
        if object.downcast::<RddObject>().is_some() || object.downcast::<DStream>().is_some() {
            return Err(self.pickling_error(
                "[RDD_TRANSFORM_ONLY_VALID_ON_DRIVER] It appears that you are attempting to broadcast an RDD or reference an RDD from an action or transformation. RDD transformations and actions can only be invoked by the driver, not inside of other transformations; for example, rdd1.map(lambda x: rdd2.values.count() * x) is invalid because the values transformation and count action cannot be performed inside of the rdd1.map transformation. For more information, see SPARK-5063.",
            ));
        }
        Ok(())
    }

    fn pickling_error(&self, reason: &str) -> Raised {
        let message = format!("Could not serialize object: PySparkRuntimeError: {reason}");
        let class = self.spark.upgrade().map(|spark| spark.classes().pickling_error.clone());
        match class {
            Some(class) => python::native::exception_of(&class, vec![Value::string(message)]),
            None => Raised::type_error(message),
        }
    }
}
