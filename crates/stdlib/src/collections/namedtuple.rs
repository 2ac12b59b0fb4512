//! `namedtuple`: classes derived from `tuple` whose items have names.

use std::rc::Rc;

use value::repr::{repr, truthy};
use value::{Args, CallCx, ExcKind, KeyMap, Raised, Str, Value};

use crate::support::{bind, receiver};
use python::native::{builtin_class, instance_of_value, native_function, native_method};
use python::objects::class::{Class, NewClass};
use python::objects::descriptor::{ClassMethod, Property, StaticMethod};
use python::objects::names::NameMap;
use python::ops::item::inner_str;
use python::ops::{collect, get_item};
use python::types::str::is_identifier;

const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// `namedtuple(typename, field_names, rename=False, defaults=None, module=None)`.
pub fn namedtuple(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let slots = bind("namedtuple", &["typename", "field_names", "rename", "defaults", "module"], 2, args)?;
    let typename = value::repr::str_of(&slots[0].clone().unwrap_or_default(), cx)?;
    let mut fields = field_names(&slots[1].clone().unwrap_or_default(), cx)?;
    let rename = slots[2].as_ref().map_or(Ok(false), |rename| truthy(rename, cx))?;
    let defaults = match slots[3].as_ref().filter(|defaults| !matches!(defaults, Value::None)) {
        Some(defaults) => collect(defaults, cx)?,
        None => Vec::new(),
    };
    check_names(&typename, &mut fields, rename)?;
    if defaults.len() > fields.len() {
        return Err(Raised::type_error("Got more default values than field names".into()));
    }
    make_class(&typename, &fields, &defaults)
}

fn field_names(names: &Value, cx: &mut CallCx) -> Result<Vec<Str>, Raised> {
    if let Some(text) = inner_str(names) {
        return Ok(text.replace(',', " ").split_whitespace().map(Str::new).collect());
    }
    collect(names, cx)?.iter().map(|name| value::repr::str_of(name, cx).map(Str::from)).collect()
}

fn check_names(typename: &str, fields: &mut [Str], rename: bool) -> Result<(), Raised> {
    let is_keyword = |name: &str| KEYWORDS.contains(&name);
    for at in 0..fields.len() {
        let name = fields[at].clone();
        let bad = !is_identifier(&name) || is_keyword(&name) || name.starts_with('_') || fields[..at].contains(&name);
        if rename && bad {
            fields[at] = Str::from(format!("_{at}"));
        }
    }
    for name in std::iter::once(typename).chain(fields.iter().map(Str::as_str)) {
        if !is_identifier(name) {
            return Err(Raised::value_error(format!("Type names and field names must be valid identifiers: '{name}'")));
        }
        if is_keyword(name) {
            return Err(Raised::value_error(format!("Type names and field names cannot be a keyword: '{name}'")));
        }
    }
    for (at, name) in fields.iter().enumerate() {
        if name.starts_with('_') && !rename {
            return Err(Raised::value_error(format!("Field names cannot start with an underscore: '{name}'")));
        }
        if fields[..at].contains(name) {
            return Err(Raised::value_error(format!("Encountered duplicate field name: '{name}'")));
        }
    }
    Ok(())
}

/// The class of named tuples with these fields; the last ones have the defaults.
pub fn make_class(typename: &str, fields: &[Str], defaults: &[Value]) -> Result<Value, Raised> {
    make_class_in("__main__", typename, fields, defaults)
}

/// The same as a class of another module.
pub fn make_class_in(module: &str, typename: &str, fields: &[Str], defaults: &[Value]) -> Result<Value, Raised> {
    let attrs: NameMap = class_attrs(typename, fields, defaults)?.into_iter().collect();
    let bases = Class::from_value(&builtin_class("tuple")).into_iter().collect();
    let class = Class::new(NewClass {
        name: Str::new(typename),
        qualname: Str::new(typename),
        module: Str::new(module),
        bases,
        attrs,
        constructor: None,
        on_subclass: None,
    })?;
    Ok(class.value())
}

/// What makes a class derived from `tuple` one of named tuples.
pub fn class_attrs(typename: &str, fields: &[Str], defaults: &[Value]) -> Result<Vec<(Str, Value)>, Raised> {
    let names: Rc<[Str]> = fields.into();
    let mut attrs = Vec::new();
    let mut set = |name: &str, value: Value| attrs.push((Str::new(name), value));
    for (at, field) in fields.iter().enumerate() {
        let get = native_method(field, move |args, cx| get_item(&inner(&receiver(args).0), &Value::from(at), cx));
        set(
            field,
            Value::object(Property {
                get,
                set: native_method("can't set attribute", |_, _| {
                    Err(Raised::new(ExcKind::AttributeError, "can't set attribute".into()))
                }),
                delete: Value::None,
                doc: Value::None,
                name: std::cell::RefCell::new(Some(field.clone())),
            }),
        );
    }
    let field_values = || fields.iter().map(|field| Value::Str(field.clone())).collect::<Vec<_>>();
    set("__doc__", Value::string(format!("{typename}({})", fields.join(", "))));
    set("_fields", Value::tuple(field_values()));
    set("__match_args__", Value::tuple(field_values()));
    let mut field_defaults = KeyMap::default();
    let mut cx = CallCx::default();
    for (field, default) in fields.iter().skip(fields.len() - defaults.len()).zip(defaults) {
        field_defaults.insert(Value::Str(field.clone()), default.clone(), &mut cx)?;
    }
    set("_field_defaults", Value::dict(field_defaults));
    let (new_names, new_defaults, new_type) = (Rc::clone(&names), defaults.to_vec(), typename.to_owned());
    let new = native_function("__new__", move |args, _| {
        let (class, rest) = receiver(args);
        let items = bind_fields(&new_type, &new_names, &new_defaults, &rest)?;
        Ok(instance_of_value(&class, Value::tuple(items)))
    });
    set("__new__", Value::object(StaticMethod { function: new }));
    // What the tuple holds was given to `__new__`.
    set("__init__", native_method("__init__", |_, _| Ok(Value::None)));
    let shown = Rc::clone(&names);
    set("__repr__", native_method("__repr__", move |args, cx| show(&receiver(args).0, &shown, cx)));
    let keys = Rc::clone(&names);
    set(
        "_asdict",
        native_method("_asdict", move |args, cx| {
            let items = collect(&inner(&receiver(args).0), cx)?;
            let mut map = KeyMap::default();
            for (name, item) in keys.iter().zip(items) {
                map.insert(Value::Str(name.clone()), item, cx)?;
            }
            Ok(Value::dict(map))
        }),
    );
    let replaced = Rc::clone(&names);
    set("_replace", native_method("_replace", move |args, cx| replace(args, &replaced, cx)));
    let n_fields = names.len();
    set(
        "_make",
        Value::object(ClassMethod {
            function: native_method("_make", move |args, cx| {
                let (class, rest) = receiver(args);
                let items = collect(&rest.positional.first().cloned().unwrap_or_default(), cx)?;
                if items.len() != n_fields {
                    return Err(Raised::type_error(format!("Expected {n_fields} arguments, got {}", items.len())));
                }
                Ok(instance_of_value(&class, Value::tuple(items)))
            }),
        }),
    );
    Ok(attrs)
}

fn bind_fields(typename: &str, names: &[Str], defaults: &[Value], args: &Args) -> Result<Vec<Value>, Raised> {
    let names: Vec<&str> = names.iter().map(Str::as_str).collect();
    let required = names.len() - defaults.len();
    // CPython counts the class as the first argument.
    if args.positional.len() > names.len() {
        let takes = match required == names.len() {
            true => format!("{}", names.len() + 1),
            false => format!("from {} to {}", required + 1, names.len() + 1),
        };
        return Err(Raised::type_error(format!(
            "{typename}.__new__() takes {takes} positional arguments but {} were given",
            args.positional.len() + 1
        )));
    }
    let slots = bind(&format!("{typename}.__new__"), &names, required, args)?;
    Ok(slots
        .into_iter()
        .enumerate()
        .map(|(at, slot)| {
            slot.unwrap_or_else(|| {
                at.checked_sub(required).and_then(|at| defaults.get(at)).cloned().unwrap_or_default()
            })
        })
        .collect())
}

fn inner(this: &Value) -> Value {
    match this {
        Value::Object(object) => object.inner().unwrap_or_default(),
        other => other.clone(),
    }
}

fn show(this: &Value, names: &[Str], cx: &mut CallCx) -> Result<Value, Raised> {
    let items = collect(&inner(this), cx)?;
    let mut parts = Vec::with_capacity(items.len());
    for (name, item) in names.iter().zip(&items) {
        parts.push(format!("{name}={}", repr(item, cx)?));
    }
    Ok(Value::string(format!("{}({})", this.type_name(), parts.join(", "))))
}

fn replace(args: &Args, names: &[Str], cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, rest) = receiver(args);
    let mut items = collect(&inner(&this), cx)?;
    let mut unknown = Vec::new();
    for (keyword, value) in &rest.keywords {
        match names.iter().position(|name| name == keyword) {
            Some(at) => items[at] = value.clone(),
            None => unknown.push(Value::Str(keyword.clone())),
        }
    }
    if !unknown.is_empty() {
        let unknown = repr(&Value::list(unknown), cx)?;
        return Err(Raised::value_error(format!("Got unexpected field names: {unknown}")));
    }
    let class = match &this {
        Value::Object(object) => object.class(cx).unwrap_or_default(),
        _ => Value::None,
    };
    Ok(instance_of_value(&class, Value::tuple(items)))
}

/// A named tuple of a class of its own, for results of other modules.
pub fn plain(typename: &str, fields: Vec<(&'static str, Value)>) -> Value {
    let names: Vec<Str> = fields.iter().map(|(name, _)| Str::new(name)).collect();
    let items = Value::tuple(fields.into_iter().map(|(_, value)| value).collect::<Vec<_>>());
    match make_class(typename, &names, &[]) {
        Ok(class) => instance_of_value(&class, items),
        Err(_) => items,
    }
}
