//! Schemas from records: `_infer_schema` and `_merge_type` of PySpark.

use std::rc::Rc;

use python::types::dict::as_dict;
use sql::types::{DataType, Field};
use stdlib::datetime::date::Date;
use stdlib::datetime::delta::Delta;
use stdlib::datetime::moment::Moment;
use value::repr::str_of;
use value::{CallCx, Raised, Value};

use super::row::{fields_of, items_of};
use super::types::class_name;
use crate::spark::Spark;

/// Whether some type is still unknown.
pub(crate) fn has_null(data_type: &DataType) -> bool {
    match data_type {
        DataType::Null => true,
        DataType::Array(element, _) => has_null(element),
        DataType::Map(key, value, _) => has_null(key) || has_null(value),
        DataType::Struct(fields) => fields.iter().any(|field| has_null(&field.data_type)),
        _ => false,
    }
}

impl Spark {
    /// The fields of a record; `names` are for records without names of their own.
    ///
    /// Errors: PySpark's for a record that has no fields, and for values of unknown types.
    pub(crate) fn infer_schema(
        &self,
        record: &Value,
        names: Option<&[String]>,
        cx: &mut CallCx,
    ) -> Result<Vec<Field>, Raised> {
        let items = self.named_items(record, names, cx)?;
        let mut fields = Vec::with_capacity(items.len());
        for (name, item) in items {
            match self.infer_type(&item, cx) {
                Ok(data_type) => fields.push(Field::new(&name, data_type, true)),
                Err(raised) if raised.is_a(value::ExcKind::TypeError) => {
                    let message = format!("Unable to infer the type of the field `{name}`.");
                    return Err(self.sql_type_error("CANNOT_INFER_TYPE_FOR_FIELD", &message));
                }
                Err(raised) => return Err(raised),
            }
        }
        Ok(fields)
    }

    fn named_items(
        &self,
        record: &Value,
        names: Option<&[String]>,
        cx: &mut CallCx,
    ) -> Result<Vec<(String, Value)>, Raised> {
        if let Some(dict) = as_dict(record) {
            return sorted(dict.pairs(), cx);
        }
        let items = match record {
            Value::List(list) => Some(list.0.borrow().clone()),
            other => items_of(other),
        };
        if let Some(items) = items {
            let own = match fields_of(record, cx) {
                Some(own) => Some(own),
                None if matches!(record, Value::Object(_)) => named_tuple_fields(record, cx),
                None => None,
            };
            let name = |at: usize| match (&own, names) {
                (Some(own), _) => own.get(at).cloned(),
                (None, Some(names)) if at < names.len() => names.get(at).cloned(),
                _ => Some(format!("_{}", at + 1)),
            };
            let n = own
                .as_ref()
                .map_or_else(|| items.len().max(names.map_or(0, <[String]>::len)).min(items.len()), Vec::len);
            return Ok(items
                .into_iter()
                .take(n)
                .enumerate()
                .filter_map(|(at, item)| Some((name(at)?, item)))
                .collect());
        }
        match python::get_attribute(record, "__dict__", cx) {
            Ok(Value::Dict(dict)) => sorted(dict.pairs(), cx),
            _ => {
                let message = format!("Can not infer schema for type: `{}`.", record.type_name());
                Err(self.sql_type_error("CANNOT_INFER_SCHEMA_FOR_TYPE", &message))
            }
        }
    }

    fn infer_type(&self, value: &Value, cx: &mut CallCx) -> Result<DataType, Raised> {
        Ok(match value {
            Value::None => DataType::Null,
            Value::Bool(_) => DataType::Boolean,
            Value::Int(_) | Value::Big(_) => DataType::Long,
            Value::Float(_) => DataType::Double,
            Value::Str(_) => DataType::String,
            Value::Bytes(_) => DataType::Binary,
            Value::Dict(dict) => {
                let known = dict
                    .pairs()
                    .into_iter()
                    .find(|(key, item)| !matches!(key, Value::None) && !matches!(item, Value::None));
                match known {
                    Some((key, item)) => DataType::map(self.infer_type(&key, cx)?, self.infer_type(&item, cx)?),
                    None => DataType::map(DataType::Null, DataType::Null),
                }
            }
            Value::List(list) => {
                let items = list.0.borrow().clone();
                let mut element = DataType::Null;
                for item in &items {
                    element = self.merge_types(&element, &self.infer_type(item, cx)?)?;
                }
                DataType::array(element)
            }
            other if other.downcast::<Moment>().is_some() => DataType::Timestamp,
            other if other.downcast::<Date>().is_some() => DataType::Date,
            other if other.downcast::<Delta>().is_some() => DataType::DayTimeInterval,
            other if other.type_name().contains("Decimal") => DataType::Decimal(38, 18),
            other if other.type_name() == "bytearray" => DataType::Binary,
            other => match self.infer_schema(other, None, cx) {
                Ok(fields) => DataType::Struct(fields.into()),
                Err(_) => {
                    let message = format!("not supported type: {}", other.type_name());
                    return Err(self.sql_type_error("UNSUPPORTED_DATA_TYPE", &message));
                }
            },
        })
    }

    /// What is of both types.
    ///
    /// Errors: PySpark's for types that do not go together.
    pub(crate) fn merge_types(&self, a: &DataType, b: &DataType) -> Result<DataType, Raised> {
        Ok(match (a, b) {
            (DataType::Null, other) | (other, DataType::Null) => other.clone(),
            (DataType::Struct(own), DataType::Struct(others)) => {
                let mut fields = Vec::with_capacity(own.len());
                for field in own.iter() {
                    let other = others
                        .iter()
                        .find(|other| other.name == field.name)
                        .map_or(&DataType::Null, |other| &other.data_type);
                    fields.push(Field::new(&field.name, self.merge_types(&field.data_type, other)?, true));
                }
                fields.extend(others.iter().filter(|other| !own.iter().any(|field| field.name == other.name)).cloned());
                DataType::Struct(fields.into())
            }
            (DataType::Array(x, _), DataType::Array(y, _)) => DataType::array(self.merge_types(x, y)?),
            (DataType::Map(k, v, _), DataType::Map(l, w, _)) => {
                DataType::Map(Rc::new(self.merge_types(k, l)?), Rc::new(self.merge_types(v, w)?), true)
            }
            (DataType::String, other) | (other, DataType::String)
                if !matches!(other, DataType::Array(..) | DataType::Map(..) | DataType::Struct(_)) =>
            {
                DataType::String
            }
            (a, b) if class_name(a) == class_name(b) => a.clone(),
            (a, b) => {
                let message = format!("Can not merge type `{}` and `{}`.", class_name(a), class_name(b));
                return Err(self.sql_type_error("CANNOT_MERGE_TYPE", &message));
            }
        })
    }
}

fn sorted(pairs: Vec<(Value, Value)>, cx: &mut CallCx) -> Result<Vec<(String, Value)>, Raised> {
    let mut items = Vec::with_capacity(pairs.len());
    for (key, item) in pairs {
        items.push((str_of(&key, cx)?, item));
    }
    items.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(items)
}

fn named_tuple_fields(record: &Value, cx: &mut CallCx) -> Option<Vec<String>> {
    let fields = python::get_attribute(record, "_fields", cx).ok()?;
    let names = python::ops::collect(&fields, cx).ok()?;
    Some(names.iter().map(|name| str_of(name, cx).unwrap_or_default()).collect())
}
