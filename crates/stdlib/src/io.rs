//! `io.StringIO` and `io.BytesIO`.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use value::{Args, CallCx, Object, Raised, Value};

use crate::support::{class, module};
use python::native::NativeClass;
use python::ops::item::inner_str;
use python::types::bytearray::bytes_of;
use python::types::object_method;

/// The module object.
pub fn load() -> Value {
    module(
        "io",
        &[],
        vec![
            ("StringIO", class_value(Kind::Text)),
            ("BytesIO", class_value(Kind::Bytes)),
            ("SEEK_SET", Value::Int(0)),
            ("SEEK_CUR", Value::Int(1)),
            ("SEEK_END", Value::Int(2)),
        ],
    )
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Bytes,
}

fn class_value(kind: Kind) -> Value {
    let make = move |args: &Args, _cx: &mut CallCx| -> Result<Value, Raised> {
        let buffer = Buffer { kind, items: RefCell::default(), at: Cell::new(0), closed: Cell::new(false) };
        if let Some(initial) = args.positional.get(1).filter(|initial| !matches!(initial, Value::None)) {
            let items = buffer.items_of(initial)?;
            *buffer.items.borrow_mut() = items;
        }
        Ok(Value::object(buffer))
    };
    match kind {
        Kind::Text => class("io.StringIO", || NativeClass::new("StringIO", "_io").constructor(make).build()),
        Kind::Bytes => class("io.BytesIO", || NativeClass::new("BytesIO", "_io").constructor(make).build()),
    }
}

/// A file in memory; bytes are kept as the characters U+0000 to U+00FF.
struct Buffer {
    kind: Kind,
    items: RefCell<Vec<char>>,
    at: Cell<usize>,
    closed: Cell<bool>,
}

const METHODS: &[&str] = &[
    "read",
    "readline",
    "readlines",
    "write",
    "writelines",
    "getvalue",
    "seek",
    "tell",
    "truncate",
    "close",
    "flush",
    "readable",
    "writable",
    "seekable",
    "isatty",
    "__enter__",
    "__exit__",
];

impl Buffer {
    fn items_of(&self, value: &Value) -> Result<Vec<char>, Raised> {
        match (self.kind, inner_str(value), bytes_of(value)) {
            (Kind::Text, Some(text), _) => Ok(text.chars().collect()),
            (Kind::Bytes, _, Some(bytes)) => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
            (Kind::Text, ..) => {
                Err(Raised::type_error(format!("string argument expected, got '{}'", value.type_name())))
            }
            (Kind::Bytes, ..) => {
                Err(Raised::type_error(format!("a bytes-like object is required, not '{}'", value.type_name())))
            }
        }
    }

    fn value_of(&self, items: &[char]) -> Value {
        match self.kind {
            Kind::Text => Value::string(items.iter().collect()),
            Kind::Bytes => Value::Bytes(items.iter().map(|c| *c as u32 as u8).collect()),
        }
    }

    fn take(&self, count: usize) -> Value {
        let items = self.items.borrow();
        let begin = self.at.get().min(items.len());
        let end = begin.saturating_add(count).min(items.len());
        self.at.set(end);
        self.value_of(&items[begin..end])
    }

    fn line_length(&self) -> usize {
        let items = self.items.borrow();
        let rest = items.get(self.at.get()..).unwrap_or_default();
        rest.iter().position(|c| *c == '\n').map_or(rest.len(), |at| at + 1)
    }

    fn write(&self, text: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        let new = self.items_of(text)?;
        let mut items = self.items.borrow_mut();
        let at = self.at.get();
        cx.reserve((items.len() + new.len()).saturating_mul(4))?;
        if at > items.len() {
            items.resize(at, '\0');
        }
        let end = (at + new.len()).min(items.len());
        let count = new.len();
        items.splice(at..end, new);
        self.at.set(at + count);
        Ok(Value::from(count))
    }
}

impl Object for Buffer {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed(if self.kind == Kind::Text { "_io.StringIO" } else { "_io.BytesIO" })
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(class_value(self.kind))
    }
    fn is_iterator(&self) -> bool {
        true
    }
    fn iter(&self, this: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(this.clone()))
    }
    fn next(&self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let length = self.line_length();
        Ok((length > 0).then(|| self.take(length)))
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "closed" => Some(Value::Bool(self.closed.get())),
            _ if METHODS.contains(&name) => Some(object_method(this, name)),
            _ => None,
        })
    }
    fn call_method(&self, this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if self.closed.get() && !matches!(name, "close" | "__exit__") {
            return Err(Raised::value_error("I/O operation on closed file".into()));
        }
        let count = |cx: &mut CallCx| match args.positional.first() {
            None | Some(Value::None) => Ok(usize::MAX),
            Some(count) => python::ops::index(count, cx).map(|count| usize::try_from(count).unwrap_or(usize::MAX)),
        };
        Ok(Some(match (name, args.positional.as_slice()) {
            ("read", [] | [_]) => self.take(count(cx)?),
            ("readline", [] | [_]) => self.take(count(cx)?.min(self.line_length())),
            ("readlines", _) => {
                let mut lines = Vec::new();
                while self.line_length() > 0 {
                    lines.push(self.take(self.line_length()));
                }
                Value::list(lines)
            }
            ("write", [text]) => self.write(text, cx)?,
            ("writelines", [lines]) => {
                for line in python::ops::collect(lines, cx)? {
                    self.write(&line, cx)?;
                }
                Value::None
            }
            ("getvalue", []) => self.value_of(&self.items.borrow()),
            ("tell", []) => Value::from(self.at.get()),
            ("seek", [to] | [to, _]) => {
                let base = match args.positional.get(1) {
                    Some(Value::Int(1)) => self.at.get(),
                    Some(Value::Int(2)) => self.items.borrow().len(),
                    _ => 0,
                } as i64;
                let to = python::ops::index(to, cx)?.saturating_add(base);
                let to = usize::try_from(to).map_err(|_| Raised::value_error(format!("negative seek value {to}")))?;
                cx.reserve(to.saturating_mul(4))?;
                self.at.set(to);
                Value::from(to)
            }
            ("truncate", [] | [_]) => {
                let size = match args.positional.first() {
                    None | Some(Value::None) => self.at.get(),
                    Some(_) => count(cx)?,
                };
                self.items.borrow_mut().truncate(size);
                Value::from(size)
            }
            ("close", []) | ("__exit__", _) => {
                self.closed.set(true);
                Value::None
            }
            ("flush", []) => Value::None,
            ("readable" | "writable" | "seekable", []) => Value::Bool(true),
            ("isatty", []) => Value::Bool(false),
            ("__enter__", []) => this.clone(),
            _ => return Ok(None),
        }))
    }
}
