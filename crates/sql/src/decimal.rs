//! Decimal numbers as Spark has them: an unscaled whole number of up to 38 digits and a scale.

use std::cmp::Ordering;

use crate::types::DataType;

/// Most digits of a decimal.
pub const MAX_PRECISION: u8 = 38;

/// `10^n`, as far as it fits.
pub fn power_of_ten(n: u8) -> i128 {
    10_i128.checked_pow(u32::from(n)).unwrap_or(i128::MAX)
}

/// The number as `java.math.BigDecimal.toPlainString` writes it.
pub fn text(unscaled: i128, scale: u8) -> String {
    let digits = unscaled.unsigned_abs().to_string();
    let sign = if unscaled < 0 { "-" } else { "" };
    let scale = usize::from(scale);
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = padded.split_at(padded.len() - scale);
    format!("{sign}{whole}.{fraction}")
}

/// A decimal from its text: sign, digits, point, exponent.
pub fn parse(text: &str) -> Option<(i128, u8)> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let has_digit = digits.bytes().any(|byte| byte.is_ascii_digit());
    if !has_digit || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let unscaled: i128 = digits.strip_prefix('+').unwrap_or(&digits).parse().ok()?;
    let scale = i32::try_from(fraction.len()).ok()? - exponent;
    match u8::try_from(scale) {
        Ok(scale) if scale <= MAX_PRECISION => Some((unscaled, scale)),
        Ok(_) => Some(rescale((unscaled, MAX_PRECISION), MAX_PRECISION)?).map(|unscaled| (unscaled, MAX_PRECISION)),
        Err(_) => Some((unscaled.checked_mul(10_i128.checked_pow(u32::try_from(-scale).ok()?)?)?, 0)),
    }
}

/// The unscaled number at another scale, rounded half up.
pub fn rescale((unscaled, from): (i128, u8), to: u8) -> Option<i128> {
    if to >= from {
        return unscaled.checked_mul(10_i128.checked_pow(u32::from(to - from))?);
    }
    let divisor = 10_i128.checked_pow(u32::from(from - to))?;
    Some(divide_half_up(unscaled, divisor))
}

/// `a / b`, rounded half away from zero.
pub fn divide_half_up(a: i128, b: i128) -> i128 {
    let (quotient, remainder) = (a / b, a % b);
    let is_up = remainder.unsigned_abs() >= b.unsigned_abs() - remainder.unsigned_abs();
    match is_up {
        true => quotient + if (a < 0) == (b < 0) { 1 } else { -1 },
        false => quotient,
    }
}

pub fn compare((a, x): (i128, u8), (b, y): (i128, u8)) -> Ordering {
    let scale = x.max(y);
    match (rescale((a, x), scale), rescale((b, y), scale)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => (a as f64 / power_of_ten(x) as f64).total_cmp(&(b as f64 / power_of_ten(y) as f64)),
    }
}

/// The number at the type's scale, if it has no more digits than the type.
pub fn fit(number: (i128, u8), precision: u8, scale: u8) -> Option<i128> {
    rescale(number, scale).filter(|unscaled| unscaled.unsigned_abs() < power_of_ten(precision).unsigned_abs())
}

/// The type of an arithmetic result, with Spark's way of giving up digits behind the point.
pub fn bounded(precision: i32, scale: i32) -> DataType {
    let max = i32::from(MAX_PRECISION);
    if precision <= max {
        return DataType::Decimal(precision.max(1) as u8, scale.max(0) as u8);
    }
    let n_whole = precision - scale;
    let scale = (max - n_whole).max(scale.min(6));
    DataType::Decimal(MAX_PRECISION, scale.max(0) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back() {
        for (shown, expected) in [("1.50", (150, 2)), ("-0.05", (-5, 2)), ("12", (12, 0)), ("1e3", (1000, 0))] {
            assert_eq!(parse(shown), Some(expected), "{shown}");
        }
        assert_eq!(text(-5, 2), "-0.05");
        assert_eq!(parse("x"), None);
    }

    #[test]
    fn rounding_is_half_up() {
        assert_eq!(rescale((25, 1), 0), Some(3));
        assert_eq!(rescale((-25, 1), 0), Some(-3));
        assert_eq!(rescale((24, 1), 0), Some(2));
    }
}
