//! Missing values: `fillna`, `dropna`, `replace`, also by way of `df.na`.

use std::any::Any;
use std::borrow::Cow;
use std::rc::{Rc, Weak};

use python::NativeClass;
use sql::expr::{Attr, CastKind, Expr};
use sql::types::DataType;
use value::repr::str_of;
use value::{Args, CallCx, Object, Raised, Value};

use super::frame::FrameObject;
use crate::arguments::Arguments;
use crate::spark::Spark;

/// `df.na` and `df.stat`: the same DataFrame behind another class.
struct PartObject {
    frame: Value,
    is_na: bool,
    spark: Weak<Spark>,
}

impl Object for PartObject {
    fn type_name(&self) -> Cow<'static, str> {
        if self.is_na { "DataFrameNaFunctions".into() } else { "DataFrameStatFunctions".into() }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        let spark = self.spark.upgrade()?;
        let classes = &spark.classes().sql;
        Some(if self.is_na { classes.na.clone() } else { classes.stat.clone() })
    }
}

/// The DataFrame behind a receiver.
pub(crate) fn frame_behind(value: &Value) -> Result<&FrameObject, Raised> {
    let frame = match value.downcast::<PartObject>() {
        Some(part) => part.frame.downcast(),
        None => value.downcast(),
    };
    frame.ok_or_else(|| Raised::type_error("a DataFrame is needed".into()))
}

fn names(value: &Value, cx: &mut CallCx) -> Result<Option<Vec<String>>, Raised> {
    Ok(match value {
        Value::None => None,
        list @ (Value::List(_) | Value::Tuple(_)) => {
            Some(python::ops::collect(list, cx)?.iter().map(|name| str_of(name, cx)).collect::<Result<_, _>>()?)
        }
        one => Some(vec![str_of(one, cx)?]),
    })
}

fn is_named(attr: &Attr, names: Option<&[String]>) -> bool {
    names.is_none_or(|names| names.iter().any(|name| attr.name.eq_ignore_ascii_case(name)))
}

/// Whether a value can stand in a column of a type.
fn goes_into(value: &Value, data_type: &DataType) -> bool {
    match value {
        Value::Bool(_) => *data_type == DataType::Boolean,
        Value::Int(_) | Value::Float(_) => data_type.is_numeric(),
        Value::Str(_) => *data_type == DataType::String,
        _ => false,
    }
}

fn fill(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let bound = Arguments::bind("DataFrame.fillna", &["self", "value"], &[("subset", Value::None)], args)?;
    let this = bound.at(0);
    let frame = frame_behind(&this)?;
    let spark = frame.spark()?;
    let mut by_column: Vec<(String, Value)> = Vec::new();
    match bound.at(1) {
        Value::Dict(dict) => {
            for (key, value) in dict.pairs() {
                by_column.push((str_of(&key, cx)?, value));
            }
        }
        value @ (Value::Int(_) | Value::Float(_) | Value::Str(_) | Value::Bool(_)) => {
            let subset = names(&bound.at(2), cx)?;
            let fits = frame
                .plan
                .output
                .iter()
                .filter(|attr| is_named(attr, subset.as_deref()) && goes_into(&value, &attr.data_type));
            by_column.extend(fits.map(|attr| (attr.name.to_string(), value.clone())));
        }
        other => {
            return Err(spark.not_a(
                "NOT_BOOL_OR_DICT_OR_FLOAT_OR_INT_OR_STR",
                "value",
                "a bool, dict, float, int or str",
                &other,
            ));
        }
    }
    let mut exprs = Vec::new();
    for attr in &frame.plan.output {
        let found = by_column.iter().find(|(name, _)| attr.name.eq_ignore_ascii_case(name));
        exprs.push(match found {
            Some((_, value)) => {
                let value = spark.literal(value, cx)?.cast(attr.data_type.clone(), CastKind::Implied);
                let mut args = vec![Expr::Attr(attr.clone()), value];
                if matches!(attr.data_type, DataType::Double | DataType::Float) {
                    let null = Expr::Literal(sql::datum::Datum::Null, attr.data_type.clone());
                    if let Some(first) = args.first_mut() {
                        *first = Expr::call("nanvl", vec![Expr::Attr(attr.clone()), null]);
                    }
                }
                Expr::call("coalesce", args).alias(&attr.name)
            }
            None => Expr::Attr(attr.clone()),
        });
    }
    frame.made(frame.session.session.select(&frame.plan, &exprs))
}

fn drop_missing(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let defaults = [("how", Value::str("any")), ("thresh", Value::None), ("subset", Value::None)];
    let bound = Arguments::bind("DataFrame.dropna", &["self"], &defaults, args)?;
    let this = bound.at(0);
    let frame = frame_behind(&this)?;
    let how = str_of(&bound.at(1), cx)?;
    if how != "any" && how != "all" {
        let message = format!("Value for `how` has to be one of ['any', 'all'], got {how}.");
        return Err(frame.spark()?.sql_value_error("NOT_IN_BARRIER_STAGE", &message));
    }
    let subset = names(&bound.at(3), cx)?;
    let columns: Vec<&Attr> = frame.plan.output.iter().filter(|attr| is_named(attr, subset.as_deref())).collect();
    let needed = match bound.at(2) {
        Value::Int(n) => usize::try_from(n).unwrap_or(0),
        _ if how == "any" => columns.len(),
        _ => 1,
    };
    let present = columns.into_iter().map(|attr| {
        let is_there = match attr.data_type {
            DataType::Double | DataType::Float => {
                let number = Expr::call("not", vec![Expr::call("isnan", vec![Expr::Attr(attr.clone())])]);
                Expr::call("and", vec![Expr::call("isnotnull", vec![Expr::Attr(attr.clone())]), number])
            }
            _ => Expr::call("isnotnull", vec![Expr::Attr(attr.clone())]),
        };
        Expr::Case { branches: vec![(is_there, Expr::int(1))], otherwise: Some(Box::new(Expr::int(0))) }
    });
    let Some(total) = present.reduce(|sum, one| Expr::call("+", vec![sum, one])) else {
        return frame.made(Ok(Rc::clone(&frame.plan)));
    };
    let condition = Expr::call(">=", vec![total, Expr::int(needed as i32)]);
    frame.made(frame.session.session.filter(&frame.plan, &condition))
}

fn replace(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let defaults = [("value", Value::None), ("subset", Value::None)];
    let bound = Arguments::bind("DataFrame.replace", &["self", "to_replace"], &defaults, args)?;
    let this = bound.at(0);
    let frame = frame_behind(&this)?;
    let spark = frame.spark()?;
    let pairs: Vec<(Value, Value)> = match (bound.at(1), bound.at(2)) {
        (Value::Dict(dict), _) => dict.pairs(),
        (from @ (Value::List(_) | Value::Tuple(_)), to) => {
            let from = python::ops::collect(&from, cx)?;
            match to {
                list @ (Value::List(_) | Value::Tuple(_)) => {
                    from.into_iter().zip(python::ops::collect(&list, cx)?).collect()
                }
                one => from.into_iter().map(|from| (from, one.clone())).collect(),
            }
        }
        (from, to) => vec![(from, to)],
    };
    let subset = names(&bound.at(3), cx)?;
    let mut exprs = Vec::new();
    for attr in &frame.plan.output {
        let fits = |pair: &&(Value, Value)| is_named(attr, subset.as_deref()) && goes_into(&pair.0, &attr.data_type);
        let mut branches = Vec::new();
        for (from, to) in pairs.iter().filter(fits) {
            let from = spark.literal(from, cx)?.cast(attr.data_type.clone(), CastKind::Implied);
            let to = spark.literal(to, cx)?.cast(attr.data_type.clone(), CastKind::Implied);
            branches.push((Expr::call("=", vec![Expr::Attr(attr.clone()), from]), to));
        }
        let column = Expr::Attr(attr.clone());
        exprs.push(match branches.is_empty() {
            true => column,
            false => Expr::Case { branches, otherwise: Some(Box::new(column)) }.alias(&attr.name),
        });
    }
    frame.made(frame.session.session.select(&frame.plan, &exprs))
}

/// The class of `df.na`.
pub(crate) fn class() -> Value {
    NativeClass::new("DataFrameNaFunctions", "pyspark.sql.dataframe")
        .method("fill", fill)
        .method("drop", drop_missing)
        .method("replace", replace)
        .build()
}

/// Adds the methods to the class `DataFrame`.
pub(crate) fn with_missing(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let part = |is_na: bool, spark: Weak<Spark>| {
        move |this: &Value, _: &mut CallCx| {
            Ok(Value::object(PartObject { frame: this.clone(), is_na, spark: spark.clone() }))
        }
    };
    class
        .method("fillna", fill)
        .method("dropna", drop_missing)
        .method("replace", replace)
        .property("na", part(true, spark.clone()))
        .property("stat", part(false, spark.clone()))
}
