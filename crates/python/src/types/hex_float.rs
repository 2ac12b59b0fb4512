//! Floats in hexadecimal: `float.hex()` and `float.fromhex()`.

use value::raised::ExcKind;
use value::{Raised, unicode};

use crate::ops::int::round_scaled;
use crate::types::parse_number::float_literal;

/// A finite, non-negative float as `mantissa * 2^exponent`.
pub fn decode(number: f64) -> (u64, i32) {
    let bits = number.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    match (bits >> 52) as i32 & 0x7ff {
        0 => (fraction, -1074),
        biased => (fraction | (1 << 52), biased - 1075),
    }
}

/// `number.hex()`.
pub fn hex(number: f64) -> String {
    if !number.is_finite() {
        return value::repr::float_repr(number);
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    if number == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let bits = number.abs().to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let biased = (bits >> 52) as i32;
    let (lead, exponent) = if biased == 0 { (0, -1022) } else { (1, biased - 1023) };
    format!("{sign}0x{lead}.{fraction:013x}p{exponent:+}")
}

/// `float.fromhex(text)`.
pub fn from_hex(text: &str) -> Result<f64, Raised> {
    let invalid = || Raised::value_error("invalid hexadecimal floating-point string".into());
    let trimmed = text.trim_matches(unicode::is_space);
    let (negative, unsigned) = match trimmed.strip_prefix(['+', '-']) {
        Some(rest) => (trimmed.starts_with('-'), rest),
        None => (false, trimmed),
    };
    if let Some(special) = float_literal(unsigned).filter(|number| !number.is_finite()) {
        return Ok(if negative { -special } else { special });
    }
    let digits = unsigned.strip_prefix("0x").or_else(|| unsigned.strip_prefix("0X")).unwrap_or(unsigned);
    let (mantissa_text, exponent) = match digits.find(['p', 'P']) {
        Some(at) => (&digits[..at], digits[at + 1..].parse::<i64>().map_err(|_| invalid())?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa_text.split_once('.').unwrap_or((mantissa_text, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err(invalid());
    }
    let (mut mantissa, mut sticky, mut scale) = (0u128, false, 0i64);
    for (i, c) in whole.chars().chain(fraction.chars()).enumerate() {
        let digit = c.to_digit(16).ok_or_else(invalid)?;
        let after_point = i >= whole.len();
        if mantissa >> 120 == 0 {
            mantissa = mantissa << 4 | u128::from(digit);
            scale -= if after_point { 4 } else { 0 };
        } else {
            sticky |= digit != 0;
            scale += if after_point { 0 } else { 4 };
        }
    }
    round_scaled(negative, mantissa, sticky, exponent.saturating_add(scale)).ok_or_else(|| {
        Raised::new(ExcKind::OverflowError, "hexadecimal value too large to represent as a float".into())
    })
}
