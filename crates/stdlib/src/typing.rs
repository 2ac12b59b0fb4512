//! `typing`: names for annotations, which mean nothing when a program runs, and `NamedTuple`.

use value::{Args, CallCx, Raised, Str, Value};

use crate::collections::namedtuple::class_attrs;
use crate::support::{class, module, receiver};
use python::native::{NativeClass, builtin_class, native_function};
use python::types::get_attr;

const NAMES: &[&str] = &[
    "Any",
    "AnyStr",
    "AbstractSet",
    "AsyncIterator",
    "Awaitable",
    "Callable",
    "ClassVar",
    "Collection",
    "Container",
    "Coroutine",
    "Counter",
    "DefaultDict",
    "Deque",
    "Dict",
    "Final",
    "FrozenSet",
    "Generator",
    "Generic",
    "Hashable",
    "IO",
    "Iterable",
    "Iterator",
    "List",
    "Literal",
    "Mapping",
    "MutableMapping",
    "MutableSequence",
    "MutableSet",
    "NoReturn",
    "Optional",
    "OrderedDict",
    "Pattern",
    "Protocol",
    "Reversible",
    "Self",
    "Sequence",
    "Set",
    "Sized",
    "SupportsFloat",
    "SupportsInt",
    "Text",
    "TextIO",
    "Tuple",
    "Type",
    "TypedDict",
    "Union",
    "Annotated",
    "TypeAlias",
    "Concatenate",
    "ParamSpec",
    "Never",
    "LiteralString",
];

/// The module object.
pub fn load() -> Value {
    let mut members: Vec<(&'static str, Value)> = NAMES.iter().map(|name| (*name, annotation(name))).collect();
    members.extend([
        ("NamedTuple", named_tuple_class()),
        ("TYPE_CHECKING", Value::Bool(false)),
        ("TypeVar", native_function("TypeVar", |_, _| Ok(annotation("TypeVar")))),
        ("NewType", native_function("NewType", |args, _| Ok(args.positional.get(1).cloned().unwrap_or_default()))),
        ("cast", native_function("cast", |args, _| Ok(args.positional.get(1).cloned().unwrap_or_default()))),
        ("overload", native_function("overload", same)),
        ("final", native_function("final", same)),
        ("no_type_check", native_function("no_type_check", same)),
        ("runtime_checkable", native_function("runtime_checkable", same)),
        (
            "get_type_hints",
            native_function("get_type_hints", |args, cx| {
                let of = args.positional.first().cloned().unwrap_or_default();
                Ok(get_attr(&of, "__annotations__", cx)?.unwrap_or_default())
            }),
        ),
    ]);
    module("typing", &[], members)
}

fn same(args: &Args, _cx: &mut CallCx) -> Result<Value, Raised> {
    Ok(args.positional.first().cloned().unwrap_or_default())
}

/// A class that can be subscripted, derived from and combined, to no effect.
fn annotation(name: &'static str) -> Value {
    class(name, || {
        NativeClass::new(name, "typing")
            .class_method("__class_item__", |args, _| Ok(receiver(args).0))
            .class_method("__init_subclass__", |_, _| Ok(Value::None))
            .build()
    })
}

/// `class Point(NamedTuple): x: int; y: int = 0`.
fn named_tuple_class() -> Value {
    class("typing.NamedTuple", || {
        NativeClass::new("NamedTuple", "typing").base(&builtin_class("tuple")).on_subclass(make_named).build()
    })
}

fn make_named(class: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    let Value::Object(object) = class else { return Ok(()) };
    // A class derived from a finished one has the fields of that.
    if get_attr(class, "_fields", cx)?.is_some() {
        return Ok(());
    }
    let annotations = get_attr(class, "__annotations__", cx)?.unwrap_or_default();
    let Some(annotations) = python::types::dict::as_dict(&annotations) else { return Ok(()) };
    let (mut fields, mut defaults) = (Vec::<Str>::new(), Vec::new());
    for (name, _) in annotations.pairs() {
        let Value::Str(name) = name else { continue };
        match get_attr(class, &name, cx)? {
            Some(default) => defaults.push(default),
            None if defaults.is_empty() => {}
            None => {
                return Err(Raised::type_error(format!(
                    "non-default namedtuple field {name} cannot follow default field{} {}",
                    if defaults.len() == 1 { "" } else { "s" },
                    fields.iter().rev().take(defaults.len()).rev().map(Str::as_str).collect::<Vec<_>>().join(", ")
                )));
            }
        }
        fields.push(name);
    }
    let typename = class_name(class, cx)?;
    for (name, value) in class_attrs(&typename, &fields, &defaults)? {
        // What the class defines itself stays, but for the fields and how it is made.
        let own = !fields.contains(&name) && name.as_str() == "__repr__" && defines(class, &name, cx)?;
        if !own {
            object.set_attr(&name, Some(value), cx)?;
        }
    }
    Ok(())
}

fn defines(class: &Value, name: &str, cx: &mut CallCx) -> Result<bool, Raised> {
    Ok(get_attr(class, name, cx)?.is_some_and(|found| found.type_name() == "function"))
}

/// The name of a class.
pub fn class_name(class: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    Ok(match get_attr(class, "__name__", cx)? {
        Some(Value::Str(name)) => name.to_string(),
        _ => String::new(),
    })
}
