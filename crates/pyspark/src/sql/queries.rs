//! What makes DataFrames out of nothing: `sql`, `table`, `range`, `createDataFrame` of sessions and SQL contexts.

use std::rc::Rc;

use python::NativeClass;
use value::repr::str_of;
use value::{Args, CallCx, Raised, Value};

use super::frame::FrameObject;
use super::session::{Part, SessionObject, SqlSession, made, session, session_of};
use crate::arguments::Arguments;
use crate::spark::upgrade;

pub(super) fn run_sql(session: &Rc<SqlSession>, text: &str) -> Result<Value, Raised> {
    match sql::parse::query::sql(&session.session, text) {
        Ok(plan) => Ok(FrameObject::value(session, plan)),
        Err(error) => Err(upgrade(&session.spark)?.sql_error(&error)),
    }
}

/// A value as SQL writes it, for the parameters of a query.
fn sql_literal(value: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    Ok(match value {
        Value::Str(text) => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        Value::None => "NULL".into(),
        Value::Bool(truth) => truth.to_string(),
        Value::Float(number) => format!("{number:e}D"),
        other => str_of(other, cx)?,
    })
}

/// The text with its parameters put in: `:name` from `args`, `{name}` from keywords.
fn with_parameters(session: &Rc<SqlSession>, text: &str, args: &Args, cx: &mut CallCx) -> Result<String, Raised> {
    let mut text = text.to_owned();
    for (name, value) in &args.keywords {
        if name.as_str() == "args" {
            if let Value::Dict(dict) = value {
                for (key, value) in dict.pairs() {
                    text = text.replace(&format!(":{}", str_of(&key, cx)?), &sql_literal(&value, cx)?);
                }
            }
            continue;
        }
        let shown = match value.downcast::<FrameObject>() {
            Some(frame) => {
                let view = format!("__{name}");
                let added = session.session.add_view(&view, Rc::clone(&frame.plan), false, true);
                added.map_err(|error| {
                    upgrade(&session.spark).map_or_else(|raised| raised, |spark| spark.sql_error(&error))
                })?;
                view
            }
            None => sql_literal(value, cx)?,
        };
        text = text.replace(&format!("{{{name}}}"), &shown);
    }
    Ok(text)
}

pub(super) fn with_queries(class: NativeClass) -> NativeClass {
    class
        .method("sql", |args, cx| {
            let session = session_of(args)?;
            let text = str_of(&args.positional.get(1).cloned().unwrap_or_default(), cx)?;
            let text = with_parameters(session, &text, args, cx)?;
            let made = run_sql(session, &text);
            for (name, _) in &args.keywords {
                session.session.drop_view(&format!("__{name}"), false);
            }
            made
        })
        .method("table", |args, cx| {
            let bound = Arguments::bind("SparkSession.table", &["self", "tableName"], &[], args)?;
            let session = session_of(args)?;
            let spark = upgrade(&session.spark)?;
            let parts =
                sql::analyze::name_parts(&str_of(&bound.at(1), cx)?).map_err(|error| spark.sql_error(&error))?;
            made(session, session.session.table(&parts))
        })
        .method("range", |args, _| {
            let defaults = [("end", Value::None), ("step", Value::Int(1)), ("numPartitions", Value::None)];
            let bound = Arguments::bind("SparkSession.range", &["self", "start"], &defaults, args)?;
            let session = session_of(args)?;
            let number = |value: Value| match value {
                Value::Int(number) => Some(number),
                _ => None,
            };
            let (start, end) = match (number(bound.at(1)), number(bound.at(2))) {
                (Some(end), None) => (0, end),
                (start, end) => (start.unwrap_or(0), end.unwrap_or(0)),
            };
            let n_partitions = number(bound.at(4)).and_then(|n| usize::try_from(n).ok());
            made(session, session.session.range(start, end, number(bound.at(3)).unwrap_or(1), n_partitions))
        })
        .method("createDataFrame", |args, cx| {
            let none = |name| (name, Value::None);
            let defaults = [none("schema"), none("samplingRatio"), ("verifySchema", Value::Bool(true))];
            let bound = Arguments::bind("SparkSession.createDataFrame", &["self", "data"], &defaults, args)?;
            let session = session_of(args)?;
            let verifies = super::actions::asks(&bound.at(4), cx)?;
            super::create::create(
                &*upgrade(&session.spark)?,
                session,
                &bound.at(1),
                &bound.at(2),
                &bound.at(3),
                verifies,
                cx,
            )
        })
        .property("read", |this, _| Ok(super::reader::reader(session(this)?)))
        .property("udf", |this, _| Ok(SessionObject::part(session(this)?, Part::Udf)))
}
