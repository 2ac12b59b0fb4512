//! `a + b` and the other arithmetic operators, their in-place forms, and `-a`, `+a`, `~a`.

use num_bigint::BigInt;
use value::context::CallCx;
use value::object::{Args, BinaryOp};
use value::{ExcKind, Raised, Value};

use crate::ops::call::special;
use crate::ops::{float, int, sequence, sets};
use crate::types::{bytearray, dict, percent};

/// The operators with one operand (`not` is `value::repr::truthy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    Neg,
    Pos,
    Invert,
}

/// `a op b`.
///
/// Errors: `TypeError: unsupported operand type(s) for +: 'int' and 'str'` and what the types say.
#[inline]
pub fn binary(op: BinaryOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    match (a, b) {
        (Value::Int(x), Value::Int(y)) => int::small(op, *x, *y, cx),
        (Value::Float(x), Value::Float(y)) if !op.is_bitwise() => float::binary(op, *x, *y, cx),
        _ => binary_of_any(op, a, b, cx),
    }
}

fn binary_of_any(op: BinaryOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    match try_binary(op, a, b, cx)? {
        Some(result) => Ok(result),
        None => Err(unsupported(op, "", a, b)),
    }
}

/// `a op b`, or `None` where both types say `NotImplemented`.
fn try_binary(op: BinaryOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    if let Some(result) = of_numbers(op, a, b, cx) {
        return result.map(Some);
    }
    // `'…' % object` formats, whatever the object is, unless it is a kind of string that formats itself.
    if let (BinaryOp::Mod, Value::Str(format)) = (op, a) {
        return percent::format_str(format, b, cx).map(|text| Some(Value::string(text)));
    }
    if let Value::Object(object) = a
        && let Some(result) = object.binary(op, b, false, cx)?
    {
        return Ok(Some(result));
    }
    if let Value::Object(object) = b
        && let Some(result) = object.binary(op, a, true, cx)?
    {
        return Ok(Some(result));
    }
    match (inner_of(a), inner_of(b)) {
        (None, None) => of_containers(op, a, b, cx),
        (x, y) => {
            let result = try_binary(op, x.as_ref().unwrap_or(a), y.as_ref().unwrap_or(b), cx);
            result.map_err(|raised| match (&y, sequence_refusing(&raised)) {
                // The message names the class of the instance, not what it holds.
                (Some(_), Some(kind)) => sequence::cannot_concatenate(kind, b),
                _ => raised,
            })
        }
    }
}

/// The type of sequence that an exception says something cannot be added to.
fn sequence_refusing(raised: &Raised) -> Option<&'static str> {
    let message = raised.exception().and_then(|exception| exception.args.borrow().first().cloned())?;
    let Value::Str(message) = message else { return None };
    let rest = message.strip_prefix("can only concatenate ")?;
    ["str", "list", "tuple"].into_iter().find(|kind| rest.starts_with(&format!("{kind} (")))
}

fn inner_of(value: &Value) -> Option<Value> {
    match value {
        Value::Object(object) => object.inner(),
        _ => None,
    }
}

/// An int, float or bool as a number.
pub enum Number<'a> {
    Small(i64),
    Big(&'a BigInt),
    Float(f64),
}

impl<'a> Number<'a> {
    /// The number that `value` is, if it is one.
    pub fn of(value: &'a Value) -> Option<Self> {
        Some(match value {
            Value::Int(number) => Self::Small(*number),
            Value::Bool(truth) => Self::Small(i64::from(*truth)),
            Value::Big(number) => Self::Big(number),
            Value::Float(number) => Self::Float(*number),
            _ => return None,
        })
    }

    /// The number as a float.
    ///
    /// Errors: `OverflowError: int too large to convert to float`.
    pub fn to_f64(&self) -> Result<f64, Raised> {
        match self {
            Self::Small(number) => Ok(*number as f64),
            Self::Big(number) => int::big_to_f64(number),
            Self::Float(number) => Ok(*number),
        }
    }

    fn to_big(&self) -> BigInt {
        match self {
            Self::Small(number) => BigInt::from(*number),
            Self::Big(number) => (*number).clone(),
            Self::Float(_) => BigInt::default(),
        }
    }
}

fn of_numbers(op: BinaryOp, a: &Value, b: &Value, cx: &mut CallCx) -> Option<Result<Value, Raised>> {
    if let (Value::Bool(x), Value::Bool(y)) = (a, b) {
        match op {
            BinaryOp::And => return Some(Ok(Value::Bool(x & y))),
            BinaryOp::Or => return Some(Ok(Value::Bool(x | y))),
            BinaryOp::Xor => return Some(Ok(Value::Bool(x ^ y))),
            _ => {}
        }
    }
    let (x, y) = (Number::of(a)?, Number::of(b)?);
    if op == BinaryOp::MatMul {
        return None;
    }
    match (&x, &y) {
        (Number::Small(x), Number::Small(y)) => Some(int::small(op, *x, *y, cx)),
        (Number::Float(_), _) | (_, Number::Float(_)) => {
            if op.is_bitwise() {
                return None;
            }
            let (x, y) = match (x.to_f64(), y.to_f64()) {
                (Ok(x), Ok(y)) => (x, y),
                (Err(error), _) | (_, Err(error)) => return Some(Err(error)),
            };
            Some(float::binary(op, x, y, cx))
        }
        _ => Some(int::big(op, &x.to_big(), &y.to_big(), cx)),
    }
}

fn of_containers(op: BinaryOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    match op {
        BinaryOp::Add => sequence::concatenate(a, b, cx),
        BinaryOp::Mul => sequence::multiply(a, b, cx),
        BinaryOp::Mod => match a {
            Value::Bytes(format) => percent::format_bytes(format, b, cx).map(|bytes| Some(Value::Bytes(bytes.into()))),
            _ => Ok(None),
        },
        BinaryOp::Or | BinaryOp::And | BinaryOp::Xor | BinaryOp::Sub => match (a, b) {
            (Value::Set(_) | Value::FrozenSet(_), Value::Set(_) | Value::FrozenSet(_)) => {
                sets::operate(op, a, b, cx).map(Some)
            }
            (Value::Dict(left), Value::Dict(right)) if op == BinaryOp::Or => dict::merged(left, right, cx).map(Some),
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}

fn unsupported(op: BinaryOp, assign: &str, a: &Value, b: &Value) -> Raised {
    let symbol = match (op, assign) {
        (BinaryOp::Pow, "") => "** or pow()",
        (BinaryOp::Pow, _) => "**=",
        _ => op.symbol(),
    };
    let assign = if op == BinaryOp::Pow { "" } else { assign };
    Raised::type_error(format!(
        "unsupported operand type(s) for {symbol}{assign}: '{}' and '{}'",
        a.type_name(),
        b.type_name()
    ))
}

/// `a op= b`: changes lists, sets, dicts and bytearrays in place; gives the value to store back.
pub fn in_place(op: BinaryOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    match a {
        Value::Int(_) | Value::Float(_) | Value::Str(_) => {}
        Value::List(list) => match op {
            BinaryOp::Add => {
                sequence::extend(list, b, cx)?;
                return Ok(a.clone());
            }
            BinaryOp::Mul => {
                if let Some(count) = sequence::repeat_count(a, b, cx)? {
                    sequence::repeat_list_in_place(list, count, cx)?;
                    return Ok(a.clone());
                }
            }
            _ => {}
        },
        Value::Set(set) if matches!(b, Value::Set(_) | Value::FrozenSet(_)) => {
            if sets::operate_in_place(op, set, b, cx)? {
                return Ok(a.clone());
            }
        }
        Value::Dict(dict) if op == BinaryOp::Or => {
            dict::update(dict, b, cx)?;
            return Ok(a.clone());
        }
        Value::Object(object) => {
            if let Some(bytes) = a.downcast::<bytearray::ByteArray>()
                && bytes.operate_in_place(op, b, cx)?
            {
                return Ok(a.clone());
            }
            if let Some(result) = special(a, in_place_name(op), &Args::of(vec![b.clone()]), cx)?
                && !is_not_implemented(&result)
            {
                return Ok(result);
            }
            // A dict or list inside changes; the object around it stays.
            if let Some(inner @ (Value::List(_) | Value::Dict(_) | Value::Set(_))) = object.inner()
                && object.binary(op, b, false, cx)?.is_none()
            {
                let changed = in_place(op, &inner, b, cx);
                return changed.map(|_| a.clone()).map_err(|raised| match is_about_operands(&raised) {
                    true => unsupported(op, "=", a, b),
                    false => raised,
                });
            }
        }
        _ => {}
    }
    match (a, b) {
        (Value::Int(x), Value::Int(y)) => int::small(op, *x, *y, cx),
        _ => match try_binary(op, a, b, cx)? {
            Some(result) => Ok(result),
            None => Err(unsupported(op, "=", a, b)),
        },
    }
}

/// Whether it says that the types of operands do not fit, which names the types of what instances hold.
fn is_about_operands(raised: &Raised) -> bool {
    let message = raised.exception().and_then(|exception| exception.args.borrow().first().cloned());
    let starts = |text: &str| matches!(&message, Some(Value::Str(message)) if message.starts_with(text));
    raised.is_a(ExcKind::TypeError)
        && (starts("unsupported operand type(s) for") || starts("bad operand type for unary"))
}

fn is_not_implemented(value: &Value) -> bool {
    matches!(value, Value::Object(object) if object.type_name() == "NotImplementedType")
}

fn in_place_name(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "__iadd__",
        BinaryOp::Sub => "__isub__",
        BinaryOp::Mul => "__imul__",
        BinaryOp::Div => "__itruediv__",
        BinaryOp::FloorDiv => "__ifloordiv__",
        BinaryOp::Mod => "__imod__",
        BinaryOp::Pow => "__ipow__",
        BinaryOp::MatMul => "__imatmul__",
        BinaryOp::And => "__iand__",
        BinaryOp::Or => "__ior__",
        BinaryOp::Xor => "__ixor__",
        BinaryOp::LeftShift => "__ilshift__",
        BinaryOp::RightShift => "__irshift__",
    }
}

/// `-a`, `+a` or `~a`.
pub fn unary(op: UnaryOp, a: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let (symbol, name) = match op {
        UnaryOp::Neg => ("-", "__neg__"),
        UnaryOp::Pos => ("+", "__pos__"),
        UnaryOp::Invert => ("~", "__invert__"),
    };
    match (op, a) {
        (UnaryOp::Neg, Value::Int(number)) => Ok(int::negated(*number)),
        (UnaryOp::Neg, Value::Bool(truth)) => Ok(Value::Int(-i64::from(*truth))),
        (UnaryOp::Neg, Value::Float(number)) => Ok(Value::Float(-number)),
        (UnaryOp::Neg, Value::Big(number)) => Ok(Value::from_big(-&**number)),
        (UnaryOp::Pos, Value::Int(_) | Value::Float(_) | Value::Big(_)) => Ok(a.clone()),
        (UnaryOp::Pos, Value::Bool(truth)) => Ok(Value::Int(i64::from(*truth))),
        (UnaryOp::Invert, Value::Int(number)) => Ok(Value::Int(!number)),
        (UnaryOp::Invert, Value::Bool(truth)) => Ok(Value::Int(!i64::from(*truth))),
        (UnaryOp::Invert, Value::Big(number)) => Ok(Value::from_big(-(&**number + 1u8))),
        _ => match special(a, name, &Args::default(), cx)? {
            Some(result) => Ok(result),
            None => match inner_of(a) {
                Some(inner) => unary(op, &inner, cx).map_err(|raised| match is_about_operands(&raised) {
                    true => Raised::type_error(format!("bad operand type for unary {symbol}: '{}'", a.type_name())),
                    false => raised,
                }),
                None => Err(Raised::type_error(format!("bad operand type for unary {symbol}: '{}'", a.type_name()))),
            },
        },
    }
}

/// `abs(a)`.
pub fn absolute(a: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    match a {
        Value::Int(number) if *number < 0 => Ok(int::negated(*number)),
        Value::Int(_) => Ok(a.clone()),
        Value::Bool(truth) => Ok(Value::Int(i64::from(*truth))),
        Value::Float(number) => Ok(Value::Float(number.abs())),
        Value::Big(number) => Ok(Value::from_big(number.magnitude().clone().into())),
        _ => match special(a, "__abs__", &Args::default(), cx)? {
            Some(result) => Ok(result),
            None => match inner_of(a) {
                Some(inner) => absolute(&inner, cx),
                None => Err(Raised::type_error(format!("bad operand type for abs(): '{}'", a.type_name()))),
            },
        },
    }
}

/// `divmod(a, b)`.
pub fn divmod(a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    if let (Some(x), Some(y)) = (Number::of(a), Number::of(b)) {
        if matches!(x, Number::Float(_)) || matches!(y, Number::Float(_)) {
            let (quotient, remainder) = float::divmod(x.to_f64()?, y.to_f64()?)?;
            return Ok(Value::pair(Value::Float(quotient), Value::Float(remainder)));
        }
        let quotient = binary(BinaryOp::FloorDiv, a, b, cx)?;
        return Ok(Value::pair(quotient, binary(BinaryOp::Mod, a, b, cx)?));
    }
    if let Some(result) = special(a, "__divmod__", &Args::of(vec![b.clone()]), cx)?
        && !is_not_implemented(&result)
    {
        return Ok(result);
    }
    if let Some(result) = special(b, "__rdivmod__", &Args::of(vec![a.clone()]), cx)?
        && !is_not_implemented(&result)
    {
        return Ok(result);
    }
    if let (Value::Object(_), _) | (_, Value::Object(_)) = (a, b)
        && let Some(quotient) = try_binary(BinaryOp::FloorDiv, a, b, cx)?
        && let Some(remainder) = try_binary(BinaryOp::Mod, a, b, cx)?
    {
        return Ok(Value::pair(quotient, remainder));
    }
    Err(Raised::type_error(format!(
        "unsupported operand type(s) for divmod(): '{}' and '{}'",
        a.type_name(),
        b.type_name()
    )))
}

/// `pow(base, exponent, modulus)`.
pub fn power_mod(base: &Value, exponent: &Value, modulus: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    if matches!(modulus, Value::None) {
        return binary(BinaryOp::Pow, base, exponent, cx);
    }
    match (Number::of(base), Number::of(exponent), Number::of(modulus)) {
        (Some(Number::Float(_)), Some(_), Some(_))
        | (Some(_), Some(Number::Float(_)), Some(_))
        | (Some(_), Some(_), Some(Number::Float(_))) => {
            Err(Raised::type_error("pow() 3rd argument not allowed unless all arguments are integers".into()))
        }
        (Some(base), Some(exponent), Some(modulus)) => {
            int::power_mod(&base.to_big(), &exponent.to_big(), &modulus.to_big(), cx)
        }
        _ if let Some(result) = special(base, "__pow__", &Args::of(vec![exponent.clone(), modulus.clone()]), cx)?
            && !is_not_implemented(&result) =>
        {
            Ok(result)
        }
        _ if let Some(result) = special(exponent, "__rpow__", &Args::of(vec![base.clone(), modulus.clone()]), cx)?
            && !is_not_implemented(&result) =>
        {
            Ok(result)
        }
        _ => Err(Raised::type_error(format!(
            "unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'",
            base.type_name(),
            exponent.type_name(),
            modulus.type_name()
        ))),
    }
}
