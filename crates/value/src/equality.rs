//! Python's `==` and the hash that keyed maps use.

use std::hash::Hasher;

use num_bigint::BigInt;
use num_traits::{FromPrimitive, ToPrimitive};
use rustc_hash::FxHasher;

use crate::context::CallCx;
use crate::hash::{hash_big, hash_float};
use crate::raised::Raised;
use crate::set::SetTable;
use crate::value::Value;

/// `a == b`.
pub fn eq(a: &Value, b: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    if let Some(equal) = eq_now(a, b) {
        return Ok(equal);
    }
    match (a, b) {
        (Value::Object(object), other) => match object.eq(other, cx)? {
            Some(equal) => Ok(equal),
            None => match other {
                Value::Object(reflected) if !a.is_same(b) => Ok(reflected.eq(a, cx)?.unwrap_or(false)),
                _ => Ok(a.is_same(b)),
            },
        },
        (other, Value::Object(object)) => Ok(object.eq(other, cx)?.unwrap_or(false)),
        _ => {
            cx.enter(" in comparison")?;
            let result = containers_eq(a, b, cx);
            cx.leave();
            result
        }
    }
}

/// `a == b` if that can be told without running user code and without looking into lists, dicts and sets.
#[inline]
pub fn eq_now(a: &Value, b: &Value) -> Option<bool> {
    Some(match (a, b) {
        (Value::Str(a), Value::Str(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::None, Value::None) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Bool(truth), Value::Int(number)) | (Value::Int(number), Value::Bool(truth)) => {
            i64::from(*truth) == *number
        }
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Float(float), Value::Int(int)) | (Value::Int(int), Value::Float(float)) => float_is_int(*float, *int),
        (Value::Float(float), Value::Bool(truth)) | (Value::Bool(truth), Value::Float(float)) => {
            *float == f64::from(u8::from(*truth))
        }
        (Value::Big(a), Value::Big(b)) => a == b,
        (Value::Float(float), Value::Big(big)) | (Value::Big(big), Value::Float(float)) => {
            float.fract() == 0.0 && BigInt::from_f64(*float).is_some_and(|number| number == **big)
        }
        (Value::Bytes(a), Value::Bytes(b)) => a == b,
        (Value::Tuple(a), Value::Tuple(b)) => return tuples_eq_now(a, b),
        (Value::List(_), Value::List(_))
        | (Value::Dict(_), Value::Dict(_))
        | (Value::Set(_) | Value::FrozenSet(_), Value::Set(_) | Value::FrozenSet(_))
        | (Value::Object(_), _)
        | (_, Value::Object(_)) => return None,
        _ => false,
    })
}

fn tuples_eq_now(a: &[Value], b: &[Value]) -> Option<bool> {
    if a.len() != b.len() {
        return Some(false);
    }
    for (x, y) in a.iter().zip(b) {
        // Nested tuples are left to `eq`, which watches the depth.
        let known = match (x, y) {
            (Value::Tuple(_), Value::Tuple(_)) => x.is_same(y).then_some(true),
            _ => eq_now(x, y).map(|equal| equal || x.is_same(y)),
        };
        if !known? {
            return Some(false);
        }
    }
    Some(true)
}

fn containers_eq(a: &Value, b: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    match (a, b) {
        (Value::Tuple(a), Value::Tuple(b)) => slices_eq(a, b, cx),
        (Value::List(a), Value::List(b)) => {
            if std::rc::Rc::ptr_eq(a, b) {
                return Ok(true);
            }
            let (a, b) = (a.0.borrow().clone(), b.0.borrow().clone());
            slices_eq(&a, &b, cx)
        }
        (Value::Dict(a), Value::Dict(b)) => {
            if a.len() != b.len() {
                return Ok(false);
            }
            for (key, value) in &a.pairs() {
                match b.get(key, cx)? {
                    Some(other) if value.is_same(&other) || eq(value, &other, cx)? => {}
                    _ => return Ok(false),
                }
            }
            Ok(true)
        }
        (Value::Set(a), Value::Set(b)) => sets_eq(&a.table(), &b.table(), cx),
        (Value::FrozenSet(a), Value::FrozenSet(b)) => sets_eq(&a.0, &b.0, cx),
        (Value::Set(a), Value::FrozenSet(b)) | (Value::FrozenSet(b), Value::Set(a)) => sets_eq(&a.table(), &b.0, cx),
        _ => Ok(false),
    }
}

/// Element by element; the same object counts as equal without asking it, as in CPython.
fn slices_eq(a: &[Value], b: &[Value], cx: &mut CallCx) -> Result<bool, Raised> {
    if a.len() != b.len() {
        return Ok(false);
    }
    for (x, y) in a.iter().zip(b) {
        if !(x.is_same(y) || eq(x, y, cx)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn sets_eq(a: &SetTable, b: &SetTable, cx: &mut CallCx) -> Result<bool, Raised> {
    if a.len() != b.len() {
        return Ok(false);
    }
    for (hash, key) in a.hashed_keys() {
        if b.find_hashed(hash, key, cx)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn float_is_int(float: f64, int: i64) -> bool {
    float == int as f64 && float.to_i64() == Some(int)
}

/// Whether two values that nobody can change are of the same types and equal in every bit: all that a program can tell
/// but `is`. Of other values nothing is.
pub fn is_exactly(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::None, Value::None) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
        (Value::Str(a), Value::Str(b)) => a == b,
        (Value::Big(a), Value::Big(b)) => a == b,
        (Value::Bytes(a), Value::Bytes(b)) => a == b,
        (Value::Tuple(a), Value::Tuple(b)) => a.len() == b.len() && a.iter().zip(&**b).all(|(a, b)| is_exactly(a, b)),
        _ => false,
    }
}

/// A hash that agrees with [`eq`], for maps in memory. Not CPython's: see [`crate::hash`] for that one.
///
/// Errors: `TypeError: unhashable type: 'list'`.
#[inline]
pub fn key_hash(value: &Value, cx: &mut CallCx) -> Result<u64, Raised> {
    match value {
        Value::Str(text) => Ok(hash_bytes(text.as_bytes())),
        Value::Int(number) => Ok(hash_word(*number as u64)),
        other => key_hash_of_any(other, cx),
    }
}

fn key_hash_of_any(value: &Value, cx: &mut CallCx) -> Result<u64, Raised> {
    Ok(match value {
        Value::Str(text) => hash_bytes(text.as_bytes()),
        Value::Int(number) => hash_word(*number as u64),
        Value::Bool(truth) => hash_word(u64::from(*truth)),
        Value::Float(float) if float.fract() == 0.0 && float.to_i64().is_some() => hash_word(*float as i64 as u64),
        Value::Float(float) => hash_word(hash_float(*float) as u64),
        Value::Big(big) => hash_word(hash_big(big) as u64),
        Value::None => hash_word(0x6e6f_6e65),
        Value::Bytes(bytes) => hash_bytes(bytes).rotate_left(1),
        Value::Tuple(items) => {
            let mut hasher = FxHasher::default();
            for item in items.iter() {
                hasher.write_u64(key_hash(item, cx)?);
            }
            hasher.write_usize(items.len());
            hasher.finish()
        }
        Value::FrozenSet(items) => {
            let mut sum = items.0.len() as u64;
            for (hash, _) in items.0.hashed_keys() {
                sum = sum.wrapping_add(hash_word(hash as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            }
            hash_word(sum)
        }
        Value::Object(object) => object.key_hash(cx)?,
        Value::List(_) | Value::Dict(_) | Value::Set(_) => return Err(unhashable(value)),
    })
}

/// `TypeError: unhashable type: 'list'`.
pub fn unhashable(value: &Value) -> Raised {
    Raised::type_error(format!("unhashable type: '{}'", value.type_name()))
}

#[inline]
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

/// The [`key_hash`] of a number's word.
#[inline]
pub fn hash_word(word: u64) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(word);
    hasher.finish()
}
