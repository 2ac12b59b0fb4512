//! `math`.

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use value::object::BinaryOp;
use value::raised::ExcKind;
use value::{Args, CallCx, Raised, Value};

use crate::gamma;
use crate::support::module;
use python::ops::binary::Number;
use python::ops::call::{integer, special};
use python::ops::{self, real};
use python::types::hex_float::decode;
use python::types::method::{FunctionEntry, any, between, named_after, one};
use python::types::number::{big_of, expect_real, truncated};

fn domain_error() -> Raised {
    Raised::value_error("math domain error".into())
}

fn range_error() -> Raised {
    Raised::new(ExcKind::OverflowError, "math range error".into())
}

/// A function of one real number: NaN from a number is outside its domain, infinity from a finite one out of range.
fn real_function(args: &[Value], function: fn(f64) -> f64, cx: &mut CallCx) -> Result<Value, Raised> {
    let x = expect_real(&args[0], cx)?;
    checked(function(x), &[x], range_error)
}

fn checked(result: f64, operands: &[f64], overflow: fn() -> Raised) -> Result<Value, Raised> {
    if result.is_nan() && !operands.iter().any(|x| x.is_nan()) {
        return Err(domain_error());
    }
    if result.is_infinite() && operands.iter().all(|x| x.is_finite()) {
        return Err(overflow());
    }
    Ok(Value::Float(result))
}

macro_rules! reals {
    ($($name:literal => $function:expr),* $(,)?) => {
        &[$(one("math", $name, |_, args, cx| real_function(args, $function, cx))),*]
    };
}

/// Functions of one real number without special cases.
const REALS: &[FunctionEntry] = reals![
    "acos" => real::acos,
    "acosh" => real::acosh,
    "asin" => real::asin,
    "asinh" => real::asinh,
    "atan" => real::atan,
    "cbrt" => real::cbrt,
    "cos" => real::cos,
    "cosh" => real::cosh,
    "degrees" => |x| x * (180.0 / std::f64::consts::PI),
    "erf" => real::erf,
    "erfc" => real::erfc,
    "exp" => real::exp,
    "exp2" => real::exp2,
    "expm1" => real::expm1,
    "fabs" => f64::abs,
    "radians" => |x| x * (std::f64::consts::PI / 180.0),
    "sin" => real::sin,
    "sinh" => real::sinh,
    "sqrt" => f64::sqrt,
    "tan" => real::tan,
    "tanh" => real::tanh,
    "ulp" => ulp,
];

const FUNCTIONS: &[FunctionEntry] = &[
    between("math", "atan2", 2, 2, |_, args, cx| two(args, real::atan2, cx)),
    one("math", "atanh", |_, args, cx| {
        let x = expect_real(&args[0], cx)?;
        if x.abs() >= 1.0 { Err(domain_error()) } else { Ok(Value::Float(real::atanh(x))) }
    }),
    one("math", "ceil", |_, args, cx| rounded(&args[0], f64::ceil, "__ceil__", cx)),
    between("math", "comb", 2, 2, comb),
    between("math", "copysign", 2, 2, |_, args, cx| two(args, f64::copysign, cx)),
    between("math", "dist", 2, 2, dist),
    one("math", "factorial", factorial),
    one("math", "floor", |_, args, cx| rounded(&args[0], f64::floor, "__floor__", cx)),
    between("math", "fmod", 2, 2, |_, args, cx| {
        let (x, y) = (expect_real(&args[0], cx)?, expect_real(&args[1], cx)?);
        checked(x % y, &[x, y], range_error)
    }),
    one("math", "frexp", |_, args, cx| {
        let (mantissa, exponent) = frexp(expect_real(&args[0], cx)?);
        Ok(Value::pair(Value::Float(mantissa), Value::Int(exponent)))
    }),
    one("math", "fsum", fsum),
    one("math", "gamma", gamma),
    any("math", "gcd", |_, args, _, cx| fold_integers(args, BigInt::zero(), |a, b| a.gcd(b), cx)),
    any("math", "hypot", |_, args, _, cx| {
        let mut numbers = Vec::with_capacity(args.len());
        for arg in args {
            numbers.push(expect_real(arg, cx)?);
        }
        Ok(Value::Float(length(&numbers)))
    }),
    named_after("math", "isclose", &["a", "b", "rel_tol", "abs_tol"], 2, 2, is_close),
    one("math", "isfinite", |_, args, cx| Ok(Value::Bool(expect_real(&args[0], cx)?.is_finite()))),
    one("math", "isinf", |_, args, cx| Ok(Value::Bool(expect_real(&args[0], cx)?.is_infinite()))),
    one("math", "isnan", |_, args, cx| Ok(Value::Bool(expect_real(&args[0], cx)?.is_nan()))),
    one("math", "isqrt", |_, args, cx| {
        let number = big_of(&integer(&args[0], cx)?);
        if number.is_negative() {
            return Err(Raised::value_error("isqrt() argument must be nonnegative".into()));
        }
        Ok(Value::from_big(number.sqrt()))
    }),
    any("math", "lcm", |_, args, _, cx| fold_integers(args, BigInt::one(), |a, b| a.lcm(b), cx)),
    between("math", "ldexp", 2, 2, |_, args, cx| {
        let x = expect_real(&args[0], cx)?;
        let exponent = match &args[1] {
            Value::Int(exponent) => (*exponent).clamp(-5000, 5000),
            Value::Bool(one) => i64::from(*one),
            Value::Big(exponent) => {
                if exponent.is_negative() {
                    -5000
                } else {
                    5000
                }
            }
            _ => return Err(Raised::type_error("Expected an int as second argument to ldexp.".into())),
        };
        let (mantissa, base) = decode(x.abs());
        if !x.is_finite() || mantissa == 0 {
            return Ok(Value::Float(x));
        }
        ops::int::round_scaled(x < 0.0, u128::from(mantissa), false, i64::from(base) + exponent)
            .map(Value::Float)
            .ok_or_else(range_error)
    }),
    one("math", "lgamma", |_, args, cx| {
        let x = expect_real(&args[0], cx)?;
        if x <= 0.0 && x == x.floor() && x.is_finite() {
            Err(domain_error())
        } else {
            Ok(Value::Float(gamma::lgamma(x)))
        }
    }),
    between("math", "log", 1, 2, |_, args, cx| {
        let top = logarithm(&args[0], real::ln, cx)?;
        let Some(base) = args.get(1) else { return Ok(Value::Float(top)) };
        let bottom = logarithm(base, real::ln, cx)?;
        ops::binary(BinaryOp::Div, &Value::Float(top), &Value::Float(bottom), cx)
    }),
    one("math", "log10", |_, args, cx| logarithm(&args[0], real::log10, cx).map(Value::Float)),
    one("math", "log1p", |_, args, cx| {
        let x = expect_real(&args[0], cx)?;
        if x <= -1.0 { Err(domain_error()) } else { Ok(Value::Float(real::log1p(x))) }
    }),
    one("math", "log2", |_, args, cx| logarithm(&args[0], real::log2, cx).map(Value::Float)),
    one("math", "modf", |_, args, cx| {
        let x = expect_real(&args[0], cx)?;
        let fraction = if x.is_infinite() { 0.0 } else { x.fract() };
        Ok(Value::pair(Value::Float(fraction.copysign(x)), Value::Float(x.trunc())))
    }),
    between("math", "nextafter", 2, 2, |_, args, cx| two(args, next_after, cx)),
    between("math", "perm", 1, 2, perm),
    between("math", "pow", 2, 2, |_, args, cx| {
        let (x, y) = (expect_real(&args[0], cx)?, expect_real(&args[1], cx)?);
        if x == 0.0 && y < 0.0 && y.is_finite() {
            return Err(domain_error());
        }
        checked(real::pow(x, y), &[x, y], range_error)
    }),
    named_after("math", "prod", &["iterable", "start"], 1, 1, |_, args, cx| {
        let mut product = args[1].clone().unwrap_or(Value::Int(1));
        for item in ops::collect(&args[0].clone().unwrap_or_default(), cx)? {
            product = ops::binary(BinaryOp::Mul, &product, &item, cx)?;
        }
        Ok(product)
    }),
    between("math", "remainder", 2, 2, |_, args, cx| {
        let (x, y) = (expect_real(&args[0], cx)?, expect_real(&args[1], cx)?);
        if y == 0.0 || (x.is_infinite() && !y.is_nan()) {
            return if x.is_nan() { Ok(Value::Float(x)) } else { Err(domain_error()) };
        }
        Ok(Value::Float(ieee_remainder(x, y)))
    }),
    one("math", "trunc", |_, args, cx| match &args[0] {
        Value::Float(number) => truncated(*number),
        other => match special(other, "__trunc__", &Args::default(), cx)? {
            Some(result) => Ok(result),
            None if Number::of(other).is_some() => integer(other, cx),
            None => Err(Raised::type_error(format!("type {} doesn't define __trunc__ method", other.type_name()))),
        },
    }),
];

/// The module object.
pub fn load() -> Value {
    let constants = vec![
        ("pi", Value::Float(std::f64::consts::PI)),
        ("e", Value::Float(std::f64::consts::E)),
        ("tau", Value::Float(std::f64::consts::TAU)),
        ("inf", Value::Float(f64::INFINITY)),
        ("nan", Value::Float(f64::NAN)),
    ];
    module("math", &[REALS, FUNCTIONS].concat(), constants)
}

fn two(args: &[Value], function: fn(f64, f64) -> f64, cx: &mut CallCx) -> Result<Value, Raised> {
    let (x, y) = (expect_real(&args[0], cx)?, expect_real(&args[1], cx)?);
    Ok(Value::Float(function(x, y)))
}

fn rounded(value: &Value, round: fn(f64) -> f64, name: &str, cx: &mut CallCx) -> Result<Value, Raised> {
    match value {
        Value::Int(_) | Value::Big(_) | Value::Bool(_) => integer(value, cx),
        Value::Float(number) => truncated(round(*number)),
        _ => match special(value, name, &Args::default(), cx)? {
            Some(result) => Ok(result),
            None => truncated(round(expect_real(value, cx)?)),
        },
    }
}

/// Logarithms of integers of any size, and of floats.
fn logarithm(value: &Value, function: fn(f64) -> f64, cx: &mut CallCx) -> Result<f64, Raised> {
    if let Value::Big(number) = value {
        if number.sign() == Sign::Minus {
            return Err(domain_error());
        }
        if let Some(float) = number.to_f64().filter(|float| float.is_finite()) {
            return Ok(function(float));
        }
        let shift = number.bits() - 64;
        let mantissa = (&**number >> shift).to_f64().unwrap_or(1.0);
        return Ok(function(mantissa) + function(2.0) * shift as f64);
    }
    let x = expect_real(value, cx)?;
    if x <= 0.0 {
        return Err(domain_error());
    }
    Ok(function(x))
}

fn fold_integers(
    args: &[Value],
    start: BigInt,
    fold: fn(&BigInt, &BigInt) -> BigInt,
    cx: &mut CallCx,
) -> Result<Value, Raised> {
    let mut result = start;
    for arg in args {
        result = fold(&result, &big_of(&integer(arg, cx)?));
    }
    Ok(Value::from_big(result.abs()))
}

fn factorial(_this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let number = match integer(&args[0], cx)? {
        Value::Int(number) => number,
        Value::Big(number) if number.is_negative() => -1,
        _ => {
            return Err(Raised::new(
                ExcKind::OverflowError,
                "factorial() argument should not exceed 9223372036854775807".into(),
            ));
        }
    };
    if number < 0 {
        return Err(Raised::value_error("factorial() not defined for negative values".into()));
    }
    product(1, number, cx)
}

/// `low * (low + 1) * … * high`, by halves.
fn product(low: i64, high: i64, cx: &mut CallCx) -> Result<Value, Raised> {
    fn halves(low: i64, high: i64) -> BigInt {
        if high - low < 16 {
            return (low..=high).map(BigInt::from).product();
        }
        let middle = low + (high - low) / 2;
        halves(low, middle) * halves(middle + 1, high)
    }
    let count = (high - low + 1).max(0) as u64;
    cx.reserve(usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(8))?;
    cx.burn(count.saturating_mul(count / 64 + 1))?;
    Ok(Value::from_big(halves(low, high)))
}

/// Two whole numbers that are not negative.
fn counts(n: &Value, k: &Value, cx: &mut CallCx) -> Result<(BigInt, BigInt), Raised> {
    let (n, k) = (big_of(&integer(n, cx)?), big_of(&integer(k, cx)?));
    for (name, number) in [("n", &n), ("k", &k)] {
        if number.is_negative() {
            return Err(Raised::value_error(format!("{name} must be a non-negative integer")));
        }
    }
    Ok((n, k))
}

/// A number of factors.
fn n_factors(count: &BigInt, name: &str) -> Result<i64, Raised> {
    count
        .to_i64()
        .ok_or_else(|| Raised::new(ExcKind::OverflowError, format!("{name} must not exceed 9223372036854775807")))
}

fn comb(_this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let (n, k) = counts(&args[0], &args[1], cx)?;
    if k > n {
        return Ok(Value::Int(0));
    }
    let rest = &n - &k;
    let k = n_factors(&k.min(rest), "min(n - k, k)")?;
    cx.burn((k as u64).saturating_mul(k as u64 / 64 + 1))?;
    let mut result = BigInt::one();
    for i in 0..k {
        result = result * (&n - i) / (i + 1);
    }
    Ok(Value::from_big(result))
}

fn perm(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let k = match args.get(1) {
        None | Some(Value::None) => return factorial(this, args, cx),
        Some(k) => k,
    };
    let (n, k) = counts(&args[0], k, cx)?;
    if k > n {
        return Ok(Value::Int(0));
    }
    let k = n_factors(&k, "k")?;
    match n.to_i64() {
        Some(n) => product(n - k + 1, n, cx),
        None => {
            cx.burn((k as u64).saturating_mul(n.bits() / 64 + k as u64 / 64 + 1))?;
            Ok(Value::from_big((0..k).map(|i| &n - i).product()))
        }
    }
}

fn is_close(_this: &Value, args: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let number = |slot: &Option<Value>, default: f64, cx: &mut CallCx| match slot {
        Some(value) => expect_real(value, cx),
        None => Ok(default),
    };
    let (a, b) = (number(&args[0], 0.0, cx)?, number(&args[1], 0.0, cx)?);
    let (relative, absolute) = (number(&args[2], 1e-9, cx)?, number(&args[3], 0.0, cx)?);
    if relative < 0.0 || absolute < 0.0 {
        return Err(Raised::value_error("tolerances must be non-negative".into()));
    }
    if a == b {
        return Ok(Value::Bool(true));
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(Value::Bool(false));
    }
    let distance = (b - a).abs();
    Ok(Value::Bool(distance <= (relative * b).abs() || distance <= (relative * a).abs() || distance <= absolute))
}

/// The Euclidean length, from the exact sum of squares.
fn length(numbers: &[f64]) -> f64 {
    if numbers.iter().any(|x| x.is_infinite()) {
        return f64::INFINITY;
    }
    if numbers.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    let parts: Vec<(u64, i32)> =
        numbers.iter().map(|x| decode(x.abs())).filter(|(mantissa, _)| *mantissa != 0).collect();
    let Some(lowest) = parts.iter().map(|(_, exponent)| *exponent).min() else { return 0.0 };
    let square = |(mantissa, exponent): &(u64, i32)| {
        let whole = BigInt::from(*mantissa) << (exponent - lowest) as u32;
        &whole * &whole
    };
    let sum: BigInt = parts.iter().map(square).sum();
    // The root of the sum times 2^2k has k more bits; 66 of them and whether anything is left decide the rounding.
    let extra = 66_u64.saturating_sub(sum.bits() / 2);
    let widened = sum << (2 * extra);
    let root = widened.sqrt();
    let dropped = root.bits().saturating_sub(100);
    let sticky = &root * &root != widened || root.trailing_zeros().is_some_and(|zeros| zeros < dropped);
    let mantissa = (root >> dropped).to_u128().unwrap_or(0);
    let exponent = i64::from(lowest) - extra as i64 + dropped as i64;
    ops::int::round_scaled(false, mantissa, sticky, exponent).unwrap_or(f64::INFINITY)
}

fn dist(_this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let (p, q) = (ops::collect(&args[0], cx)?, ops::collect(&args[1], cx)?);
    if p.len() != q.len() {
        return Err(Raised::value_error("both points must have the same number of dimensions".into()));
    }
    let mut differences = Vec::with_capacity(p.len());
    for (p, q) in p.iter().zip(&q) {
        differences.push(expect_real(p, cx)? - expect_real(q, cx)?);
    }
    Ok(Value::Float(length(&differences)))
}

/// The sum of all numbers, rounded once at the end.
fn exact_sum(numbers: &[f64]) -> f64 {
    let mut total = BigInt::zero();
    for number in numbers {
        let (mantissa, exponent) = decode(number.abs());
        let part = BigInt::from(mantissa) << (exponent + 1074) as u32;
        total += if *number < 0.0 { -part } else { part };
    }
    let unit = BigInt::one() << 1074u32;
    match ops::int::true_divide(&total, &unit) {
        Ok(Value::Float(sum)) => sum,
        _ => f64::INFINITY.copysign(if total.is_negative() { -1.0 } else { 1.0 }),
    }
}

fn fsum(_this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let mut numbers = Vec::new();
    let mut special = 0.0;
    for item in ops::collect(&args[0], cx)? {
        let number = expect_real(&item, cx)?;
        if number.is_finite() {
            numbers.push(number);
        } else {
            if f64::is_infinite(special) && number.is_infinite() && special != number {
                return Err(Raised::value_error("-inf + inf in fsum".into()));
            }
            special += number;
        }
    }
    if special != 0.0 || special.is_nan() {
        return Ok(Value::Float(special));
    }
    let sum = exact_sum(&numbers);
    if sum.is_infinite() {
        return Err(Raised::new(ExcKind::OverflowError, "intermediate overflow in fsum".into()));
    }
    Ok(Value::Float(sum))
}

fn gamma(_this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let x = expect_real(&args[0], cx)?;
    if x == f64::NEG_INFINITY || x == 0.0 || (x < 0.0 && x == x.floor()) {
        return Err(domain_error());
    }
    checked(gamma::gamma(x), &[x], range_error)
}

fn frexp(x: f64) -> (f64, i64) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let (mantissa, exponent) = decode(x.abs());
    let n_bits = i64::from(64 - mantissa.leading_zeros());
    let fraction = mantissa as f64 / (1u64 << n_bits.min(63)) as f64;
    (fraction.copysign(x), i64::from(exponent) + n_bits)
}

fn ulp(x: f64) -> f64 {
    if !x.is_finite() {
        return x.abs();
    }
    let x = x.abs();
    let next = f64::from_bits(x.to_bits() + 1);
    if next.is_infinite() { x - f64::from_bits(x.to_bits() - 1) } else { next - x }
}

fn next_after(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    if x == y {
        return y;
    }
    if y > x { x.next_up() } else { x.next_down() }
}

fn ieee_remainder(x: f64, y: f64) -> f64 {
    if y.is_infinite() || x.is_nan() || y.is_nan() {
        return if x.is_nan() || y.is_nan() { f64::NAN } else { x };
    }
    let (size, step) = (x.abs(), y.abs());
    let low = size % step;
    let high = step - low;
    let result = match low.partial_cmp(&high) {
        Some(std::cmp::Ordering::Less) => low,
        Some(std::cmp::Ordering::Greater) => -high,
        _ => low - 2.0 * (0.5 * (size - low) % step),
    };
    1.0_f64.copysign(x) * result
}
