//! Strings brought to a width.

use value::context::CallCx;
use value::{Raised, Value};

use crate::ops::call::size;
use crate::ops::item::inner_str;
use crate::types::str::receiver;

/// Width and fill character of `ljust`, `rjust` and `center`.
fn width_and_fill(args: &[Value], cx: &mut CallCx) -> Result<(usize, char), Raised> {
    let width = size(&args[0], cx)?.max(0) as usize;
    let Some(fill) = args.get(1) else { return Ok((width, ' ')) };
    let Some(fill) = inner_str(fill) else {
        return Err(Raised::type_error(format!(
            "The fill character must be a unicode character, not {}",
            fill.type_name()
        )));
    };
    let mut chars = fill.chars();
    match (chars.next(), chars.next()) {
        (Some(fill), None) => Ok((width, fill)),
        _ => Err(Raised::type_error("The fill character must be exactly one character long".into())),
    }
}

/// `text` with `left` and `right` fill characters.
fn padded(this: &Value, left: usize, right: usize, fill: char, cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    if left == 0 && right == 0 {
        return Ok(Value::Str(text));
    }
    let total = left.saturating_add(right).saturating_mul(fill.len_utf8()).saturating_add(text.len());
    cx.reserve(total)?;
    let mut out = String::with_capacity(total);
    out.extend(std::iter::repeat_n(fill, left));
    out.push_str(&text);
    out.extend(std::iter::repeat_n(fill, right));
    Ok(Value::string(out))
}

pub fn ljust(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let (width, fill) = width_and_fill(args, cx)?;
    padded(this, 0, width.saturating_sub(receiver(this).n_chars()), fill, cx)
}

pub fn rjust(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let (width, fill) = width_and_fill(args, cx)?;
    padded(this, width.saturating_sub(receiver(this).n_chars()), 0, fill, cx)
}

pub fn center(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let (width, fill) = width_and_fill(args, cx)?;
    let missing = width.saturating_sub(receiver(this).n_chars());
    let left = missing / 2 + (missing & width & 1);
    padded(this, left, missing - left, fill, cx)
}

pub fn zfill(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    let width = size(&args[0], cx)?.max(0) as usize;
    let missing = width.saturating_sub(text.n_chars());
    if missing == 0 {
        return Ok(Value::Str(text));
    }
    cx.reserve(text.len() + missing)?;
    let (sign, digits) = match text.chars().next() {
        Some('+' | '-') => text.split_at(1),
        _ => ("", text.as_str()),
    };
    Ok(Value::string(format!("{sign}{}{digits}", "0".repeat(missing))))
}

pub fn expandtabs(this: &Value, args: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    let tab = match &args[0] {
        Some(tab) => size(tab, cx)?.max(0) as usize,
        None => 8,
    };
    let n_tabs = text.bytes().filter(|byte| *byte == b'\t').count();
    cx.reserve(n_tabs.saturating_mul(tab).saturating_add(text.len()))?;
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for c in text.chars() {
        match c {
            '\t' if tab > 0 => {
                let missing = tab - column % tab;
                out.extend(std::iter::repeat_n(' ', missing));
                column += missing;
            }
            '\t' => {}
            '\n' | '\r' => {
                out.push(c);
                column = 0;
            }
            _ => {
                out.push(c);
                column += 1;
            }
        }
    }
    Ok(Value::string(out))
}
