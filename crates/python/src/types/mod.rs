//! Attributes and methods of Python's built-in types, their constructors, and formatting.
//!
//! `__class__` and type objects are the virtual machine's: it asks here with the type's name.

pub mod method;

pub use method::{Arity, BoundMethod, Function, FunctionEntry, Run};

use value::CallCx;
use value::Args;
use value::Raised;
use value::Value;

/// The attribute `name` of any value: methods are given bound, objects are asked themselves; `None` if there is none.
/// `__class__` and `__dict__` are not answered here.
pub fn get_attr(value: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    let _ = (value, name, cx);
    unimplemented!()
}

/// `receiver.name(*args)` without making a bound method; `None` if a built-in value has no such method
/// (the caller raises the `AttributeError`) or if an object wants [`get_attr`] and a call.
pub fn call_method(receiver: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Option<Result<Value, Raised>> {
    let _ = (receiver, name, args, cx);
    unimplemented!()
}

/// [`call_method`] with positional arguments only, which need no `Vec`.
pub fn call_method_positional(receiver: &Value, name: &str, args: &[Value], cx: &mut CallCx) -> Option<Result<Value, Raised>> {
    let _ = (receiver, name, args, cx);
    unimplemented!()
}

/// The method table entry that `receiver.name` means, to be kept by a call site: it is the same for every value
/// with the same [`Value::type_name`] among the built-in variants. `None` for objects.
pub fn find_method(receiver: &Value, name: &str) -> Option<&'static FunctionEntry> {
    let _ = (receiver, name);
    unimplemented!()
}

/// What `str.lower`, `dict.fromkeys`, `datetime.now` mean on the type itself: a function taking the receiver first,
/// or a class method.
pub fn type_attr(type_name: &str, name: &str) -> Option<Value> {
    let _ = (type_name, name);
    unimplemented!()
}

/// Names of the attributes of a built-in value, sorted, for `dir()`.
pub fn attr_names(value: &Value) -> Vec<&'static str> {
    let _ = value;
    unimplemented!()
}

/// `int(…)`, `float(…)`, `str(…)`, `bool(…)`, `list(…)`, `tuple(…)`, `dict(…)`, `set(…)`, `frozenset(…)`, `bytes(…)`,
/// `bytearray(…)`, `complex(…)`, `range(…)`, `slice(…)`; `None` if `name` is not one of them.
pub fn construct(name: &str, args: &Args, cx: &mut CallCx) -> Option<Result<Value, Raised>> {
    let _ = (name, args, cx);
    unimplemented!()
}

/// `format(value, spec)`, as f-strings and `str.format` use it.
pub fn format(value: &Value, spec: &str, cx: &mut CallCx) -> Result<String, Raised> {
    let _ = (value, spec, cx);
    unimplemented!()
}

/// `fmt % args` for a string `fmt`.
pub fn percent_format(fmt: &str, args: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    let _ = (fmt, args, cx);
    unimplemented!()
}

/// `round(value)` without a number of digits.
pub fn round_to_int(value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let _ = (value, cx);
    unimplemented!()
}

/// `round(value, n_digits)`; `n_digits` may be `None` as in Python.
pub fn round_to(value: &Value, n_digits: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let _ = (value, n_digits, cx);
    unimplemented!()
}

/// The set of a display `{a, b, c}` whose items are computed when it runs.
pub fn set_of(items: Vec<Value>, cx: &mut CallCx) -> Result<Value, Raised> {
    let _ = (items, cx);
    unimplemented!()
}

/// The set of a display of three or more constants: CPython builds it through a frozenset, which may give another order.
pub fn set_of_constants(items: Vec<Value>, cx: &mut CallCx) -> Result<Value, Raised> {
    let _ = (items, cx);
    unimplemented!()
}
