//! `iter(x)`, `next(x)`, and taking everything that an iterable gives.

use std::cell::Cell;
use std::rc::Rc;

use value::context::CallCx;
use value::raised::ExcKind;
use value::{Raised, Value};

use crate::ops::iterators::{ByteIter, DictIter, DictPart, ListIter, SetIter, StrIter, TupleIter};
use crate::types::range::Range;

/// `iter(value)`: an iterator object, also for every built-in container.
///
/// Errors: `TypeError: 'int' object is not iterable`.
pub fn iter(value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    Ok(match value {
        Value::List(list) => Value::object(ListIter { list: Rc::clone(list), at: Cell::new(0) }),
        Value::Tuple(items) => Value::object(TupleIter { items: Rc::clone(items), at: Cell::new(0) }),
        Value::Str(text) => Value::object(StrIter { text: text.clone(), at: Cell::new(0) }),
        Value::Dict(dict) => Value::object(DictIter::new(dict, DictPart::Keys)),
        Value::Set(_) | Value::FrozenSet(_) => Value::object(SetIter::new(value)),
        Value::Bytes(bytes) => Value::object(ByteIter { bytes: Rc::clone(bytes), at: Cell::new(0) }),
        Value::Object(object) => match object.iter(value, cx)? {
            Some(iterator) => iterator,
            None if object.is_iterator() => value.clone(),
            None => match object.inner() {
                Some(inner) => return iter(&inner, cx).map_err(|_| not_iterable(value)),
                None => return Err(not_iterable(value)),
            },
        },
        _ => return Err(not_iterable(value)),
    })
}

/// `TypeError: 'int' object is not iterable`.
pub fn not_iterable(value: &Value) -> Raised {
    Raised::type_error(format!("'{}' object is not iterable", value.type_name()))
}

/// The next item of an iterator, or `None` at its end (no `StopIteration` is made).
///
/// Errors: `TypeError: 'list' object is not an iterator`.
#[inline]
pub fn next(iterator: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    match iterator {
        Value::Object(object) => object.next(cx),
        _ => Err(Raised::type_error(format!("'{}' object is not an iterator", iterator.type_name()))),
    }
}

/// Everything that `value` gives when iterated over, `list(value)`.
pub fn collect(value: &Value, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    Ok(match value {
        Value::List(items) => items.0.borrow().clone(),
        Value::Tuple(items) => items.to_vec(),
        Value::Str(text) => {
            cx.reserve(text.len().saturating_mul(size_of::<Value>()))?;
            text.char_indices()
                .filter_map(|(at, c)| text.get(at..at + c.len_utf8()))
                .map(|c| Value::Str(text.view(c)))
                .collect()
        }
        Value::Dict(items) => items.0.borrow().keys().cloned().collect(),
        Value::Set(items) => items.0.borrow().keys().cloned().collect(),
        Value::FrozenSet(items) => items.0.keys().cloned().collect(),
        Value::Bytes(bytes) => bytes.iter().map(|byte| Value::Int(i64::from(*byte))).collect(),
        _ => {
            if let Some(range) = value.downcast::<Range>() {
                cx.reserve(usize::try_from(range.n_items()).unwrap_or(usize::MAX).saturating_mul(size_of::<Value>()))?;
                cx.burn(range.n_items())?;
            }
            let iterator = iter(value, cx)?;
            let mut items = Vec::new();
            while let Some(item) = next(&iterator, cx)? {
                cx.burn(1)?;
                if items.len() & 0xffff == 0xffff {
                    cx.reserve(items.len().saturating_mul(2 * size_of::<Value>()))?;
                }
                items.push(item);
            }
            items
        }
    })
}

fn too_many(n: usize) -> Raised {
    Raised::value_error(format!("too many values to unpack (expected {n})"))
}

fn iter_to_unpack(value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    iter(value, cx).map_err(|error| match error.is_a(ExcKind::TypeError) && is_plainly_not_iterable(value) {
        true => Raised::type_error(format!("cannot unpack non-iterable {} object", value.type_name())),
        false => error,
    })
}

fn is_plainly_not_iterable(value: &Value) -> bool {
    match value {
        Value::Object(object) => object.inner().is_none(),
        _ => true,
    }
}

/// The `n` items of `a, b, c = value`.
///
/// Errors: `ValueError: too many values to unpack (expected 2)` and friends.
pub fn unpack(value: &Value, n: usize, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    let known = match value {
        Value::Tuple(items) => Some(items.to_vec()),
        Value::List(items) => Some(items.0.borrow().clone()),
        _ => None,
    };
    let items = match known {
        Some(items) => items,
        None => {
            let iterator = iter_to_unpack(value, cx)?;
            let mut items = Vec::with_capacity(n);
            while let Some(item) = next(&iterator, cx)? {
                items.push(item);
                if items.len() > n {
                    break;
                }
            }
            items
        }
    };
    match items.len() {
        found if found > n => Err(too_many(n)),
        found if found < n => {
            Err(Raised::value_error(format!("not enough values to unpack (expected {n}, got {found})")))
        }
        _ => Ok(items),
    }
}

/// The items of `a, *rest, z = value`: `before` ones, the list of those between, `after` ones.
pub fn unpack_starred(value: &Value, before: usize, after: usize, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    let iterator = iter_to_unpack(value, cx)?;
    let mut items = collect(&iterator, cx)?;
    let n_items = items.len();
    if n_items < before + after {
        return Err(Raised::value_error(format!(
            "not enough values to unpack (expected at least {}, got {n_items})",
            before + after
        )));
    }
    let rest: Vec<Value> = items.splice(before..n_items - after, [Value::None]).collect();
    items[before] = Value::list(rest);
    Ok(items)
}

/// `reversed(value)` as an iterator.
///
/// Errors: `TypeError: 'set' object is not reversible`.
pub fn reversed(value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    match value {
        Value::List(_) => {
            let len = crate::ops::item::len(value, cx)?;
            Ok(Value::object(crate::ops::iterators::ReverseIter {
                sequence: value.clone(),
                left: Cell::new(len),
                name: "list_reverseiterator",
            }))
        }
        Value::Tuple(_) | Value::Str(_) | Value::Bytes(_) => {
            let len = crate::ops::item::len(value, cx)?;
            Ok(Value::object(crate::ops::iterators::ReverseIter {
                sequence: value.clone(),
                left: Cell::new(len),
                name: "reversed",
            }))
        }
        Value::Dict(dict) => Ok(Value::object(DictIter::reversed(dict, DictPart::Keys))),
        Value::Object(object) => {
            if let Some(result) = crate::ops::special(value, "__reversed__", &Default::default(), cx)? {
                return Ok(result);
            }
            if let Some(inner) = object.inner() {
                return reversed(&inner, cx);
            }
            match object.len(cx)? {
                Some(len) if object.get_attr(value, "__getitem__", cx)?.is_some() => {
                    Ok(Value::object(crate::ops::iterators::ReverseIter {
                        sequence: value.clone(),
                        left: Cell::new(len),
                        name: "reversed",
                    }))
                }
                _ => Err(not_reversible(value)),
            }
        }
        _ => Err(not_reversible(value)),
    }
}

fn not_reversible(value: &Value) -> Raised {
    Raised::type_error(format!("'{}' object is not reversible", value.type_name()))
}
