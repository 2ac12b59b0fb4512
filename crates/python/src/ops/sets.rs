//! The algebra of sets, with the insertion order that CPython's implementation has, since it shows.

use value::Set;
use value::context::CallCx;
use value::hash::py_hash;
use value::object::BinaryOp;
use value::{Raised, SetTable, Value};

use crate::ops::iterate::{iter, next};

/// The table of a set or frozenset as it is now.
pub fn table_of(value: &Value) -> Option<SetTable> {
    match value {
        Value::Set(set) => Some(set.table()),
        Value::FrozenSet(set) => Some(set.0.clone()),
        Value::Object(object) => match object.inner()? {
            Value::Object(_) => None,
            inner => table_of(&inner),
        },
        _ => None,
    }
}

/// `a op b` of two sets; the type is that of `a`.
pub fn operate(op: BinaryOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let (Some(left), Some(right)) = (table_of(a), table_of(b)) else { return Ok(Value::None) };
    let result = match op {
        BinaryOp::Or => {
            let mut result = left.copied();
            if !a.is_same(b) {
                merge(&mut result, &right, cx)?;
            }
            result
        }
        BinaryOp::And => intersection_of_sets(&left, &right, a.is_same(b), cx)?,
        BinaryOp::Sub => difference_of_sets(&left, &right, cx)?,
        _ => {
            let mut result = right.copied();
            toggle(&mut result, &left, cx)?;
            result
        }
    };
    Ok(like(a, result))
}

/// A set or frozenset, as `model` is.
pub fn like(model: &Value, table: SetTable) -> Value {
    if matches!(model, Value::FrozenSet(_)) { Value::frozenset(table) } else { Value::set(table) }
}

/// `set op= other`; `false` if sets have no such operator.
pub fn operate_in_place(op: BinaryOp, set: &Set, other: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    let Some(right) = table_of(other) else { return Ok(false) };
    let same = matches!(other, Value::Set(other) if std::ptr::eq(&**other, set));
    let mut table = set.table();
    match op {
        BinaryOp::Or if same => {}
        BinaryOp::Or => merge(&mut table, &right, cx)?,
        BinaryOp::And => table = intersection_of_sets(&table, &right, same, cx)?,
        BinaryOp::Sub => discard_all(&mut table, &right, same, cx)?,
        BinaryOp::Xor if same => table.clear(),
        BinaryOp::Xor => toggle(&mut table, &right, cx)?,
        _ => return Ok(false),
    }
    *set.0.borrow_mut() = table;
    Ok(true)
}

/// Adds all keys of another set.
fn merge(table: &mut SetTable, other: &SetTable, cx: &mut CallCx) -> Result<(), Raised> {
    if !table.fill_from(other) {
        for (hash, key) in other.hashed_keys() {
            table.insert_hashed(hash, key.clone(), cx)?;
        }
    }
    Ok(())
}

/// `set.update(other)` for any iterable.
pub fn update(table: &mut SetTable, other: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    if let Some(other) = table_of(other) {
        return merge(table, &other, cx);
    }
    if let Value::Dict(dict) = other {
        let keys: Vec<Value> = dict.0.borrow().keys().cloned().collect();
        table.make_room(keys.len());
        for key in keys {
            table.insert(key, cx)?;
        }
        return Ok(());
    }
    let items = iter(other, cx)?;
    while let Some(item) = next(&items, cx)? {
        cx.burn(1)?;
        if table.len() & 0xffff == 0xffff {
            cx.reserve(table.n_slots() * 2 * size_of::<(i64, Value)>())?;
        }
        table.insert(item, cx)?;
    }
    Ok(())
}

/// `set(iterable)` as a table.
pub fn from_iterable(iterable: &Value, cx: &mut CallCx) -> Result<SetTable, Raised> {
    let mut table = SetTable::default();
    update(&mut table, iterable, cx)?;
    Ok(table)
}

fn intersection_of_sets(a: &SetTable, b: &SetTable, same: bool, cx: &mut CallCx) -> Result<SetTable, Raised> {
    if same {
        return Ok(a.copied());
    }
    let (kept, looped) = if b.len() > a.len() { (b, a) } else { (a, b) };
    let mut result = SetTable::default();
    for (hash, key) in looped.hashed_keys() {
        if kept.find_hashed(hash, key, cx)?.is_some() {
            result.insert_hashed(hash, key.clone(), cx)?;
        }
    }
    Ok(result)
}

/// `set.intersection(other)` for any iterable.
pub fn intersection(table: &SetTable, other: &Value, cx: &mut CallCx) -> Result<SetTable, Raised> {
    if let Some(other) = table_of(other) {
        return intersection_of_sets(table, &other, false, cx);
    }
    let mut result = SetTable::default();
    let items = iter(other, cx)?;
    while let Some(item) = next(&items, cx)? {
        cx.burn(1)?;
        let hash = py_hash(&item, cx)?;
        if table.find_hashed(hash, &item, cx)?.is_some() {
            result.insert_hashed(hash, item, cx)?;
        }
    }
    Ok(result)
}

fn difference_of_sets(a: &SetTable, b: &SetTable, cx: &mut CallCx) -> Result<SetTable, Raised> {
    if a.len() >> 2 > b.len() {
        let mut result = a.copied();
        discard_all(&mut result, b, false, cx)?;
        return Ok(result);
    }
    let mut result = SetTable::default();
    for (hash, key) in a.hashed_keys() {
        if b.find_hashed(hash, key, cx)?.is_none() {
            result.insert_hashed(hash, key.clone(), cx)?;
        }
    }
    Ok(result)
}

/// `set.difference(other)` for any iterable.
pub fn difference(table: &SetTable, other: &Value, cx: &mut CallCx) -> Result<SetTable, Raised> {
    if let Some(other) = table_of(other) {
        return difference_of_sets(table, &other, cx);
    }
    if let Value::Dict(dict) = other
        && table.len() >> 2 <= dict.len()
    {
        let mut result = SetTable::default();
        for (hash, key) in table.hashed_keys() {
            if !dict.contains(key, cx)? {
                result.insert_hashed(hash, key.clone(), cx)?;
            }
        }
        return Ok(result);
    }
    let mut result = table.copied();
    difference_update(&mut result, other, cx)?;
    Ok(result)
}

fn discard_all(table: &mut SetTable, other: &SetTable, same: bool, cx: &mut CallCx) -> Result<(), Raised> {
    if same {
        table.clear();
        return Ok(());
    }
    for (hash, key) in other.hashed_keys() {
        if let Some(slot) = table.find_hashed(hash, key, cx)? {
            table.remove_at(slot);
        }
    }
    table.drop_removed();
    Ok(())
}

/// `set.difference_update(other)` for any iterable.
pub fn difference_update(table: &mut SetTable, other: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    if let Some(other) = table_of(other) {
        return discard_all(table, &other, false, cx);
    }
    let items = iter(other, cx)?;
    while let Some(item) = next(&items, cx)? {
        cx.burn(1)?;
        table.remove(&item, cx)?;
    }
    table.drop_removed();
    Ok(())
}

/// Removes the keys that are in both, adds those that are only in `other`.
fn toggle(table: &mut SetTable, other: &SetTable, cx: &mut CallCx) -> Result<(), Raised> {
    for (hash, key) in other.hashed_keys() {
        match table.find_hashed(hash, key, cx)? {
            Some(slot) => {
                table.remove_at(slot);
            }
            None => {
                table.insert_hashed(hash, key.clone(), cx)?;
            }
        }
    }
    Ok(())
}

/// `set.symmetric_difference_update(other)` for any iterable.
pub fn symmetric_update(table: &mut SetTable, other: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    let other = match (table_of(other), other) {
        (Some(other), _) => other,
        (None, Value::Dict(dict)) => {
            let keys: Vec<Value> = dict.0.borrow().keys().cloned().collect();
            for key in keys {
                if !table.remove(&key, cx)? {
                    table.insert(key, cx)?;
                }
            }
            return Ok(());
        }
        (None, other) => from_iterable(other, cx)?,
    };
    toggle(table, &other, cx)
}

/// `set.symmetric_difference(other)` for any iterable.
pub fn symmetric(table: &SetTable, other: &Value, cx: &mut CallCx) -> Result<SetTable, Raised> {
    let mut result = from_iterable(other, cx)?;
    toggle(&mut result, table, cx)?;
    Ok(result)
}
