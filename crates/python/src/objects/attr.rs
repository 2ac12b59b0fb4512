//! Attributes: getting, setting, deleting, and what a found one becomes for the object it is asked of.

use std::rc::Rc;

use value::calm_sort::calm_sort;
use value::{CallCx, ExcKind, Exception, Raised, Str, Value};

use crate::machine;
use crate::native::NativeFunction;
use crate::objects::alias::{self, GenericAlias};
use crate::objects::class::{Basis, Class, builtin, class_of};
use crate::objects::construct;
use crate::objects::descriptor::{ClassMethod, Property, StaticMethod};
use crate::objects::exception;
use crate::objects::function::{BoundMethod, Function};
use crate::objects::instance::Instance;
use crate::objects::module::Module;

/// `value.name`.
///
/// Errors: `AttributeError: 'str' object has no attribute 'push'` and its forms for classes and modules.
pub fn get(value: &Value, name: &str, cx: &mut CallCx) -> Result<Value, Raised> {
    match find(value, name, cx)? {
        Some(found) => Ok(found),
        None => Err(missing(value, name)),
    }
}

/// `AttributeError` for an attribute that is not there.
pub fn missing(value: &Value, name: &str) -> Raised {
    let message = if let Some(class) = value.downcast::<Class>() {
        format!("type object '{}' has no attribute '{name}'", class.name)
    } else if let Some(module) = value.downcast::<Module>() {
        format!("module '{}' has no attribute '{name}'", module.name)
    } else {
        format!("'{}' object has no attribute '{name}'", value.type_name())
    };
    Raised::new(ExcKind::AttributeError, message)
}

/// The attribute `name` of any value, or `None`.
pub fn find(value: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    let Value::Object(object) = value else {
        return match crate::types::get_attr(value, name, cx)? {
            Some(found) => Ok(Some(found)),
            None => Ok(of_any(value, name, cx)),
        };
    };
    if let Some(exception) = value.downcast::<Exception>() {
        let found = exception::attr(exception, value, name, cx)?;
        if found.is_none()
            && let class = exception::class_of(exception)
            && let Some(method) = class.lookup("__getattr__")
        {
            return call_found(&method, &class, value, &[Value::str(name)], cx).map(Some);
        }
        return Ok(found);
    }
    if let Some(found) = object.get_attr(value, name, cx)? {
        return Ok(Some(found));
    }
    if value.downcast::<Instance>().is_some() || value.downcast::<Class>().is_some() {
        return Ok(None);
    }
    // Objects of other crates may leave methods to their class.
    if let Some(class) = object.class(cx).as_ref().and_then(Class::from_value)
        && let Some(found) = class.lookup(name)
    {
        return bind(found, &class, value, cx).map(Some);
    }
    if let Some(found) = crate::types::get_attr(value, name, cx)? {
        return Ok(Some(found));
    }
    Ok(of_any(value, name, cx))
}

/// What every object has.
fn of_any(value: &Value, name: &str, cx: &mut CallCx) -> Option<Value> {
    match name {
        "__class__" => Some(class_of(value, cx).value()),
        "__doc__" => Some(Value::None),
        _ => None,
    }
}

/// The attribute of an instance.
pub fn of_instance(instance: &Instance, this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    if let Some(method) = instance.class.lookup("__getattribute__") {
        let result = call_found(&method, &instance.class, this, &[Value::str(name)], cx);
        return match result {
            Err(raised) if raised.is_a(ExcKind::AttributeError) => fallback(instance, this, name, Some(raised), cx),
            other => other.map(Some),
        };
    }
    match plain(instance, this, name, cx) {
        Ok(None) => fallback(instance, this, name, None, cx),
        // A property that raises AttributeError lets `__getattr__` answer too.
        Err(raised) if raised.is_a(ExcKind::AttributeError) && instance.class.lookup("__getattr__").is_some() => {
            fallback(instance, this, name, Some(raised), cx)
        }
        other => other,
    }
}

/// `object.__getattribute__`: without the program's own hooks.
pub fn plain(instance: &Instance, this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    let class = &instance.class;
    let found = class.lookup(name);
    if let Some(found) = &found
        && is_data_descriptor(found)
    {
        return bind(found.clone(), class, this, cx).map(Some);
    }
    if let Some(own) = instance.own(name) {
        return Ok(Some(own));
    }
    if let Some(found) = found {
        return bind(found, class, this, cx).map(Some);
    }
    match name {
        "__class__" => return Ok(Some(class.value())),
        "__dict__" => return Ok(Some(Value::Dict(instance.dict(cx)?))),
        "__module__" => return Ok(Some(Value::Str(class.module.clone()))),
        "__doc__" => return Ok(Some(Value::None)),
        _ => {}
    }
    base_attr(class, this, name, cx)
}

/// `__getattr__`, asked when nothing else answers.
fn fallback(
    instance: &Instance,
    this: &Value,
    name: &str,
    raised: Option<Raised>,
    cx: &mut CallCx,
) -> Result<Option<Value>, Raised> {
    match (instance.class.lookup("__getattr__"), raised) {
        (Some(method), _) => call_found(&method, &instance.class, this, &[Value::str(name)], cx).map(Some),
        (None, Some(raised)) => Err(raised),
        (None, None) => Ok(None),
    }
}

/// Attributes that come before the instance's own: properties, and objects with `__set__`.
fn is_data_descriptor(found: &Value) -> bool {
    if found.downcast::<Property>().is_some() {
        return true;
    }
    found.downcast::<Instance>().is_some_and(|instance| {
        instance.class.lookup("__set__").is_some() && instance.class.lookup("__get__").is_some()
    })
}

/// What an attribute stored in `class` is for `this`: functions become methods, properties are computed.
pub fn bind(found: Value, class: &Rc<Class>, this: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    if let Value::Object(_) = &found {
        if found.downcast::<Function>().is_some()
            || found.downcast::<NativeFunction>().is_some_and(|function| function.is_method)
        {
            return Ok(BoundMethod::value(found, this.clone()));
        }
        if let Some(method) = found.downcast::<ClassMethod>() {
            return bind(method.function.clone(), class, &class.value(), cx);
        }
        if let Some(method) = found.downcast::<StaticMethod>() {
            return Ok(method.function.clone());
        }
        if let Some(property) = found.downcast::<Property>() {
            if matches!(property.get, Value::None) {
                let name = property.name.borrow().clone().unwrap_or_else(|| "".into());
                return Err(Raised::new(
                    ExcKind::AttributeError,
                    format!("property '{name}' of '{}' object has no getter", class.name),
                ));
            }
            return machine::call_values(&property.get, std::slice::from_ref(this), cx);
        }
        if let Some(descriptor) = found.downcast::<Instance>()
            && let Some(method) = descriptor.class.lookup("__get__")
        {
            return call_found(&method, &descriptor.class, &found, &[this.clone(), class.value()], cx);
        }
        if let Some(descriptor) = found.downcast::<crate::types::MethodDescriptor>() {
            let _ = descriptor;
            return Ok(BoundMethod::value(found, this.clone()));
        }
    }
    Ok(found)
}

/// Calls what was found in `class` as a method of `this`.
pub fn call_found(
    found: &Value,
    class: &Rc<Class>,
    this: &Value,
    args: &[Value],
    cx: &mut CallCx,
) -> Result<Value, Raised> {
    if found.downcast::<Function>().is_some() {
        return machine::call_with_this(found, this, args, cx);
    }
    let bound = bind(found.clone(), class, this, cx)?;
    machine::call_values(&bound, args, cx)
}

/// Calls the special method `name` for `instance` if its class (or an ancestor) defines it.
pub fn call_special_of(
    class: &Class,
    instance: &Value,
    name: &str,
    args: &[Value],
    cx: &mut CallCx,
) -> Result<Option<Value>, Raised> {
    match (class.lookup(name), class.me()) {
        (Some(method), Some(class)) => call_found(&method, &class, instance, args, cx).map(Some),
        _ => Ok(None),
    }
}

/// The attribute of a class.
pub fn of_class(class: &Class, this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    if let Some(found) = class.lookup(name) {
        return class_attr(found, class, this, cx).map(Some);
    }
    let classes = |classes: &[Rc<Class>]| Value::tuple(classes.iter().map(|class| class.value()).collect::<Vec<_>>());
    Ok(Some(match name {
        "__name__" => Value::Str(class.name.clone()),
        "__qualname__" => Value::Str(class.qualname.clone()),
        "__module__" => Value::Str(class.module.clone()),
        "__doc__" => Value::None,
        "__class__" => builtin("type").value(),
        "__mro__" => classes(&class.mro()),
        "__bases__" if class.bases.is_empty() && !class.is_object() => classes(&[builtin("object")]),
        "__bases__" => classes(&class.bases),
        "__base__" => match class.bases.first() {
            Some(base) => base.value(),
            None if class.is_object() => Value::None,
            None => builtin("object").value(),
        },
        "__dict__" => {
            let dict = value::Dict::default();
            for (name, value) in class.attrs.borrow().iter() {
                dict.insert(Value::Str(name.clone()), value.clone(), cx)?;
            }
            Value::Dict(Rc::new(dict))
        }
        "mro" => {
            let list: Vec<Value> = class.mro().iter().map(|class| class.value()).collect();
            crate::native::native_function("mro", move |_, _| Ok(Value::list(list.clone())))
        }
        "__annotations__" => Value::Dict(Rc::default()),
        _ => return construct::class_function(class, name, cx),
    }))
}

/// What an attribute found in a class is for the class itself.
fn class_attr(found: Value, class: &Class, this: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    if let Value::Object(_) = &found {
        if let Some(method) = found.downcast::<ClassMethod>() {
            return match class.me() {
                Some(class) => bind(method.function.clone(), &class, this, cx),
                None => Ok(found),
            };
        }
        if let Some(method) = found.downcast::<StaticMethod>() {
            return Ok(method.function.clone());
        }
        if let Some(descriptor) = found.downcast::<Instance>()
            && let Some(method) = descriptor.class.lookup("__get__")
        {
            return call_found(&method, &descriptor.class, &found, &[Value::None, this.clone()], cx);
        }
    }
    Ok(found)
}

/// What objects of a class have from its built-in base: `object`'s methods, an exception's, a dict's….
pub fn base_attr(class: &Rc<Class>, this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    if let Some(inner) = this.downcast::<Instance>().and_then(|instance| instance.inner.borrow().clone())
        && !matches!(name, "__init__" | "__new__" | "__class__")
        && let Some(found) = crate::types::get_attr(&inner, name, cx)?
    {
        return Ok(Some(found));
    }
    construct::base_method(class, this, name, cx)
}

/// `Class[key]`: a generic type in an annotation, or what the class defines.
pub fn class_item(class: &Class, this: &Value, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    for hook in ["__class_item__", "__class_getitem__"] {
        if let Some(found) = call_class_hook(class, this, hook, std::slice::from_ref(key), cx)? {
            return Ok(Some(found));
        }
    }
    const GENERIC: [&str; 9] =
        ["list", "dict", "tuple", "set", "frozenset", "type", "deque", "defaultdict", "OrderedDict"];
    if !class.is_builtin || !GENERIC.contains(&class.name.as_str()) {
        return Err(Raised::type_error(format!("type '{}' is not subscriptable", class.name)));
    }
    let args = match key {
        Value::Tuple(items) => items.to_vec(),
        other => vec![other.clone()],
    };
    Ok(Some(Value::object(GenericAlias { origin: this.clone(), args })))
}

/// Calls a method that a class has as an object itself (iterating over an enumeration, say), if it has it.
pub fn call_class_hook(
    class: &Class,
    this: &Value,
    name: &str,
    args: &[Value],
    cx: &mut CallCx,
) -> Result<Option<Value>, Raised> {
    let Some(found) = class.lookup(name) else { return Ok(None) };
    let function = match found.downcast::<ClassMethod>() {
        Some(method) => method.function.clone(),
        None => found,
    };
    machine::call_with_this(&function, this, args, cx).map(Some)
}

pub fn union_type(a: Value, b: Value) -> Value {
    alias::union(a, b)
}

/// The function behind a method, property or decorator, to read its attributes.
pub fn unwrap_function(value: &Value) -> Option<&Function> {
    if let Some(function) = value.downcast::<Function>() {
        return Some(function);
    }
    if let Some(method) = value.downcast::<ClassMethod>() {
        return method.function.downcast::<Function>();
    }
    if let Some(method) = value.downcast::<StaticMethod>() {
        return method.function.downcast::<Function>();
    }
    value.downcast::<Property>().and_then(|property| property.get.downcast::<Function>())
}

/// `object.name = value`.
pub fn set(object: &Value, name: &Str, value: Value, cx: &mut CallCx) -> Result<(), Raised> {
    if let Some(instance) = object.downcast::<Instance>() {
        if let Some(method) = instance.class.lookup("__setattr__") {
            call_found(&method, &instance.class, object, &[Value::Str(name.clone()), value], cx)?;
            return Ok(());
        }
        return set_plain(instance, object, name, value, cx);
    }
    if let Some(raised) = object.downcast::<Exception>() {
        return exception::set_attr(raised, object, name, Some(value), cx);
    }
    match object {
        Value::Object(other) => {
            if other.set_attr(name, Some(value), cx)? {
                return Ok(());
            }
        }
        _ => {
            if crate::types::get_attr(object, name, cx)?.is_some() {
                return Err(Raised::new(
                    ExcKind::AttributeError,
                    format!("'{}' object attribute '{name}' is read-only", object.type_name()),
                ));
            }
        }
    }
    Err(missing(object, name))
}

/// `object.__setattr__`: without the program's own hook.
pub fn set_plain(instance: &Instance, this: &Value, name: &Str, value: Value, cx: &mut CallCx) -> Result<(), Raised> {
    if let Some(found) = instance.class.lookup(name) {
        if let Some(property) = found.downcast::<Property>() {
            if matches!(property.set, Value::None) {
                return Err(Raised::new(
                    ExcKind::AttributeError,
                    format!("property '{name}' of '{}' object has no setter", instance.class.name),
                ));
            }
            machine::call_values(&property.set, &[this.clone(), value], cx)?;
            return Ok(());
        }
        if let Some(descriptor) = found.downcast::<Instance>()
            && let Some(method) = descriptor.class.lookup("__set__")
        {
            call_found(&method, &descriptor.class, &found, &[this.clone(), value], cx)?;
            return Ok(());
        }
    }
    if name.as_str() == "__dict__"
        && let Value::Dict(dict) = &value
    {
        instance.set_dict(Rc::clone(dict));
        return Ok(());
    }
    if name.as_str() == "__class__" {
        return Err(Raised::type_error("__class__ assignment is not supported here".into()));
    }
    if instance.class.is_object() {
        return Err(missing(this, name));
    }
    if instance.class.basis == Basis::Object
        && let Some(slots) = instance.class.lookup("__slots__")
        && !allows(&slots, &instance.class, name)
    {
        return Err(missing(this, name));
    }
    instance.set_own(name, value, cx)
}

/// Whether `__slots__` of the class and its ancestors name the attribute (a class without slots allows any).
fn allows(slots: &Value, class: &Class, name: &Str) -> bool {
    let has = |slots: &Value| match slots {
        Value::Str(only) => only == name,
        Value::Tuple(names) => names.iter().any(|slot| matches!(slot, Value::Str(slot) if slot == name)),
        Value::List(names) => names.0.borrow().iter().any(|slot| matches!(slot, Value::Str(slot) if slot == name)),
        _ => true,
    };
    let all_slotted = class.attrs.borrow().contains("__slots__")
        && class.ancestors.iter().all(|class| class.attrs.borrow().contains("__slots__"));
    if !all_slotted || has(slots) {
        return true;
    }
    class.ancestors.iter().any(|class| class.attrs.borrow().get("__slots__").is_some_and(&has))
}

/// `del object.name`.
pub fn delete(object: &Value, name: &Str, cx: &mut CallCx) -> Result<(), Raised> {
    if let Some(instance) = object.downcast::<Instance>() {
        if let Some(method) = instance.class.lookup("__delattr__") {
            call_found(&method, &instance.class, object, &[Value::Str(name.clone())], cx)?;
            return Ok(());
        }
        return delete_plain(instance, object, name, cx);
    }
    if let Some(raised) = object.downcast::<Exception>() {
        return exception::set_attr(raised, object, name, None, cx);
    }
    if let Value::Object(other) = object
        && other.set_attr(name, None, cx)?
    {
        return Ok(());
    }
    Err(missing(object, name))
}

/// `object.__delattr__`.
pub fn delete_plain(instance: &Instance, this: &Value, name: &Str, cx: &mut CallCx) -> Result<(), Raised> {
    if let Some(found) = instance.class.lookup(name) {
        if let Some(property) = found.downcast::<Property>() {
            if matches!(property.delete, Value::None) {
                return Err(Raised::new(
                    ExcKind::AttributeError,
                    format!("property '{name}' of '{}' object has no deleter", instance.class.name),
                ));
            }
            machine::call_values(&property.delete, std::slice::from_ref(this), cx)?;
            return Ok(());
        }
        if let Some(descriptor) = found.downcast::<Instance>()
            && let Some(method) = descriptor.class.lookup("__delete__")
        {
            call_found(&method, &descriptor.class, &found, std::slice::from_ref(this), cx)?;
            return Ok(());
        }
    }
    if instance.delete_own(name, cx)? { Ok(()) } else { Err(missing(this, name)) }
}

/// Names for `dir()`.
pub fn names(value: &Value, cx: &mut CallCx) -> Result<Vec<Str>, Raised> {
    let mut names: Vec<Str> = crate::types::attr_names(value).into_iter().map(Str::new).collect();
    if let Some(instance) = value.downcast::<Instance>() {
        for (name, _) in instance.own_attrs() {
            if let Value::Str(name) = name {
                names.push(name);
            }
        }
    }
    let class = Class::from_value(value).unwrap_or_else(|| class_of(value, cx));
    for class in std::iter::once(&class).chain(&class.ancestors) {
        names.extend(class.attrs.borrow().iter().map(|(name, _)| name.clone()));
    }
    if let Some(module) = value.downcast::<Module>() {
        for (name, _) in module.dict.pairs() {
            if let Value::Str(name) = name {
                names.push(name);
            }
        }
    }
    calm_sort(&mut names, |a, b| a.as_str().cmp(b.as_str()));
    names.dedup();
    Ok(names)
}
