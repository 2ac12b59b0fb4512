//! Calling values and their special methods.

use num_traits::ToPrimitive;
use value::context::CallCx;
use value::object::Args;
use value::raised::ExcKind;
use value::{Raised, Value};

use crate::objects::attr;
use crate::objects::class::Class;
use crate::objects::instance::Instance;

/// `function(*args)`.
///
/// Errors: `TypeError: 'int' object is not callable`.
pub fn call(function: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
    match function {
        Value::Object(object) => object.call(function, args, cx),
        _ => Err(Raised::type_error(format!("'{}' object is not callable", function.type_name()))),
    }
}

/// Calls the special method `name` (`__format__`, `__index__`, …) of an object, or gives `None` if it has none.
/// Built-in values have none here: their behaviour is in the operators themselves.
pub fn special(value: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    let Value::Object(object) = value else { return Ok(None) };
    if let Some(result) = object.call_method(value, name, args, cx)? {
        return Ok(Some(result));
    }
    // `__getattr__` is not asked for them, and those that a class has are for its instances.
    let found = match value.downcast::<Instance>() {
        Some(instance) => attr::plain(instance, value, name, cx)?,
        None if value.downcast::<Class>().is_some() => None,
        None => object.get_attr(value, name, cx)?,
    };
    match found {
        Some(method) => call(&method, args.clone(), cx).map(Some),
        None => Ok(None),
    }
}

/// Whether `value` is an integer or has `__index__`.
pub fn has_index(value: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    Ok(match value {
        Value::Int(_) | Value::Big(_) | Value::Bool(_) => true,
        Value::Object(object) => match object.inner() {
            Some(inner) => has_index(&inner, cx)?,
            None => object.get_attr(value, "__index__", cx)?.is_some(),
        },
        _ => false,
    })
}

/// The integer, of any size, that `value` is or that its `__index__` gives.
///
/// Errors: `TypeError: 'str' object cannot be interpreted as an integer`.
pub fn integer(value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    match value {
        Value::Int(_) | Value::Big(_) => Ok(value.clone()),
        Value::Bool(truth) => Ok(Value::Int(i64::from(*truth))),
        Value::Object(object) => {
            if let Some(inner @ (Value::Int(_) | Value::Big(_) | Value::Bool(_))) = object.inner() {
                return integer(&inner, cx);
            }
            match special(value, "__index__", &Args::default(), cx)? {
                Some(result @ (Value::Int(_) | Value::Big(_) | Value::Bool(_))) => integer(&result, cx),
                Some(other) => {
                    Err(Raised::type_error(format!("__index__ returned non-int (type {})", other.type_name())))
                }
                None => Err(not_an_integer(value)),
            }
        }
        _ => Err(not_an_integer(value)),
    }
}

fn not_an_integer(value: &Value) -> Raised {
    Raised::type_error(format!("'{}' object cannot be interpreted as an integer", value.type_name()))
}

/// `operator.index(value)`: what may be used as an index or a count.
///
/// Errors: `TypeError: 'str' object cannot be interpreted as an integer`; a number past 64 bits gives
/// `IndexError: cannot fit 'int' into an index-sized integer`.
#[inline]
pub fn index(value: &Value, cx: &mut CallCx) -> Result<i64, Raised> {
    match value {
        Value::Int(number) => Ok(*number),
        _ => match integer(value, cx)? {
            Value::Int(number) => Ok(number),
            _ => Err(Raised::new(ExcKind::IndexError, "cannot fit 'int' into an index-sized integer".into())),
        },
    }
}

/// An integer argument of a C function taking a `Py_ssize_t`: like [`index`] with an `OverflowError`.
///
/// Errors: `OverflowError: Python int too large to convert to C ssize_t`.
pub fn size(value: &Value, cx: &mut CallCx) -> Result<i64, Raised> {
    match integer(value, cx)? {
        Value::Int(number) => Ok(number),
        _ => Err(Raised::new(ExcKind::OverflowError, "Python int too large to convert to C ssize_t".into())),
    }
}

/// Like [`index`], with numbers past 64 bits cut to the ends, as slices take them.
pub fn clamped_index(value: &Value, cx: &mut CallCx) -> Result<i64, Raised> {
    match integer(value, cx)? {
        Value::Int(number) => Ok(number),
        Value::Big(number) => {
            Ok(if number.sign() == num_bigint::Sign::Minus { i64::MIN } else { number.to_i64().unwrap_or(i64::MAX) })
        }
        _ => Ok(0),
    }
}
