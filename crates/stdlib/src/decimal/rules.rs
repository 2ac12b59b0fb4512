//! The rules that results are made by: precision, rounding, exponent limits, and the conditions noted on the way.

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::{One, Zero};
use value::{CallCx, Raised};

use super::number::{Decimal, Kind, n_digits};

/// Conditions, one bit each, in the order in which a context lists them.
pub mod condition {
    pub const CLAMPED: u32 = 1;
    pub const CONVERSION_SYNTAX: u32 = 1 << 1;
    pub const DIVISION_BY_ZERO: u32 = 1 << 2;
    pub const DIVISION_IMPOSSIBLE: u32 = 1 << 3;
    pub const DIVISION_UNDEFINED: u32 = 1 << 4;
    pub const INEXACT: u32 = 1 << 6;
    pub const INVALID_OPERATION: u32 = 1 << 8;
    pub const FLOAT_OPERATION: u32 = 1 << 10;
    pub const OVERFLOW: u32 = 1 << 11;
    pub const ROUNDED: u32 = 1 << 12;
    pub const SUBNORMAL: u32 = 1 << 13;
    pub const UNDERFLOW: u32 = 1 << 14;
    /// All that the signal `InvalidOperation` stands for.
    pub const INVALID: u32 =
        CONVERSION_SYNTAX | DIVISION_IMPOSSIBLE | DIVISION_UNDEFINED | (1 << 7) | INVALID_OPERATION;
}
use condition::*;

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

    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| *name)
    }
}

/// What a context says about results.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Digits of a result.
    pub prec: u64,
    pub rounding: Rounding,
    pub emin: i64,
    pub emax: i64,
    pub capitals: bool,
    /// Whether exponents are limited so that every number can have all digits.
    pub clamp: bool,
}

/// The largest precision and exponent there are.
pub const LIMIT: i64 = 999_999_999_999_999_999;

impl Rules {
    /// Python's default context.
    pub const DEFAULT: Self =
        Self { prec: 28, rounding: Rounding::HalfEven, emin: -999_999, emax: 999_999, capitals: true, clamp: false };

    /// No limits but a precision, for steps on the way.
    pub fn wide(prec: u64) -> Self {
        Self { prec, emin: -LIMIT, emax: LIMIT, ..Self::DEFAULT }
    }

    /// The exponent of the smallest number there is.
    pub fn etiny(&self) -> i64 {
        self.emin - (self.prec as i64 - 1)
    }

    /// The exponent of the largest number with all digits.
    pub fn etop(&self) -> i64 {
        self.emax - (self.prec as i64 - 1)
    }
}

/// A power of ten; asks first for the room and the time that it takes.
pub fn ten_to(exponent: u64, cx: &mut CallCx) -> Result<BigUint, Raised> {
    cx.reserve(usize::try_from(exponent / 2).unwrap_or(usize::MAX))?;
    cx.burn(exponent / 64)?;
    Ok(BigUint::from(10u8).pow(u32::try_from(exponent).unwrap_or(u32::MAX)))
}

/// `number / 10^dropped` rounded, and whether anything but zeros was dropped.
pub fn drop_digits(
    number: &BigUint,
    dropped: u64,
    negative: bool,
    rounding: Rounding,
    cx: &mut CallCx,
) -> Result<(BigUint, bool), Raised> {
    if dropped > n_digits(number) + 1 {
        // Less than a twentieth: only whether it is zero matters.
        let rest = BigUint::from(u8::from(!number.is_zero()));
        return drop_digits(&rest, 2, negative, rounding, cx);
    }
    let unit = ten_to(dropped, cx)?;
    let (kept, rest) = number.div_rem(&unit);
    if rest.is_zero() {
        return Ok((kept, false));
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
    Ok((kept + u8::from(up), true))
}

/// An operation being done: its rules, and the conditions that it has met.
pub struct Work<'a> {
    pub rules: Rules,
    pub status: u32,
    pub cx: &'a mut CallCx,
}

impl Work<'_> {
    /// The same with other rules; conditions are noted apart.
    pub fn with(&mut self, rules: Rules) -> Work<'_> {
        Work { rules, status: 0, cx: self.cx }
    }

    /// NaN, for a reason.
    pub fn invalid(&mut self, condition: u32) -> Decimal {
        self.status |= condition;
        Decimal::special(Kind::Nan, false)
    }

    /// The NaN that operands with NaN among them give: signaling ones first, then the first one.
    pub fn nan_of(&mut self, operands: &[&Decimal]) -> Option<Decimal> {
        let signaling = operands.iter().find(|number| number.kind == Kind::Signaling);
        if signaling.is_some() {
            self.status |= INVALID_OPERATION;
        }
        let nan = signaling.or_else(|| operands.iter().find(|number| number.kind == Kind::Nan))?;
        Some(self.quiet(nan))
    }

    /// A NaN with as much of its payload as fits.
    pub fn quiet(&mut self, nan: &Decimal) -> Decimal {
        let room = self.rules.prec - u64::from(self.rules.clamp);
        let mut digits = nan.digits.clone();
        if n_digits(&digits) > room {
            digits %= BigUint::from(10u8).pow(u32::try_from(room).unwrap_or(u32::MAX));
        }
        Decimal { kind: Kind::Nan, digits, ..*nan }
    }

    /// Changes the exponent, whatever digits that takes.
    pub fn rescaled(&mut self, number: &Decimal, exponent: i64, rounding: Rounding) -> Result<(Decimal, bool), Raised> {
        let (digits, inexact) = if number.digits.is_zero() {
            (BigUint::zero(), false)
        } else if exponent <= number.exponent {
            (&number.digits * ten_to(number.exponent.abs_diff(exponent), self.cx)?, false)
        } else {
            let dropped = exponent.abs_diff(number.exponent);
            drop_digits(&number.digits, dropped, number.negative, rounding, self.cx)?
        };
        Ok((Decimal { digits, exponent, ..*number }, inexact))
    }

    fn overflow(&mut self, negative: bool) -> Result<Decimal, Raised> {
        self.status |= OVERFLOW | INEXACT | ROUNDED;
        let largest = match self.rules.rounding {
            Rounding::Down | Rounding::ZeroFiveUp => true,
            Rounding::Ceiling => negative,
            Rounding::Floor => !negative,
            _ => false,
        };
        match largest {
            true => self.largest(negative),
            false => Ok(Decimal::special(Kind::Infinite, negative)),
        }
    }

    /// The finite number farthest from zero.
    pub fn largest(&mut self, negative: bool) -> Result<Decimal, Raised> {
        let digits = ten_to(self.rules.prec, self.cx)? - BigUint::one();
        Ok(Decimal::finite(negative, digits, self.rules.etop()))
    }

    /// The result that the rules make of an exact one (or of one with digits to spare).
    pub fn finish(&mut self, number: Decimal) -> Result<Decimal, Raised> {
        let rules = self.rules;
        match number.kind {
            Kind::Finite => {}
            Kind::Infinite => return Ok(number),
            _ => return Ok(self.quiet(&number)),
        }
        let (etiny, etop) = (rules.etiny(), rules.etop());
        if number.digits.is_zero() {
            let exponent = number.exponent.clamp(etiny, if rules.clamp { etop } else { rules.emax });
            if exponent != number.exponent {
                self.status |= CLAMPED;
            }
            return Ok(Decimal { exponent, ..number });
        }
        let have = n_digits(&number.digits) as i64;
        let mut least = have + number.exponent - rules.prec as i64;
        if least > etop {
            return self.overflow(number.negative);
        }
        let subnormal = least < etiny;
        if subnormal {
            least = etiny;
            self.status |= SUBNORMAL;
        }
        if number.exponent < least {
            let (mut rounded, inexact) = self.rescaled(&number, least, rules.rounding)?;
            self.status |= ROUNDED;
            // 9.99 becomes 10.0, which has a digit too many.
            if n_digits(&rounded.digits) > rules.prec {
                rounded.digits /= 10u8;
                rounded.exponent += 1;
            }
            if rounded.exponent > etop {
                return self.overflow(number.negative);
            }
            if inexact {
                self.status |= if subnormal { INEXACT | UNDERFLOW } else { INEXACT };
            }
            if rounded.digits.is_zero() {
                self.status |= CLAMPED;
            }
            return Ok(rounded);
        }
        if rules.clamp && number.exponent > etop {
            self.status |= CLAMPED;
            return Ok(self.rescaled(&number, etop, rules.rounding)?.0);
        }
        Ok(number)
    }
}
