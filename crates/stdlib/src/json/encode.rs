//! Values as JSON text.

use value::repr::{big_repr, float_repr, truthy};
use value::{CallCx, ExcKind, Raised, Value};

use crate::json::not_serializable;
use crate::support::call;
use python::ops::collect;
use python::ops::item::inner_str;
use python::types::dict::as_dict;

/// How values are written.
pub struct Encoder {
    skip_keys: bool,
    ascii: bool,
    allow_nan: bool,
    indent: Option<String>,
    item_separator: String,
    key_separator: String,
    sort_keys: bool,
    /// Asked for a replacement of what cannot be written.
    pub default: Option<Value>,
}

impl Encoder {
    /// From `skipkeys`, `ensure_ascii`, `check_circular`, `allow_nan`, `cls`, `indent`, `separators`, `default` and
    /// `sort_keys`.
    pub fn from_slots(slots: &[Option<Value>], cx: &mut CallCx) -> Result<Self, Raised> {
        let flag = |at: usize, default: bool, cx: &mut CallCx| match &slots[at] {
            Some(value) => truthy(value, cx),
            None => Ok(default),
        };
        let indent = match &slots[5] {
            None | Some(Value::None) => None,
            Some(value) => Some(match inner_str(value) {
                Some(text) => text.to_string(),
                None => {
                    let width = python::ops::index(value, cx)?.max(0) as usize;
                    cx.reserve(width)?;
                    " ".repeat(width)
                }
            }),
        };
        let (mut item_separator, mut key_separator) =
            (if indent.is_some() { "," } else { ", " }.to_owned(), ": ".to_owned());
        if let Some(separators) = slots[6].as_ref().filter(|separators| !matches!(separators, Value::None)) {
            let parts = python::ops::unpack(separators, 2, cx)?;
            let text = |value: &Value| inner_str(value).map(|text| text.to_string()).unwrap_or_default();
            (item_separator, key_separator) = (text(&parts[0]), text(&parts[1]));
        }
        Ok(Self {
            skip_keys: flag(0, false, cx)?,
            ascii: flag(1, true, cx)?,
            allow_nan: flag(3, true, cx)?,
            indent,
            item_separator,
            key_separator,
            sort_keys: flag(8, false, cx)?,
            default: slots[7].clone().filter(|default| !matches!(default, Value::None)),
        })
    }

    /// The text of a value.
    pub fn encode(&self, value: &Value, cx: &mut CallCx) -> Result<String, Raised> {
        let mut out = String::new();
        self.write(&mut out, value, &mut Vec::new(), cx)?;
        Ok(out)
    }

    fn write(&self, out: &mut String, value: &Value, inside: &mut Vec<Value>, cx: &mut CallCx) -> Result<(), Raised> {
        cx.burn(1)?;
        match value {
            Value::None => out.push_str("null"),
            Value::Bool(true) => out.push_str("true"),
            Value::Bool(false) => out.push_str("false"),
            Value::Int(number) => out.push_str(&number.to_string()),
            Value::Big(number) => out.push_str(&big_repr(number)?),
            Value::Float(number) => out.push_str(&self.float(*number)?),
            Value::Str(text) => self.write_text(out, text),
            Value::List(_) | Value::Tuple(_) => self.write_items(out, value, inside, cx)?,
            Value::Dict(_) => self.write_dict(out, value, inside, cx)?,
            Value::Object(object) => match object.inner() {
                Some(Value::Dict(_)) => self.write_dict(out, value, inside, cx)?,
                Some(Value::List(_) | Value::Tuple(_)) => self.write_items(out, value, inside, cx)?,
                Some(inner @ (Value::Str(_) | Value::Int(_) | Value::Float(_) | Value::Big(_))) => {
                    self.write(out, &inner, inside, cx)?;
                }
                _ => self.write_default(out, value, inside, cx)?,
            },
            _ => self.write_default(out, value, inside, cx)?,
        }
        Ok(())
    }

    fn write_default(
        &self,
        out: &mut String,
        value: &Value,
        inside: &mut Vec<Value>,
        cx: &mut CallCx,
    ) -> Result<(), Raised> {
        let Some(default) = &self.default else { return Err(not_serializable(value)) };
        enter(value, inside, cx)?;
        let replacement = call(default, vec![value.clone()], cx)?;
        self.write(out, &replacement, inside, cx)?;
        leave(inside, cx);
        Ok(())
    }

    fn float(&self, number: f64) -> Result<String, Raised> {
        if number.is_finite() {
            return Ok(float_repr(number));
        }
        if !self.allow_nan {
            return Err(Raised::value_error("Out of range float values are not JSON compliant".into()));
        }
        Ok(if number.is_nan() {
            "NaN".into()
        } else if number > 0.0 {
            "Infinity".into()
        } else {
            "-Infinity".into()
        })
    }

    fn write_text(&self, out: &mut String, text: &str) {
        out.push('"');
        for c in text.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\x08' => out.push_str("\\b"),
                '\x0c' => out.push_str("\\f"),
                ' '..='~' => out.push(c),
                c if self.ascii || c < ' ' => {
                    let mut units = [0; 2];
                    for unit in c.encode_utf16(&mut units) {
                        out.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                c => out.push(c),
            }
        }
        out.push('"');
    }

    fn new_line(&self, out: &mut String, depth: usize) {
        if let Some(indent) = &self.indent {
            out.push('\n');
            for _ in 0..depth {
                out.push_str(indent);
            }
        }
    }

    fn write_items(
        &self,
        out: &mut String,
        value: &Value,
        inside: &mut Vec<Value>,
        cx: &mut CallCx,
    ) -> Result<(), Raised> {
        let items = collect(value, cx)?;
        if items.is_empty() {
            out.push_str("[]");
            return Ok(());
        }
        enter(value, inside, cx)?;
        out.push('[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                out.push_str(&self.item_separator);
            }
            self.new_line(out, inside.len());
            self.write(out, item, inside, cx)?;
        }
        leave(inside, cx);
        self.new_line(out, inside.len());
        out.push(']');
        Ok(())
    }

    fn write_dict(
        &self,
        out: &mut String,
        value: &Value,
        inside: &mut Vec<Value>,
        cx: &mut CallCx,
    ) -> Result<(), Raised> {
        let mut pairs = as_dict(value).map(|dict| dict.pairs()).unwrap_or_default();
        if pairs.is_empty() {
            out.push_str("{}");
            return Ok(());
        }
        if self.sort_keys {
            let sorted: Vec<Value> = pairs.into_iter().map(|(key, value)| Value::pair(key, value)).collect();
            let by_key = python::native::native_function("key", |args, cx| {
                python::ops::get_item(&args.positional.first().cloned().unwrap_or_default(), &Value::Int(0), cx)
            });
            let mut sorted = sorted;
            python::ops::sort_values(&mut sorted, Some(&by_key), python::ops::SortOrder::Ascending, cx)?;
            pairs = Vec::with_capacity(sorted.len());
            for pair in &sorted {
                let mut parts = collect(pair, cx)?;
                if let (Some(value), Some(key)) = (parts.pop(), parts.pop()) {
                    pairs.push((key, value));
                }
            }
        }
        enter(value, inside, cx)?;
        out.push('{');
        let mut first = true;
        for (key, item) in &pairs {
            let Some(key) = self.key_text(key)? else { continue };
            if !first {
                out.push_str(&self.item_separator);
            }
            first = false;
            self.new_line(out, inside.len());
            self.write_text(out, &key);
            out.push_str(&self.key_separator);
            self.write(out, item, inside, cx)?;
        }
        leave(inside, cx);
        self.new_line(out, inside.len());
        out.push('}');
        Ok(())
    }

    /// A key as text; `None` to leave the entry out.
    fn key_text(&self, key: &Value) -> Result<Option<String>, Raised> {
        if let Some(text) = inner_str(key) {
            return Ok(Some(text.to_string()));
        }
        Ok(Some(match key {
            Value::Bool(true) => "true".into(),
            Value::Bool(false) => "false".into(),
            Value::None => "null".into(),
            Value::Int(number) => number.to_string(),
            Value::Big(number) => big_repr(number)?,
            Value::Float(number) => self.float(*number)?,
            _ if self.skip_keys => return Ok(None),
            other => {
                return Err(Raised::type_error(format!(
                    "keys must be str, int, float, bool or None, not {}",
                    other.type_name()
                )));
            }
        }))
    }
}

/// Remembers what is being written, so that nothing is written inside itself.
fn enter(value: &Value, inside: &mut Vec<Value>, cx: &mut CallCx) -> Result<(), Raised> {
    if inside.iter().any(|other| other.is_same(value) && !matches!(value, Value::Tuple(_))) {
        return Err(Raised::new(ExcKind::ValueError, "Circular reference detected".into()));
    }
    cx.enter(" while encoding a JSON object")?;
    inside.push(value.clone());
    Ok(())
}

fn leave(inside: &mut Vec<Value>, cx: &mut CallCx) {
    inside.pop();
    cx.leave();
}
