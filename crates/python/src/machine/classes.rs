//! Making functions and classes.

use std::rc::Rc;

use value::{CallCx, Dict, Raised, Str, Value};

use crate::compile::code::{Capture, FunctionSite};
use crate::machine::frame::{ClassBody, Frame};
use crate::machine::registers::Registers;
use crate::objects::attr;
use crate::objects::class::{Class, NewClass};
use crate::objects::descriptor::{ClassMethod, Property, StaticMethod};
use crate::objects::function::{Cell, Function, Globals};
use crate::objects::instance::Instance;
use crate::objects::names::NameMap;

pub fn make_function(
    site: &FunctionSite,
    registers: &mut Registers,
    outer: &Function,
    cells: &[Rc<Cell>],
    cx: &mut CallCx,
) -> Result<Value, Raised> {
    let closure = site
        .captures
        .iter()
        .map(|capture| {
            let cell = match *capture {
                Capture::Cell(at) => cells.get(usize::from(at)),
                Capture::Free(at) => outer.closure.get(usize::from(at)),
            };
            cell.cloned().unwrap_or_default()
        })
        .collect();
    let annotations = if site.annotations.is_empty() {
        None
    } else {
        let dict = Dict::default();
        for (name, value) in &site.annotations {
            dict.insert(Value::Str(name.clone()), registers.take(*value), cx)?;
        }
        Some(Value::Dict(Rc::new(dict)))
    };
    Ok(Value::object(Function {
        code: Rc::clone(&site.code),
        globals: Rc::clone(&outer.globals),
        defaults: site.defaults.iter().map(|&default| registers.take(default)).collect(),
        keyword_defaults: site
            .keyword_defaults
            .iter()
            .map(|(name, default)| (name.clone(), registers.take(*default)))
            .collect(),
        closure,
        annotations,
        attrs: Default::default(),
    }))
}

/// The class, when its body has run.
pub fn finish_body(frame: Box<Frame>, body: ClassBody, cx: &mut CallCx) -> Result<Value, Raised> {
    let Some(function) = frame.function.clone() else { return Ok(Value::None) };
    let class_cell = function
        .code
        .cells
        .iter()
        .position(|name| name.as_str() == "__class__")
        .and_then(|at| frame.cells.get(at).cloned());
    frame.recycle();
    let ClassBody { names, name, bases, keywords } = body;
    let mut attrs = names;
    if !attrs.contains("__qualname__") {
        attrs.insert("__qualname__".into(), Value::Str(function.code.qualname.clone()));
    }
    let globals = Rc::clone(&function.globals);
    let qualname = match attrs.remove("__qualname__") {
        Some(Value::Str(name)) => name,
        _ => name.clone(),
    };
    let class = make_class(name, qualname, &bases, attrs, &keywords, Some(&globals), cx)?;
    if let Some(cell) = class_cell {
        *cell.value.borrow_mut() = Some(class.clone());
    }
    Ok(class)
}

/// A new class; `globals` are those of the module that makes it.
///
/// Errors: CPython's about bases and metaclasses, and those of `__init_subclass__` and `__set_name__`.
pub fn make_class(
    name: Str,
    qualname: Str,
    bases: &[Value],
    attrs: NameMap,
    keywords: &[(Str, Value)],
    globals: Option<&Rc<Globals>>,
    cx: &mut CallCx,
) -> Result<Value, Raised> {
    let mut base_classes = Vec::new();
    for base in bases {
        base_classes.push(base_class(base)?);
    }
    let mut keywords = keywords.to_vec();
    if let Some(at) = keywords.iter().position(|(name, _)| name.as_str() == "metaclass") {
        let (_, metaclass) = keywords.remove(at);
        if let Some(base) = metaclass_base(&metaclass, globals, cx)? {
            base_classes.push(base);
        }
    }
    let module = match (attrs.get("__module__"), globals) {
        (Some(Value::Str(module)), _) => module.clone(),
        (_, Some(globals)) => globals.module_name(),
        _ => "__main__".into(),
    };
    let class = Class::new(NewClass {
        name,
        qualname,
        module,
        bases: base_classes,
        attrs,
        constructor: None,
        on_subclass: None,
    })?;
    if let Some(globals) = globals {
        globals.classes.borrow_mut().push(Rc::downgrade(&class));
    }
    let value = class.value();
    name_members(&class, &value, cx)?;
    if let Some(hook) = class.ancestors.iter().find_map(|base| base.on_subclass.clone()) {
        hook(&value, cx)?;
    }
    if let Some(hook) = class.lookup_after("__init_subclass__", 0) {
        let function = match hook.downcast::<ClassMethod>() {
            Some(method) => method.function.clone(),
            None => hook,
        };
        let args = value::Args { positional: vec![value.clone()], keywords };
        crate::machine::call(&function, args, cx)?;
    } else if !keywords.is_empty() {
        return Err(Raised::type_error(format!("{}.__init_subclass__() takes no keyword arguments", class.name)));
    }
    Ok(value)
}

fn base_class(base: &Value) -> Result<Rc<Class>, Raised> {
    if let Some(class) = Class::from_value(base) {
        return Ok(class);
    }
    // `class A(Generic[T])`, `class A(List[int])`.
    if let Some(alias) = base.downcast::<crate::objects::alias::GenericAlias>()
        && let Some(class) = Class::from_value(&alias.origin)
    {
        return Ok(class);
    }
    // CPython calls the type of what it is given with the name, the bases and the body.
    Err(Raised::type_error(match base.type_name().as_ref() {
        "int" | "bool" => "int() takes at most 2 arguments (3 given)".into(),
        "str" => "decoding str is not supported".into(),
        "module" => "module() takes at most 2 arguments (3 given)".into(),
        "function" => "function() argument 'code' must be code, not str".into(),
        "NoneType" => "NoneType takes no arguments".into(),
        name => format!("cannot create '{name}' instances"),
    }))
}

/// Metaclasses are not run here, but for `ABCMeta`, which is like deriving from `ABC`, and `type`.
fn metaclass_base(
    metaclass: &Value,
    globals: Option<&Rc<Globals>>,
    cx: &mut CallCx,
) -> Result<Option<Rc<Class>>, Raised> {
    let Some(class) = Class::from_value(metaclass) else {
        return Err(Raised::type_error("metaclass must be a class".into()));
    };
    match class.name.as_str() {
        "type" if class.is_builtin => Ok(None),
        "ABCMeta" => {
            let Some(globals) = globals else { return Ok(None) };
            let module = globals.modules.import("abc", cx)?;
            Ok(Class::from_value(&attr::get(&module, "ABC", cx)?))
        }
        _ => Err(Raised::type_error(format!(
            "metaclass '{}' is not supported here: use __init_subclass__ or a class decorator",
            class.name
        ))),
    }
}

/// Tells properties and descriptors their names, and makes the hooks that are class methods without saying so.
fn name_members(class: &Rc<Class>, value: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    let members: Vec<(Str, Value)> =
        class.attrs.borrow().iter().map(|(name, member)| (name.clone(), member.clone())).collect();
    for (name, member) in members {
        if let Some(property) = member.downcast::<Property>() {
            *property.name.borrow_mut() = Some(name);
        } else if matches!(name.as_str(), "__init_subclass__" | "__class_getitem__")
            && member.downcast::<Function>().is_some()
        {
            let method = Value::object(ClassMethod { function: member });
            class.attrs.borrow_mut().insert(name, method);
        } else if name.as_str() == "__new__" && member.downcast::<Function>().is_some() {
            let method = Value::object(StaticMethod { function: member });
            class.attrs.borrow_mut().insert(name, method);
        } else if let Some(descriptor) = member.downcast::<Instance>()
            && let Some(method) = descriptor.class.lookup("__set_name__")
        {
            attr::call_found(&method, &descriptor.class, &member, &[value.clone(), Value::Str(name)], cx)?;
        }
    }
    Ok(())
}
