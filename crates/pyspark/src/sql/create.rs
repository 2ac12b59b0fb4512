//! `createDataFrame`: DataFrames from lists and RDDs.

use std::rc::Rc;

use engine::Rdd;
use python::types::dict::as_dict;
use sql::plan::{Node, Plan};
use sql::types::{DataType, Field, Schema};
use value::repr::str_of;
use value::{CallCx, Raised, Value};

use super::actions::no_such_index;
use super::frame::FrameObject;
use super::infer::has_null;
use super::row::items_of;
use super::session::{SqlSession, made};
use super::source::{RddSource, Shape, verified};
use super::types::type_of;
use crate::spark::Spark;

/// What a schema argument says.
enum Wanted {
    Nothing,
    Names(Vec<String>),
    Struct(Schema),
    Single(DataType),
}

fn wanted(spark: &Spark, schema: &Value, cx: &mut CallCx) -> Result<Wanted, Raised> {
    let of_type = |data_type| match data_type {
        DataType::Struct(fields) => Wanted::Struct(fields),
        other => Wanted::Single(other),
    };
    match schema {
        Value::None => Ok(Wanted::Nothing),
        Value::Str(text) => sql::parse::schema_type(text).map(of_type).map_err(|error| spark.sql_error(&error)),
        Value::List(_) | Value::Tuple(_) => {
            let names = python::ops::collect(schema, cx)?;
            Ok(Wanted::Names(names.iter().map(|name| str_of(name, cx)).collect::<Result<_, _>>()?))
        }
        other => type_of(other)
            .map(of_type)
            .ok_or_else(|| spark.not_a("NOT_LIST_OR_NONE_OR_STRUCT", "schema", "a list, None or StructType", other)),
    }
}

/// `createDataFrame(data, schema, samplingRatio, verifySchema)`.
///
/// Errors: PySpark's about data without a schema, or with another one.
pub(crate) fn create(
    spark: &Spark,
    session: &Rc<SqlSession>,
    data: &Value,
    schema: &Value,
    ratio: &Value,
    verifies: bool,
    cx: &mut CallCx,
) -> Result<Value, Raised> {
    if data.downcast::<FrameObject>().is_some() {
        return Err(spark.sql_type_error("SHOULD_NOT_DATAFRAME", "Argument `data` should not be a DataFrame."));
    }
    let wanted = wanted(spark, schema, cx)?;
    match crate::rdd::unwrap(data) {
        Some(rdd) => from_rdd(spark, session, rdd, wanted, ratio, verifies, cx),
        None => from_items(spark, session, data, wanted, verifies, cx),
    }
}

fn source(session: &Rc<SqlSession>, rdd: Rdd, schema: Schema, shape: Shape) -> Result<Value, Raised> {
    let output =
        schema.iter().map(|field| session.session.new_attr(&field.name, field.data_type.clone(), field.is_nullable));
    let output = output.collect();
    let source = RddSource { rdd, schema, shape, session: Rc::downgrade(session) };
    made(session, Plan::new(Node::Scan(Rc::new(source)), output))
}

fn undetermined(spark: &Spark) -> Raised {
    spark.sql_value_error("CANNOT_DETERMINE_TYPE", "Some of types cannot be determined after inferring.")
}

fn from_rdd(
    spark: &Spark,
    session: &Rc<SqlSession>,
    rdd: Rdd,
    wanted: Wanted,
    ratio: &Value,
    verifies: bool,
    cx: &mut CallCx,
) -> Result<Value, Raised> {
    let checked = |rdd: &Rdd, data_type| if verifies { verified(rdd, data_type, &spark.this) } else { rdd.clone() };
    match wanted {
        Wanted::Struct(fields) => {
            let rdd = checked(&rdd, DataType::Struct(Rc::clone(&fields)));
            source(session, rdd, fields, Shape::Records)
        }
        Wanted::Single(data_type) => {
            let rdd = checked(&rdd, data_type.clone());
            source(session, rdd, vec![Field::new("value", data_type, true)].into(), Shape::Single)
        }
        Wanted::Nothing | Wanted::Names(_) => {
            let mut names = match wanted {
                Wanted::Names(names) => Some(names),
                _ => None,
            };
            let fields = infer_from_rdd(spark, &rdd, names.as_mut(), ratio, cx)?;
            source(session, rdd, renamed(fields, names.as_deref())?, Shape::Records)
        }
    }
}

/// Errors: more names than fields.
fn renamed(fields: Vec<Field>, names: Option<&[String]>) -> Result<Schema, Raised> {
    let mut fields = fields;
    for (at, name) in names.unwrap_or_default().iter().enumerate() {
        match fields.get_mut(at) {
            Some(field) => field.name = name.as_str().into(),
            None => return Err(no_such_index()),
        }
    }
    Ok(fields.into())
}

fn infer_from_rdd(
    spark: &Spark,
    rdd: &Rdd,
    names: Option<&mut Vec<String>>,
    ratio: &Value,
    cx: &mut CallCx,
) -> Result<Vec<Field>, Raised> {
    let first = rdd.first(cx).map_err(|failure| spark.action_error(failure, cx))?;
    let is_empty = match &first {
        Value::List(list) => list.0.borrow().is_empty(),
        Value::Str(text) => text.is_empty(),
        Value::Dict(dict) => dict.is_empty(),
        other => items_of(other).is_some_and(|items| items.is_empty()),
    };
    if is_empty {
        return Err(spark.sql_value_error("CANNOT_INFER_EMPTY_SCHEMA", "Can not infer schema from empty dataset."));
    }
    let given = names.as_ref().map(|names| names.to_vec());
    let given = given.as_deref();
    let fields = match ratio {
        Value::None => {
            let mut schema = DataType::Struct(spark.infer_schema(&first, given, cx)?.into());
            if has_null(&schema) {
                let more = rdd.take(100, cx).map_err(|failure| spark.action_error(failure, cx))?;
                for record in more.iter().skip(1) {
                    let other = DataType::Struct(spark.infer_schema(record, given, cx)?.into());
                    schema = spark.merge_types(&schema, &other)?;
                    if !has_null(&schema) {
                        break;
                    }
                }
                if has_null(&schema) {
                    return Err(undetermined(spark));
                }
            }
            schema
        }
        _ => {
            let all = rdd.collect(cx).map_err(|failure| spark.action_error(failure, cx))?;
            let mut schema = DataType::Null;
            for record in &all {
                schema =
                    spark.merge_types(&schema, &DataType::Struct(spark.infer_schema(record, given, cx)?.into()))?;
            }
            schema
        }
    };
    match fields {
        DataType::Struct(fields) => Ok(fields.to_vec()),
        _ => Ok(Vec::new()),
    }
}

fn from_items(
    spark: &Spark,
    session: &Rc<SqlSession>,
    data: &Value,
    wanted: Wanted,
    verifies: bool,
    cx: &mut CallCx,
) -> Result<Value, Raised> {
    let items = match as_dict(data) {
        Some(dict) => dict.pairs().into_iter().map(|(key, _)| key).collect(),
        None => python::ops::collect(data, cx)?,
    };
    let (schema, shape) = match wanted {
        Wanted::Struct(fields) => {
            if verifies {
                let whole = DataType::Struct(Rc::clone(&fields));
                items.iter().try_for_each(|item| spark.verify(item, &whole, true, cx))?;
            }
            (fields, Shape::Records)
        }
        Wanted::Single(data_type) => {
            if verifies {
                items.iter().try_for_each(|item| spark.verify(item, &data_type, true, cx))?;
            }
            (vec![Field::new("value", data_type, true)].into(), Shape::Single)
        }
        Wanted::Nothing | Wanted::Names(_) => {
            let names = match wanted {
                Wanted::Names(names) => Some(names),
                _ => None,
            };
            if items.is_empty() {
                return Err(
                    spark.sql_value_error("CANNOT_INFER_EMPTY_SCHEMA", "Can not infer schema from empty dataset.")
                );
            }
            let mut schema = DataType::Null;
            for item in &items {
                schema = spark
                    .merge_types(&schema, &DataType::Struct(spark.infer_schema(item, names.as_deref(), cx)?.into()))?;
            }
            if has_null(&schema) {
                return Err(undetermined(spark));
            }
            let DataType::Struct(fields) = schema else { return Err(undetermined(spark)) };
            // Records with names are brought into the order of the fields.
            (renamed(fields.to_vec(), names.as_deref())?, Shape::Records)
        }
    };
    let rdd = session.context.engine.parallelize(items, None, cx)?;
    source(session, rdd, schema, shape)
}
