//! The methods of `bytes` and `bytearray`.
//!
//! Most are those of `str` on a text with one character for every byte. Bytes that are not plain ASCII become
//! characters of the private use area, which have no case and are no space, letter or digit, as it is with bytes.

use value::context::CallCx;
use value::{Args, Raised, Str, Value};

use crate::ops::call::size;
use crate::ops::collect;
use crate::ops::item::inner_str;
use crate::types::bytearray::{ByteArray, byte, bytes_of};
use crate::types::codec;
use crate::types::lookup;
use crate::types::method::{FunctionEntry, any, between, named, one};
use crate::types::str;

macro_rules! like_str {
    ($($name:literal),* $(,)?) => { &[$(any("bytes", $name, |this, args, keywords, cx| {
        through_str($name, this, args, keywords, cx)
    })),*] };
}

/// The methods that work as those of `str`, sorted by name.
pub const LIKE_STR: &[FunctionEntry] = like_str![
    "capitalize",
    "center",
    "count",
    "endswith",
    "expandtabs",
    "find",
    "index",
    "isalnum",
    "isalpha",
    "isascii",
    "isdigit",
    "islower",
    "isspace",
    "istitle",
    "isupper",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "upper",
    "zfill",
];

/// The other methods, sorted by name.
pub const METHODS: &[FunctionEntry] = &[
    named("bytes", "decode", &["encoding", "errors"], 0, |this, args, cx| {
        let encoding = codec::option(&args[0], "decode() argument 'encoding' must be str, not ", "utf-8")?;
        let errors = codec::option(&args[1], "decode() argument 'errors' must be str, not ", "strict")?;
        codec::decode(&bytes_of(this).unwrap_or_default(), &encoding, &errors, cx).map(Value::string)
    }),
    named("bytes", "hex", &["sep", "bytes_per_sep"], 0, hex),
    named("bytes", "translate", &["table", "delete"], 1, translate),
];

/// The functions of the type itself.
pub const CLASS_METHODS: &[FunctionEntry] =
    &[one("bytes", "fromhex", from_hex), between("bytes", "maketrans", 2, 2, make_trans)];

const PRIVATE: u32 = 0xe000;

fn to_text(bytes: &[u8], name: &str) -> Str {
    let char_of = |byte: u8| match byte {
        b' '..=b'~' | b'\t' | b'\n' | b'\r' => char::from(byte),
        0x0b | 0x0c if name != "splitlines" => char::from(byte),
        0x80.. if name == "isascii" => 'é',
        _ if name == "isascii" => 'a',
        _ => char::from_u32(PRIVATE + u32::from(byte)).unwrap_or('?'),
    };
    bytes.iter().map(|byte| char_of(*byte)).collect::<String>().into()
}

fn to_bytes(text: &str) -> Vec<u8> {
    text.chars().map(|c| u32::from(c) as u8).collect()
}

/// A result of a `str` method with its strings as bytes again.
fn back(value: Value, this: &Value) -> Value {
    match value {
        Value::Str(text) => same_type(this, to_bytes(&text)),
        Value::Tuple(items) => Value::Tuple(items.iter().map(|item| back(item.clone(), this)).collect()),
        Value::List(items) => Value::list(items.0.borrow().iter().map(|item| back(item.clone(), this)).collect()),
        other => other,
    }
}

/// Bytes or a bytearray, as `this` is.
fn same_type(this: &Value, bytes: Vec<u8>) -> Value {
    match this.downcast::<ByteArray>() {
        Some(_) => ByteArray::value(bytes),
        None => Value::Bytes(bytes.into()),
    }
}

fn through_str(
    name: &'static str,
    this: &Value,
    args: &[Value],
    keywords: &[(Str, Value)],
    cx: &mut CallCx,
) -> Result<Value, Raised> {
    let text = Value::Str(to_text(&bytes_of(this).unwrap_or_default(), name));
    let mut mapped = Vec::with_capacity(args.len());
    for (at, arg) in args.iter().enumerate() {
        mapped.push(argument(name, at, arg, cx)?);
    }
    let mut mapped_keywords = Vec::with_capacity(keywords.len());
    for (keyword, value) in keywords {
        mapped_keywords.push((keyword.clone(), argument(name, usize::from(keyword.as_str() != "sep"), value, cx)?));
    }
    let Some(entry) = lookup(str::METHODS, name) else { return Ok(Value::None) };
    let entry = FunctionEntry { owner: if same_is_bytes(this) { "bytes" } else { "bytearray" }, ..*entry };
    match entry.call(&text, &mapped, &mapped_keywords, cx) {
        Err(error) if error.last_line(cx) == "ValueError: substring not found" => {
            Err(Raised::value_error("subsection not found".into()))
        }
        result => result.map(|value| back(value, this)),
    }
}

fn same_is_bytes(this: &Value) -> bool {
    matches!(this, Value::Bytes(_))
}

/// An argument of a method of bytes as the matching one of `str` takes it.
fn argument(name: &str, at: usize, value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let searches = matches!(name, "find" | "rfind" | "index" | "rindex" | "count");
    let wants_bytes = match name {
        "center" | "ljust" | "rjust" => at == 1,
        "expandtabs" | "zfill" | "splitlines" => false,
        "replace" => at < 2,
        _ => at == 0,
    };
    let none_is_default = matches!(name, "strip" | "lstrip" | "rstrip" | "split" | "rsplit");
    if !wants_bytes || (matches!(value, Value::None) && none_is_default) {
        return Ok(value.clone());
    }
    let type_name = value.type_name();
    if let Some(bytes) = bytes_of(value) {
        return Ok(Value::Str(to_text(&bytes, name)));
    }
    if searches {
        return match value {
            Value::Int(_) | Value::Bool(_) | Value::Big(_) => {
                Ok(Value::Str(to_text(&[byte(value, "byte must be in range(0, 256)", cx)?], name)))
            }
            _ => Err(Raised::type_error(format!("argument should be integer or bytes-like object, not '{type_name}'"))),
        };
    }
    match (name, value) {
        ("startswith" | "endswith", Value::Tuple(parts)) => {
            let mut mapped = Vec::with_capacity(parts.len());
            for part in parts.iter() {
                match bytes_of(part) {
                    Some(bytes) => mapped.push(Value::Str(to_text(&bytes, name))),
                    None => {
                        return Err(Raised::type_error(format!(
                            "a bytes-like object is required, not '{}'",
                            part.type_name()
                        )));
                    }
                }
            }
            Ok(Value::tuple(mapped))
        }
        ("startswith" | "endswith", _) => {
            Err(Raised::type_error(format!("{name} first arg must be bytes or a tuple of bytes, not {type_name}")))
        }
        ("join", _) => {
            let mut mapped = Vec::new();
            for (i, item) in collect(value, cx)
                .map_err(|_| Raised::type_error("can only join an iterable".into()))?
                .iter()
                .enumerate()
            {
                match bytes_of(item) {
                    Some(bytes) => mapped.push(Value::Str(to_text(&bytes, name))),
                    None => {
                        return Err(Raised::type_error(format!(
                            "sequence item {i}: expected a bytes-like object, {} found",
                            item.type_name()
                        )));
                    }
                }
            }
            Ok(Value::list(mapped))
        }
        ("center" | "ljust" | "rjust", _) => {
            Err(Raised::type_error(format!("{name}() argument 2 must be a byte string of length 1, not {type_name}")))
        }
        _ => Err(Raised::type_error(format!("a bytes-like object is required, not '{type_name}'"))),
    }
}

fn hex(this: &Value, args: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let bytes = bytes_of(this).unwrap_or_default();
    cx.reserve(bytes.len().saturating_mul(3))?;
    let separator = match &args[0] {
        None => None,
        Some(value) => {
            match inner_str(value).map(|text| text.to_string()).or_else(|| bytes_of(value).map(|b| to_bytes_text(&b))) {
                Some(text) if text.chars().count() == 1 => text.chars().next(),
                Some(_) => return Err(Raised::value_error("sep must be length 1.".into())),
                None => return Err(Raised::type_error("sep must be str or bytes.".into())),
            }
        }
    };
    let group = match &args[1] {
        Some(count) => size(count, cx)?,
        None => 1,
    };
    let mut out = String::with_capacity(bytes.len() * 2);
    for (at, byte) in bytes.iter().enumerate() {
        if let Some(separator) = separator.filter(|_| at > 0 && group != 0) {
            let distance = if group > 0 { bytes.len() - at } else { at };
            if distance.is_multiple_of(group.unsigned_abs() as usize) {
                out.push(separator);
            }
        }
        out.push_str(&format!("{byte:02x}"));
    }
    Ok(Value::string(out))
}

fn to_bytes_text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn from_hex(_this: &Value, args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    let Some(text) = inner_str(&args[0]) else {
        return Err(Raised::type_error(format!("fromhex() argument must be str, not {}", args[0].type_name())));
    };
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut high = None;
    for (at, c) in text.chars().enumerate() {
        match (high, c.to_digit(16)) {
            (None, None) if c.is_ascii_whitespace() || c == '\x0b' => {}
            (None, Some(digit)) => high = Some(digit),
            (Some(first), Some(digit)) => {
                bytes.push((first << 4 | digit) as u8);
                high = None;
            }
            _ => return Err(not_hex(at)),
        }
    }
    match high {
        None => Ok(Value::Bytes(bytes.into())),
        Some(_) => Err(not_hex(text.chars().count())),
    }
}

fn not_hex(at: usize) -> Raised {
    Raised::value_error(format!("non-hexadecimal number found in fromhex() arg at position {at}"))
}

fn make_trans(_this: &Value, args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    let bytes = |value: &Value| {
        bytes_of(value)
            .ok_or_else(|| Raised::type_error(format!("a bytes-like object is required, not '{}'", value.type_name())))
    };
    let (from, to) = (bytes(&args[0])?, bytes(&args[1])?);
    if from.len() != to.len() {
        return Err(Raised::value_error("maketrans arguments must have same length".into()));
    }
    let mut table: Vec<u8> = (0..=255).collect();
    for (from, to) in from.iter().zip(to) {
        table[usize::from(*from)] = to;
    }
    Ok(Value::Bytes(table.into()))
}

fn translate(this: &Value, args: &[Option<Value>], _cx: &mut CallCx) -> Result<Value, Raised> {
    let table = match &args[0] {
        None | Some(Value::None) => None,
        Some(value) => match bytes_of(value) {
            Some(table) if table.len() == 256 => Some(table),
            Some(_) => {
                return Err(Raised::value_error("translation table must be 256 characters long".into()));
            }
            None => {
                return Err(Raised::type_error(format!(
                    "a bytes-like object is required, not '{}'",
                    value.type_name()
                )));
            }
        },
    };
    let delete = args[1].as_ref().and_then(bytes_of).unwrap_or_default();
    let kept = bytes_of(this).unwrap_or_default().into_iter().filter(|byte| !delete.contains(byte));
    Ok(same_type(
        this,
        match table {
            Some(table) => kept.map(|byte| table[usize::from(byte)]).collect(),
            None => kept.collect(),
        },
    ))
}

/// `bytes(…)` and `bytearray(…)`: the bytes that the arguments mean.
pub fn construct(name: &str, args: &Args, cx: &mut CallCx) -> Result<Vec<u8>, Raised> {
    let mut slots =
        [args.positional.first().cloned(), args.positional.get(1).cloned(), args.positional.get(2).cloned()];
    for (keyword, value) in &args.keywords {
        match keyword.as_str() {
            "source" => slots[0] = Some(value.clone()),
            "encoding" => slots[1] = Some(value.clone()),
            "errors" => slots[2] = Some(value.clone()),
            _ => return Err(Raised::type_error(format!("'{keyword}' is an invalid keyword argument for {name}()"))),
        }
    }
    let [source, encoding, errors] = slots;
    let Some(source) = source else { return Ok(Vec::new()) };
    if let Some(text) = inner_str(&source) {
        if encoding.is_none() {
            return Err(Raised::type_error("string argument without an encoding".into()));
        }
        let encoding = codec::option(&encoding, "encoding must be str, not ", "utf-8")?;
        let errors = codec::option(&errors, "errors must be str, not ", "strict")?;
        return codec::encode(&text, &encoding, &errors, cx);
    }
    if encoding.is_some() || errors.is_some() {
        return Err(Raised::type_error("encoding without a string argument".into()));
    }
    if let Some(bytes) = bytes_of(&source) {
        return Ok(bytes);
    }
    if crate::ops::call::has_index(&source, cx)? {
        let count = crate::ops::index(&source, cx).map_err(|error| match error.is_a(value::ExcKind::IndexError) {
            true => Raised::new(value::ExcKind::OverflowError, "cannot fit 'int' into an index-sized integer".into()),
            false => error,
        })?;
        let count = usize::try_from(count).map_err(|_| Raised::value_error("negative count".into()))?;
        cx.reserve(count)?;
        return Ok(vec![0; count]);
    }
    let items = collect(&source, cx).map_err(|error| match error.is_a(value::ExcKind::TypeError) {
        true => Raised::type_error(format!("cannot convert '{}' object to {name}", source.type_name())),
        false => error,
    })?;
    let message = if name == "bytes" { "bytes must be in range(0, 256)" } else { "byte must be in range(0, 256)" };
    let mut bytes = Vec::with_capacity(items.len());
    for item in &items {
        bytes.push(byte(item, message, cx)?);
    }
    Ok(bytes)
}
