//! The names that every program has without importing anything.

mod classes;
mod eval;
mod files;
mod functions;
mod iterators;
mod numbers;
mod objects;
mod output;

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;

use rustc_hash::FxHashMap;
use value::{Args, CallCx, ExcKind, Object, Raised, Str, Value};

use crate::objects::class::builtin;
use crate::types::{Function, FunctionEntry};

pub use classes::{convert, is_instance, is_subclass};

/// Built-in classes that can be called or named.
const CLASSES: [&str; 26] = [
    "int",
    "float",
    "str",
    "bool",
    "list",
    "tuple",
    "dict",
    "set",
    "frozenset",
    "bytes",
    "bytearray",
    "complex",
    "range",
    "slice",
    "object",
    "type",
    "property",
    "classmethod",
    "staticmethod",
    "super",
    "map",
    "filter",
    "zip",
    "enumerate",
    "reversed",
    "memoryview",
];

thread_local! {
    /// Every built-in name asked for so far: the same object each time.
    static KNOWN: RefCell<FxHashMap<Str, Option<Value>>> = RefCell::default();
}

/// What a built-in name means.
pub fn lookup(name: &str) -> Option<Value> {
    if let Some(known) = KNOWN.with(|known| known.borrow().get(name).cloned()) {
        return known;
    }
    let value = find(name);
    KNOWN.with(|known| known.borrow_mut().insert(Str::new(name), value.clone()));
    value
}

fn find(name: &str) -> Option<Value> {
    match name {
        "Ellipsis" => return Some(ellipsis()),
        "NotImplemented" => return Some(not_implemented()),
        "__debug__" => return Some(Value::Bool(true)),
        // Other names of OSError.
        "IOError" | "EnvironmentError" => return Some(builtin("OSError").value()),
        _ => {}
    }
    if CLASSES.contains(&name) || ExcKind::ALL.iter().any(|kind| kind.name() == name) {
        return Some(builtin(name).value());
    }
    let tables: [&[FunctionEntry]; 5] =
        [functions::TABLE, numbers::TABLE, objects::TABLE, output::TABLE, iterators::TABLE];
    let entry = tables.iter().flat_map(|table| table.iter()).find(|entry| entry.name == name)?;
    Some(Function::value(*entry))
}

/// All built-in names, for `dir(builtins)` and suggestions.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&'static str> = CLASSES.to_vec();
    names.extend(ExcKind::ALL.iter().map(|kind| kind.name()));
    for table in [functions::TABLE, numbers::TABLE, objects::TABLE, output::TABLE, iterators::TABLE] {
        names.extend(table.iter().map(|entry| entry.name));
    }
    names.extend(["Ellipsis", "NotImplemented", "None", "True", "False"]);
    names.sort_unstable();
    names
}

/// Instances of built-in classes that [`crate::types::construct`] does not make; `None` if there is no such class.
pub fn construct(name: &str, args: &Args, cx: &mut CallCx) -> Option<Result<Value, Raised>> {
    Some(match name {
        "map" => iterators::map(args, cx),
        "filter" => iterators::filter(args, cx),
        "zip" => iterators::zip(args, cx),
        "enumerate" => iterators::enumerate(args, cx),
        "reversed" => iterators::reversed(args, cx),
        "property" => classes::property(args),
        "classmethod" => classes::class_method(args),
        "staticmethod" => classes::static_method(args),
        "super" => classes::super_of(args, cx),
        _ => return None,
    })
}

pub fn ascii(value: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    crate::types::ascii_repr(value, cx)
}

/// A number with an imaginary part only.
pub fn imaginary(number: f64) -> Value {
    let args = Args::of(vec![Value::Float(0.0), Value::Float(number)]);
    let made = crate::types::construct("complex", &args, &mut CallCx::default());
    made.and_then(Result::ok).unwrap_or_default()
}

/// Objects of which there is one: `...` and `NotImplemented`.
struct Single {
    name: &'static str,
    class: &'static str,
}

impl Object for Single {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed(self.class)
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(self.name.into())
    }
}

thread_local! {
    static ELLIPSIS: Value = Value::object(Single { name: "Ellipsis", class: "ellipsis" });
    static NOT_IMPLEMENTED: Value =
        Value::object(Single { name: "NotImplemented", class: "NotImplementedType" });
}

pub fn ellipsis() -> Value {
    ELLIPSIS.with(Value::clone)
}

pub fn not_implemented() -> Value {
    NOT_IMPLEMENTED.with(Value::clone)
}

pub fn is_not_implemented(value: &Value) -> bool {
    value.downcast::<Single>().is_some_and(|single| single.name == "NotImplemented")
}
