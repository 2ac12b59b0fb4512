//! Decimal numbers in format specifications.

use num_traits::Zero;
use value::Raised;

use super::number::{Decimal, Kind, n_digits};
use super::rules::{Rules, Work};
use python::types::format::layout::Parts;
use python::types::format::spec::{Align, Grouping, Spec};

impl Work<'_> {
    /// The number with at most `prec` digits, whatever its exponent.
    fn cut(&mut self, number: Decimal, prec: usize) -> Result<Decimal, Raised> {
        let rounding = self.rules.rounding;
        self.with(Rules { rounding, ..Rules::wide(prec.max(1) as u64) }).finish(number)
    }
}

/// `format(number, text)`.
///
/// Errors: `ValueError: invalid format string`.
pub fn formatted(number: &Decimal, text: &str, work: &mut Work) -> Result<String, Raised> {
    if text.is_empty() {
        return Ok(number.text());
    }
    let mut spec = Spec::parse(text, '\0', Align::Right, "decimal.Decimal")
        .map_err(|_| Raised::value_error("invalid format string".into()))?;
    let known = matches!(spec.kind, '\0' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%');
    if !known || spec.alternate || spec.grouping == Grouping::Underscore {
        return Err(Raised::value_error("invalid format string".into()));
    }
    work.cx.reserve(spec.precision.unwrap_or(0))?;
    let suffix = if spec.kind == '%' { "%" } else { "" };
    if number.kind != Kind::Finite {
        // Zeros would make a number of it.
        let fill_given = text.chars().nth(1).is_some_and(|c| matches!(c, '<' | '>' | '^' | '='));
        if spec.fill == '0' && !fill_given {
            spec.fill = ' ';
            spec.align = Align::Right;
        }
        let whole = number.magnitude().text();
        spec.grouping = Grouping::None;
        return Parts { negative: number.negative, prefix: "", whole: "", rest: &format!("{whole}{suffix}") }
            .laid_out(&spec, work.cx);
    }
    let mut shown = number.clone();
    if spec.kind == '%' {
        shown.exponent += 2;
    }
    let body = match (spec.kind, spec.precision) {
        ('f' | 'F' | '%', Some(precision)) => {
            let rounding = work.rules.rounding;
            plain(&work.rescaled(&shown, -(precision as i64), rounding)?.0)
        }
        ('f' | 'F' | '%', None) => plain(&shown),
        ('e' | 'E', precision) => {
            let precision = precision.map_or(n_digits(&shown.digits), |precision| precision as u64 + 1);
            let rounded = work.cut(shown, precision as usize)?;
            let mut digits = rounded.digits.to_string();
            let mut exponent = rounded.exponent + digits.len() as i64 - 1;
            if rounded.digits.is_zero() {
                // The last of the zeros has the exponent.
                exponent += precision as i64 - digits.len() as i64;
            }
            while (digits.len() as u64) < precision {
                digits.push('0');
            }
            let fraction = if digits.len() > 1 { format!(".{}", &digits[1..]) } else { String::new() };
            format!("{}{fraction}{}{exponent:+}", &digits[..1], spec.kind)
        }
        ('\0' | 'g' | 'G' | 'n', precision) => {
            let rounded = match precision {
                Some(precision) => work.cut(shown, precision)?,
                None => shown,
            };
            let text = Decimal { negative: false, ..rounded }.text();
            if matches!(spec.kind, 'g' | 'n') { text.to_lowercase() } else { text }
        }
        _ => return Err(Raised::value_error("invalid format string".into())),
    };
    let is_zero = !body.split(['e', 'E']).next().unwrap_or("").contains(|c| matches!(c, '1'..='9'));
    let negative = number.negative && !(spec.no_negative_zero && is_zero);
    let end = body.find(|c: char| !c.is_ascii_digit()).unwrap_or(body.len());
    let (whole, rest) = body.split_at(end);
    Parts { negative, prefix: "", whole, rest: &format!("{rest}{suffix}") }.laid_out(&spec, work.cx)
}

/// Digits without sign and without exponent.
pub fn plain(number: &Decimal) -> String {
    let digits = number.digits.to_string();
    if number.exponent >= 0 {
        let zeros = if number.is_zero() { 0 } else { number.exponent as usize };
        return format!("{digits}{}", "0".repeat(zeros));
    }
    let places = number.exponent.unsigned_abs() as usize;
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    format!("{whole}.{fraction}")
}
