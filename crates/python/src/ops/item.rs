//! `a[key]`, `a[key] = x`, `del a[key]`, `x in a` and `len(a)`.

use std::rc::Rc;

use value::List;
use value::context::CallCx;
use value::equality::eq;
use value::raised::{ExcKind, Exception};
use value::{Object, Raised, Str, Value};

use crate::ops::call::{has_index, index};
use crate::ops::iterate::{collect, iter, next};
use crate::ops::slice::{Selection, Slice, position};
use crate::types::bytearray::{self, ByteArray};

/// `KeyError: key`.
pub fn key_error(key: &Value) -> Raised {
    Raised::from_value(Value::object(Exception::builtin(ExcKind::KeyError, vec![key.clone()])))
}

/// `IndexError: message`.
pub fn index_error(message: &str) -> Raised {
    Raised::new(ExcKind::IndexError, message.into())
}

/// `container[key]`; slices are keys of type [`crate::ops::Slice`].
#[inline]
pub fn get_item(container: &Value, key: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    match (container, key) {
        (Value::Tuple(items), Value::Int(at)) => match position(*at, items.len()) {
            Some(at) => Ok(items[at].clone()),
            None => Err(index_error("tuple index out of range")),
        },
        (Value::List(items), Value::Int(at)) => {
            let items = items.0.borrow();
            match position(*at, items.len()) {
                Some(at) => Ok(items[at].clone()),
                None => Err(index_error("list index out of range")),
            }
        }
        (Value::Dict(dict), key) => match dict.get(key, cx)? {
            Some(item) => Ok(item),
            None => Err(key_error(key)),
        },
        _ => get_item_of_any(container, key, cx),
    }
}

fn get_item_of_any(container: &Value, key: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    if let Value::Object(object) = container {
        if let Some(item) = object.get_item(container, key, cx)? {
            return Ok(item);
        }
        return match object.inner() {
            Some(inner) => get_item(&inner, key, cx),
            None => Err(Raised::type_error(format!("'{}' object is not subscriptable", container.type_name()))),
        };
    }
    if !matches!(container, Value::Str(_) | Value::Tuple(_) | Value::List(_) | Value::Bytes(_)) {
        return Err(Raised::type_error(format!("'{}' object is not subscriptable", container.type_name())));
    }
    if let Some(slice) = key.downcast::<Slice>() {
        return get_slice(container, slice, cx);
    }
    let at = sequence_index(container, key, cx)?;
    match container {
        Value::Str(text) => char_at(text, at).ok_or_else(|| index_error("string index out of range")),
        Value::Bytes(bytes) => match position(at, bytes.len()) {
            Some(at) => Ok(Value::Int(i64::from(bytes[at]))),
            None => Err(index_error("index out of range")),
        },
        _ => get_item(container, &Value::Int(at), cx),
    }
}

/// The integer behind an index into a sequence.
///
/// Errors: `TypeError: list indices must be integers or slices, not str`.
pub fn sequence_index(container: &Value, key: &Value, cx: &mut CallCx) -> Result<i64, Raised> {
    if has_index(key, cx)? {
        return index(key, cx);
    }
    let (container, key) = (container.type_name(), key.type_name());
    Err(Raised::type_error(match &*container {
        "str" => format!("string indices must be integers, not '{key}'"),
        "bytes" => format!("byte indices must be integers or slices, not {key}"),
        container => format!("{container} indices must be integers or slices, not {key}"),
    }))
}

/// The character at a position, as a view of the string.
fn char_at(text: &Str, at: i64) -> Option<Value> {
    if text.is_ascii() {
        let at = position(at, text.len())?;
        return text.get(at..at + 1).map(|c| Value::Str(text.view(c)));
    }
    let (begin, c) = if at >= 0 {
        text.char_indices().nth(usize::try_from(at).ok()?)?
    } else {
        text.char_indices().rev().nth(usize::try_from(at.checked_add(1)?.checked_neg()?).ok()?)?
    };
    text.get(begin..begin + c.len_utf8()).map(|c| Value::Str(text.view(c)))
}

fn get_slice(container: &Value, slice: &Slice, cx: &mut CallCx) -> Result<Value, Raised> {
    Ok(match container {
        Value::Str(text) => slice_str(text, slice.select(text.n_chars(), cx)?),
        Value::Bytes(bytes) => {
            let selection = slice.select(bytes.len(), cx)?;
            Value::Bytes(selection.positions().filter_map(|at| bytes.get(at).copied()).collect())
        }
        Value::Tuple(items) => {
            let selection = slice.select(items.len(), cx)?;
            if selection.as_range() == Some(0..items.len()) {
                return Ok(container.clone());
            }
            Value::Tuple(pick(items, selection).into())
        }
        Value::List(items) => {
            let len = items.0.borrow().len();
            let selection = slice.select(len, cx)?;
            Value::list(pick(&items.0.borrow(), selection))
        }
        _ => Value::None,
    })
}

fn pick(items: &[Value], selection: Selection) -> Vec<Value> {
    match selection.as_range().and_then(|range| items.get(range)) {
        Some(range) => range.to_vec(),
        None => selection.positions().filter_map(|at| items.get(at).cloned()).collect(),
    }
}

/// The characters that a selection picks; next to each other they are a view.
pub fn slice_str(text: &Str, selection: Selection) -> Value {
    let part = |from: usize, to: usize| match text.get(from..to) {
        Some(part) => Value::Str(text.view(part)),
        None => Value::str(""),
    };
    match (selection.as_range(), text.is_ascii()) {
        (Some(range), true) => part(range.start, range.end),
        (Some(range), false) => {
            let mut places = text.char_indices().map(|(at, _)| at).chain([text.len()]).skip(range.start);
            let from = places.next().unwrap_or(text.len());
            let to = if range.is_empty() { from } else { places.nth(range.len() - 1).unwrap_or(text.len()) };
            part(from, to)
        }
        (None, true) => {
            let bytes = text.as_bytes();
            Value::string(selection.positions().filter_map(|at| bytes.get(at).map(|b| char::from(*b))).collect())
        }
        (None, false) => {
            let chars: Vec<char> = text.chars().collect();
            Value::string(selection.positions().filter_map(|at| chars.get(at)).collect())
        }
    }
}

/// `container[key] = item`.
#[inline]
pub fn set_item(container: &Value, key: &Value, item: Value, cx: &mut CallCx) -> Result<(), Raised> {
    match container {
        Value::Dict(dict) => dict.set(key, item, cx),
        Value::List(list) => set_list_item(list, container, key, item, cx),
        Value::Object(object) => {
            if object.set_item(key, Some(item.clone()), cx)? {
                return Ok(());
            }
            match object.inner() {
                Some(inner) => set_item(&inner, key, item, cx),
                None => Err(no_assignment(container, key, cx)?),
            }
        }
        _ => Err(no_assignment(container, key, cx)?),
    }
}

fn no_assignment(container: &Value, key: &Value, cx: &mut CallCx) -> Result<Raised, Raised> {
    if is_like_sequence(container) && has_index(key, cx)? {
        index(key, cx)?;
    }
    Ok(Raised::type_error(format!("'{}' object does not support item assignment", container.type_name())))
}

/// Whether an index into it is looked at before the type says that it has no items to change.
fn is_like_sequence(container: &Value) -> bool {
    matches!(&*container.type_name(), "str" | "tuple" | "bytes" | "range" | "set" | "frozenset")
}

fn set_list_item(list: &Rc<List>, container: &Value, key: &Value, item: Value, cx: &mut CallCx) -> Result<(), Raised> {
    if let Some(slice) = key.downcast::<Slice>() {
        let new = match iter(&item, cx) {
            Ok(_) => collect(&item, cx)?,
            Err(error) if error.is_a(ExcKind::TypeError) => {
                return Err(Raised::type_error(if matches!(slice.step, Value::None | Value::Int(1)) {
                    "can only assign an iterable".into()
                } else {
                    "must assign iterable to extended slice".into()
                }));
            }
            Err(error) => return Err(error),
        };
        let len = list.0.borrow().len();
        let selection = slice.select(len, cx)?;
        return assign_slice(&mut list.0.borrow_mut(), selection, new);
    }
    let at = sequence_index(container, key, cx)?;
    let mut items = list.0.borrow_mut();
    match position(at, items.len()) {
        Some(at) => {
            items[at] = item;
            Ok(())
        }
        None => Err(index_error("list assignment index out of range")),
    }
}

fn assign_slice(items: &mut Vec<Value>, selection: Selection, new: Vec<Value>) -> Result<(), Raised> {
    if selection.step == 1 {
        let start = (selection.start as usize).min(items.len());
        let stop = (start + selection.n_items).min(items.len());
        items.splice(start..stop, new);
        return Ok(());
    }
    if new.len() != selection.n_items {
        return Err(Raised::value_error(format!(
            "attempt to assign sequence of size {} to extended slice of size {}",
            new.len(),
            selection.n_items
        )));
    }
    for (at, item) in selection.positions().zip(new) {
        if let Some(place) = items.get_mut(at) {
            *place = item;
        }
    }
    Ok(())
}

/// `del container[key]`.
pub fn del_item(container: &Value, key: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    match container {
        Value::Dict(dict) => match dict.remove(key, cx)? {
            Some(_) => Ok(()),
            None => Err(key_error(key)),
        },
        Value::List(list) => {
            if let Some(slice) = key.downcast::<Slice>() {
                let len = list.0.borrow().len();
                let selection = slice.select(len, cx)?;
                let mut items = list.0.borrow_mut();
                remove_selected(&mut items, selection);
                return Ok(());
            }
            let at = sequence_index(container, key, cx)?;
            let mut items = list.0.borrow_mut();
            match position(at, items.len()) {
                Some(at) => {
                    items.remove(at);
                    Ok(())
                }
                None => Err(index_error("list assignment index out of range")),
            }
        }
        Value::Object(object) => {
            if object.set_item(key, None, cx)? {
                return Ok(());
            }
            match object.inner() {
                Some(inner) => del_item(&inner, key, cx),
                None => Err(no_deletion(container, key, cx)?),
            }
        }
        _ => Err(no_deletion(container, key, cx)?),
    }
}

/// Removes the items at the positions of a selection.
pub fn remove_selected<T>(items: &mut Vec<T>, selection: Selection) {
    let mut chosen: Vec<usize> = selection.positions().collect();
    chosen.sort_unstable();
    let mut chosen = chosen.into_iter().peekable();
    let mut at = 0;
    items.retain(|_| {
        let remove = chosen.next_if_eq(&at).is_some();
        at += 1;
        !remove
    });
}

/// The words depend on whether the type is a kind of sequence and the key an index.
fn no_deletion(container: &Value, key: &Value, cx: &mut CallCx) -> Result<Raised, Raised> {
    let name = container.type_name();
    let mut verb = "does not";
    if is_like_sequence(container) && has_index(key, cx)? {
        index(key, cx)?;
        verb = "doesn't";
    }
    Ok(Raised::type_error(format!("'{name}' object {verb} support item deletion")))
}

/// `item in container`.
///
/// Errors: `TypeError: argument of type 'int' is not iterable`.
pub fn contains(container: &Value, item: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    match container {
        Value::Str(text) => match inner_str(item) {
            Some(part) => Ok(text.contains(part.as_str())),
            None => Err(Raised::type_error(format!(
                "'in <string>' requires string as left operand, not {}",
                item.type_name()
            ))),
        },
        Value::List(items) => {
            // The list may change while `__eq__` runs, so it is looked at position by position.
            let mut at = 0;
            loop {
                let Some(other) = items.0.borrow().get(at).cloned() else { return Ok(false) };
                if other.is_same(item) || eq(&other, item, cx)? {
                    return Ok(true);
                }
                at += 1;
            }
        }
        Value::Tuple(items) => contains_in(items, item, cx),
        Value::Dict(dict) => dict.contains(item, cx),
        Value::Set(set) => set.contains(&hashable_key(item), cx),
        Value::FrozenSet(set) => set.0.contains(&hashable_key(item), cx),
        Value::Bytes(bytes) => bytearray::contains(bytes, item, cx),
        Value::Object(object) => contains_in_object(&**object, container, item, cx),
        _ => Err(Raised::type_error(format!("argument of type '{}' is not iterable", container.type_name()))),
    }
}

fn contains_in(items: &[Value], item: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    for other in items {
        if other.is_same(item) || eq(other, item, cx)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn contains_in_object(object: &dyn Object, container: &Value, item: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    if let Some(found) = object.contains(item, cx)? {
        return Ok(found);
    }
    if let Some(bytes) = container.downcast::<ByteArray>() {
        let bytes = bytes.0.borrow().clone();
        return bytearray::contains(&bytes, item, cx);
    }
    let items = match object.iter(container, cx)? {
        Some(items) => items,
        None if object.is_iterator() => container.clone(),
        None => {
            return match object.inner() {
                Some(inner) => contains(&inner, item, cx),
                None => {
                    Err(Raised::type_error(format!("argument of type '{}' is not iterable", container.type_name())))
                }
            };
        }
    };
    while let Some(other) = next(&items, cx)? {
        cx.burn(1)?;
        if other.is_same(item) || eq(&other, item, cx)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A set looked up in a set stands for the frozenset of its items.
fn hashable_key(item: &Value) -> Value {
    match item {
        Value::Set(set) => Value::frozenset(set.table()),
        _ => item.clone(),
    }
}

/// The string that a value is, also inside an instance of a class derived from `str`.
pub fn inner_str(value: &Value) -> Option<Str> {
    match value {
        Value::Str(text) => Some(text.clone()),
        Value::Object(object) => match object.inner()? {
            Value::Str(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// `len(value)`.
///
/// Errors: `TypeError: object of type 'int' has no len()`.
pub fn len(value: &Value, cx: &mut CallCx) -> Result<usize, Raised> {
    Ok(match value {
        Value::Str(text) => text.n_chars(),
        Value::List(items) => items.0.borrow().len(),
        Value::Tuple(items) => items.len(),
        Value::Dict(items) => items.len(),
        Value::Set(items) => items.len(),
        Value::FrozenSet(items) => items.0.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::Object(object) => match object.len(cx)? {
            Some(len) => len,
            None => match object.inner() {
                Some(inner) if !matches!(inner, Value::Int(_) | Value::Float(_)) => return len(&inner, cx),
                _ => return Err(no_len(value)),
            },
        },
        _ => return Err(no_len(value)),
    })
}

fn no_len(value: &Value) -> Raised {
    Raised::type_error(format!("object of type '{}' has no len()", value.type_name()))
}
