//! Types that expressions have in common, and the casts that lead there.

use std::rc::Rc;

use crate::decimal;
use crate::expr::{CastKind, Expr};
use crate::types::{DataType, Field};

/// Whether values of mixed types may meet as text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Text {
    Allowed,
    Refused,
}

/// The expression with a cast that names do not show, if its type is another one.
pub fn implied(expr: Expr, to: &DataType) -> Expr {
    if expr.data_type() == *to {
        return expr;
    }
    match expr {
        Expr::Literal(crate::datum::Datum::Null, _) => Expr::Literal(crate::datum::Datum::Null, to.clone()),
        Expr::Alias(inner, names) => Expr::Alias(Box::new(implied(*inner, to)), names),
        other => other.cast(to.clone(), CastKind::Implied),
    }
}

fn rank(data_type: &DataType) -> Option<u8> {
    Some(match data_type {
        DataType::Byte => 0,
        DataType::Short => 1,
        DataType::Int => 2,
        DataType::Long => 3,
        DataType::Float => 4,
        DataType::Double => 5,
        _ => return None,
    })
}

/// The narrowest type that holds the numbers of both.
pub fn numeric(a: &DataType, b: &DataType) -> Option<DataType> {
    match (a, b) {
        (a, b) if a == b && a.is_numeric() => Some(a.clone()),
        (DataType::Decimal(..), DataType::Float | DataType::Double)
        | (DataType::Float | DataType::Double, DataType::Decimal(..)) => Some(DataType::Double),
        (DataType::Decimal(..), _) | (_, DataType::Decimal(..)) => {
            let ((p, s), (q, t)) = (a.as_decimal()?, b.as_decimal()?);
            let scale = i32::from(s.max(t));
            let n_whole = i32::from((p - s.min(p)).max(q - t.min(q)));
            Some(decimal::bounded(n_whole + scale, scale))
        }
        _ => {
            let (x, y) = (rank(a)?, rank(b)?);
            Some(if x >= y { a.clone() } else { b.clone() })
        }
    }
}

/// The type in which values of both types can stand side by side: in a column, an array, branches of a `CASE`.
pub fn common(a: &DataType, b: &DataType, text: Text) -> Option<DataType> {
    use DataType as T;
    match (a, b) {
        (a, b) if a == b => Some(a.clone()),
        (T::Null, other) | (other, T::Null) => Some(other.clone()),
        (T::Date, T::Timestamp) | (T::Timestamp, T::Date) => Some(T::Timestamp),
        (T::Array(x, n), T::Array(y, m)) => Some(T::Array(Rc::new(common(x, y, text)?), *n || *m)),
        (T::Map(k, v, n), T::Map(l, w, m)) => {
            Some(T::Map(Rc::new(common(k, l, text)?), Rc::new(common(v, w, text)?), *n || *m))
        }
        (T::Struct(x), T::Struct(y)) if x.len() == y.len() => {
            let mut fields = Vec::with_capacity(x.len());
            for (x, y) in x.iter().zip(y.iter()) {
                if !x.name.eq_ignore_ascii_case(&y.name) {
                    return None;
                }
                let data_type = common(&x.data_type, &y.data_type, text)?;
                fields.push(Field { data_type, is_nullable: x.is_nullable || y.is_nullable, name: Rc::clone(&x.name) });
            }
            Some(T::Struct(fields.into()))
        }
        (T::String, other) | (other, T::String) if text == Text::Allowed => {
            let is_plain = !matches!(other, T::Array(..) | T::Map(..) | T::Struct(_) | T::Binary | T::Boolean);
            is_plain.then_some(T::String)
        }
        (a, b) => numeric(a, b),
    }
}

/// The type in which two values are compared.
pub fn comparison(a: &DataType, b: &DataType) -> Option<DataType> {
    use DataType as T;
    match (a, b) {
        (T::String, other) | (other, T::String) => match other {
            T::Null => Some(T::String),
            T::Array(..) | T::Map(..) | T::Struct(_) => None,
            other => Some(other.clone()),
        },
        (T::Boolean, other) | (other, T::Boolean) if other.is_numeric() => Some(other.clone()),
        _ => common(a, b, Text::Refused),
    }
}

/// Whether a function that wants `to` takes `from` without being asked.
pub fn is_implied(from: &DataType, to: &DataType) -> bool {
    use DataType as T;
    match (from, to) {
        (a, b) if a == b => true,
        (T::Null, _) => true,
        (T::Array(..) | T::Map(..) | T::Struct(_), _) | (_, T::Array(..) | T::Map(..) | T::Struct(_)) => {
            common(from, to, Text::Allowed).as_ref() == Some(to)
        }
        (T::Boolean, T::String) => true,
        (T::Boolean | T::Binary, _) | (_, T::Boolean) => *to == T::String,
        (_, T::String) => true,
        (T::String, _) => true,
        (T::Date, T::Timestamp | T::TimestampNtz) | (T::Timestamp | T::TimestampNtz, T::Date) => true,
        (a, b) => a.is_numeric() && b.is_numeric(),
    }
}
