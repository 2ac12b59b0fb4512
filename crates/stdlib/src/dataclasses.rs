//! `dataclasses`.

use std::any::Any;
use std::borrow::Cow;
use std::rc::Rc;

use value::equality::eq;
use value::order::{CompareOp, compare};
use value::repr::{repr, truthy};
use value::{Args, CallCx, KeyMap, Object, Raised, Str, Value};

use crate::support::{bind, call, class, module, receiver};
use crate::typing::class_name;
use python::native::{NativeClass, builtin_class, exception_of, native_function, native_method};
use python::objects::class::Class;
use python::objects::instance::Instance;
use python::types::dict::as_dict;
use python::types::get_attr;

/// The module object.
pub fn load() -> Value {
    module(
        "dataclasses",
        &[],
        vec![
            ("dataclass", native_function("dataclass", dataclass)),
            ("field", native_function("field", field)),
            ("asdict", native_function("asdict", |args, cx| to_plain(&first(args), PlainKind::Dict, cx))),
            ("astuple", native_function("astuple", |args, cx| to_plain(&first(args), PlainKind::Tuple, cx))),
            ("replace", native_function("replace", replace)),
            (
                "fields",
                native_function("fields", |args, cx| {
                    let fields = fields_of(&first(args), cx)?;
                    Ok(Value::tuple(fields.iter().map(|field| Value::object((**field).clone())).collect::<Vec<_>>()))
                }),
            ),
            (
                "is_dataclass",
                native_function("is_dataclass", |args, cx| {
                    Ok(Value::Bool(get_attr(&first(args), "__dataclass_fields__", cx)?.is_some()))
                }),
            ),
            ("FrozenInstanceError", frozen_error_class()),
            ("MISSING", Value::object(Missing)),
        ],
    )
}

fn first(args: &Args) -> Value {
    args.positional.first().cloned().unwrap_or_default()
}

fn frozen_error_class() -> Value {
    class("dataclasses.FrozenInstanceError", || {
        NativeClass::new("FrozenInstanceError", "dataclasses").base(&builtin_class("AttributeError")).build()
    })
}

struct Missing;

impl Object for Missing {
    fn type_name(&self) -> Cow<'static, str> {
        "_MISSING_TYPE".into()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// `field(…)` before its class is made, and what is known of it afterwards.
#[derive(Clone)]
struct Field {
    name: Str,
    kind: Value,
    default: Option<Value>,
    factory: Option<Value>,
    init: bool,
    shown: bool,
    compared: bool,
    keyword_only: bool,
}

impl Object for Field {
    fn type_name(&self) -> Cow<'static, str> {
        "Field".into()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(match name {
            "name" => Value::Str(self.name.clone()),
            "type" => self.kind.clone(),
            "default" => self.default.clone().unwrap_or_else(|| Value::object(Missing)),
            "default_factory" => self.factory.clone().unwrap_or_else(|| Value::object(Missing)),
            "init" => Value::Bool(self.init),
            "repr" => Value::Bool(self.shown),
            "compare" => Value::Bool(self.compared),
            _ => return Ok(None),
        }))
    }
}

/// The fields of a dataclass, kept on the class.
struct Fields(Vec<Rc<Field>>);

impl Object for Fields {
    fn type_name(&self) -> Cow<'static, str> {
        "mappingproxy".into()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn iter(&self, _this: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let names = self.0.iter().map(|field| Value::Str(field.name.clone())).collect();
        python::ops::iter(&Value::list(names), cx).map(Some)
    }
}

fn fields_of(value: &Value, cx: &mut CallCx) -> Result<Vec<Rc<Field>>, Raised> {
    let fields = get_attr(value, "__dataclass_fields__", cx)?;
    match fields.as_ref().and_then(|fields| fields.downcast::<Fields>()) {
        Some(fields) => Ok(fields.0.clone()),
        None => Err(Raised::type_error("must be called with a dataclass type or instance".into())),
    }
}

fn field(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let names = ["default", "default_factory", "init", "repr", "hash", "compare", "metadata", "kw_only"];
    let slots = bind("field", &names, 0, args)?;
    let flag = |at: usize, default: bool, cx: &mut CallCx| match &slots[at] {
        Some(value) => truthy(value, cx),
        None => Ok(default),
    };
    if slots[0].is_some() && slots[1].is_some() {
        return Err(Raised::value_error("cannot specify both default and default_factory".into()));
    }
    Ok(Value::object(Field {
        name: Str::new(""),
        kind: Value::None,
        default: slots[0].clone(),
        factory: slots[1].clone(),
        init: flag(2, true, cx)?,
        shown: flag(3, true, cx)?,
        compared: flag(5, true, cx)?,
        keyword_only: flag(7, false, cx)?,
    }))
}

#[derive(Clone, Copy)]
struct Options {
    init: bool,
    repr: bool,
    eq: bool,
    order: bool,
    frozen: bool,
    keyword_only: bool,
}

fn dataclass(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let mut options = Options { init: true, repr: true, eq: true, order: false, frozen: false, keyword_only: false };
    for (name, value) in &args.keywords {
        let on = truthy(value, cx)?;
        match name.as_str() {
            "init" => options.init = on,
            "repr" => options.repr = on,
            "eq" => options.eq = on,
            "order" => options.order = on,
            "frozen" => options.frozen = on,
            "kw_only" => options.keyword_only = on,
            "unsafe_hash" | "slots" | "match_args" | "weakref_slot" => {}
            other => {
                return Err(Raised::type_error(format!("dataclass() got an unexpected keyword argument '{other}'")));
            }
        }
    }
    match args.positional.first().filter(|class| !matches!(class, Value::None)) {
        Some(class) => decorate(class, options, cx),
        None => Ok(native_function("wrap", move |args, cx| decorate(&first(args), options, cx))),
    }
}

fn collect_fields(class: &Rc<Class>, options: Options, cx: &mut CallCx) -> Result<Vec<Rc<Field>>, Raised> {
    let mut fields: Vec<Rc<Field>> = Vec::new();
    let mut put = |field: Rc<Field>| match fields.iter_mut().find(|known| known.name == field.name) {
        Some(place) => *place = field,
        None => fields.push(field),
    };
    for base in class.ancestors.iter().rev() {
        if let Some(found) = base.attrs.borrow().get("__dataclass_fields__")
            && let Some(inherited) = found.downcast::<Fields>()
        {
            inherited.0.iter().cloned().for_each(&mut put);
        }
    }
    let annotations = class.attrs.borrow().get("__annotations__").cloned().unwrap_or_default();
    let pairs = as_dict(&annotations).map(|dict| dict.pairs()).unwrap_or_default();
    for (name, kind) in pairs {
        let Value::Str(name) = name else { continue };
        let shown_kind = repr(&kind, cx)?;
        if shown_kind.contains("ClassVar") {
            continue;
        }
        let own = class.attrs.borrow().get(&name).cloned();
        let mut field = match own.as_ref().and_then(|own| own.downcast::<Field>()) {
            Some(field) => field.clone(),
            None => Field {
                name: name.clone(),
                kind: Value::None,
                default: own,
                factory: None,
                init: true,
                shown: true,
                compared: true,
                keyword_only: options.keyword_only,
            },
        };
        if let Some(default @ (Value::List(_) | Value::Dict(_) | Value::Set(_))) = &field.default {
            return Err(Raised::value_error(format!(
                "mutable default <class '{}'> for field {name} is not allowed: use default_factory",
                default.type_name()
            )));
        }
        field.name = name.clone();
        field.kind = kind;
        let old = match &field.default {
            Some(default) => class.attrs.borrow_mut().insert(name, default.clone()),
            None => class.attrs.borrow_mut().remove(&name),
        };
        drop(old);
        put(Rc::new(field));
    }
    Ok(fields)
}

fn decorate(class: &Value, options: Options, cx: &mut CallCx) -> Result<Value, Raised> {
    let Some(made) = Class::from_value(class) else {
        return Err(Raised::type_error("dataclass() should be used on a class".into()));
    };
    let fields = collect_fields(&made, options, cx)?;
    let mut defaulted = None;
    for field in fields.iter().filter(|field| field.init && !field.keyword_only) {
        match (&field.default, &field.factory, &defaulted) {
            (None, None, Some(_)) => {
                return Err(Raised::type_error(format!(
                    "non-default argument '{}' follows default argument",
                    field.name
                )));
            }
            (None, None, None) => {}
            _ => defaulted = Some(()),
        }
    }
    let fields = Rc::new(fields);
    let has = |name: &str| made.attrs.borrow().get(name).is_some();
    let mut add: Vec<(&'static str, Value)> = vec![("__dataclass_fields__", Value::object(Fields(fields.to_vec())))];
    let names = fields.iter().filter(|field| field.init).map(|field| Value::Str(field.name.clone()));
    add.push(("__match_args__", Value::tuple(names.collect::<Vec<_>>())));
    if options.init {
        let (fields, name) = (Rc::clone(&fields), class_name(class, cx)?);
        add.push((
            "__init__",
            native_method(&format!("{name}.__init__"), move |args, cx| init(args, &fields, &name, cx)),
        ));
    }
    if options.repr && !has("__repr__") {
        let fields = Rc::clone(&fields);
        add.push(("__repr__", native_method("__repr__", move |args, cx| show(&receiver(args).0, &fields, cx))));
    }
    if options.eq && !has("__eq__") {
        let fields_eq = Rc::clone(&fields);
        add.push((
            "__eq__",
            native_method("__eq__", move |args, cx| {
                let (this, other) = (first(args), args.positional.get(1).cloned().unwrap_or_default());
                match same_class(&this, &other) {
                    true => eq(&key(&this, &fields_eq, cx)?, &key(&other, &fields_eq, cx)?, cx).map(Value::Bool),
                    false => Ok(python::builtins::not_implemented()),
                }
            }),
        ));
        if options.frozen {
            let fields = Rc::clone(&fields);
            add.push((
                "__hash__",
                native_method("__hash__", move |args, cx| {
                    value::hash::py_hash(&key(&first(args), &fields, cx)?, cx).map(Value::Int)
                }),
            ));
        } else if !has("__hash__") {
            add.push(("__hash__", Value::None));
        }
    }
    if options.order {
        for (name, op) in
            [("__lt__", CompareOp::Lt), ("__le__", CompareOp::Le), ("__gt__", CompareOp::Gt), ("__ge__", CompareOp::Ge)]
        {
            let fields = Rc::clone(&fields);
            add.push((
                name,
                native_method(name, move |args, cx| {
                    let (this, other) = (first(args), args.positional.get(1).cloned().unwrap_or_default());
                    match same_class(&this, &other) {
                        true => compare(op, &key(&this, &fields, cx)?, &key(&other, &fields, cx)?, cx),
                        false => Ok(python::builtins::not_implemented()),
                    }
                }),
            ));
        }
    }
    if options.frozen {
        for (name, verb) in [("__setattr__", "assign to"), ("__delattr__", "delete")] {
            add.push((
                name,
                native_method(name, move |args, _| {
                    let field = args.positional.get(1).and_then(python::types::as_str).unwrap_or_else(|| "".into());
                    let message = Value::string(format!("cannot {verb} field '{field}'"));
                    Err(exception_of(&frozen_error_class(), vec![message]))
                }),
            ));
        }
    }
    for (name, value) in add {
        let old = made.attrs.borrow_mut().insert(Str::new(name), value);
        drop(old);
    }
    Ok(class.clone())
}

fn same_class(a: &Value, b: &Value) -> bool {
    match (a.downcast::<Instance>(), b.downcast::<Instance>()) {
        (Some(a), Some(b)) => Rc::ptr_eq(&a.class, &b.class),
        _ => false,
    }
}

/// The compared fields as a tuple.
fn key(this: &Value, fields: &[Rc<Field>], cx: &mut CallCx) -> Result<Value, Raised> {
    let mut items = Vec::with_capacity(fields.len());
    for field in fields.iter().filter(|field| field.compared) {
        items.push(get_attr(this, &field.name, cx)?.unwrap_or_default());
    }
    Ok(Value::tuple(items))
}

fn init(args: &Args, fields: &[Rc<Field>], name: &str, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, rest) = receiver(args);
    let Some(instance) = this.downcast::<Instance>() else { return Ok(Value::None) };
    let parameters: Vec<&Rc<Field>> = fields.iter().filter(|field| field.init).collect();
    let is_optional = |field: &Field| field.default.is_some() || field.factory.is_some();
    let positional: Vec<&str> = parameters.iter().filter(|f| !f.keyword_only).map(|f| f.name.as_str()).collect();
    let function = format!("{name}.__init__");
    // Python counts `self` among the arguments.
    if rest.positional.len() > positional.len() {
        let required = parameters.iter().filter(|field| !field.keyword_only && !is_optional(field)).count();
        let takes = match required == positional.len() {
            true => format!("{}", positional.len() + 1),
            false => format!("from {} to {}", required + 1, positional.len() + 1),
        };
        let plural = if positional.is_empty() { "" } else { "s" };
        return Err(Raised::type_error(format!(
            "{function}() takes {takes} positional argument{plural} but {} were given",
            rest.positional.len() + 1
        )));
    }
    let names: Vec<&str> = parameters.iter().map(|field| field.name.as_str()).collect();
    let mut ordered = positional.clone();
    ordered.extend(names.iter().filter(|name| !positional.contains(name)));
    let slots = bind(&function, &ordered, 0, &rest)?;
    let missing: Vec<&str> = ordered
        .iter()
        .zip(&slots)
        .filter(|(name, slot)| {
            slot.is_none() && parameters.iter().any(|f| f.name.as_str() == **name && !is_optional(f))
        })
        .map(|(name, _)| *name)
        .collect();
    if !missing.is_empty() {
        bind(&function, &missing, missing.len(), &Args::default())?;
    }
    for field in fields {
        let given = ordered.iter().position(|name| *name == field.name.as_str()).and_then(|at| slots[at].clone());
        let value = match (given, &field.default, &field.factory) {
            (Some(value), ..) => value,
            (None, Some(default), _) => default.clone(),
            (None, None, Some(factory)) => call(factory, Vec::new(), cx)?,
            (None, None, None) => continue,
        };
        instance.set_own(&field.name, value, cx)?;
    }
    if let Some(after) = get_attr(&this, "__post_init__", cx)? {
        call(&after, Vec::new(), cx)?;
    }
    Ok(Value::None)
}

fn show(this: &Value, fields: &[Rc<Field>], cx: &mut CallCx) -> Result<Value, Raised> {
    cx.enter(" while getting the repr of an object")?;
    let mut parts = Vec::with_capacity(fields.len());
    for field in fields.iter().filter(|field| field.shown) {
        let value = get_attr(this, &field.name, cx)?.unwrap_or_default();
        parts.push(format!("{}={}", field.name, repr(&value, cx)?));
    }
    cx.leave();
    let name = match this.downcast::<Instance>() {
        Some(instance) => instance.class.qualname.to_string(),
        None => this.type_name().into_owned(),
    };
    Ok(Value::string(format!("{name}({})", parts.join(", "))))
}

#[derive(Clone, Copy, PartialEq)]
enum PlainKind {
    Dict,
    Tuple,
}

/// Dataclasses as dicts or tuples, also inside containers.
fn to_plain(value: &Value, kind: PlainKind, cx: &mut CallCx) -> Result<Value, Raised> {
    let fields = fields_of(value, cx)
        .map_err(|_| Raised::type_error("asdict() should be called on dataclass instances".into()))?;
    let mut map = KeyMap::default();
    let mut items = Vec::with_capacity(fields.len());
    for field in &fields {
        let item = get_attr(value, &field.name, cx)?.unwrap_or_default();
        let item = plain_inside(&item, kind, cx)?;
        match kind {
            PlainKind::Dict => drop(map.insert(Value::Str(field.name.clone()), item, cx)?),
            PlainKind::Tuple => items.push(item),
        }
    }
    Ok(if kind == PlainKind::Dict { Value::dict(map) } else { Value::tuple(items) })
}

fn plain_inside(value: &Value, kind: PlainKind, cx: &mut CallCx) -> Result<Value, Raised> {
    cx.enter("")?;
    let result = match value {
        Value::List(_) | Value::Tuple(_) => {
            let mut items = Vec::new();
            for item in python::ops::collect(value, cx)? {
                items.push(plain_inside(&item, kind, cx)?);
            }
            if matches!(value, Value::List(_)) { Value::list(items) } else { Value::tuple(items) }
        }
        Value::Dict(dict) => {
            let mut map = KeyMap::default();
            for (key, item) in dict.pairs() {
                let item = plain_inside(&item, kind, cx)?;
                map.insert(key, item, cx)?;
            }
            Value::dict(map)
        }
        Value::Object(_) if get_attr(value, "__dataclass_fields__", cx)?.is_some() => to_plain(value, kind, cx)?,
        other => other.clone(),
    };
    cx.leave();
    Ok(result)
}

fn replace(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let this = first(args);
    let Some(instance) = this.downcast::<Instance>() else {
        return Err(Raised::type_error("replace() should be called on dataclass instances".into()));
    };
    let mut changed = Args::default();
    for field in fields_of(&this, cx)?.iter().filter(|field| field.init) {
        let given = args.keywords.iter().find(|(name, _)| *name == field.name).map(|(_, value)| value.clone());
        let value = match given {
            Some(value) => value,
            None => get_attr(&this, &field.name, cx)?.unwrap_or_default(),
        };
        changed.keywords.push((field.name.clone(), value));
    }
    for (name, value) in &args.keywords {
        if !changed.keywords.iter().any(|(known, _)| known == name) {
            changed.keywords.push((name.clone(), value.clone()));
        }
    }
    let class = instance.class.value();
    python::ops::call(&class, changed, cx)
}
