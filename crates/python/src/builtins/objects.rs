//! Functions about any object: its attributes, class, identity and text.

use std::rc::Rc;

use value::hash::py_hash;
use value::repr::repr;
use value::{CallCx, ExcKind, Object, Raised, Str, Value};

use crate::builtins::eval;
use crate::objects::{attr, construct};
use crate::types::method::{any, between, one, zero};
use crate::types::{self, FunctionEntry};

pub const TABLE: &[FunctionEntry] = &[
    one("", "repr", |_, args, cx| repr(&args[0], cx).map(Value::string)),
    one("", "ascii", |_, args, cx| super::ascii(&args[0], cx).map(Value::string)),
    one("", "hash", |_, args, cx| py_hash(&args[0], cx).map(Value::Int)),
    one("", "id", |_, args, _| Ok(Value::Int(identity(&args[0])))),
    one("", "callable", |_, args, _| Ok(Value::Bool(is_callable(&args[0])))),
    between("", "format", 1, 2, |_, args, cx| match args.get(1) {
        None => types::format(&args[0], "", cx).map(Value::string),
        Some(Value::Str(spec)) => types::format(&args[0], spec, cx).map(Value::string),
        Some(other) => Err(Raised::type_error(format!("format() argument 2 must be str, not {}", other.type_name()))),
    }),
    between("", "isinstance", 2, 2, |_, args, cx| super::is_instance(&args[0], &args[1], cx).map(Value::Bool)),
    between("", "issubclass", 2, 2, |_, args, cx| super::is_subclass(&args[0], &args[1], cx).map(Value::Bool)),
    between("", "hasattr", 2, 2, |_, args, cx| {
        let name = attr_name(&args[1])?;
        match attr::find(&args[0], &name, cx) {
            Ok(found) => Ok(Value::Bool(found.is_some())),
            Err(raised) if raised.is_a(ExcKind::AttributeError) => Ok(Value::Bool(false)),
            Err(raised) => Err(raised),
        }
    }),
    between("", "getattr", 2, 3, |_, args, cx| {
        let name = attr_name(&args[1])?;
        match (attr::find(&args[0], &name, cx), args.get(2)) {
            (Ok(Some(found)), _) => Ok(found),
            (Ok(None), Some(default)) => Ok(default.clone()),
            (Ok(None), None) => Err(attr::missing(&args[0], &name)),
            (Err(raised), Some(default)) if raised.is_a(ExcKind::AttributeError) => Ok(default.clone()),
            (Err(raised), _) => Err(raised),
        }
    }),
    between("", "setattr", 3, 3, |_, args, cx| {
        let name = attr_name(&args[1])?;
        attr::set(&args[0], &name, args[2].clone(), cx)?;
        Ok(Value::None)
    }),
    between("", "delattr", 2, 2, |_, args, cx| {
        let name = attr_name(&args[1])?;
        attr::delete(&args[0], &name, cx)?;
        Ok(Value::None)
    }),
    between("", "dir", 0, 1, |_, args, cx| match args {
        [value] => {
            if let Some(found) = directory(value, cx)? {
                return Ok(found);
            }
            Ok(Value::list(attr::names(value, cx)?.into_iter().map(Value::Str).collect()))
        }
        _ => Err(only_direct("dir")),
    }),
    between("", "vars", 0, 1, |_, args, cx| match args {
        [value] => construct::vars(value, cx),
        _ => Err(only_direct("vars")),
    }),
    zero("", "globals", |_, _, _| Err(only_direct("globals"))),
    zero("", "locals", |_, _, _| Err(only_direct("locals"))),
    between("", "eval", 1, 3, |_, args, cx| {
        eval::eval(&args[0], args.get(1).unwrap_or(&Value::None), args.get(2).unwrap_or(&Value::None), cx)
    }),
    any("", "exec", |_, _, _, _| Err(not_here("exec", "write the code as ordinary statements"))),
    any("", "compile", |_, _, _, _| Err(not_here("compile", "write the code as ordinary statements"))),
    any("", "__import__", |_, _, _, _| Err(not_here("__import__", "use an `import` statement"))),
    any("", "breakpoint", |_, _, _, _| Ok(Value::None)),
    between("", "exit", 0, 1, |_, args, _| Err(exit(args))),
    between("", "quit", 0, 1, |_, args, _| Err(exit(args))),
    any("", "__build_class__", |_, _, _, _| Err(not_here("__build_class__", "use a `class` statement"))),
    any("", "help", |_, _, _, _| Ok(Value::None)),
];

fn exit(args: &[Value]) -> Raised {
    let code = args.first().cloned().unwrap_or_default();
    Raised::from_value(value::Exception::builtin(ExcKind::SystemExit, vec![code]).into_value())
}

fn not_here(name: &str, instead: &str) -> Raised {
    Raised::new(ExcKind::NotImplementedError, format!("{name}() is not supported here: {instead}"))
}

/// These functions look at the code that calls them, which a variable for them does not tell.
fn only_direct(name: &str) -> Raised {
    Raised::new(ExcKind::RuntimeError, format!("{name}() can only be called by its own name here"))
}

fn attr_name(name: &Value) -> Result<Str, Raised> {
    types::as_str(name)
        .ok_or_else(|| Raised::type_error(format!("attribute name must be string, not '{}'", name.type_name())))
}

/// What `__dir__` of the program's own class gives, sorted.
fn directory(value: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    let Some(instance) = value.downcast::<crate::objects::instance::Instance>() else { return Ok(None) };
    let Some(names) = attr::call_special_of(&instance.class, value, "__dir__", &[], cx)? else { return Ok(None) };
    let sorted = crate::ops::sort::sorted(&names, None, crate::ops::sort::SortOrder::Ascending, cx)?;
    Ok(Some(Value::list(sorted)))
}

pub fn is_callable(value: &Value) -> bool {
    matches!(value, Value::Object(object) if object.is_callable())
}

/// `id(value)`.
fn identity(value: &Value) -> i64 {
    let address = match value {
        Value::None => 0x95_0040,
        Value::Bool(truth) => 0x95_0060 + usize::from(*truth) * 0x20,
        Value::Int(number) => return 0x7f00_0000_0000_i64.wrapping_add(number.wrapping_mul(32)),
        Value::Float(number) => number.to_bits() as usize >> 4,
        Value::Str(text) => text.as_ptr() as usize,
        Value::Big(number) => Rc::as_ptr(number) as usize,
        Value::Bytes(bytes) => bytes.as_ptr() as usize,
        Value::Tuple(items) => items.as_ptr() as usize,
        Value::List(list) => Rc::as_ptr(list) as usize,
        Value::Dict(dict) => Rc::as_ptr(dict) as usize,
        Value::Set(set) => Rc::as_ptr(set) as usize,
        Value::FrozenSet(set) => Rc::as_ptr(set) as usize,
        Value::Object(object) => {
            let object: &dyn Object = &**object;
            value::object::address(object)
        }
    };
    address as i64
}
