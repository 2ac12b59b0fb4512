//! Values as JSON, and looking into JSON texts.

use crate::cast;
use crate::datum::Datum;
use crate::functions::Env;
use crate::time;
use crate::types::DataType;

/// The value as `to_json` writes it: fields that are null are left out.
pub fn text(datum: &Datum, data_type: &DataType, offset: i64) -> String {
    let mut out = String::new();
    write(datum, data_type, offset, &mut out);
    out
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if u32::from(c) < 0x20 => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

fn write(datum: &Datum, data_type: &DataType, offset: i64, out: &mut String) {
    match (datum, data_type) {
        (Datum::Null, _) => out.push_str("null"),
        (Datum::Str(text), _) => quoted(text.as_str(), out),
        (Datum::Int(days), DataType::Date) => quoted(&time::date_text(*days), out),
        (Datum::Int(micros), DataType::Timestamp) => {
            let local = micros + offset;
            let shown = time::format(local, "yyyy-MM-dd'T'HH:mm:ss.SSS").unwrap_or_default();
            let minutes = offset / 60_000_000;
            let zone =
                if minutes == 0 { "Z".to_owned() } else { format!("{:+03}:{:02}", minutes / 60, minutes.abs() % 60) };
            quoted(&format!("{shown}{zone}"), out);
        }
        (Datum::Double(number), _) if !number.is_finite() => quoted(&cast::text(datum, data_type, offset), out),
        (Datum::Bytes(_), _) => quoted(&cast::text(datum, data_type, offset), out),
        (Datum::List(items), DataType::Struct(fields)) => {
            out.push('{');
            let mut is_first = true;
            for (item, field) in items.iter().zip(fields.iter()).filter(|(item, _)| !item.is_null()) {
                out.push_str(if is_first { "" } else { "," });
                is_first = false;
                quoted(&field.name, out);
                out.push(':');
                write(item, &field.data_type, offset, out);
            }
            out.push('}');
        }
        (Datum::List(items), DataType::Array(element, _)) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                write(item, element, offset, out);
            }
            out.push(']');
        }
        (Datum::Map(entries), DataType::Map(key_type, value_type, _)) => {
            out.push('{');
            for (at, (key, value)) in entries.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                quoted(&cast::text(key, key_type, offset), out);
                out.push(':');
                write(value, value_type, offset, out);
            }
            out.push('}');
        }
        _ => out.push_str(&cast::text(datum, data_type, offset)),
    }
}

/// `get_json_object(text, path)` for paths of fields: `$.a.b`.
pub fn at_path(text: &str, path: &str, env: &Env) -> Datum {
    let Some(path) = path.strip_prefix('$') else { return Datum::Null };
    let names: Vec<&str> = path.split('.').filter(|name| !name.is_empty()).collect();
    // The innermost field is read as text; whatever it is, its JSON is kept.
    let wanted = names.iter().rev().fold(DataType::String, |inner, name| {
        DataType::Struct(vec![crate::types::Field::new(name, inner, true)].into())
    });
    let mut found = env.hooks.json_value(text, &wanted, env.offset).unwrap_or_default();
    for _ in &names {
        found = found.items().first().cloned().unwrap_or_default();
    }
    found
}
