//! The distributions of `random`, computed step by step as CPython does, since the steps show in the last digit.

use value::object::BinaryOp;
use value::{Args, CallCx, Raised, Value};

use crate::random::Random;
use crate::support::bind;
use python::ops::binary;
use python::ops::real::{cos, exp, ln, pow, sin};
use python::types::number::expect_real;

const TAU: f64 = std::f64::consts::TAU;

/// Calls the distribution `name`, if there is one.
pub fn call(random: &Random, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    let (names, defaults): (&[&str], &[f64]) = match name {
        "uniform" => (&["a", "b"], &[]),
        "triangular" => (&["low", "high", "mode"], &[0.0, 1.0, f64::NAN]),
        "gauss" | "normalvariate" => (&["mu", "sigma"], &[0.0, 1.0]),
        "lognormvariate" => (&["mu", "sigma"], &[]),
        "expovariate" => (&["lambd"], &[]),
        "gammavariate" | "betavariate" => (&["alpha", "beta"], &[]),
        "paretovariate" => (&["alpha"], &[]),
        "weibullvariate" => (&["alpha", "beta"], &[]),
        "vonmisesvariate" => (&["mu", "kappa"], &[]),
        _ => return Ok(None),
    };
    let slots = bind(&format!("Random.{name}"), names, names.len() - defaults.len(), args)?;
    if let Some(result) = of_any_numbers(random, name, &slots, cx)? {
        return Ok(Some(result));
    }
    let mut numbers = [0.0; 3];
    for (at, slot) in slots.iter().enumerate() {
        numbers[at] = match slot {
            Some(Value::None) | None => defaults.get(at).copied().unwrap_or(0.0),
            Some(value) => expect_real(value, cx)?,
        };
    }
    let [a, b, c] = numbers;
    Ok(Some(Value::Float(match name {
        "triangular" => triangular(random, a, b, c),
        "lognormvariate" => exp(a + normal(random) * b),
        "gammavariate" => gamma(random, a, b)?,
        "betavariate" => {
            let first = gamma(random, a, 1.0)?;
            if first == 0.0 { 0.0 } else { first / (first + gamma(random, b, 1.0)?) }
        }
        "paretovariate" => pow(1.0 - random.float(), -1.0 / a),
        "weibullvariate" => a * pow(-ln(1.0 - random.float()), 1.0 / b),
        _ => von_mises(random, a, b),
    })))
}

fn triangular(random: &Random, low: f64, high: f64, mode: f64) -> f64 {
    let mut share = random.float();
    let mut turn = if mode.is_nan() { 0.5 } else { (mode - low) / (high - low) };
    let (mut low, mut high) = (low, high);
    if high == low {
        return low;
    }
    if share > turn {
        share = 1.0 - share;
        turn = 1.0 - turn;
        std::mem::swap(&mut low, &mut high);
    }
    low + (high - low) * (share * turn).sqrt()
}

/// Those that take any numbers there are: their parameters are only added and multiplied.
fn of_any_numbers(
    random: &Random,
    name: &str,
    slots: &[Option<Value>],
    cx: &mut CallCx,
) -> Result<Option<Value>, Raised> {
    let slot = |at: usize, default: f64| slots.get(at).cloned().flatten().unwrap_or(Value::Float(default));
    let (a, b) = (slot(0, 0.0), slot(1, 1.0));
    let number = match name {
        "uniform" => {
            let width = binary(BinaryOp::Sub, &b, &a, cx)?;
            let part = binary(BinaryOp::Mul, &width, &Value::Float(random.float()), cx)?;
            return binary(BinaryOp::Add, &a, &part, cx).map(Some);
        }
        "expovariate" => {
            let number = Value::Float(-ln(1.0 - random.float()));
            return binary(BinaryOp::Div, &number, &a, cx).map(Some);
        }
        "gauss" => gauss(random),
        "normalvariate" => normal(random),
        _ => return Ok(None),
    };
    let part = binary(BinaryOp::Mul, &Value::Float(number), &b, cx)?;
    binary(BinaryOp::Add, &a, &part, cx).map(Some)
}

fn gauss(random: &Random) -> f64 {
    let kept = random.next_gauss.borrow_mut().take();
    match kept {
        Some(z) => z,
        None => {
            let angle = random.float() * TAU;
            let radius = (-2.0 * ln(1.0 - random.float())).sqrt();
            *random.next_gauss.borrow_mut() = Some(sin(angle) * radius);
            cos(angle) * radius
        }
    }
}

/// The ratio of uniform deviates, by Kinderman and Monahan.
fn normal(random: &Random) -> f64 {
    let magic = 4.0 * exp(-0.5) / 2.0_f64.sqrt();
    loop {
        let (first, second) = (random.float(), 1.0 - random.float());
        let z = magic * (first - 0.5) / second;
        if z * z / 4.0 <= -ln(second) {
            return z;
        }
    }
}

fn gamma(random: &Random, alpha: f64, beta: f64) -> Result<f64, Raised> {
    if alpha <= 0.0 || beta <= 0.0 {
        return Err(Raised::value_error("gammavariate: alpha and beta must be > 0.0".into()));
    }
    if alpha == 1.0 {
        return Ok(-ln(1.0 - random.float()) * beta);
    }
    if alpha > 1.0 {
        // Cheng's method.
        let spread = (2.0 * alpha - 1.0).sqrt();
        let shift = alpha - ln(4.0);
        let scale = alpha + spread;
        let magic = 1.0 + ln(4.5);
        loop {
            let first = random.float();
            if !(1e-7 < first && first < 0.999_999_9) {
                continue;
            }
            let second = 1.0 - random.float();
            let v = ln(first / (1.0 - first)) / spread;
            let x = alpha * exp(v);
            let z = first * first * second;
            let r = shift + scale * v - x;
            if r + magic - 4.5 * z >= 0.0 || r >= ln(z) {
                return Ok(x * beta);
            }
        }
    }
    // Ahrens and Dieter's method for small alphas.
    loop {
        let first = random.float();
        let b = (std::f64::consts::E + alpha) / std::f64::consts::E;
        let p = b * first;
        let x = if p <= 1.0 { pow(p, 1.0 / alpha) } else { -ln((b - p) / alpha) };
        let second = random.float();
        let accepted = if p > 1.0 { second <= pow(x, alpha - 1.0) } else { second <= exp(-x) };
        if accepted {
            return Ok(x * beta);
        }
    }
}

fn von_mises(random: &Random, mu: f64, kappa: f64) -> f64 {
    if kappa <= 1e-6 {
        return TAU * random.float();
    }
    let s = 0.5 / kappa;
    let r = s + (1.0 + s * s).sqrt();
    let z = loop {
        let z = cos(std::f64::consts::PI * random.float());
        let d = z / (r + z);
        let u = random.float();
        if u < 1.0 - d * d || u <= (1.0 - d) * exp(d) {
            break z;
        }
    };
    let q = 1.0 / r;
    let f = (q + z) / (1.0 + q * z);
    let turned = if random.float() > 0.5 { mu + python::ops::real::acos(f) } else { mu - python::ops::real::acos(f) };
    turned.rem_euclid(TAU)
}
