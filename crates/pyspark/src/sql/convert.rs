//! Python's objects as values of SQL, and back.

use std::rc::Rc;

use python::types::bytearray::{ByteArray, bytes_of};
use python::types::dict::as_dict;
use sql::datum::{Datum, Row};
use sql::decimal;
use sql::types::{DataType, Field};
use stdlib::datetime::date::Date;
use stdlib::datetime::delta::Delta;
use stdlib::datetime::moment::Moment;
use value::repr::str_of;
use value::{Args, CallCx, KeyMap, Raised, Value};

use super::row::items_of;
use crate::spark::Spark;

/// What a record is as a value of a type, as the Java side reads what was pickled: null for what does not fit.
pub(crate) fn datum_of(value: &Value, data_type: &DataType, offset: i64, cx: &mut CallCx) -> Datum {
    match (data_type, value) {
        (_, Value::None) | (DataType::Null, _) => Datum::Null,
        (DataType::Boolean, Value::Bool(truth)) => Datum::Bool(*truth),
        (DataType::Byte | DataType::Short | DataType::Int | DataType::Long, Value::Int(number)) => {
            Datum::Int(sql::cast::wrap(*number, data_type))
        }
        (DataType::Float, Value::Float(number)) => Datum::Double(f64::from(*number as f32)),
        (DataType::Double, Value::Float(number)) => Datum::Double(*number),
        (DataType::Decimal(precision, scale), Value::Object(object)) if object.type_name().contains("Decimal") => {
            let text = str_of(value, cx).unwrap_or_default();
            let fitted = decimal::parse(&text).and_then(|number| decimal::fit(number, *precision, *scale));
            fitted.map_or(Datum::Null, |number| Datum::Decimal(number, *scale))
        }
        (DataType::String, Value::Str(text)) => Datum::Str(text.clone()),
        (DataType::String, other) => Datum::string(java_text(other, cx)),
        (DataType::Binary, Value::Str(text)) => Datum::Bytes(text.as_bytes().into()),
        (DataType::Binary, other) => bytes_of(other).map_or(Datum::Null, |bytes| Datum::Bytes(bytes.into())),
        (DataType::Date, other) => match (other.downcast::<Date>(), other.downcast::<Moment>()) {
            (Some(date), _) => Datum::Int(date.days),
            (_, Some(moment)) => Datum::Int(moment.micros.div_euclid(sql::time::DAY)),
            _ => Datum::Null,
        },
        (DataType::Timestamp | DataType::TimestampNtz, other) => other
            .downcast::<Moment>()
            .map_or(Datum::Null, |moment| Datum::Int(micros_of(other, moment, data_type, offset, cx))),
        (DataType::DayTimeInterval, other) => {
            other.downcast::<Delta>().map_or(Datum::Null, |delta| Datum::Int(delta.micros as i64))
        }
        (DataType::Array(element, _), other) => match sequence(other) {
            Some(items) => Datum::list(items.iter().map(|item| datum_of(item, element, offset, cx)).collect()),
            None => Datum::Null,
        },
        (DataType::Map(key_type, value_type, _), other) => match as_dict(other) {
            Some(dict) => {
                let entry = |(key, item): (Value, Value)| {
                    (datum_of(&key, key_type, offset, cx), datum_of(&item, value_type, offset, cx))
                };
                Datum::Map(dict.pairs().into_iter().map(entry).collect())
            }
            None => Datum::Null,
        },
        (DataType::Struct(fields), other) => {
            record_of(other, fields, offset, cx).map_or(Datum::Null, |record| Datum::List(record.into()))
        }
        _ => Datum::Null,
    }
}

/// A datetime in microseconds of UTC.
fn micros_of(value: &Value, moment: &Moment, data_type: &DataType, offset: i64, cx: &mut CallCx) -> i64 {
    if *data_type == DataType::TimestampNtz {
        return moment.micros;
    }
    if matches!(moment.zone, Value::None) {
        return moment.micros - offset;
    }
    let ahead = python::get_attribute(value, "utcoffset", cx)
        .and_then(|method| python::ops::call(&method, Args::default(), cx));
    let ahead = ahead.ok().and_then(|ahead| ahead.downcast::<Delta>().map(|delta| delta.micros as i64));
    moment.micros - ahead.unwrap_or(0)
}

fn sequence(value: &Value) -> Option<Vec<Value>> {
    match value {
        Value::List(list) => Some(list.0.borrow().clone()),
        other => items_of(other),
    }
}

/// The values of a record by field: rows and tuples by place, dicts and other objects by name.
pub(crate) fn record_of(value: &Value, fields: &[Field], offset: i64, cx: &mut CallCx) -> Option<Vec<Datum>> {
    let items = match sequence(value) {
        Some(items) => items,
        None => by_name(value, fields, cx)?,
    };
    Some(items.iter().zip(fields).map(|(item, field)| datum_of(item, &field.data_type, offset, cx)).collect())
}

fn by_name(value: &Value, fields: &[Field], cx: &mut CallCx) -> Option<Vec<Value>> {
    let dict = match as_dict(value) {
        Some(dict) => dict,
        None => match python::get_attribute(value, "__dict__", cx).ok()? {
            Value::Dict(dict) => dict,
            _ => return None,
        },
    };
    Some(fields.iter().map(|field| dict.get_str(&field.name).unwrap_or_default()).collect())
}

/// What Java's `toString` gives for an object that became a string.
fn java_text(value: &Value, cx: &mut CallCx) -> String {
    match value {
        Value::Bool(truth) => truth.to_string(),
        Value::Float(number) => sql::cast::double_text(*number),
        Value::List(_) => {
            let items = sequence(value).unwrap_or_default();
            format!("[{}]", items.iter().map(|item| java_text(item, cx)).collect::<Vec<_>>().join(", "))
        }
        Value::Dict(dict) => {
            let shown = |(key, item): (Value, Value)| format!("{}={}", java_text(&key, cx), java_text(&item, cx));
            format!("{{{}}}", dict.pairs().into_iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Value::Tuple(_) => "[Ljava.lang.Object;@0".to_owned(),
        Value::None => "null".into(),
        other => str_of(other, cx).unwrap_or_default(),
    }
}

/// Values with the names of their columns, as they come back to Python.
pub(crate) struct Converter<'a> {
    pub spark: &'a Spark,
    pub offset: i64,
}

impl Converter<'_> {
    /// Errors: what making the object raises, such as a date beyond Python's calendar.
    pub fn value(&self, datum: &Datum, data_type: &DataType, cx: &mut CallCx) -> Result<Value, Raised> {
        Ok(match (datum, data_type) {
            (Datum::Null, _) => Value::None,
            (Datum::Bool(truth), _) => Value::Bool(*truth),
            (Datum::Int(days), DataType::Date) => Date::value(*days)?,
            (Datum::Int(micros), DataType::Timestamp) => Moment::value(micros + self.offset, Value::None)?,
            (Datum::Int(micros), DataType::TimestampNtz) => Moment::value(*micros, Value::None)?,
            (Datum::Int(micros), DataType::DayTimeInterval) => Delta::value(i128::from(*micros))?,
            (Datum::Int(number), _) => Value::Int(*number),
            (Datum::Double(number), _) => Value::Float(*number),
            (Datum::Decimal(number, scale), _) => decimal_value(&decimal::text(*number, *scale), cx)?,
            (Datum::Str(text), _) => Value::Str(text.clone()),
            (Datum::Bytes(bytes), _) => ByteArray::value(bytes.to_vec()),
            (Datum::List(items), DataType::Struct(fields)) => {
                let names = Value::list(fields.iter().map(|field| Value::str(&field.name)).collect());
                self.named(items, fields, &names, cx)?
            }
            (Datum::List(items), DataType::Array(element, _)) => {
                Value::list(items.iter().map(|item| self.value(item, element, cx)).collect::<Result<_, _>>()?)
            }
            (Datum::Map(entries), DataType::Map(key_type, value_type, _)) => {
                let mut map = KeyMap::default();
                for (key, item) in entries.iter() {
                    let (key, item) = (self.value(key, key_type, cx)?, self.value(item, value_type, cx)?);
                    map.insert(key, item, cx)?;
                }
                Value::dict(map)
            }
            _ => Value::None,
        })
    }

    fn named(&self, items: &[Datum], fields: &[Field], names: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        let values = items.iter().zip(fields).map(|(item, field)| self.value(item, &field.data_type, cx));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        self.spark.row(names, values, cx)
    }

    /// Rows of a result; they share the list of names.
    pub fn rows(&self, rows: &[Row], fields: &[Field], cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
        let names = Value::list(fields.iter().map(|field| Value::str(&field.name)).collect());
        rows.iter().map(|row| self.named(row, fields, &names, cx)).collect()
    }
}

fn decimal_value(text: &str, cx: &mut CallCx) -> Result<Value, Raised> {
    python::ops::call(&stdlib::decimal::class_value(), Args::of(vec![Value::str(text)]), cx)
}

/// A row of the crate `sql`.
pub(crate) fn row_of(values: Vec<Datum>) -> Row {
    Rc::from(values)
}
