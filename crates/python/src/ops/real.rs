//! The functions of real numbers that the processor does not have, in one place: every result that a program sees
//! goes through here.

/// `x ** y`.
pub fn pow(x: f64, y: f64) -> f64 {
    x.powf(y)
}

pub fn exp(x: f64) -> f64 {
    x.exp()
}

pub fn ln(x: f64) -> f64 {
    x.ln()
}

pub fn sin(x: f64) -> f64 {
    x.sin()
}

pub fn cos(x: f64) -> f64 {
    x.cos()
}

pub fn atan2(y: f64, x: f64) -> f64 {
    y.atan2(x)
}

pub fn hypot(x: f64, y: f64) -> f64 {
    x.hypot(y)
}
