//! `pyspark.sql.functions`.

use std::rc::{Rc, Weak};

use python::native_function;
use sql::expr::{CastKind, Direction, Expr};
use sql::types::DataType;
use value::repr::truthy;
use value::{Args, CallCx, Raised, Value};

use super::column::{column_argument, expr_of, named};
use super::frame::FrameObject;
use super::function_table::{TABLE, parameter_names};
use super::udf;
use crate::arguments::Arguments;
use crate::spark::{Spark, upgrade};

/// Functions of elements.
const LAMBDAS: &[&str] = &["transform", "filter", "exists", "forall"];

/// The names of all functions.
pub(crate) fn names() -> Vec<&'static str> {
    let special = [
        "col",
        "column",
        "lit",
        "expr",
        "when",
        "count",
        "countDistinct",
        "count_distinct",
        "sumDistinct",
        "sum_distinct",
        "first",
        "last",
        "first_value",
        "last_value",
        "asc",
        "desc",
        "asc_nulls_first",
        "asc_nulls_last",
        "desc_nulls_first",
        "desc_nulls_last",
        "udf",
        "broadcast",
        "log",
        "pow",
        "power",
        "from_json",
        "aggregate",
        "reduce",
        "percentile_approx",
        "call_function",
        "typedLit",
        "regexp",
        "pandas_udf",
    ];
    TABLE.iter().map(|(name, ..)| *name).chain(LAMBDAS.iter().copied()).chain(special).collect()
}

/// The function of that name.
pub(crate) fn function(name: &'static str, spark: &Weak<Spark>) -> Value {
    let spark = spark.clone();
    native_function(name, move |args, cx| {
        let owner = upgrade(&spark)?;
        match TABLE.iter().find(|(known, ..)| *known == name) {
            Some((_, sql_name, params)) => {
                let sql_name = if sql_name.is_empty() { name } else { sql_name };
                owner.column(Expr::call(sql_name, table_args(&owner, name, params, args, cx)?))
            }
            None if LAMBDAS.contains(&name) => lambda_call(&owner, name, args, cx),
            None => special(&owner, &spark, name, args, cx),
        }
    })
}

fn table_args(spark: &Spark, name: &str, params: &str, args: &Args, cx: &mut CallCx) -> Result<Vec<Expr>, Raised> {
    let (fixed, is_open) = params.strip_suffix('*').map_or((params, false), |fixed| (fixed, true));
    let letters: Vec<char> = fixed.chars().filter(|c| *c != '?').collect();
    let n_required = fixed.split('?').next().unwrap_or(fixed).len();
    let mut given: Vec<Value> = Vec::new();
    if is_open {
        let rest = args.positional.get(letters.len()..).unwrap_or_default();
        given.extend(args.positional.iter().take(letters.len()).cloned());
        // A list of columns stands for them.
        match rest {
            [one @ (Value::List(_) | Value::Tuple(_) | Value::Set(_))] => given.extend(python::ops::collect(one, cx)?),
            several => given.extend(several.iter().cloned()),
        }
    } else {
        let names = parameter_names(name, params);
        let (required, optional) = names.split_at(n_required.min(names.len()));
        let default = |parameter: &&'static str| match (name, *parameter) {
            ("split", "limit") => Value::Int(-1),
            _ => Value::None,
        };
        let defaults: Vec<(&str, Value)> = optional.iter().map(|name| (*name, default(name))).collect();
        let bound = Arguments::bind(name, required, &defaults, args)?;
        given.extend((0..names.len()).map(|at| bound.at(at)));
        while given.len() > n_required && matches!(given.last(), Some(Value::None)) {
            given.pop();
        }
        given.truncate(letters.len().max(n_required));
    }
    let mut exprs = Vec::with_capacity(given.len());
    for (at, value) in given.iter().enumerate() {
        let letter = letters.get(at).copied().unwrap_or('c');
        exprs.push(match (letter, expr_of(value)) {
            ('L' | 'l', Some(expr)) => expr,
            ('L' | 'l', None) => spark.literal(value, cx)?,
            _ => column_argument(spark, "col", value)?,
        });
    }
    Ok(exprs)
}

fn lambda_of(spark: &Spark, function: &Value, n_params: usize, cx: &mut CallCx) -> Result<Expr, Raised> {
    let wanted = python::code_arg_count(function).map_or(n_params, |n| n.min(n_params));
    let names: Vec<Rc<str>> = ["x", "y", "z"].iter().take(wanted).map(|name| Rc::from(*name)).collect();
    let params =
        names.iter().map(|name| spark.column(Expr::Name(vec![Rc::clone(name)]))).collect::<Result<Vec<_>, _>>()?;
    let body = python::ops::call(function, Args::of(params), cx)?;
    let Some(body) = expr_of(&body) else {
        return Err(spark
            .sql_value_error("HIGHER_ORDER_FUNCTION_SHOULD_RETURN_COLUMN", "Function `lambda` should return Column."));
    };
    Ok(Expr::Lambda(names, Box::new(body)))
}

fn lambda_call(spark: &Spark, name: &str, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let bound = Arguments::bind(name, &["col", "f"], &[], args)?;
    let list = column_argument(spark, "col", &bound.at(0))?;
    let lambda = lambda_of(spark, &bound.at(1), if name == "transform" || name == "filter" { 2 } else { 1 }, cx)?;
    spark.column(Expr::call(name, vec![list, lambda]))
}

fn distinct(spark: &Spark, name: &str, args: &[Value]) -> Result<Value, Raised> {
    let args = args.iter().map(|arg| column_argument(spark, "col", arg)).collect::<Result<_, _>>()?;
    spark.column(Expr::Call { name: name.into(), args, is_distinct: true })
}

/// The functions that do not fit the table.
fn special(
    spark: &Spark,
    this: &Weak<Spark>,
    name: &'static str,
    args: &Args,
    cx: &mut CallCx,
) -> Result<Value, Raised> {
    match name {
        "col" | "column" => {
            let bound = Arguments::bind(name, &["col"], &[], args)?;
            match bound.at(0) {
                Value::Str(text) => spark.column(named(spark, &text)?),
                other => Err(spark.no_java_method("col", &[java_class(&other)])),
            }
        }
        "lit" | "typedLit" => {
            let bound = Arguments::bind(name, &["col"], &[], args)?;
            let expr = spark.literal(&bound.at(0), cx)?;
            spark.column(expr)
        }
        "expr" => {
            let bound = Arguments::bind(name, &["str"], &[], args)?;
            let text = value::repr::str_of(&bound.at(0), cx)?;
            spark.column(sql::parse::expression(&text).map_err(|error| spark.sql_error(&error))?)
        }
        "when" => {
            let bound = Arguments::bind(name, &["condition", "value"], &[], args)?;
            let Some(condition) = expr_of(&bound.at(0)) else {
                return Err(spark.not_a("NOT_COLUMN", "condition", "a Column", &bound.at(0)));
            };
            let value = spark.literal(&bound.at(1), cx)?;
            spark.column(Expr::Case { branches: vec![(condition, value)], otherwise: None })
        }
        "count" => {
            let bound = Arguments::bind(name, &["col"], &[], args)?;
            let expr = column_argument(spark, "col", &bound.at(0))?;
            spark.column(Expr::call("count", vec![expr]))
        }
        "countDistinct" | "count_distinct" => distinct(spark, "count", &args.positional),
        "sumDistinct" | "sum_distinct" => distinct(spark, "sum", &args.positional),
        "first" | "last" | "first_value" | "last_value" => {
            let bound = Arguments::bind(name, &["col"], &[("ignorenulls", Value::Bool(false))], args)?;
            let mut exprs = vec![column_argument(spark, "col", &bound.at(0))?];
            if truthy(&bound.at(1), cx)? {
                exprs.push(spark.literal(&Value::Bool(true), cx)?);
            }
            spark.column(Expr::call(name, exprs))
        }
        "asc" | "desc" | "asc_nulls_first" | "asc_nulls_last" | "desc_nulls_first" | "desc_nulls_last" => {
            let bound = Arguments::bind(name, &["col"], &[], args)?;
            let is_ascending = name.starts_with("asc");
            let nulls_first = name.ends_with("_first") || (is_ascending && !name.ends_with("_last"));
            let expr = column_argument(spark, "col", &bound.at(0))?;
            spark.column(Expr::Order(Box::new(expr), Direction { is_ascending, nulls_first }))
        }
        "udf" => udf::udf(this, args, cx),
        "broadcast" => {
            let bound = Arguments::bind(name, &["df"], &[], args)?;
            match bound.at(0).downcast::<FrameObject>() {
                Some(frame) => Ok(frame.broadcast()),
                None => Err(spark.not_a("NOT_DATAFRAME", "df", "a DataFrame", &bound.at(0))),
            }
        }
        "log" => {
            let bound = Arguments::bind(name, &["arg1"], &[("arg2", Value::None)], args)?;
            match bound.at(1) {
                Value::None => spark.column(Expr::call("ln", vec![column_argument(spark, "col", &bound.at(0))?])),
                second => {
                    let base = spark.literal(&bound.at(0), cx)?;
                    spark.column(Expr::call("log", vec![base, column_argument(spark, "col", &second)?]))
                }
            }
        }
        "pow" | "power" => {
            let bound = Arguments::bind(name, &["col1", "col2"], &[], args)?;
            let mut operand = |value: Value| match value {
                number @ (Value::Int(_) | Value::Float(_)) => {
                    let literal = spark.literal(&number, cx)?;
                    Ok(literal.cast(DataType::Double, CastKind::Implied))
                }
                other => column_argument(spark, "col", &other),
            };
            let (base, exponent) = (operand(bound.at(0))?, operand(bound.at(1))?);
            spark.column(Expr::call("power", vec![base, exponent]))
        }
        "from_json" => {
            let bound = Arguments::bind(name, &["col", "schema"], &[("options", Value::None)], args)?;
            let schema = spark.type_argument("schema", &bound.at(1))?;
            let col = column_argument(spark, "col", &bound.at(0))?;
            spark.column(Expr::call("from_json", vec![col, Expr::Literal(sql::datum::Datum::Null, schema)]))
        }
        "aggregate" | "reduce" => {
            let bound = Arguments::bind(name, &["col", "initialValue", "merge"], &[("finish", Value::None)], args)?;
            let mut exprs =
                vec![column_argument(spark, "col", &bound.at(0))?, column_argument(spark, "col", &bound.at(1))?];
            exprs.push(lambda_of(spark, &bound.at(2), 2, cx)?);
            if !matches!(bound.at(3), Value::None) {
                exprs.push(lambda_of(spark, &bound.at(3), 1, cx)?);
            }
            spark.column(Expr::call("aggregate", exprs))
        }
        "percentile_approx" => {
            let bound = Arguments::bind(name, &["col", "percentage"], &[("accuracy", Value::Int(10000))], args)?;
            let exprs = vec![
                column_argument(spark, "col", &bound.at(0))?,
                spark.literal(&bound.at(1), cx)?,
                spark.literal(&bound.at(2), cx)?,
            ];
            spark.column(Expr::call(name, exprs))
        }
        "call_function" => {
            let function = args.positional.first().cloned().unwrap_or_default();
            let function = value::repr::str_of(&function, cx)?;
            let rest = args.positional.get(1..).unwrap_or_default();
            let exprs = rest.iter().map(|arg| column_argument(spark, "col", arg)).collect::<Result<_, _>>()?;
            spark.column(Expr::call(&function, exprs))
        }
        other => Err(spark.sql_unsupported(&format!("the function {other}"))),
    }
}

/// The class that Py4J makes of a value.
pub(crate) fn java_class(value: &Value) -> &'static str {
    match value {
        Value::Int(_) => "java.lang.Integer",
        Value::Float(_) => "java.lang.Double",
        Value::Bool(_) => "java.lang.Boolean",
        _ => "java.util.ArrayList",
    }
}
