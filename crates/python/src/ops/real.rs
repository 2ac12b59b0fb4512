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

macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident => $of:expr),* $(,)?) => {$(
        $(#[$doc])*
        pub fn $name(x: f64) -> f64 {
            let function: fn(f64) -> f64 = $of;
            function(x)
        }
    )*};
}

functions! {
    acos => f64::acos,
    acosh => libm::acosh,
    asin => f64::asin,
    asinh => libm::asinh,
    atan => f64::atan,
    atanh => libm::atanh,
    cbrt => f64::cbrt,
    cosh => f64::cosh,
    erf => libm::erf,
    erfc => libm::erfc,
    exp2 => f64::exp2,
    expm1 => f64::exp_m1,
    log10 => f64::log10,
    log1p => f64::ln_1p,
    log2 => f64::log2,
    sinh => f64::sinh,
    tan => f64::tan,
    tanh => f64::tanh,
}
