//! Numbers read from text: `int("1_000", 0)`, `float(" 1e5 ")`, `complex("1+2j")`.

use num_bigint::BigInt;
use value::repr::{MAX_DIGITS, write_bytes_repr, write_str_repr};
use value::unicode::{self, is_space};
use value::{Raised, Value};

/// Where a number is read from, for the message.
pub enum Source<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl Source<'_> {
    fn shown(&self) -> String {
        let mut out = String::new();
        match self {
            Self::Text(text) => write_str_repr(&mut out, text),
            Self::Bytes(bytes) => write_bytes_repr(&mut out, bytes),
        }
        out
    }

    /// The text with digits of every script as ASCII and other spaces as blanks, as CPython prepares it.
    fn ascii(&self) -> String {
        match self {
            Self::Text(text) if text.is_ascii() => (*text).into(),
            Self::Text(text) => text
                .chars()
                .map(|c| match unicode::decimal_value(c) {
                    Some(digit) => char::from_digit(digit, 10).unwrap_or('?'),
                    None if is_space(c) => ' ',
                    None if c.is_ascii() => c,
                    None => '?',
                })
                .collect(),
            Self::Bytes(bytes) => {
                bytes.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' }).collect()
            }
        }
    }
}

/// `int(text, base)`.
pub fn int(source: &Source<'_>, base: u32) -> Result<Value, Raised> {
    let text = source.ascii();
    let invalid = || Raised::value_error(format!("invalid literal for int() with base {base}: {}", source.shown()));
    let trimmed = text.trim_matches(is_space);
    let (negative, digits) = match trimmed.as_bytes().first() {
        Some(b'-') => (true, &trimmed[1..]),
        Some(b'+') => (false, &trimmed[1..]),
        _ => (false, trimmed),
    };
    let (radix, digits, after_prefix) = match (base, digits.get(..2).map(str::to_ascii_lowercase).as_deref()) {
        (0 | 16, Some("0x")) => (16, &digits[2..], true),
        (0 | 8, Some("0o")) => (8, &digits[2..], true),
        (0 | 2, Some("0b")) => (2, &digits[2..], true),
        (0, _) => (10, digits, false),
        (base, _) => (base, digits, false),
    };
    // An underscore may stand between digits, or once after the prefix.
    let mut plain = String::with_capacity(digits.len());
    let mut may_separate = after_prefix;
    for c in digits.chars() {
        if c == '_' {
            if !may_separate {
                return Err(invalid());
            }
            may_separate = false;
        } else if c.is_digit(radix) {
            plain.push(c);
            may_separate = true;
        } else {
            return Err(invalid());
        }
    }
    if plain.is_empty() || !may_separate {
        return Err(invalid());
    }
    if base == 0 && radix == 10 && plain.starts_with('0') && plain.bytes().any(|digit| digit != b'0') {
        return Err(invalid());
    }
    if !radix.is_power_of_two() && plain.len() > MAX_DIGITS {
        return Err(Raised::value_error(format!(
            "Exceeds the limit ({MAX_DIGITS} digits) for integer string conversion: value has {} digits; \
             use sys.set_int_max_str_digits() to increase the limit",
            plain.len()
        )));
    }
    match i64::from_str_radix(&plain, radix) {
        Ok(number) => Ok(Value::Int(if negative { -number } else { number })),
        Err(_) => {
            let number = BigInt::parse_bytes(plain.as_bytes(), radix).ok_or_else(invalid)?;
            Ok(Value::from_big(if negative { -number } else { number }))
        }
    }
}

/// `float(text)`.
pub fn float(source: &Source<'_>) -> Result<f64, Raised> {
    let text = source.ascii();
    let invalid = || Raised::value_error(format!("could not convert string to float: {}", source.shown()));
    let trimmed = text.trim_matches(is_space);
    let plain = without_underscores(trimmed).ok_or_else(invalid)?;
    float_literal(&plain).ok_or_else(invalid)
}

/// The text without underscores, which may only stand between digits.
fn without_underscores(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let bytes = text.as_bytes();
    for (i, c) in text.char_indices() {
        if c != '_' {
            plain.push(c);
            continue;
        }
        let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
        if !digit(i.checked_sub(1)) || !digit(Some(i + 1)) {
            return None;
        }
    }
    Some(plain)
}

/// A float without spaces and underscores, `inf` and `nan` included.
pub fn float_literal(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    match unsigned.to_ascii_lowercase().as_str() {
        "inf" | "infinity" => return Some(sign * f64::INFINITY),
        "nan" => return Some(f64::NAN.copysign(sign)),
        _ => {}
    }
    // Rust reads the same decimal forms, and `inf` and `nan`, which were looked at above.
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    unsigned.parse::<f64>().ok().map(|number| sign * number)
}

/// `complex(text)` as real and imaginary part.
pub fn complex(text: &str) -> Result<(f64, f64), Raised> {
    let invalid = || Raised::value_error("complex() arg is a malformed string".into());
    let source = Source::Text(text);
    let (text, shown) = (source.ascii(), source.shown());
    let mut text = text.trim_matches(is_space);
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        text = inner.trim_matches(is_space);
    }
    let plain = without_underscores(text)
        .ok_or_else(|| Raised::value_error(format!("could not convert string to complex: {shown}")))?;
    let Some(before_j) = plain.strip_suffix(['j', 'J']) else {
        return Ok((float_literal(&plain).ok_or_else(invalid)?, 0.0));
    };
    // The imaginary part begins at the last sign that does not belong to an exponent.
    let bytes = before_j.as_bytes();
    let cut = (0..bytes.len())
        .rev()
        .find(|at| matches!(bytes[*at], b'+' | b'-') && (*at == 0 || !matches!(bytes[at - 1], b'e' | b'E')))
        .unwrap_or(0);
    let (real, imaginary) = before_j.split_at(cut);
    let imaginary = match imaginary {
        "" | "+" => 1.0,
        "-" => -1.0,
        digits => float_literal(digits).ok_or_else(invalid)?,
    };
    let real = if real.is_empty() { 0.0 } else { float_literal(real).ok_or_else(invalid)? };
    Ok((real, imaginary))
}
