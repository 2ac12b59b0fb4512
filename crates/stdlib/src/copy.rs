//! `copy` and `deepcopy`.

use std::rc::Rc;

use value::{Args, CallCx, Dict, KeyMap, List, Raised, SetTable, Value};

use crate::support::module;
use python::objects::instance::Instance;
use python::ops::call::special;
use python::types::bytearray::ByteArray;
use python::types::method::{FunctionEntry, between, one};

const FUNCTIONS: &[FunctionEntry] = &[
    one("copy", "copy", |_, args, cx| shallow(&args[0], cx)),
    between("copy", "deepcopy", 1, 2, |_, args, cx| deep(&args[0], &mut Vec::new(), cx)),
];

/// The module object.
pub fn load() -> Value {
    module("copy", FUNCTIONS, Vec::new())
}

fn shallow(value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    Ok(match value {
        Value::List(list) => Value::list(list.0.borrow().clone()),
        Value::Dict(dict) => Value::dict(dict.0.borrow().clone()),
        Value::Set(set) => Value::set(set.table().copied()),
        Value::Object(_) => {
            if let Some(copied) = special(value, "__copy__", &Args::default(), cx)? {
                return Ok(copied);
            }
            match (value.downcast::<Instance>(), value.downcast::<ByteArray>()) {
                (Some(instance), _) => {
                    let inner = instance.inner.borrow().clone();
                    let inner = match inner {
                        Some(inner) => Some(shallow(&inner, cx)?),
                        None => None,
                    };
                    let copied = Instance::new(Rc::clone(&instance.class), inner);
                    for (name, attr) in instance.own_attrs() {
                        if let Value::Str(name) = name {
                            copied.set_own(&name, attr, cx)?;
                        }
                    }
                    copied.value()
                }
                (_, Some(bytes)) => ByteArray::value(bytes.0.borrow().clone()),
                _ => value.clone(),
            }
        }
        _ => value.clone(),
    })
}

/// Copies everything that can change; `done` holds what was copied already, so that shared parts stay shared.
fn deep(value: &Value, done: &mut Vec<(Value, Value)>, cx: &mut CallCx) -> Result<Value, Raised> {
    if let Some((_, copied)) = done.iter().find(|(original, _)| original.is_same(value)) {
        return Ok(copied.clone());
    }
    cx.burn(1)?;
    cx.enter("")?;
    let copied = deep_of(value, done, cx);
    cx.leave();
    copied
}

fn deep_of(value: &Value, done: &mut Vec<(Value, Value)>, cx: &mut CallCx) -> Result<Value, Raised> {
    match value {
        Value::List(list) => {
            let copied = Rc::new(List::default());
            done.push((value.clone(), Value::List(Rc::clone(&copied))));
            let items = list.0.borrow().clone();
            for item in &items {
                let item = deep(item, done, cx)?;
                copied.0.borrow_mut().push(item);
            }
            Ok(Value::List(copied))
        }
        Value::Dict(dict) => {
            let copied = Rc::new(Dict::default());
            done.push((value.clone(), Value::Dict(Rc::clone(&copied))));
            for (key, item) in dict.pairs() {
                let (key, item) = (deep(&key, done, cx)?, deep(&item, done, cx)?);
                copied.insert(key, item, cx)?;
            }
            Ok(Value::Dict(copied))
        }
        Value::Tuple(items) => {
            let mut copied = Vec::with_capacity(items.len());
            for item in items.iter() {
                copied.push(deep(item, done, cx)?);
            }
            let unchanged = copied.iter().zip(items.iter()).all(|(a, b)| a.is_same(b));
            Ok(if unchanged { value.clone() } else { Value::tuple(copied) })
        }
        Value::Set(set) => {
            let mut table = SetTable::default();
            for key in set.table().keys() {
                table.insert(deep(key, done, cx)?, cx)?;
            }
            Ok(Value::set(table))
        }
        Value::Object(_) => {
            let memo = Value::dict(KeyMap::default());
            if let Some(copied) = special(value, "__deepcopy__", &Args::of(vec![memo]), cx)? {
                done.push((value.clone(), copied.clone()));
                return Ok(copied);
            }
            let Some(instance) = value.downcast::<Instance>() else { return shallow(value, cx) };
            let inner = instance.inner.borrow().clone();
            let inner = match inner {
                Some(inner) => Some(deep(&inner, done, cx)?),
                None => None,
            };
            let copied = Instance::new(Rc::clone(&instance.class), inner);
            done.push((value.clone(), copied.value()));
            for (name, attr) in instance.own_attrs() {
                if let Value::Str(name) = name {
                    let attr = deep(&attr, done, cx)?;
                    copied.set_own(&name, attr, cx)?;
                }
            }
            Ok(copied.value())
        }
        _ => Ok(value.clone()),
    }
}
