//! Special methods: their names, and what their results must be.

use std::any::Any;
use std::borrow::Cow;
use std::cell::Cell;

use value::object::BinaryOp;
use value::{CallCx, ExcKind, Object, Raised, Str, Value};

use crate::objects::attr;
use crate::objects::instance::Instance;

/// `__add__`, or `__radd__` if `reflected`.
pub fn binary_name(op: BinaryOp, reflected: bool) -> &'static str {
    match (op, reflected) {
        (BinaryOp::Add, false) => "__add__",
        (BinaryOp::Add, true) => "__radd__",
        (BinaryOp::Sub, false) => "__sub__",
        (BinaryOp::Sub, true) => "__rsub__",
        (BinaryOp::Mul, false) => "__mul__",
        (BinaryOp::Mul, true) => "__rmul__",
        (BinaryOp::Div, false) => "__truediv__",
        (BinaryOp::Div, true) => "__rtruediv__",
        (BinaryOp::FloorDiv, false) => "__floordiv__",
        (BinaryOp::FloorDiv, true) => "__rfloordiv__",
        (BinaryOp::Mod, false) => "__mod__",
        (BinaryOp::Mod, true) => "__rmod__",
        (BinaryOp::Pow, false) => "__pow__",
        (BinaryOp::Pow, true) => "__rpow__",
        (BinaryOp::MatMul, false) => "__matmul__",
        (BinaryOp::MatMul, true) => "__rmatmul__",
        (BinaryOp::And, false) => "__and__",
        (BinaryOp::And, true) => "__rand__",
        (BinaryOp::Or, false) => "__or__",
        (BinaryOp::Or, true) => "__ror__",
        (BinaryOp::Xor, false) => "__xor__",
        (BinaryOp::Xor, true) => "__rxor__",
        (BinaryOp::LeftShift, false) => "__lshift__",
        (BinaryOp::LeftShift, true) => "__rlshift__",
        (BinaryOp::RightShift, false) => "__rshift__",
        (BinaryOp::RightShift, true) => "__rrshift__",
    }
}

/// `__iadd__`.
pub fn in_place_name(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "__iadd__",
        BinaryOp::Sub => "__isub__",
        BinaryOp::Mul => "__imul__",
        BinaryOp::Div => "__itruediv__",
        BinaryOp::FloorDiv => "__ifloordiv__",
        BinaryOp::Mod => "__imod__",
        BinaryOp::Pow => "__ipow__",
        BinaryOp::MatMul => "__imatmul__",
        BinaryOp::And => "__iand__",
        BinaryOp::Or => "__ior__",
        BinaryOp::Xor => "__ixor__",
        BinaryOp::LeftShift => "__ilshift__",
        BinaryOp::RightShift => "__irshift__",
    }
}

/// The text that `__str__` or `__repr__` gave.
pub fn expect_str(name: &str, value: Value) -> Result<String, Raised> {
    if let Value::Str(text) = &value {
        return Ok(text.to_string());
    }
    match inner_of(&value) {
        Some(Value::Str(text)) => Ok(text.to_string()),
        _ => Err(Raised::type_error(format!("{name} returned non-string (type {})", value.type_name()))),
    }
}

/// `None` for Python's `NotImplemented`.
pub fn implemented(value: Value) -> Option<Value> {
    if crate::builtins::is_not_implemented(&value) { None } else { Some(value) }
}

/// The built-in value that an instance holds.
pub fn inner_of(value: &Value) -> Option<Value> {
    value.downcast::<Instance>().and_then(|instance| instance.inner.borrow().clone())
}

pub fn unhashable(class: &Str) -> Raised {
    Raised::type_error(format!("unhashable type: '{class}'"))
}

/// `iter(instance)`: `__iter__`, or `__getitem__` with 0, 1, 2….
pub fn iter_of_instance(instance: &Instance, this: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    match instance.class.lookup("__iter__") {
        Some(Value::None) => Ok(None),
        Some(method) => {
            let iterator = attr::call_found(&method, &instance.class, this, &[], cx)?;
            let is_iterator = matches!(&iterator, Value::Object(object) if object.is_iterator());
            if is_iterator {
                Ok(Some(iterator))
            } else {
                Err(Raised::type_error(format!("iter() returned non-iterator of type '{}'", iterator.type_name())))
            }
        }
        None if instance.class.lookup("__getitem__").is_some() && instance.inner.borrow().is_none() => {
            Ok(Some(Value::object(ItemIterator { sequence: this.clone(), next: Cell::new(0) })))
        }
        None => Ok(None),
    }
}

/// Iterates by asking for the items 0, 1, 2… until `IndexError`.
struct ItemIterator {
    sequence: Value,
    next: Cell<i64>,
}

impl Object for ItemIterator {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("iterator")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn iter(&self, this: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(this.clone()))
    }
    fn is_iterator(&self) -> bool {
        true
    }
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let at = self.next.get();
        if at < 0 {
            return Ok(None);
        }
        cx.burn(1)?;
        match crate::ops::get_item(&self.sequence, &Value::Int(at), cx) {
            Ok(item) => {
                self.next.set(at + 1);
                Ok(Some(item))
            }
            Err(raised) if raised.is_a(ExcKind::IndexError) || raised.is_a(ExcKind::StopIteration) => {
                self.next.set(-1);
                Ok(None)
            }
            Err(raised) => Err(raised),
        }
    }
}

/// `__missing__` of a class derived from `dict`, for a key that is not there.
pub fn missing_key(instance: &Instance, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    let inner = instance.inner.borrow().clone();
    let Some(Value::Dict(dict)) = inner else { return Ok(None) };
    let Some(method) = instance.class.lookup("__missing__") else { return Ok(None) };
    if dict.contains(key, cx)? {
        return Ok(None);
    }
    attr::call_found(&method, &instance.class, &instance.value(), std::slice::from_ref(key), cx).map(Some)
}
