//! Comparisons, logic, nulls, and choosing between values.

use std::cmp::Ordering;

use super::{Call, Function, alike, apply, different_types, need_count, plain, ruled, wrong_count};
use crate::coerce::{self, Text};
use crate::datum::Datum;
use crate::error::SqlError;
use crate::expr::Expr;
use crate::naming;
use crate::types::DataType;

pub const TABLE: &[Function] = &[
    ruled("=", "", compare, |args, call| by_order(args, call, Ordering::is_eq)),
    ruled("<>", "", compare, |args, call| by_order(args, call, Ordering::is_ne)),
    ruled("<", "", compare, |args, call| by_order(args, call, Ordering::is_lt)),
    ruled("<=", "", compare, |args, call| by_order(args, call, Ordering::is_le)),
    ruled(">", "", compare, |args, call| by_order(args, call, Ordering::is_gt)),
    ruled(">=", "", compare, |args, call| by_order(args, call, Ordering::is_ge)),
    ruled("<=>", "!", compare, |args, call| match args {
        [Datum::Null, Datum::Null] => Ok(Datum::Bool(true)),
        [Datum::Null, _] | [_, Datum::Null] => Ok(Datum::Bool(false)),
        _ => by_order(args, call, Ordering::is_eq),
    }),
    ruled("and", "!", booleans, |args, _| {
        Ok(match args {
            [Datum::Bool(false), _] | [_, Datum::Bool(false)] => Datum::Bool(false),
            [Datum::Null, _] | [_, Datum::Null] => Datum::Null,
            _ => Datum::Bool(true),
        })
    }),
    ruled("or", "!", booleans, |args, _| {
        Ok(match args {
            [Datum::Bool(true), _] | [_, Datum::Bool(true)] => Datum::Bool(true),
            [Datum::Null, _] | [_, Datum::Null] => Datum::Null,
            _ => Datum::Bool(false),
        })
    }),
    ruled("not", "", booleans, |args, _| {
        Ok(match args {
            [Datum::Bool(truth)] => Datum::Bool(!truth),
            _ => Datum::Null,
        })
    }),
    plain("isnull", "*:b.!", |args, _| Ok(Datum::Bool(args.first().is_some_and(Datum::is_null)))),
    plain("isnotnull", "*:b.!", |args, _| Ok(Datum::Bool(!args.first().is_some_and(Datum::is_null)))),
    plain("monotonically_increasing_id", "?:l.", |_, call| {
        let id = call.env.n_ids.replace(call.env.n_ids.get() + 1);
        Ok(Datum::Int(((call.env.partition as i64) << 33) + id))
    }),
    plain("spark_partition_id", "?:i.", |_, call| Ok(Datum::Int(call.env.partition as i64))),
    plain("isnan", "d:b.!", |args, _| Ok(Datum::Bool(matches!(args, [Datum::Double(number)] if number.is_nan())))),
    ruled("in", "!", among, |args, _| {
        let Some((wanted, list)) = args.split_first() else { return Ok(Datum::Null) };
        if wanted.is_null() {
            return Ok(Datum::Null);
        }
        let is_there = list.iter().any(|item| !item.is_null() && item.compare(wanted).is_eq());
        let is_unknown = list.iter().any(Datum::is_null);
        Ok(if is_there {
            Datum::Bool(true)
        } else if is_unknown {
            Datum::Null
        } else {
            Datum::Bool(false)
        })
    }),
    ruled("coalesce", "!", first_type, |args, _| {
        Ok(args.iter().find(|arg| !arg.is_null()).cloned().unwrap_or_default())
    }),
    ruled("nvl", "!", first_type, |args, _| Ok(args.iter().find(|arg| !arg.is_null()).cloned().unwrap_or_default())),
    ruled("nullif", "!", null_if, |args, _| match args {
        [a, b] if !a.is_null() && !b.is_null() && a.compare(b).is_eq() => Ok(Datum::Null),
        [a, ..] => Ok(a.clone()),
        [] => Ok(Datum::Null),
    }),
    ruled("if", "!", choose, |args, _| match args {
        [Datum::Bool(true), then, _] => Ok(then.clone()),
        [_, _, otherwise] => Ok(otherwise.clone()),
        _ => Ok(Datum::Null),
    }),
    ruled("nvl2", "!", choose, |args, _| match args {
        [Datum::Null, _, otherwise] => Ok(otherwise.clone()),
        [_, then, _] => Ok(then.clone()),
        _ => Ok(Datum::Null),
    }),
    ruled("nanvl", "!", first_type, |args, _| match args {
        [Datum::Double(a), b] if a.is_nan() => Ok(b.clone()),
        [a, ..] => Ok(a.clone()),
        [] => Ok(Datum::Null),
    }),
    ruled("greatest", "!", extreme, |args, _| Ok(best(args, Ordering::is_gt))),
    ruled("least", "!", extreme, |args, _| Ok(best(args, Ordering::is_lt))),
];

fn by_order(args: &[Datum], _: &Call, holds: fn(Ordering) -> bool) -> Result<Datum, SqlError> {
    Ok(match args {
        [a, b] => Datum::Bool(holds(a.compare(b))),
        _ => Datum::Null,
    })
}

fn best(args: &[Datum], is_better: fn(Ordering) -> bool) -> Datum {
    let known = args.iter().filter(|arg| !arg.is_null());
    known.fold(
        Datum::Null,
        |best, arg| {
            if best.is_null() || is_better(arg.compare(&best)) { arg.clone() } else { best }
        },
    )
}

fn compare(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, 2)?;
    let types: Vec<DataType> = args.iter().map(Expr::data_type).collect();
    let wanted = match types.as_slice() {
        // A whole number that is written down is compared in the type of the other side.
        [a, b] => coerce::comparison(a, b),
        _ => None,
    };
    let wanted = wanted.ok_or_else(|| different_types(function.name, &args))?;
    let is_order = !matches!(function.name, "=" | "<>" | "<=>");
    if (is_order && !wanted.is_orderable()) || matches!(wanted, DataType::Map(..)) {
        return Err(different_types(function.name, &args));
    }
    let is_nullable = function.name != "<=>" && args.iter().any(Expr::is_nullable);
    let args = args.into_iter().map(|arg| coerce::implied(arg, &wanted)).collect();
    Ok(apply(function, args, DataType::Boolean, is_nullable))
}

fn booleans(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, if function.name == "not" { 1 } else { 2 })?;
    for (at, arg) in args.iter().enumerate() {
        let found = arg.data_type();
        let is_text = function.name == "not" && found == DataType::String;
        if !is_text && !matches!(found, DataType::Boolean | DataType::Null) {
            if function.name == "not" {
                return Err(super::wrong_type(function.name, &args, at, "BOOLEAN"));
            }
            let call = naming::call_text(function.name, &args);
            let types: Vec<DataType> = args.iter().map(Expr::data_type).collect();
            if types.first() != types.last() {
                return Err(different_types(function.name, &args));
            }
            return Err(SqlError::analysis(
                "DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE",
                format!(
                    "Cannot resolve \"{call}\" due to data type mismatch: the binary operator requires the input type \"BOOLEAN\", not \"{}\".",
                    found.sql_name()
                ),
            ));
        }
    }
    let is_nullable = args.iter().any(Expr::is_nullable);
    let args = args.into_iter().map(|arg| coerce::implied(arg, &DataType::Boolean)).collect();
    Ok(apply(function, args, DataType::Boolean, is_nullable))
}

fn among(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    let types: Vec<DataType> = args.iter().map(Expr::data_type).collect();
    let mut wanted = types.first().cloned().unwrap_or(DataType::Null);
    for found in types.iter().skip(1) {
        wanted = coerce::common(&wanted, found, Text::Allowed).ok_or_else(|| super::no_common_type("in", &args))?;
    }
    let is_nullable = args.iter().any(Expr::is_nullable);
    let args = args.into_iter().map(|arg| coerce::implied(arg, &wanted)).collect();
    Ok(apply(function, args, DataType::Boolean, is_nullable))
}

fn first_type(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    if args.is_empty() {
        return Err(wrong_count(function.name, "> 0", 0));
    }
    let is_nullable = args.iter().all(Expr::is_nullable);
    let (args, wanted) = alike(function, args, Text::Allowed)?;
    Ok(apply(function, args, wanted, is_nullable))
}

fn null_if(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, 2)?;
    let wanted = args.first().map_or(DataType::Null, Expr::data_type);
    let (args, _) = alike(function, args, Text::Allowed)?;
    Ok(coerce::implied(
        apply(function, args.clone(), args.first().map_or(DataType::Null, Expr::data_type), true),
        &wanted,
    ))
}

fn choose(function: &'static Function, mut args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, 3)?;
    let condition = args.remove(0);
    let condition = match function.name {
        "if" => match condition.data_type() {
            DataType::Boolean | DataType::Null => coerce::implied(condition, &DataType::Boolean),
            _ => {
                args.insert(0, condition);
                return Err(super::wrong_type("if", &args, 0, "BOOLEAN"));
            }
        },
        _ => condition,
    };
    let is_nullable = args.iter().any(Expr::is_nullable);
    let (mut args, wanted) = alike(function, args, Text::Allowed)?;
    args.insert(0, condition);
    Ok(apply(function, args, wanted, is_nullable))
}

fn extreme(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    if args.len() < 2 {
        return Err(wrong_count(function.name, "> 1", args.len()));
    }
    let is_nullable = args.iter().all(Expr::is_nullable);
    let (args, wanted) = alike(function, args, Text::Refused)?;
    Ok(apply(function, args, wanted, is_nullable))
}
