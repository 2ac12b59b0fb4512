//! Decimal numbers: sign, digits and a power of ten.

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::{One, Zero};

use python::types::number::exact_ratio;

/// How digits are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    Ceiling,
    Down,
    Floor,
    HalfDown,
    HalfEven,
    HalfUp,
    Up,
    ZeroFiveUp,
}

impl Rounding {
    pub const ALL: [(&'static str, Self); 8] = [
        ("ROUND_CEILING", Self::Ceiling),
        ("ROUND_DOWN", Self::Down),
        ("ROUND_FLOOR", Self::Floor),
        ("ROUND_HALF_DOWN", Self::HalfDown),
        ("ROUND_HALF_EVEN", Self::HalfEven),
        ("ROUND_HALF_UP", Self::HalfUp),
        ("ROUND_UP", Self::Up),
        ("ROUND_05UP", Self::ZeroFiveUp),
    ];

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, rounding)| *rounding)
    }
}

/// What kind of number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Finite,
    Infinite,
    NotANumber,
}

/// `±digits * 10^exponent`.
#[derive(Clone, Debug)]
pub struct Decimal {
    pub negative: bool,
    pub digits: BigUint,
    pub exponent: i64,
    pub kind: Kind,
}

fn power_of_ten(exponent: u64) -> BigUint {
    BigUint::from(10u8).pow(exponent as u32)
}

/// Number of decimal digits; 1 for zero.
pub fn n_digits(number: &BigUint) -> u64 {
    if number.is_zero() { 1 } else { number.to_string().len() as u64 }
}

/// `number / 10^dropped`, rounded.
fn drop_digits(number: &BigUint, dropped: u64, negative: bool, rounding: Rounding) -> BigUint {
    let unit = power_of_ten(dropped);
    let (kept, rest) = number.div_rem(&unit);
    if rest.is_zero() {
        return kept;
    }
    let twice = rest * 2u8;
    let up = match rounding {
        Rounding::Down => false,
        Rounding::Up => true,
        Rounding::Ceiling => !negative,
        Rounding::Floor => negative,
        Rounding::HalfUp => twice >= unit,
        Rounding::HalfDown => twice > unit,
        Rounding::HalfEven => twice > unit || (twice == unit && kept.bit(0)),
        Rounding::ZeroFiveUp => (&kept % 5u8).is_zero(),
    };
    kept + u8::from(up)
}

impl Decimal {
    pub fn finite(negative: bool, digits: BigUint, exponent: i64) -> Self {
        Self { negative, digits, exponent, kind: Kind::Finite }
    }

    pub fn special(kind: Kind, negative: bool) -> Self {
        Self { negative, digits: BigUint::zero(), exponent: 0, kind }
    }

    pub fn from_int(number: &BigInt) -> Self {
        Self::finite(number.sign() == num_bigint::Sign::Minus, number.magnitude().clone(), 0)
    }

    /// The exact value of a float.
    pub fn from_float(number: f64) -> Self {
        if number.is_nan() {
            return Self::special(Kind::NotANumber, false);
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

    /// Reads `12.50`, `1e5`, `-Infinity`, `NaN`.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.trim().chars().filter(|c| *c != '_').collect();
        let (negative, unsigned) = match text.strip_prefix(['+', '-']) {
            Some(rest) => (text.starts_with('-'), rest),
            None => (false, text.as_str()),
        };
        match unsigned.to_ascii_lowercase().as_str() {
            "inf" | "infinity" => return Some(Self::special(Kind::Infinite, negative)),
            "nan" | "snan" => return Some(Self::special(Kind::NotANumber, negative)),
            _ => {}
        }
        let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
            Some(at) => (&unsigned[..at], unsigned[at + 1..].parse::<i64>().ok()?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits: String = all
            .chars()
            .map(|c| value::unicode::decimal_value(c).and_then(|d| char::from_digit(d, 10)))
            .collect::<Option<_>>()?;
        if digits.is_empty() || exponent.abs() > 1_000_000 {
            return None;
        }
        let digits = BigUint::parse_bytes(digits.as_bytes(), 10)?;
        Some(Self::finite(negative, digits, exponent - fraction.chars().count() as i64))
    }

    pub fn is_zero(&self) -> bool {
        self.kind == Kind::Finite && self.digits.is_zero()
    }

    /// The number with at most `precision` digits.
    pub fn rounded(self, precision: u64, rounding: Rounding) -> Self {
        if self.kind != Kind::Finite {
            return self;
        }
        let have = n_digits(&self.digits);
        if have <= precision {
            return self;
        }
        let dropped = have - precision;
        let mut digits = drop_digits(&self.digits, dropped, self.negative, rounding);
        let mut exponent = self.exponent + dropped as i64;
        // 9.99 becomes 10.0, which has a digit too many.
        if n_digits(&digits) > precision {
            digits /= 10u8;
            exponent += 1;
        }
        Self { digits, exponent, ..self }
    }

    /// The number with a given exponent.
    pub fn with_exponent(&self, exponent: i64, rounding: Rounding) -> Self {
        let digits = if exponent <= self.exponent {
            &self.digits * power_of_ten((self.exponent - exponent) as u64)
        } else {
            drop_digits(&self.digits, (exponent - self.exponent) as u64, self.negative, rounding)
        };
        Self { digits, exponent, ..self.clone() }
    }

    fn signed(&self, exponent: i64) -> BigInt {
        let digits = BigInt::from(&self.digits * power_of_ten((self.exponent - exponent) as u64));
        if self.negative { -digits } else { digits }
    }

    /// The sum, not rounded. Both are finite.
    pub fn plus(&self, other: &Self) -> Self {
        let exponent = self.exponent.min(other.exponent);
        let sum = self.signed(exponent) + other.signed(exponent);
        let negative = match sum.sign() {
            num_bigint::Sign::Minus => true,
            num_bigint::Sign::NoSign => self.negative && other.negative,
            num_bigint::Sign::Plus => false,
        };
        Self::finite(negative, sum.magnitude().clone(), exponent)
    }

    pub fn negated(&self) -> Self {
        Self { negative: !self.negative, ..self.clone() }
    }

    /// The product, not rounded. Both are finite.
    pub fn times(&self, other: &Self) -> Self {
        Self::finite(self.negative != other.negative, &self.digits * &other.digits, self.exponent + other.exponent)
    }

    /// The quotient to a precision. Both are finite, `other` is not zero.
    pub fn over(&self, other: &Self, precision: u64) -> Self {
        let negative = self.negative != other.negative;
        let ideal = self.exponent - other.exponent;
        if self.digits.is_zero() {
            return Self::finite(negative, BigUint::zero(), ideal);
        }
        let shift = n_digits(&other.digits) as i64 - n_digits(&self.digits) as i64 + precision as i64 + 1;
        let (a, b) = if shift >= 0 {
            (&self.digits * power_of_ten(shift as u64), other.digits.clone())
        } else {
            (self.digits.clone(), &other.digits * power_of_ten(shift.unsigned_abs()))
        };
        let (mut quotient, rest) = a.div_rem(&b);
        let mut exponent = ideal - shift;
        if !rest.is_zero() {
            // A last digit that is neither 0 nor 5 keeps the rounding right.
            if (&quotient % 5u8).is_zero() {
                quotient += 1u8;
            }
        } else {
            while exponent < ideal && (&quotient % 10u8).is_zero() {
                quotient /= 10u8;
                exponent += 1;
            }
        }
        Self::finite(negative, quotient, exponent)
    }

    /// Quotient cut to an integer, and remainder with the sign of `self`. Both are finite, `other` is not zero.
    pub fn divided(&self, other: &Self) -> (Self, Self) {
        let exponent = self.exponent.min(other.exponent);
        let (a, b) = (self.signed(exponent), other.signed(exponent));
        let (quotient, rest) = a.magnitude().div_rem(b.magnitude());
        (Self::finite(self.negative != other.negative, quotient, 0), Self::finite(self.negative, rest, exponent))
    }

    /// The square root to a precision, of a number that is not negative.
    pub fn root(&self, precision: u64, rounding: Rounding) -> Self {
        let ideal = self.exponent.div_euclid(2);
        if self.digits.is_zero() {
            return Self::finite(self.negative, BigUint::zero(), ideal);
        }
        let mut shift = 2 * (precision as i64 + 1) - n_digits(&self.digits) as i64;
        if (self.exponent - shift) % 2 != 0 {
            shift += 1;
        }
        let scaled = if shift >= 0 {
            &self.digits * power_of_ten(shift as u64)
        } else {
            &self.digits / power_of_ten(shift.unsigned_abs())
        };
        let mut root = scaled.sqrt();
        let mut exponent = (self.exponent - shift) / 2;
        let exact =
            &root * &root == scaled && (shift >= 0 || &scaled * power_of_ten(shift.unsigned_abs()) == self.digits);
        if exact {
            while exponent < ideal && (&root % 10u8).is_zero() {
                root /= 10u8;
                exponent += 1;
            }
        } else if (&root % 5u8).is_zero() {
            root += BigUint::one();
        }
        Self::finite(false, root, exponent).rounded(precision, rounding)
    }

    /// Without zeros at the end.
    pub fn normalized(&self) -> Self {
        let mut result = self.clone();
        if result.digits.is_zero() {
            result.exponent = 0;
            return result;
        }
        while (&result.digits % 10u8).is_zero() {
            result.digits /= 10u8;
            result.exponent += 1;
        }
        result
    }

    /// Numerator and denominator of a finite number.
    pub fn ratio(&self) -> (BigInt, BigInt) {
        let digits = BigInt::from(self.digits.clone());
        let signed = if self.negative { -digits } else { digits };
        match self.exponent >= 0 {
            true => (signed * BigInt::from(power_of_ten(self.exponent as u64)), BigInt::one()),
            false => (signed, BigInt::from(power_of_ten(self.exponent.unsigned_abs()))),
        }
    }

    /// The text that Python shows.
    pub fn text(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        match self.kind {
            Kind::Infinite => return format!("{sign}Infinity"),
            Kind::NotANumber => return format!("{sign}NaN"),
            Kind::Finite => {}
        }
        let digits = self.digits.to_string();
        // Position of the point counted from the left of the digits.
        let point = self.exponent + digits.len() as i64;
        let shown_point = if self.exponent <= 0 && point > -6 { point } else { 1 };
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
