//! Copies as pickling and unpickling gives them: what crosses from one task to another shares nothing changeable.

use std::rc::Rc;

use value::{CallCx, Column, KeyMap, Raised, SetTable, Value};

use crate::language::Language;

/// Whether nobody can change the value, so that it may be shared instead of copied.
pub(crate) fn is_frozen(value: &Value) -> bool {
    match value {
        Value::None
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Str(_)
        | Value::Big(_)
        | Value::Bytes(_) => true,
        Value::Tuple(items) => items.iter().all(is_frozen),
        Value::FrozenSet(_) | Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::Object(_) => false,
    }
}

/// Whether each look at a row gives what nobody else can change.
pub(crate) fn is_column_frozen(column: &Column) -> bool {
    is_frozen_if(column, |rows| rows.iter().all(is_frozen))
}

/// [`is_column_frozen`], and no row is an object that there could be in another row, too.
pub(crate) fn is_column_typed(column: &Column) -> bool {
    is_frozen_if(column, |_| false)
}

/// `of_any` says it of rows of any kind.
fn is_frozen_if(column: &Column, of_any: fn(&[Value]) -> bool) -> bool {
    match column {
        Column::Str(_) | Column::Int(_) | Column::Float(_) | Column::Bool(_) => true,
        Column::Const { value, .. } => is_frozen(value),
        Column::Tuple { fields, .. } => fields.iter().all(|field| is_frozen_if(field, of_any)),
        Column::List(lists) => is_frozen_if(lists.items(), of_any),
        Column::Any(rows) => of_any(rows),
    }
}

/// The value after it was pickled and unpickled, sharing with `value` what does not show it: only the order of sets can.
pub(crate) fn reordered(value: &Value, language: &dyn Language, cx: &mut CallCx) -> Result<Value, Raised> {
    if holds_sets(value, MAX_DEPTH) { fresh(value, language, cx) } else { Ok(value.clone()) }
}

/// Deeper than this a set is not looked for.
const MAX_DEPTH: u32 = 16;

fn holds_sets(value: &Value, depth: u32) -> bool {
    let deeper = |value: &Value| depth > 0 && holds_sets(value, depth - 1);
    match value {
        Value::Set(_) | Value::FrozenSet(_) => true,
        Value::Tuple(items) => items.iter().any(deeper),
        Value::List(list) => list.0.borrow().iter().any(deeper),
        Value::Dict(dict) => dict.0.borrow().iter().any(|(key, item)| deeper(key) || deeper(item)),
        _ => false,
    }
}

/// A copy that shares nothing changeable with `value` and has the order of its sets: what pickling keeps.
pub(crate) fn kept(value: &Value, language: &dyn Language, cx: &mut CallCx) -> Result<Value, Raised> {
    if is_frozen(value) {
        return Ok(value.clone());
    }
    Copier { language, keeps_order: true, copied: Vec::new() }.copy(value, cx)
}

/// A copy as pickling and unpickling gives it, which shares nothing changeable with `value`.
/// Within one value, what was shared or circular stays so.
pub(crate) fn fresh(value: &Value, language: &dyn Language, cx: &mut CallCx) -> Result<Value, Raised> {
    if is_frozen(value) {
        return Ok(value.clone());
    }
    Copier { language, keeps_order: false, copied: Vec::new() }.copy(value, cx)
}

struct Copier<'a> {
    language: &'a dyn Language,
    keeps_order: bool,
    /// Address of each container met, and its copy.
    copied: Vec<(usize, Value)>,
}

impl Copier<'_> {
    fn copy(&mut self, value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        if is_frozen(value) {
            return Ok(value.clone());
        }
        let address = address_of(value);
        if let Some((_, copy)) = self.copied.iter().find(|(at, _)| *at == address) {
            return Ok(copy.clone());
        }
        cx.enter(" while pickling an object")?;
        let copy = self.copy_container(value, address, cx);
        cx.leave();
        copy
    }

    fn copy_container(&mut self, value: &Value, address: usize, cx: &mut CallCx) -> Result<Value, Raised> {
        let copy = match value {
            Value::List(list) => {
                let copy = Value::list(Vec::new());
                self.copied.push((address, copy.clone()));
                let rows = list.0.borrow().clone();
                for row in &rows {
                    let row = self.copy(row, cx)?;
                    if let Value::List(list) = &copy {
                        list.0.borrow_mut().push(row);
                    }
                }
                return Ok(copy);
            }
            Value::Dict(dict) => {
                let copy = Value::dict(KeyMap::default());
                self.copied.push((address, copy.clone()));
                for (key, item) in dict.pairs() {
                    let (key, item) = (self.copy(&key, cx)?, self.copy(&item, cx)?);
                    if let Value::Dict(dict) = &copy {
                        dict.insert(key, item, cx)?;
                    }
                }
                return Ok(copy);
            }
            Value::Set(set) => Value::set(self.copy_set(&set.table(), cx)?),
            Value::FrozenSet(set) => Value::frozenset(self.copy_set(&set.0, cx)?),
            Value::Tuple(items) => {
                let mut copies = Vec::with_capacity(items.len());
                for item in items.iter() {
                    copies.push(self.copy(item, cx)?);
                }
                Value::tuple(copies)
            }
            Value::Object(object) => self.language.copy(object, cx)?,
            other => other.clone(),
        };
        self.copied.push((address, copy.clone()));
        Ok(copy)
    }

    /// Adds the keys one by one, as unpickling does: the copy may have another order.
    fn copy_set(&mut self, set: &SetTable, cx: &mut CallCx) -> Result<SetTable, Raised> {
        if self.keeps_order {
            // Keys have a hash, so those that could be changed have it by their identity.
            return Ok(set.clone());
        }
        let mut copy = SetTable::default();
        for (hash, key) in set.hashed_keys() {
            copy.push_new(hash, self.copy(key, cx)?);
        }
        Ok(copy)
    }
}

fn address_of(value: &Value) -> usize {
    match value {
        Value::Tuple(items) => Rc::as_ptr(items).cast::<()>() as usize,
        Value::List(list) => Rc::as_ptr(list) as usize,
        Value::Dict(dict) => Rc::as_ptr(dict) as usize,
        Value::Set(set) => Rc::as_ptr(set) as usize,
        Value::FrozenSet(set) => Rc::as_ptr(set) as usize,
        Value::Object(object) => Rc::as_ptr(object).cast::<()>() as usize,
        _ => 0,
    }
}
