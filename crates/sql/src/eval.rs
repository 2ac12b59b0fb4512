//! Computing expressions row by row.

use value::CallCx;

use crate::cast;
use crate::datum::Datum;
use crate::error::{Failure, SqlError};
use crate::expr::{Attr, Expr};
use crate::functions::{Call, Env};
use crate::types::DataType;

/// Steps that a row of an expression costs.
const STEPS_PER_ROW: u64 = 2;

/// An expression whose columns are places in a row.
pub struct Bound(Expr);

/// Looks up the columns of `expr` in what it is computed from.
///
/// Errors: a column that is not there, which only a mistake of the planner's makes.
pub fn bind(expr: &Expr, input: &[Attr]) -> Result<Bound, SqlError> {
    places(expr, input).map(Bound)
}

fn places(expr: &Expr, input: &[Attr]) -> Result<Expr, SqlError> {
    match expr {
        Expr::Attr(attr) => match input.iter().position(|other| other.id == attr.id) {
            Some(at) => Ok(Expr::Slot(at, attr.data_type.clone(), attr.is_nullable)),
            None => Err(SqlError::plain(format!("Couldn't find {} in the input", attr.name))),
        },
        Expr::Alias(inner, _) => places(inner, input),
        other => other.map_children(&mut |inner| places(inner, input)),
    }
}

/// Values of the parameters of the lambdas around, the innermost last.
type Scope = Vec<(u32, Datum)>;

impl Bound {
    /// The value for one row.
    ///
    /// Errors: what a function of the program raises; Spark's own for what cannot be computed.
    pub fn eval(&self, row: &[Datum], env: &Env, cx: &mut CallCx) -> Result<Datum, Failure> {
        cx.burn(STEPS_PER_ROW)?;
        eval(&self.0, row, &mut Vec::new(), env, cx)
    }

    /// Whether a condition holds; null counts as no.
    pub fn holds(&self, row: &[Datum], env: &Env, cx: &mut CallCx) -> Result<bool, Failure> {
        Ok(self.eval(row, env, cx)?.as_bool() == Some(true))
    }

    pub fn data_type(&self) -> DataType {
        self.0.data_type()
    }

    /// The place, if it is a column and nothing else.
    pub fn place(&self) -> Option<usize> {
        match self.0 {
            Expr::Slot(at, ..) => Some(at),
            _ => None,
        }
    }
}

fn eval(expr: &Expr, row: &[Datum], scope: &mut Scope, env: &Env, cx: &mut CallCx) -> Result<Datum, Failure> {
    match expr {
        Expr::Literal(datum, _) => Ok(datum.clone()),
        Expr::Slot(at, ..) => Ok(row.get(*at).cloned().unwrap_or_default()),
        Expr::Parameter(number, ..) => {
            let found = scope.iter().rev().find(|(other, _)| other == number);
            Ok(found.map(|(_, value)| value.clone()).unwrap_or_default())
        }
        Expr::Alias(inner, _) | Expr::Order(inner, _) => eval(inner, row, scope, env, cx),
        Expr::Cast(inner, to, _) => {
            let value = eval(inner, row, scope, env, cx)?;
            Ok(cast::cast(&value, &inner.data_type(), to, env.offset))
        }
        Expr::Case { branches, otherwise } => {
            for (when, then) in branches {
                if eval(when, row, scope, env, cx)?.as_bool() == Some(true) {
                    return eval(then, row, scope, env, cx);
                }
            }
            otherwise.as_ref().map_or(Ok(Datum::Null), |inner| eval(inner, row, scope, env, cx))
        }
        Expr::Udf { udf, args } => {
            let values = all(args, row, scope, env, cx)?;
            let types: Vec<DataType> = args.iter().map(Expr::data_type).collect();
            cx.progress += 1;
            udf.call(&values, &types, cx).map_err(|raised| Failure::Task(raised, env.partition))
        }
        Expr::Apply { function, args, data_type, .. } => {
            if let Some(Expr::Lambda(..)) = args.iter().find(|arg| matches!(arg, Expr::Lambda(..))) {
                return with_lambda(function.name, args, row, scope, env, cx);
            }
            // The right side of `and` and `or` and the branches of `if` are computed only where they decide.
            if let ("and" | "or" | "if" | "coalesce" | "nvl", [first, rest @ ..]) = (function.name, args.as_slice()) {
                return in_order(function.name, first, rest, row, scope, env, cx);
            }
            let values = all(args, row, scope, env, cx)?;
            if function.is_strict() && values.iter().any(Datum::is_null) {
                return Ok(Datum::Null);
            }
            Ok((function.eval)(&values, &Call { args, data_type, env })?)
        }
        Expr::Call { name, .. } => Err(SqlError::plain(format!("{name} was not resolved")).into()),
        Expr::Name(_) | Expr::Star(_) | Expr::Attr(_) | Expr::Aggregate(_) | Expr::Over(..) | Expr::Lambda(..) => {
            Err(SqlError::plain(format!("Cannot evaluate expression: {}", crate::naming::sql_text(expr))).into())
        }
    }
}

fn all(args: &[Expr], row: &[Datum], scope: &mut Scope, env: &Env, cx: &mut CallCx) -> Result<Vec<Datum>, Failure> {
    args.iter().map(|arg| eval(arg, row, scope, env, cx)).collect()
}

fn in_order(
    name: &str,
    first: &Expr,
    rest: &[Expr],
    row: &[Datum],
    scope: &mut Scope,
    env: &Env,
    cx: &mut CallCx,
) -> Result<Datum, Failure> {
    let value = eval(first, row, scope, env, cx)?;
    match (name, &value, rest) {
        ("and", Datum::Bool(false), _) | ("or", Datum::Bool(true), _) => Ok(value),
        ("and" | "or", _, [second]) => {
            let other = eval(second, row, scope, env, cx)?;
            let decides = name == "or";
            Ok(match other {
                Datum::Bool(truth) if truth == decides => other,
                Datum::Null => Datum::Null,
                _ if value.is_null() => Datum::Null,
                _ => other,
            })
        }
        ("if", _, [then, otherwise]) => {
            eval(if value.as_bool() == Some(true) { then } else { otherwise }, row, scope, env, cx)
        }
        (_, Datum::Null, [next, rest @ ..]) => in_order(name, next, rest, row, scope, env, cx),
        _ => Ok(value),
    }
}

/// `transform`, `filter`, `exists`, `forall` and `aggregate`.
fn with_lambda(
    name: &str,
    args: &[Expr],
    row: &[Datum],
    scope: &mut Scope,
    env: &Env,
    cx: &mut CallCx,
) -> Result<Datum, Failure> {
    let Some(list) = args.first() else { return Ok(Datum::Null) };
    let list = eval(list, row, scope, env, cx)?;
    if list.is_null() {
        return Ok(Datum::Null);
    }
    if let (true, Some(start), Some(merge)) = (matches!(name, "aggregate" | "reduce"), args.get(1), args.get(2)) {
        let mut so_far = eval(start, row, scope, env, cx)?;
        for item in list.items() {
            so_far = call_lambda(merge, &[so_far, item.clone()], row, scope, env, cx)?;
        }
        return match args.get(3) {
            Some(finish) => call_lambda(finish, &[so_far], row, scope, env, cx),
            None => Ok(so_far),
        };
    }
    let Some(lambda) = args.get(1) else { return Ok(Datum::Null) };
    let mut results = Vec::with_capacity(list.items().len());
    for (at, item) in list.items().iter().enumerate() {
        cx.burn(1)?;
        results.push(call_lambda(lambda, &[item.clone(), Datum::Int(at as i64)], row, scope, env, cx)?);
    }
    let is_any = |wanted: bool| results.iter().any(|result| result.as_bool() == Some(wanted));
    let or_unknown = |truth: bool| if results.iter().any(Datum::is_null) { Datum::Null } else { Datum::Bool(truth) };
    Ok(match name {
        "transform" => Datum::list(results),
        "exists" => {
            if is_any(true) {
                Datum::Bool(true)
            } else {
                or_unknown(false)
            }
        }
        "forall" => {
            if is_any(false) {
                Datum::Bool(false)
            } else {
                or_unknown(true)
            }
        }
        _ => {
            let kept = list.items().iter().zip(&results).filter(|(_, result)| result.as_bool() == Some(true));
            Datum::list(kept.map(|(item, _)| item.clone()).collect())
        }
    })
}

fn call_lambda(
    lambda: &Expr,
    values: &[Datum],
    row: &[Datum],
    scope: &mut Scope,
    env: &Env,
    cx: &mut CallCx,
) -> Result<Datum, Failure> {
    let Expr::Lambda(names, body) = lambda else { return Ok(Datum::Null) };
    let before = scope.len();
    // A parameter's name is its number in text, see the analyzer.
    for (name, value) in names.iter().zip(values) {
        scope.push((name.parse().unwrap_or(0), value.clone()));
    }
    let result = eval(body, row, scope, env, cx);
    scope.truncate(before);
    result
}
