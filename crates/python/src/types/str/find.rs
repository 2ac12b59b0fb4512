//! Finding, counting and replacing parts of strings.

use value::context::CallCx;
use value::{Raised, Str, Value};

use crate::ops::call::{has_index, size};
use crate::ops::item::inner_str;
use crate::ops::slice::Selection;
use crate::types::str::{argument, receiver};

/// The byte range that `start` and `end` (in characters) cut out, and the character position it begins at;
/// `None` if it begins past the end of the text or past its own end, where not even `""` is found.
fn window(text: &Str, bounds: &[Value], cx: &mut CallCx) -> Result<Option<(usize, usize, usize)>, Raised> {
    if bounds.is_empty() {
        return Ok(Some((0, text.len(), 0)));
    }
    let bound = |at: usize, cx: &mut CallCx| slice_bound(bounds.get(at), cx);
    let (start, end) = (bound(0, cx)?, bound(1, cx)?);
    let n_chars = text.n_chars();
    if start.is_some_and(|start| start > n_chars as i64) {
        return Ok(None);
    }
    let selection = Selection::new(start, end, 1, n_chars);
    if selection.start > selection.stop {
        return Ok(None);
    }
    let (begin, end) = (selection.start as usize, selection.stop as usize);
    Ok(Some((byte_at(text, begin), byte_at(text, end), begin)))
}

/// `None`, or an integer cut to 64 bits.
pub fn slice_bound(bound: Option<&Value>, cx: &mut CallCx) -> Result<Option<i64>, Raised> {
    match bound {
        None | Some(Value::None) => Ok(None),
        Some(Value::Int(number)) => Ok(Some(*number)),
        Some(other) if has_index(other, cx)? => crate::ops::call::clamped_index(other, cx).map(Some),
        Some(_) => Err(Raised::type_error("slice indices must be integers or None or have an __index__ method".into())),
    }
}

/// The byte position of a character position.
pub fn byte_at(text: &Str, at: usize) -> usize {
    if text.is_ascii() {
        return at.min(text.len());
    }
    text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte)
}

enum From {
    Left,
    Right,
}

/// The character position of the part, or -1.
fn position(this: &Value, args: &[Value], from: From, cx: &mut CallCx) -> Result<i64, Raised> {
    let text = receiver(this);
    let part = argument(&args[0], "must be str, not ")?;
    let Some((begin, end, begin_chars)) = window(&text, &args[1..], cx)? else { return Ok(-1) };
    let searched = text.get(begin..end).unwrap_or("");
    let found = match from {
        From::Left => searched.find(part.as_str()),
        From::Right => searched.rfind(part.as_str()),
    };
    Ok(match found {
        None => -1,
        Some(at) if text.is_ascii() => (begin_chars + at) as i64,
        Some(at) => (begin_chars + searched[..at].chars().count()) as i64,
    })
}

pub fn find(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    position(this, args, From::Left, cx).map(Value::Int)
}

pub fn rfind(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    position(this, args, From::Right, cx).map(Value::Int)
}

fn expect_found(at: i64) -> Result<Value, Raised> {
    if at < 0 { Err(Raised::value_error("substring not found".into())) } else { Ok(Value::Int(at)) }
}

pub fn index(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    expect_found(position(this, args, From::Left, cx)?)
}

pub fn rindex(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    expect_found(position(this, args, From::Right, cx)?)
}

pub fn count(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    let part = argument(&args[0], "must be str, not ")?;
    let Some((begin, end, _)) = window(&text, &args[1..], cx)? else { return Ok(Value::Int(0)) };
    let searched = text.get(begin..end).unwrap_or("");
    Ok(Value::from(match part.is_empty() {
        true => searched.chars().count() + 1,
        false => searched.matches(part.as_str()).count(),
    }))
}

pub fn startswith(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    at_end(this, args, "startswith", |text, part| text.starts_with(part), cx)
}

pub fn endswith(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    at_end(this, args, "endswith", |text, part| text.ends_with(part), cx)
}

fn at_end(
    this: &Value,
    args: &[Value],
    name: &str,
    holds: fn(&str, &str) -> bool,
    cx: &mut CallCx,
) -> Result<Value, Raised> {
    let text = receiver(this);
    let found = window(&text, &args[1..], cx)?;
    let searched = found.and_then(|(begin, end, _)| text.get(begin..end));
    let check = |part: &Str| searched.is_some_and(|searched| holds(searched, part));
    match &args[0] {
        Value::Str(part) => Ok(Value::Bool(check(part))),
        Value::Tuple(parts) => {
            for part in parts.iter() {
                let Some(part) = inner_str(part) else {
                    return Err(Raised::type_error(format!(
                        "tuple for {name} must only contain str, not {}",
                        part.type_name()
                    )));
                };
                if check(&part) {
                    return Ok(Value::Bool(true));
                }
            }
            Ok(Value::Bool(false))
        }
        other => match inner_str(other) {
            Some(part) => Ok(Value::Bool(check(&part))),
            None => Err(Raised::type_error(format!(
                "{name} first arg must be str or a tuple of str, not {}",
                other.type_name()
            ))),
        },
    }
}

pub fn replace(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    let old = argument(&args[0], "replace() argument 1 must be str, not ")?;
    let new = argument(&args[1], "replace() argument 2 must be str, not ")?;
    let limit = match args.get(2) {
        Some(limit) => size(limit, cx)?,
        None => -1,
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let n_found = match old.is_empty() {
        true => text.n_chars() + 1,
        false => text.matches(old.as_str()).count(),
    }
    .min(limit);
    if n_found == 0 || old.as_str() == new.as_str() {
        return Ok(Value::Str(text));
    }
    let grown = n_found.saturating_mul(new.len()).saturating_add(text.len());
    cx.reserve(grown.saturating_sub(n_found * old.len()))?;
    if old.is_empty() {
        let mut out = String::with_capacity(grown);
        let mut left = n_found;
        for c in text.chars() {
            if left > 0 {
                out.push_str(&new);
                left -= 1;
            }
            out.push(c);
        }
        if left > 0 {
            out.push_str(&new);
        }
        return Ok(Value::string(out));
    }
    Ok(Value::string(text.replacen(old.as_str(), &new, n_found)))
}
