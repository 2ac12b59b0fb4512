//! `isinstance`, `super`, `property` and the other functions about classes.

use std::cell::RefCell;

use value::{Args, CallCx, Raised, Value};

use crate::objects::alias::{GenericAlias, UnionType};
use crate::objects::attr;
use crate::objects::class::{Class, class_of};
use crate::objects::descriptor::{ClassMethod, Property, StaticMethod, Super};

/// `isinstance(value, class)`; `class` may be a tuple or a union.
pub fn is_instance(value: &Value, class: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    if let Some(wanted) = class.downcast::<Class>() {
        if let Some(answer) =
            attr::call_class_hook(wanted, class, "__instance_check__", std::slice::from_ref(value), cx)?
        {
            return value::repr::truthy(&answer, cx);
        }
        return Ok(class_of(value, cx).is_subclass(wanted));
    }
    match class {
        Value::Tuple(classes) => {
            for class in classes.iter() {
                if is_instance(value, class, cx)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        Value::None => {}
        _ => {
            if let Some(union) = class.downcast::<UnionType>() {
                for member in &union.members {
                    let fits = match member {
                        Value::None => matches!(value, Value::None),
                        member => is_instance(value, member, cx)?,
                    };
                    if fits {
                        return Ok(true);
                    }
                }
                return Ok(false);
            }
            if class.downcast::<GenericAlias>().is_some() {
                return Err(Raised::type_error("isinstance() argument 2 cannot be a parameterized generic".into()));
            }
            if let Value::Object(object) = class
                && let Some(answer) =
                    object.call_method(class, "__instancecheck__", &Args::of(vec![value.clone()]), cx)?
            {
                return value::repr::truthy(&answer, cx);
            }
        }
    }
    Err(Raised::type_error("isinstance() arg 2 must be a type, a tuple of types, or a union".into()))
}

/// `issubclass(class, of)`.
pub fn is_subclass(class: &Value, of: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    let Some(class) = Class::from_value(class) else {
        return Err(Raised::type_error("issubclass() arg 1 must be a class".into()));
    };
    if let Some(wanted) = of.downcast::<Class>() {
        return Ok(class.is_subclass(wanted));
    }
    let many = match of {
        Value::Tuple(classes) => classes.to_vec(),
        _ => match of.downcast::<UnionType>() {
            Some(union) => union.members.clone(),
            None => {
                return Err(Raised::type_error(
                    "issubclass() arg 2 must be a class, a tuple of classes, or a union".into(),
                ));
            }
        },
    };
    for of in &many {
        if is_subclass(&class.value(), of, cx)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Conversions that rows of a stream go through again and again, without building arguments:
/// `int("12")`, `str(x)`, `float("1.5")`, `len`-like ones excepted. `None` leaves it to the general way.
#[inline]
pub fn convert(class: &Class, value: &Value, cx: &mut CallCx) -> Option<Result<Value, Raised>> {
    match (class.name.as_str(), value) {
        ("int", Value::Int(number)) => Some(Ok(Value::Int(*number))),
        ("int", Value::Str(text)) => plain_int(text).map(|number| Ok(Value::Int(number))),
        ("float", Value::Float(number)) => Some(Ok(Value::Float(*number))),
        ("float", Value::Int(number)) if number.unsigned_abs() < 1 << 53 => Some(Ok(Value::Float(*number as f64))),
        ("str", Value::Str(text)) => Some(Ok(Value::Str(text.clone()))),
        ("str", value) => Some(value::repr::str_of(value, cx).map(Value::string)),
        ("type", value) => Some(Ok(class_of(value, cx).value())),
        _ => None,
    }
}

/// A number of at most 18 digits, with nothing around it.
fn plain_int(text: &str) -> Option<i64> {
    let digits = text.as_bytes();
    let (is_negative, digits) = match digits {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, digits),
    };
    if digits.is_empty() || digits.len() > 18 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = digits.iter().fold(0_i64, |number, digit| number * 10 + i64::from(digit - b'0'));
    Some(if is_negative { -number } else { number })
}

pub fn property(args: &Args) -> Result<Value, Raised> {
    let mut parts = [Value::None, Value::None, Value::None, Value::None];
    for (slot, value) in parts.iter_mut().zip(&args.positional) {
        *slot = value.clone();
    }
    for (name, value) in &args.keywords {
        let at = ["fget", "fset", "fdel", "doc"].iter().position(|known| *known == name.as_str());
        match at {
            Some(at) => parts[at] = value.clone(),
            None => {
                return Err(Raised::type_error(format!("'{name}' is an invalid keyword argument for property()")));
            }
        }
    }
    let [get, set, delete, doc] = parts;
    Ok(Value::object(Property { get, set, delete, doc, name: RefCell::default() }))
}

fn only_argument(name: &str, args: &Args) -> Result<Value, Raised> {
    match args.positional.as_slice() {
        [function] => Ok(function.clone()),
        other => Err(Raised::type_error(format!("{name} expected 1 argument, got {}", other.len()))),
    }
}

pub fn class_method(args: &Args) -> Result<Value, Raised> {
    Ok(Value::object(ClassMethod { function: only_argument("classmethod", args)? }))
}

pub fn static_method(args: &Args) -> Result<Value, Raised> {
    Ok(Value::object(StaticMethod { function: only_argument("staticmethod", args)? }))
}

/// `super(Class, this)`.
pub fn super_of(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    match args.positional.as_slice() {
        [] => Err(Raised::new(value::ExcKind::RuntimeError, "super(): no arguments".into())),
        [class, this] => match Class::from_value(class) {
            Some(class) => Super::new(class, this.clone(), cx),
            None => Err(Raised::type_error(format!("super() argument 1 must be a type, not {}", class.type_name()))),
        },
        [_] => Err(Raised::type_error("super() with one argument is not supported here".into())),
        more => Err(Raised::type_error(format!("super() expected at most 2 arguments, got {}", more.len()))),
    }
}
