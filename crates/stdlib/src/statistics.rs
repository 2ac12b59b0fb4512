//! What of `statistics` is written in Rust: exact sums of plain numbers, rounded once.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};
use value::repr::truthy;
use value::{Args, CallCx, Raised, Value};

use crate::support::{class, module};
use python::native::{NativeClass, builtin_class, native_function};
use python::ops::binary::Number;
use python::ops::collect;
use python::ops::int::{round_scaled, true_divide};
use python::types::number::{big_of, exact_ratio};

/// The module object.
pub fn load() -> Value {
    let members = vec![
        ("StatisticsError", error_class()),
        ("_plain_mean", native_function("_plain_mean", plain_mean)),
        ("_plain_spread", native_function("_plain_spread", plain_spread)),
        (
            "_root",
            native_function("_root", |args, _| {
                let part = |at: usize| args.positional.get(at).map(big_of).unwrap_or_default();
                Ok(Value::Float(root(&part(0).abs(), &part(1))))
            }),
        ),
    ];
    module("_statistics", &[], members)
}

fn error_class() -> Value {
    class("statistics.StatisticsError", || {
        NativeClass::new("StatisticsError", "statistics").base(&builtin_class("ValueError")).build()
    })
}

/// The numbers as exact fractions, and whether all are integers; `None` if one of them is not a finite int or float.
fn fractions(items: &[Value]) -> Option<(Vec<(BigInt, BigInt)>, bool)> {
    let mut all_whole = true;
    let mut parts = Vec::with_capacity(items.len());
    for item in items {
        parts.push(match Number::of(item)? {
            Number::Float(number) if number.is_finite() => {
                all_whole = false;
                exact_ratio(number)
            }
            Number::Float(_) => return None,
            _ => (big_of(item), BigInt::from(1)),
        });
    }
    Some((parts, all_whole))
}

fn sum(parts: &[(BigInt, BigInt)]) -> (BigInt, BigInt) {
    let mut total = (BigInt::zero(), BigInt::from(1));
    for (n, d) in parts {
        // Denominators are powers of two, so the larger one is a multiple of the smaller.
        if *d > total.1 {
            total = (total.0 * (d / &total.1), d.clone());
        }
        total.0 += n * (&total.1 / d);
    }
    total
}

/// A fraction as Python gives it: an integer if everything was, and it is one.
fn quotient(n: &BigInt, d: &BigInt, all_whole: bool) -> Result<Value, Raised> {
    if all_whole && (n % d).is_zero() {
        return Ok(Value::from_big(n / d));
    }
    true_divide(n, d)
}

/// The sum of squared distances from the mean, as a fraction.
fn spread(parts: &[(BigInt, BigInt)]) -> (BigInt, BigInt) {
    let count = BigInt::from(parts.len());
    let (total_n, total_d) = sum(parts);
    let squares: Vec<(BigInt, BigInt)> = parts.iter().map(|(n, d)| (n * n, d * d)).collect();
    let (squares_n, squares_d) = sum(&squares);
    // Σx² - (Σx)²/count
    let n = squares_n * &count * &total_d * &total_d - &total_n * &total_n * &squares_d;
    (n, squares_d * count * &total_d * total_d)
}

/// The square root of a fraction, correctly rounded.
fn root(n: &BigInt, d: &BigInt) -> f64 {
    if n.is_zero() {
        return 0.0;
    }
    let shift = (140 + d.bits() as i64 - n.bits() as i64).max(0) as u64 / 2 * 2;
    let (whole, rest) = num_integer::Integer::div_rem(&(n << shift), d);
    let root = num_integer::Roots::sqrt(&whole);
    let dropped = root.bits().saturating_sub(100);
    let sticky = !rest.is_zero()
        || &root * &root != whole
        || root.magnitude().trailing_zeros().is_some_and(|zeros| zeros < dropped);
    let mantissa = u128::try_from(root >> dropped).unwrap_or(0);
    round_scaled(false, mantissa, sticky, dropped as i64 - (shift / 2) as i64).unwrap_or(f64::INFINITY)
}

/// The mean of plain numbers; `None` for others, or for none.
fn plain_mean(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let items = collect(&args.positional.first().cloned().unwrap_or_default(), cx)?;
    let Some((parts, all_whole)) = fractions(&items).filter(|(parts, _)| !parts.is_empty()) else {
        return Ok(Value::None);
    };
    let (n, d) = sum(&parts);
    quotient(&n, &(d * items.len()), all_whole)
}

/// The variance of plain numbers, or its root; `None` for others.
fn plain_spread(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let [data, freedom, rooted] = args.positional.as_slice() else { return Ok(Value::None) };
    let items = collect(data, cx)?;
    let least = BigInt::from(items.len()) - big_of(freedom);
    let Some((parts, all_whole)) = fractions(&items).filter(|_| least.is_positive()) else { return Ok(Value::None) };
    let (n, d) = spread(&parts);
    let d = d * least;
    if truthy(rooted, cx)? {
        return Ok(Value::Float(root(&n.abs(), &d)));
    }
    quotient(&n, &d, all_whole)
}
