//! Attributes and methods of Python's built-in types, their constructors, and formatting.
//!
//! `__class__` and type objects are the virtual machine's: it asks here with the type's name.

pub mod bytearray;
pub mod bytes;
pub mod codec;
pub mod complex;
pub mod dict;
pub mod dunder;
pub mod format;
pub mod hex_float;
pub mod int_bytes;
pub mod list;
pub mod method;
pub mod number;
pub mod parse_number;
pub mod percent;
pub mod range;
pub mod set;
pub mod str;
pub mod str_format;
pub mod views;

use value::context::CallCx;
use value::repr::{repr, str_of};
use value::{Args, ExcKind, Raised, Str, Value};

use crate::ops::slice::Slice;

pub use format::format;
pub use method::{Arity, BoundMethod, Function, FunctionEntry, MethodDescriptor, Run};
pub use number::{round_to, round_to_int};
pub use set::{frozenset_of_constants, set_of};

/// The method tables of a built-in value.
fn tables_of(value: &Value) -> &'static [&'static [FunctionEntry]] {
    match value {
        Value::Str(_) => &[str::METHODS, str::CLASS_METHODS],
        Value::List(_) => &[list::LIST_METHODS],
        Value::Tuple(_) => &[list::TUPLE_METHODS],
        Value::Dict(_) => &[dict::METHODS],
        Value::Set(_) => &[set::SET_METHODS],
        Value::FrozenSet(_) => &[set::FROZENSET_METHODS],
        Value::Bytes(_) => &[bytes::LIKE_STR, bytes::METHODS, bytes::CLASS_METHODS],
        Value::Int(_) | Value::Big(_) | Value::Bool(_) => &[number::INT_METHODS, number::INT_CLASS_METHODS],
        Value::Float(_) => &[number::FLOAT_METHODS, number::FLOAT_CLASS_METHODS],
        Value::None | Value::Object(_) => &[],
    }
}

/// The entry of that name in a sorted table.
#[inline]
pub fn lookup(table: &'static [FunctionEntry], name: &str) -> Option<&'static FunctionEntry> {
    table.binary_search_by(|entry| entry.name.cmp(name)).ok().map(|at| &table[at])
}

/// The method table entry that `receiver.name` means, to be kept by a call site: it is the same for every value
/// with the same [`Value::type_name`] among the built-in variants. `None` for objects.
#[inline]
pub fn find_method(receiver: &Value, name: &str) -> Option<&'static FunctionEntry> {
    tables_of(receiver).iter().find_map(|table| lookup(table, name)).or_else(|| dunder::find(receiver, name))
}

/// `entry` bound to a receiver.
pub fn bound_method(receiver: &Value, entry: &FunctionEntry) -> Value {
    Value::object(BoundMethod { receiver: receiver.clone(), entry: *entry })
}

/// The attribute `name` of any value: methods are given bound, objects are asked themselves; `None` if there is none.
/// `__class__` and `__dict__` are not answered here.
pub fn get_attr(value: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    if let Value::Object(object) = value {
        if let Some(found) = object.get_attr(value, name, cx)? {
            return Ok(Some(found));
        }
        if let Some(inner) = object.inner() {
            return get_attr(&inner, name, cx);
        }
        return Ok(dunder::find(value, name).map(|entry| bound_method(value, entry)));
    }
    if let Some(entry) = find_method(value, name) {
        return Ok(Some(bound_method(value, entry)));
    }
    Ok(match (name, value) {
        ("__doc__", _) => Some(Value::None),
        (_, Value::Int(_) | Value::Big(_) | Value::Bool(_) | Value::Float(_)) => number::number_attr(value, name),
        _ => None,
    })
}

/// `AttributeError: 'str' object has no attribute 'push'`.
pub fn no_attribute(value: &Value, name: &str) -> Raised {
    Raised::new(ExcKind::AttributeError, format!("'{}' object has no attribute '{name}'", value.type_name()))
}

/// `receiver.name(*args)` without making a bound method; `None` if a built-in value has no such method
/// (the caller raises the `AttributeError`) or if an object wants [`get_attr`] and a call.
#[inline]
pub fn call_method(receiver: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Option<Result<Value, Raised>> {
    if let Value::Object(object) = receiver {
        return match object.call_method(receiver, name, args, cx) {
            Ok(Some(result)) => Some(Ok(result)),
            Err(error) => Some(Err(error)),
            Ok(None) => match object.get_attr(receiver, name, cx) {
                Ok(Some(_)) => None,
                Err(error) => Some(Err(error)),
                Ok(None) => match object.inner() {
                    Some(inner) => call_method(&inner, name, args, cx),
                    None => dunder::find(receiver, name)
                        .map(|entry| entry.call(receiver, &args.positional, &args.keywords, cx)),
                },
            },
        };
    }
    find_method(receiver, name).map(|entry| entry.call(receiver, &args.positional, &args.keywords, cx))
}

/// [`call_method`] with positional arguments only, which need no `Vec`.
#[inline]
pub fn call_method_positional(
    receiver: &Value,
    name: &str,
    args: &[Value],
    cx: &mut CallCx,
) -> Option<Result<Value, Raised>> {
    match receiver {
        Value::Object(_) => call_method(receiver, name, &Args::of(args.to_vec()), cx),
        _ => find_method(receiver, name).map(|entry| entry.call(receiver, args, &[], cx)),
    }
}

/// A value that stands for its type in questions about method tables.
fn example_of(type_name: &str) -> Option<Value> {
    Some(match type_name {
        "str" => Value::str(""),
        "list" => Value::list(Vec::new()),
        "tuple" => Value::tuple(Vec::new()),
        "dict" => Value::dict(Default::default()),
        "set" => Value::set(Default::default()),
        "frozenset" => Value::frozenset(Default::default()),
        "bytes" => Value::Bytes(Vec::new().into()),
        "bytearray" => bytearray::ByteArray::value(Vec::new()),
        "int" => Value::Int(0),
        "bool" => Value::Bool(false),
        "float" => Value::Float(0.0),
        "complex" => Value::object(complex::Complex { re: 0.0, im: 0.0 }),
        "range" => Value::object(range::Range::new(0, 0, 1)),
        "NoneType" => Value::None,
        _ => return None,
    })
}

/// What `str.lower` or `dict.fromkeys` mean on the type itself: a function taking the receiver first,
/// or a class method.
pub fn type_attr(type_name: &str, name: &str) -> Option<Value> {
    let class_methods: &[FunctionEntry] = match type_name {
        "str" => str::CLASS_METHODS,
        "dict" => dict::CLASS_METHODS,
        "bytes" | "bytearray" => bytes::CLASS_METHODS,
        "int" | "bool" => number::INT_CLASS_METHODS,
        "float" => number::FLOAT_CLASS_METHODS,
        _ => &[],
    };
    if let Some(entry) = class_methods.iter().find(|entry| entry.name == name) {
        return Some(Function::value(*entry));
    }
    let example = example_of(type_name)?;
    find_method(&example, name).map(|entry| Value::object(MethodDescriptor { entry: *entry }))
}

/// Names of the attributes of a built-in value, sorted, for `dir()`.
pub fn attr_names(value: &Value) -> Vec<&'static str> {
    let mut names: Vec<&'static str> =
        tables_of(value).iter().flat_map(|table| table.iter()).map(|entry| entry.name).collect();
    names.extend(dunder::names(value));
    match value {
        Value::Int(_) | Value::Big(_) | Value::Bool(_) => names.extend(["denominator", "imag", "numerator", "real"]),
        Value::Float(_) => names.extend(["imag", "real"]),
        _ => {}
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// A method of an object, bound by name.
pub fn object_method(this: &Value, name: &str) -> Value {
    Value::object(dunder::NamedMethod { receiver: this.clone(), name: name.into() })
}

/// `int(…)`, `float(…)`, `str(…)`, `bool(…)`, `list(…)`, `tuple(…)`, `dict(…)`, `set(…)`, `frozenset(…)`, `bytes(…)`,
/// `bytearray(…)`, `complex(…)`, `range(…)`, `slice(…)`; `None` if `name` is not one of them.
pub fn construct(name: &str, args: &Args, cx: &mut CallCx) -> Option<Result<Value, Raised>> {
    Some(match name {
        "int" => number::construct_int(args, cx),
        "float" => number::construct_float(args, cx),
        "bool" => number::construct_bool(args, cx),
        "complex" => complex::construct(args, cx),
        "str" => construct_str(args, cx),
        "list" => construct_sequence("list", args, cx).map(Value::list),
        "tuple" => match args.positional.as_slice() {
            [tuple @ Value::Tuple(_)] if args.keywords.is_empty() => Ok(tuple.clone()),
            _ => construct_sequence("tuple", args, cx).map(Value::tuple),
        },
        "dict" => dict::construct(args, cx),
        "set" => set::construct_set(args, cx),
        "frozenset" => set::construct_frozenset(args, cx),
        "bytes" => bytes::construct(name, args, cx).map(|bytes| Value::Bytes(bytes.into())),
        "bytearray" => bytes::construct(name, args, cx).map(bytearray::ByteArray::value),
        "range" => range::construct(args, cx),
        "slice" => construct_slice(args),
        _ => return None,
    })
}

fn construct_sequence(name: &str, args: &Args, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    number::no_keywords(name, &args.keywords)?;
    match args.positional.as_slice() {
        [] => Ok(Vec::new()),
        [items] => crate::ops::collect(items, cx),
        more => Err(Raised::type_error(format!("{name} expected at most 1 argument, got {}", more.len()))),
    }
}

fn construct_slice(args: &Args) -> Result<Value, Raised> {
    number::no_keywords("slice", &args.keywords)?;
    match args.positional.as_slice() {
        [stop] => Ok(Slice::value(Value::None, stop.clone(), Value::None)),
        [start, stop] => Ok(Slice::value(start.clone(), stop.clone(), Value::None)),
        [start, stop, step] => Ok(Slice::value(start.clone(), stop.clone(), step.clone())),
        [] => Err(Raised::type_error("slice expected at least 1 argument, got 0".into())),
        more => Err(Raised::type_error(format!("slice expected at most 3 arguments, got {}", more.len()))),
    }
}

fn construct_str(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let given = args.positional.len() + args.keywords.len();
    if given > 3 {
        return Err(Raised::type_error(format!("str() takes at most 3 arguments ({given} given)")));
    }
    let mut slots =
        [args.positional.first().cloned(), args.positional.get(1).cloned(), args.positional.get(2).cloned()];
    for (name, value) in &args.keywords {
        match name.as_str() {
            "object" => slots[0] = Some(value.clone()),
            "encoding" => slots[1] = Some(value.clone()),
            "errors" => slots[2] = Some(value.clone()),
            _ => return Err(Raised::type_error(format!("'{name}' is an invalid keyword argument for str()"))),
        }
    }
    let [object, encoding, errors] = slots;
    let Some(object) = object else { return Ok(Value::str("")) };
    if encoding.is_none() && errors.is_none() {
        return match object {
            Value::Str(_) => Ok(object),
            _ => str_of(&object, cx).map(Value::string),
        };
    }
    let encoding = codec::option(&encoding, "str() argument 'encoding' must be str, not ", "utf-8")?;
    let errors = codec::option(&errors, "str() argument 'errors' must be str, not ", "strict")?;
    match bytearray::bytes_of(&object) {
        Some(bytes) => codec::decode(&bytes, &encoding, &errors, cx).map(Value::string),
        None if matches!(object, Value::Str(_)) => Err(Raised::type_error("decoding str is not supported".into())),
        None => {
            Err(Raised::type_error(format!("decoding to str: need a bytes-like object, {} found", object.type_name())))
        }
    }
}

/// `fmt % args` for a string `fmt`.
pub fn percent_format(fmt: &str, args: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    percent::format_str(fmt, args, cx)
}

/// `ascii(value)`: `repr` with everything beyond ASCII escaped.
pub fn ascii_repr(value: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    let text = repr(value, cx)?;
    if text.is_ascii() {
        return Ok(text);
    }
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        match u32::from(c) {
            0..=0x7f => out.push(c),
            code @ 0x80..=0xff => out.push_str(&format!("\\x{code:02x}")),
            code @ 0x100..=0xffff => out.push_str(&format!("\\u{code:04x}")),
            code => out.push_str(&format!("\\U{code:08x}")),
        }
    }
    Ok(out)
}

/// A string argument by value, for callers outside `str`'s own methods.
pub fn as_str(value: &Value) -> Option<Str> {
    crate::ops::item::inner_str(value)
}
