//! `string`.

use std::any::Any;
use std::borrow::Cow;

use value::repr::str_of;
use value::{Args, CallCx, Object, Raised, Str, Value};

use crate::support::{class, module};
use python::native::NativeClass;
use python::ops::item::{inner_str, key_error};
use python::types::method::{FunctionEntry, between};
use python::types::object_method;

const FUNCTIONS: &[FunctionEntry] = &[between("string", "capwords", 1, 2, |_, args, cx| {
    let text = inner_str(&args[0]).unwrap_or_else(|| Str::new(""));
    let separator = args.get(1).and_then(inner_str);
    let words: Vec<Value> = match &separator {
        Some(separator) if !separator.is_empty() => text.split(separator.as_str()).map(Value::str).collect(),
        _ => python::types::str::split::words(&text),
    };
    let mut capitalized = Vec::with_capacity(words.len());
    for word in &words {
        let word = python::types::str::case::capitalize(word, &[], cx)?;
        capitalized.push(str_of(&word, cx)?);
    }
    Ok(Value::string(capitalized.join(separator.as_deref().unwrap_or(" "))))
})];

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";
const PUNCTUATION: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const WHITESPACE: &str = " \t\n\r\x0b\x0c";

/// The module object.
pub fn load() -> Value {
    module(
        "string",
        FUNCTIONS,
        vec![
            ("ascii_lowercase", Value::str(LOWER)),
            ("ascii_uppercase", Value::str(UPPER)),
            ("ascii_letters", Value::string(format!("{LOWER}{UPPER}"))),
            ("digits", Value::str(DIGITS)),
            ("hexdigits", Value::str("0123456789abcdefABCDEF")),
            ("octdigits", Value::str("01234567")),
            ("punctuation", Value::str(PUNCTUATION)),
            ("whitespace", Value::str(WHITESPACE)),
            ("printable", Value::string(format!("{DIGITS}{LOWER}{UPPER}{PUNCTUATION}{WHITESPACE}"))),
            ("Template", template_class()),
        ],
    )
}

fn template_class() -> Value {
    class("string.Template", || {
        NativeClass::new("Template", "string")
            .constructor(|args, _| match args.positional.get(1).and_then(inner_str) {
                Some(text) => Ok(Value::object(Template { text })),
                None => Err(Raised::type_error(
                    "Template.__init__() missing 1 required positional argument: 'template'".into(),
                )),
            })
            .build()
    })
}

struct Template {
    text: Str,
}

impl Template {
    fn substituted(&self, args: &Args, safe: bool, cx: &mut CallCx) -> Result<String, Raised> {
        let find = |name: &str, cx: &mut CallCx| -> Result<Option<Value>, Raised> {
            if let Some((_, value)) = args.keywords.iter().find(|(keyword, _)| keyword.as_str() == name) {
                return Ok(Some(value.clone()));
            }
            let Some(mapping) = args.positional.first() else { return Ok(None) };
            match python::ops::get_item(mapping, &Value::str(name), cx) {
                Ok(value) => Ok(Some(value)),
                Err(error) if error.is_a(value::ExcKind::KeyError) => Ok(None),
                Err(error) => Err(error),
            }
        };
        let mut out = String::new();
        let mut rest = self.text.as_str();
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            if let Some(escaped) = after.strip_prefix('$') {
                out.push('$');
                rest = escaped;
                continue;
            }
            let braced = after.strip_prefix('{');
            let body = braced.unwrap_or(after);
            let end = body.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(body.len());
            let closed = braced.is_none() || body[end..].starts_with('}');
            if end == 0 || body.starts_with(|c: char| c.is_ascii_digit()) || !closed {
                if safe {
                    out.push('$');
                    rest = after;
                    continue;
                }
                let before = &self.text[..self.text.len() - after.len() - 1];
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
                return Err(Raised::value_error(format!("Invalid placeholder in string: line {line}, col {column}")));
            }
            let name = &body[..end];
            let tail = &body[end + usize::from(braced.is_some())..];
            match find(name, cx)? {
                Some(value) => out.push_str(&str_of(&value, cx)?),
                None if safe => out.push_str(&rest[at..rest.len() - tail.len()]),
                None => return Err(key_error(&Value::str(name))),
            }
            rest = tail;
        }
        out.push_str(rest);
        Ok(out)
    }
}

impl Object for Template {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("Template")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(template_class())
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "template" => Some(Value::Str(self.text.clone())),
            "substitute" | "safe_substitute" => Some(object_method(this, name)),
            _ => None,
        })
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match name {
            "substitute" => self.substituted(args, false, cx).map(|text| Some(Value::string(text))),
            "safe_substitute" => self.substituted(args, true, cx).map(|text| Some(Value::string(text))),
            _ => Ok(None),
        }
    }
}
