//! `+` and `*` of sequences, and their in-place forms for lists.

use std::rc::Rc;

use value::List;
use value::context::CallCx;
use value::raised::ExcKind;
use value::{Raised, Value};

use crate::ops::call::{has_index, index};
use crate::ops::iterate::collect;
use crate::types::bytearray::ByteArray;

/// Bytes that one item of a list or tuple takes.
pub const ITEM_BYTES: usize = size_of::<Value>();

/// `a + b`, or `None` if `a` is no sequence.
pub fn concatenate(a: &Value, b: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    Ok(Some(match (a, b) {
        (Value::Str(x), Value::Str(y)) => {
            if y.is_empty() {
                return Ok(Some(a.clone()));
            }
            if x.is_empty() {
                return Ok(Some(b.clone()));
            }
            cx.reserve(x.len() + y.len())?;
            let mut joined = String::with_capacity(x.len() + y.len());
            joined.push_str(x);
            joined.push_str(y);
            Value::string(joined)
        }
        (Value::List(x), Value::List(y)) => {
            let (x, y) = (x.0.borrow(), y.0.borrow());
            cx.reserve((x.len() + y.len()) * ITEM_BYTES)?;
            Value::list(x.iter().chain(y.iter()).cloned().collect())
        }
        (Value::Tuple(x), Value::Tuple(y)) => {
            if y.is_empty() {
                return Ok(Some(a.clone()));
            }
            if x.is_empty() {
                return Ok(Some(b.clone()));
            }
            cx.reserve((x.len() + y.len()) * ITEM_BYTES)?;
            Value::Tuple(x.iter().chain(y.iter()).cloned().collect())
        }
        (Value::Bytes(x), _) => {
            let joined = match b {
                Value::Bytes(y) => [x, &**y].concat(),
                _ => match b.downcast::<ByteArray>() {
                    Some(y) => [x, y.0.borrow().as_slice()].concat(),
                    None => return Err(Raised::type_error(format!("can't concat {} to bytes", b.type_name()))),
                },
            };
            Value::Bytes(joined.into())
        }
        (Value::Str(_) | Value::List(_) | Value::Tuple(_), _) => {
            return Err(cannot_concatenate(&a.type_name(), b));
        }
        _ => return Ok(None),
    }))
}

/// `kind` plus something else.
pub fn cannot_concatenate(kind: &str, other: &Value) -> Raised {
    Raised::type_error(format!("can only concatenate {kind} (not \"{}\") to {kind}", other.type_name()))
}

fn is_sequence(value: &Value) -> bool {
    matches!(value, Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::Bytes(_))
        || value.downcast::<ByteArray>().is_some()
}

/// `a * b`, or `None` if neither is a sequence.
pub fn multiply(a: &Value, b: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    let (sequence, other) = match (is_sequence(a), is_sequence(b)) {
        (true, _) => (a, b),
        (_, true) => (b, a),
        _ => return Ok(None),
    };
    match repeat_count(sequence, other, cx)? {
        Some(count) => repeat(sequence, count, cx).map(Some),
        None => Ok(None),
    }
}

/// How often `sequence * other` repeats, at least 0.
///
/// Errors: `TypeError: can't multiply sequence by non-int of type 'float'`.
pub fn repeat_count(sequence: &Value, other: &Value, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
    let _ = sequence;
    if !has_index(other, cx)? {
        return Err(Raised::type_error(format!("can't multiply sequence by non-int of type '{}'", other.type_name())));
    }
    let count = index(other, cx).map_err(|error| match error.kind() {
        ExcKind::IndexError => {
            Raised::new(ExcKind::OverflowError, "cannot fit 'int' into an index-sized integer".into())
        }
        _ => error,
    })?;
    Ok(Some(count.max(0) as usize))
}

/// `sequence` repeated `count` times.
pub fn repeat(sequence: &Value, count: usize, cx: &mut CallCx) -> Result<Value, Raised> {
    let total = |len: usize| {
        len.checked_mul(count).filter(|total| isize::try_from(*total).is_ok()).ok_or_else(|| match sequence {
            Value::Str(_) => Raised::new(ExcKind::OverflowError, "repeated string is too long".into()),
            Value::Bytes(_) => Raised::new(ExcKind::OverflowError, "repeated bytes are too long".into()),
            _ => Raised::new(ExcKind::MemoryError, String::new()),
        })
    };
    let reserve_items = |len: usize, cx: &mut CallCx| {
        let bytes = total(len)?.checked_mul(ITEM_BYTES);
        cx.reserve(bytes.unwrap_or(usize::MAX))
    };
    Ok(match sequence {
        Value::Str(text) => {
            if count == 1 {
                return Ok(sequence.clone());
            }
            cx.reserve(total(text.len())?)?;
            Value::string(text.repeat(count))
        }
        Value::Bytes(bytes) => {
            cx.reserve(total(bytes.len())?)?;
            Value::Bytes(bytes.repeat(count).into())
        }
        Value::List(items) => {
            let items = items.0.borrow();
            reserve_items(items.len(), cx)?;
            Value::list(repeated(&items, count))
        }
        Value::Tuple(items) => {
            if count == 1 {
                return Ok(sequence.clone());
            }
            reserve_items(items.len(), cx)?;
            Value::Tuple(repeated(items, count).into())
        }
        _ => match sequence.downcast::<ByteArray>() {
            Some(bytes) => {
                let bytes = bytes.0.borrow();
                cx.reserve(total(bytes.len())?)?;
                ByteArray::value(bytes.repeat(count))
            }
            None => Value::None,
        },
    })
}

fn repeated(items: &[Value], count: usize) -> Vec<Value> {
    let count = if items.is_empty() { 0 } else { count };
    let mut out = Vec::with_capacity(items.len() * count);
    for _ in 0..count {
        out.extend_from_slice(items);
    }
    out
}

/// `list *= count`.
pub fn repeat_list_in_place(list: &List, count: usize, cx: &mut CallCx) -> Result<(), Raised> {
    let len = list.0.borrow().len();
    cx.reserve(len.saturating_mul(count).saturating_mul(ITEM_BYTES))?;
    let mut items = list.0.borrow_mut();
    let longer = repeated(&items, count);
    *items = longer;
    Ok(())
}

/// `list += iterable`, `list.extend(iterable)`.
pub fn extend(list: &Rc<List>, iterable: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    let mut more = collect(iterable, cx)?;
    let len = list.0.borrow().len();
    cx.reserve((len + more.len()).saturating_mul(ITEM_BYTES))?;
    list.0.borrow_mut().append(&mut more);
    Ok(())
}
