//! Functions that take functions of elements.

use std::rc::Rc;

use super::{Function, apply, ruled};
use crate::coerce;
use crate::datum::Datum;
use crate::error::SqlError;
use crate::expr::Expr;
use crate::types::DataType;

/// What is computed is in [`crate::eval`], which binds the parameters.
pub const TABLE: &[Function] = &[
    ruled("transform", "!", element_wise, |_, _| Ok(Datum::Null)),
    ruled("filter", "!", element_wise, |_, _| Ok(Datum::Null)),
    ruled("exists", "!", element_wise, |_, _| Ok(Datum::Null)),
    ruled("forall", "!", element_wise, |_, _| Ok(Datum::Null)),
    ruled("aggregate", "!", fold, |_, _| Ok(Datum::Null)),
];

/// The types of the lambda's parameters, given the resolved arguments before it.
pub fn parameter_types(name: &str, before: &[Expr]) -> Vec<DataType> {
    let element = match before.first().map(Expr::data_type) {
        Some(DataType::Array(element, _)) => (*element).clone(),
        _ => DataType::Null,
    };
    match (name, before.get(1)) {
        ("aggregate" | "reduce", Some(start)) if before.len() == 2 => vec![start.data_type(), element],
        ("aggregate" | "reduce", Some(start)) => vec![start.data_type()],
        _ => vec![element, DataType::Int],
    }
}

fn element_wise(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    let [list, lambda] = args.as_slice() else { return Err(super::wrong_count(function.name, "2", args.len())) };
    let is_nullable = list.is_nullable();
    let data_type = match (function.name, list.data_type()) {
        ("transform", _) => DataType::Array(Rc::new(lambda.data_type()), lambda.is_nullable()),
        ("filter", list) => list,
        _ => DataType::Boolean,
    };
    Ok(apply(function, args, data_type, is_nullable))
}

fn fold(function: &'static Function, mut args: Vec<Expr>) -> Result<Expr, SqlError> {
    if !(3..=4).contains(&args.len()) {
        return Err(super::wrong_count(function.name, "[3, 4]", args.len()));
    }
    let start = args.get(1).map_or(DataType::Null, Expr::data_type);
    if let Some(Expr::Lambda(_, body)) = args.get_mut(2) {
        **body = coerce::implied((**body).clone(), &start);
    }
    let data_type = args.get(3).map_or(start, Expr::data_type);
    Ok(apply(function, args, data_type, true))
}
