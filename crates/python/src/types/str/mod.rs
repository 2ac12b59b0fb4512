//! The methods of `str`.

pub mod case;
pub mod find;
pub mod pad;
pub mod split;
pub mod translate;

use value::context::CallCx;
use value::equality::eq;
use value::unicode::{self, Property};
use value::{Raised, Str, Value};

use crate::ops::collect;
use crate::ops::item::inner_str;
use crate::types::method::{FunctionEntry, any, between, named, named_after, one, parsed, zero};
use crate::types::{codec, str_format};

/// The method table, sorted by name.
pub const METHODS: &[FunctionEntry] = &[
    one("str", "__contains__", |this, args, cx| crate::ops::contains(this, &args[0], cx).map(Value::Bool)),
    one("str", "__eq__", |this, args, cx| eq(this, &args[0], cx).map(Value::Bool)),
    one("str", "__format__", |this, args, cx| {
        let spec = argument(&args[0], "__format__() argument must be str, not ")?;
        crate::types::format(this, &spec, cx).map(Value::string)
    }),
    one("str", "__getitem__", |this, args, cx| crate::ops::get_item(this, &args[0], cx)),
    zero("str", "__len__", |this, _, cx| crate::ops::len(this, cx).map(Value::from)),
    zero("str", "capitalize", case::capitalize),
    zero("str", "casefold", case::casefold),
    between("str", "center", 1, 2, pad::center),
    parsed("str", "count", 1, 3, find::count),
    named("str", "encode", &["encoding", "errors"], 0, codec::encode_method),
    parsed("str", "endswith", 1, 3, find::endswith),
    named("str", "expandtabs", &["tabsize"], 0, pad::expandtabs),
    parsed("str", "find", 1, 3, find::find),
    any("str", "format", |this, args, keywords, cx| {
        str_format::format_str(&receiver(this), args, keywords, cx).map(Value::string)
    }),
    one("str", "format_map", |this, args, cx| str_format::format_map(&receiver(this), &args[0], cx).map(Value::string)),
    parsed("str", "index", 1, 3, find::index),
    zero("str", "isalnum", |this, _, _| all(this, |c| has_any(c, &[Property::Alpha, Property::Numeric]))),
    zero("str", "isalpha", |this, _, _| all(this, |c| unicode::has(Property::Alpha, c))),
    zero("str", "isascii", |this, _, _| Ok(Value::Bool(receiver(this).is_ascii()))),
    zero("str", "isdecimal", |this, _, _| all(this, |c| unicode::has(Property::Decimal, c))),
    zero("str", "isdigit", |this, _, _| all(this, |c| unicode::has(Property::Digit, c))),
    zero("str", "isidentifier", |this, _, _| Ok(Value::Bool(is_identifier(&receiver(this))))),
    zero("str", "islower", case::islower),
    zero("str", "isnumeric", |this, _, _| all(this, |c| unicode::has(Property::Numeric, c))),
    zero("str", "isprintable", |this, _, _| Ok(Value::Bool(receiver(this).chars().all(unicode::is_printable)))),
    zero("str", "isspace", |this, _, _| all(this, unicode::is_space)),
    zero("str", "istitle", case::istitle),
    zero("str", "isupper", case::isupper),
    one("str", "join", join),
    between("str", "ljust", 1, 2, pad::ljust),
    zero("str", "lower", case::lower),
    between("str", "lstrip", 0, 1, |this, args, _| split::strip(this, args, split::Side::Left)),
    one("str", "partition", split::partition),
    one("str", "removeprefix", split::removeprefix),
    one("str", "removesuffix", split::removesuffix),
    between("str", "replace", 2, 3, find::replace),
    parsed("str", "rfind", 1, 3, find::rfind),
    parsed("str", "rindex", 1, 3, find::rindex),
    between("str", "rjust", 1, 2, pad::rjust),
    one("str", "rpartition", split::rpartition),
    named_after("str", "rsplit", &["sep", "maxsplit"], 0, 2, split::rsplit),
    between("str", "rstrip", 0, 1, |this, args, _| split::strip(this, args, split::Side::Right)),
    named_after("str", "split", &["sep", "maxsplit"], 0, 2, split::split),
    named("str", "splitlines", &["keepends"], 0, split::splitlines),
    parsed("str", "startswith", 1, 3, find::startswith),
    between("str", "strip", 0, 1, |this, args, _| split::strip(this, args, split::Side::Both)),
    zero("str", "swapcase", case::swapcase),
    zero("str", "title", case::title),
    one("str", "translate", translate::translate),
    zero("str", "upper", case::upper),
    one("str", "zfill", pad::zfill),
];

/// The functions of the type itself.
pub const CLASS_METHODS: &[FunctionEntry] = &[between("str", "maketrans", 1, 3, translate::maketrans)];

/// The receiver of a method of `str`.
#[inline]
pub fn receiver(this: &Value) -> Str {
    match this {
        Value::Str(text) => text.clone(),
        other => inner_str(other).unwrap_or_else(|| Str::new("")),
    }
}

/// An argument that has to be a string; the message is `message` and the type's name.
#[inline]
pub fn argument(value: &Value, message: &str) -> Result<Str, Raised> {
    match value {
        Value::Str(text) => Ok(text.clone()),
        other => inner_str(other).ok_or_else(|| {
            // `None` shows as itself in the messages that name the argument.
            let shown = match other {
                Value::None if message.contains("argument") => "None".into(),
                _ => other.type_name(),
            };
            Raised::type_error(format!("{message}{shown}"))
        }),
    }
}

fn has_any(c: char, properties: &[Property]) -> bool {
    properties.iter().any(|property| unicode::has(*property, c))
}

fn all(this: &Value, holds: impl Fn(char) -> bool) -> Result<Value, Raised> {
    let text = receiver(this);
    Ok(Value::Bool(!text.is_empty() && text.chars().all(holds)))
}

/// Python's `str.isidentifier`.
pub fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| unicode::has(Property::IdentifierStart, c))
        && chars.all(|c| unicode::has(Property::IdentifierContinue, c))
}

fn join(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let separator = receiver(this);
    let held;
    let borrowed;
    let items: &[Value] = match &args[0] {
        Value::List(items) => {
            borrowed = items.0.borrow();
            &borrowed
        }
        Value::Tuple(items) => items,
        other => {
            held = match crate::ops::iter(other, cx) {
                Ok(iterator) => collect(&iterator, cx)?,
                Err(error) if error.is_a(value::ExcKind::TypeError) => {
                    return Err(Raised::type_error("can only join an iterable".into()));
                }
                Err(error) => return Err(error),
            };
            &held
        }
    };
    if let [only @ Value::Str(_)] = items {
        return Ok(only.clone());
    }
    let mut len = separator.len().saturating_mul(items.len().saturating_sub(1));
    let mut derived = Vec::new();
    for (i, item) in items.iter().enumerate() {
        match item {
            Value::Str(text) => len = len.saturating_add(text.len()),
            other => match inner_str(other) {
                Some(text) => {
                    len = len.saturating_add(text.len());
                    derived.push((i, text));
                }
                None => {
                    return Err(Raised::type_error(format!(
                        "sequence item {i}: expected str instance, {} found",
                        other.type_name()
                    )));
                }
            },
        }
    }
    cx.reserve(len)?;
    let mut joined = String::with_capacity(len);
    let mut derived = derived.into_iter().peekable();
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            joined.push_str(&separator);
        }
        match item {
            Value::Str(text) => joined.push_str(text),
            _ => {
                if let Some((_, text)) = derived.next_if(|(at, _)| *at == i) {
                    joined.push_str(&text);
                }
            }
        }
    }
    Ok(Value::string(joined))
}
