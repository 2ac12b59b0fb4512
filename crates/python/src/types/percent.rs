//! `"%s %d" % args`, for strings and for bytes.

use value::context::CallCx;
use value::raised::ExcKind;
use value::repr::{repr, str_of};
use value::{Args, Object, Raised, Value};

use crate::ops::binary::Number;
use crate::ops::call::{has_index, integer, special};
use crate::ops::get_item;
use crate::ops::item::inner_str;
use crate::types::ascii_repr;
use crate::types::bytearray::bytes_of;
use crate::types::format::float::Shown;
use crate::types::format::spec::{Align, Grouping, Spec};
use crate::types::number::{digits_in, int_of, real_number};

/// What is formatted. Bytes are handled as text of the characters U+0000 to U+00FF.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Str,
    Bytes,
}

/// `format % args` for a string.
pub fn format_str(format: &str, args: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    Percent::new(args, Kind::Str).expand(format, cx)
}

/// `format % args` for bytes.
pub fn format_bytes(format: &[u8], args: &Value, cx: &mut CallCx) -> Result<Vec<u8>, Raised> {
    let text: String = format.iter().map(|byte| char::from(*byte)).collect();
    let out = Percent::new(args, Kind::Bytes).expand(&text, cx)?;
    Ok(out.chars().map(|c| c as u32 as u8).collect())
}

struct Percent {
    items: Vec<Value>,
    next: usize,
    /// The right side, when it may be asked for keys.
    mapping: Option<Value>,
    kind: Kind,
}

/// One conversion after its `%`.
struct Conversion {
    left: bool,
    sign: Option<char>,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
    code: char,
}

fn value_error(message: &str) -> Raised {
    Raised::value_error(message.into())
}

impl Percent {
    fn new(args: &Value, kind: Kind) -> Self {
        let inner = match args {
            Value::Object(object) => object.inner(),
            _ => None,
        };
        let items = match (args, &inner) {
            (Value::Tuple(items), _) | (_, Some(Value::Tuple(items))) => items.to_vec(),
            _ => vec![args.clone()],
        };
        let is_mapping = match args {
            Value::Dict(_) | Value::List(_) | Value::Bytes(_) => true,
            Value::Object(object) => match &inner {
                Some(inner) => matches!(inner, Value::Dict(_) | Value::List(_)),
                None => !object.is_iterator() && has_items(&**object, args),
            },
            _ => false,
        };
        Self { items, next: 0, mapping: is_mapping.then(|| args.clone()), kind }
    }

    fn next_item(&mut self) -> Result<Value, Raised> {
        match self.items.get(self.next) {
            Some(item) => {
                self.next += 1;
                Ok(item.clone())
            }
            None => Err(Raised::type_error("not enough arguments for format string".into())),
        }
    }

    fn expand(&mut self, format: &str, cx: &mut CallCx) -> Result<String, Raised> {
        let mut out = String::with_capacity(format.len() + 16);
        let mut rest = format;
        while let Some(at) = rest.find('%') {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix('%') {
                out.push('%');
                rest = after;
                continue;
            }
            rest = self.push_conversion(&mut out, format, rest, cx)?;
        }
        out.push_str(rest);
        if self.next < self.items.len() && self.mapping.is_none() {
            return Err(Raised::type_error(format!(
                "not all arguments converted during {} formatting",
                if self.kind == Kind::Str { "string" } else { "bytes" }
            )));
        }
        Ok(out)
    }

    /// Reads a conversion from `rest` and writes its result; gives what follows.
    fn push_conversion<'a>(
        &mut self,
        out: &mut String,
        format: &str,
        mut rest: &'a str,
        cx: &mut CallCx,
    ) -> Result<&'a str, Raised> {
        let mut given = None;
        if let Some(after) = rest.strip_prefix('(') {
            let Some(mapping) = self.mapping.clone() else {
                return Err(Raised::type_error("format requires a mapping".into()));
            };
            let end = closing_parenthesis(after).ok_or_else(|| value_error("incomplete format key"))?;
            let key = match self.kind {
                Kind::Str => Value::str(&after[..end]),
                Kind::Bytes => Value::Bytes(after[..end].chars().map(|c| c as u32 as u8).collect()),
            };
            given = Some(get_item(&mapping, &key, cx)?);
            rest = &after[end + 1..];
        }
        let (conversion, after) = self.parse(rest, cx)?;
        let value = match given {
            Some(value) => value,
            None => self.next_item()?,
        };
        if conversion.code == '%' {
            out.push('%');
            return Ok(after);
        }
        let code_at = format.len() - after.len() - conversion.code.len_utf8();
        let text = self.convert(&conversion, &value, cx).map_err(|error| match error {
            Problem::Raised(raised) => raised,
            Problem::UnknownCode => {
                let code = conversion.code;
                let shown = if (' '..='~').contains(&code) || self.kind == Kind::Bytes { code } else { '?' };
                let index = format[..code_at].chars().count();
                Raised::value_error(format!(
                    "unsupported format character '{shown}' (0x{:x}) at index {index}",
                    u32::from(code)
                ))
            }
        })?;
        cx.reserve(out.len() + text.len())?;
        out.push_str(&text);
        Ok(after)
    }

    fn parse<'a>(&mut self, text: &'a str, cx: &mut CallCx) -> Result<(Conversion, &'a str), Raised> {
        let mut found = Conversion {
            left: false,
            sign: None,
            alternate: false,
            zero: false,
            width: 0,
            precision: None,
            code: '\0',
        };
        let mut rest = text;
        loop {
            match rest.as_bytes().first() {
                Some(b'-') => found.left = true,
                Some(b'+') => found.sign = Some('+'),
                Some(b' ') => found.sign = found.sign.or(Some(' ')),
                Some(b'#') => found.alternate = true,
                Some(b'0') => found.zero = true,
                _ => break,
            }
            rest = &rest[1..];
        }
        if let Some(after) = rest.strip_prefix('*') {
            let width = self.star(cx)?;
            found.left |= width < 0;
            found.width = width.unsigned_abs() as usize;
            rest = after;
        } else {
            (found.width, rest) = leading_number(rest, "width too big")?;
        }
        if let Some(after) = rest.strip_prefix('.') {
            if let Some(after) = after.strip_prefix('*') {
                found.precision = Some(self.star(cx)?.max(0) as usize);
                rest = after;
            } else {
                let (precision, after) = leading_number(after, "precision too big")?;
                found.precision = Some(precision);
                rest = after;
            }
        }
        rest = rest.strip_prefix(['h', 'l', 'L']).unwrap_or(rest);
        let Some(code) = rest.chars().next() else { return Err(value_error("incomplete format")) };
        found.code = code;
        Ok((found, &rest[code.len_utf8()..]))
    }

    fn star(&mut self, cx: &mut CallCx) -> Result<i64, Raised> {
        let item = self.next_item()?;
        match item {
            Value::Int(_) | Value::Bool(_) | Value::Big(_) => crate::ops::call::size(&item, cx),
            _ => Err(Raised::type_error("* wants int".into())),
        }
    }

    fn convert(&self, conversion: &Conversion, value: &Value, cx: &mut CallCx) -> Result<String, Problem> {
        let text = match (conversion.code, self.kind) {
            ('s' | 'r' | 'a' | 'b', _) => {
                let text = self.text_of(conversion.code, value, cx)?;
                match conversion.precision {
                    Some(precision) => text.chars().take(precision).collect(),
                    None => text,
                }
            }
            ('c', _) => self.char_of(value, cx)?,
            ('d' | 'i' | 'u' | 'x' | 'X' | 'o', _) => return Ok(integer_text(conversion, value, cx)?),
            ('e' | 'E' | 'f' | 'F' | 'g' | 'G', _) => return Ok(float_text(conversion, value, self.kind, cx)?),
            _ => return Err(Problem::UnknownCode),
        };
        Ok(padded(conversion, &text, cx)?)
    }

    fn text_of(&self, code: char, value: &Value, cx: &mut CallCx) -> Result<String, Problem> {
        let text = match (code, self.kind) {
            ('s', Kind::Str) => str_of(value, cx)?,
            ('r', Kind::Str) => repr(value, cx)?,
            ('a', _) | ('r', Kind::Bytes) => ascii_repr(value, cx)?,
            ('b', Kind::Str) => return Err(Problem::UnknownCode),
            _ => match bytes_of(value) {
                Some(bytes) => bytes.iter().map(|byte| char::from(*byte)).collect(),
                None => match special(value, "__bytes__", &Args::default(), cx)?.as_ref().and_then(bytes_of) {
                    Some(bytes) => bytes.iter().map(|byte| char::from(*byte)).collect(),
                    None => {
                        return Err(Problem::Raised(Raised::type_error(format!(
                            "%b requires a bytes-like object, or an object that implements __bytes__, not '{}'",
                            value.type_name()
                        ))));
                    }
                },
            },
        };
        Ok(text)
    }

    fn char_of(&self, value: &Value, cx: &mut CallCx) -> Result<String, Raised> {
        if self.kind == Kind::Bytes {
            if let Some([only]) = bytes_of(value).as_deref() {
                return Ok(char::from(*only).to_string());
            }
            return match integer(value, cx) {
                Ok(Value::Int(code @ 0..=255)) => Ok(char::from(code as u8).to_string()),
                Ok(_) => Err(Raised::new(ExcKind::OverflowError, "%c arg not in range(256)".into())),
                Err(_) => Err(Raised::type_error("%c requires an integer in range(256) or a single byte".into())),
            };
        }
        let wrong = || Raised::type_error("%c requires int or char".into());
        if let Some(text) = inner_str(value) {
            return if text.n_chars() == 1 { Ok(text.to_string()) } else { Err(wrong()) };
        }
        if !has_index(value, cx)? {
            return Err(wrong());
        }
        let code = match integer(value, cx)? {
            Value::Int(code) => u32::try_from(code).ok(),
            _ => None,
        };
        match code.and_then(value::surrogate::char_of) {
            Some(c) => Ok(c.to_string()),
            None => Err(Raised::new(ExcKind::OverflowError, "%c arg not in range(0x110000)".into())),
        }
    }
}

enum Problem {
    Raised(Raised),
    UnknownCode,
}

impl From<Raised> for Problem {
    fn from(raised: Raised) -> Self {
        Self::Raised(raised)
    }
}

fn has_items(object: &dyn Object, value: &Value) -> bool {
    let mut cx = CallCx::default();
    crate::types::dunder::find(value, "__getitem__").is_some()
        || matches!(object.get_attr(value, "__getitem__", &mut cx), Ok(Some(_)))
}

/// Position of the parenthesis that closes a key; keys may hold pairs of them.
fn closing_parenthesis(text: &str) -> Option<usize> {
    let mut open = 1;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        (open == 0).then_some(at)
    })
}

fn leading_number<'a>(text: &'a str, too_big: &str) -> Result<(usize, &'a str), Raised> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if end == 0 {
        return Ok((0, text));
    }
    match text[..end].parse::<i64>() {
        Ok(number) => Ok((number as usize, &text[end..])),
        Err(_) => Err(value_error(too_big)),
    }
}

fn padded(conversion: &Conversion, text: &str, cx: &mut CallCx) -> Result<String, Raised> {
    let missing = conversion.width.saturating_sub(text.chars().count());
    cx.reserve(missing.saturating_add(text.len()))?;
    let blanks = " ".repeat(missing);
    Ok(if conversion.left { format!("{text}{blanks}") } else { format!("{blanks}{text}") })
}

/// Sign, prefix and zeros before digits.
fn numeric(
    conversion: &Conversion,
    negative: bool,
    prefix: &str,
    digits: &str,
    cx: &mut CallCx,
) -> Result<String, Raised> {
    let sign = match (negative, conversion.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(_)) => " ",
        (false, None) => "",
    };
    let length = sign.len() + prefix.len() + digits.len();
    let zeros = if conversion.zero && !conversion.left { conversion.width.saturating_sub(length) } else { 0 };
    cx.reserve(zeros.saturating_add(length))?;
    padded(conversion, &format!("{sign}{prefix}{}{digits}", "0".repeat(zeros)), cx)
}

fn integer_text(conversion: &Conversion, value: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    let code = conversion.code;
    let number = match (code, value) {
        (_, Value::Int(_) | Value::Big(_) | Value::Bool(_)) => value.clone(),
        ('x' | 'X' | 'o', _) => {
            if !has_index(value, cx)? {
                return Err(Raised::type_error(format!(
                    "%{code} format: an integer is required, not {}",
                    value.type_name()
                )));
            }
            integer(value, cx)?
        }
        _ => match value {
            Value::Float(_) => int_of(value, cx)?,
            Value::Object(_) if inner_str(value).is_none() && bytes_of(value).is_none() => {
                int_of(value, cx).map_err(|error| match error.is_a(ExcKind::TypeError) {
                    true => not_real(code, value),
                    false => error,
                })?
            }
            _ => return Err(not_real(code, value)),
        },
    };
    let radix = match code {
        'x' | 'X' => 16,
        'o' => 8,
        _ => 10,
    };
    if radix == 10 {
        str_of(&number, cx)?;
    }
    let (negative, mut digits) = digits_in(&number, radix);
    let mut prefix = match (conversion.alternate, code) {
        (true, 'x' | 'X') => "0x",
        (true, 'o') => "0o",
        _ => "",
    };
    if let Some(precision) = conversion.precision {
        cx.reserve(precision)?;
        digits = format!("{}{digits}", "0".repeat(precision.saturating_sub(digits.len())));
    }
    if code == 'X' {
        digits.make_ascii_uppercase();
        prefix = if prefix.is_empty() { "" } else { "0X" };
    }
    numeric(conversion, negative, prefix, &digits, cx)
}

fn not_real(code: char, value: &Value) -> Raised {
    Raised::type_error(format!("%{code} format: a real number is required, not {}", value.type_name()))
}

fn float_text(conversion: &Conversion, value: &Value, kind: Kind, cx: &mut CallCx) -> Result<String, Raised> {
    let number = match (Number::of(value), real_number(value, cx)?) {
        (Some(number), _) => number.to_f64()?,
        (None, Some(number)) => number,
        (None, None) if kind == Kind::Bytes => {
            return Err(Raised::type_error(format!("float argument required, not {}", value.type_name())));
        }
        (None, None) => {
            return Err(Raised::type_error(format!("must be real number, not {}", value.type_name())));
        }
    };
    let spec = Spec {
        fill: ' ',
        align: Align::Right,
        sign: None,
        no_negative_zero: false,
        alternate: conversion.alternate,
        width: 0,
        grouping: Grouping::None,
        precision: conversion.precision,
        kind: conversion.code,
    };
    let shown = Shown::of(number, &spec, cx)?;
    let (whole, rest) = shown.split();
    numeric(conversion, shown.negative, "", &format!("{whole}{rest}"), cx)
}
