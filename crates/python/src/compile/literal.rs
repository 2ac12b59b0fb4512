//! Literals: expressions whose value is known from the text alone.

use num_bigint::BigInt;
use value::Value;

use crate::ast::{Expr, ExprKind};
use crate::ops::UnaryOp;

/// The value of a literal, of a negated number, or of a tuple of those.
pub fn literal(expr: &Expr) -> Option<Value> {
    Some(match &expr.kind {
        ExprKind::None => Value::None,
        ExprKind::Bool(truth) => Value::Bool(*truth),
        ExprKind::Int(number) => Value::Int(*number),
        ExprKind::BigInt(number) => Value::from_big((**number).clone()),
        ExprKind::Float(number) => Value::Float(*number),
        ExprKind::Imaginary(number) => crate::builtins::imaginary(*number),
        ExprKind::Str(text) => Value::Str(text.clone()),
        ExprKind::Bytes(bytes) => Value::Bytes((**bytes).into()),
        ExprKind::Ellipsis => crate::builtins::ellipsis(),
        ExprKind::Tuple(items) => Value::tuple(items.iter().map(literal).collect::<Option<Vec<_>>>()?),
        ExprKind::Unary(UnaryOp::Neg, inner) => match &inner.kind {
            ExprKind::Int(number) => Value::Int(-number),
            ExprKind::BigInt(number) => Value::from_big(-BigInt::clone(number)),
            ExprKind::Float(number) => Value::Float(-number),
            _ => return None,
        },
        _ => return None,
    })
}

/// The frozenset that CPython makes of constants: what `in {…}` looks in, and what a set of three or more is filled from.
pub fn frozen_set(items: &[Expr]) -> Option<Value> {
    let items = items.iter().map(literal).collect::<Option<Vec<_>>>()?;
    crate::types::frozenset_of_constants(items, &mut value::CallCx::default()).ok()
}
