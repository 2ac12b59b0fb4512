//! `DataType` and `Schema`: what the columns of a DataFrame hold, and the names that Spark gives to types.

use std::rc::Rc;

/// The type of a column or expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataType {
    Null,
    Boolean,
    Byte,
    Short,
    Int,
    Long,
    Float,
    Double,
    /// Precision and scale.
    Decimal(u8, u8),
    String,
    Binary,
    /// Days since the epoch.
    Date,
    /// Microseconds since the epoch.
    Timestamp,
    TimestampNtz,
    /// Microseconds.
    DayTimeInterval,
    Array(Rc<Self>, bool),
    /// Keys, values, and whether values may be null.
    Map(Rc<Self>, Rc<Self>, bool),
    Struct(Schema),
}

/// A field of a struct or a column of a DataFrame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: Rc<str>,
    pub data_type: DataType,
    pub is_nullable: bool,
}

/// The fields of a struct or the columns of a DataFrame, in order.
pub type Schema = Rc<[Field]>;

impl Field {
    pub fn new(name: &str, data_type: DataType, is_nullable: bool) -> Self {
        Self { name: name.into(), data_type, is_nullable }
    }
}

impl DataType {
    /// An array whose elements may be null.
    pub fn array(element: Self) -> Self {
        Self::Array(Rc::new(element), true)
    }

    /// A map whose values may be null.
    pub fn map(key: Self, value: Self) -> Self {
        Self::Map(Rc::new(key), Rc::new(value), true)
    }

    pub fn is_integral(&self) -> bool {
        matches!(self, Self::Byte | Self::Short | Self::Int | Self::Long)
    }

    pub fn is_fractional(&self) -> bool {
        matches!(self, Self::Float | Self::Double | Self::Decimal(..))
    }

    pub fn is_numeric(&self) -> bool {
        self.is_integral() || self.is_fractional()
    }

    /// Whether values of this type have an order.
    pub fn is_orderable(&self) -> bool {
        match self {
            Self::Map(..) => false,
            Self::Array(element, _) => element.is_orderable(),
            Self::Struct(fields) => fields.iter().all(|field| field.data_type.is_orderable()),
            _ => true,
        }
    }

    /// Whether an aggregation can update a value of this type in place, which decides between hashing and sorting.
    pub fn is_mutable_in_row(&self) -> bool {
        !matches!(self, Self::String | Self::Binary | Self::Array(..) | Self::Map(..) | Self::Struct(_))
    }

    /// Precision and scale of the decimal that holds every value of a whole-number type.
    pub fn as_decimal(&self) -> Option<(u8, u8)> {
        Some(match self {
            Self::Decimal(precision, scale) => (*precision, *scale),
            Self::Byte => (3, 0),
            Self::Short => (5, 0),
            Self::Int => (10, 0),
            Self::Long => (20, 0),
            Self::Float => (14, 7),
            Self::Double => (30, 15),
            _ => return None,
        })
    }

    /// `simpleString`: `array<int>`, as `dtypes` and `describe` show it.
    pub fn simple_name(&self) -> String {
        match self {
            Self::Null => "void".into(),
            Self::Boolean => "boolean".into(),
            Self::Byte => "tinyint".into(),
            Self::Short => "smallint".into(),
            Self::Int => "int".into(),
            Self::Long => "bigint".into(),
            Self::Float => "float".into(),
            Self::Double => "double".into(),
            Self::Decimal(precision, scale) => format!("decimal({precision},{scale})"),
            Self::String => "string".into(),
            Self::Binary => "binary".into(),
            Self::Date => "date".into(),
            Self::Timestamp => "timestamp".into(),
            Self::TimestampNtz => "timestamp_ntz".into(),
            Self::DayTimeInterval => "interval day to second".into(),
            Self::Array(element, _) => format!("array<{}>", element.simple_name()),
            Self::Map(key, value, _) => format!("map<{},{}>", key.simple_name(), value.simple_name()),
            Self::Struct(fields) => {
                let parts: Vec<String> =
                    fields.iter().map(|field| format!("{}:{}", field.name, field.data_type.simple_name())).collect();
                format!("struct<{}>", parts.join(","))
            }
        }
    }

    /// The name in SQL and in messages: `ARRAY<INT>`.
    pub fn sql_name(&self) -> String {
        match self {
            Self::Array(element, _) => format!("ARRAY<{}>", element.sql_name()),
            Self::Map(key, value, _) => format!("MAP<{}, {}>", key.sql_name(), value.sql_name()),
            Self::Struct(fields) => {
                let shown = |field: &Field| {
                    let not_null = if field.is_nullable { "" } else { " NOT NULL" };
                    format!("{}: {}{not_null}", field.name, field.data_type.sql_name())
                };
                format!("STRUCT<{}>", fields.iter().map(shown).collect::<Vec<_>>().join(", "))
            }
            other => other.simple_name().to_uppercase(),
        }
    }

    /// The name in JSON schemas and in `printSchema`: `integer`, `long`.
    pub fn json_name(&self) -> String {
        match self {
            Self::Byte => "byte".into(),
            Self::Short => "short".into(),
            Self::Int => "integer".into(),
            Self::Long => "long".into(),
            Self::Array(..) => "array".into(),
            Self::Map(..) => "map".into(),
            Self::Struct(_) => "struct".into(),
            other => other.simple_name(),
        }
    }
}

/// What `printSchema` prints.
pub fn tree(schema: &[Field]) -> String {
    let mut text = String::from("root\n");
    for field in schema {
        field_tree(field, " |", &mut text);
    }
    text
}

fn field_tree(field: &Field, prefix: &str, text: &mut String) {
    let (name, nullable) = (&field.name, field.is_nullable);
    text.push_str(&format!("{prefix}-- {name}: {} (nullable = {nullable})\n", field.data_type.json_name()));
    type_tree(&field.data_type, &format!("{prefix}    |"), text);
}

fn type_tree(data_type: &DataType, prefix: &str, text: &mut String) {
    let mut part = |name: &str, inner: &DataType, about: &str| {
        text.push_str(&format!("{prefix}-- {name}: {}{about}\n", inner.json_name()));
        type_tree(inner, &format!("{prefix}    |"), text);
    };
    match data_type {
        DataType::Array(element, has_nulls) => part("element", element, &format!(" (containsNull = {has_nulls})")),
        DataType::Map(key, value, has_nulls) => {
            part("key", key, "");
            part("value", value, &format!(" (valueContainsNull = {has_nulls})"));
        }
        DataType::Struct(fields) => {
            for field in fields.iter() {
                field_tree(field, prefix, text);
            }
        }
        _ => {}
    }
}
