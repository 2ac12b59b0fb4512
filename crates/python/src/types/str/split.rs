//! Splitting and stripping; the parts are views of the receiver.

use value::context::CallCx;
use value::unicode::{is_ascii_space, is_space};
use value::{Raised, Str, Value};

use crate::ops::call::{index, size};
use crate::ops::item::inner_str;
use crate::types::str::{argument, receiver};

/// Which ends are stripped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
    Both,
}

/// `strip`, `lstrip` and `rstrip`.
pub fn strip(this: &Value, args: &[Value], side: Side) -> Result<Value, Raised> {
    let text = receiver(this);
    let stripped = match args.first() {
        None | Some(Value::None) => strip_by(&text, side, is_space),
        Some(chars) => match inner_str(chars) {
            Some(chars) => strip_by(&text, side, |c| chars.contains(c)),
            None => {
                let name = match side {
                    Side::Left => "lstrip",
                    Side::Right => "rstrip",
                    Side::Both => "strip",
                };
                return Err(Raised::type_error(format!("{name} arg must be None or str")));
            }
        },
    };
    Ok(Value::Str(text.view(stripped)))
}

fn strip_by(text: &str, side: Side, remove: impl Fn(char) -> bool) -> &str {
    match side {
        Side::Left => text.trim_start_matches(remove),
        Side::Right => text.trim_end_matches(remove),
        Side::Both => text.trim_start_matches(&remove).trim_end_matches(&remove),
    }
}

/// Separator (`None`: white space) and greatest number of cuts.
fn how(args: &[Option<Value>], cx: &mut CallCx) -> Result<(Option<Str>, usize), Raised> {
    let separator = match &args[0] {
        None | Some(Value::None) => None,
        Some(value) => Some(
            inner_str(value)
                .ok_or_else(|| Raised::type_error(format!("must be str or None, not {}", value.type_name())))?,
        ),
    };
    let limit = match &args[1] {
        None => usize::MAX,
        Some(limit) => usize::try_from(size(limit, cx)?).unwrap_or(usize::MAX),
    };
    if separator.as_ref().is_some_and(|separator| separator.is_empty()) {
        return Err(Raised::value_error("empty separator".into()));
    }
    Ok((separator, limit))
}

fn list_of<'a>(text: &Str, parts: impl Iterator<Item = &'a str>) -> Value {
    Value::list(parts.map(|part| Value::Str(text.view(part))).collect())
}

pub fn split(this: &Value, args: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    cx.reserve(text.len().saturating_mul(2))?;
    let (separator, limit) = how(args, cx)?;
    Ok(match (&separator, limit) {
        (Some(separator), usize::MAX) if separator.len() == 1 => {
            let byte = separator.as_bytes().first().copied().unwrap_or_default();
            let mut parts = Vec::with_capacity(text.bytes().filter(|other| *other == byte).count() + 1);
            parts.extend(text.split(char::from(byte)).map(|part| Value::Str(text.view(part))));
            Value::list(parts)
        }
        (Some(separator), usize::MAX) => list_of(&text, text.split(separator.as_str())),
        (Some(separator), limit) => list_of(&text, text.splitn(limit.saturating_add(1), separator.as_str())),
        (None, usize::MAX) => Value::list(words(&text)),
        (None, limit) => list_of(&text, words_up_to(&text, limit).into_iter()),
    })
}

/// The words between white space.
pub fn words(text: &Str) -> Vec<Value> {
    let whole = text.as_str();
    let mut parts = Vec::new();
    if !text.is_ascii() {
        parts.extend(whole.split(is_space).filter(|part| !part.is_empty()).map(|part| Value::Str(text.view(part))));
        return parts;
    }
    let bytes = whole.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if is_ascii_space(bytes[at]) {
            at += 1;
            continue;
        }
        let begin = at;
        while at < bytes.len() && !is_ascii_space(bytes[at]) {
            at += 1;
        }
        parts.push(Value::Str(text.view(&whole[begin..at])));
    }
    parts
}

fn words_up_to(text: &str, limit: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() {
        if parts.len() == limit {
            // What is left stays as it is, its trailing white space included.
            parts.push(rest);
            break;
        }
        let end = rest.find(is_space).unwrap_or(rest.len());
        parts.push(&rest[..end]);
        rest = rest[end..].trim_start_matches(is_space);
    }
    parts
}

fn words_from_right(text: &str, limit: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim_end_matches(is_space);
    while !rest.is_empty() {
        if parts.len() == limit {
            parts.push(rest);
            break;
        }
        let begin = rest.char_indices().rev().find(|(_, c)| is_space(*c)).map_or(0, |(at, c)| at + c.len_utf8());
        parts.push(&rest[begin..]);
        rest = rest[..begin].trim_end_matches(is_space);
    }
    parts.reverse();
    parts
}

pub fn rsplit(this: &Value, args: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    let (separator, limit) = how(args, cx)?;
    let parts: Vec<&str> = match &separator {
        None => words_from_right(&text, limit),
        Some(separator) => {
            let mut parts: Vec<&str> = text.rsplitn(limit.saturating_add(1), separator.as_str()).collect();
            parts.reverse();
            parts
        }
    };
    Ok(list_of(&text, parts.into_iter()))
}

pub fn splitlines(this: &Value, args: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    let keep = match &args[0] {
        Some(keep) => index(keep, cx)? != 0,
        None => false,
    };
    Ok(list_of(&text, lines(&text, keep).into_iter()))
}

/// The lines of a text, by everything that Python takes for the end of one.
pub fn lines(text: &str, keep_ends: bool) -> Vec<&str> {
    let is_end = |c: char| matches!(c, '\n'..='\r' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let mut lines = Vec::new();
    let mut begin = 0;
    while let Some(found) = text[begin..].find(is_end) {
        let end = begin + found;
        let mut next = end + text[end..].chars().next().map_or(1, char::len_utf8);
        if text[end..].starts_with("\r\n") {
            next = end + 2;
        }
        lines.push(&text[begin..if keep_ends { next } else { end }]);
        begin = next;
    }
    if begin < text.len() {
        lines.push(&text[begin..]);
    }
    lines
}

fn three(text: &Str, parts: [&str; 3]) -> Value {
    Value::Tuple(parts.into_iter().map(|part| Value::Str(text.view(part))).collect())
}

fn separator_of(args: &[Value]) -> Result<Str, Raised> {
    let separator = argument(&args[0], "must be str, not ")?;
    if separator.is_empty() { Err(Raised::value_error("empty separator".into())) } else { Ok(separator) }
}

pub fn partition(this: &Value, args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    let separator = separator_of(args)?;
    Ok(match text.find(separator.as_str()) {
        Some(at) => {
            let end = at + separator.len();
            three(&text, [&text[..at], &text[at..end], &text[end..]])
        }
        None => three(&text, [&text, "", ""]),
    })
}

pub fn rpartition(this: &Value, args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    let separator = separator_of(args)?;
    Ok(match text.rfind(separator.as_str()) {
        Some(at) => {
            let end = at + separator.len();
            three(&text, [&text[..at], &text[at..end], &text[end..]])
        }
        None => three(&text, ["", "", &text]),
    })
}

pub fn removeprefix(this: &Value, args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    let prefix = argument(&args[0], "removeprefix() argument must be str, not ")?;
    Ok(Value::Str(text.strip_prefix(prefix.as_str()).map_or_else(|| text.clone(), |rest| text.view(rest))))
}

pub fn removesuffix(this: &Value, args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    let suffix = argument(&args[0], "removesuffix() argument must be str, not ")?;
    Ok(Value::Str(text.strip_suffix(suffix.as_str()).map_or_else(|| text.clone(), |rest| text.view(rest))))
}
