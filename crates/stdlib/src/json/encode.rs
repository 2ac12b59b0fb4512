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

/// The text so far.
#[derive(Default)]
struct Written {
    text: String,
    /// Where pieces end, if anybody wants to know.
    cuts: Option<Vec<usize>>,
}

impl Written {
    /// Ends a piece here.
    fn cut(&mut self) {
        let end = self.text.len();
        if let Some(cuts) = self.cuts.as_mut().filter(|cuts| cuts.last().copied().unwrap_or(0) < end) {
            cuts.push(end);
        }
    }
}

/// Whether a value is one piece of text.
fn is_simple(value: &Value) -> bool {
    match value {
        Value::None | Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Float(_) | Value::Str(_) => true,
        Value::Object(object) => object.inner().is_some_and(|inner| is_simple(&inner)),
        _ => false,
    }
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
        let mut out = Written::default();
        self.write(&mut out, value, &mut Vec::new(), cx)?;
        Ok(out.text)
    }

    /// What stands between items, and between a key and its value.
    pub fn separators(&self) -> (&str, &str) {
        (&self.item_separator, &self.key_separator)
    }

    /// The pieces in which `iterencode` gives the text.
    pub fn pieces(&self, value: &Value, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
        let mut out = Written { text: String::new(), cuts: Some(Vec::new()) };
        self.write(&mut out, value, &mut Vec::new(), cx)?;
        out.cut();
        let mut begin = 0;
        let mut pieces = Vec::new();
        for end in out.cuts.unwrap_or_default() {
            pieces.push(Value::str(&out.text[begin..end]));
            begin = end;
        }
        Ok(pieces)
    }

    fn write(&self, out: &mut Written, value: &Value, inside: &mut Vec<Value>, cx: &mut CallCx) -> Result<(), Raised> {
        cx.burn(1)?;
        match value {
            Value::None => out.text.push_str("null"),
            Value::Bool(true) => out.text.push_str("true"),
            Value::Bool(false) => out.text.push_str("false"),
            Value::Int(number) => out.text.push_str(&number.to_string()),
            Value::Big(number) => out.text.push_str(&big_repr(number)?),
            Value::Float(number) => out.text.push_str(&self.float(*number)?),
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
        out: &mut Written,
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

    fn write_text(&self, out: &mut Written, text: &str) {
        out.text.push('"');
        for c in text.chars() {
            match c {
                '"' => out.text.push_str("\\\""),
                '\\' => out.text.push_str("\\\\"),
                '\n' => out.text.push_str("\\n"),
                '\r' => out.text.push_str("\\r"),
                '\t' => out.text.push_str("\\t"),
                '\x08' => out.text.push_str("\\b"),
                '\x0c' => out.text.push_str("\\f"),
                ' '..='~' => out.text.push(c),
                c if self.ascii || c < ' ' => {
                    if value::surrogate::is_half(c) {
                        out.text.push_str(&format!("\\u{:04x}", value::surrogate::code_of(c)));
                        continue;
                    }
                    let mut units = [0; 2];
                    for unit in c.encode_utf16(&mut units) {
                        out.text.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                c => out.text.push(c),
            }
        }
        out.text.push('"');
    }

    fn new_line(&self, out: &mut Written, depth: usize) {
        if let Some(indent) = &self.indent {
            out.text.push('\n');
            for _ in 0..depth {
                out.text.push_str(indent);
            }
        }
    }

    fn write_items(
        &self,
        out: &mut Written,
        value: &Value,
        inside: &mut Vec<Value>,
        cx: &mut CallCx,
    ) -> Result<(), Raised> {
        let items = collect(value, cx)?;
        if items.is_empty() {
            out.text.push_str("[]");
            return Ok(());
        }
        enter(value, inside, cx)?;
        out.text.push('[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                out.text.push_str(&self.item_separator);
            }
            self.new_line(out, inside.len());
            if !is_simple(item) {
                out.cut();
            }
            self.write(out, item, inside, cx)?;
            out.cut();
        }
        leave(inside, cx);
        self.new_line(out, inside.len());
        out.cut();
        out.text.push(']');
        Ok(())
    }

    fn write_dict(
        &self,
        out: &mut Written,
        value: &Value,
        inside: &mut Vec<Value>,
        cx: &mut CallCx,
    ) -> Result<(), Raised> {
        let mut pairs = as_dict(value).map(|dict| dict.pairs()).unwrap_or_default();
        if pairs.is_empty() {
            out.text.push_str("{}");
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
        out.text.push('{');
        out.cut();
        let mut first = true;
        for (key, item) in &pairs {
            let Some(key) = self.key_text(key)? else { continue };
            if !first {
                out.text.push_str(&self.item_separator);
            }
            first = false;
            self.new_line(out, inside.len());
            out.cut();
            self.write_text(out, &key);
            out.cut();
            out.text.push_str(&self.key_separator);
            out.cut();
            self.write(out, item, inside, cx)?;
            out.cut();
        }
        leave(inside, cx);
        self.new_line(out, inside.len());
        out.cut();
        out.text.push('}');
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
