//! The methods of `dict`, and `dict(…)`.

use std::rc::Rc;

use value::Dict;
use value::context::CallCx;
use value::raised::{ExcKind, Exception};
use value::{Args, KeyMap, Raised, Str, Value};

use crate::ops::call::special;
use crate::ops::item::key_error;
use crate::ops::iterate::{collect, iter, next};
use crate::ops::iterators::DictPart;
use crate::types::method::{FunctionEntry, any, between, one, zero};
use crate::types::views::DictView;

/// The method table, sorted by name.
pub const METHODS: &[FunctionEntry] = &[
    one("dict", "__contains__", |this, args, cx| dict_of(this).contains(&args[0], cx).map(Value::Bool)),
    one("dict", "__getitem__", |this, args, cx| crate::ops::get_item(this, &args[0], cx)),
    zero("dict", "clear", |this, _, _| {
        let old = std::mem::take(&mut *dict_of(this).0.borrow_mut());
        drop(old);
        Ok(Value::None)
    }),
    zero("dict", "copy", |this, _, _| Ok(Value::dict(dict_of(this).0.borrow().clone()))),
    between("dict", "fromkeys", 1, 2, from_keys),
    between("dict", "get", 1, 2, |this, args, cx| {
        let found = match this {
            Value::Dict(dict) => dict.get(&args[0], cx)?,
            _ => None,
        };
        Ok(found.unwrap_or_else(|| args.get(1).cloned().unwrap_or_default()))
    }),
    zero("dict", "items", |this, _, _| Ok(DictView::value(this, DictPart::Items))),
    zero("dict", "keys", |this, _, _| Ok(DictView::value(this, DictPart::Keys))),
    between("dict", "pop", 1, 2, pop),
    zero("dict", "popitem", pop_item),
    between("dict", "setdefault", 1, 2, set_default),
    any("dict", "update", |this, args, keywords, cx| {
        if args.len() > 1 {
            return Err(Raised::type_error(format!("update expected at most 1 argument, got {}", args.len())));
        }
        update_from(&dict_of(this), args.first(), keywords, cx)?;
        Ok(Value::None)
    }),
    zero("dict", "values", |this, _, _| Ok(DictView::value(this, DictPart::Values))),
];

/// The functions of the type itself.
pub const CLASS_METHODS: &[FunctionEntry] = &[between("dict", "fromkeys", 1, 2, from_keys)];

/// The dict that a value is or has inside.
pub fn as_dict(value: &Value) -> Option<Rc<Dict>> {
    match value {
        Value::Dict(dict) => Some(Rc::clone(dict)),
        Value::Object(object) => match object.inner()? {
            Value::Dict(dict) => Some(dict),
            _ => None,
        },
        _ => None,
    }
}

fn dict_of(this: &Value) -> Rc<Dict> {
    as_dict(this).unwrap_or_default()
}

fn from_keys(_this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let value = args.get(1).cloned().unwrap_or_default();
    let mut map = KeyMap::default();
    for key in collect(&args[0], cx)? {
        map.insert(key, value.clone(), cx)?;
    }
    Ok(Value::dict(map))
}

fn pop(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    match (dict_of(this).remove(&args[0], cx)?, args.get(1)) {
        (Some((_, value)), _) => Ok(value),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(key_error(&args[0])),
    }
}

fn pop_item(this: &Value, _args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    let dict = dict_of(this);
    let mut map = dict.0.borrow_mut();
    let last = (0..map.n_slots()).rev().find(|slot| map.at(*slot).is_some());
    match last.and_then(|slot| map.remove_slot(slot)) {
        Some((key, value)) => Ok(Value::pair(key, value)),
        None => Err(Raised::from_value(Value::object(Exception::builtin(
            ExcKind::KeyError,
            vec![Value::str("popitem(): dictionary is empty")],
        )))),
    }
}

fn set_default(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let dict = dict_of(this);
    if let Some(value) = dict.get(&args[0], cx)? {
        return Ok(value);
    }
    let value = args.get(1).cloned().unwrap_or_default();
    dict.insert(args[0].clone(), value.clone(), cx)?;
    Ok(value)
}

/// `a | b`.
pub fn merged(a: &Rc<Dict>, b: &Rc<Dict>, cx: &mut CallCx) -> Result<Value, Raised> {
    let result = Rc::new(Dict(std::cell::RefCell::new(a.0.borrow().clone())));
    for (key, value) in b.pairs() {
        result.insert(key, value, cx)?;
    }
    Ok(Value::Dict(result))
}

/// `dict.update(other)`: a mapping, or an iterable of pairs.
pub fn update(dict: &Rc<Dict>, other: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    if let Some(other) = as_dict(other) {
        if Rc::ptr_eq(dict, &other) {
            return Ok(());
        }
        for (key, value) in other.pairs() {
            dict.insert(key, value, cx)?;
        }
        return Ok(());
    }
    if let Value::Object(object) = other
        && object.get_attr(other, "keys", cx)?.is_some()
    {
        let keys = special(other, "keys", &Args::default(), cx)?.unwrap_or_default();
        for key in collect(&keys, cx)? {
            let value = crate::ops::get_item(other, &key, cx)?;
            dict.insert(key, value, cx)?;
        }
        return Ok(());
    }
    let items = iter(other, cx)?;
    let mut at = 0;
    while let Some(item) = next(&items, cx)? {
        cx.burn(1)?;
        let pair = match iter(&item, cx) {
            Ok(pair) => collect(&pair, cx)?,
            Err(error) if error.is_a(ExcKind::TypeError) => {
                return Err(Raised::type_error(format!(
                    "cannot convert dictionary update sequence element #{at} to a sequence"
                )));
            }
            Err(error) => return Err(error),
        };
        match <[Value; 2]>::try_from(pair) {
            Ok([key, value]) => dict.insert(key, value, cx)?,
            Err(pair) => {
                return Err(Raised::value_error(format!(
                    "dictionary update sequence element #{at} has length {}; 2 is required",
                    pair.len()
                )));
            }
        };
        at += 1;
    }
    Ok(())
}

/// `dict.update(other, **keywords)`.
pub fn update_from(
    dict: &Rc<Dict>,
    other: Option<&Value>,
    keywords: &[(Str, Value)],
    cx: &mut CallCx,
) -> Result<(), Raised> {
    if let Some(other) = other {
        update(dict, other, cx)?;
    }
    for (name, value) in keywords {
        dict.insert(Value::Str(name.clone()), value.clone(), cx)?;
    }
    Ok(())
}

/// `dict(…)`.
pub fn construct(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    if args.positional.len() > 1 {
        return Err(Raised::type_error(format!("dict expected at most 1 argument, got {}", args.positional.len())));
    }
    if let (Some(Value::Dict(other)), true) = (args.positional.first(), args.keywords.is_empty()) {
        return Ok(Value::dict(other.0.borrow().clone()));
    }
    let dict = Rc::new(Dict::default());
    update_from(&dict, args.positional.first(), &args.keywords, cx)?;
    Ok(Value::Dict(dict))
}
