//! Operators beyond the fast paths of the loop.

use std::rc::Rc;

use value::object::BinaryOp;
use value::order::{CompareOp, compare};
use value::{Args, CallCx, Object, Raised, Value};

use crate::ast::Conversion;
use crate::objects::attr;
use crate::objects::class::Class;
use crate::objects::instance::Instance;
use crate::objects::special;

/// `a op b`.
#[inline(never)]
pub fn binary(op: BinaryOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    // A derived class on the right that overrides the operator is asked first.
    if let (Some(left), Some(right)) = (a.downcast::<Instance>(), b.downcast::<Instance>())
        && !Rc::ptr_eq(&left.class, &right.class)
        && right.class.is_subclass(&left.class)
        && let Some(result) = right.binary(op, a, true, cx)?
    {
        return Ok(result);
    }
    crate::ops::binary(op, a, b, cx)
}

/// `a op= b`: `__iadd__` and its like, then the plain operator.
#[inline(never)]
pub fn in_place(op: BinaryOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    if let Some(instance) = a.downcast::<Instance>() {
        let result =
            attr::call_special_of(&instance.class, a, special::in_place_name(op), std::slice::from_ref(b), cx)?;
        if let Some(result) = result.and_then(special::implemented) {
            return Ok(result);
        }
        if instance.inner.borrow().is_none() {
            return binary_in_place(op, a, b, cx);
        }
    }
    match a {
        Value::Object(_) => crate::ops::in_place(op, a, b, cx),
        Value::List(_) | Value::Set(_) | Value::Dict(_) => crate::ops::in_place(op, a, b, cx),
        _ => binary_in_place(op, a, b, cx),
    }
}

/// The plain operator, with the message of the in-place one.
fn binary_in_place(op: BinaryOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    crate::ops::in_place(op, a, b, cx)
}

/// `a == b` as a program sees it: any object.
#[inline(never)]
pub fn equal(a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    if let (Value::Object(_), _) | (_, Value::Object(_)) = (a, b)
        && let Some(result) = rich(a, b, "__eq__", cx)?
    {
        return Ok(result);
    }
    value::equality::eq(a, b, cx).map(Value::Bool)
}

/// `a != b`.
#[inline(never)]
pub fn not_equal(a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    if let (Value::Object(_), _) | (_, Value::Object(_)) = (a, b)
        && let Some(result) = rich(a, b, "__ne__", cx)?
    {
        return Ok(result);
    }
    match equal(a, b, cx)? {
        Value::Bool(equal) => Ok(Value::Bool(!equal)),
        other => Ok(Value::Bool(!value::repr::truthy(&other, cx)?)),
    }
}

/// A comparison that may give something else than a truth value; `None` if neither side defines it.
fn rich(a: &Value, b: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    for (this, other) in [(a, b), (b, a)] {
        let Value::Object(object) = this else { continue };
        let result = if let Some(instance) = this.downcast::<Instance>() {
            attr::call_special_of(&instance.class, this, name, std::slice::from_ref(other), cx)?
        } else if this.downcast::<Class>().is_some() {
            None
        } else {
            object.call_method(this, name, &Args::of(vec![other.clone()]), cx)?
        };
        if let Some(result) = result.and_then(special::implemented) {
            return Ok(Some(result));
        }
    }
    Ok(None)
}

#[inline(never)]
pub fn order(op: CompareOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    compare(op, a, b, cx)
}

/// A value in an f-string, after its conversion.
pub fn format(src: &Value, spec: &str, conversion: Conversion, cx: &mut CallCx) -> Result<Value, Raised> {
    let converted = match conversion {
        Conversion::None => None,
        Conversion::Str => Some(Value::string(value::repr::str_of(src, cx)?)),
        Conversion::Repr => Some(Value::string(value::repr::repr(src, cx)?)),
        Conversion::Ascii => Some(Value::string(crate::builtins::ascii(src, cx)?)),
    };
    let value = converted.as_ref().unwrap_or(src);
    match (value, spec) {
        (Value::Str(_), "") => Ok(value.clone()),
        (Value::Int(number), "") => Ok(Value::string(number.to_string())),
        _ => crate::types::format(value, spec, cx).map(Value::string),
    }
}
