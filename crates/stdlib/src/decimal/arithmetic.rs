//! Sums, products, quotients, remainders and roots by the rules of a context.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, Zero};
use value::Raised;

use super::number::{Decimal, Kind, n_digits};
use super::rules::condition::*;
use super::rules::{Rounding, Rules, Work, ten_to};

fn infinity(negative: bool) -> Decimal {
    Decimal::special(Kind::Infinite, negative)
}

impl Work<'_> {
    fn signed(&mut self, number: &Decimal, exponent: i64) -> Result<BigInt, Raised> {
        let digits = BigInt::from(self.rescaled(number, exponent, Rounding::Down)?.0.digits);
        Ok(if number.negative { -digits } else { digits })
    }

    /// `a`, or with its sign changed; a zero loses its sign unless rounding goes down.
    pub fn plus(&mut self, a: &Decimal, negate: bool) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a]) {
            return Ok(nan);
        }
        let negative = match a.is_zero() {
            true => self.rules.rounding == Rounding::Floor && a.negative != negate,
            false => a.negative != negate,
        };
        self.finish(Decimal { negative, ..a.clone() })
    }

    pub fn add(&mut self, a: &Decimal, b: &Decimal) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return Ok(nan);
        }
        match (a.kind, b.kind) {
            (Kind::Infinite, Kind::Infinite) if a.negative != b.negative => return Ok(self.invalid(INVALID_OPERATION)),
            (Kind::Infinite, _) => return Ok(a.clone()),
            (_, Kind::Infinite) => return Ok(b.clone()),
            _ => {}
        }
        let prec = self.rules.prec as i64;
        let (mut a, mut b) = (a.clone(), b.clone());
        // Of numbers far apart, the small one matters only by its sign.
        for (big, small) in [(true, false), (false, true)] {
            let (big, small) = if big && !small { (&a, &mut b) } else { (&b, &mut a) };
            if big.is_zero() {
                continue;
            }
            if small.is_zero() {
                small.exponent = small.exponent.max(big.exponent.min(big.adjusted() - prec - 1));
                continue;
            }
            let floor = big.exponent + (-1).min(n_digits(&big.digits) as i64 - prec - 2);
            if small.adjusted() < floor {
                *small = Decimal::finite(small.negative, BigUint::one(), floor);
            }
        }
        let exponent = a.exponent.min(b.exponent);
        let sum = self.signed(&a, exponent)? + self.signed(&b, exponent)?;
        let negative = match sum.sign() {
            Sign::Minus => true,
            Sign::Plus => false,
            Sign::NoSign if a.negative == b.negative => a.negative,
            Sign::NoSign => self.rules.rounding == Rounding::Floor,
        };
        self.finish(Decimal::finite(negative, sum.magnitude().clone(), exponent))
    }

    pub fn subtract(&mut self, a: &Decimal, b: &Decimal) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return Ok(nan);
        }
        self.add(a, &b.negated())
    }

    /// The product before the rules see it.
    fn exact_product(&mut self, a: &Decimal, b: &Decimal) -> Result<Decimal, Raised> {
        let negative = a.negative != b.negative;
        if a.kind == Kind::Infinite || b.kind == Kind::Infinite {
            return Ok(if a.is_zero() || b.is_zero() { self.invalid(INVALID_OPERATION) } else { infinity(negative) });
        }
        self.cx.burn(a.digits.bits().saturating_mul(b.digits.bits()) >> 16)?;
        Ok(Decimal::finite(negative, &a.digits * &b.digits, a.exponent + b.exponent))
    }

    pub fn multiply(&mut self, a: &Decimal, b: &Decimal) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return Ok(nan);
        }
        let product = self.exact_product(a, b)?;
        self.finish(product)
    }

    /// `a * b + c`, rounded once.
    pub fn fma(&mut self, a: &Decimal, b: &Decimal, c: &Decimal) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a, b, c]) {
            return Ok(nan);
        }
        let product = self.exact_product(a, b)?;
        if product.is_nan() {
            return Ok(product);
        }
        self.add(&product, c)
    }

    fn divided_by_zero(&mut self, a: &Decimal, b: &Decimal) -> Decimal {
        if a.is_zero() {
            return self.invalid(DIVISION_UNDEFINED);
        }
        self.status |= DIVISION_BY_ZERO;
        infinity(a.negative != b.negative)
    }

    pub fn divide(&mut self, a: &Decimal, b: &Decimal) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return Ok(nan);
        }
        let negative = a.negative != b.negative;
        match (a.kind, b.kind) {
            (Kind::Infinite, Kind::Infinite) => return Ok(self.invalid(INVALID_OPERATION)),
            (Kind::Infinite, _) => return Ok(infinity(negative)),
            (_, Kind::Infinite) => {
                self.status |= CLAMPED;
                return Ok(Decimal::finite(negative, BigUint::zero(), self.rules.etiny()));
            }
            _ if b.is_zero() => return Ok(self.divided_by_zero(a, b)),
            _ => {}
        }
        let ideal = a.exponent - b.exponent;
        if a.digits.is_zero() {
            return self.finish(Decimal::finite(negative, BigUint::zero(), ideal));
        }
        let shift = n_digits(&b.digits) as i64 - n_digits(&a.digits) as i64 + self.rules.prec as i64 + 1;
        let unit = ten_to(shift.unsigned_abs(), self.cx)?;
        let (mut quotient, rest) =
            if shift >= 0 { (&a.digits * unit).div_rem(&b.digits) } else { a.digits.div_rem(&(&b.digits * unit)) };
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
        self.finish(Decimal::finite(negative, quotient, exponent))
    }

    /// Quotient cut to an integer, and remainder with the sign of `a`, of finite numbers of which `b` is not zero (it
    /// may be infinite); `None` if the quotient has too many digits.
    fn whole_and_rest(&mut self, a: &Decimal, b: &Decimal) -> Result<Option<(Decimal, Decimal)>, Raised> {
        let negative = a.negative != b.negative;
        let exponent = if b.kind == Kind::Infinite { a.exponent } else { a.exponent.min(b.exponent) };
        let distance = a.adjusted().saturating_sub(b.adjusted());
        if a.is_zero() || b.kind == Kind::Infinite || distance <= -2 {
            let rest = self.rescaled(a, exponent, Rounding::Down)?.0;
            return Ok(Some((Decimal::finite(negative, BigUint::zero(), 0), rest)));
        }
        if distance > self.rules.prec as i64 {
            return Ok(None);
        }
        let (big, unit) = (self.signed(a, exponent)?, self.signed(b, exponent)?);
        let (quotient, rest) = big.magnitude().div_rem(unit.magnitude());
        let fits = n_digits(&quotient) <= self.rules.prec;
        Ok(fits.then(|| (Decimal::finite(negative, quotient, 0), Decimal::finite(a.negative, rest, exponent))))
    }

    pub fn divide_whole(&mut self, a: &Decimal, b: &Decimal) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return Ok(nan);
        }
        match a.kind {
            Kind::Infinite if b.kind == Kind::Infinite => return Ok(self.invalid(INVALID_OPERATION)),
            Kind::Infinite => return Ok(infinity(a.negative != b.negative)),
            _ if b.is_zero() => return Ok(self.divided_by_zero(a, b)),
            _ => {}
        }
        match self.whole_and_rest(a, b)? {
            Some((whole, _)) => self.finish(whole),
            None => Ok(self.invalid(DIVISION_IMPOSSIBLE)),
        }
    }

    /// Why there is no remainder, if there is none.
    fn no_remainder(&mut self, a: &Decimal, b: &Decimal) -> Option<Decimal> {
        match a.kind {
            Kind::Infinite => Some(self.invalid(INVALID_OPERATION)),
            _ if b.is_zero() && a.is_zero() => Some(self.invalid(DIVISION_UNDEFINED)),
            _ if b.is_zero() => Some(self.invalid(INVALID_OPERATION)),
            _ => None,
        }
    }

    pub fn remainder(&mut self, a: &Decimal, b: &Decimal) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a, b]).or_else(|| self.no_remainder(a, b)) {
            return Ok(nan);
        }
        match self.whole_and_rest(a, b)? {
            Some((_, rest)) => self.finish(rest),
            None => Ok(self.invalid(DIVISION_IMPOSSIBLE)),
        }
    }

    pub fn divmod(&mut self, a: &Decimal, b: &Decimal) -> Result<(Decimal, Decimal), Raised> {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return Ok((nan.clone(), nan));
        }
        if a.kind == Kind::Infinite || b.is_zero() {
            let whole = self.divide_whole(a, b)?;
            let rest = match whole.is_nan() {
                true => whole.clone(),
                false => self.invalid(INVALID_OPERATION),
            };
            return Ok((whole, rest));
        }
        match self.whole_and_rest(a, b)? {
            Some((whole, rest)) => Ok((self.finish(whole)?, self.finish(rest)?)),
            None => {
                let nan = self.invalid(DIVISION_IMPOSSIBLE);
                Ok((nan.clone(), nan))
            }
        }
    }

    /// The remainder nearest to zero.
    pub fn remainder_near(&mut self, a: &Decimal, b: &Decimal) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a, b]).or_else(|| self.no_remainder(a, b)) {
            return Ok(nan);
        }
        let Some((whole, rest)) = self.whole_and_rest(a, b)? else {
            return Ok(self.invalid(DIVISION_IMPOSSIBLE));
        };
        if b.kind == Kind::Infinite || a.is_zero() || a.adjusted().saturating_sub(b.adjusted()) <= -2 {
            return self.finish(rest);
        }
        let step = self.rescaled(&b.magnitude(), rest.exponent.min(b.exponent), Rounding::Down)?.0;
        let size = self.rescaled(&rest.magnitude(), step.exponent, Rounding::Down)?.0;
        let twice = &size.digits * 2u8;
        if twice < step.digits || (twice == step.digits && whole.digits.is_even()) {
            return self.finish(rest);
        }
        if n_digits(&(whole.digits + 1u8)) > self.rules.prec {
            return Ok(self.invalid(DIVISION_IMPOSSIBLE));
        }
        self.finish(Decimal::finite(!a.negative, step.digits - size.digits, step.exponent))
    }

    pub fn sqrt(&mut self, a: &Decimal) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a]) {
            return Ok(nan);
        }
        let ideal = a.exponent.div_euclid(2);
        if a.is_zero() {
            return self.finish(Decimal { exponent: ideal, ..a.clone() });
        }
        if a.negative {
            return Ok(self.invalid(INVALID_OPERATION));
        }
        if a.kind == Kind::Infinite {
            return Ok(a.clone());
        }
        let mut shift = 2 * (self.rules.prec as i64 + 1) - n_digits(&a.digits) as i64;
        if (a.exponent - shift) % 2 != 0 {
            shift += 1;
        }
        let unit = ten_to(shift.unsigned_abs(), self.cx)?;
        let (scaled, rest) = if shift >= 0 { (&a.digits * unit, BigUint::zero()) } else { a.digits.div_rem(&unit) };
        let mut root = scaled.sqrt();
        let mut exponent = (a.exponent - shift) / 2;
        if rest.is_zero() && &root * &root == scaled {
            while exponent < ideal && (&root % 10u8).is_zero() {
                root /= 10u8;
                exponent += 1;
            }
        } else if (&root % 5u8).is_zero() {
            root += BigUint::one();
        }
        let rules = Rules { rounding: Rounding::HalfEven, ..self.rules };
        let mut work = self.with(rules);
        let result = work.finish(Decimal::finite(false, root, exponent));
        let status = work.status;
        self.status |= status;
        result
    }

    /// The number with the exponent of another.
    pub fn quantize(&mut self, a: &Decimal, to: &Decimal, rounding: Rounding) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a, to]) {
            return Ok(nan);
        }
        if a.kind == Kind::Infinite || to.kind == Kind::Infinite {
            return Ok(if a.kind == to.kind { a.clone() } else { self.invalid(INVALID_OPERATION) });
        }
        let exponent = to.exponent;
        let rules = self.rules;
        let fits = |number: &Decimal| number.adjusted() <= rules.emax && n_digits(&number.digits) <= rules.prec;
        let too_long = !a.is_zero() && a.adjusted().saturating_sub(exponent) >= rules.prec as i64;
        if exponent < rules.etiny() || exponent > rules.emax || too_long {
            return Ok(self.invalid(INVALID_OPERATION));
        }
        let (result, inexact) = self.rescaled(a, exponent, rounding)?;
        if !fits(&result) {
            return Ok(self.invalid(INVALID_OPERATION));
        }
        if exponent > a.exponent && !a.is_zero() {
            self.status |= if inexact { INEXACT | ROUNDED } else { ROUNDED };
        }
        self.finish(result)
    }

    /// The nearest integer. `quiet`: without noting that digits were dropped.
    pub fn nearest_integer(&mut self, a: &Decimal, rounding: Rounding, quiet: bool) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a]) {
            return Ok(nan);
        }
        if a.kind == Kind::Infinite || a.exponent >= 0 {
            return Ok(a.clone());
        }
        let (result, inexact) = self.rescaled(a, 0, rounding)?;
        if !quiet && !a.is_zero() {
            self.status |= if inexact { INEXACT | ROUNDED } else { ROUNDED };
        }
        Ok(result)
    }

    /// Without zeros at the end.
    pub fn normalize(&mut self, a: &Decimal) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a]) {
            return Ok(nan);
        }
        let mut result = self.finish(a.clone())?;
        if result.kind == Kind::Infinite {
            return Ok(result);
        }
        if result.digits.is_zero() {
            result.exponent = 0;
            return Ok(result);
        }
        let most = if self.rules.clamp { self.rules.etop() } else { self.rules.emax };
        while result.exponent < most && (&result.digits % 10u8).is_zero() {
            result.digits /= 10u8;
            result.exponent += 1;
        }
        Ok(result)
    }

    /// `base ** exponent % modulus` of integers.
    pub fn power_modulo(&mut self, base: &Decimal, exponent: &Decimal, modulus: &Decimal) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[base, exponent, modulus]) {
            return Ok(nan);
        }
        let whole = base.is_integer() && exponent.is_integer() && modulus.is_integer();
        let bad_modulus = modulus.is_zero() || modulus.adjusted() >= self.rules.prec as i64;
        if !whole || exponent.negative || bad_modulus || (base.is_zero() && exponent.is_zero()) {
            return Ok(self.invalid(INVALID_OPERATION));
        }
        let m = self.rescaled(&modulus.magnitude(), 0, Rounding::Down)?.0.digits;
        let power = self.rescaled(&exponent.magnitude(), 0, Rounding::Down)?.0.digits;
        let number = self.rescaled(&base.magnitude(), 0, Rounding::Down)?.0.digits;
        self.cx.burn(power.bits().saturating_mul(m.bits()) / 8)?;
        let negative = base.negative && power.is_odd();
        self.finish(Decimal::finite(negative, number.modpow(&power, &m), 0))
    }

    /// The order of two numbers as a decimal.
    pub fn compare(&mut self, a: &Decimal, b: &Decimal) -> Decimal {
        self.nan_of(&[a, b]).unwrap_or_else(|| sign_of(a.order(b)))
    }
}

/// An order as -1, 0 or 1.
pub fn sign_of(order: Ordering) -> Decimal {
    Decimal::small(order as i64)
}
