//! `OrderedDict`.

use value::equality::eq;
use value::raised::{ExcKind, Exception};
use value::repr::{repr, truthy};
use value::{Args, CallCx, Raised, Value};

use crate::support::{bind, class, parsed_arguments, receiver};
use python::native::{NativeClass, builtin_class, derives_from, instance_of_value};
use python::ops::collect;
use python::ops::item::key_error;
use python::ops::iterators::DictPart;
use python::types::dict::{as_dict, update_from};
use python::types::views::DictView;

/// The class object.
pub fn class_value() -> Value {
    class("collections.OrderedDict", || {
        NativeClass::new("OrderedDict", "collections")
            .base(&builtin_class("dict"))
            .method("__init__", |args, cx| {
                let (this, rest) = receiver(args);
                if rest.positional.len() > 1 {
                    return Err(Raised::type_error(format!(
                        "expected at most 1 arguments, got {}",
                        rest.positional.len()
                    )));
                }
                if let Some(dict) = as_dict(&this) {
                    update(&dict, &rest, cx)?;
                }
                Ok(Value::None)
            })
            .method("__repr__", |args, cx| show(&receiver(args).0, cx))
            .method("__eq__", equal)
            .member("__hash__", Value::None)
            .method("move_to_end", move_to_end)
            .method("popitem", pop_item)
            .method("__or__", |args, cx| {
                let (this, rest) = receiver(args);
                let other = rest.positional.first().cloned().unwrap_or_default();
                if as_dict(&other).is_none() {
                    return Ok(python::builtins::not_implemented());
                }
                let result = instance_of_value(&class_of(&this, cx), copied(&this));
                if let Some(dict) = as_dict(&result) {
                    update_from(&dict, Some(&other), &[], cx)?;
                }
                Ok(result)
            })
            .method("keys", |args, _| Ok(DictView::ordered(&receiver(args).0, DictPart::Keys)))
            .method("values", |args, _| Ok(DictView::ordered(&receiver(args).0, DictPart::Values)))
            .method("items", |args, _| Ok(DictView::ordered(&receiver(args).0, DictPart::Items)))
            .method("__ror__", |args, cx| {
                let (this, rest) = receiver(args);
                let other = rest.positional.first().cloned().unwrap_or_default();
                let Some(first) = as_dict(&other) else { return Ok(python::builtins::not_implemented()) };
                let result = instance_of_value(&class_of(&this, cx), Value::dict(first.0.borrow().clone()));
                if let Some(dict) = as_dict(&result) {
                    update_from(&dict, Some(&this), &[], cx)?;
                }
                Ok(result)
            })
            .method("copy", |args, cx| {
                let (this, _) = receiver(args);
                Ok(instance_of_value(&class_of(&this, cx), copied(&this)))
            })
            .class_method("fromkeys", |args, cx| {
                let (class, rest) = receiver(args);
                let slots = bind("OrderedDict.fromkeys", &["iterable", "value"], 1, &rest)?;
                let value = slots[1].clone().unwrap_or_default();
                let dict = std::rc::Rc::new(value::Dict::default());
                for key in collect(&slots[0].clone().unwrap_or_default(), cx)? {
                    dict.insert(key, value.clone(), cx)?;
                }
                Ok(instance_of_value(&class, Value::Dict(dict)))
            })
            .build()
    })
}

/// Takes over pairs, with this class's messages about what is none.
fn update(dict: &std::rc::Rc<value::Dict>, args: &Args, cx: &mut CallCx) -> Result<(), Raised> {
    let source = args.positional.first();
    let pairs = match source {
        Some(list @ (Value::List(_) | Value::Tuple(_))) => collect(list, cx)?,
        _ => return update_from(dict, source, &args.keywords, cx),
    };
    for pair in pairs {
        match collect(&pair, cx)?.as_slice() {
            [key, value] => dict.insert(key.clone(), value.clone(), cx)?,
            [] | [_] => {
                let n = collect(&pair, cx)?.len();
                let plural = if n == 1 { "" } else { "s" };
                return Err(Raised::value_error(format!("need more than {n} value{plural} to unpack")));
            }
            _ => return Err(Raised::value_error("too many values to unpack (expected 2)".into())),
        };
    }
    update_from(dict, None, &args.keywords, cx)
}

fn class_of(this: &Value, cx: &mut CallCx) -> Value {
    match this {
        Value::Object(object) => object.class(cx).unwrap_or_else(class_value),
        _ => class_value(),
    }
}

fn copied(this: &Value) -> Value {
    as_dict(this).map(|dict| Value::dict(dict.0.borrow().clone())).unwrap_or_default()
}

fn show(this: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let name = this.type_name().into_owned();
    let pairs = as_dict(this).map(|dict| dict.pairs()).unwrap_or_default();
    if pairs.is_empty() {
        return Ok(Value::string(format!("{name}()")));
    }
    let pairs = Value::list(pairs.into_iter().map(|(key, value)| Value::pair(key, value)).collect());
    cx.enter(" while getting the repr of an object")?;
    let shown = repr(&pairs, cx);
    cx.leave();
    Ok(Value::string(format!("{name}({})", shown?)))
}

/// With another `OrderedDict` the order counts.
fn equal(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, rest) = receiver(args);
    let other = rest.positional.first().cloned().unwrap_or_default();
    let (Some(a), Some(b)) = (as_dict(&this), as_dict(&other)) else { return Ok(Value::Bool(false)) };
    let other_class = class_of(&other, cx);
    let both_ordered = matches!(other, Value::Object(_)) && derives_from(&other_class, &class_value());
    if both_ordered {
        for ((x, _), (y, _)) in a.pairs().iter().zip(&b.pairs()) {
            if !eq(x, y, cx)? {
                return Ok(Value::Bool(false));
            }
        }
    }
    eq(&Value::Dict(a), &Value::Dict(b), cx).map(Value::Bool)
}

fn move_to_end(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, rest) = receiver(args);
    let slots = parsed_arguments("move_to_end", &["key", "last"], 1, &rest)?;
    let key = slots[0].clone().unwrap_or_default();
    let last = slots[1].as_ref().map_or(Ok(true), |last| truthy(last, cx))?;
    let Some(dict) = as_dict(&this) else { return Ok(Value::None) };
    let Some((key, value)) = dict.remove(&key, cx)? else { return Err(key_error(&key)) };
    let rest = if last { Vec::new() } else { std::mem::take(&mut *dict.0.borrow_mut()).into_entries().collect() };
    dict.insert(key, value, cx)?;
    for (key, value) in rest {
        dict.insert(key, value, cx)?;
    }
    Ok(Value::None)
}

fn pop_item(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, rest) = receiver(args);
    let slots = parsed_arguments("popitem", &["last"], 0, &rest)?;
    let last = slots[0].as_ref().map_or(Ok(true), |last| truthy(last, cx))?;
    let Some(dict) = as_dict(&this) else { return Ok(Value::None) };
    let mut map = dict.0.borrow_mut();
    let mut slots = 0..map.n_slots();
    let live = |slot: &usize| map.at(*slot).is_some();
    let found = if last { slots.rev().find(live) } else { slots.find(live) };
    match found.and_then(|slot| map.remove_slot(slot)) {
        Some((key, value)) => Ok(Value::pair(key, value)),
        None => Err(Raised::from_value(Value::object(Exception::builtin(
            ExcKind::KeyError,
            vec![Value::str("dictionary is empty")],
        )))),
    }
}
