//! `exp`, `ln`, `log10` and powers, correctly rounded.
//!
//! Values are integers that count units of `10^-places`. A result is computed with digits to spare, and again with
//! more of them as long as these do not decide how it is rounded.

use std::cell::RefCell;

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use value::{CallCx, Raised};

use super::number::{Decimal, Kind, n_digits};
use super::rules::condition::*;
use super::rules::{Rounding, Rules, Work, drop_digits, ten_to};

/// Roots that are taken before the series of a logarithm, and halvings before that of the exponential function.
const HALVINGS: u64 = 8;
/// How many last digits of a result may be wrong.
const ERROR_DIGITS: u64 = 8;

thread_local! {
    /// The logarithm of ten with the most places so far.
    static LN_TEN: RefCell<(u64, BigInt)> = RefCell::default();
}

fn unit(places: u64, cx: &mut CallCx) -> Result<BigInt, Raised> {
    cx.burn(places.saturating_mul(places) / 256)?;
    Ok(BigInt::from(ten_to(places, cx)?))
}

/// `e ** x` for an `x` of a few units at most.
fn exp_near_zero(x: &BigInt, places: u64, cx: &mut CallCx) -> Result<BigInt, Raised> {
    let one = unit(places, cx)?;
    let part = x >> HALVINGS;
    let (mut sum, mut term) = (one.clone(), one.clone());
    let mut n = 0u32;
    while !term.is_zero() {
        n += 1;
        term = &term * &part / (&one * n);
        sum += &term;
    }
    for _ in 0..HALVINGS {
        sum = &sum * &sum / &one;
    }
    Ok(sum)
}

/// The logarithm of a number from a tenth to ten.
fn ln_near_one(x: &BigInt, places: u64, cx: &mut CallCx) -> Result<BigInt, Raised> {
    let one = unit(places, cx)?;
    let mut root = x.clone();
    for _ in 0..HALVINGS {
        root = (root * &one).sqrt();
    }
    // ln(r) = 2 * (z + z^3/3 + z^5/5 + …) with z = (r - 1) / (r + 1).
    let z = (&root - &one) * &one / (&root + &one);
    let square = &z * &z / &one;
    let (mut sum, mut power) = (z.clone(), z);
    let mut n = 1u32;
    while !power.is_zero() {
        n += 2;
        power = &power * &square / &one;
        sum += &power / n;
    }
    Ok(sum << (HALVINGS + 1))
}

fn ln_ten(places: u64, cx: &mut CallCx) -> Result<BigInt, Raised> {
    let known = LN_TEN.with(|known| {
        let known = known.borrow();
        (known.0 >= places && known.0 <= places.saturating_mul(2)).then(|| known.clone())
    });
    let (have, value) = match known {
        Some(known) => known,
        None => {
            let have = places + 30;
            let value = ln_near_one(&(unit(have, cx)? * 10), have, cx)?;
            LN_TEN.set((have, value.clone()));
            (have, value)
        }
    };
    Ok(value / BigInt::from(ten_to(have - places, cx)?))
}

/// A positive number in units of `10^-places`, cut.
fn fixed(number: &Decimal, places: u64, cx: &mut CallCx) -> Result<BigInt, Raised> {
    let shift = number.exponent + places as i64;
    let factor = ten_to(shift.unsigned_abs(), cx)?;
    let digits = if shift >= 0 { &number.digits * factor } else { &number.digits / factor };
    let digits = BigInt::from(digits);
    Ok(if number.negative { -digits } else { digits })
}

/// The number that `value` units are when they are right but for an error of `error_digits` digits; `None` if that
/// leaves open how it is rounded to `prec` digits.
fn decided(
    value: &BigInt,
    places: u64,
    error_digits: u64,
    prec: u64,
    cx: &mut CallCx,
) -> Result<Option<Decimal>, Raised> {
    let error = unit(error_digits, cx)?;
    let mut ends = Vec::new();
    for end in [value - &error, value + &error] {
        let digits = end.magnitude();
        let dropped = n_digits(digits).saturating_sub(prec);
        let (kept, _) = drop_digits(digits, dropped, false, Rounding::HalfEven, cx)?;
        // Both must have all digits, and be the same number.
        ends.push(kept * ten_to(dropped, cx)?);
    }
    let certain = ends[0] == ends[1] && n_digits(value.magnitude()) >= prec + error_digits;
    Ok(certain.then(|| Decimal::finite(value.is_negative(), value.magnitude().clone(), -(places as i64))))
}

impl Work<'_> {
    /// Rounds half to even, whatever the context says.
    fn finish_even(&mut self, number: Decimal) -> Result<Decimal, Raised> {
        let rules = Rules { rounding: Rounding::HalfEven, ..self.rules };
        let mut work = self.with(rules);
        let result = work.finish(number);
        let status = work.status;
        self.status |= status;
        result
    }

    pub fn exp(&mut self, a: &Decimal) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a]) {
            return Ok(nan);
        }
        match a.kind {
            Kind::Infinite if a.negative => return Ok(Decimal::small(0)),
            Kind::Infinite => return Ok(a.clone()),
            _ if a.is_zero() => return Ok(Decimal::small(1)),
            _ => {}
        }
        self.status |= INEXACT | ROUNDED;
        let prec = self.rules.prec;
        let whole_digits = a.adjusted() + 1;
        if whole_digits > 20 {
            let far = if a.negative { self.rules.etiny() - 1 } else { self.rules.emax + 1 };
            return self.finish_even(Decimal::finite(false, BigUint::one(), far));
        }
        if whole_digits < -(prec as i64) - 2 {
            // Nothing but one and whether it is more or less.
            let one = ten_to(prec + 3, self.cx)?;
            let digits = if a.negative { one - 1u8 } else { one + 1u8 };
            return self.finish_even(Decimal::finite(false, digits, -(prec as i64) - 3));
        }
        let mut spare = 12;
        loop {
            // Tens are split off: e^a = 10^tens * e^rest.
            let places = prec + spare + whole_digits.max(0) as u64;
            let ln_ten = ln_ten(places, self.cx)?;
            let (tens, rest) = fixed(a, places, self.cx)?.div_mod_floor(&ln_ten);
            let tens = tens.to_i64().unwrap_or(i64::MAX / 4);
            if tens > self.rules.emax || tens < self.rules.etiny() - 1 {
                let far = if a.negative { self.rules.etiny() - 1 } else { self.rules.emax + 1 };
                return self.finish_even(Decimal::finite(false, BigUint::one(), far));
            }
            let power = exp_near_zero(&rest, places, self.cx)?;
            let error = ERROR_DIGITS + whole_digits.max(0) as u64;
            if let Some(result) = decided(&power, places, error, prec, self.cx)? {
                return self.finish_even(Decimal { exponent: result.exponent + tens, ..result });
            }
            spare *= 2;
        }
    }

    pub fn ln(&mut self, a: &Decimal) -> Result<Decimal, Raised> {
        self.logarithm(a, false)
    }

    pub fn log10(&mut self, a: &Decimal) -> Result<Decimal, Raised> {
        self.logarithm(a, true)
    }

    fn logarithm(&mut self, a: &Decimal, of_ten: bool) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[a]) {
            return Ok(nan);
        }
        if a.is_zero() {
            return Ok(Decimal::special(Kind::Infinite, true));
        }
        if a.negative {
            return Ok(self.invalid(INVALID_OPERATION));
        }
        if a.kind == Kind::Infinite {
            return Ok(a.clone());
        }
        let power_of_ten = a.digits == ten_to(n_digits(&a.digits) - 1, self.cx)?;
        if power_of_ten && (of_ten || a.adjusted() == 0) {
            return self.finish_even(Decimal::small(a.adjusted()));
        }
        self.status |= INEXACT | ROUNDED;
        let prec = self.rules.prec;
        // a = part * 10^tens with a part between a third and three.
        let leading = BigUint::from(316_227_766u32);
        let tens = match fixed(&Decimal { exponent: 1 - n_digits(&a.digits) as i64, ..a.clone() }, 8, self.cx)? {
            first if *first.magnitude() > leading => a.adjusted() + 1,
            _ => a.adjusted(),
        };
        let part = Decimal { exponent: a.exponent - tens, ..a.clone() };
        // Near one, the logarithm is as small as the distance.
        let near = if tens == 0 {
            let distance =
                fixed(&part, part.exponent.unsigned_abs(), self.cx)? - unit(part.exponent.unsigned_abs(), self.cx)?;
            part.exponent.unsigned_abs().saturating_sub(n_digits(distance.magnitude()) - 1)
        } else {
            0
        };
        let tens_digits = n_digits(&BigUint::from(tens.unsigned_abs()));
        let mut spare = 12;
        loop {
            let places = prec + spare + near + tens_digits;
            let mut result = ln_near_one(&fixed(&part, places, self.cx)?, places, self.cx)?;
            let ln_ten = ln_ten(places, self.cx)?;
            if of_ten {
                let one = unit(places, self.cx)?;
                result = result * &one / ln_ten + one * tens;
            } else {
                result += ln_ten * tens;
            }
            if let Some(result) = decided(&result, places, ERROR_DIGITS + tens_digits, prec, self.cx)? {
                return self.finish_even(result);
            }
            spare *= 2;
        }
    }

    /// One with as many zeros as there is room for, or as `zeros` says.
    fn padded_one(&mut self, negative: bool, zeros: i64) -> Result<Decimal, Raised> {
        Ok(Decimal::finite(negative, ten_to(zeros.unsigned_abs(), self.cx)?, -zeros))
    }

    pub fn power(&mut self, base: &Decimal, exponent: &Decimal) -> Result<Decimal, Raised> {
        if let Some(nan) = self.nan_of(&[base, exponent]) {
            return Ok(nan);
        }
        let whole = exponent.is_integer();
        let odd = whole && self.is_odd(exponent)?;
        let negative = base.negative && odd;
        let infinity = Decimal::special(Kind::Infinite, negative);
        let zero = Decimal::finite(negative, BigUint::zero(), 0);
        if base.is_zero() {
            return Ok(match exponent.negative {
                _ if exponent.is_zero() => self.invalid(INVALID_OPERATION),
                true => infinity,
                false => zero,
            });
        }
        if base.negative && !whole {
            return Ok(self.invalid(INVALID_OPERATION));
        }
        let to_one = base.magnitude().order(&Decimal::small(1));
        let last = self.rules.prec as i64 - 1;
        if exponent.kind == Kind::Infinite {
            if to_one.is_eq() {
                self.status |= INEXACT | ROUNDED;
                return self.padded_one(negative, last);
            }
            return Ok(if to_one.is_lt() == exponent.negative { infinity } else { zero });
        }
        if exponent.is_zero() {
            return Ok(Decimal::small(1));
        }
        if base.kind == Kind::Infinite {
            return Ok(if exponent.negative { zero } else { infinity });
        }
        if to_one.is_eq() {
            if !whole {
                self.status |= INEXACT | ROUNDED;
                return self.padded_one(negative, last);
            }
            if exponent.negative {
                return Ok(Decimal { negative, ..Decimal::small(1) });
            }
            let count = self.rescaled(exponent, 0, Rounding::Down)?.0.digits;
            let zeros = (BigInt::from(count) * -base.exponent).to_i64().unwrap_or(i64::MAX);
            if zeros > last {
                self.status |= ROUNDED;
            }
            return self.padded_one(negative, zeros.min(last));
        }
        // What is far out of range is not computed.
        let size = exponent_estimate(base) * approximate(exponent);
        if size > self.rules.emax as f64 + 9.0 {
            return self.finish(Decimal::finite(negative, BigUint::one(), self.rules.emax + 1));
        }
        if size < self.rules.etiny() as f64 - 9.0 {
            return self.finish(Decimal::finite(negative, BigUint::one(), self.rules.etiny() - 1));
        }
        if whole { self.whole_power(base, exponent, negative) } else { self.real_power(base, exponent) }
    }

    fn is_odd(&mut self, number: &Decimal) -> Result<bool, Raised> {
        Ok(number.exponent <= 0 && self.rescaled(number, 0, Rounding::Down)?.0.digits.is_odd())
    }

    fn whole_power(&mut self, base: &Decimal, exponent: &Decimal, negative: bool) -> Result<Decimal, Raised> {
        let rules = self.rules;
        let n_exponent = (exponent.adjusted() + 1).max(0) as u64;
        let prec = rules.prec + n_exponent + 2 + u64::from(exponent.negative);
        let count = self.rescaled(exponent, 0, Rounding::Down)?.0.digits;
        let mut work = self.with(Rules { prec, rounding: Rounding::HalfEven, clamp: false, ..rules });
        let factor = if exponent.negative { work.divide(&Decimal::small(1), base)? } else { base.clone() };
        let mut result = factor.clone();
        for bit in (0..count.bits().saturating_sub(1)).rev() {
            work.cx.burn(prec / 8 + 1)?;
            result = work.multiply(&result, &result)?;
            if count.bit(bit) {
                result = work.multiply(&result, &factor)?;
            }
            if result.kind != Kind::Finite || (result.is_zero() && work.status & CLAMPED != 0) {
                break;
            }
        }
        let status = work.status;
        self.status |= status;
        result.negative = negative;
        if result.kind == Kind::Infinite {
            result = Decimal::finite(negative, BigUint::one(), rules.emax + 1);
        }
        self.finish(result)
    }

    /// By logarithms, with digits to spare.
    fn real_power(&mut self, base: &Decimal, exponent: &Decimal) -> Result<Decimal, Raised> {
        let rules = self.rules;
        let prec = rules.prec.max(n_digits(&base.digits)) + 23;
        let mut work = self.with(Rules::wide(prec));
        let logarithm = work.ln(base)?;
        let product = work.multiply(&logarithm, exponent)?;
        let result = work.exp(&product)?;
        self.status |= INEXACT | ROUNDED;
        if result.kind == Kind::Finite && result.order(&Decimal::small(1)).is_eq() {
            let one = self.padded_one(false, rules.prec as i64 - 1)?;
            return self.finish(one);
        }
        if result.kind == Kind::Infinite {
            return self.finish(Decimal::finite(false, BigUint::one(), rules.emax + 1));
        }
        self.finish(result)
    }
}

/// The number as a float, roughly.
fn approximate(number: &Decimal) -> f64 {
    let size = 10f64.powf(exponent_estimate(number));
    if number.negative { -size } else { size }
}

/// The logarithm to base ten of a number, roughly.
fn exponent_estimate(number: &Decimal) -> f64 {
    let n_digits = n_digits(&number.digits);
    let dropped = n_digits.saturating_sub(17);
    let leading =
        (&number.digits / BigUint::from(10u8).pow(u32::try_from(dropped).unwrap_or(u32::MAX))).to_f64().unwrap_or(1.0);
    let exponent = number.exponent.saturating_add(dropped as i64);
    leading.log10() + exponent as f64
}
