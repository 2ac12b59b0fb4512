//! `print`, `open`, `input`.

use value::repr::{str_of, truthy};
use value::{CallCx, ExcKind, Raised, Str, Value};

use crate::builtins::files;
use crate::machine;
use crate::objects::attr;
use crate::types::FunctionEntry;
use crate::types::method::any;

pub const TABLE: &[FunctionEntry] = &[
    any("", "print", |_, args, keywords, cx| print(args, keywords, cx)),
    any("", "open", |_, args, keywords, cx| files::open(args, keywords, cx)),
    any("", "input", |_, _, _, _| {
        Err(Raised::new(
            ExcKind::EOFError,
            "input() is not supported here: nobody types while the stream runs; read lines from a source".into(),
        ))
    }),
];

fn print(args: &[Value], keywords: &[(Str, Value)], cx: &mut CallCx) -> Result<Value, Raised> {
    let (mut separator, mut end, mut file) = (None, None, None);
    for (name, value) in keywords {
        match name.as_str() {
            "sep" => separator = text_or_none("sep", value)?,
            "end" => end = text_or_none("end", value)?,
            "file" => file = Some(value.clone()).filter(|file| !matches!(file, Value::None)),
            "flush" => {
                truthy(value, cx)?;
            }
            _ => return Err(Raised::type_error(format!("'{name}' is an invalid keyword argument for print()"))),
        }
    }
    let mut text = String::new();
    for (i, value) in args.iter().enumerate() {
        if i > 0 {
            text.push_str(separator.as_deref().unwrap_or(" "));
        }
        match value {
            Value::Str(value) => text.push_str(value),
            other => text.push_str(&str_of(other, cx)?),
        }
    }
    text.push_str(end.as_deref().unwrap_or("\n"));
    match file {
        None => {
            if !text.is_ascii() && value::surrogate::any_in(&text) {
                crate::types::codec::encode(&text, "utf-8", "strict", cx)?;
            }
            cx.host.write_stdout(&text);
        }
        Some(file) => {
            let write = attr::get(&file, "write", cx)?;
            machine::call_values(&write, &[Value::string(text)], cx)?;
        }
    }
    Ok(Value::None)
}

fn text_or_none(name: &str, value: &Value) -> Result<Option<Str>, Raised> {
    match value {
        Value::None => Ok(None),
        Value::Str(text) => Ok(Some(text.clone())),
        other => Err(Raised::type_error(format!("{name} must be None or a string, not {}", other.type_name()))),
    }
}
