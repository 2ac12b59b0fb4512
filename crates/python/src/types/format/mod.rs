//! `format(value, spec)` for the built-in types.

pub mod float;
pub mod layout;
pub mod spec;

use value::context::CallCx;
use value::raised::ExcKind;
use value::repr::str_of;
use value::{Args, Object, Raised, Str, Value};

use crate::objects::instance::Instance;
use crate::ops::binary::Number;
use crate::ops::call::special;
use crate::ops::item::inner_str;
use crate::types::complex::Complex;
use crate::types::number::digits_in;
use layout::{Parts, pad_text};
use spec::{Align, Grouping, Spec};

/// `format(value, spec)`, as f-strings and `str.format` use it.
pub fn format(value: &Value, spec: &str, cx: &mut CallCx) -> Result<String, Raised> {
    match value {
        Value::Str(text) if spec.is_empty() => Ok(text.to_string()),
        Value::Str(text) => format_text(text, spec, cx),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Big(_) if spec.is_empty() => str_of(value, cx),
        Value::Bool(_) | Value::Int(_) | Value::Big(_) => format_int(value, spec, cx),
        Value::Float(number) => format_float(*number, spec, cx),
        Value::Object(object) => {
            if let Some(complex) = value.downcast::<Complex>() {
                return format_complex(*complex, spec, cx);
            }
            if let Some(instance) = value.downcast::<Instance>()
                && let Some(inner) = object.inner()
                && !matches!(inner, Value::Str(_) | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Big(_))
                && instance.class.lookup("__format__").is_none()
            {
                // Containers have no formats of their own: `object.__format__` shows the whole instance.
                return if spec.is_empty() { str_of(value, cx) } else { Err(unsupported(value)) };
            }
            if let Some(result) = special(value, "__format__", &Args::of(vec![Value::str(spec)]), cx)? {
                return match inner_str(&result) {
                    Some(text) => Ok(text.to_string()),
                    None => {
                        Err(Raised::type_error(format!("__format__ must return a str, not {}", result.type_name())))
                    }
                };
            }
            if spec.is_empty() {
                return str_of(value, cx);
            }
            match object.inner() {
                Some(inner) => format(&inner, spec, cx),
                None => Err(unsupported(value)),
            }
        }
        _ if spec.is_empty() => str_of(value, cx),
        _ => Err(unsupported(value)),
    }
}

fn unsupported(value: &Value) -> Raised {
    Raised::type_error(format!("unsupported format string passed to {}.__format__", value.type_name()))
}

/// `format(text, spec)` of a string.
pub fn format_text(text: &Str, spec: &str, cx: &mut CallCx) -> Result<String, Raised> {
    let spec = Spec::parse(spec, 's', Align::Left, "str")?;
    let refused = |what: &str| Err(Raised::value_error(format!("{what} not allowed in string format specifier")));
    match spec.kind {
        's' => {}
        other => return Err(unknown_code(other, "str")),
    }
    match spec.sign {
        Some(' ') => return refused("Space"),
        Some(_) => return refused("Sign"),
        None => {}
    }
    if spec.no_negative_zero {
        return refused("Negative zero coercion (z)");
    }
    if spec.alternate {
        return refused("Alternate form (#)");
    }
    if spec.align == Align::AfterSign {
        return refused("'=' alignment");
    }
    let cut = match spec.precision {
        Some(precision) => text.char_indices().nth(precision).map_or(text.as_str(), |(at, _)| &text[..at]),
        None => text,
    };
    pad_text(cut, &spec, cx)
}

/// `ValueError: Unknown format code 'd' for object of type 'str'`.
fn unknown_code(code: char, type_name: &str) -> Raised {
    let shown = match u32::from(code) {
        33..=127 => code.to_string(),
        number => format!("\\x{number:x}"),
    };
    Raised::value_error(format!("Unknown format code '{shown}' for object of type '{type_name}'"))
}

fn format_int(value: &Value, text: &str, cx: &mut CallCx) -> Result<String, Raised> {
    let type_name = value.type_name();
    let spec = Spec::parse(text, 'd', Align::Right, &type_name)?;
    let refused = |what: &str| Err(Raised::value_error(format!("{what} not allowed in integer format specifier")));
    let radix = match spec.kind {
        'd' | 'n' => 10,
        'b' => 2,
        'o' => 8,
        'x' | 'X' => 16,
        'c' => 0,
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' => {
            let number = Number::of(value).map_or(Ok(0.0), |number| number.to_f64())?;
            return float_with(number, &spec, &type_name, cx);
        }
        other => return Err(unknown_code(other, &type_name)),
    };
    if spec.precision.is_some() {
        return refused("Precision");
    }
    if spec.no_negative_zero {
        return refused("Negative zero coercion (z)");
    }
    if radix == 0 {
        return format_char(value, &spec, cx);
    }
    if radix == 10 {
        // Refuses what is too long to be shown.
        str_of(value, cx)?;
    }
    let (negative, mut digits) = digits_in(value, radix);
    let mut prefix = match (spec.alternate, radix) {
        (true, 2) => "0b",
        (true, 8) => "0o",
        (true, 16) => "0x",
        _ => "",
    };
    if spec.kind == 'X' {
        digits.make_ascii_uppercase();
        prefix = if prefix.is_empty() { "" } else { "0X" };
    }
    Parts { negative, prefix, whole: &digits, rest: "" }.laid_out(&spec, cx)
}

fn format_char(value: &Value, spec: &Spec, cx: &mut CallCx) -> Result<String, Raised> {
    if spec.sign.is_some() {
        return Err(Raised::value_error("Sign not allowed with integer format specifier 'c'".into()));
    }
    if spec.alternate {
        return Err(Raised::value_error("Alternate form (#) not allowed with integer format specifier 'c'".into()));
    }
    let code = match value {
        Value::Int(number) => u32::try_from(*number).ok(),
        Value::Bool(truth) => Some(u32::from(*truth)),
        _ => None,
    };
    match code.and_then(value::surrogate::char_of) {
        Some(c) => {
            let mut one = [0; 4];
            pad_text(c.encode_utf8(&mut one), spec, cx)
        }
        None => Err(Raised::new(ExcKind::OverflowError, "%c arg not in range(0x110000)".into())),
    }
}

/// `format(number, spec)` of a float.
pub fn format_float(number: f64, spec: &str, cx: &mut CallCx) -> Result<String, Raised> {
    if spec.is_empty() {
        return Ok(value::repr::float_repr(number));
    }
    let spec = Spec::parse(spec, '\0', Align::Right, "float")?;
    float_with(number, &spec, "float", cx)
}

fn float_with(number: f64, spec: &Spec, type_name: &str, cx: &mut CallCx) -> Result<String, Raised> {
    if !matches!(spec.kind, '\0' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%') {
        return Err(unknown_code(spec.kind, type_name));
    }
    let shown = float::Shown::of(number, spec, cx)?;
    let (whole, rest) = shown.split();
    Parts { negative: shown.negative, prefix: "", whole, rest }.laid_out(spec, cx)
}

/// Real and imaginary part by the same spec; padding applies to both together.
fn format_complex(number: Complex, text: &str, cx: &mut CallCx) -> Result<String, Raised> {
    if text.is_empty() {
        return number.repr(cx);
    }
    let spec = Spec::parse(text, '\0', Align::Right, "complex")?;
    if !matches!(spec.kind, '\0' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n') {
        return Err(unknown_code(spec.kind, "complex"));
    }
    if spec.fill == '0' {
        return Err(Raised::value_error("Zero padding is not allowed in complex format specifier".into()));
    }
    if spec.align == Align::AfterSign {
        return Err(Raised::value_error("'=' alignment flag is not allowed in complex format specifier".into()));
    }
    let bare = Spec { width: 0, grouping: Grouping::None, ..spec.clone() };
    let one = |part: f64, sign: Option<char>, cx: &mut CallCx| -> Result<String, Raised> {
        let spec = Spec { sign, ..bare.clone() };
        let mut shown = float::Shown::of(part, &spec, cx)?;
        if spec.kind == '\0' {
            shown.drop_point_zero();
        }
        let (whole, rest) = shown.split();
        let grouped = Spec { grouping: bare.grouping, ..spec };
        Parts { negative: shown.negative, prefix: "", whole, rest }.laid_out(&grouped, cx)
    };
    let alone = spec.kind == '\0' && number.re == 0.0 && number.re.is_sign_positive();
    let imaginary = one(number.im, if alone { spec.sign } else { Some('+') }, cx)?;
    let body = match (alone, spec.kind) {
        (true, _) => format!("{imaginary}j"),
        (false, '\0') => format!("({}{imaginary}j)", one(number.re, spec.sign, cx)?),
        (false, _) => format!("{}{imaginary}j", one(number.re, spec.sign, cx)?),
    };
    pad_text(&body, &spec, cx)
}
