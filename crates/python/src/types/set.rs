//! The methods of `set` and `frozenset`, and their constructors.

use std::rc::Rc;

use value::Set;
use value::context::CallCx;
use value::order::{CompareOp, compare};
use value::raised::{ExcKind, Exception};
use value::{Args, Raised, SetTable, Value};

use crate::ops::item::key_error;
use crate::ops::iterate::{iter, next};
use crate::ops::sets::{self, like, table_of};
use crate::types::method::{FunctionEntry, any, one, zero};
use crate::types::number::no_keywords;

/// Methods of `set`, sorted by name.
pub const SET_METHODS: &[FunctionEntry] = &[
    one("set", "add", |this, args, cx| {
        receiver_set(this).insert(args[0].clone(), cx)?;
        Ok(Value::None)
    }),
    zero("set", "clear", |this, _, _| {
        receiver_set(this).0.borrow_mut().clear();
        Ok(Value::None)
    }),
    zero("set", "copy", copy),
    any("set", "difference", |this, args, keywords, cx| {
        no_keywords("set.difference", keywords)?;
        difference(this, args, cx)
    }),
    any("set", "difference_update", |this, args, keywords, cx| {
        no_keywords("set.difference_update", keywords)?;
        change(this, args, sets::difference_update, cx)
    }),
    one("set", "discard", |this, args, cx| {
        receiver_set(this).remove(&frozen_key(&args[0]), cx)?;
        Ok(Value::None)
    }),
    any("set", "intersection", |this, args, keywords, cx| {
        no_keywords("set.intersection", keywords)?;
        intersection(this, args, cx)
    }),
    any("set", "intersection_update", |this, args, keywords, cx| {
        no_keywords("set.intersection_update", keywords)?;
        let result = intersection(this, args, cx)?;
        *receiver_set(this).0.borrow_mut() = table_of(&result).unwrap_or_default();
        Ok(Value::None)
    }),
    one("set", "isdisjoint", is_disjoint),
    one("set", "issubset", is_subset),
    one("set", "issuperset", is_superset),
    zero("set", "pop", |this, _, _| {
        let popped = receiver_set(this).0.borrow_mut().pop();
        popped.ok_or_else(|| {
            Raised::from_value(Value::object(Exception::builtin(
                ExcKind::KeyError,
                vec![Value::str("pop from an empty set")],
            )))
        })
    }),
    one("set", "remove", |this, args, cx| match receiver_set(this).remove(&frozen_key(&args[0]), cx)? {
        true => Ok(Value::None),
        false => Err(key_error(&args[0])),
    }),
    one("set", "symmetric_difference", symmetric_difference),
    one("set", "symmetric_difference_update", |this, args, cx| {
        if args[0].is_same(this) {
            receiver_set(this).0.borrow_mut().clear();
            return Ok(Value::None);
        }
        change(this, args, sets::symmetric_update, cx)
    }),
    any("set", "union", |this, args, keywords, cx| {
        no_keywords("set.union", keywords)?;
        union(this, args, cx)
    }),
    any("set", "update", |this, args, keywords, cx| {
        no_keywords("set.update", keywords)?;
        change(this, args, sets::update, cx)
    }),
];

/// Methods of `frozenset`, sorted by name.
pub const FROZENSET_METHODS: &[FunctionEntry] = &[
    zero("frozenset", "copy", |this, _, _| Ok(this.clone())),
    any("frozenset", "difference", |this, args, keywords, cx| {
        no_keywords("frozenset.difference", keywords)?;
        difference(this, args, cx)
    }),
    any("frozenset", "intersection", |this, args, keywords, cx| {
        no_keywords("frozenset.intersection", keywords)?;
        intersection(this, args, cx)
    }),
    one("frozenset", "isdisjoint", is_disjoint),
    one("frozenset", "issubset", is_subset),
    one("frozenset", "issuperset", is_superset),
    one("frozenset", "symmetric_difference", symmetric_difference),
    any("frozenset", "union", |this, args, keywords, cx| {
        no_keywords("frozenset.union", keywords)?;
        union(this, args, cx)
    }),
];

fn receiver_set(this: &Value) -> Rc<Set> {
    match this {
        Value::Set(set) => Rc::clone(set),
        _ => Rc::default(),
    }
}

/// A set looked for in a set stands for the frozenset of its items.
fn frozen_key(item: &Value) -> Value {
    match item {
        Value::Set(set) => Value::frozenset(set.table()),
        _ => item.clone(),
    }
}

fn mine(this: &Value) -> SetTable {
    table_of(this).unwrap_or_default()
}

fn copy(this: &Value, _args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    Ok(Value::set(mine(this).copied()))
}

/// Changes a set by every argument; what was done before an error stays done.
fn change(
    this: &Value,
    args: &[Value],
    by: fn(&mut SetTable, &Value, &mut CallCx) -> Result<(), Raised>,
    cx: &mut CallCx,
) -> Result<Value, Raised> {
    let set = receiver_set(this);
    for other in args {
        let mut table = set.table();
        let outcome = by(&mut table, other, cx);
        *set.0.borrow_mut() = table;
        outcome?;
    }
    Ok(Value::None)
}

fn union(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let mut table = mine(this).copied();
    for other in args {
        if !other.is_same(this) {
            sets::update(&mut table, other, cx)?;
        }
    }
    Ok(like(this, table))
}

fn intersection(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let table = mine(this);
    let Some((first, rest)) = args.split_first() else { return Ok(like(this, table.copied())) };
    let mut result = if first.is_same(this) { table.copied() } else { sets::intersection(&table, first, cx)? };
    for other in rest {
        result = sets::intersection(&result, other, cx)?;
    }
    Ok(like(this, result))
}

fn difference(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let table = mine(this);
    let Some((first, rest)) = args.split_first() else { return Ok(like(this, table.copied())) };
    let mut result = sets::difference(&table, first, cx)?;
    for other in rest {
        sets::difference_update(&mut result, other, cx)?;
    }
    Ok(like(this, result))
}

fn symmetric_difference(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    Ok(like(this, sets::symmetric(&mine(this), &args[0], cx)?))
}

fn is_disjoint(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let table = mine(this);
    let items = iter(&args[0], cx)?;
    while let Some(item) = next(&items, cx)? {
        cx.burn(1)?;
        if table.contains(&item, cx)? {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

fn compared(op: CompareOp, this: &Value, other: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let other = match table_of(other) {
        Some(table) => table,
        None => sets::from_iterable(other, cx)?,
    };
    compare(op, this, &Value::set(other), cx)
}

fn is_subset(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    compared(CompareOp::Le, this, &args[0], cx)
}

fn is_superset(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    compared(CompareOp::Ge, this, &args[0], cx)
}

fn expect_one(name: &str, args: &Args) -> Result<(), Raised> {
    no_keywords(name, &args.keywords)?;
    match args.positional.len() {
        0 | 1 => Ok(()),
        more => Err(Raised::type_error(format!("{name} expected at most 1 argument, got {more}"))),
    }
}

/// `set(…)`.
pub fn construct_set(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    expect_one("set", args)?;
    match args.positional.first() {
        None => Ok(Value::set(SetTable::default())),
        Some(items) => sets::from_iterable(items, cx).map(Value::set),
    }
}

/// `frozenset(…)`.
pub fn construct_frozenset(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    expect_one("frozenset", args)?;
    match args.positional.first() {
        None => Ok(Value::frozenset(SetTable::default())),
        Some(frozen @ Value::FrozenSet(_)) => Ok(frozen.clone()),
        Some(items) => sets::from_iterable(items, cx).map(Value::frozenset),
    }
}

/// The set of a display `{a, b, c}` whose items are computed when it runs.
pub fn set_of(items: Vec<Value>, cx: &mut CallCx) -> Result<Value, Raised> {
    let mut table = SetTable::default();
    for item in items {
        table.insert(item, cx)?;
    }
    Ok(Value::set(table))
}

/// Words that every Python process has as names already, of those that programs put into sets.
const KNOWN_NAMES: &str = " me it what which this that is and if or as while at for with before to from in out off once \
    here where why all any few other not now error warning info debug critical fatal INFO WARN ERROR DEBUG true false \
    True False None stream state key value line count sum min max name id user time date data type status code view cat \
    first second third last new old open closed start stop end host port ";

fn is_known_name(item: &Value) -> bool {
    match item {
        Value::Str(text) => {
            (text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
                || (!text.contains(' ') && KNOWN_NAMES.contains(&format!(" {text} ")))
        }
        Value::Tuple(items) => items.iter().any(is_known_name),
        _ => false,
    }
}

/// The set of a display of three or more constants, which may have another order than [`set_of`] gives.
///
/// CPython makes a frozenset of the constants, a second one of the first when it collects the constants of the
/// code, a third one if it finds a string among them that is a known name, and adds the last to an empty set.
pub fn frozenset_of_constants(items: Vec<Value>, cx: &mut CallCx) -> Result<Value, Raised> {
    let n_times = if items.iter().any(is_known_name) { 3 } else { 2 };
    let mut items = items;
    let mut table = SetTable::default();
    for _ in 0..n_times {
        table = SetTable::default();
        for item in items {
            table.insert(item, cx)?;
        }
        items = table.keys().cloned().collect();
    }
    Ok(Value::frozenset(table))
}
