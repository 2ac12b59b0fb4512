//! Python's `<`, `<=`, `>`, `>=`.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::FromPrimitive;

use crate::context::CallCx;
use crate::equality::eq;
use crate::raised::Raised;
use crate::repr::truthy;
use crate::value::Value;

/// An ordering comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    Lt,
    Le,
    Gt,
    Ge,
}

impl CompareOp {
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
        }
    }

    /// The operator that gives the same answer with the operands swapped.
    pub fn swapped(self) -> Self {
        match self {
            Self::Lt => Self::Gt,
            Self::Le => Self::Ge,
            Self::Gt => Self::Lt,
            Self::Ge => Self::Le,
        }
    }

    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Lt => ordering.is_lt(),
            Self::Le => ordering.is_le(),
            Self::Gt => ordering.is_gt(),
            Self::Ge => ordering.is_ge(),
        }
    }
}

/// `a op b`.
///
/// Errors: `TypeError: '<' not supported between instances of 'int' and 'str'`.
pub fn compare(op: CompareOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    if let Some(ordering) = number_order(a, b) {
        return Ok(Value::Bool(ordering.is_some_and(|ordering| op.holds(ordering))));
    }
    let truth = match (a, b) {
        // Code point order is UTF-8 byte order.
        (Value::Str(a), Value::Str(b)) => op.holds(a.as_bytes().cmp(b.as_bytes())),
        (Value::Bytes(a), Value::Bytes(b)) => op.holds(a.cmp(b)),
        (Value::Tuple(a), Value::Tuple(b)) => return compare_slices(op, a, b, cx),
        (Value::List(a), Value::List(b)) => {
            let (a, b) = (a.0.borrow().clone(), b.0.borrow().clone());
            return compare_slices(op, &a, &b, cx);
        }
        (Value::Set(_) | Value::FrozenSet(_), Value::Set(_) | Value::FrozenSet(_)) => {
            return compare_sets(op, a, b, cx);
        }
        _ => {
            if let Value::Object(object) = a
                && let Some(result) = object.compare(op, b, cx)?
            {
                return Ok(result);
            }
            if let Value::Object(object) = b
                && let Some(result) = object.compare(op.swapped(), a, cx)?
            {
                return Ok(result);
            }
            return Err(Raised::type_error(format!(
                "'{}' not supported between instances of '{}' and '{}'",
                op.symbol(),
                a.type_name(),
                b.type_name()
            )));
        }
    };
    Ok(Value::Bool(truth))
}

/// `a < b` as a truth value: what sorting asks.
pub fn less(a: &Value, b: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    let result = compare(CompareOp::Lt, a, b, cx)?;
    truthy(&result, cx)
}

/// The order of two numbers; the inner `None` is a NaN; the outer one: not both are numbers.
fn number_order(a: &Value, b: &Value) -> Option<Option<Ordering>> {
    Some(match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b),
        (Value::Bool(a), _) => return number_order(&Value::Int(i64::from(*a)), b),
        (_, Value::Bool(b)) => return number_order(a, &Value::Int(i64::from(*b))),
        (Value::Big(a), Value::Big(b)) => Some(a.cmp(b)),
        (Value::Big(a), Value::Int(b)) => Some((**a).cmp(&BigInt::from(*b))),
        (Value::Int(a), Value::Big(b)) => Some(BigInt::from(*a).cmp(b)),
        (Value::Float(a), Value::Int(b)) => float_int_order(*a, &BigInt::from(*b)),
        (Value::Float(a), Value::Big(b)) => float_int_order(*a, b),
        (Value::Int(a), Value::Float(b)) => float_int_order(*b, &BigInt::from(*a)).map(Ordering::reverse),
        (Value::Big(a), Value::Float(b)) => float_int_order(*b, a).map(Ordering::reverse),
        _ => return None,
    })
}

/// Exact, as in Python: the float is not rounded to fit the integer, nor the other way round.
fn float_int_order(float: f64, int: &BigInt) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    match BigInt::from_f64(float.floor()) {
        None => Some(if float > 0.0 { Ordering::Greater } else { Ordering::Less }),
        Some(whole) => {
            Some(whole.cmp(int).then(if float.fract() == 0.0 { Ordering::Equal } else { Ordering::Greater }))
        }
    }
}

fn compare_slices(op: CompareOp, a: &[Value], b: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    for (x, y) in a.iter().zip(b) {
        if !(x.is_same(y) || eq(x, y, cx)?) {
            return compare(op, x, y, cx);
        }
    }
    Ok(Value::Bool(op.holds(a.len().cmp(&b.len()))))
}

fn compare_sets(op: CompareOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let keys = |set: &Value| match set {
        Value::Set(set) => set.table(),
        Value::FrozenSet(set) => set.0.clone(),
        _ => Default::default(),
    };
    let (a, b) = (keys(a), keys(b));
    let (small, large) = if matches!(op, CompareOp::Lt | CompareOp::Le) { (&a, &b) } else { (&b, &a) };
    let strict = matches!(op, CompareOp::Lt | CompareOp::Gt);
    if small.len() > large.len() || (strict && small.len() == large.len()) {
        return Ok(Value::Bool(false));
    }
    for (hash, key) in small.hashed_keys() {
        if large.find_hashed(hash, key, cx)?.is_none() {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}
