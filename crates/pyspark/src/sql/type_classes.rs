//! `pyspark.sql.types`: the classes of types, as a program makes types of them.
//!
//! Source: pyspark/sql/types.py of Spark 3.5.

use std::rc::{Rc, Weak};

use python::NativeClass;
use python::native::native_method;
use sql::types::{DataType, Field};
use value::repr::{str_of, truthy};
use value::{Args, KeyMap, Raised, Value};

use super::types::{FieldObject, PLAIN, TypeObject, field_json, json_text, json_value, type_of};
use crate::arguments::Arguments;
use crate::spark::{Spark, upgrade};

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
