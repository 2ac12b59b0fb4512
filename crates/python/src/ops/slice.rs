//! `slice` objects and what they select.

use std::any::Any;
use std::borrow::Cow;

use value::Object;
use value::Value;

/// `slice(start, stop, step)`; a missing part is `None`.
pub struct Slice {
    pub start: Value,
    pub stop: Value,
    pub step: Value,
}

impl Slice {
    /// The slice object as a value.
    pub fn value(start: Value, stop: Value, step: Value) -> Value {
        Value::object(Self { start, stop, step })
    }
}

impl Object for Slice {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("slice")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}
