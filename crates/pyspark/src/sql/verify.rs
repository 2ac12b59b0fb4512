//! Records checked against a schema: `_make_type_verifier` of PySpark.

use python::types::dict::as_dict;
use sql::types::{DataType, Field};
use stdlib::datetime::date::Date;
use stdlib::datetime::delta::Delta;
use stdlib::datetime::moment::Moment;
use value::{CallCx, Raised, Value};

use super::row::items_of;
use super::types::{shown, type_repr};
use crate::spark::Spark;

impl Spark {
    /// Errors: PySpark's complaints about what does not fit.
    pub(crate) fn verify(
        &self,
        value: &Value,
        data_type: &DataType,
        is_nullable: bool,
        cx: &mut CallCx,
    ) -> Result<(), Raised> {
        if matches!(value, Value::None) {
            return match is_nullable {
                true => Ok(()),
                false => Err(self.sql_value_error("CANNOT_BE_NONE", "Argument `obj` can not be None.")),
            };
        }
        match data_type {
            DataType::String => Ok(()),
            DataType::Struct(fields) => self.verify_record(value, fields, data_type, cx),
            DataType::Byte => self.verify_whole(value, data_type, (-128, 127), ("127", "-127"), cx),
            DataType::Short => self.verify_whole(value, data_type, (-32_768, 32_767), ("32767", "-32768"), cx),
            DataType::Int => {
                let range = (i64::from(i32::MIN), i64::from(i32::MAX));
                self.verify_whole(value, data_type, range, ("2147483647", "-2147483648"), cx)
            }
            DataType::Long => self.verify_whole(
                value,
                data_type,
                (i64::MIN, i64::MAX),
                ("9223372036854775807", "-9223372036854775808"),
                cx,
            ),
            DataType::Array(element, has_nulls) => {
                let items = match value {
                    Value::List(list) => list.0.borrow().clone(),
                    Value::Tuple(items) => items.to_vec(),
                    _ => return Err(self.unacceptable(value, data_type, cx)),
                };
                items.iter().try_for_each(|item| self.verify(item, element, *has_nulls, cx))
            }
            DataType::Map(key_type, value_type, has_nulls) => {
                let Value::Dict(dict) = value else { return Err(self.unacceptable(value, data_type, cx)) };
                dict.pairs().iter().try_for_each(|(key, item)| {
                    self.verify(key, key_type, false, cx)?;
                    self.verify(item, value_type, *has_nulls, cx)
                })
            }
            _ => {
                let is_moment = value.downcast::<Moment>().is_some();
                let fits = match data_type {
                    DataType::Boolean => matches!(value, Value::Bool(_)),
                    DataType::Float | DataType::Double => matches!(value, Value::Float(_)),
                    DataType::Binary => matches!(value, Value::Bytes(_)) || value.type_name() == "bytearray",
                    DataType::Date => is_moment || value.downcast::<Date>().is_some(),
                    DataType::Timestamp | DataType::TimestampNtz => is_moment,
                    DataType::DayTimeInterval => value.downcast::<Delta>().is_some(),
                    DataType::Decimal(..) => value.type_name().contains("Decimal"),
                    _ => true,
                };
                if fits { Ok(()) } else { Err(self.unacceptable(value, data_type, cx)) }
            }
        }
    }

    fn unacceptable(&self, value: &Value, data_type: &DataType, cx: &mut CallCx) -> Raised {
        let message = format!(
            "`{}` can not accept object `{}` in type `{}`.",
            type_repr(data_type),
            shown(value, cx),
            value.type_name().rsplit('.').next().unwrap_or_default()
        );
        self.sql_type_error("CANNOT_ACCEPT_OBJECT_IN_TYPE", &message)
    }

    fn verify_whole(
        &self,
        value: &Value,
        data_type: &DataType,
        range: (i64, i64),
        named: (&str, &str),
        cx: &mut CallCx,
    ) -> Result<(), Raised> {
        let fits = match value {
            Value::Int(number) => (range.0..=range.1).contains(number),
            Value::Big(_) => false,
            _ => return Err(self.unacceptable(value, data_type, cx)),
        };
        if fits {
            return Ok(());
        }
        let (lower, upper) = named;
        let message =
            format!("Value for `obj` must be greater than {lower} or less than {upper}, got {}", shown(value, cx));
        Err(self.sql_value_error("VALUE_OUT_OF_BOUND", &message))
    }

    fn verify_record(
        &self,
        value: &Value,
        fields: &[Field],
        data_type: &DataType,
        cx: &mut CallCx,
    ) -> Result<(), Raised> {
        if let Some(dict) = as_dict(value) {
            return fields.iter().try_for_each(|field| {
                self.verify(&dict.get_str(&field.name).unwrap_or_default(), &field.data_type, field.is_nullable, cx)
            });
        }
        let items = match value {
            Value::List(list) => Some(list.0.borrow().clone()),
            other => items_of(other),
        };
        if let Some(items) = items {
            if items.len() != fields.len() {
                let message =
                    format!("obj and fields should be of the same length, got {} and {}.", items.len(), fields.len());
                return Err(self.sql_value_error("LENGTH_SHOULD_BE_THE_SAME", &message));
            }
            return items
                .iter()
                .zip(fields)
                .try_for_each(|(item, field)| self.verify(item, &field.data_type, field.is_nullable, cx));
        }
        match python::get_attribute(value, "__dict__", cx) {
            Ok(Value::Dict(dict)) => fields.iter().try_for_each(|field| {
                self.verify(&dict.get_str(&field.name).unwrap_or_default(), &field.data_type, field.is_nullable, cx)
            }),
            _ => Err(self.unacceptable(value, data_type, cx)),
        }
    }
}
