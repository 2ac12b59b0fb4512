//! Upper, lower and title case, by Unicode's rules as Python applies them.

use value::context::CallCx;
use value::unicode::{self, Mapping, Property};
use value::{Raised, Value};

use crate::types::str::receiver;

/// Room for mappings that make a text longer.
fn mapped(text: &str) -> String {
    String::with_capacity(text.len() + text.len() / 8)
}

pub fn lower(this: &Value, _args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    if text.is_ascii() {
        if !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Ok(Value::Str(text));
        }
        return Ok(Value::string(text.to_ascii_lowercase()));
    }
    Ok(Value::string(lowered(&text)))
}

/// The text in lower case.
pub fn lowered(text: &str) -> String {
    let mut out = mapped(text);
    for (at, c) in text.char_indices() {
        push_lower(&mut out, text, at, c);
    }
    out
}

/// A capital sigma at the end of a word has a form of its own.
fn push_lower(out: &mut String, text: &str, at: usize, c: char) {
    if c == 'Σ' {
        out.push(if is_final(text, at) { 'ς' } else { 'σ' });
    } else {
        unicode::push_mapped(out, Mapping::Lower, c);
    }
}

fn is_final(text: &str, at: usize) -> bool {
    let ignorable = |c: &char| unicode::has(Property::CaseIgnorable, *c);
    let cased = |c: char| unicode::has(Property::Cased, c);
    let before = text[..at].chars().rev().find(|c| !ignorable(c));
    let after = text[at..].chars().skip(1).find(|c| !ignorable(c));
    before.is_some_and(cased) && !after.is_some_and(cased)
}

pub fn upper(this: &Value, _args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    if text.is_ascii() {
        return Ok(Value::string(text.to_ascii_uppercase()));
    }
    let mut out = mapped(&text);
    for c in text.chars() {
        unicode::push_mapped(&mut out, Mapping::Upper, c);
    }
    Ok(Value::string(out))
}

pub fn casefold(this: &Value, _args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    let mut out = mapped(&text);
    for c in text.chars() {
        unicode::push_mapped(&mut out, Mapping::Fold, c);
    }
    Ok(Value::string(out))
}

pub fn capitalize(this: &Value, _args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    let mut out = mapped(&text);
    for (at, c) in text.char_indices() {
        if at == 0 {
            unicode::push_mapped(&mut out, Mapping::Title, c);
        } else {
            push_lower(&mut out, &text, at, c);
        }
    }
    Ok(Value::string(out))
}

pub fn title(this: &Value, _args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    let mut out = mapped(&text);
    let mut inside_word = false;
    for (at, c) in text.char_indices() {
        if inside_word {
            push_lower(&mut out, &text, at, c);
        } else {
            unicode::push_mapped(&mut out, Mapping::Title, c);
        }
        inside_word = unicode::has(Property::Cased, c);
    }
    Ok(Value::string(out))
}

pub fn swapcase(this: &Value, _args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    let mut out = mapped(&text);
    for (at, c) in text.char_indices() {
        if unicode::has(Property::Upper, c) {
            push_lower(&mut out, &text, at, c);
        } else if unicode::has(Property::Lower, c) {
            unicode::push_mapped(&mut out, Mapping::Upper, c);
        } else {
            out.push(c);
        }
    }
    Ok(Value::string(out))
}

pub fn islower(this: &Value, _args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    only_in(this, Property::Lower, Property::Upper)
}

pub fn isupper(this: &Value, _args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    only_in(this, Property::Upper, Property::Lower)
}

/// At least one character of the wanted case, none of the other one or of title case.
fn only_in(this: &Value, wanted: Property, refused: Property) -> Result<Value, Raised> {
    let mut found = false;
    for c in receiver(this).chars() {
        if unicode::has(refused, c) || unicode::has(Property::Title, c) {
            return Ok(Value::Bool(false));
        }
        found |= unicode::has(wanted, c);
    }
    Ok(Value::Bool(found))
}

pub fn istitle(this: &Value, _args: &[Value], _cx: &mut CallCx) -> Result<Value, Raised> {
    let (mut found, mut inside_word) = (false, false);
    for c in receiver(this).chars() {
        let begins = unicode::has(Property::Upper, c) || unicode::has(Property::Title, c);
        let goes_on = unicode::has(Property::Lower, c);
        if (begins && inside_word) || (!begins && goes_on && !inside_word) {
            return Ok(Value::Bool(false));
        }
        inside_word = begins || goes_on;
        found |= inside_word;
    }
    Ok(Value::Bool(found))
}
