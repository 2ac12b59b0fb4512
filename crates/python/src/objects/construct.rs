//! Making instances, and the methods that every object has from `object` or a built-in base class.

use std::rc::Rc;

use value::{Args, CallCx, Dict, ExcKind, Exception, Object, Raised, Str, Value};

use crate::machine;
use crate::native::native_function;
use crate::objects::attr;
use crate::objects::class::{Basis, Class, class_of};
use crate::objects::exception;
use crate::objects::function::Function;
use crate::objects::instance::Instance;
use crate::objects::module;

/// `Class(*args)`.
pub fn instantiate(class: &Rc<Class>, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
    if class.is_builtin {
        return instantiate_builtin(class, args, cx);
    }
    if let Some(found) = attr::call_class_hook(class, &class.value(), "__class_call__", &args.positional, cx)? {
        return Ok(found);
    }
    if let Some(constructor) = &class.constructor {
        let constructor = Rc::clone(constructor);
        let mut all = args;
        all.positional.insert(0, class.value());
        return constructor(&all, cx).map_err(crate::native::cannot_wait);
    }
    let instance = match class.lookup("__new__") {
        Some(new) => {
            let new = match new.downcast::<crate::objects::descriptor::StaticMethod>() {
                Some(method) => method.function.clone(),
                None => new,
            };
            let mut all = args.clone();
            all.positional.insert(0, class.value());
            let made = machine::call(&new, all, cx)?;
            if !class_of(&made, cx).is_subclass(class) {
                return Ok(made);
            }
            made
        }
        None => new_instance(class, &args, cx)?,
    };
    initialize(class, &instance, args, cx)?;
    Ok(instance)
}

/// Runs `__init__`.
fn initialize(class: &Rc<Class>, instance: &Value, args: Args, cx: &mut CallCx) -> Result<(), Raised> {
    let Some(init) = class.lookup("__init__") else {
        return default_init(class, instance, &args, cx);
    };
    let bound = attr::bind(init, class, instance, cx)?;
    match machine::call(&bound, args, cx)? {
        Value::None => Ok(()),
        other => Err(init_returned(&other)),
    }
}

pub fn init_returned(value: &Value) -> Raised {
    Raised::type_error(format!("__init__() should return None, not '{}'", value.type_name()))
}

/// `object.__init__` and its like, for a class without an `__init__` of its own.
fn default_init(class: &Rc<Class>, instance: &Value, args: &Args, cx: &mut CallCx) -> Result<(), Raised> {
    match class.basis {
        Basis::Object if class.lookup("__new__").is_none() => no_arguments(class, args),
        Basis::Object => Ok(()),
        Basis::Exception(_) => exception::init(class, instance, args),
        Basis::Value(_) => fill(instance, args, cx),
    }
}

fn no_arguments(class: &Class, args: &Args) -> Result<(), Raised> {
    if args.positional.is_empty() && args.keywords.is_empty() {
        return Ok(());
    }
    Err(Raised::type_error(format!("{}() takes no arguments", class.name)))
}

/// A new instance of a class of the program, before `__init__`.
pub fn new_instance(class: &Rc<Class>, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    if !class.abstract_methods.is_empty() {
        let names: Vec<&str> = class.abstract_methods.iter().map(Str::as_str).collect();
        let plural = if names.len() == 1 { "" } else { "s" };
        return Err(Raised::type_error(format!(
            "Can't instantiate abstract class {} with abstract method{plural} {}",
            class.name,
            names.join(", ")
        )));
    }
    match class.basis {
        Basis::Object => Ok(Instance::new(Rc::clone(class), None).value()),
        Basis::Exception(kind) => Ok(exception::new(class, kind, args.positional.clone())),
        Basis::Value(type_name) => {
            // What can be changed later starts empty and is filled by `__init__`.
            let given = if is_mutable(type_name) { Args::default() } else { args.clone() };
            let inner = crate::types::construct(type_name, &given, cx).unwrap_or(Ok(Value::None))?;
            Ok(Instance::new(Rc::clone(class), Some(inner)).value())
        }
    }
}

fn is_mutable(type_name: &str) -> bool {
    matches!(type_name, "list" | "dict" | "set" | "bytearray")
}

/// `list.__init__`, `dict.__init__`…: puts what the arguments say into the instance's built-in value.
fn fill(instance: &Value, args: &Args, cx: &mut CallCx) -> Result<(), Raised> {
    let Some(inner) = instance.downcast::<Instance>().and_then(|instance| instance.inner.borrow().clone()) else {
        return Ok(());
    };
    let type_name = inner.type_name().into_owned();
    if !is_mutable(&type_name) || (args.positional.is_empty() && args.keywords.is_empty()) {
        return Ok(());
    }
    let content = crate::types::construct(&type_name, args, cx).unwrap_or(Ok(Value::None))?;
    match (&inner, content) {
        (Value::List(list), Value::List(content)) => {
            let old = std::mem::replace(&mut *list.0.borrow_mut(), content.0.borrow().clone());
            drop(old);
        }
        (Value::Dict(dict), Value::Dict(content)) => {
            for (key, value) in content.pairs() {
                dict.insert(key, value, cx)?;
            }
        }
        (Value::Set(set), Value::Set(content)) => {
            let table = content.table();
            *set.0.borrow_mut() = table;
        }
        _ => {}
    }
    Ok(())
}

/// Built-in classes: `int("1")`, `type(x)`, `ValueError("…")`, `object()`.
fn instantiate_builtin(class: &Rc<Class>, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
    if let Some(result) = crate::types::construct(&class.name, &args, cx) {
        return result;
    }
    if let Basis::Exception(kind) = class.basis {
        if !args.keywords.is_empty() && !matches!(kind, ExcKind::ImportError | ExcKind::ModuleNotFoundError) {
            return Err(Raised::type_error(format!("{}() takes no keyword arguments", class.name)));
        }
        let kind = if kind == ExcKind::OSError { os_error_kind(&args.positional) } else { kind };
        return Ok(Exception::builtin(kind, args.positional).into_value());
    }
    match class.name.as_str() {
        "object" => {
            no_arguments(class, &args)?;
            Ok(Instance::new(Rc::clone(class), None).value())
        }
        "type" => call_type(args, cx),
        name => match crate::builtins::construct(name, &args, cx) {
            Some(result) => result,
            None => Err(Raised::type_error(format!("cannot create '{name}' instances"))),
        },
    }
}

/// `OSError(2, …)` is a `FileNotFoundError`.
fn os_error_kind(args: &[Value]) -> ExcKind {
    match args {
        [Value::Int(number), _, ..] => match number {
            1 | 13 => ExcKind::PermissionError,
            2 => ExcKind::FileNotFoundError,
            17 => ExcKind::FileExistsError,
            20 => ExcKind::NotADirectoryError,
            21 => ExcKind::IsADirectoryError,
            32 => ExcKind::BrokenPipeError,
            104 => ExcKind::ConnectionResetError,
            110 => ExcKind::TimeoutError,
            111 => ExcKind::ConnectionRefusedError,
            _ => ExcKind::OSError,
        },
        _ => ExcKind::OSError,
    }
}

/// `type(x)`, or `type(name, bases, namespace)`: a new class.
fn call_type(args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
    match args.positional.as_slice() {
        [value] => Ok(class_of(value, cx).value()),
        [Value::Str(name), Value::Tuple(bases), Value::Dict(namespace)] => {
            let attrs = namespace
                .pairs()
                .into_iter()
                .filter_map(|(name, value)| match name {
                    Value::Str(name) => Some((name, value)),
                    _ => None,
                })
                .collect();
            machine::make_class(name.clone(), name.clone(), bases, attrs, &args.keywords, None, cx)
        }
        _ => Err(Raised::type_error("type() takes 1 or 3 arguments".into())),
    }
}

/// `Class.name` for what every class has: `__new__`, `__init__` and the others of `object`, or of a built-in base.
pub fn class_function(class: &Class, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    if name == "__new__" {
        return Ok(Some(native_function("__new__", |args, cx| {
            let mut rest = args.clone();
            if rest.positional.is_empty() {
                return Err(Raised::type_error("object.__new__(): not enough arguments".into()));
            }
            let first = rest.positional.remove(0);
            match Class::from_value(&first) {
                Some(class) if class.is_builtin => instantiate_builtin(&class, rest, cx),
                Some(class) => new_instance(&class, &rest, cx),
                None => Err(Raised::type_error(format!(
                    "object.__new__(X): X is not a type object ({})",
                    first.type_name()
                ))),
            }
        })));
    }
    let type_name = match class.basis {
        Basis::Value(type_name) => type_name,
        _ => class.name.as_str(),
    };
    if name != "__init__"
        && (class.is_builtin || matches!(class.basis, Basis::Value(_)))
        && let Some(found) = crate::types::type_attr(type_name, name)
    {
        return Ok(Some(found));
    }
    if !(is_object_method(name) || name == "with_traceback" && matches!(class.basis, Basis::Exception(_))) {
        return Ok(None);
    }
    // An unbound method: the receiver comes first.
    let name = Str::new(name);
    Ok(Some(native_function(&format!("{}.{name}", class.name), move |args, cx| {
        let mut rest = args.clone();
        if rest.positional.is_empty() {
            return Err(Raised::type_error(format!("unbound method {name}() needs an argument")));
        }
        let this = rest.positional.remove(0);
        let class = class_of(&this, cx);
        match base_method(&class, &this, &name, cx)? {
            Some(method) => machine::call(&method, rest, cx),
            None => Err(attr::missing(&this, &name)),
        }
    })))
}

fn is_object_method(name: &str) -> bool {
    matches!(
        name,
        "__init__"
            | "__setattr__"
            | "__getattribute__"
            | "__delattr__"
            | "__repr__"
            | "__str__"
            | "__eq__"
            | "__ne__"
            | "__hash__"
            | "__init_subclass__"
            | "__dir__"
            | "__format__"
            | "__class_getitem__"
            | "__sizeof__"
    )
}

/// A method of the built-in base of `this`, bound: what `super().__init__` and its like find in the end.
pub fn base_method(class: &Rc<Class>, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    if !is_object_method(name) {
        if name == "__new__" {
            return class_function(class, name, _cx);
        }
        return Ok(None);
    }
    let this = this.clone();
    let class = Rc::clone(class);
    let basis = class.basis;
    let method = match name {
        "__init__" => native_function("__init__", move |args, cx| {
            match basis {
                Basis::Object => {
                    // `object.__init__` takes no arguments unless the class makes its instances itself.
                    if class.lookup("__new__").is_none() && !(args.positional.is_empty() && args.keywords.is_empty()) {
                        return Err(Raised::type_error(
                            "object.__init__() takes exactly one argument (the instance to initialize)".into(),
                        ));
                    }
                }
                Basis::Exception(_) => exception::init(&class, &this, args)?,
                Basis::Value(_) => fill(&this, args, cx)?,
            }
            Ok(Value::None)
        }),
        "__setattr__" => native_function("__setattr__", move |args, cx| match args.positional.as_slice() {
            [Value::Str(name), value] => {
                match this.downcast::<Instance>() {
                    Some(instance) => attr::set_plain(instance, &this, name, value.clone(), cx)?,
                    None => attr::set(&this, name, value.clone(), cx)?,
                }
                Ok(Value::None)
            }
            other => Err(Raised::type_error(format!("__setattr__ expected 2 arguments, got {}", other.len()))),
        }),
        "__getattribute__" => native_function("__getattribute__", move |args, cx| match args.positional.as_slice() {
            [Value::Str(name)] => {
                let found = match this.downcast::<Instance>() {
                    Some(instance) => attr::plain(instance, &this, name, cx)?,
                    None => attr::find(&this, name, cx)?,
                };
                found.ok_or_else(|| attr::missing(&this, name))
            }
            _ => Err(Raised::type_error("expected 1 argument".into())),
        }),
        "__delattr__" => native_function("__delattr__", move |args, cx| match args.positional.as_slice() {
            [Value::Str(name)] => {
                match this.downcast::<Instance>() {
                    Some(instance) => attr::delete_plain(instance, &this, name, cx)?,
                    None => attr::delete(&this, name, cx)?,
                }
                Ok(Value::None)
            }
            _ => Err(Raised::type_error("expected 1 argument".into())),
        }),
        "__repr__" => native_function("__repr__", move |_, cx| base_repr(&this, &class, cx).map(Value::string)),
        "__str__" => native_function("__str__", move |_, cx| {
            if let Some(exception) = this.downcast::<Exception>() {
                return exception::plain_str(exception, cx).map(Value::string);
            }
            // `object.__str__` asks `__repr__`, whoever defines it.
            value::repr::repr(&this, cx).map(Value::string)
        }),
        "__eq__" | "__ne__" => {
            let wants = name == "__eq__";
            native_function(name, move |args, _cx| {
                let other = args.positional.first().cloned().unwrap_or_default();
                Ok(if this.is_same(&other) { Value::Bool(wants) } else { crate::builtins::not_implemented() })
            })
        }
        "__hash__" => native_function("__hash__", move |_, _| {
            Ok(match &this {
                Value::Object(object) => {
                    let object: &dyn Object = &**object;
                    Value::Int((value::object::address(object) >> 4) as i64)
                }
                _ => Value::Int(0),
            })
        }),
        "__init_subclass__" => native_function("__init_subclass__", |args, _| {
            if args.keywords.is_empty() {
                return Ok(Value::None);
            }
            Err(Raised::type_error("__init_subclass__() takes no keyword arguments".into()))
        }),
        "__dir__" => native_function("__dir__", move |_, cx| {
            let names = attr::names(&this, cx)?;
            Ok(Value::list(names.into_iter().map(Value::Str).collect()))
        }),
        "__format__" => native_function("__format__", move |args, cx| match args.positional.first() {
            Some(Value::Str(spec)) if spec.is_empty() => value::repr::str_of(&this, cx).map(Value::string),
            _ => {
                Err(Raised::type_error(format!("unsupported format string passed to {}.__format__", this.type_name())))
            }
        }),
        "__class_getitem__" => return Ok(None),
        _ => native_function("__sizeof__", |_, _| Ok(Value::Int(56))),
    };
    Ok(Some(method))
}

/// `repr` without the class's own `__repr__`.
fn base_repr(this: &Value, class: &Class, cx: &mut CallCx) -> Result<String, Raised> {
    if let Some(exception) = this.downcast::<Exception>() {
        return exception::plain_repr(exception, cx);
    }
    let inner = this.downcast::<Instance>().and_then(|instance| instance.inner.borrow().clone());
    match (inner, this) {
        (Some(inner), _) => value::repr::repr(&inner, cx),
        (None, Value::Object(object)) if this.downcast::<Instance>().is_some() => {
            let object: &dyn Object = &**object;
            Ok(format!("<{} object at 0x{:012x}>", class.full_name(), value::object::address(object)))
        }
        _ => value::repr::repr(this, cx),
    }
}

/// `vars(object)`.
pub fn vars(value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    if let Some(instance) = value.downcast::<Instance>() {
        return Ok(Value::Dict(instance.dict(cx)?));
    }
    if let Some(module) = value.downcast::<module::Module>() {
        return Ok(Value::Dict(Rc::clone(&module.dict)));
    }
    if let Some(exception) = value.downcast::<Exception>() {
        let dict = Dict::default();
        for (name, value) in exception.attrs.borrow().iter() {
            dict.insert(Value::Str(name.clone()), value.clone(), cx)?;
        }
        return Ok(Value::Dict(Rc::new(dict)));
    }
    if value.downcast::<Class>().is_some() || value.downcast::<Function>().is_some() {
        return attr::get(value, "__dict__", cx);
    }
    Err(Raised::type_error("vars() argument must have __dict__ attribute".into()))
}
