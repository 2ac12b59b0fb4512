//! `int(…)`, `float(…)`, `bool(…)` and the methods of numbers.

use num_bigint::{BigInt, Sign};
use num_traits::{FromPrimitive, Signed};
use value::context::CallCx;
use value::raised::ExcKind;
use value::repr::truthy;
use value::{Args, Raised, Str, Value};

use crate::ops::binary::Number;
use crate::ops::call::{has_index, integer, special};
use crate::ops::int::big_to_f64;
use crate::ops::item::inner_str;
use crate::types::bytearray::bytes_of;
use crate::types::method::{FunctionEntry, named_after, one, zero};
use crate::types::parse_number::{self, Source};
use crate::types::{hex_float, int_bytes};

/// Methods of `int` and `bool`, sorted by name.
pub const INT_METHODS: &[FunctionEntry] = &[
    one("int", "__add__", |this, args, cx| crate::ops::binary(value::object::BinaryOp::Add, this, &args[0], cx)),
    zero("int", "__index__", |this, _, cx| integer(this, cx)),
    zero("int", "__int__", |this, _, cx| integer(this, cx)),
    zero("int", "as_integer_ratio", |this, _, cx| Ok(Value::pair(integer(this, cx)?, Value::Int(1)))),
    zero("int", "bit_count", |this, _, _| {
        Ok(Value::Int(big_of(this).magnitude().iter_u64_digits().map(|digit| i64::from(digit.count_ones())).sum()))
    }),
    zero("int", "bit_length", |this, _, _| Ok(Value::Int(big_of(this).bits() as i64))),
    zero("int", "conjugate", |this, _, cx| integer(this, cx)),
    named_after("int", "to_bytes", &["length", "byteorder", "signed"], 0, 2, int_bytes::to_bytes),
];

/// Functions of the type `int` itself.
pub const INT_CLASS_METHODS: &[FunctionEntry] =
    &[named_after("int", "from_bytes", &["bytes", "byteorder", "signed"], 1, 2, int_bytes::from_bytes)];

/// Methods of `float`, sorted by name.
pub const FLOAT_METHODS: &[FunctionEntry] = &[
    zero("float", "__float__", |this, _, _| Ok(Value::Float(float_of(this)))),
    zero("float", "__int__", |this, _, _| truncated(float_of(this))),
    zero("float", "as_integer_ratio", |this, _, _| ratio(float_of(this))),
    zero("float", "conjugate", |this, _, _| Ok(Value::Float(float_of(this)))),
    zero("float", "hex", |this, _, _| Ok(Value::string(hex_float::hex(float_of(this))))),
    zero("float", "is_integer", |this, _, _| {
        let number = float_of(this);
        Ok(Value::Bool(number.is_finite() && number == number.floor()))
    }),
];

/// Functions of the type `float` itself.
pub const FLOAT_CLASS_METHODS: &[FunctionEntry] = &[one("float", "fromhex", |_, args, _| match inner_str(&args[0]) {
    Some(text) => hex_float::from_hex(&text).map(Value::Float),
    None => Err(Raised::type_error(format!("fromhex() argument must be str, not {}", args[0].type_name()))),
})];

fn float_of(this: &Value) -> f64 {
    Number::of(this).and_then(|number| number.to_f64().ok()).unwrap_or(0.0)
}

/// An int or bool of any size; 0 for anything else.
pub fn big_of(value: &Value) -> BigInt {
    match value {
        Value::Int(number) => BigInt::from(*number),
        Value::Bool(truth) => BigInt::from(u8::from(*truth)),
        Value::Big(number) => (**number).clone(),
        _ => BigInt::default(),
    }
}

/// `real`, `imag`, `numerator` and `denominator` of an int, bool or float.
pub fn number_attr(value: &Value, name: &str) -> Option<Value> {
    let is_float = matches!(value, Value::Float(_));
    Some(match name {
        "real" | "numerator" if !is_float => Value::from_big(big_of(value)),
        "real" => value.clone(),
        "imag" if is_float => Value::Float(0.0),
        "imag" => Value::Int(0),
        "denominator" if !is_float => Value::Int(1),
        _ => return None,
    })
}

/// `int(float)`.
pub fn truncated(number: f64) -> Result<Value, Raised> {
    if number.is_nan() {
        return Err(Raised::value_error("cannot convert float NaN to integer".into()));
    }
    if number.is_infinite() {
        return Err(Raised::new(ExcKind::OverflowError, "cannot convert float infinity to integer".into()));
    }
    Ok(match number.abs() < 9e18 {
        true => Value::Int(number as i64),
        false => BigInt::from_f64(number.trunc()).map_or(Value::Int(0), Value::from_big),
    })
}

fn ratio(number: f64) -> Result<Value, Raised> {
    if number.is_nan() {
        return Err(Raised::value_error("cannot convert NaN to integer ratio".into()));
    }
    if number.is_infinite() {
        return Err(Raised::new(ExcKind::OverflowError, "cannot convert Infinity to integer ratio".into()));
    }
    let (numerator, denominator) = exact_ratio(number);
    Ok(Value::pair(Value::from_big(numerator), Value::from_big(denominator)))
}

/// The finite float as a fraction in lowest terms.
pub fn exact_ratio(number: f64) -> (BigInt, BigInt) {
    let (mut mantissa, mut exponent) = hex_float::decode(number.abs());
    if mantissa == 0 {
        return (BigInt::from(0), BigInt::from(1));
    }
    let zeros = mantissa.trailing_zeros();
    mantissa >>= zeros;
    exponent += zeros as i32;
    let (mut numerator, mut denominator) = (BigInt::from(mantissa), BigInt::from(1));
    if exponent > 0 {
        numerator <<= exponent as u32;
    } else {
        denominator <<= exponent.unsigned_abs();
    }
    (if number < 0.0 { -numerator } else { numerator }, denominator)
}

fn too_many(name: &str, max: usize, given: usize) -> Raised {
    let plural = if max == 1 { "" } else { "s" };
    Raised::type_error(format!("{name} expected at most {max} argument{plural}, got {given}"))
}

/// `int(…)`.
pub fn construct_int(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let given = args.positional.len() + args.keywords.len();
    if given > 2 {
        return Err(Raised::type_error(format!("int() takes at most 2 arguments ({given} given)")));
    }
    let mut base = args.positional.get(1).cloned();
    for (name, value) in &args.keywords {
        if name.as_str() != "base" {
            return Err(Raised::type_error(format!("'{name}' is an invalid keyword argument for int()")));
        }
        base = Some(value.clone());
    }
    let Some(value) = args.positional.first() else {
        return match base {
            None => Ok(Value::Int(0)),
            Some(_) => Err(Raised::type_error("int() missing string argument".into())),
        };
    };
    let Some(base) = base else { return int_of(value, cx) };
    let base = crate::ops::call::clamped_index(&base, cx)?;
    if base != 0 && !(2..=36).contains(&base) {
        return Err(Raised::value_error("int() base must be >= 2 and <= 36, or 0".into()));
    }
    match (inner_str(value), bytes_of(value)) {
        (Some(text), _) => parse_number::int(&Source::Text(&text), base as u32),
        (None, Some(bytes)) => parse_number::int(&Source::Bytes(&bytes), base as u32),
        _ => Err(Raised::type_error("int() can't convert non-string with explicit base".into())),
    }
}

/// `int(value)`.
pub fn int_of(value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    match value {
        Value::Int(_) | Value::Big(_) => Ok(value.clone()),
        Value::Bool(truth) => Ok(Value::Int(i64::from(*truth))),
        Value::Float(number) => truncated(*number),
        Value::Str(text) => parse_number::int(&Source::Text(text), 10),
        Value::Object(object) => {
            if let Some(result) = special(value, "__int__", &Args::default(), cx)? {
                return integer(&result, cx);
            }
            if has_index(value, cx)? {
                return integer(value, cx);
            }
            if let Some(result) = special(value, "__trunc__", &Args::default(), cx)? {
                return integer(&result, cx);
            }
            match (bytes_of(value), object.inner()) {
                (Some(bytes), _) => parse_number::int(&Source::Bytes(&bytes), 10),
                (None, Some(inner)) => int_of(&inner, cx).map_err(|error| rename(error, &inner, value)),
                _ => Err(no_int(value)),
            }
        }
        Value::Bytes(bytes) => parse_number::int(&Source::Bytes(bytes), 10),
        _ => Err(no_int(value)),
    }
}

/// An error about what is inside an object names the object's type.
fn rename(error: Raised, inner: &Value, outer: &Value) -> Raised {
    let told = error.exception().and_then(|exception| exception.args.borrow().first().and_then(inner_str));
    let from = format!("not '{}'", inner.type_name());
    match told {
        Some(told) if told.ends_with(&from) => {
            Raised::new(error.kind(), told.replace(&from, &format!("not '{}'", outer.type_name())))
        }
        _ => error,
    }
}

fn no_int(value: &Value) -> Raised {
    Raised::type_error(format!(
        "int() argument must be a string, a bytes-like object or a real number, not '{}'",
        value.type_name()
    ))
}

/// `float(…)`.
pub fn construct_float(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    no_keywords("float", &args.keywords)?;
    match args.positional.as_slice() {
        [] => Ok(Value::Float(0.0)),
        [value] => to_float(value, cx).map(Value::Float),
        more => Err(too_many("float", 1, more.len())),
    }
}

/// `TypeError: float() takes no keyword arguments`.
pub fn no_keywords(name: &str, keywords: &[(Str, Value)]) -> Result<(), Raised> {
    match keywords {
        [] => Ok(()),
        _ => Err(Raised::type_error(format!("{name}() takes no keyword arguments"))),
    }
}

/// `float(value)`, also from text.
pub fn to_float(value: &Value, cx: &mut CallCx) -> Result<f64, Raised> {
    if let Value::Str(text) = value {
        return parse_number::float(&Source::Text(text));
    }
    match real_number(value, cx)? {
        Some(number) => Ok(number),
        None => match (inner_str(value), bytes_of(value)) {
            (Some(text), _) => parse_number::float(&Source::Text(&text)),
            (None, Some(bytes)) => parse_number::float(&Source::Bytes(&bytes)),
            _ => Err(Raised::type_error(format!(
                "float() argument must be a string or a real number, not '{}'",
                value.type_name()
            ))),
        },
    }
}

/// The real number that a value is or that `__float__` or `__index__` give; `None` if it is none.
pub fn real_number(value: &Value, cx: &mut CallCx) -> Result<Option<f64>, Raised> {
    if let Some(number) = Number::of(value) {
        return number.to_f64().map(Some);
    }
    let Value::Object(object) = value else { return Ok(None) };
    if let Some(result) = special(value, "__float__", &Args::default(), cx)? {
        return match result {
            Value::Float(number) => Ok(Some(number)),
            other => Err(Raised::type_error(format!(
                "{}.__float__ returned non-float (type {})",
                value.type_name(),
                other.type_name()
            ))),
        };
    }
    if let Some(inner) = object.inner() {
        return real_number(&inner, cx);
    }
    if has_index(value, cx)? {
        return big_to_f64(&big_of(&integer(value, cx)?)).map(Some);
    }
    Ok(None)
}

/// A float argument of a C function.
///
/// Errors: `TypeError: must be real number, not str`.
pub fn expect_real(value: &Value, cx: &mut CallCx) -> Result<f64, Raised> {
    match value {
        Value::Float(number) => Ok(*number),
        _ => real_number(value, cx)?
            .ok_or_else(|| Raised::type_error(format!("must be real number, not {}", value.type_name()))),
    }
}

/// `bool(…)`.
pub fn construct_bool(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    no_keywords("bool", &args.keywords)?;
    match args.positional.as_slice() {
        [] => Ok(Value::Bool(false)),
        [value] => truthy(value, cx).map(Value::Bool),
        more => Err(too_many("bool", 1, more.len())),
    }
}

/// `round(value)` without a number of digits.
pub fn round_to_int(value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    match value {
        Value::Int(_) | Value::Big(_) | Value::Bool(_) => integer(value, cx),
        Value::Float(number) => truncated(number.round_ties_even()),
        _ => match special(value, "__round__", &Args::default(), cx)? {
            Some(result) => Ok(result),
            None => match inner_number(value) {
                Some(inner) => round_to_int(&inner, cx),
                None => Err(Raised::type_error(format!("type {} doesn't define __round__ method", value.type_name()))),
            },
        },
    }
}

fn inner_number(value: &Value) -> Option<Value> {
    let Value::Object(object) = value else { return None };
    object.inner().filter(|inner| Number::of(inner).is_some())
}

/// `round(value, n_digits)`; `n_digits` may be `None` as in Python.
pub fn round_to(value: &Value, n_digits: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    match (value, n_digits) {
        (Value::Int(_) | Value::Big(_) | Value::Bool(_) | Value::Float(_), Value::None) => round_to_int(value, cx),
        (Value::Float(number), _) => {
            let n_digits = crate::ops::call::clamped_index(n_digits, cx)?;
            round_float(*number, n_digits).map(Value::Float)
        }
        (Value::Int(_) | Value::Big(_) | Value::Bool(_), _) => {
            let n_digits = crate::ops::call::clamped_index(n_digits, cx)?;
            round_int(&big_of(value), n_digits)
        }
        _ => match special(value, "__round__", &Args::of(vec![n_digits.clone()]), cx)? {
            Some(result) => Ok(result),
            None => match inner_number(value) {
                Some(inner) => round_to(&inner, n_digits, cx),
                None => Err(Raised::type_error(format!("type {} doesn't define __round__ method", value.type_name()))),
            },
        },
    }
}

/// Ties to even.
fn round_int(number: &BigInt, n_digits: i64) -> Result<Value, Raised> {
    if n_digits >= 0 {
        return Ok(Value::from_big(number.clone()));
    }
    // A number of n bits has fewer than n / 3 + 2 digits.
    let dropped = n_digits.unsigned_abs();
    if dropped > number.bits() / 3 + 2 {
        return Ok(Value::Int(0));
    }
    let unit = BigInt::from(10).pow(dropped as u32);
    let (quotient, remainder) = num_integer::Integer::div_mod_floor(number, &unit);
    let twice = remainder * 2;
    let up = twice > unit || (twice == unit && quotient.bit(0));
    Ok(Value::from_big((quotient + BigInt::from(u8::from(up))) * unit))
}

/// The float nearest to the decimal number of `n_digits` places that is nearest to the exact value, ties to even.
fn round_float(number: f64, n_digits: i64) -> Result<f64, Raised> {
    if !number.is_finite() || n_digits > 323 {
        return Ok(number);
    }
    if n_digits < -308 {
        return Ok(0.0_f64.copysign(number));
    }
    let result = if n_digits >= 0 {
        format!("{number:.*}", n_digits as usize).parse().unwrap_or(number)
    } else {
        let (numerator, denominator) = exact_ratio(number.abs());
        let unit = BigInt::from(10).pow(n_digits.unsigned_abs() as u32);
        let (quotient, remainder) = num_integer::Integer::div_mod_floor(&numerator, &(&denominator * &unit));
        let twice: BigInt = remainder * 2;
        let whole = denominator * &unit;
        let up = twice > whole || (twice == whole && quotient.bit(0));
        let rounded = (quotient + BigInt::from(u8::from(up))) * unit;
        rounded.to_string().parse::<f64>().unwrap_or(number).copysign(number)
    };
    if result.is_infinite() {
        return Err(Raised::new(ExcKind::OverflowError, "rounded value too large to represent".into()));
    }
    Ok(result)
}

/// Whether an integer is negative, and its magnitude in a base, without prefix.
pub fn digits_in(value: &Value, radix: u32) -> (bool, String) {
    match value {
        Value::Int(number) if radix == 10 => (*number < 0, number.unsigned_abs().to_string()),
        _ => {
            let number = big_of(value);
            (number.sign() == Sign::Minus, number.abs().to_str_radix(radix))
        }
    }
}
