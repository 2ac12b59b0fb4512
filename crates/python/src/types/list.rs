//! The methods of `list` and `tuple`.

use std::rc::Rc;

use value::List;
use value::context::CallCx;
use value::equality::eq;
use value::repr::{repr, truthy};
use value::{Raised, Value};

use crate::ops::call::{clamped_index, has_index, index as to_index};
use crate::ops::item::index_error;
use crate::ops::sequence::{self, ITEM_BYTES};
use crate::ops::slice::position;
use crate::ops::{SortOrder, sort_values};
use crate::types::method::{FunctionEntry, between, named_after, one, zero};

/// Methods of `list`, sorted by name.
pub const LIST_METHODS: &[FunctionEntry] = &[
    one("list", "append", append),
    zero("list", "clear", |this, _, _| {
        let old = std::mem::take(&mut *list_of(this).0.borrow_mut());
        drop(old);
        Ok(Value::None)
    }),
    zero("list", "copy", |this, _, cx| {
        cx.reserve(list_of(this).0.borrow().len() * ITEM_BYTES)?;
        Ok(Value::list(list_of(this).0.borrow().clone()))
    }),
    one("list", "count", |this, args, cx| count(this, &args[0], cx)),
    one("list", "extend", |this, args, cx| {
        sequence::extend(&list_of(this), &args[0], cx)?;
        Ok(Value::None)
    }),
    between("list", "index", 1, 3, index),
    between("list", "insert", 2, 2, insert),
    between("list", "pop", 0, 1, pop),
    one("list", "remove", remove),
    zero("list", "reverse", |this, _, _| {
        list_of(this).0.borrow_mut().reverse();
        Ok(Value::None)
    }),
    named_after("list", "sort", &["key", "reverse"], 0, 0, sort),
];

/// Methods of `tuple`, sorted by name.
pub const TUPLE_METHODS: &[FunctionEntry] =
    &[one("tuple", "count", |this, args, cx| count(this, &args[0], cx)), between("tuple", "index", 1, 3, index)];

fn list_of(this: &Value) -> Rc<List> {
    match this {
        Value::List(list) => Rc::clone(list),
        _ => Rc::default(),
    }
}

/// The item at a position of a list or tuple as it is now.
fn item_at(this: &Value, at: usize) -> Option<Value> {
    match this {
        Value::List(list) => list.0.borrow().get(at).cloned(),
        Value::Tuple(items) => items.get(at).cloned(),
        _ => None,
    }
}

fn append(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    if let Value::List(list) = this {
        let mut items = list.0.borrow_mut();
        if items.len() == items.capacity() && items.len() >= 1 << 16 {
            cx.reserve(items.len() * 3 * ITEM_BYTES)?;
        }
        items.push(args[0].clone());
    }
    Ok(Value::None)
}

fn count(this: &Value, wanted: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let (mut at, mut found) = (0, 0);
    while let Some(item) = item_at(this, at) {
        if item.is_same(wanted) || eq(&item, wanted, cx)? {
            found += 1;
        }
        at += 1;
    }
    Ok(Value::Int(found))
}

fn index(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let wanted = &args[0];
    let len = crate::ops::len(this, cx)? as i64;
    let bound = |value: Option<&Value>, default: i64, cx: &mut CallCx| -> Result<i64, Raised> {
        let at = match value {
            None => default,
            Some(value) if has_index(value, cx)? => clamped_index(value, cx)?,
            Some(_) => {
                return Err(Raised::type_error("slice indices must be integers or have an __index__ method".into()));
            }
        };
        Ok(if at < 0 { at.saturating_add(len).max(0) } else { at })
    };
    let start = bound(args.get(1), 0, cx)?;
    let stop = bound(args.get(2), i64::MAX, cx)?;
    let mut at = start;
    while at < stop {
        let Some(item) = item_at(this, at as usize) else { break };
        if item.is_same(wanted) || eq(&item, wanted, cx)? {
            return Ok(Value::Int(at));
        }
        at += 1;
    }
    Err(Raised::value_error(match this {
        Value::List(_) => format!("{} is not in list", repr(wanted, cx)?),
        _ => "tuple.index(x): x not in tuple".into(),
    }))
}

fn insert(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let at = to_index(&args[0], cx)?;
    let list = list_of(this);
    let mut items = list.0.borrow_mut();
    let len = items.len() as i64;
    cx.reserve(items.len().saturating_mul(ITEM_BYTES))?;
    let at = if at < 0 { at.saturating_add(len).max(0) } else { at.min(len) };
    items.insert(at as usize, args[1].clone());
    Ok(Value::None)
}

fn pop(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let at = match args.first() {
        Some(at) => to_index(at, cx)?,
        None => -1,
    };
    let list = list_of(this);
    let mut items = list.0.borrow_mut();
    if items.is_empty() {
        return Err(index_error("pop from empty list"));
    }
    match position(at, items.len()) {
        Some(at) => Ok(items.remove(at)),
        None => Err(index_error("pop index out of range")),
    }
}

fn remove(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let mut at = 0;
    while let Some(item) = item_at(this, at) {
        if item.is_same(&args[0]) || eq(&item, &args[0], cx)? {
            let list = list_of(this);
            let mut items = list.0.borrow_mut();
            if at < items.len() {
                items.remove(at);
            }
            return Ok(Value::None);
        }
        at += 1;
    }
    Err(Raised::value_error("list.remove(x): x not in list".into()))
}

fn sort(this: &Value, args: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let key = args[0].as_ref().filter(|key| !matches!(key, Value::None));
    let order = match &args[1] {
        Some(reverse) => {
            if !matches!(reverse, Value::Bool(_) | Value::None) {
                to_index(reverse, cx)?;
            }
            if truthy(reverse, cx)? { SortOrder::Descending } else { SortOrder::Ascending }
        }
        None => SortOrder::Ascending,
    };
    let list = list_of(this);
    let mut items = std::mem::take(&mut *list.0.borrow_mut());
    let outcome = sort_values(&mut items, key, order, cx);
    let changed = !list.0.borrow().is_empty();
    *list.0.borrow_mut() = items;
    outcome?;
    if changed {
        return Err(Raised::value_error("list modified during sort".into()));
    }
    Ok(Value::None)
}
