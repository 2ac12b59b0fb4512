//! `statistics`, computed exactly and rounded once.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};
use value::object::BinaryOp;
use value::{Args, CallCx, Raised, Value};

use crate::heapq::sorted_items;
use crate::support::{bind, class, module};
use python::native::{NativeClass, builtin_class, exception_of, native_function};
use python::ops::binary::Number;
use python::ops::int::{round_scaled, true_divide};
use python::ops::{self, collect};
use python::types::number::{big_of, exact_ratio, expect_real};

/// The module object.
pub fn load() -> Value {
    let mut members = vec![("StatisticsError", error_class())];
    for name in [
        "mean",
        "fmean",
        "median",
        "median_low",
        "median_high",
        "mode",
        "multimode",
        "stdev",
        "pstdev",
        "variance",
        "pvariance",
        "harmonic_mean",
        "geometric_mean",
        "quantiles",
    ] {
        members.push((name, native_function(name, move |args, cx| compute(name, args, cx))));
    }
    module("statistics", &[], members)
}

fn error_class() -> Value {
    class("statistics.StatisticsError", || {
        NativeClass::new("StatisticsError", "statistics").base(&builtin_class("ValueError")).build()
    })
}

fn error(message: &str) -> Raised {
    exception_of(&error_class(), vec![Value::str(message)])
}

/// The numbers as exact fractions, and whether all are integers.
fn fractions(items: &[Value]) -> Result<(Vec<(BigInt, BigInt)>, bool), Raised> {
    let mut all_whole = true;
    let mut parts = Vec::with_capacity(items.len());
    for item in items {
        parts.push(match Number::of(item) {
            Some(Number::Float(number)) if number.is_finite() => {
                all_whole = false;
                exact_ratio(number)
            }
            Some(Number::Float(_)) | None => {
                return Err(Raised::type_error(format!(
                    "can't convert type '{}' to numerator/denominator",
                    item.type_name()
                )));
            }
            Some(_) => (big_of(item), BigInt::from(1)),
        });
    }
    Ok((parts, all_whole))
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

fn compute(name: &str, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let names: &[&str] = match name {
        "stdev" | "variance" => &["data", "xbar"],
        "pstdev" | "pvariance" => &["data", "mu"],
        "fmean" | "harmonic_mean" => &["data", "weights"],
        "quantiles" => &["data", "n", "method"],
        _ => &["data"],
    };
    let slots = bind(name, names, 1, args)?;
    let data = slots[0].clone().unwrap_or_default();
    let items = collect(&data, cx)?;
    let needs = |least: usize, what: &str| match items.len() >= least {
        true => Ok(()),
        false => Err(error(&format!(
            "{what} requires at least {} data point{}",
            if least == 1 { "one" } else { "two" },
            if least == 1 { "" } else { "s" }
        ))),
    };
    match name {
        "mean" => {
            needs(1, "mean")?;
            let (parts, all_whole) = fractions(&items)?;
            let (n, d) = sum(&parts);
            quotient(&n, &(d * items.len()), all_whole)
        }
        "fmean" => {
            needs(1, "fmean")?;
            let mut floats = Vec::with_capacity(items.len());
            for item in &items {
                floats.push(Value::Float(expect_real(item, cx)?));
            }
            let (n, d) = sum(&fractions(&floats)?.0);
            if let Some(weights) = slots[1].as_ref().filter(|weights| !matches!(weights, Value::None)) {
                return weighted(&floats, &collect(weights, cx)?, cx);
            }
            match true_divide(&n, &d)? {
                Value::Float(total) => Ok(Value::Float(total / items.len() as f64)),
                other => Ok(other),
            }
        }
        "median" | "median_low" | "median_high" => {
            let sorted = sorted_items(&Value::list(items.clone()), cx)?;
            let n_items = sorted.len();
            if n_items == 0 {
                return Err(error("no median for empty data"));
            }
            let (low, high) = (&sorted[(n_items - 1) / 2], &sorted[n_items / 2]);
            match name {
                _ if n_items % 2 == 1 => Ok(high.clone()),
                "median_low" => Ok(low.clone()),
                "median_high" => Ok(high.clone()),
                _ => {
                    let both = ops::binary(BinaryOp::Add, low, high, cx)?;
                    ops::binary(BinaryOp::Div, &both, &Value::Int(2), cx)
                }
            }
        }
        "mode" | "multimode" => {
            let counts = value::Dict::default();
            for item in &items {
                let count = match counts.get(item, cx)? {
                    Some(Value::Int(count)) => count + 1,
                    _ => 1,
                };
                counts.insert(item.clone(), Value::Int(count), cx)?;
            }
            let count_of = |count: &Value| if let Value::Int(count) = count { *count } else { 0 };
            let pairs = counts.pairs();
            let most = pairs.iter().map(|(_, count)| count_of(count)).max().unwrap_or(0);
            let mut best = pairs.into_iter().filter(|(_, count)| count_of(count) == most).map(|(item, _)| item);
            if name == "multimode" {
                return Ok(Value::list(best.collect()));
            }
            best.next().ok_or_else(|| error("no mode for empty data"))
        }
        "variance" | "stdev" | "pvariance" | "pstdev" => {
            let sample = matches!(name, "variance" | "stdev");
            needs(if sample { 2 } else { 1 }, name)?;
            let (parts, all_whole) = fractions(&items)?;
            let (n, d) = spread(&parts);
            let d = d * (items.len() - usize::from(sample));
            if name.ends_with("stdev") {
                return Ok(Value::Float(root(&n.abs(), &d)));
            }
            quotient(&n, &d, all_whole)
        }
        "harmonic_mean" => {
            needs(1, "harmonic_mean")?;
            if let [only] = items.as_slice() {
                return Ok(only.clone());
            }
            let mut inverses = Vec::with_capacity(items.len());
            for item in &items {
                let number = expect_real(item, cx)?;
                if number < 0.0 {
                    return Err(error("harmonic mean does not support negative values"));
                }
                if number == 0.0 {
                    return Ok(Value::Int(0));
                }
                inverses.push(Value::Float(1.0 / number));
            }
            let (n, d) = sum(&fractions(&inverses)?.0);
            true_divide(&(d * items.len()), &n)
        }
        "geometric_mean" => {
            let mut logarithms = Vec::with_capacity(items.len());
            for item in &items {
                let number = expect_real(item, cx)?;
                if number <= 0.0 {
                    logarithms.clear();
                    break;
                }
                logarithms.push(Value::Float(ops::real::ln(number)));
            }
            if logarithms.is_empty() {
                return Err(error("geometric mean requires a non-empty dataset containing positive numbers"));
            }
            let (n, d) = sum(&fractions(&logarithms)?.0);
            match true_divide(&n, &d)? {
                Value::Float(total) => Ok(Value::Float(ops::real::exp(total / items.len() as f64))),
                other => Ok(other),
            }
        }
        _ => quantiles(&items, &slots, cx),
    }
}

/// The mean of floats with weights.
fn weighted(floats: &[Value], weights: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    if floats.len() != weights.len() {
        return Err(error("data and weights must be the same length"));
    }
    let (mut products, mut total) = (Vec::with_capacity(floats.len()), Vec::with_capacity(floats.len()));
    for (value, weight) in floats.iter().zip(weights) {
        let weight = Value::Float(expect_real(weight, cx)?);
        products.push(ops::binary(BinaryOp::Mul, value, &weight, cx)?);
        total.push(weight);
    }
    let sum_of =
        |values: &[Value]| fractions(values).map(|(parts, _)| sum(&parts)).and_then(|(n, d)| true_divide(&n, &d));
    let (products, total) = (sum_of(&products)?, sum_of(&total)?);
    if matches!(total, Value::Float(0.0)) {
        return Err(error("sum of weights must be non-zero"));
    }
    ops::binary(BinaryOp::Div, &products, &total, cx)
}

fn quantiles(items: &[Value], slots: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let n = slots[1].as_ref().map_or(Ok(4), |n| ops::index(n, cx))?;
    if n < 1 {
        return Err(error("n must be at least 1"));
    }
    let inclusive = slots[2].as_ref().and_then(python::types::as_str).as_deref() == Some("inclusive");
    let sorted = sorted_items(&Value::list(items.to_vec()), cx)?;
    let n_items = sorted.len() as i64;
    if n_items < 2 {
        return Err(error("must have at least two data points"));
    }
    let m = if inclusive { n_items - 1 } else { n_items + 1 };
    let mut cuts = Vec::new();
    for i in 1..n {
        let (j, rest) = if inclusive {
            (i * m / n, i * m % n)
        } else {
            let j = (i * m / n).clamp(1, n_items - 1);
            (j, i * m - j * n)
        };
        let low = if inclusive { j } else { j - 1 } as usize;
        let part =
            |value: &Value, weight: i64, cx: &mut CallCx| ops::binary(BinaryOp::Mul, value, &Value::Int(weight), cx);
        let sum = {
            let a = part(&sorted[low], n - rest, cx)?;
            let b = part(&sorted[(low + 1).min(sorted.len() - 1)], rest, cx)?;
            ops::binary(BinaryOp::Add, &a, &b, cx)?
        };
        cuts.push(ops::binary(BinaryOp::Div, &sum, &Value::Int(n), cx)?);
    }
    Ok(Value::list(cuts))
}
