//! What PySpark's own functions do to a record: take it apart, look at a place of it, go through it.

use std::rc::Rc;

use value::{CallCx, ExcKind, List, Object, Raised, Str, Value};

use crate::rdd::rows::{Rows, VecRows};
use crate::rdd::supply::Supply;

/// `k, v = record`.
#[inline]
pub(crate) fn unpack_pair(record: &Value, cx: &mut CallCx) -> Result<(Value, Value), Raised> {
    if let Value::Tuple(items) = record
        && let [first, second] = &**items
    {
        return Ok((first.clone(), second.clone()));
    }
    unpack_odd_pair(record, cx)
}

#[cold]
fn unpack_odd_pair(record: &Value, cx: &mut CallCx) -> Result<(Value, Value), Raised> {
    let Some(mut rows) = rows_of(record, cx)? else {
        return Err(Raised::type_error(format!("cannot unpack non-iterable {} object", record.type_name())));
    };
    let mut found = Vec::with_capacity(2);
    while found.len() < 2 {
        match rows.next(cx)? {
            Some(item) => found.push(item),
            None => {
                return Err(Raised::value_error(format!(
                    "not enough values to unpack (expected 2, got {})",
                    found.len()
                )));
            }
        }
    }
    if rows.next(cx)?.is_some() {
        return Err(Raised::value_error("too many values to unpack (expected 2)".into()));
    }
    let second = found.pop().unwrap_or_default();
    let first = found.pop().unwrap_or_default();
    Ok((first, second))
}

/// `record[place]`, for a place from 0.
#[inline]
pub(crate) fn item(record: &Value, place: usize, cx: &mut CallCx) -> Result<Value, Raised> {
    if let Value::Tuple(items) = record
        && let Some(found) = items.get(place)
    {
        return Ok(found.clone());
    }
    odd_item(record, place, cx)
}

#[cold]
fn odd_item(record: &Value, place: usize, cx: &mut CallCx) -> Result<Value, Raised> {
    let out_of_range = |what: &str| Raised::new(ExcKind::IndexError, format!("{what}index out of range"));
    match record {
        Value::Tuple(_) => Err(out_of_range("tuple ")),
        Value::List(items) => items.0.borrow().get(place).cloned().ok_or_else(|| out_of_range("list ")),
        Value::Str(text) => match text.char_indices().nth(place) {
            Some((at, c)) => Ok(Value::Str(text.view(&text.as_str()[at..at + c.len_utf8()]))),
            None => Err(out_of_range("string ")),
        },
        Value::Bytes(bytes) => bytes.get(place).map(|&b| Value::Int(i64::from(b))).ok_or_else(|| out_of_range("")),
        Value::Dict(items) => {
            let key = Value::from(place);
            let found = items.get(&key, cx)?;
            found.ok_or_else(|| {
                Raised::from_value(Value::object(value::Exception::builtin(ExcKind::KeyError, vec![key])))
            })
        }
        Value::Object(object) => match object.get_item(record, &Value::from(place), cx)? {
            Some(found) => Ok(found),
            None => Err(not_subscriptable(record)),
        },
        _ => Err(not_subscriptable(record)),
    }
}

fn not_subscriptable(record: &Value) -> Raised {
    Raised::type_error(format!("'{}' object is not subscriptable", record.type_name()))
}

/// `iter(value)`.
///
/// Errors: `TypeError: 'int' object is not iterable`.
pub(crate) fn iterate(value: &Value, cx: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
    match rows_of(value, cx)? {
        Some(rows) => Ok(rows),
        None => Err(Raised::type_error(format!("'{}' object is not iterable", value.type_name()))),
    }
}

/// The items of anything that can be iterated over; `None` if it cannot.
fn rows_of(value: &Value, cx: &mut CallCx) -> Result<Option<Box<dyn Rows>>, Raised> {
    Ok(Some(match value {
        Value::List(list) => Box::new(ListRows { list: Rc::clone(list), at: 0 }),
        Value::Tuple(items) => Box::new(TupleRows { items: Rc::clone(items), at: 0 }),
        Value::Str(text) => Box::new(CharRows { text: text.clone(), at: 0 }),
        Value::Bytes(bytes) => VecRows::boxed(bytes.iter().map(|&b| Value::Int(i64::from(b))).collect()),
        Value::Dict(items) => VecRows::boxed(items.0.borrow().keys().cloned().collect()),
        Value::Set(_) | Value::FrozenSet(_) => VecRows::boxed(set_items(value)),
        Value::Object(object) => match object.iter(value, cx)? {
            Some(Value::Object(iterator)) if iterator.is_iterator() => {
                Box::new(ObjectRows { iterator, supply: Supply::default() })
            }
            Some(other) => {
                return Err(Raised::type_error(format!(
                    "iter() returned non-iterator of type '{}'",
                    other.type_name()
                )));
            }
            None => return Ok(None),
        },
        _ => return Ok(None),
    }))
}

fn set_items(value: &Value) -> Vec<Value> {
    match value {
        Value::Set(items) => items.table().keys().cloned().collect(),
        Value::FrozenSet(items) => items.0.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

/// All items of anything that can be iterated over.
pub(crate) fn items_of(value: &Value, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    match value {
        Value::List(list) => Ok(list.0.borrow().clone()),
        Value::Tuple(items) => Ok(items.to_vec()),
        _ => drain(&mut *iterate(value, cx)?, cx),
    }
}

/// `list(rows)`.
pub(crate) fn drain(rows: &mut dyn Rows, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    let mut found = Vec::new();
    while let Some(row) = rows.next(cx)? {
        found.push(row);
        if found.len() & 0xffff == 0 {
            cx.burn(0x1_0000)?;
            cx.reserve(found.len() * size_of::<Value>())?;
        }
    }
    Ok(found)
}

struct ListRows {
    list: Rc<List>,
    at: usize,
}

impl Rows for ListRows {
    fn next(&mut self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let found = self.list.0.borrow().get(self.at).cloned();
        self.at += 1;
        Ok(found)
    }
}

struct TupleRows {
    items: Rc<[Value]>,
    at: usize,
}

impl Rows for TupleRows {
    fn next(&mut self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let found = self.items.get(self.at).cloned();
        self.at += 1;
        Ok(found)
    }
}

struct CharRows {
    text: Str,
    at: usize,
}

impl Rows for CharRows {
    fn next(&mut self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let rest = self.text.as_str().get(self.at..).unwrap_or("");
        let Some(c) = rest.chars().next() else { return Ok(None) };
        let found = self.text.view(rest.get(..c.len_utf8()).unwrap_or(""));
        self.at += c.len_utf8();
        Ok(Some(Value::Str(found)))
    }
}

struct ObjectRows {
    iterator: Rc<dyn Object>,
    supply: Supply,
}

impl Rows for ObjectRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        // Iterators may have no end, and not all of them run code of the program.
        self.supply.give(1, cx)?;
        self.iterator.next(cx)
    }
}
