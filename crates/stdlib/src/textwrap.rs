//! The little of `textwrap` and `pprint` that programs use.

use value::repr::{repr, str_of};
use value::{Args, CallCx, Raised, Value};

use crate::support::{bind, call, module};
use python::native::native_function;
use python::ops::item::inner_str;
use python::types::dict::as_dict;
use python::types::get_attr;

/// `textwrap`.
pub fn load() -> Value {
    module(
        "textwrap",
        &[],
        vec![
            (
                "dedent",
                native_function("dedent", |args, _| {
                    let text = args.positional.first().and_then(inner_str).unwrap_or_else(|| "".into());
                    Ok(Value::string(dedented(&text)))
                }),
            ),
            (
                "indent",
                native_function("indent", |args, _| {
                    let slots = bind("indent", &["text", "prefix", "predicate"], 2, args)?;
                    let text = slots[0].as_ref().and_then(inner_str).unwrap_or_else(|| "".into());
                    let prefix = slots[1].as_ref().and_then(inner_str).unwrap_or_else(|| "".into());
                    let lines = python::types::str::split::lines(&text, true);
                    let prefixed = lines.iter().map(|line| {
                        if line.trim().is_empty() { (*line).to_owned() } else { format!("{prefix}{line}") }
                    });
                    Ok(Value::string(prefixed.collect()))
                }),
            ),
            (
                "wrap",
                native_function("wrap", |args, cx| {
                    Ok(Value::list(wrapped(args, cx)?.into_iter().map(Value::string).collect()))
                }),
            ),
            ("fill", native_function("fill", |args, cx| Ok(Value::string(wrapped(args, cx)?.join("\n"))))),
            (
                "shorten",
                native_function("shorten", |args, cx| {
                    let slots = bind("shorten", &["text", "width", "placeholder"], 2, args)?;
                    let text = slots[0].as_ref().and_then(inner_str).unwrap_or_else(|| "".into());
                    let width =
                        slots[1].as_ref().map_or(Ok(70), |width| python::ops::index(width, cx))?.max(0) as usize;
                    let placeholder = slots[2].as_ref().and_then(inner_str).unwrap_or_else(|| " [...]".into());
                    let words: Vec<&str> = text.split_whitespace().collect();
                    let whole = words.join(" ");
                    if whole.chars().count() <= width {
                        return Ok(Value::string(whole));
                    }
                    let mut kept = String::new();
                    for word in words {
                        let longer = if kept.is_empty() { word.to_owned() } else { format!("{kept} {word}") };
                        if longer.chars().count() + placeholder.chars().count() > width {
                            break;
                        }
                        kept = longer;
                    }
                    let short = format!("{kept}{placeholder}");
                    Ok(Value::string(if kept.is_empty() { placeholder.trim_start().to_owned() } else { short }))
                }),
            ),
        ],
    )
}

fn dedented(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let margin = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let mut common: Option<&str> = None;
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        let indent = &line[..margin(line)];
        common = Some(match common {
            None => indent,
            Some(known) => {
                let same = known.bytes().zip(indent.bytes()).take_while(|(a, b)| a == b).count();
                &known[..same]
            }
        });
    }
    let cut = common.map_or(0, str::len);
    let plain = lines.iter().map(|line| if line.trim().is_empty() { "" } else { &line[cut..] });
    plain.collect::<Vec<_>>().join("\n")
}

fn wrapped(args: &Args, cx: &mut CallCx) -> Result<Vec<String>, Raised> {
    let slots = bind("wrap", &["text", "width", "initial_indent", "subsequent_indent"], 1, args)?;
    let text = slots[0].as_ref().and_then(inner_str).unwrap_or_else(|| "".into());
    let width = slots[1].as_ref().map_or(Ok(70), |width| python::ops::index(width, cx))?;
    if width <= 0 {
        return Err(Raised::value_error(format!("invalid width {width} (must be > 0)")));
    }
    let width = width as usize;
    let indent = |at: usize| slots[at].as_ref().and_then(inner_str).unwrap_or_else(|| "".into());
    let (first, later) = (indent(2), indent(3));
    let mut lines = Vec::new();
    let mut line = first.to_string();
    let mut is_empty = true;
    for word in text.split_whitespace() {
        let mut word: Vec<char> = word.chars().collect();
        loop {
            let used = line.chars().count() + usize::from(!is_empty);
            if used + word.len() <= width {
                if !is_empty {
                    line.push(' ');
                }
                line.extend(&word);
                is_empty = false;
                break;
            }
            if word.len() > width.saturating_sub(later.chars().count()) {
                // A word longer than a line fills what is left of this one.
                let room = width.saturating_sub(used);
                if room > 0 || is_empty {
                    if !is_empty {
                        line.push(' ');
                    }
                    line.extend(word.drain(..room.max(1).min(word.len())));
                }
            }
            lines.push(std::mem::replace(&mut line, later.to_string()));
            is_empty = true;
            cx.burn(1)?;
            if word.is_empty() {
                break;
            }
        }
    }
    if !is_empty {
        lines.push(line);
    }
    Ok(lines)
}

/// `pprint`.
pub fn load_pprint() -> Value {
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
