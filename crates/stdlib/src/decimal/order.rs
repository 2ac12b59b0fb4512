//! Which of two numbers is larger, and the numbers next to one.

use std::cmp::Ordering;

use value::Raised;

use super::number::{Decimal, Kind};
use super::rules::condition::*;
use super::rules::{Rounding, Rules, Work};
use num_bigint::BigUint;

/// The order of everything, in which numbers that are written differently differ.
pub fn total_order(a: &Decimal, b: &Decimal) -> Ordering {
    if a.negative != b.negative {
        return b.negative.cmp(&a.negative);
    }
    let rank = |number: &Decimal| match number.kind {
        Kind::Finite | Kind::Infinite => 0,
        Kind::Signaling => 1,
        Kind::Nan => 2,
    };
    let by_size = rank(a).cmp(&rank(b)).then_with(|| match a.is_nan() {
        true => a.digits.cmp(&b.digits),
        false => a.magnitude().order(&b.magnitude()).then(a.exponent.cmp(&b.exponent)),
    });
    if a.negative { by_size.reverse() } else { by_size }
}

/// What `max`, `min` and their kind look for.
#[derive(Clone, Copy)]
pub struct Choice {
    pub largest: bool,
    /// Whether signs do not count.
    pub by_magnitude: bool,
}

impl Work<'_> {
    /// `max` and its kind: a number wins over a quiet NaN.
    pub fn choose(&mut self, a: &Decimal, b: &Decimal, choice: Choice) -> Result<Decimal, Raised> {
        match (a.kind, b.kind) {
            (Kind::Nan, Kind::Finite | Kind::Infinite) => return self.finish(b.clone()),
            (Kind::Finite | Kind::Infinite, Kind::Nan) => return self.finish(a.clone()),
            _ => {}
        }
        if let Some(nan) = self.nan_of(&[a, b]) {
            return Ok(nan);
        }
        let order = match choice.by_magnitude {
            true => a.magnitude().order(&b.magnitude()),
            false => a.order(b),
        };
        let order = order.then_with(|| total_order(a, b));
        self.finish(if order.is_lt() == choice.largest { b.clone() } else { a.clone() })
    }

    /// `compare_signal`: any NaN is an error.
    pub fn compare_signal(&mut self, a: &Decimal, b: &Decimal) -> Decimal {
        if a.is_nan() || b.is_nan() {
            self.status |= INVALID_OPERATION;
        }
        self.compare(a, b)
    }

    /// The next number up or down.
    pub fn next(&mut self, a: &Decimal, up: bool) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a]) {
            return Ok(nan);
        }
        if a.kind == Kind::Infinite {
            return if a.negative == up { self.largest(a.negative) } else { Ok(a.clone()) };
        }
        let rounding = if up { Rounding::Ceiling } else { Rounding::Floor };
        let rules = Rules { rounding, ..self.rules };
        let mut work = self.with(rules);
        let near = work.finish(a.clone())?;
        if near.order(a).is_ne() {
            return Ok(near);
        }
        let least = Decimal::finite(!up, BigUint::from(1u8), rules.etiny() - 1);
        work.add(a, &least)
    }

    pub fn next_toward(&mut self, a: &Decimal, b: &Decimal) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a, b]) {
            return Ok(nan);
        }
        let result = match a.order(b) {
            Ordering::Equal => return Ok(Decimal { negative: b.negative, ..a.clone() }),
            order => self.next(a, order.is_lt())?,
        };
        if result.kind == Kind::Infinite {
            self.status |= OVERFLOW | INEXACT | ROUNDED;
        } else if result.is_zero() || result.adjusted() < self.rules.emin {
            self.status |= UNDERFLOW | SUBNORMAL | INEXACT | ROUNDED;
            if result.is_zero() {
                self.status |= CLAMPED;
            }
        }
        Ok(result)
    }

    /// Whether a number is as small as only numbers with few digits can be.
    pub fn is_subnormal(&self, a: &Decimal) -> bool {
        a.kind == Kind::Finite && !a.is_zero() && a.adjusted() < self.rules.emin
    }

    pub fn number_class(&self, a: &Decimal) -> String {
        let sign = if a.negative { '-' } else { '+' };
        match a.kind {
            Kind::Nan => "NaN".to_owned(),
            Kind::Signaling => "sNaN".to_owned(),
            Kind::Infinite => format!("{sign}Infinity"),
            Kind::Finite if a.is_zero() => format!("{sign}Zero"),
            Kind::Finite if self.is_subnormal(a) => format!("{sign}Subnormal"),
            Kind::Finite => format!("{sign}Normal"),
        }
    }
}
