//! Operators beyond the fast paths of the loop.

use std::any::Any;
use std::rc::Rc;

use value::object::BinaryOp;
use value::order::{CompareOp, compare};
use value::repr::truthy;
use value::{Args, CallCx, Object, Raised, Value};

use crate::ast::Conversion;
use crate::compile::code::{Operand, Reg};
use crate::machine::execute::broken;
use crate::machine::registers::Registers;
use crate::objects::attr;
use crate::objects::class::Class;
use crate::objects::found::NameSite;
use crate::objects::instance::Instance;
use crate::objects::special;
use crate::ops::slice::{Selection, position};

/// `dst = a op b`.
#[inline(never)]
pub fn binary_into(
    r: &mut Registers,
    op: BinaryOp,
    dst: Reg,
    a: Operand,
    b: Operand,
    cx: &mut CallCx,
) -> Result<(), Raised> {
    let value = binary(op, r.read(a), r.read(b), cx)?;
    r.set(dst, value);
    Ok(())
}

/// `dst = a; dst op= b`.
#[inline(never)]
pub fn in_place_into(
    r: &mut Registers,
    op: BinaryOp,
    dst: Reg,
    a: Operand,
    b: Operand,
    cx: &mut CallCx,
) -> Result<(), Raised> {
    let value = in_place(op, r.read(a), r.read(b), cx)?;
    r.set(dst, value);
    Ok(())
}

#[inline(never)]
pub fn order_into(
    r: &mut Registers,
    op: CompareOp,
    dst: Reg,
    a: Operand,
    b: Operand,
    cx: &mut CallCx,
) -> Result<(), Raised> {
    let value = compare(op, r.read(a), r.read(b), cx)?;
    r.set(dst, value);
    Ok(())
}

/// Whether `a op b` is true.
#[inline(never)]
pub fn order_holds(op: CompareOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    match compare(op, a, b, cx)? {
        Value::Bool(truth) => Ok(truth),
        other => truthy(&other, cx),
    }
}

#[inline(never)]
pub fn equal_into(r: &mut Registers, dst: Reg, a: Operand, b: Operand, cx: &mut CallCx) -> Result<(), Raised> {
    let value = equal(r.read(a), r.read(b), cx)?;
    r.set(dst, value);
    Ok(())
}

#[inline(never)]
pub fn not_equal_into(r: &mut Registers, dst: Reg, a: Operand, b: Operand, cx: &mut CallCx) -> Result<(), Raised> {
    let value = not_equal(r.read(a), r.read(b), cx)?;
    r.set(dst, value);
    Ok(())
}

/// Whether `a == b` is true.
#[inline(never)]
pub fn is_equal(a: &Value, b: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    let value = equal(a, b, cx)?;
    truthy(&value, cx)
}

/// Whether `a != b` is true.
#[inline(never)]
pub fn is_not_equal(a: &Value, b: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    let value = not_equal(a, b, cx)?;
    truthy(&value, cx)
}

#[inline(never)]
pub fn item_into(r: &mut Registers, dst: Reg, object: Operand, key: Operand, cx: &mut CallCx) -> Result<(), Raised> {
    // The item of a list is handed on from where it is.
    if let (Value::List(list), Value::Int(at)) = (r.read(object), r.read(key)) {
        let (list, at) = (Rc::clone(list), *at);
        let items = list.0.borrow();
        if let Some(item) = position(at, items.len()).and_then(|at| items.get(at)) {
            r.set_clone(dst, item);
            return Ok(());
        }
    }
    let value = crate::ops::get_item(r.read(object), r.read(key), cx)?;
    r.set(dst, value);
    Ok(())
}

#[inline(never)]
pub fn attribute_into(
    r: &mut Registers,
    dst: Reg,
    object: Operand,
    site: &NameSite,
    cx: &mut CallCx,
) -> Result<(), Raised> {
    if let Value::Object(instance) = r.read(object)
        && (&**instance as &dyn Any).is::<Instance>()
    {
        let instance = Rc::clone(instance);
        if let Some(instance) = (&*instance as &dyn Any).downcast_ref::<Instance>()
            && site.get(instance, |value| r.set_clone(dst, value))
        {
            return Ok(());
        }
    }
    let value = attr::get(r.read(object), &site.name, cx)?;
    r.set(dst, value);
    Ok(())
}

/// `object.name = value`.
#[inline(never)]
pub fn set_attribute(
    r: &Registers,
    object: Operand,
    site: &NameSite,
    value: Value,
    cx: &mut CallCx,
) -> Result<(), Raised> {
    let object = r.read(object);
    let value = match object.downcast::<Instance>() {
        Some(instance) => match site.set(instance, value) {
            Ok(()) => return Ok(()),
            Err(value) => value,
        },
        None => value,
    };
    attr::set(object, &site.name, value, cx)
}

/// `dst = object[start:stop:step]`, the parts in `items`.
#[inline(never)]
pub fn slice_into(
    r: &mut Registers,
    dst: Reg,
    object: Operand,
    items: &[Operand],
    cx: &mut CallCx,
) -> Result<(), Raised> {
    let [start, stop, step] = *items else { return Err(broken()) };
    let part = |at: Operand| match r.read(at) {
        Value::None => Some(None),
        Value::Int(number) => Some(Some(*number)),
        _ => None,
    };
    let (from, to, step_part) = (part(start), part(stop), r.read(step));
    if let (Value::Str(text), Some(from), Some(to), Value::None) = (r.read(object), from, to, step_part) {
        let selected = Selection::new(from, to, 1, text.n_chars());
        if text.is_ascii()
            && let Some(range) = selected.as_range()
            && let Some(part) = text.clone().cut(range)
        {
            r.set_str(dst, part);
            return Ok(());
        }
        let value = crate::ops::item::slice_str(text, selected);
        r.set(dst, value);
        return Ok(());
    }
    let slice = crate::ops::Slice::value(r.take(start), r.take(stop), r.take(step));
    let value = crate::ops::get_item(r.read(object), &slice, cx)?;
    r.set(dst, value);
    Ok(())
}

/// `f"{src}"`, converted.
#[inline(never)]
pub fn format_into(
    r: &mut Registers,
    dst: Reg,
    src: Operand,
    conversion: Conversion,
    cx: &mut CallCx,
) -> Result<(), Raised> {
    let value = format(r.read(src), "", conversion, cx)?;
    r.set(dst, value);
    Ok(())
}

/// `a op b`.
fn binary(op: BinaryOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
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
fn in_place(op: BinaryOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    if let Some(instance) = a.downcast::<Instance>() {
        let result =
            attr::call_special_of(&instance.class, a, special::in_place_name(op), std::slice::from_ref(b), cx)?;
        if let Some(result) = result.and_then(special::implemented) {
            return Ok(result);
        }
    }
    crate::ops::in_place(op, a, b, cx)
}

/// `a == b` as a program sees it: any object.
fn equal(a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    if let (Value::Object(_), _) | (_, Value::Object(_)) = (a, b)
        && let Some(result) = rich(a, b, "__eq__", cx)?
    {
        return Ok(result);
    }
    value::equality::eq(a, b, cx).map(Value::Bool)
}

/// `a != b`.
fn not_equal(a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
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
