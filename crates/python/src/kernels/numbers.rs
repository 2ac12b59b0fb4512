//! Arithmetic and comparison of columns of numbers.

use value::object::BinaryOp;
use value::order::CompareOp;
use value::{Column, Value};

use crate::ast::Comparison;

/// One side: a number for each row, or one for all.
#[derive(Clone, Copy)]
enum Side<'a, T> {
    Rows(&'a [T]),
    One(T),
}

impl<T: Copy> Side<'_, T> {
    #[inline]
    fn zip<R>(self, other: Self, f: impl Fn(T, T) -> Option<R>) -> Option<Vec<R>> {
        match (self, other) {
            (Side::Rows(a), Side::Rows(b)) => a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect(),
            (Side::Rows(a), Side::One(b)) => a.iter().map(|a| f(*a, b)).collect(),
            (Side::One(a), Side::Rows(b)) => b.iter().map(|b| f(a, *b)).collect(),
            (Side::One(_), Side::One(_)) => None,
        }
    }

    #[inline]
    fn all<R>(self, other: Self, f: impl Fn(T, T) -> R) -> Option<Vec<R>> {
        match (self, other) {
            (Side::Rows(a), Side::Rows(b)) => Some(a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect()),
            (Side::Rows(a), Side::One(b)) => Some(a.iter().map(|a| f(*a, b)).collect()),
            (Side::One(a), Side::Rows(b)) => Some(b.iter().map(|b| f(a, *b)).collect()),
            (Side::One(_), Side::One(_)) => None,
        }
    }
}

fn ints(column: &Column) -> Option<Side<'_, i64>> {
    match column {
        Column::Int(rows) => Some(Side::Rows(rows)),
        Column::Const { value: Value::Int(number), .. } => Some(Side::One(*number)),
        _ => None,
    }
}

fn floats(column: &Column) -> Option<Side<'_, f64>> {
    match column {
        Column::Float(rows) => Some(Side::Rows(rows)),
        Column::Const { value: Value::Float(number), .. } => Some(Side::One(*number)),
        _ => None,
    }
}

/// The column as floats, if it is one of numbers: Python's ints become the nearest float.
fn as_floats(column: &Column) -> Option<std::borrow::Cow<'_, Column>> {
    use std::borrow::Cow;
    match column {
        Column::Float(_) | Column::Const { value: Value::Float(_), .. } => Some(Cow::Borrowed(column)),
        Column::Int(rows) => Some(Cow::Owned(Column::Float(rows.iter().map(|row| *row as f64).collect()))),
        Column::Const { value: Value::Int(number), n_rows } => {
            Some(Cow::Owned(Column::Const { value: Value::Float(*number as f64), n_rows: *n_rows }))
        }
        _ => None,
    }
}

/// The largest integers of which every one has a float of its own.
const EXACT: i64 = 1 << 53;

/// `a op b`, for the kinds that have a loop of their own.
pub fn binary(op: BinaryOp, a: &Column, b: &Column) -> Option<Column> {
    if let (Some(x), Some(y)) = (ints(a), ints(b)) {
        return match op {
            BinaryOp::Add => x.zip(y, i64::checked_add).map(Column::Int),
            BinaryOp::Sub => x.zip(y, i64::checked_sub).map(Column::Int),
            BinaryOp::Mul => x.zip(y, i64::checked_mul).map(Column::Int),
            BinaryOp::Div => {
                let is_exact = |number: i64| (-EXACT..=EXACT).contains(&number);
                x.zip(y, |a, b| (b != 0 && is_exact(a) && is_exact(b)).then(|| a as f64 / b as f64)).map(Column::Float)
            }
            _ => None,
        };
    }
    let (a, b) = (as_floats(a)?, as_floats(b)?);
    let (x, y) = (floats(&a)?, floats(&b)?);
    match op {
        BinaryOp::Add => x.all(y, |a, b| a + b).map(Column::Float),
        BinaryOp::Sub => x.all(y, |a, b| a - b).map(Column::Float),
        BinaryOp::Mul => x.all(y, |a, b| a * b).map(Column::Float),
        BinaryOp::Div => x.zip(y, |a, b| (b != 0.0).then_some(a / b)).map(Column::Float),
        _ => None,
    }
}

/// `a op b` of ints with ints, or floats with floats: of both together only the general machine knows.
pub fn compare(op: Comparison, a: &Column, b: &Column) -> Option<Vec<bool>> {
    if let (Some(x), Some(y)) = (ints(a), ints(b)) {
        return ordered(op, x, y);
    }
    ordered(op, floats(a)?, floats(b)?)
}

fn ordered<T: Copy + PartialOrd>(op: Comparison, a: Side<'_, T>, b: Side<'_, T>) -> Option<Vec<bool>> {
    match op {
        Comparison::Eq => a.all(b, |a, b| a == b),
        Comparison::NotEq => a.all(b, |a, b| a != b),
        Comparison::Order(CompareOp::Lt) => a.all(b, |a, b| a < b),
        Comparison::Order(CompareOp::Le) => a.all(b, |a, b| a <= b),
        Comparison::Order(CompareOp::Gt) => a.all(b, |a, b| a > b),
        Comparison::Order(CompareOp::Ge) => a.all(b, |a, b| a >= b),
        _ => None,
    }
}
