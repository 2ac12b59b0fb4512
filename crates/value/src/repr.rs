//! Python's `str()`, `repr()` and `bool()` of values.

use std::fmt::Write;

use crate::context::CallCx;
use crate::raised::{ExcKind, Raised};
use crate::set::SetTable;
use crate::unicode::is_printable;
use crate::value::Value;

/// `bool(value)`.
pub fn truthy(value: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    Ok(match value {
        Value::None => false,
        Value::Bool(truth) => *truth,
        Value::Int(number) => *number != 0,
        Value::Big(_) => true,
        Value::Float(number) => *number != 0.0,
        Value::Str(text) => !text.is_empty(),
        Value::Bytes(bytes) => !bytes.is_empty(),
        Value::Tuple(items) => !items.is_empty(),
        Value::List(items) => !items.0.borrow().is_empty(),
        Value::Dict(items) => !items.0.borrow().is_empty(),
        Value::Set(items) => !items.0.borrow().is_empty(),
        Value::FrozenSet(items) => !items.0.is_empty(),
        Value::Object(object) => return object.truthy(cx),
    })
}

/// `str(value)`.
pub fn str_of(value: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    match value {
        Value::Str(text) => Ok(text.to_string()),
        Value::Object(object) => object.str(cx),
        _ => repr(value, cx),
    }
}

/// `repr(value)`.
pub fn repr(value: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    let mut out = String::new();
    write_repr(&mut out, value, cx, &mut Vec::new())?;
    Ok(out)
}

/// Nesting deeper than this raises `RecursionError`, as in CPython.
const MAX_NESTING: usize = 400;

/// `inside` holds the containers being written, so that a list that holds itself shows `[...]`.
fn write_repr(out: &mut String, value: &Value, cx: &mut CallCx, inside: &mut Vec<usize>) -> Result<(), Raised> {
    if inside.len() > MAX_NESTING {
        return Err(Raised::new(
            ExcKind::RecursionError,
            "maximum recursion depth exceeded while getting the repr of an object".into(),
        ));
    }
    match value {
        Value::None => out.push_str("None"),
        Value::Bool(true) => out.push_str("True"),
        Value::Bool(false) => out.push_str("False"),
        Value::Int(number) => {
            let _ = write!(out, "{number}");
        }
        Value::Big(number) => out.push_str(&big_repr(number)?),
        Value::Float(number) => out.push_str(&float_repr(*number)),
        Value::Str(text) => write_str_repr(out, text),
        Value::Bytes(bytes) => write_bytes_repr(out, bytes),
        Value::Tuple(items) => {
            inside.push(std::rc::Rc::as_ptr(items).cast::<()>() as usize);
            out.push('(');
            write_items(out, items, cx, inside)?;
            out.push_str(if items.len() == 1 { ",)" } else { ")" });
            inside.pop();
        }
        Value::List(items) => {
            let address = std::rc::Rc::as_ptr(items) as usize;
            if inside.contains(&address) {
                out.push_str("[...]");
                return Ok(());
            }
            inside.push(address);
            let items = items.0.borrow().clone();
            out.push('[');
            write_items(out, &items, cx, inside)?;
            out.push(']');
            inside.pop();
        }
        Value::Dict(items) => {
            let address = std::rc::Rc::as_ptr(items) as usize;
            if inside.contains(&address) {
                out.push_str("{...}");
                return Ok(());
            }
            inside.push(address);
            let items: Vec<(Value, Value)> = items.0.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            out.push('{');
            for (i, (key, item)) in items.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                write_repr(out, key, cx, inside)?;
                out.push_str(": ");
                write_repr(out, item, cx, inside)?;
            }
            out.push('}');
            inside.pop();
        }
        Value::Set(items) => {
            let items = items.0.borrow().clone();
            write_set(out, "", &items, cx, inside)?;
        }
        Value::FrozenSet(items) => write_set(out, "frozenset", &items.0, cx, inside)?,
        Value::Object(object) => out.push_str(&object.repr(cx)?),
    }
    Ok(())
}

fn write_items(out: &mut String, items: &[Value], cx: &mut CallCx, inside: &mut Vec<usize>) -> Result<(), Raised> {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        write_repr(out, item, cx, inside)?;
    }
    Ok(())
}

fn write_set(
    out: &mut String,
    name: &str,
    items: &SetTable,
    cx: &mut CallCx,
    inside: &mut Vec<usize>,
) -> Result<(), Raised> {
    if items.is_empty() {
        out.push_str(if name.is_empty() { "set" } else { name });
        out.push_str("()");
        return Ok(());
    }
    let keys: Vec<Value> = items.keys().cloned().collect();
    let (open, close) = if name.is_empty() { ("{", "}") } else { ("({", "})") };
    out.push_str(name);
    out.push_str(open);
    write_items(out, &keys, cx, inside)?;
    out.push_str(close);
    Ok(())
}

/// Python refuses to convert longer numbers, which takes quadratic time.
pub const MAX_DIGITS: usize = 4300;

/// `str` of a large integer.
///
/// Errors: `ValueError: Exceeds the limit (4300 digits) for integer string conversion`.
pub fn big_repr(number: &num_bigint::BigInt) -> Result<String, Raised> {
    // A number of n bits has more than 0.30102 n - 1 digits.
    let text = if number.bits() > 14_300 { String::new() } else { number.to_string() };
    if text.is_empty() || text.trim_start_matches('-').len() > MAX_DIGITS {
        return Err(Raised::value_error(format!(
            "Exceeds the limit ({MAX_DIGITS} digits) for integer string conversion; \
             use sys.set_int_max_str_digits() to increase the limit"
        )));
    }
    Ok(text)
}

/// The shortest text that reads back as the same float, in Python's form.
pub fn float_repr(number: f64) -> String {
    if number.is_nan() {
        return "nan".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf".into() } else { "-inf".into() };
    }
    // Rust's `{:e}` gives the shortest digits: d.ddde±x.
    let mut scientific = format!("{number:e}");
    let n_exact_digits = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok()).unwrap_or(0)
        + 1
        + n_fraction_bits(number).max(0);
    // 17 digits tell floats apart: the middle of two such texts, or of two with a digit less, has one digit more.
    if matches!(n_exact_digits, 17 | 18) && n_fraction_bits(number) > 0 {
        // Two shortest texts may be equally near; Python takes the one with the even digit, as exact rounding does.
        let n_decimals = scientific.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit).count() - 1;
        let rounded = format!("{number:.n_decimals$e}");
        if rounded.parse() == Ok(number) {
            scientific = rounded;
        }
    }
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        return positional(mantissa, exponent);
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// Binary places after the point, and so decimal ones, of the exact form of a float.
fn n_fraction_bits(number: f64) -> i32 {
    let bits = number.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32 - 1075;
    let zeros = (bits | 1 << 52).trailing_zeros() as i32;
    -(exponent + zeros)
}

/// The digits `d.ddd` times ten to the `exponent`, written without exponent.
fn positional(mantissa: &str, exponent: i32) -> String {
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest.replace('.', "")),
        None => ("", mantissa.replace('.', "")),
    };
    if exponent < 0 {
        return format!("{sign}0.{}{digits}", "0".repeat((-exponent - 1) as usize));
    }
    let n_whole = exponent as usize + 1;
    match digits.get(n_whole..) {
        Some(rest) if !rest.is_empty() => format!("{sign}{}.{rest}", &digits[..n_whole]),
        _ => format!("{sign}{digits}{}.0", "0".repeat(n_whole.saturating_sub(digits.len()))),
    }
}

/// `repr` of a string: quotes chosen and characters escaped as CPython does.
pub fn write_str_repr(out: &mut String, text: &str) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            ' '..='~' => out.push(c),
            c if is_printable(c) => out.push(c),
            c => {
                let code = crate::surrogate::code_of(c);
                let _ = match code {
                    0..=0xff => write!(out, "\\x{code:02x}"),
                    0x100..=0xffff => write!(out, "\\u{code:04x}"),
                    _ => write!(out, "\\U{code:08x}"),
                };
            }
        }
    }
    out.push(quote);
}

/// `repr` of bytes.
pub fn write_bytes_repr(out: &mut String, bytes: &[u8]) {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    out.push('b');
    out.push(char::from(quote));
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            byte if byte == quote => {
                out.push('\\');
                out.push(char::from(byte));
            }
            b' '..=b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
    out.push(char::from(quote));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &Value) -> String {
        repr(value, &mut CallCx::default()).unwrap()
    }

    #[test]
    fn floats_print_as_in_python() {
        for (number, text) in [
            (1.0, "1.0"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e16, "1e+16"),
            (123456789012345680.0, "1.2345678901234568e+17"),
            (9999999999999998.0, "9999999999999998.0"),
            (1e-4, "0.0001"),
            (1e-5, "1e-05"),
            (-0.0, "-0.0"),
            (5e-324, "5e-324"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(float_repr(number), text);
        }
    }

    #[test]
    fn quotes_are_chosen_as_in_python() {
        assert_eq!(shown(&Value::str("it's")), "\"it's\"");
        assert_eq!(shown(&Value::str("a'b\"c\n\u{7f}é\u{200b}😀")), "'a\\'b\"c\\n\\x7fé\\u200b😀'");
        assert_eq!(shown(&Value::tuple(vec![Value::Int(1)])), "(1,)");
        assert_eq!(shown(&Value::Bytes(b"a\x00'".as_slice().into())), "b\"a\\x00'\"");
    }

    #[test]
    fn a_list_inside_itself_is_cut() {
        let list = Value::list(vec![Value::Int(1)]);
        if let Value::List(items) = &list {
            items.0.borrow_mut().push(list.clone());
        }
        assert_eq!(shown(&list), "[1, [...]]");
    }
}
