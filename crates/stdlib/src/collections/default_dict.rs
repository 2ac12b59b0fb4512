//! `defaultdict`: a dict that makes the values of missing keys.

use value::repr::repr;
use value::{Args, CallCx, Raised, Value};

use crate::support::{call, class, receiver};
use python::native::{NativeClass, builtin_class, instance_of_value};
use python::ops::item::key_error;
use python::types::dict::{as_dict, update_from};
use python::types::get_attr;

/// The class object.
pub fn class_value() -> Value {
    class("collections.defaultdict", || {
        NativeClass::new("defaultdict", "collections")
            .base(&builtin_class("dict"))
            .method("__init__", init)
            .method("__missing__", missing)
            .method("__repr__", |args, cx| show(&receiver(args).0, cx))
            .method("__or__", |args, cx| {
                let other = receiver(args).1.positional.first().cloned().unwrap_or_default();
                if as_dict(&other).is_none() {
                    return Ok(python::builtins::not_implemented());
                }
                let result = copy(args, cx)?;
                if let Some(dict) = as_dict(&result) {
                    update_from(&dict, Some(&other), &[], cx)?;
                }
                Ok(result)
            })
            .method("copy", copy)
            .method("__copy__", copy)
            .build()
    })
}

fn set_factory(this: &Value, factory: Value, cx: &mut CallCx) -> Result<(), Raised> {
    if let Value::Object(object) = this {
        object.set_attr("default_factory", Some(factory), cx)?;
    }
    Ok(())
}

fn factory_of(this: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    Ok(get_attr(this, "default_factory", cx)?.unwrap_or_default())
}

fn init(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, rest) = receiver(args);
    let factory = rest.positional.first().cloned().unwrap_or_default();
    let callable = matches!(&factory, Value::Object(object) if object.is_callable());
    if !callable && !matches!(factory, Value::None) {
        return Err(Raised::type_error("first argument must be callable or None".into()));
    }
    set_factory(&this, factory, cx)?;
    if let Some(dict) = as_dict(&this) {
        update_from(&dict, rest.positional.get(1), &rest.keywords, cx)?;
    }
    Ok(Value::None)
}

fn missing(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, rest) = receiver(args);
    let key = rest.positional.first().cloned().unwrap_or_default();
    let factory = factory_of(&this, cx)?;
    if matches!(factory, Value::None) {
        return Err(key_error(&key));
    }
    let value = call(&factory, Vec::new(), cx)?;
    if let Some(dict) = as_dict(&this) {
        dict.insert(key, value.clone(), cx)?;
    }
    Ok(value)
}

fn show(this: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let factory = factory_of(this, cx)?;
    let factory = repr(&factory, cx)?;
    cx.enter(" while getting the repr of an object")?;
    let items = as_dict(this).map_or(Ok("{}".into()), |dict| repr(&Value::Dict(dict), cx));
    cx.leave();
    Ok(Value::string(format!("{}({factory}, {})", this.type_name(), items?)))
}

fn copy(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, _) = receiver(args);
    let copied = as_dict(&this).map(|dict| Value::dict(dict.0.borrow().clone())).unwrap_or_default();
    let class = match &this {
        Value::Object(object) => object.class(cx).unwrap_or_else(class_value),
        _ => class_value(),
    };
    let result = instance_of_value(&class, copied);
    let factory = factory_of(&this, cx)?;
    set_factory(&result, factory, cx)?;
    Ok(result)
}
