//! `Language`: what the engine asks of the language that the program is written in.

use std::rc::Rc;

use plan::Time;
use value::{CallCx, Callable, Object, Raised, Value};

use crate::rdd::Rdd;

/// Implemented by the crate that binds the engine to Python.
pub trait Language {
    /// The RDD as an object of the program.
    fn wrap_rdd(&self, rdd: Rdd) -> Value;

    /// The RDD behind an object of the program.
    fn unwrap_rdd(&self, value: &Value) -> Option<Rdd>;

    /// `datetime.fromtimestamp(…)` of a batch time.
    fn datetime(&self, time: Time) -> Value;

    /// The function as a worker gets it: pickled now, so later changes of what it refers to are not seen.
    ///
    /// Errors: PySpark's `PicklingError` for what cannot be sent to a worker.
    fn pickle(&self, function: &Rc<dyn Callable>, cx: &mut CallCx) -> Result<Rc<dyn Callable>, Raised> {
        let _ = cx;
        Ok(Rc::clone(function))
    }

    /// A copy of an object that shares nothing changeable with it, as pickling and unpickling gives.
    /// Lists, dicts, sets and tuples are copied by the engine itself.
    fn copy(&self, object: &Rc<dyn Object>, cx: &mut CallCx) -> Result<Value, Raised> {
        let _ = cx;
        Ok(Value::Object(Rc::clone(object)))
    }
}
