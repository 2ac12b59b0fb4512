//! Decimal numbers: sign, digits and a power of ten.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint, Sign};
use num_traits::{One, Zero};
use value::{CallCx, Raised};

use super::rules::{LIMIT, ten_to};
use python::types::number::exact_ratio;

/// What kind of number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Finite,
    Infinite,
    Nan,
    Signaling,
}

/// `±digits * 10^exponent`; a NaN may have digits too.
#[derive(Clone, Debug)]
pub struct Decimal {
    pub negative: bool,
    pub digits: BigUint,
    pub exponent: i64,
    pub kind: Kind,
}

/// Why a text is no number.
pub enum BadText {
    Syntax,
    /// The exponent is beyond all limits.
    Range,
}

/// Number of decimal digits; 1 for zero.
pub fn n_digits(number: &BigUint) -> u64 {
    let bits = number.bits();
    if bits <= 64 {
        return number.iter_u64_digits().next().and_then(u64::checked_ilog10).map_or(1, |log| u64::from(log) + 1);
    }
    // The number of bits leaves one place to doubt.
    let least = ((bits - 1) as f64 * std::f64::consts::LOG10_2) as u64;
    let unit = BigUint::from(10u8).pow(u32::try_from(least + 1).unwrap_or(u32::MAX));
    least + 1 + u64::from(*number >= unit)
}

impl Decimal {
    pub fn finite(negative: bool, digits: BigUint, exponent: i64) -> Self {
        Self { negative, digits, exponent, kind: Kind::Finite }
    }

    pub fn special(kind: Kind, negative: bool) -> Self {
        Self { negative, digits: BigUint::zero(), exponent: 0, kind }
    }

    pub fn from_int(number: &BigInt) -> Self {
        Self::finite(number.sign() == Sign::Minus, number.magnitude().clone(), 0)
    }

    /// A small integer.
    pub fn small(number: i64) -> Self {
        Self::finite(number < 0, BigUint::from(number.unsigned_abs()), 0)
    }

    /// The exact value of a float.
    pub fn from_float(number: f64) -> Self {
        if number.is_nan() {
            return Self::special(Kind::Nan, number.is_sign_negative());
        }
        if number.is_infinite() {
            return Self::special(Kind::Infinite, number < 0.0);
        }
        let (numerator, denominator) = exact_ratio(number.abs());
        let power = denominator.bits() - 1;
        // A denominator of 2^n is 5^n / 10^n.
        let digits = numerator.magnitude() * BigUint::from(5u8).pow(power as u32);
        Self::finite(number.is_sign_negative(), digits, -(power as i64))
    }

    /// Reads `12.50`, `1e5`, `-Infinity`, `NaN12`.
    pub fn parse(text: &str) -> Result<Self, BadText> {
        let text: String = text.trim().chars().filter(|c| *c != '_').collect();
        let ascii = text
            .chars()
            .map(|c| match value::unicode::decimal_value(c) {
                Some(digit) => char::from_digit(digit, 10),
                None => c.is_ascii().then(|| c.to_ascii_lowercase()),
            })
            .collect::<Option<String>>()
            .ok_or(BadText::Syntax)?;
        let unsigned = ascii.strip_prefix(['+', '-']).unwrap_or(&ascii);
        let negative = ascii.starts_with('-');
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let digits_of = |text: &str| match text {
            "" => Some(BigUint::zero()),
            text => BigUint::parse_bytes(text.as_bytes(), 10),
        };
        if matches!(unsigned, "inf" | "infinity") {
            return Ok(Self::special(Kind::Infinite, negative));
        }
        for (name, kind) in [("nan", Kind::Nan), ("snan", Kind::Signaling)] {
            if let Some(payload) = unsigned.strip_prefix(name).filter(|payload| is_digits(payload)) {
                let digits = digits_of(payload).ok_or(BadText::Syntax)?;
                return Ok(Self { digits, ..Self::special(kind, negative) });
            }
        }
        let (mantissa, power) = unsigned.split_once('e').unwrap_or((unsigned, "0"));
        let power_digits = power.strip_prefix(['+', '-']).unwrap_or(power);
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !is_digits(&all) || power_digits.is_empty() || !is_digits(power_digits) {
            return Err(BadText::Syntax);
        }
        let digits = digits_of(&all).ok_or(BadText::Syntax)?;
        let number = power
            .parse::<i64>()
            .ok()
            .and_then(|power| power.checked_sub(fraction.len() as i64))
            .map(|exponent| Self::finite(negative, digits, exponent));
        number.filter(|number| number.exponent >= 1 - 2 * LIMIT && number.adjusted() <= LIMIT).ok_or(BadText::Range)
    }

    pub fn is_zero(&self) -> bool {
        self.kind == Kind::Finite && self.digits.is_zero()
    }

    pub fn is_nan(&self) -> bool {
        matches!(self.kind, Kind::Nan | Kind::Signaling)
    }

    /// The exponent of the first digit.
    pub fn adjusted(&self) -> i64 {
        self.exponent.saturating_add(n_digits(&self.digits) as i64 - 1)
    }

    pub fn negated(&self) -> Self {
        Self { negative: !self.negative, ..self.clone() }
    }

    pub fn magnitude(&self) -> Self {
        Self { negative: false, ..self.clone() }
    }

    /// The integer that it is, if it is one that an index can be.
    pub fn small_integer(&self) -> Option<i64> {
        let digits = i64::try_from(&self.digits).ok().filter(|_| self.kind == Kind::Finite && self.exponent == 0)?;
        Some(if self.negative { -digits } else { digits })
    }

    /// Whether it is a whole number.
    pub fn is_integer(&self) -> bool {
        self.kind == Kind::Finite
            && (self.exponent >= 0 || self.digits.is_zero() || {
                let places = self.exponent.unsigned_abs();
                places < n_digits(&self.digits)
                    && (&self.digits % BigUint::from(10u8).pow(u32::try_from(places).unwrap_or(u32::MAX))).is_zero()
            })
    }

    /// The order of two numbers, neither of which is NaN.
    pub fn order(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match number.is_zero() {
            true => 0,
            false if number.negative => -1,
            false => 1,
        };
        let (a, b) = (sign(self), sign(other));
        if a != b || a == 0 {
            return a.cmp(&b);
        }
        let by_size = match (self.kind, other.kind) {
            (Kind::Infinite, Kind::Infinite) => Ordering::Equal,
            (Kind::Infinite, _) => Ordering::Greater,
            (_, Kind::Infinite) => Ordering::Less,
            // With the first digit at one place, padding takes no more than the digits of the longer one.
            _ => self.adjusted().cmp(&other.adjusted()).then_with(|| {
                let exponent = self.exponent.min(other.exponent);
                let padded = |number: &Self| {
                    let zeros = number.exponent.abs_diff(exponent);
                    &number.digits * BigUint::from(10u8).pow(u32::try_from(zeros).unwrap_or(u32::MAX))
                };
                padded(self).cmp(&padded(other))
            }),
        };
        if a < 0 { by_size.reverse() } else { by_size }
    }

    /// Numerator and denominator of a finite number.
    pub fn ratio(&self, cx: &mut CallCx) -> Result<(BigInt, BigInt), Raised> {
        let digits = BigInt::from(self.digits.clone());
        let signed = if self.negative { -digits } else { digits };
        let power = BigInt::from(ten_to(self.exponent.unsigned_abs(), cx)?);
        Ok(if self.exponent >= 0 { (signed * power, BigInt::one()) } else { (signed, power) })
    }

    /// The text that Python shows.
    pub fn text(&self) -> String {
        self.written(|_| 1)
    }

    /// The same with exponents that are multiples of three.
    pub fn engineering_text(&self) -> String {
        let zero = self.digits.is_zero();
        self.written(move |point| match zero {
            true => (point + 1).rem_euclid(3) - 1,
            false => (point - 1).rem_euclid(3) + 1,
        })
    }

    /// The text with the point where `place` says, counted from the left, when an exponent is needed.
    fn written(&self, place: impl Fn(i64) -> i64) -> String {
        let sign = if self.negative { "-" } else { "" };
        let payload = if self.digits.is_zero() { String::new() } else { self.digits.to_string() };
        match self.kind {
            Kind::Infinite => return format!("{sign}Infinity"),
            Kind::Nan => return format!("{sign}NaN{payload}"),
            Kind::Signaling => return format!("{sign}sNaN{payload}"),
            Kind::Finite => {}
        }
        let digits = self.digits.to_string();
        let point = self.exponent + digits.len() as i64;
        let shown_point = if self.exponent <= 0 && point > -6 { point } else { place(point) };
        let (whole, fraction) = if shown_point <= 0 {
            ("0".to_owned(), format!(".{}{digits}", "0".repeat(shown_point.unsigned_abs() as usize)))
        } else if shown_point as usize >= digits.len() {
            (format!("{digits}{}", "0".repeat(shown_point as usize - digits.len())), String::new())
        } else {
            let (whole, fraction) = digits.split_at(shown_point as usize);
            (whole.to_owned(), format!(".{fraction}"))
        };
        let exponent = if point == shown_point { String::new() } else { format!("E{:+}", point - shown_point) };
        format!("{sign}{whole}{fraction}{exponent}")
    }
}
