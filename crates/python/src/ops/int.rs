//! Integer arithmetic: 64 bits where they do, any size otherwise.

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use value::context::CallCx;
use value::object::BinaryOp;
use value::raised::ExcKind;
use value::{Raised, Value};

use crate::ops::float;

fn zero_division(message: &str) -> Raised {
    Raised::new(ExcKind::ZeroDivisionError, message.into())
}

const BY_ZERO: &str = "integer division or modulo by zero";

/// `a op b` of small integers.
#[inline]
pub fn small(op: BinaryOp, a: i64, b: i64, cx: &mut CallCx) -> Result<Value, Raised> {
    let result = match op {
        BinaryOp::Add => a.checked_add(b),
        BinaryOp::Sub => a.checked_sub(b),
        BinaryOp::Mul => a.checked_mul(b),
        BinaryOp::FloorDiv => {
            if b == 0 {
                return Err(zero_division(BY_ZERO));
            }
            a.checked_div(b).map(|quotient| if a % b != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient })
        }
        BinaryOp::Mod => {
            if b == 0 {
                return Err(zero_division("integer modulo by zero"));
            }
            let remainder = a.wrapping_rem(b);
            Some(if remainder != 0 && (remainder < 0) != (b < 0) { remainder + b } else { remainder })
        }
        BinaryOp::Div => return divide(a, b),
        BinaryOp::Pow => return small_power(a, b, cx),
        BinaryOp::And => Some(a & b),
        BinaryOp::Or => Some(a | b),
        BinaryOp::Xor => Some(a ^ b),
        BinaryOp::LeftShift if a == 0 && b >= 0 => Some(0),
        BinaryOp::LeftShift if b >= 0 && b < i64::from(a.unsigned_abs().leading_zeros()) - 1 => Some(a << b),
        BinaryOp::RightShift if b >= 0 => Some(a >> b.min(63)),
        BinaryOp::LeftShift | BinaryOp::RightShift => None,
        BinaryOp::MatMul => {
            return Err(Raised::type_error("unsupported operand type(s) for @: 'int' and 'int'".into()));
        }
    };
    match result {
        Some(number) => Ok(Value::Int(number)),
        None => big(op, &BigInt::from(a), &BigInt::from(b), cx),
    }
}

/// `-number`.
pub fn negated(number: i64) -> Value {
    match number.checked_neg() {
        Some(number) => Value::Int(number),
        None => Value::from_big(-BigInt::from(number)),
    }
}

fn divide(a: i64, b: i64) -> Result<Value, Raised> {
    const EXACT: u64 = 1 << 53;
    if b == 0 {
        return Err(zero_division("division by zero"));
    }
    if a.unsigned_abs() <= EXACT && b.unsigned_abs() <= EXACT {
        return Ok(Value::Float(a as f64 / b as f64));
    }
    true_divide(&BigInt::from(a), &BigInt::from(b))
}

fn small_power(a: i64, b: i64, cx: &mut CallCx) -> Result<Value, Raised> {
    if b < 0 {
        return float::binary(BinaryOp::Pow, a as f64, b as f64, cx);
    }
    match u32::try_from(b).ok().and_then(|b| a.checked_pow(b)) {
        Some(number) => Ok(Value::Int(number)),
        None => big(BinaryOp::Pow, &BigInt::from(a), &BigInt::from(b), cx),
    }
}

/// Refuses what does not fit into memory, and counts the work of long multiplications.
fn expect_bits(n_bits: u64, cx: &mut CallCx) -> Result<(), Raised> {
    cx.reserve(usize::try_from(n_bits / 8 + 1).unwrap_or(usize::MAX))?;
    let words = n_bits / 64;
    cx.burn(words + (words as f64).powf(1.6) as u64 / 16)
}

/// `a op b` of integers of any size.
pub fn big(op: BinaryOp, a: &BigInt, b: &BigInt, cx: &mut CallCx) -> Result<Value, Raised> {
    let result = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => {
            expect_bits(a.bits() + b.bits(), cx)?;
            a * b
        }
        BinaryOp::FloorDiv | BinaryOp::Mod => {
            if b.is_zero() {
                return Err(zero_division(if op == BinaryOp::Mod { "integer modulo by zero" } else { BY_ZERO }));
            }
            expect_bits(a.bits(), cx)?;
            if op == BinaryOp::Mod { a.mod_floor(b) } else { a.div_floor(b) }
        }
        BinaryOp::Div => {
            if b.is_zero() {
                return Err(zero_division("division by zero"));
            }
            return true_divide(a, b);
        }
        BinaryOp::Pow => return power(a, b, cx),
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::LeftShift | BinaryOp::RightShift => return shift(op, a, b, cx),
        BinaryOp::MatMul => BigInt::zero(),
    };
    Ok(Value::from_big(result))
}

fn shift(op: BinaryOp, a: &BigInt, b: &BigInt, cx: &mut CallCx) -> Result<Value, Raised> {
    if b.is_negative() {
        return Err(Raised::value_error("negative shift count".into()));
    }
    if a.is_zero() {
        return Ok(Value::Int(0));
    }
    let n_bits = b.to_u64();
    if op == BinaryOp::RightShift {
        return Ok(match n_bits {
            Some(n_bits) if n_bits < a.bits() => Value::from_big(a >> n_bits),
            _ => Value::Int(if a.is_negative() { -1 } else { 0 }),
        });
    }
    let Some(n_bits) = n_bits.filter(|n_bits| *n_bits < 1 << 62) else {
        return Err(Raised::new(ExcKind::OverflowError, "too many digits in integer".into()));
    };
    expect_bits(a.bits() + n_bits, cx)?;
    Ok(Value::from_big(a << n_bits))
}

fn power(a: &BigInt, b: &BigInt, cx: &mut CallCx) -> Result<Value, Raised> {
    if b.is_negative() {
        return float::binary(BinaryOp::Pow, big_to_f64(a)?, big_to_f64(b)?, cx);
    }
    if b.is_zero() || a.is_one() {
        return Ok(Value::Int(1));
    }
    if a.is_zero() {
        return Ok(Value::Int(0));
    }
    if a.magnitude().is_one() {
        return Ok(Value::Int(if b.is_even() { 1 } else { -1 }));
    }
    let exponent = b.to_u32().ok_or_else(|| Raised::new(ExcKind::MemoryError, String::new()))?;
    expect_bits(a.bits().saturating_mul(u64::from(exponent)), cx)?;
    Ok(Value::from_big(a.pow(exponent)))
}

/// `pow(base, exponent, modulus)`.
pub fn power_mod(base: &BigInt, exponent: &BigInt, modulus: &BigInt, cx: &mut CallCx) -> Result<Value, Raised> {
    if modulus.is_zero() {
        return Err(Raised::value_error("pow() 3rd argument cannot be 0".into()));
    }
    expect_bits(modulus.bits().saturating_mul(2), cx)?;
    cx.burn(exponent.bits().saturating_mul(modulus.bits() / 64 + 1))?;
    let (base, exponent) = if exponent.is_negative() {
        let inverse = base.modinv(&modulus.abs());
        let not_invertible = || Raised::value_error("base is not invertible for the given modulus".into());
        (inverse.ok_or_else(not_invertible)?, -exponent)
    } else {
        (base.clone(), exponent.clone())
    };
    Ok(Value::from_big(base.modpow(&exponent, modulus)))
}

/// The nearest float, ties to even.
///
/// Errors: `OverflowError: int too large to convert to float`.
pub fn big_to_f64(number: &BigInt) -> Result<f64, Raised> {
    let (high, sticky, exponent) = high_bits(number.magnitude().bits(), number);
    round_scaled(number.sign() == Sign::Minus, high, sticky, exponent)
        .ok_or_else(|| Raised::new(ExcKind::OverflowError, "int too large to convert to float".into()))
}

/// The top 64 bits of a magnitude, whether any lower bit is set, and the power of two they stand for.
fn high_bits(n_bits: u64, number: &BigInt) -> (u128, bool, i64) {
    let magnitude = number.magnitude();
    let dropped = n_bits.saturating_sub(64);
    let high = (magnitude >> dropped).to_u128().unwrap_or(0);
    let sticky = dropped > 0 && magnitude.trailing_zeros().is_some_and(|zeros| zeros < dropped);
    (high, sticky, dropped as i64)
}

/// `a / b`, correctly rounded.
pub fn true_divide(a: &BigInt, b: &BigInt) -> Result<Value, Raised> {
    if a.is_zero() {
        return Ok(Value::Float(if b.is_negative() { -0.0 } else { 0.0 }));
    }
    let shift = 66 - (a.bits() as i64 - b.bits() as i64);
    let (x, y) = (a.magnitude().clone(), b.magnitude().clone());
    let (x, y) = if shift > 0 { (x << shift as u64, y) } else { (x, y << shift.unsigned_abs()) };
    let (quotient, remainder) = x.div_rem(&y);
    let negative = a.is_negative() != b.is_negative();
    round_scaled(negative, quotient.to_u128().unwrap_or(0), !remainder.is_zero(), -shift)
        .map(Value::Float)
        .ok_or_else(|| Raised::new(ExcKind::OverflowError, "integer division result too large for a float".into()))
}

/// The float nearest to `±(mantissa + something below 1 if sticky) * 2^exponent`, ties to even; `None` past the range.
pub fn round_scaled(negative: bool, mantissa: u128, sticky: bool, exponent: i64) -> Option<f64> {
    if mantissa == 0 {
        return Some(if negative { -0.0 } else { 0.0 });
    }
    let n_bits = i64::from(128 - mantissa.leading_zeros());
    let top = exponent + n_bits - 1;
    let precision = if top >= -1022 { 53 } else { 53 - (-1022 - top) };
    let (mut kept, mut kept_exponent) = (mantissa, exponent);
    if n_bits > precision {
        let dropped = n_bits - precision;
        if dropped > n_bits + 1 {
            return Some(if negative { -0.0 } else { 0.0 });
        }
        kept = if dropped >= 128 { 0 } else { mantissa >> dropped };
        let rest = if dropped >= 128 { mantissa } else { mantissa & ((1u128 << dropped) - 1) };
        let half = 1u128 << (dropped - 1);
        if rest > half || (rest == half && (sticky || kept & 1 == 1)) {
            kept += 1;
        }
        kept_exponent += dropped;
    }
    let number = scale(kept as f64, kept_exponent);
    if number.is_infinite() {
        return None;
    }
    Some(if negative { -number } else { number })
}

/// `number * 2^exponent` for a result that is exact.
fn scale(mut number: f64, mut exponent: i64) -> f64 {
    while exponent > 1000 {
        number *= f64::from_bits(2023 << 52);
        exponent -= 1000;
        if number.is_infinite() {
            return number;
        }
    }
    while exponent < -1000 {
        number *= f64::from_bits(23 << 52);
        exponent += 1000;
        if number == 0.0 {
            return number;
        }
    }
    if exponent < -1022 {
        number *= f64::from_bits(1 << 52);
        exponent += 1022;
    }
    number * f64::from_bits(((exponent + 1023) as u64) << 52)
}
