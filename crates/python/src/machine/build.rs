//! Lists, tuples, sets, dicts and slices from registers, and taking sequences apart.

use std::rc::Rc;

use value::{CallCx, Dict, ExcKind, Raised, Value};

use crate::compile::code::{Operand, Reg};
use crate::machine::registers::Registers;
use crate::objects::attr;

/// Tuples inside tuples deeper than this are refused: nothing bounds the stack that dropping them takes.
const MAX_TUPLE_DEPTH: usize = 1500;

#[inline(never)]
pub fn tuple(registers: &mut Registers, dst: Reg, items: &[Operand]) -> Result<(), Raised> {
    // Collected, the items are written where they stay.
    let items: Rc<[Value]> = items.iter().map(|&item| registers.take_to_stay(item)).collect();
    if items.iter().any(|item| matches!(item, Value::Tuple(_))) {
        check_depth(&items)?;
    }
    registers.set(dst, Value::Tuple(items));
    Ok(())
}

/// Follows tuples in tuples, as far as they are the first or last item.
#[cold]
fn check_depth(items: &Rc<[Value]>) -> Result<(), Raised> {
    let mut at = Rc::clone(items);
    for _ in 0..MAX_TUPLE_DEPTH {
        let inner = [at.first(), at.last()].into_iter().flatten().find_map(|item| match item {
            Value::Tuple(inner) if inner.iter().any(|item| matches!(item, Value::Tuple(_))) => Some(Rc::clone(inner)),
            _ => None,
        });
        match inner {
            Some(inner) => at = inner,
            None => return Ok(()),
        }
    }
    Err(Raised::new(ExcKind::RecursionError, "tuples are nested too deeply".into()))
}

#[inline(never)]
pub fn list(registers: &mut Registers, dst: Reg, items: &[Operand]) {
    let value = Value::list(items.iter().map(|&item| registers.take(item)).collect());
    registers.set(dst, value);
}

pub fn set(registers: &mut Registers, dst: Reg, items: &[Operand], cx: &mut CallCx) -> Result<(), Raised> {
    let items = items.iter().map(|&item| registers.take(item)).collect();
    registers.set(dst, crate::types::set_of(items, cx)?);
    Ok(())
}

pub fn dict(registers: &mut Registers, dst: Reg, items: &[Operand], cx: &mut CallCx) -> Result<(), Raised> {
    let dict = Dict::default();
    for pair in items.chunks_exact(2) {
        let (key, value) = (registers.take(pair[0]), registers.take(pair[1]));
        dict.insert(key, value, cx)?;
    }
    registers.set(dst, Value::Dict(Rc::new(dict)));
    Ok(())
}

/// `dst = iter(src)`.
#[inline(never)]
pub fn iterate(registers: &mut Registers, dst: Reg, src: Operand, cx: &mut CallCx) -> Result<(), Raised> {
    let source = registers.take(src);
    let iterator = crate::ops::iter(&source, cx)?;
    registers.set(dst, iterator);
    Ok(())
}

/// Takes a sequence of `n` items apart.
#[inline(never)]
pub fn unpack(registers: &mut Registers, first: Reg, src: Operand, n: u16, cx: &mut CallCx) -> Result<(), Raised> {
    if let Value::Tuple(items) = registers.read(src)
        && items.len() == usize::from(n)
    {
        let items = Rc::clone(items);
        for (register, item) in (first..).zip(&*items) {
            registers.set_clone(register, item);
        }
        return Ok(());
    }
    let items = crate::ops::unpack(registers.read(src), usize::from(n), cx)?;
    registers.set_all(first, items);
    Ok(())
}

#[inline]
pub fn list_append(list: Option<&Value>, item: Value) {
    if let Some(Value::List(list)) = list {
        list.0.borrow_mut().push(item);
    }
}

/// `[*items]`.
pub fn list_extend(list: &Value, items: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    let items = crate::ops::collect(items, cx).map_err(|raised| not_iterable(raised, items))?;
    if let Value::List(list) = list {
        list.0.borrow_mut().extend(items);
    }
    Ok(())
}

/// `TypeError: Value after * must be an iterable, not int`.
fn not_iterable(raised: Raised, items: &Value) -> Raised {
    let is_plain = raised.is_a(ExcKind::TypeError)
        && raised.exception().is_some_and(|exception| {
            matches!(exception.args.borrow().first(), Some(Value::Str(text)) if text.ends_with("object is not iterable"))
        });
    if is_plain {
        return Raised::type_error(format!("Value after * must be an iterable, not {}", items.type_name()));
    }
    raised
}

pub fn set_extend(set: &Value, items: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    let Value::Set(set) = set else { return Ok(()) };
    let other = match items {
        Value::Set(other) => Some(other.table()),
        Value::FrozenSet(other) => Some(other.0.clone()),
        _ => None,
    };
    // The order of a set that is filled from another one is not that of its keys one by one.
    let is_filled = other.is_some_and(|other| set.0.borrow_mut().fill_from(&other));
    if !is_filled {
        for item in crate::ops::collect(items, cx)? {
            set.insert(item, cx)?;
        }
    }
    Ok(())
}

pub fn set_add(set: Option<&Value>, item: Value, cx: &mut CallCx) -> Result<(), Raised> {
    if let Some(Value::Set(set)) = set {
        set.insert(item, cx)?;
    }
    Ok(())
}

pub fn dict_insert(dict: Option<&Value>, key: Value, value: Value, cx: &mut CallCx) -> Result<(), Raised> {
    if let Some(Value::Dict(dict)) = dict {
        let old = dict.insert(key, value, cx)?;
        drop(old);
    }
    Ok(())
}

/// Keys and values of a mapping; `None` if it is none.
pub fn mapping_pairs(mapping: &Value, cx: &mut CallCx) -> Result<Option<Vec<(Value, Value)>>, Raised> {
    if let Value::Dict(dict) = mapping {
        return Ok(Some(dict.pairs()));
    }
    if let Some(Value::Dict(dict)) = crate::objects::special::inner_of(mapping) {
        return Ok(Some(dict.pairs()));
    }
    let Some(keys) = attr::find(mapping, "keys", cx)? else { return Ok(None) };
    let keys = crate::machine::call_values(&keys, &[], cx)?;
    let mut pairs = Vec::new();
    for key in crate::ops::collect(&keys, cx)? {
        let value = crate::ops::get_item(mapping, &key, cx)?;
        pairs.push((key, value));
    }
    Ok(Some(pairs))
}

/// `{**mapping}`.
pub fn dict_update(dict: &Value, mapping: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    let Some(pairs) = mapping_pairs(mapping, cx)? else {
        return Err(Raised::type_error(format!("'{}' object is not a mapping", mapping.type_name())));
    };
    for (key, value) in pairs {
        dict_insert(Some(dict), key, value, cx)?;
    }
    Ok(())
}

/// `f(**mapping)`: keys that are there already are given twice.
pub fn dict_merge(dict: &Value, mapping: &Value, function: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    let name = crate::machine::invoke::described(function);
    let Some(pairs) = mapping_pairs(mapping, cx)? else {
        return Err(Raised::type_error(format!(
            "{name} argument after ** must be a mapping, not {}",
            mapping.type_name()
        )));
    };
    for (key, value) in pairs {
        let Value::Dict(known) = dict else { continue };
        if !matches!(key, Value::Str(_)) {
            return Err(Raised::type_error("keywords must be strings".into()));
        }
        if known.contains(&key, cx)? {
            let key = value::repr::str_of(&key, cx)?;
            return Err(Raised::type_error(format!("{name} got multiple values for keyword argument '{key}'")));
        }
        known.insert(key, value, cx)?;
    }
    Ok(())
}

/// The strings of an f-string, joined.
#[inline(never)]
pub fn concat(registers: &mut Registers, dst: Reg, items: &[u16], cx: &mut CallCx) -> Result<(), Raised> {
    let mut length = 0;
    for &item in items {
        if let Value::Str(part) = registers.read(item) {
            length += part.len();
        }
    }
    if length > 1 << 20 {
        cx.reserve(length)?;
    }
    let mut text = String::with_capacity(length);
    for &item in items {
        if let Value::Str(part) = registers.read(item) {
            text.push_str(part);
        }
    }
    registers.set(dst, Value::string(text));
    Ok(())
}
