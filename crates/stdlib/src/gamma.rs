//! `math.gamma` and `math.lgamma` by the Lanczos approximation that CPython uses, for the same last digits.
//!
//! Source: the coefficients for N = 13 and g = 6.0246… that the Boost libraries publish.

use std::f64::consts::PI;

use python::ops::real::{cos, exp, ln, pow, sin};

const G: f64 = 6.024_680_040_776_73;
const G_LESS_HALF: f64 = 5.524_680_040_776_73;

/// Numerators and denominators of the sum, lowest power first.
const TERMS: [(f64, f64); 13] = [
    (23_531_376_880.410_76, 0.0),
    (42_919_803_642.649_1, 39_916_800.0),
    (35_711_959_237.355_67, 120_543_840.0),
    (17_921_034_426.037_21, 150_917_976.0),
    (6_039_542_586.352_028, 105_258_076.0),
    (1_439_720_407.311_721_6, 45_995_730.0),
    (248_874_557.862_054_16, 13_339_535.0),
    (31_426_415.585_400_194, 2_637_558.0),
    (2_876_370.628_935_372_5, 357_423.0),
    (186_056.265_395_223_5, 32_670.0),
    (8_071.672_002_365_816, 1_925.0),
    (210.824_277_751_579_34, 66.0),
    (2.506_628_274_631_000_2, 1.0),
];

fn sum(x: f64) -> f64 {
    let (mut top, mut bottom) = (0.0, 0.0);
    if x < 5.0 {
        for (a, b) in TERMS.iter().rev() {
            top = top * x + a;
            bottom = bottom * x + b;
        }
    } else {
        for (a, b) in &TERMS {
            top = top / x + a;
            bottom = bottom / x + b;
        }
    }
    top / bottom
}

/// `sin(pi * x)`.
fn sin_pi(x: f64) -> f64 {
    let y = x.abs() % 2.0;
    let size = match (2.0 * y).round() {
        0.0 => sin(PI * y),
        1.0 => cos(PI * (y - 0.5)),
        // Not sin(pi * (y - 1)) with its sign changed after: zero would have the wrong sign.
        2.0 => sin(PI * (1.0 - y)),
        3.0 => -cos(PI * (y - 1.5)),
        _ => sin(PI * (y - 2.0)),
    };
    1.0_f64.copysign(x) * size
}

/// The gamma function; not for the poles.
pub fn gamma(x: f64) -> f64 {
    if !x.is_finite() {
        return x;
    }
    if x == x.floor() && x > 0.0 && x <= 23.0 {
        return (1..x as u32).map(f64::from).product();
    }
    let size = x.abs();
    if size < 1e-20 {
        return 1.0 / x;
    }
    if size > 200.0 {
        return if x < 0.0 { 0.0 / sin_pi(x) } else { f64::INFINITY };
    }
    let y = size + G_LESS_HALF;
    // What was lost in that sum.
    let lost = if size > G_LESS_HALF { (y - size) - G_LESS_HALF } else { (y - G_LESS_HALF) - size };
    let z = lost * G / y;
    let half = || pow(y, size / 2.0 - 0.25);
    if x < 0.0 {
        let r = -PI / sin_pi(size) / size * exp(y) / sum(size);
        let r = r - z * r;
        if size < 140.0 { r / pow(y, size - 0.5) } else { r / half() / half() }
    } else {
        let r = sum(size) / exp(y);
        let r = r + z * r;
        if size < 140.0 { r * pow(y, size - 0.5) } else { r * half() * half() }
    }
}

/// The logarithm of the gamma function's size; not for the poles.
pub fn lgamma(x: f64) -> f64 {
    if !x.is_finite() {
        return if x.is_nan() { x } else { f64::INFINITY };
    }
    if x == 1.0 || x == 2.0 {
        return 0.0;
    }
    let size = x.abs();
    if size < 1e-20 {
        return -ln(size);
    }
    let r = ln(sum(size)) - G;
    let r = r + (size - 0.5) * (ln(size + G - 0.5) - 1.0);
    if x < 0.0 { ln(PI) - ln(sin_pi(size).abs()) - ln(size) - r } else { r }
}
