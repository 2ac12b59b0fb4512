//! `pyspark.sql.types`: types and schemas as objects.
//!
//! Source: pyspark/sql/types.py of Spark 3.5.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

use python::NativeClass;
use python::native::native_method;
use sql::types::{DataType, Field};
use value::repr::{repr, str_of, truthy};
use value::{Args, CallCx, KeyMap, Object, Raised, Value};

use crate::arguments::Arguments;
use crate::spark::{Spark, upgrade};

/// A type as an object of the program; only struct types change, by `add`.
pub(crate) struct TypeObject {
    pub data_type: RefCell<DataType>,
    spark: Weak<Spark>,
}

/// A `StructField`.
pub(crate) struct FieldObject {
    pub field: Field,
    spark: Weak<Spark>,
}

/// The classes of types: their names and, for those without parameters, the type.
const PLAIN: &[(&str, DataType)] = &[
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
fn json_value(data_type: &DataType, cx: &mut CallCx) -> Result<Value, Raised> {
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

fn field_json(field: &Field, cx: &mut CallCx) -> Result<Value, Raised> {
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
fn json_text(value: &Value, cx: &mut CallCx) -> Result<String, Raised> {
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

fn receiver(args: &Args) -> Result<&TypeObject, Raised> {
    let this = args.positional.first().and_then(Value::downcast::<TypeObject>);
    this.ok_or_else(|| Raised::type_error("a DataType is needed".into()))
}

fn field_receiver(value: &Value) -> Result<&FieldObject, Raised> {
    value.downcast().ok_or_else(|| Raised::type_error("a StructField is needed".into()))
}

/// All classes of the module, the base class first.
pub(crate) fn classes(spark: &Weak<Spark>) -> Vec<(&'static str, Value)> {
    let base = NativeClass::new("DataType", "pyspark.sql.types")
        .method("simpleString", |args, _| Ok(Value::string(receiver(args)?.data_type.borrow().simple_name())))
        .method("json", |args, cx| {
            let value = json_value(&receiver(args)?.data_type.borrow(), cx)?;
            json_text(&value, cx).map(Value::string)
        })
        .method("jsonValue", |args, cx| json_value(&receiver(args)?.data_type.borrow(), cx))
        .member(
            "typeName",
            native_method("DataType.typeName", |args, _| {
                let name = receiver(args)?.data_type.borrow().json_name();
                Ok(Value::string(name.split('(').next().unwrap_or_default().to_owned()))
            }),
        )
        .method("needConversion", |args, _| {
            Ok(Value::Bool(matches!(*receiver(args)?.data_type.borrow(), DataType::Date | DataType::Timestamp)))
        })
        .build();
    let mut found = vec![("DataType", base.clone())];
    for name in ["AtomicType", "NumericType", "IntegralType", "FractionalType"] {
        found.push((name, NativeClass::new(name, "pyspark.sql.types").base(&base).build()));
    }
    for (name, data_type) in PLAIN {
        let (make, data_type) = (spark.clone(), data_type.clone());
        let class = NativeClass::new(name, "pyspark.sql.types")
            .base(&base)
            .constructor(move |_, _| Ok(upgrade(&make)?.type_value(data_type.clone())));
        found.push((name, class.build()));
    }
    found.push(("DecimalType", decimal_class(&base, spark)));
    found.push(("ArrayType", array_class(&base, spark)));
    found.push(("MapType", map_class(&base, spark)));
    found.push(("StructField", field_class(&base, spark)));
    found.push(("StructType", struct_class(&base, spark)));
    found
}

fn part(value: &Value, get: impl FnOnce(&DataType) -> Option<Value>) -> Result<Value, Raised> {
    let found = value.downcast::<TypeObject>().and_then(|object| get(&object.data_type.borrow()));
    found.ok_or_else(|| Raised::type_error("a DataType is needed".into()))
}

fn inner_part(
    spark: &Weak<Spark>,
    value: &Value,
    get: impl FnOnce(&DataType) -> Option<DataType>,
) -> Result<Value, Raised> {
    let found = value.downcast::<TypeObject>().and_then(|object| get(&object.data_type.borrow()));
    let found = found.ok_or_else(|| Raised::type_error("a DataType is needed".into()))?;
    Ok(upgrade(spark)?.type_value(found))
}

fn decimal_class(base: &Value, spark: &Weak<Spark>) -> Value {
    let make = spark.clone();
    NativeClass::new("DecimalType", "pyspark.sql.types")
        .base(base)
        .constructor(move |args, _| {
            let defaults = [("precision", Value::Int(10)), ("scale", Value::Int(0))];
            let bound = Arguments::bind("DecimalType.__init__", &["self"], &defaults, args)?;
            let digits = |value: Value| match value {
                Value::Int(number) => u8::try_from(number).ok().filter(|number| *number <= 38),
                _ => None,
            };
            match (digits(bound.at(1)), digits(bound.at(2))) {
                (Some(precision), Some(scale)) => Ok(upgrade(&make)?.type_value(DataType::Decimal(precision, scale))),
                _ => Err(Raised::value_error("a decimal has 38 digits at most".into())),
            }
        })
        .property("precision", |this, _| {
            part(this, |found| match found {
                DataType::Decimal(precision, _) => Some(Value::Int(i64::from(*precision))),
                _ => None,
            })
        })
        .property("scale", |this, _| {
            part(this, |found| match found {
                DataType::Decimal(_, scale) => Some(Value::Int(i64::from(*scale))),
                _ => None,
            })
        })
        .build()
}

fn needs_type(name: &str, value: &Value) -> Result<DataType, Raised> {
    type_of(value).ok_or_else(|| {
        let given = match value {
            Value::Str(text) => text.to_string(),
            other => other.type_name().into_owned(),
        };
        let shown = format!("{name} {given} should be an instance of <class 'pyspark.sql.types.DataType'>");
        Raised::new(value::ExcKind::AssertionError, shown)
    })
}

fn array_class(base: &Value, spark: &Weak<Spark>) -> Value {
    let (make, element) = (spark.clone(), spark.clone());
    NativeClass::new("ArrayType", "pyspark.sql.types")
        .base(base)
        .constructor(move |args, cx| {
            let defaults = [("containsNull", Value::Bool(true))];
            let bound = Arguments::bind("ArrayType.__init__", &["self", "elementType"], &defaults, args)?;
            let element = needs_type("elementType", &bound.at(1))?;
            let has_nulls = truthy(&bound.at(2), cx)?;
            Ok(upgrade(&make)?.type_value(DataType::Array(Rc::new(element), has_nulls)))
        })
        .property("elementType", move |this, _| {
            inner_part(&element, this, |found| match found {
                DataType::Array(element, _) => Some((**element).clone()),
                _ => None,
            })
        })
        .property("containsNull", |this, _| {
            part(this, |found| match found {
                DataType::Array(_, has_nulls) => Some(Value::Bool(*has_nulls)),
                _ => None,
            })
        })
        .build()
}

fn map_class(base: &Value, spark: &Weak<Spark>) -> Value {
    let (make, key, value) = (spark.clone(), spark.clone(), spark.clone());
    NativeClass::new("MapType", "pyspark.sql.types")
        .base(base)
        .constructor(move |args, cx| {
            let defaults = [("valueContainsNull", Value::Bool(true))];
            let bound = Arguments::bind("MapType.__init__", &["self", "keyType", "valueType"], &defaults, args)?;
            let (key, value) = (needs_type("keyType", &bound.at(1))?, needs_type("valueType", &bound.at(2))?);
            let has_nulls = truthy(&bound.at(3), cx)?;
            Ok(upgrade(&make)?.type_value(DataType::Map(Rc::new(key), Rc::new(value), has_nulls)))
        })
        .property("keyType", move |this, _| {
            inner_part(&key, this, |found| match found {
                DataType::Map(key, ..) => Some((**key).clone()),
                _ => None,
            })
        })
        .property("valueType", move |this, _| {
            inner_part(&value, this, |found| match found {
                DataType::Map(_, value, _) => Some((**value).clone()),
                _ => None,
            })
        })
        .build()
}

fn field_class(base: &Value, spark: &Weak<Spark>) -> Value {
    let (make, data_type) = (spark.clone(), spark.clone());
    NativeClass::new("StructField", "pyspark.sql.types")
        .base(base)
        .constructor(move |args, cx| {
            let defaults = [("nullable", Value::Bool(true)), ("metadata", Value::None)];
            let bound = Arguments::bind("StructField.__init__", &["self", "name", "dataType"], &defaults, args)?;
            let data_type = needs_type("dataType", &bound.at(2))?;
            let field = Field::new(&str_of(&bound.at(1), cx)?, data_type, truthy(&bound.at(3), cx)?);
            Ok(Value::object(FieldObject { field, spark: make.clone() }))
        })
        .property("name", |this, _| Ok(Value::str(&field_receiver(this)?.field.name)))
        .property("dataType", move |this, _| {
            Ok(upgrade(&data_type)?.type_value(field_receiver(this)?.field.data_type.clone()))
        })
        .property("nullable", |this, _| Ok(Value::Bool(field_receiver(this)?.field.is_nullable)))
        .property("metadata", |_, _| Ok(Value::dict(KeyMap::default())))
        .method("simpleString", |args, _| {
            let field = &field_receiver(args.positional.first().unwrap_or(&Value::None))?.field;
            Ok(Value::string(format!("{}:{}", field.name, field.data_type.simple_name())))
        })
        .method("jsonValue", |args, cx| {
            field_json(&field_receiver(args.positional.first().unwrap_or(&Value::None))?.field, cx)
        })
        .build()
}

fn fields_of(value: &Value) -> Vec<Field> {
    match type_of(value) {
        Some(DataType::Struct(fields)) => fields.to_vec(),
        _ => Vec::new(),
    }
}

fn struct_class(base: &Value, spark: &Weak<Spark>) -> Value {
    let (make, add, fields) = (spark.clone(), spark.clone(), spark.clone());
    let names = |value: &Value| Value::list(fields_of(value).iter().map(|field| Value::str(&field.name)).collect());
    NativeClass::new("StructType", "pyspark.sql.types")
        .base(base)
        .constructor(move |args, cx| {
            let bound = Arguments::bind("StructType.__init__", &["self"], &[("fields", Value::None)], args)?;
            let given = match bound.at(1) {
                Value::None => Vec::new(),
                other => python::ops::collect(&other, cx)?,
            };
            let mut fields = Vec::with_capacity(given.len());
            for field in &given {
                match field.downcast::<FieldObject>() {
                    Some(object) => fields.push(object.field.clone()),
                    None => {
                        let message = "fields should be a list of StructField";
                        return Err(Raised::new(value::ExcKind::AssertionError, message.into()));
                    }
                }
            }
            Ok(upgrade(&make)?.type_value(DataType::Struct(fields.into())))
        })
        .method("add", move |args, cx| {
            let defaults = [("data_type", Value::None), ("nullable", Value::Bool(true)), ("metadata", Value::None)];
            let bound = Arguments::bind("StructType.add", &["self", "field"], &defaults, args)?;
            let (this, spark) = (bound.at(0), upgrade(&add)?);
            let mut fields = fields_of(&this);
            match (bound.at(1), bound.at(2)) {
                (field, _) if field.downcast::<FieldObject>().is_some() => {
                    fields.extend(field.downcast::<FieldObject>().map(|object| object.field.clone()));
                }
                (Value::Str(_), Value::None) => {
                    let message = "Argument `data_type` is required when passing name of struct_field to create.";
                    return Err(spark.sql_value_error("ARGUMENT_REQUIRED", message));
                }
                (name, data_type) => {
                    let data_type = spark.type_argument("dataType", &data_type)?;
                    fields.push(Field::new(&str_of(&name, cx)?, data_type, truthy(&bound.at(3), cx)?));
                }
            }
            *receiver(args)?.data_type.borrow_mut() = DataType::Struct(fields.into());
            Ok(this)
        })
        .property("fields", move |this, _| {
            let spark = fields.clone();
            let object = |field: &Field| Value::object(FieldObject { field: field.clone(), spark: spark.clone() });
            Ok(Value::list(fields_of(this).iter().map(object).collect()))
        })
        .property("names", move |this, _| Ok(names(this)))
        .method("fieldNames", move |args, _| Ok(names(args.positional.first().unwrap_or(&Value::None))))
        .method("treeString", |args, _| {
            Ok(Value::string(sql::types::tree(&fields_of(args.positional.first().unwrap_or(&Value::None)))))
        })
        .build()
}

/// For messages: the object as text.
pub(crate) fn shown(value: &Value, cx: &mut CallCx) -> String {
    str_of(value, cx).or_else(|_| repr(value, cx)).unwrap_or_default()
}
