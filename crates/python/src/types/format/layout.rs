//! Sign, digits and padding put together.

use value::Raised;
use value::context::CallCx;

use crate::types::format::spec::{Align, Spec};

/// `text` padded to the width of the spec.
pub fn pad_text(text: &str, spec: &Spec, cx: &mut CallCx) -> Result<String, Raised> {
    let missing = spec.width.saturating_sub(text.chars().count());
    cx.reserve(missing.saturating_mul(spec.fill.len_utf8()).saturating_add(text.len()))?;
    let left = match spec.align {
        Align::Left => 0,
        Align::Right | Align::AfterSign => missing,
        Align::Center => missing / 2,
    };
    let mut out = String::with_capacity(text.len() + missing);
    out.extend(std::iter::repeat_n(spec.fill, left));
    out.push_str(text);
    out.extend(std::iter::repeat_n(spec.fill, missing - left));
    Ok(out)
}

/// The pieces of a written number.
pub struct Parts<'a> {
    pub negative: bool,
    /// `0x` and the like.
    pub prefix: &'a str,
    /// Digits before the point: only they are grouped.
    pub whole: &'a str,
    /// Point, decimals, exponent, percent sign.
    pub rest: &'a str,
}

impl Parts<'_> {
    /// The number with sign, groups and padding.
    pub fn laid_out(&self, spec: &Spec, cx: &mut CallCx) -> Result<String, Raised> {
        cx.reserve(spec.width.saturating_mul(4).saturating_add(self.whole.len() + self.rest.len()))?;
        let sign = match (self.negative, spec.sign) {
            (true, _) => "-",
            (false, Some('+')) => "+",
            (false, Some(' ')) => " ",
            _ => "",
        };
        let around = sign.len() + self.prefix.len() + self.rest.chars().count();
        let zero_filled = spec.fill == '0' && spec.align == Align::AfterSign;
        let min_width = if zero_filled { spec.width.saturating_sub(around) } else { 0 };
        let whole = match (spec.group(), self.whole.starts_with(|c: char| c.is_ascii_hexdigit())) {
            // `inf` and `nan` are not digits and get no separators; zeros go before them.
            (Some((separator, size)), true) if !matches!(self.whole, "inf" | "nan" | "INF" | "NAN") => {
                grouped(self.whole, separator, size, min_width)
            }
            _ => format!("{}{}", "0".repeat(min_width.saturating_sub(self.whole.len())), self.whole),
        };
        let missing = spec.width.saturating_sub(around + whole.len());
        let (left, middle, right) = match spec.align {
            Align::Left => (0, 0, missing),
            Align::Right => (missing, 0, 0),
            Align::Center => (missing / 2, 0, missing - missing / 2),
            Align::AfterSign => (0, missing, 0),
        };
        let mut out = String::with_capacity(around + whole.len() + missing);
        out.extend(std::iter::repeat_n(spec.fill, left));
        out.push_str(sign);
        out.push_str(self.prefix);
        out.extend(std::iter::repeat_n(spec.fill, middle));
        out.push_str(&whole);
        out.push_str(self.rest);
        out.extend(std::iter::repeat_n(spec.fill, right));
        Ok(out)
    }
}

/// Digits in groups from the right, filled with zeros up to a width; a separator never comes first.
fn grouped(digits: &str, separator: char, size: usize, min_width: usize) -> String {
    let mut out: Vec<char> = Vec::with_capacity(min_width + digits.len() * 2);
    let mut left = digits.chars().rev();
    let mut remaining = digits.chars().count();
    let mut width = min_width as i64;
    loop {
        let length = size.min(remaining.max(width.max(1) as usize));
        let taken = remaining.min(length);
        out.extend(left.by_ref().take(taken));
        out.extend(std::iter::repeat_n('0', length - taken));
        remaining -= taken;
        width -= length as i64;
        if remaining == 0 && width <= 0 {
            break;
        }
        out.push(separator);
        width -= 1;
    }
    out.iter().rev().collect()
}
