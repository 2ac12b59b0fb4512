//! `Counter`.

use std::rc::Rc;

use value::equality::eq;
use value::object::BinaryOp;
use value::order::{CompareOp, compare};
use value::repr::{repr, truthy};
use value::{Args, CallCx, Dict, ExcKind, Raised, Value};

use crate::support::{Generated, bind, class, receiver};
use python::native::{NativeClass, builtin_class, instance_of_value};
use python::ops::{self, SortOrder, iter, next};
use python::types::dict::as_dict;

const ZERO: Value = Value::Int(0);
const ONE: Value = Value::Int(1);

/// The class object.
pub fn class_value() -> Value {
    class("collections.Counter", || {
        NativeClass::new("Counter", "collections")
            .base(&builtin_class("dict"))
            .method("__init__", |args, cx| change(args, "Counter.__init__", BinaryOp::Add, cx))
            .method("update", |args, cx| change(args, "Counter.update", BinaryOp::Add, cx))
            .method("subtract", |args, cx| change(args, "Counter.subtract", BinaryOp::Sub, cx))
            .method("__missing__", |_, _| Ok(ZERO))
            .method("__repr__", |args, cx| show(&receiver(args).0, cx))
            .method("most_common", |args, cx| {
                let slots = bind("Counter.most_common", &["self", "n"], 1, args)?;
                let mut pairs = most_common(&slots[0].clone().unwrap_or_default(), cx)?;
                if let Some(n) = slots[1].as_ref().filter(|n| !matches!(n, Value::None)) {
                    crate::heapq::keep_first(&mut pairs, n, cx)?;
                }
                Ok(Value::list(pairs))
            })
            .method("elements", |args, _| Ok(elements(&receiver(args).0)))
            .method("total", |args, cx| {
                let mut total = ZERO;
                for (_, count) in pairs(&receiver(args).0) {
                    total = ops::binary(BinaryOp::Add, &total, &count, cx)?;
                }
                Ok(total)
            })
            .method("__delitem__", |args, cx| {
                let (this, rest) = receiver(args);
                if let (Some(dict), Some(key)) = (as_dict(&this), rest.positional.first()) {
                    dict.remove(key, cx)?;
                }
                Ok(Value::None)
            })
            .method("__lt__", |args, cx| compared(args, CompareOp::Le, true, cx))
            .method("__le__", |args, cx| compared(args, CompareOp::Le, false, cx))
            .method("__gt__", |args, cx| compared(args, CompareOp::Ge, true, cx))
            .method("__ge__", |args, cx| compared(args, CompareOp::Ge, false, cx))
            .class_method("fromkeys", |_, _| {
                let message = "Counter.fromkeys() is undefined.  Use Counter(iterable) instead.";
                Err(Raised::new(ExcKind::NotImplementedError, message.into()))
            })
            .method("copy", |args, cx| {
                let (this, _) = receiver(args);
                let class = match &this {
                    Value::Object(object) => object.class(cx).unwrap_or_else(class_value),
                    _ => class_value(),
                };
                let copied = as_dict(&this).map(|dict| Value::dict(dict.0.borrow().clone())).unwrap_or_default();
                Ok(instance_of_value(&class, copied))
            })
            .method("__add__", |args, cx| combine(args, BinaryOp::Add, cx))
            .method("__sub__", |args, cx| combine(args, BinaryOp::Sub, cx))
            .method("__or__", |args, cx| combine(args, BinaryOp::Or, cx))
            .method("__and__", |args, cx| combine(args, BinaryOp::And, cx))
            .method("__pos__", |args, cx| keep_positive(pairs(&receiver(args).0), cx))
            .method("__neg__", |args, cx| {
                let mut negated = Vec::new();
                for (key, count) in pairs(&receiver(args).0) {
                    // Counts that cannot be compared with numbers are refused first.
                    value::order::less(&count, &ZERO, cx)?;
                    negated.push((key, ops::unary(ops::UnaryOp::Neg, &count, cx)?));
                }
                keep_positive(negated, cx)
            })
            .method("__iadd__", |args, cx| combine_in_place(args, BinaryOp::Add, cx))
            .method("__isub__", |args, cx| combine_in_place(args, BinaryOp::Sub, cx))
            .method("__ior__", |args, cx| combine_in_place(args, BinaryOp::Or, cx))
            .method("__iand__", |args, cx| combine_in_place(args, BinaryOp::And, cx))
            .method("__eq__", |args, cx| {
                let (this, rest) = receiver(args);
                match rest.positional.first().filter(|other| as_dict(other).is_some()) {
                    Some(other) => equal(&this, other, cx).map(Value::Bool),
                    None => Ok(Value::Bool(false)),
                }
            })
            .member("__hash__", Value::None)
            .build()
    })
}

fn pairs(this: &Value) -> Vec<(Value, Value)> {
    as_dict(this).map(|dict| dict.pairs()).unwrap_or_default()
}

fn count_of(dict: &Dict, key: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    Ok(dict.get(key, cx)?.unwrap_or(ZERO))
}

/// Adds or takes away counts: those of a mapping, one for every item of an iterable, and those of keywords.
fn change(args: &Args, name: &str, op: BinaryOp, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, rest) = receiver(args);
    let Some(dict) = as_dict(&this) else { return Ok(Value::None) };
    if rest.positional.len() > 1 {
        return Err(Raised::type_error(format!(
            "{name}() takes from 1 to 2 positional arguments but {} were given",
            rest.positional.len() + 1
        )));
    }
    let source = rest.positional.first().filter(|source| !matches!(source, Value::None));
    match source.map(|source| (source, as_dict(source))) {
        None => {}
        Some((_, Some(counts))) => {
            change_by(&dict, counts.pairs(), op, cx)?;
        }
        Some((items, None)) => {
            let items = iter(items, cx)?;
            while let Some(item) = next(&items, cx)? {
                cx.burn(1)?;
                let count = ops::binary(op, &count_of(&dict, &item, cx)?, &ONE, cx)?;
                dict.insert(item, count, cx)?;
            }
        }
    }
    let named = rest.keywords.iter().map(|(key, count)| (Value::Str(key.clone()), count.clone()));
    change_by(&dict, named.collect(), op, cx)?;
    Ok(Value::None)
}

/// Adds or takes away the counts of a mapping; an empty counter takes over whatever they are.
fn change_by(dict: &Dict, counts: Vec<(Value, Value)>, op: BinaryOp, cx: &mut CallCx) -> Result<(), Raised> {
    let plain_copy = dict.is_empty() && op == BinaryOp::Add;
    for (key, count) in counts {
        let count = match op {
            _ if plain_copy => count,
            BinaryOp::Add => ops::binary(op, &count, &count_of(dict, &key, cx)?, cx)?,
            _ => ops::binary(op, &count_of(dict, &key, cx)?, &count, cx)?,
        };
        dict.insert(key, count, cx)?;
    }
    Ok(())
}

/// Pairs by falling count; equal counts stay in order.
fn most_common(this: &Value, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    let pairs = pairs(this);
    let mut places: Vec<Value> = (0..pairs.len()).map(Value::from).collect();
    let counts: Vec<Value> = pairs.iter().map(|(_, count)| count.clone()).collect();
    let by_count = python::native::native_function("count", move |args, _| {
        let at = match args.positional.first() {
            Some(Value::Int(at)) => *at as usize,
            _ => 0,
        };
        Ok(counts.get(at).cloned().unwrap_or_default())
    });
    ops::sort_values(&mut places, Some(&by_count), SortOrder::Descending, cx)?;
    let pair_at = |at: &Value| match at {
        Value::Int(at) => pairs.get(*at as usize).map(|(key, count)| Value::pair(key.clone(), count.clone())),
        _ => None,
    };
    Ok(places.iter().filter_map(pair_at).collect())
}

fn elements(this: &Value) -> Value {
    let pairs = pairs(this);
    let (mut at, mut given) = (0, 0);
    Generated::value("itertools.chain", move |cx| {
        while let Some((key, count)) = pairs.get(at) {
            if given < ops::call::clamped_index(count, cx)? {
                given += 1;
                return Ok(Some(key.clone()));
            }
            at += 1;
            given = 0;
        }
        Ok(None)
    })
}

fn show(this: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let name = this.type_name().into_owned();
    if pairs(this).is_empty() {
        return Ok(Value::string(format!("{name}()")));
    }
    // Counts that cannot be compared stay in the order of insertion.
    let shown = match most_common(this, cx) {
        Ok(pairs) => pairs,
        Err(error) if error.is_a(ExcKind::TypeError) => {
            pairs(this).into_iter().map(|(key, count)| Value::pair(key, count)).collect()
        }
        Err(error) => return Err(error),
    };
    let mut parts = Vec::with_capacity(shown.len());
    for pair in &shown {
        if let Value::Tuple(pair) = pair {
            parts.push(format!("{}: {}", repr(&pair[0], cx)?, repr(&pair[1], cx)?));
        }
    }
    Ok(Value::string(format!("{name}({{{}}})", parts.join(", "))))
}

fn is_positive(count: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    let result = compare(CompareOp::Gt, count, &ZERO, cx)?;
    truthy(&result, cx)
}

fn keep_positive(pairs: Vec<(Value, Value)>, cx: &mut CallCx) -> Result<Value, Raised> {
    let dict = Rc::new(Dict::default());
    for (key, count) in pairs {
        if is_positive(&count, cx)? {
            dict.insert(key, count, cx)?;
        }
    }
    Ok(instance_of_value(&class_value(), Value::Dict(dict)))
}

fn combine(args: &Args, op: BinaryOp, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, rest) = receiver(args);
    let other = rest.positional.first().cloned().unwrap_or_default();
    let (Some(a), Some(b)) = (as_dict(&this), as_dict(&other).filter(|_| matches!(other, Value::Object(_)))) else {
        return Ok(python::builtins::not_implemented());
    };
    let mut result = Vec::new();
    for (key, count) in a.pairs() {
        let count = combined(op, &count, &count_of(&b, &key, cx)?, cx)?;
        result.push((key, count));
    }
    if op != BinaryOp::And {
        for (key, count) in b.pairs() {
            if !a.contains(&key, cx)? {
                result.push((key, combined(op, &ZERO, &count, cx)?));
            }
        }
    }
    keep_positive(result, cx)
}

/// `|` takes the larger count, `&` the smaller one.
fn combined(op: BinaryOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let is_less = |cx: &mut CallCx| value::order::less(a, b, cx);
    Ok(match op {
        BinaryOp::Or if is_less(cx)? => b.clone(),
        BinaryOp::Or => a.clone(),
        BinaryOp::And if is_less(cx)? => a.clone(),
        BinaryOp::And => b.clone(),
        op => ops::binary(op, a, b, cx)?,
    })
}

fn combine_in_place(args: &Args, op: BinaryOp, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, rest) = receiver(args);
    let other = rest.positional.first().cloned().unwrap_or_default();
    if as_dict(&other).is_none() {
        return Err(python::types::no_attribute(&other, "items"));
    }
    let counts = as_dict(&other).map(|dict| Value::dict(dict.0.borrow().clone())).unwrap_or_default();
    let both = Args::of(vec![this.clone(), instance_of_value(&class_value(), counts)]);
    let result = combine(&both, op, cx)?;
    if let (Some(dict), Some(new)) = (as_dict(&this), as_dict(&result)) {
        let map = new.0.borrow().clone();
        let old = std::mem::replace(&mut *dict.0.borrow_mut(), map);
        drop(old);
    }
    Ok(this)
}

/// Whether `op` holds for every count of two counters, which must differ if it is `strict`; missing keys count as zero.
fn compared(args: &Args, op: CompareOp, strict: bool, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, rest) = receiver(args);
    let other = rest.positional.first().cloned().unwrap_or_default();
    let (Some(a), Some(b)) = (as_dict(&this), as_dict(&other).filter(|_| matches!(other, Value::Object(_)))) else {
        return Ok(python::builtins::not_implemented());
    };
    for (key, _) in a.pairs().into_iter().chain(b.pairs()) {
        let (left, right) = (count_of(&a, &key, cx)?, count_of(&b, &key, cx)?);
        let holds = compare(op, &left, &right, cx)?;
        if !truthy(&holds, cx)? {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(!strict || !equal(&this, &other, cx)?))
}

/// Missing keys count as zero.
fn equal(this: &Value, other: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    let (Some(a), Some(b)) = (as_dict(this), as_dict(other)) else { return Ok(false) };
    if matches!(other, Value::Dict(_)) {
        return eq(&Value::Dict(a), &Value::Dict(b), cx);
    }
    for (key, count) in a.pairs() {
        if !eq(&count, &count_of(&b, &key, cx)?, cx)? {
            return Ok(false);
        }
    }
    for (key, count) in b.pairs() {
        if !eq(&count, &count_of(&a, &key, cx)?, cx)? {
            return Ok(false);
        }
    }
    Ok(true)
}
