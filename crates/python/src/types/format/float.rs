//! Floats written in the ways of `e`, `f`, `g` and `%`, correctly rounded for any precision.

use value::Raised;
use value::context::CallCx;
use value::repr::float_repr;

use crate::types::format::spec::Spec;

/// No float has more digits that are not zero, before or after the point.
const MAX_PRECISION: usize = 1100;

/// A float's digits without sign.
pub struct Shown {
    pub negative: bool,
    text: String,
}

impl Shown {
    /// The float as a spec wants it, still without sign, groups and padding.
    pub fn of(number: f64, spec: &Spec, cx: &mut CallCx) -> Result<Self, Raised> {
        let precision = match (spec.kind, spec.precision) {
            ('\0', None) => None,
            (_, precision) => Some(precision.unwrap_or(6)),
        };
        cx.reserve(precision.unwrap_or(0))?;
        let scaled = if spec.kind == '%' { number * 100.0 } else { number };
        let mut text = match (spec.kind, precision) {
            _ if !scaled.is_finite() => float_repr(scaled.abs()),
            ('\0', None) => {
                let text = float_repr(scaled.abs());
                if spec.alternate { with_point(text) } else { text }
            }
            ('\0', Some(precision)) => {
                let text = general(scaled.abs(), precision, spec.alternate, AtLeast::OneDecimal);
                if text.contains(['.', 'e']) { text } else { text + ".0" }
            }
            ('e' | 'E', Some(precision)) => scientific(scaled.abs(), precision, spec.alternate),
            ('f' | 'F' | '%', Some(precision)) => {
                let text = fixed(scaled.abs(), precision);
                if spec.alternate && precision == 0 { text + "." } else { text }
            }
            (_, precision) => general(scaled.abs(), precision.unwrap_or(6), spec.alternate, AtLeast::NoDecimal),
        };
        if matches!(spec.kind, 'E' | 'F' | 'G') {
            text.make_ascii_uppercase();
        }
        let mut negative = scaled.is_sign_negative() && !scaled.is_nan();
        if negative && spec.no_negative_zero && is_zero(&text) {
            negative = false;
        }
        if spec.kind == '%' {
            text.push('%');
        }
        Ok(Self { negative, text })
    }

    /// Digits before the point, and the rest.
    pub fn split(&self) -> (&str, &str) {
        let end = self.text.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.text.len());
        if end == 0 { (&self.text, "") } else { self.text.split_at(end) }
    }

    /// `1.0` as `1`.
    pub fn drop_point_zero(&mut self) {
        if self.text.ends_with(".0") {
            self.text.truncate(self.text.len() - 2);
        }
    }
}

fn is_zero(text: &str) -> bool {
    !text.chars().take_while(|c| !matches!(c, 'e' | 'E')).any(|c| ('1'..='9').contains(&c)) && text.starts_with('0')
}

fn with_point(text: String) -> String {
    if text.contains('.') {
        return text;
    }
    match text.find('e') {
        Some(at) => format!("{}.{}", &text[..at], &text[at..]),
        None => text + ".",
    }
}

/// `number` (not negative) with a number of decimals.
pub fn fixed(number: f64, precision: usize) -> String {
    let mut text = format!("{number:.*}", precision.min(MAX_PRECISION));
    if precision > MAX_PRECISION {
        text.extend(std::iter::repeat_n('0', precision - MAX_PRECISION));
    }
    text
}

/// Digits and exponent of `d.ddd` with a number of decimals.
fn digits(number: f64, precision: usize) -> (String, i32) {
    let text = format!("{number:.*e}", precision.min(MAX_PRECISION));
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mut mantissa = mantissa.to_owned();
    if precision > MAX_PRECISION {
        mantissa.extend(std::iter::repeat_n('0', precision - MAX_PRECISION));
    }
    (mantissa, exponent.parse().unwrap_or(0))
}

fn exponent_text(exponent: i32) -> String {
    format!("e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

/// `number` (not negative) as `d.ddde+XX`.
pub fn scientific(number: f64, precision: usize, alternate: bool) -> String {
    let (mut mantissa, exponent) = digits(number, precision);
    if alternate && precision == 0 {
        mantissa.push('.');
    }
    mantissa + &exponent_text(exponent)
}

/// How many decimals a plain number has at least.
#[derive(Clone, Copy, PartialEq)]
pub enum AtLeast {
    NoDecimal,
    OneDecimal,
}

/// `number` (not negative) with a number of significant digits, in whichever form is shorter.
pub fn general(number: f64, precision: usize, alternate: bool, at_least: AtLeast) -> String {
    let precision = precision.max(1);
    let (mantissa, exponent) = digits(number, precision - 1);
    let limit = precision as i64 - i64::from(at_least == AtLeast::OneDecimal);
    if exponent < -4 || i64::from(exponent) >= limit {
        let mantissa = if alternate { with_point(mantissa) } else { trimmed(mantissa) };
        return mantissa + &exponent_text(exponent);
    }
    let text = fixed(number, (precision as i64 - 1 - i64::from(exponent)).max(0) as usize);
    if alternate { with_point(text) } else { trimmed(text) }
}

/// Without zeros at the end of the decimals.
fn trimmed(text: String) -> String {
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
