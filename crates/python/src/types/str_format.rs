//! `str.format` and `str.format_map`.

use value::context::CallCx;
use value::raised::ExcKind;
use value::repr::{repr, str_of};
use value::{Raised, Str, Value};

use crate::ops::get_item;
use crate::ops::item::key_error;
use crate::types::ascii_repr;

/// How fields have been numbered so far.
#[derive(Clone, Copy, PartialEq)]
enum Numbering {
    Unknown,
    Automatic(usize),
    Manual,
}

/// Where fields get their values.
enum Source<'a> {
    Arguments { positional: &'a [Value], keywords: &'a [(Str, Value)] },
    Mapping(&'a Value),
}

struct Formatter<'a> {
    source: Source<'a>,
    numbering: Numbering,
}

/// `text.format(*positional, **keywords)`.
pub fn format_str(
    text: &str,
    positional: &[Value],
    keywords: &[(Str, Value)],
    cx: &mut CallCx,
) -> Result<String, Raised> {
    let source = Source::Arguments { positional, keywords };
    Formatter { source, numbering: Numbering::Unknown }.expand(text, 2, cx)
}

/// `text.format_map(mapping)`.
pub fn format_map(text: &str, mapping: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    Formatter { source: Source::Mapping(mapping), numbering: Numbering::Unknown }.expand(text, 2, cx)
}

fn value_error(message: &str) -> Raised {
    Raised::value_error(message.into())
}

/// A replacement field, still as text.
struct Field<'a> {
    name: &'a str,
    conversion: Option<char>,
    spec: &'a str,
}

impl Formatter<'_> {
    fn expand(&mut self, text: &str, depth: u32, cx: &mut CallCx) -> Result<String, Raised> {
        if depth == 0 {
            return Err(value_error("Max string recursion exceeded"));
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            out.push_str(&rest[..at]);
            let brace = rest.as_bytes()[at];
            let after = &rest[at + 1..];
            if after.as_bytes().first() == Some(&brace) {
                out.push(char::from(brace));
                rest = &after[1..];
                continue;
            }
            if brace == b'}' {
                return Err(value_error("Single '}' encountered in format string"));
            }
            if after.is_empty() {
                return Err(value_error("Single '{' encountered in format string"));
            }
            let (field, after) = parse_field(after)?;
            self.push_field(&mut out, &field, depth, cx)?;
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }

    fn push_field(&mut self, out: &mut String, field: &Field<'_>, depth: u32, cx: &mut CallCx) -> Result<(), Raised> {
        let value = self.value_of(field.name, cx)?;
        let value = match field.conversion {
            None => value,
            Some('r') => Value::string(repr(&value, cx)?),
            Some('s') => Value::string(str_of(&value, cx)?),
            Some('a') => Value::string(ascii_repr(&value, cx)?),
            Some(other) => {
                return Err(Raised::value_error(match u32::from(other) {
                    33..=126 => format!("Unknown conversion specifier {other}"),
                    code => format!("Unknown conversion specifier \\x{code:x}"),
                }));
            }
        };
        let expanded;
        let spec = if field.spec.contains('{') {
            expanded = self.expand(field.spec, depth - 1, cx)?;
            &expanded
        } else {
            field.spec
        };
        let text = crate::types::format(&value, spec, cx)?;
        cx.reserve(out.len() + text.len())?;
        out.push_str(&text);
        Ok(())
    }

    fn value_of(&mut self, name: &str, cx: &mut CallCx) -> Result<Value, Raised> {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (first, mut rest) = name.split_at(end);
        let number = field_number(first)?;
        let position = match (first.is_empty(), number, self.numbering) {
            (true, _, Numbering::Manual) => {
                return Err(value_error("cannot switch from manual field specification to automatic field numbering"));
            }
            (true, _, numbering) => {
                let next = if let Numbering::Automatic(next) = numbering { next } else { 0 };
                self.numbering = Numbering::Automatic(next + 1);
                Some(next)
            }
            (false, Some(_), Numbering::Automatic(_)) => {
                return Err(value_error("cannot switch from automatic field numbering to manual field specification"));
            }
            (false, Some(number), _) => {
                self.numbering = Numbering::Manual;
                Some(number)
            }
            (false, None, _) => None,
        };
        let mut value = self.first_value(first, position, cx)?;
        while let Some(kind) = rest.chars().next() {
            rest = &rest[1..];
            match kind {
                '.' => {
                    let end = rest.find(['.', '[']).unwrap_or(rest.len());
                    let (attr, after) = rest.split_at(end);
                    if attr.is_empty() {
                        return Err(value_error("Empty attribute in format string"));
                    }
                    value = match crate::types::get_attr(&value, attr, cx)? {
                        Some(found) => found,
                        None => return Err(crate::types::no_attribute(&value, attr)),
                    };
                    rest = after;
                }
                '[' => {
                    let Some(end) = rest.find(']') else {
                        return Err(value_error("Missing ']' in format string"));
                    };
                    let key = &rest[..end];
                    if key.is_empty() {
                        return Err(value_error("Empty attribute in format string"));
                    }
                    let key = match field_number(key)? {
                        Some(number) => Value::from(number),
                        None => Value::str(key),
                    };
                    value = get_item(&value, &key, cx)?;
                    rest = &rest[end + 1..];
                }
                _ => {
                    return Err(value_error("Only '.' or '[' may follow ']' in format field specifier"));
                }
            }
        }
        Ok(value)
    }

    fn first_value(&self, name: &str, position: Option<usize>, cx: &mut CallCx) -> Result<Value, Raised> {
        match (&self.source, position) {
            (Source::Arguments { positional, .. }, Some(at)) => positional.get(at).cloned().ok_or_else(|| {
                Raised::new(
                    ExcKind::IndexError,
                    format!("Replacement index {at} out of range for positional args tuple"),
                )
            }),
            (Source::Arguments { keywords, .. }, None) => keywords
                .iter()
                .find(|(keyword, _)| keyword.as_str() == name)
                .map(|(_, value)| value.clone())
                .ok_or_else(|| key_error(&Value::str(name))),
            (Source::Mapping(_), Some(_)) => Err(value_error("Format string contains positional fields")),
            (Source::Mapping(mapping), None) => get_item(mapping, &Value::str(name), cx),
        }
    }
}

/// A field name that is a number.
fn field_number(name: &str) -> Result<Option<usize>, Raised> {
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    match name.parse::<i64>() {
        Ok(number) => Ok(Some(number as usize)),
        Err(_) => Err(value_error("Too many decimal digits in format string")),
    }
}

/// Reads a field after its opening brace; gives what follows its closing one.
fn parse_field(text: &str) -> Result<(Field<'_>, &str), Raised> {
    let mut chars = text.char_indices();
    let mut end_of_name = None;
    while let Some((at, c)) = chars.next() {
        match c {
            '{' => return Err(value_error("unexpected '{' in field name")),
            '['
                // Everything up to the bracket is the key.
                if !chars.by_ref().any(|(_, c)| c == ']') => {
                    break;
                }
            '}' | ':' | '!' => {
                end_of_name = Some((at, c));
                break;
            }
            _ => {}
        }
    }
    let Some((end, ended_by)) = end_of_name else {
        return Err(value_error("expected '}' before end of string"));
    };
    let name = &text[..end];
    let mut rest = &text[end + 1..];
    let mut conversion = None;
    if ended_by == '}' {
        return Ok((Field { name, conversion, spec: "" }, rest));
    }
    if ended_by == '!' {
        let mut after = rest.chars();
        conversion = after.next();
        if conversion.is_none() {
            return Err(value_error("end of string while looking for conversion specifier"));
        }
        match after.next() {
            Some('}') => return Ok((Field { name, conversion, spec: "" }, after.as_str())),
            Some(':') | None => rest = after.as_str(),
            Some(_) => return Err(value_error("expected ':' after conversion specifier")),
        }
    }
    let mut open = 1;
    for (at, c) in rest.char_indices() {
        match c {
            '{' => open += 1,
            '}' => {
                open -= 1;
                if open == 0 {
                    return Ok((Field { name, conversion, spec: &rest[..at] }, &rest[at + 1..]));
                }
            }
            _ => {}
        }
    }
    Err(value_error("unmatched '{' in format spec"))
}
