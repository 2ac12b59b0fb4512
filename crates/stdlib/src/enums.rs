//! `enum`: classes whose attributes are their only instances.

use value::equality::eq;
use value::object::BinaryOp;
use value::repr::repr;
use value::{Args, CallCx, ExcKind, Object, Raised, Str, Value};

use crate::support::{Generated, class, module, receiver};
use crate::typing::class_name;
use python::native::{NativeClass, builtin_class, instance_of_value, native_function, new_instance};
use python::objects::class::Class;
use python::objects::instance::Instance;
use python::ops;
use python::ops::item::{inner_str, key_error};
use python::types::get_attr;

/// The module object.
pub fn load() -> Value {
    module(
        "enum",
        &[],
        vec![
            ("Enum", enum_class()),
            ("IntEnum", int_enum_class()),
            ("StrEnum", str_enum_class()),
            ("auto", native_function("auto", |_, _| Ok(Value::object(Auto)))),
            ("unique", native_function("unique", unique)),
        ],
    )
}

/// `auto()` in a class body.
struct Auto;

impl Object for Auto {
    fn type_name(&self) -> std::borrow::Cow<'static, str> {
        "auto".into()
    }
    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

fn enum_class() -> Value {
    class("enum.Enum", || with_members(NativeClass::new("Enum", "enum")).build())
}

fn int_enum_class() -> Value {
    class("enum.IntEnum", || {
        with_members(NativeClass::new("IntEnum", "enum").base(&builtin_class("int")))
            .method("__str__", |args, cx| repr(&value_of(&receiver(args).0, cx)?, cx).map(Value::string))
            .build()
    })
}

fn str_enum_class() -> Value {
    class("enum.StrEnum", || {
        with_members(NativeClass::new("StrEnum", "enum").base(&builtin_class("str")))
            .method("__str__", |args, cx| value_of(&receiver(args).0, cx))
            .build()
    })
}

fn with_members(class: NativeClass) -> NativeClass {
    class
        .method("__str__", |args, cx| {
            let this = receiver(args).0;
            Ok(Value::string(format!("{}.{}", this.type_name(), name_of(&this, cx)?)))
        })
        .method("__repr__", |args, cx| {
            let this = receiver(args).0;
            let shown = repr(&value_of(&this, cx)?, cx)?;
            Ok(Value::string(format!("<{}.{}: {shown}>", this.type_name(), name_of(&this, cx)?)))
        })
        .method("__hash__", |args, cx| {
            let this = receiver(args).0;
            value::hash::py_hash(&Value::string(name_of(&this, cx)?), cx).map(Value::Int)
        })
        .property("name", |this, cx| name_of(this, cx).map(Value::string))
        .property("value", value_of)
        .class_method("__class_iter__", |args, cx| Ok(Generated::of("generator", members(&receiver(args).0, cx)?)))
        .class_method("__class_len__", |args, cx| Ok(Value::from(members(&receiver(args).0, cx)?.len())))
        .class_method("__class_contains__", |args, cx| {
            let (class, rest) = receiver(args);
            let wanted = rest.positional.first().cloned().unwrap_or_default();
            Ok(Value::Bool(members(&class, cx)?.iter().any(|member| member.is_same(&wanted))))
        })
        .class_method("__class_item__", |args, cx| {
            let (class, rest) = receiver(args);
            let key = rest.positional.first().cloned().unwrap_or_default();
            let wanted = inner_str(&key);
            for member in members(&class, cx)? {
                if wanted.as_deref() == Some(name_of(&member, cx)?.as_str()) {
                    return Ok(member);
                }
            }
            Err(key_error(&key))
        })
        .class_method("__class_call__", |args, cx| {
            let (class, rest) = receiver(args);
            let wanted = rest.positional.first().cloned().unwrap_or_default();
            for member in members(&class, cx)? {
                if member.is_same(&wanted) || eq(&value_of(&member, cx)?, &wanted, cx)? {
                    return Ok(member);
                }
            }
            Err(Raised::value_error(format!("{} is not a valid {}", repr(&wanted, cx)?, class_name(&class, cx)?)))
        })
        .on_subclass(make_members)
}

fn own(this: &Value, name: &str) -> Value {
    this.downcast::<Instance>().and_then(|instance| instance.own(name)).unwrap_or_default()
}

fn name_of(this: &Value, _cx: &mut CallCx) -> Result<String, Raised> {
    Ok(inner_str(&own(this, "_name_")).map(|name| name.to_string()).unwrap_or_default())
}

fn value_of(this: &Value, _cx: &mut CallCx) -> Result<Value, Raised> {
    Ok(own(this, "_value_"))
}

fn members(class: &Value, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    match get_attr(class, "_members_", cx)? {
        Some(list) => ops::collect(&list, cx),
        None => Ok(Vec::new()),
    }
}

/// Turns the plain attributes of a new class into its members.
fn make_members(class: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    let (Value::Object(object), Some(made)) = (class, Class::from_value(class)) else { return Ok(()) };
    let attrs: Vec<(Str, Value)> =
        made.attrs.borrow().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let mut all: Vec<Value> = Vec::new();
    let mut last = Value::Int(0);
    let mut by_name = Vec::new();
    for (name, value) in attrs {
        let is_method = match &value {
            Value::Object(found) => {
                value.downcast::<Auto>().is_none()
                    && (found.is_callable()
                        || matches!(&*found.type_name(), "property" | "staticmethod" | "classmethod" | "function"))
            }
            _ => false,
        };
        if name.starts_with('_') || is_method {
            continue;
        }
        let value = match value.downcast::<Auto>() {
            Some(_) if python::native::derives_from(class, &str_enum_class()) => Value::string(name.to_lowercase()),
            Some(_) => ops::binary(BinaryOp::Add, &last, &Value::Int(1), cx)?,
            None => value,
        };
        if matches!(value, Value::Int(_)) {
            last = value.clone();
        }
        // A value that was there before is another name of that member.
        let mut known = None;
        for member in &all {
            if eq(&value_of(member, cx)?, &value, cx)? {
                known = Some(member.clone());
                break;
            }
        }
        let member = match known {
            Some(member) => member,
            None => {
                let member = match made.basis {
                    python::objects::class::Basis::Value(_) => instance_of_value(class, value.clone()),
                    _ => new_instance(class, cx)?,
                };
                if let Some(instance) = member.downcast::<Instance>() {
                    instance.set_own(&Str::new("_name_"), Value::Str(name.clone()), cx)?;
                    instance.set_own(&Str::new("_value_"), value.clone(), cx)?;
                }
                if let Some(init) = made.lookup("__init__") {
                    let args = match &value {
                        Value::Tuple(items) => items.to_vec(),
                        other => vec![other.clone()],
                    };
                    let mut all_args = vec![member.clone()];
                    all_args.extend(args);
                    ops::call(&init, Args::of(all_args), cx)?;
                }
                all.push(member.clone());
                member
            }
        };
        by_name.push((name.clone(), member.clone()));
        object.set_attr(&name, Some(member), cx)?;
    }
    let mut map = value::KeyMap::default();
    for (name, member) in by_name {
        map.insert(Value::Str(name), member, cx)?;
    }
    object.set_attr("__members__", Some(Value::dict(map)), cx)?;
    object.set_attr("_members_", Some(Value::list(all)), cx)?;
    Ok(())
}

fn unique(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let class = args.positional.first().cloned().unwrap_or_default();
    let named = get_attr(&class, "__members__", cx)?.unwrap_or_default();
    let n_names = ops::len(&named, cx)?;
    if n_names != members(&class, cx)?.len() {
        return Err(Raised::new(ExcKind::ValueError, format!("duplicate values found in {}", repr(&class, cx)?)));
    }
    Ok(class)
}
