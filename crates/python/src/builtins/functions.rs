//! Functions over iterables: `len`, `sum`, `min`, `sorted`….

use value::object::BinaryOp;
use value::order::{CompareOp, compare};
use value::repr::truthy;
use value::{CallCx, ExcKind, Raised, Str, Value};

use crate::machine;
use crate::ops;
use crate::ops::sort::SortOrder;
use crate::types::FunctionEntry;
use crate::types::method::{any, between, one};

pub const TABLE: &[FunctionEntry] = &[
    one("", "len", |_, args, cx| ops::len(&args[0], cx).map(Value::from)),
    one("", "all", |_, args, cx| all_or_any(&args[0], false, cx)),
    one("", "any", |_, args, cx| all_or_any(&args[0], true, cx)),
    any("", "sum", |_, args, keywords, cx| sum(args, keywords, cx)),
    any("", "min", |_, args, keywords, cx| extreme("min", CompareOp::Lt, args, keywords, cx)),
    any("", "max", |_, args, keywords, cx| extreme("max", CompareOp::Gt, args, keywords, cx)),
    any("", "sorted", |_, args, keywords, cx| sorted(args, keywords, cx)),
    between("", "iter", 1, 2, |_, args, cx| match args {
        [callable, sentinel] => super::iterators::call_until(callable, sentinel),
        _ => ops::iter(&args[0], cx),
    }),
    between("", "next", 1, 2, |_, args, cx| next(args, cx)),
];

/// `all` stops at the first false item, `any` at the first true one.
fn all_or_any(items: &Value, stop_at: bool, cx: &mut CallCx) -> Result<Value, Raised> {
    let iterator = ops::iter(items, cx)?;
    while let Some(item) = ops::next(&iterator, cx)? {
        cx.burn(1)?;
        if truthy(&item, cx)? == stop_at {
            return Ok(Value::Bool(stop_at));
        }
    }
    Ok(Value::Bool(!stop_at))
}

fn sum(args: &[Value], keywords: &[(Str, Value)], cx: &mut CallCx) -> Result<Value, Raised> {
    let mut start = args.get(1).cloned();
    for (name, value) in keywords {
        match name.as_str() {
            "start" if start.is_none() => start = Some(value.clone()),
            "start" => {
                return Err(Raised::type_error("argument for sum() given by name ('start') and position (2)".into()));
            }
            _ => return Err(Raised::type_error(format!("'{name}' is an invalid keyword argument for sum()"))),
        }
    }
    let Some(items) = args.first() else {
        return Err(Raised::type_error("sum() takes at least 1 positional argument (0 given)".into()));
    };
    if args.len() > 2 {
        return Err(Raised::type_error(format!("sum() takes at most 2 arguments ({} given)", args.len())));
    }
    let mut total = start.unwrap_or(Value::Int(0));
    let instead = match total {
        Value::Str(_) => Some("strings [use ''.join(seq) instead]"),
        Value::Bytes(_) => Some("bytes [use b''.join(seq) instead]"),
        _ => None,
    };
    if let Some(instead) = instead {
        return Err(Raised::type_error(format!("sum() can't sum {instead}")));
    }
    let add = |total: Value, item: &Value, cx: &mut CallCx| match (&total, item) {
        (Value::Int(a), Value::Int(b)) if a.checked_add(*b).is_some() => Ok(Value::Int(a.wrapping_add(*b))),
        (Value::Float(a), Value::Float(b)) => Ok(Value::Float(a + b)),
        _ => ops::binary(BinaryOp::Add, &total, item, cx),
    };
    // A list of numbers needs no iterator object.
    if let Value::List(list) = items {
        let mut at = 0;
        loop {
            let item = match list.0.borrow().get(at) {
                Some(item) => item.clone(),
                None => return Ok(total),
            };
            cx.burn(1)?;
            total = add(total, &item, cx)?;
            at += 1;
        }
    }
    let iterator = ops::iter(items, cx)?;
    while let Some(item) = ops::next(&iterator, cx)? {
        cx.burn(1)?;
        total = add(total, &item, cx)?;
    }
    Ok(total)
}

fn extreme(
    name: &str,
    op: CompareOp,
    args: &[Value],
    keywords: &[(Str, Value)],
    cx: &mut CallCx,
) -> Result<Value, Raised> {
    let (mut key, mut default) = (None, None);
    for (keyword, value) in keywords {
        match keyword.as_str() {
            "key" if matches!(value, Value::None) => {}
            "key" => key = Some(value),
            "default" => default = Some(value),
            _ => return Err(Raised::type_error(format!("'{keyword}' is an invalid keyword argument for {name}()"))),
        }
    }
    let many = match args {
        [] => return Err(Raised::type_error(format!("{name} expected at least 1 argument, got 0"))),
        [items] => items.clone(),
        [_, _, ..] if default.is_some() => {
            return Err(Raised::type_error(format!(
                "Cannot specify a default for {name}() with multiple positional arguments"
            )));
        }
        [a, b] if key.is_none() => {
            // The first of equal ones is kept.
            let result = compare(op, b, a, cx)?;
            return Ok(if truthy(&result, cx)? { b.clone() } else { a.clone() });
        }
        several => Value::tuple(several.to_vec()),
    };
    let iterator = ops::iter(&many, cx)?;
    let mut best: Option<(Value, Value)> = None;
    while let Some(item) = ops::next(&iterator, cx)? {
        cx.burn(1)?;
        let rank = match key {
            Some(key) => machine::call_values(key, std::slice::from_ref(&item), cx)?,
            None => item.clone(),
        };
        let is_better = match &best {
            None => true,
            Some((_, known)) => {
                let result = compare(op, &rank, known, cx)?;
                truthy(&result, cx)?
            }
        };
        if is_better {
            best = Some((item, rank));
        }
    }
    match (best, default) {
        (Some((item, _)), _) => Ok(item),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(Raised::value_error(format!("{name}() arg is an empty sequence"))),
    }
}

fn sorted(args: &[Value], keywords: &[(Str, Value)], cx: &mut CallCx) -> Result<Value, Raised> {
    let [items] = args else {
        return Err(Raised::type_error(format!("sorted expected 1 argument, got {}", args.len())));
    };
    let (mut key, mut order) = (None, SortOrder::Ascending);
    for (name, value) in keywords {
        match name.as_str() {
            "key" if matches!(value, Value::None) => {}
            "key" => key = Some(value),
            "reverse" => {
                let reverse = match value {
                    Value::Bool(_) | Value::Int(_) => truthy(value, cx)?,
                    other => {
                        return Err(Raised::type_error(format!(
                            "'{}' object cannot be interpreted as an integer",
                            other.type_name()
                        )));
                    }
                };
                order = if reverse { SortOrder::Descending } else { SortOrder::Ascending };
            }
            _ => return Err(Raised::type_error(format!("'{name}' is an invalid keyword argument for sort()"))),
        }
    }
    ops::sort::sorted(items, key, order, cx).map(Value::list)
}

fn next(args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let is_iterator = matches!(&args[0], Value::Object(object) if object.is_iterator());
    if !is_iterator {
        return Err(Raised::type_error(format!("'{}' object is not an iterator", args[0].type_name())));
    }
    if let (Some(generator), None) = (args[0].downcast::<crate::objects::generator::Generator>(), args.get(1)) {
        return generator.next_or_stop(cx);
    }
    match (ops::next(&args[0], cx)?, args.get(1)) {
        (Some(item), _) => Ok(item),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(Raised::new(ExcKind::StopIteration, String::new())),
    }
}
