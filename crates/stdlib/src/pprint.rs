//! The little of `pprint` that programs use.

use value::repr::{repr, str_of};
use value::{CallCx, Raised, Value};

use crate::support::{bind, call, module};
use python::native::native_function;
use python::types::dict::as_dict;
use python::types::get_attr;

/// `pprint`.
pub fn load() -> Value {
    let print = |name| {
        native_function(name, |args, cx| {
            let slots = bind(
                "pprint",
                &["object", "stream", "indent", "width", "depth", "compact", "sort_dicts", "underscore_numbers"],
                1,
                args,
            )?;
            let text = pretty(&slots[0].clone().unwrap_or_default(), &slots[3], cx)? + "\n";
            match slots[1].as_ref().filter(|stream| !matches!(stream, Value::None)) {
                Some(stream) => {
                    let write = get_attr(stream, "write", cx)?.unwrap_or_default();
                    call(&write, vec![Value::string(text)], cx)?;
                }
                None => cx.host.write_stdout(&text),
            }
            Ok(Value::None)
        })
    };
    module(
        "pprint",
        &[],
        vec![
            ("pprint", print("pprint")),
            ("pp", print("pp")),
            (
                "pformat",
                native_function("pformat", |args, cx| {
                    let slots = bind("pformat", &["object", "indent", "width", "depth"], 1, args)?;
                    pretty(&slots[0].clone().unwrap_or_default(), &slots[2], cx).map(Value::string)
                }),
            ),
        ],
    )
}

fn pretty(value: &Value, width: &Option<Value>, cx: &mut CallCx) -> Result<String, Raised> {
    let width = width.as_ref().map_or(Ok(80), |width| python::ops::index(width, cx))?.max(1) as usize;
    laid_out(value, width, 0, 0, cx)
}

/// On one line if it fits; else one item a line, each under the first.
fn laid_out(value: &Value, width: usize, column: usize, after: usize, cx: &mut CallCx) -> Result<String, Raised> {
    let flat = sorted_repr(value, cx)?;
    if column + flat.chars().count() + after <= width {
        return Ok(flat);
    }
    cx.enter("")?;
    let inner = column + 1;
    let text = match value {
        Value::List(_) | Value::Tuple(_) => {
            let items = python::ops::collect(value, cx)?;
            let mut parts = Vec::with_capacity(items.len());
            for item in &items {
                parts.push(laid_out(item, width, inner, 1, cx)?);
            }
            let joined = parts.join(&format!(",\n{}", " ".repeat(inner)));
            match value {
                Value::List(_) => format!("[{joined}]"),
                _ => format!("({joined}{})", if items.len() == 1 { "," } else { "" }),
            }
        }
        Value::Dict(_) => {
            let mut parts = Vec::new();
            for (key, item) in sorted_pairs(value, cx)? {
                let key = repr(&key, cx)?;
                let at = inner + key.chars().count() + 2;
                parts.push(format!("{key}: {}", laid_out(&item, width, at, 1, cx)?));
            }
            format!("{{{}}}", parts.join(&format!(",\n{}", " ".repeat(inner))))
        }
        _ => flat,
    };
    cx.leave();
    Ok(text)
}

fn sorted_pairs(value: &Value, cx: &mut CallCx) -> Result<Vec<(Value, Value)>, Raised> {
    let mut pairs = as_dict(value).map(|dict| dict.pairs()).unwrap_or_default();
    let keys = Value::list(pairs.iter().map(|(key, _)| key.clone()).collect());
    if let Ok(sorted) = python::ops::sorted(&keys, None, python::ops::SortOrder::Ascending, cx) {
        let mut ordered = Vec::with_capacity(pairs.len());
        for key in sorted {
            if let Some(at) = pairs.iter().position(|(other, _)| other.is_same(&key)) {
                ordered.push(pairs.remove(at));
            }
        }
        ordered.append(&mut pairs);
        return Ok(ordered);
    }
    Ok(pairs)
}

fn sorted_repr(value: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    cx.enter("")?;
    let text = match value {
        Value::Dict(_) => {
            let mut parts = Vec::new();
            for (key, item) in sorted_pairs(value, cx)? {
                parts.push(format!("{}: {}", repr(&key, cx)?, sorted_repr(&item, cx)?));
            }
            format!("{{{}}}", parts.join(", "))
        }
        Value::List(_) | Value::Tuple(_) => {
            let mut parts = Vec::new();
            for item in python::ops::collect(value, cx)? {
                parts.push(sorted_repr(&item, cx)?);
            }
            match (value, parts.len()) {
                (Value::List(_), _) => format!("[{}]", parts.join(", ")),
                (_, 1) => format!("({},)", parts[0]),
                _ => format!("({})", parts.join(", ")),
            }
        }
        Value::Str(_) => repr(value, cx)?,
        Value::Object(_) => repr(value, cx)?,
        other => str_of(other, cx)?,
    };
    cx.leave();
    Ok(text)
}
