//! Operations on the digits and the exponent of a number: shifts, rotations, logic.

use num_bigint::BigUint;
use num_integer::Integer;
use value::Raised;

use super::number::{Decimal, Kind, n_digits};
use super::rules::condition::*;
use super::rules::{Work, ten_to};

/// Whether a number consists of ones and zeros alone.
fn is_logical(number: &Decimal, prec: u64) -> bool {
    number.kind == Kind::Finite
        && !number.negative
        && number.exponent == 0
        && n_digits(&number.digits) <= prec
        && number.digits.to_string().bytes().all(|digit| matches!(digit, b'0' | b'1'))
}

impl Work<'_> {
    /// The exponent of the first digit, as a number.
    pub fn logb(&mut self, a: &Decimal) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a]) {
            return Ok(nan);
        }
        if a.kind == Kind::Infinite {
            return Ok(a.magnitude());
        }
        if a.is_zero() {
            self.status |= DIVISION_BY_ZERO;
            return Ok(Decimal::special(Kind::Infinite, true));
        }
        self.finish(Decimal::small(a.adjusted()))
    }

    /// A small integer operand, or the NaN that the operation gives without one.
    fn places(&mut self, a: &Decimal, b: &Decimal, most: i64) -> Result<i64, Decimal> {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return Err(nan);
        }
        match b.small_integer().filter(|places| places.abs() <= most) {
            Some(places) => Ok(places),
            None => Err(self.invalid(INVALID_OPERATION)),
        }
    }

    pub fn scaleb(&mut self, a: &Decimal, b: &Decimal) -> Result<Decimal, Raised> {
        let most = 2 * (self.rules.emax + self.rules.prec as i64);
        match self.places(a, b, most) {
            Err(nan) => Ok(nan),
            Ok(_) if a.kind == Kind::Infinite => Ok(a.clone()),
            Ok(places) => self.finish(Decimal { exponent: a.exponent + places, ..a.clone() }),
        }
    }

    /// Moves digits; those that leave are gone, or come back at the other end when it `rotates`.
    pub fn shift(&mut self, a: &Decimal, b: &Decimal, rotates: bool) -> Result<Decimal, Raised> {
        let prec = self.rules.prec;
        let places = match self.places(a, b, prec as i64) {
            Err(nan) => return Ok(nan),
            Ok(_) if a.kind == Kind::Infinite => return Ok(a.clone()),
            Ok(places) => places,
        };
        let all = ten_to(prec, self.cx)?;
        let digits = &a.digits % &all;
        let left = ten_to(places.rem_euclid(prec as i64) as u64, self.cx)?;
        let unit = ten_to(places.unsigned_abs(), self.cx)?;
        let digits = if rotates {
            let (over, rest) = (digits * left).div_rem(&all);
            over + rest
        } else if places >= 0 {
            (digits * unit) % all
        } else {
            digits / unit
        };
        Ok(Decimal { digits, ..a.clone() })
    }

    /// A digit by digit operation on ones and zeros.
    pub fn logical(&mut self, a: &Decimal, b: &Decimal, operation: fn(u8, u8) -> u8) -> Result<Decimal, Raised> {
        let prec = self.rules.prec;
        if !is_logical(a, prec) || !is_logical(b, prec) {
            return Ok(self.invalid(INVALID_OPERATION));
        }
        let (a, b) = (a.digits.to_string(), b.digits.to_string());
        let width = a.len().max(b.len());
        let (a, b) = (format!("{a:0>width$}"), format!("{b:0>width$}"));
        let digits: Vec<u8> = a.bytes().zip(b.bytes()).map(|(a, b)| operation(a & 1, b & 1) & 1).collect();
        Ok(Decimal::finite(false, BigUint::from_radix_be(&digits, 10).unwrap_or_default(), 0))
    }

    pub fn logical_invert(&mut self, a: &Decimal) -> Result<Decimal, Raised> {
        let ones = ten_to(self.rules.prec, self.cx)? / 9u8;
        self.logical(a, &Decimal::finite(false, ones, 0), |a, b| a ^ b)
    }
}
