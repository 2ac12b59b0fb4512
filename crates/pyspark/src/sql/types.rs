//! Types and schemas as objects of the program.
//!
//! Source: pyspark/sql/types.py of Spark 3.5.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Weak;

use sql::types::{DataType, Field};
use value::repr::{repr, str_of};
use value::{CallCx, KeyMap, Object, Raised, Value};

use crate::spark::Spark;

/// A type as an object of the program; only struct types change, by `add`.
pub(crate) struct TypeObject {
    pub data_type: RefCell<DataType>,
    pub(super) spark: Weak<Spark>,
}

/// A `StructField`.
pub(crate) struct FieldObject {
    pub field: Field,
    pub(super) spark: Weak<Spark>,
}

/// The classes of types: their names and, for those without parameters, the type.
pub(super) const PLAIN: &[(&str, DataType)] = &[
    ("NullType", DataType::Null),
    ("BooleanType", DataType::Boolean),
    ("ByteType", DataType::Byte),
    ("ShortType", DataType::Short),
    ("IntegerType", DataType::Int),
    ("LongType", DataType::Long),
    ("FloatType", DataType::Float),
    ("DoubleType", DataType::Double),
    ("StringType", DataType::String),
    ("BinaryType", DataType::Binary),
    ("DateType", DataType::Date),
    ("TimestampType", DataType::Timestamp),
    ("TimestampNTZType", DataType::TimestampNtz),
    ("DayTimeIntervalType", DataType::DayTimeInterval),
];

/// The name of the class of a type.
pub(crate) fn class_name(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Decimal(..) => "DecimalType",
        DataType::Array(..) => "ArrayType",
        DataType::Map(..) => "MapType",
        DataType::Struct(_) => "StructType",
        other => PLAIN.iter().find(|(_, known)| known == other).map_or("DataType", |(name, _)| name),
    }
}

fn python_bool(truth: bool) -> &'static str {
    if truth { "True" } else { "False" }
}

/// `ArrayType(IntegerType(), True)`.
pub(crate) fn type_repr(data_type: &DataType) -> String {
    match data_type {
        DataType::Decimal(precision, scale) => format!("DecimalType({precision},{scale})"),
        DataType::Array(element, has_nulls) => {
            format!("ArrayType({}, {})", type_repr(element), python_bool(*has_nulls))
        }
        DataType::Map(key, value, has_nulls) => {
            format!("MapType({}, {}, {})", type_repr(key), type_repr(value), python_bool(*has_nulls))
        }
        DataType::Struct(fields) => {
            format!("StructType([{}])", fields.iter().map(field_repr).collect::<Vec<_>>().join(", "))
        }
        DataType::DayTimeInterval => "DayTimeIntervalType(0, 3)".into(),
        other => format!("{}()", class_name(other)),
    }
}

fn field_repr(field: &Field) -> String {
    format!("StructField('{}', {}, {})", field.name, type_repr(&field.data_type), python_bool(field.is_nullable))
}

/// The type as the value of `jsonValue()`.
pub(super) fn json_value(data_type: &DataType, cx: &mut CallCx) -> Result<Value, Raised> {
    let pairs = match data_type {
        DataType::Array(element, has_nulls) => vec![
            ("type", Value::str("array")),
            ("elementType", json_value(element, cx)?),
            ("containsNull", Value::Bool(*has_nulls)),
        ],
        DataType::Map(key, value, has_nulls) => vec![
            ("type", Value::str("map")),
            ("keyType", json_value(key, cx)?),
            ("valueType", json_value(value, cx)?),
            ("valueContainsNull", Value::Bool(*has_nulls)),
        ],
        DataType::Struct(fields) => {
            let fields = fields.iter().map(|field| field_json(field, cx)).collect::<Result<Vec<_>, _>>()?;
            vec![("type", Value::str("struct")), ("fields", Value::list(fields))]
        }
        other => return Ok(Value::string(other.json_name())),
    };
    dict(pairs, cx)
}

pub(super) fn field_json(field: &Field, cx: &mut CallCx) -> Result<Value, Raised> {
    let pairs = vec![
        ("name", Value::str(&field.name)),
        ("type", json_value(&field.data_type, cx)?),
        ("nullable", Value::Bool(field.is_nullable)),
        ("metadata", Value::dict(KeyMap::default())),
    ];
    dict(pairs, cx)
}

fn dict(pairs: Vec<(&str, Value)>, cx: &mut CallCx) -> Result<Value, Raised> {
    let mut map = KeyMap::default();
    for (name, value) in pairs {
        map.insert(Value::str(name), value, cx)?;
    }
    Ok(Value::dict(map))
}

/// The JSON text, with sorted keys and without spaces.
pub(super) fn json_text(value: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    Ok(match value {
        Value::Dict(dict) => {
            let mut parts = Vec::new();
            for (key, value) in dict.pairs() {
                parts.push(format!("\"{}\":{}", str_of(&key, cx)?, json_text(&value, cx)?));
            }
            parts.sort();
            format!("{{{}}}", parts.join(","))
        }
        Value::List(list) => {
            let items = list.0.borrow().clone();
            let parts = items.iter().map(|item| json_text(item, cx)).collect::<Result<Vec<_>, _>>()?;
            format!("[{}]", parts.join(","))
        }
        Value::Bool(truth) => truth.to_string(),
        other => format!("\"{}\"", str_of(other, cx)?),
    })
}

impl Object for TypeObject {
    fn type_name(&self) -> Cow<'static, str> {
        class_name(&self.data_type.borrow()).into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.spark.upgrade()?.classes().sql.type_class(class_name(&self.data_type.borrow())))
    }

    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(type_repr(&self.data_type.borrow()))
    }

    fn eq(&self, other: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        let Some(other) = other.downcast::<Self>() else { return Ok(None) };
        Ok(Some(*self.data_type.borrow() == *other.data_type.borrow()))
    }

    fn hash(&self, cx: &mut CallCx) -> Result<i64, Raised> {
        value::hash::py_hash(&Value::string(type_repr(&self.data_type.borrow())), cx)
    }

    fn len(&self, _cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        Ok(match &*self.data_type.borrow() {
            DataType::Struct(fields) => Some(fields.len()),
            _ => None,
        })
    }

    fn iter(&self, _this: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let DataType::Struct(fields) = self.data_type.borrow().clone() else { return Ok(None) };
        let fields = fields.iter().map(|field| self.field(field)).collect();
        python::ops::iterate::iter(&Value::list(fields), cx).map(Some)
    }

    fn get_item(&self, _this: &Value, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let DataType::Struct(fields) = self.data_type.borrow().clone() else { return Ok(None) };
        match key {
            Value::Str(name) => match fields.iter().find(|field| *field.name == *name.as_str()) {
                Some(field) => Ok(Some(self.field(field))),
                None => Err(Raised::new(value::ExcKind::KeyError, format!("No StructField named {name}"))),
            },
            key => {
                let fields = fields.iter().map(|field| self.field(field)).collect();
                python::ops::get_item(&Value::list(fields), key, cx).map(Some)
            }
        }
    }
}

impl TypeObject {
    fn field(&self, field: &Field) -> Value {
        Value::object(FieldObject { field: field.clone(), spark: self.spark.clone() })
    }
}

impl Object for FieldObject {
    fn type_name(&self) -> Cow<'static, str> {
        "StructField".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.spark.upgrade()?.classes().sql.type_class("StructField"))
    }

    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(field_repr(&self.field))
    }

    fn eq(&self, other: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(other.downcast::<Self>().map(|other| self.field == other.field))
    }

    fn hash(&self, cx: &mut CallCx) -> Result<i64, Raised> {
        value::hash::py_hash(&Value::string(field_repr(&self.field)), cx)
    }
}

/// The type behind an object.
pub(crate) fn type_of(value: &Value) -> Option<DataType> {
    value.downcast::<TypeObject>().map(|object| object.data_type.borrow().clone())
}

impl Spark {
    pub(crate) fn type_value(&self, data_type: DataType) -> Value {
        Value::object(TypeObject { data_type: RefCell::new(data_type), spark: self.this.clone() })
    }

    /// A type given as an object or as text.
    ///
    /// Errors: what is neither.
    pub(crate) fn type_argument(&self, argument: &str, value: &Value) -> Result<DataType, Raised> {
        match (type_of(value), value) {
            (Some(found), _) => Ok(found),
            (None, Value::Str(text)) => sql::parse::schema_type(text).map_err(|error| self.sql_error(&error)),
            _ => Err(self.not_a("NOT_DATATYPE_OR_STR", argument, "a DataType or str", value)),
        }
    }
}

/// For messages: the object as text.
pub(crate) fn shown(value: &Value, cx: &mut CallCx) -> String {
    str_of(value, cx).or_else(|_| repr(value, cx)).unwrap_or_default()
}
