//! Arithmetic.

use super::{Call, Function, apply, different_types, need_count, ruled};
use crate::cast::wrap;
use crate::coerce;
use crate::datum::Datum;
use crate::decimal;
use crate::error::SqlError;
use crate::expr::Expr;
use crate::types::DataType;

pub const TABLE: &[Function] = &[
    ruled("+", "", arithmetic, |args, call| compute('+', args, call)),
    ruled("-", "", arithmetic, |args, call| compute('-', args, call)),
    ruled("*", "", arithmetic, |args, call| compute('*', args, call)),
    ruled("/", "", arithmetic, |args, call| compute('/', args, call)),
    ruled("%", "", arithmetic, |args, call| compute('%', args, call)),
    ruled("pmod", "", arithmetic, |args, call| compute('p', args, call)),
    ruled("div", "", whole_division, |args, _| {
        Ok(match args {
            [Datum::Int(_), Datum::Int(0)] => Datum::Null,
            [Datum::Int(a), Datum::Int(b)] => Datum::Int(a.wrapping_div(*b)),
            [Datum::Decimal(a, s), Datum::Decimal(b, t)] => {
                let scale = (*s).max(*t);
                match (decimal::rescale((*a, *s), scale), decimal::rescale((*b, *t), scale)) {
                    (Some(a), Some(b)) if b != 0 => Datum::Int((a / b) as i64),
                    _ => Datum::Null,
                }
            }
            _ => Datum::Null,
        })
    }),
    ruled("-u", "", negation, |args, call| {
        Ok(match args {
            [Datum::Int(number)] => Datum::Int(wrap(number.wrapping_neg(), call.data_type)),
            [Datum::Double(number)] => Datum::Double(-number),
            [Datum::Decimal(number, scale)] => Datum::Decimal(-number, *scale),
            _ => Datum::Null,
        })
    }),
    ruled("+u", "", negation, |args, _| Ok(args.first().cloned().unwrap_or_default())),
    ruled("&", "", bits, |args, _| Ok(on_ints(args, |a, b| a & b))),
    ruled("|", "", bits, |args, _| Ok(on_ints(args, |a, b| a | b))),
    ruled("^", "", bits, |args, _| Ok(on_ints(args, |a, b| a ^ b))),
];

fn on_ints(args: &[Datum], compute: fn(i64, i64) -> i64) -> Datum {
    match args {
        [Datum::Int(a), Datum::Int(b)] => Datum::Int(compute(*a, *b)),
        _ => Datum::Null,
    }
}

fn compute(op: char, args: &[Datum], call: &Call) -> Result<Datum, SqlError> {
    Ok(match args {
        [Datum::Int(a), Datum::Int(b)] => match op {
            '+' => Datum::Int(wrap(a.wrapping_add(*b), call.data_type)),
            '-' => Datum::Int(wrap(a.wrapping_sub(*b), call.data_type)),
            '*' => Datum::Int(wrap(a.wrapping_mul(*b), call.data_type)),
            _ if *b == 0 => Datum::Null,
            '%' => Datum::Int(a.wrapping_rem(*b)),
            _ => Datum::Int(a.wrapping_rem(*b).wrapping_add(*b).wrapping_rem(*b)),
        },
        [Datum::Double(a), Datum::Double(b)] => {
            let result = match op {
                '+' => a + b,
                '-' => a - b,
                '*' => a * b,
                _ if *b == 0.0 => return Ok(Datum::Null),
                '/' => a / b,
                '%' => a % b,
                _ => (a % b + b) % b,
            };
            let is_float = *call.data_type == DataType::Float;
            Datum::Double(if is_float { f64::from(result as f32) } else { result })
        }
        [Datum::Decimal(a, s), Datum::Decimal(b, t)] => decimals(op, (*a, *s), (*b, *t), call.data_type),
        _ => Datum::Null,
    })
}

fn decimals(op: char, a: (i128, u8), b: (i128, u8), to: &DataType) -> Datum {
    let DataType::Decimal(precision, scale) = *to else { return Datum::Null };
    let common = a.1.max(b.1);
    let both = decimal::rescale(a, common).zip(decimal::rescale(b, common));
    let result = match op {
        '+' => both.and_then(|(a, b)| a.checked_add(b)).map(|sum| (sum, common)),
        '-' => both.and_then(|(a, b)| a.checked_sub(b)).map(|difference| (difference, common)),
        '*' => a.0.checked_mul(b.0).map(|product| (product, a.1 + b.1)),
        '%' => both.and_then(|(a, b)| a.checked_rem(b)).map(|rest| (rest, common)),
        'p' => both.and_then(|(a, b)| a.checked_rem(b)?.checked_add(b)?.checked_rem(b)).map(|rest| (rest, common)),
        _ if b.0 == 0 => None,
        _ => {
            let shift = i32::from(scale) + i32::from(b.1) - i32::from(a.1);
            let shifted = match u8::try_from(shift) {
                Ok(shift) => a.0.checked_mul(decimal::power_of_ten(shift)).map(|a| (a, b.0)),
                Err(_) => u8::try_from(-shift)
                    .ok()
                    .and_then(|by| b.0.checked_mul(decimal::power_of_ten(by)))
                    .map(|b| (a.0, b)),
            };
            shifted.map(|(a, b)| (decimal::divide_half_up(a, b), scale))
        }
    };
    let fitted = result.and_then(|result| decimal::fit(result, precision, scale));
    fitted.map_or(Datum::Null, |number| Datum::Decimal(number, scale))
}

/// A whole number that is written down takes part in decimal arithmetic with as many digits as it has.
fn decimal_of(expr: &Expr) -> Option<(u8, u8)> {
    match expr {
        Expr::Literal(Datum::Int(number), data_type) if data_type.is_integral() => {
            Some((number.unsigned_abs().to_string().len() as u8, 0))
        }
        other => other.data_type().as_decimal(),
    }
}

fn decimal_result(op: &str, (p, s): (u8, u8), (q, t): (u8, u8)) -> DataType {
    let (p, s, q, t) = (i32::from(p), i32::from(s), i32::from(q), i32::from(t));
    match op {
        "+" | "-" => decimal::bounded(s.max(t) + (p - s).max(q - t) + 1, s.max(t)),
        "*" => decimal::bounded(p + q + 1, s + t),
        "/" => {
            let scale = 6.max(s + q + 1);
            decimal::bounded(p - s + t + scale, scale)
        }
        _ => decimal::bounded((p - s).min(q - t) + s.max(t), s.max(t)),
    }
}

fn arithmetic(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, 2)?;
    let [a, b]: [Expr; 2] = args.try_into().map_err(|_| SqlError::plain("two operands are needed"))?;
    let (x, y) = (a.data_type(), b.data_type());
    let is_nullable = matches!(function.name, "/" | "%" | "pmod") || a.is_nullable() || b.is_nullable();
    match (&x, &y, function.name) {
        // Days are added to dates.
        (DataType::Date, other, "+" | "-") if other.is_integral() => {
            let name = if function.name == "+" { "date_add" } else { "date_sub" };
            return super::find(name)
                .map_or_else(|| Err(SqlError::plain(name)), |found| super::resolve(found, vec![a, b]));
        }
        (other, DataType::Date, "+") if other.is_integral() => {
            return super::find("date_add")
                .map_or_else(|| Err(SqlError::plain("+")), |found| super::resolve(found, vec![b, a]));
        }
        (DataType::Timestamp, DataType::Timestamp, "-") => {
            return Ok(apply(function, vec![a, b], DataType::DayTimeInterval, is_nullable));
        }
        (DataType::Timestamp, DataType::DayTimeInterval, "+" | "-") => {
            return Ok(apply(function, vec![a, b], DataType::Timestamp, is_nullable));
        }
        _ => {}
    }
    let as_number = |data_type: &DataType| match data_type {
        DataType::String => DataType::Double,
        other => other.clone(),
    };
    let (x, y) = (as_number(&x), as_number(&y));
    let is_decimal = |a: &DataType, b: &DataType| {
        matches!(a, DataType::Decimal(..)) && !matches!(b, DataType::Float | DataType::Double)
    };
    if is_decimal(&x, &y) || is_decimal(&y, &x) {
        let own = |expr: &Expr, data_type: &DataType| match data_type {
            DataType::Null => Some((1, 0)),
            _ => decimal_of(expr),
        };
        if let (Some(p), Some(q)) = (own(&a, &x), own(&b, &y)) {
            let result = decimal_result(function.name, p, q);
            let args = vec![
                coerce::implied(a, &DataType::Decimal(p.0, p.1)),
                coerce::implied(b, &DataType::Decimal(q.0, q.1)),
            ];
            return Ok(apply(function, args, result, true));
        }
    }
    let wanted = match (&x, &y) {
        (DataType::Null, DataType::Null) => Some(DataType::Double),
        (DataType::Null, other) | (other, DataType::Null) => other.is_numeric().then(|| other.clone()),
        (x, y) => coerce::numeric(x, y),
    };
    let Some(wanted) = wanted else { return Err(different_types(function.name, &[a, b])) };
    let wanted =
        if function.name == "/" && !matches!(wanted, DataType::Decimal(..)) { DataType::Double } else { wanted };
    Ok(apply(function, vec![coerce::implied(a, &wanted), coerce::implied(b, &wanted)], wanted, is_nullable))
}

fn whole_division(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, 2)?;
    let is_decimal = args.iter().any(|arg| matches!(arg.data_type(), DataType::Decimal(..)));
    let to = |arg: Expr| match (is_decimal, arg.data_type().as_decimal()) {
        (true, Some((precision, scale))) => coerce::implied(arg, &DataType::Decimal(precision, scale)),
        _ => coerce::implied(arg, &DataType::Long),
    };
    if args.iter().any(|arg| matches!(arg.data_type(), DataType::Double | DataType::Float | DataType::Boolean)) {
        return Err(super::wrong_type(function.name, &args, 0, "BIGINT"));
    }
    Ok(apply(function, args.into_iter().map(to).collect(), DataType::Long, true))
}

fn negation(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, 1)?;
    let found = args.first().map_or(DataType::Null, Expr::data_type);
    let wanted = match found {
        DataType::String | DataType::Null => DataType::Double,
        number if number.is_numeric() => number,
        _ => return Err(super::wrong_type(function.name, &args, 0, "NUMERIC")),
    };
    let is_nullable = args.iter().any(Expr::is_nullable);
    Ok(apply(function, args.into_iter().map(|arg| coerce::implied(arg, &wanted)).collect(), wanted, is_nullable))
}

fn bits(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, 2)?;
    let types: Vec<DataType> = args.iter().map(Expr::data_type).collect();
    let wanted = match types.as_slice() {
        [a, b] if a.is_integral() && b.is_integral() => coerce::numeric(a, b),
        _ => None,
    };
    let Some(wanted) = wanted else { return Err(different_types(function.name, &args)) };
    let is_nullable = args.iter().any(Expr::is_nullable);
    Ok(apply(function, args.into_iter().map(|arg| coerce::implied(arg, &wanted)).collect(), wanted, is_nullable))
}
