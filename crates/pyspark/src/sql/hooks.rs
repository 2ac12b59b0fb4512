//! What the crate `sql` asks of the standard library: regular expressions, JSON.

use python::types::dict::as_dict;
use sql::datum::Datum;
use sql::functions::Hooks;
use sql::types::DataType;
use value::{Args, CallCx, Raised, Value};

pub(crate) struct StandardLibrary;

/// Java's named groups and possessive signs are rare; what is common is written alike.
fn find_all(pattern: &str, text: &str, cx: &mut CallCx) -> Result<Vec<Vec<Option<(usize, usize)>>>, Raised> {
    let module = stdlib::re::load();
    let function = python::get_attribute(&module, "finditer", cx)?;
    let found = python::ops::call(&function, Args::of(vec![Value::str(pattern), Value::str(text)]), cx)?;
    // Places count characters there and bytes here.
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let mut all = Vec::new();
    for found in python::ops::collect(&found, cx)? {
        let groups = python::get_attribute(&found, "groups", cx)?;
        let groups = python::ops::call(&groups, Args::default(), cx)?;
        let n = python::ops::item::len(&groups, cx)?;
        let span = python::get_attribute(&found, "span", cx)?;
        let mut spans = Vec::with_capacity(n + 1);
        for group in 0..=n {
            let pair = python::ops::call(&span, Args::of(vec![Value::from(group)]), cx)?;
            spans.push(match python::ops::collect(&pair, cx)?.as_slice() {
                [Value::Int(begin), Value::Int(end)] => {
                    let place = |at: &i64| usize::try_from(*at).ok().and_then(|at| bytes.get(at).copied());
                    place(begin).zip(place(end))
                }
                _ => None,
            });
        }
        all.push(spans);
    }
    Ok(all)
}

/// The value of parsed JSON as a type, as Spark's reader takes it.
pub(crate) fn json_datum(value: &Value, data_type: &DataType, offset: i64, cx: &mut CallCx) -> Datum {
    match (data_type, value) {
        (_, Value::None) => Datum::Null,
        (DataType::String, Value::Str(text)) => Datum::Str(text.clone()),
        (DataType::String, other) => Datum::string(json_text(other, cx)),
        (DataType::Boolean, Value::Bool(truth)) => Datum::Bool(*truth),
        (DataType::Struct(fields), other) => match as_dict(other) {
            Some(dict) => Datum::list(
                fields
                    .iter()
                    .map(|field| {
                        json_datum(&dict.get_str(&field.name).unwrap_or_default(), &field.data_type, offset, cx)
                    })
                    .collect(),
            ),
            None => Datum::Null,
        },
        (DataType::Array(element, _), Value::List(list)) => {
            let items = list.0.borrow().clone();
            Datum::list(items.iter().map(|item| json_datum(item, element, offset, cx)).collect())
        }
        (DataType::Map(_, value_type, _), other) => match as_dict(other) {
            Some(dict) => {
                let entry = |(key, item): (Value, Value)| {
                    let key = match key {
                        Value::Str(text) => Datum::Str(text),
                        _ => Datum::Null,
                    };
                    (key, json_datum(&item, value_type, offset, cx))
                };
                Datum::Map(dict.pairs().into_iter().map(entry).collect())
            }
            None => Datum::Null,
        },
        (wanted, Value::Int(number)) if wanted.is_integral() => {
            let cut = sql::cast::wrap(*number, wanted);
            if cut == *number { Datum::Int(cut) } else { Datum::Null }
        }
        (wanted, Value::Int(number)) if wanted.is_fractional() => sql::cast::number(&Datum::Int(*number), wanted),
        (wanted, Value::Float(number)) if wanted.is_fractional() => sql::cast::number(&Datum::Double(*number), wanted),
        (DataType::Date | DataType::Timestamp | DataType::Double | DataType::Float, Value::Str(text)) => {
            sql::cast::cast(&Datum::Str(text.clone()), &DataType::String, data_type, offset)
        }
        _ => Datum::Null,
    }
}

/// JSON without spaces.
pub(crate) fn json_text(value: &Value, cx: &mut CallCx) -> String {
    match value {
        Value::None => "null".into(),
        Value::Bool(truth) => truth.to_string(),
        Value::Str(text) => sql::json::text(&Datum::Str(text.clone()), &DataType::String, 0),
        Value::List(list) => {
            let items = list.0.borrow().clone();
            format!("[{}]", items.iter().map(|item| json_text(item, cx)).collect::<Vec<_>>().join(","))
        }
        Value::Dict(dict) => {
            let shown = |(key, item): (Value, Value)| format!("{}:{}", json_text(&key, cx), json_text(&item, cx));
            format!("{{{}}}", dict.pairs().into_iter().map(shown).collect::<Vec<_>>().join(","))
        }
        Value::Float(number) => sql::cast::double_text(*number),
        other => value::repr::str_of(other, cx).unwrap_or_default(),
    }
}

/// A JSON text as Python's `json.loads` reads it; `None` for what is no JSON.
pub(crate) fn parsed(text: &str, cx: &mut CallCx) -> Option<Value> {
    let loads = python::get_attribute(&stdlib::json::load(), "loads", cx).ok()?;
    python::ops::call(&loads, Args::of(vec![Value::str(text)]), cx).ok()
}

impl Hooks for StandardLibrary {
    fn matches(&self, pattern: &str, text: &str) -> Result<Vec<Vec<Option<(usize, usize)>>>, String> {
        let mut cx = CallCx { fuel: 50_000_000, ..CallCx::default() };
        find_all(pattern, text, &mut cx).map_err(|raised| raised.last_line(&mut cx))
    }

    fn json_value(&self, text: &str, data_type: &DataType, offset: i64) -> Option<Datum> {
        let mut cx = CallCx { fuel: 50_000_000, ..CallCx::default() };
        let value = parsed(text, &mut cx)?;
        let fits = match data_type {
            DataType::Struct(_) | DataType::Map(..) => as_dict(&value).is_some(),
            DataType::Array(..) => matches!(value, Value::List(_)),
            _ => true,
        };
        fits.then(|| json_datum(&value, data_type, offset, &mut cx))
    }
}
