//! Float arithmetic with Python's rules for signs, zeros and errors.

use value::context::CallCx;
use value::object::BinaryOp;
use value::raised::{ExcKind, Exception};
use value::{Raised, Value};

use crate::ops::real;
use crate::types::complex::Complex;

fn zero_division(message: &str) -> Raised {
    Raised::new(ExcKind::ZeroDivisionError, message.into())
}

/// `OverflowError: (34, 'Numerical result out of range')`, what the C library's error looks like.
pub fn out_of_range() -> Raised {
    Raised::from_value(Value::object(Exception::builtin(
        ExcKind::OverflowError,
        vec![Value::Int(34), Value::str("Numerical result out of range")],
    )))
}

/// `a op b` of floats, for the operators that floats have.
#[inline]
pub fn binary(op: BinaryOp, a: f64, b: f64, cx: &mut CallCx) -> Result<Value, Raised> {
    Ok(Value::Float(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div => {
            if b == 0.0 {
                return Err(zero_division("float division by zero"));
            }
            a / b
        }
        BinaryOp::FloorDiv => {
            if b == 0.0 {
                return Err(zero_division("float floor division by zero"));
            }
            floor_divide(a, b).0
        }
        BinaryOp::Mod => {
            if b == 0.0 {
                return Err(zero_division("float modulo"));
            }
            modulo(a, b)
        }
        BinaryOp::Pow => return power(a, b),
        _ => {
            let _ = cx;
            return Err(Raised::type_error(format!(
                "unsupported operand type(s) for {}: 'float' and 'float'",
                op.symbol()
            )));
        }
    }))
}

/// `divmod(a, b)`.
pub fn divmod(a: f64, b: f64) -> Result<(f64, f64), Raised> {
    if b == 0.0 { Err(zero_division("float divmod()")) } else { Ok(floor_divide(a, b)) }
}

fn modulo(a: f64, b: f64) -> f64 {
    let remainder = a % b;
    if remainder == 0.0 {
        0.0_f64.copysign(b)
    } else if (b < 0.0) != (remainder < 0.0) {
        remainder + b
    } else {
        remainder
    }
}

/// Quotient and remainder; the quotient is the nearest integer below, also where `a / b` rounds up.
fn floor_divide(a: f64, b: f64) -> (f64, f64) {
    let mut remainder = a % b;
    let mut quotient = (a - remainder) / b;
    if remainder == 0.0 {
        remainder = 0.0_f64.copysign(b);
    } else if (b < 0.0) != (remainder < 0.0) {
        remainder += b;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return (0.0_f64.copysign(a / b), remainder);
    }
    let floored = quotient.floor();
    (if quotient - floored > 0.5 { floored + 1.0 } else { floored }, remainder)
}

fn is_odd(number: f64) -> bool {
    (number.abs() % 2.0) == 1.0
}

fn power(a: f64, b: f64) -> Result<Value, Raised> {
    let plain = |number: f64| Ok(Value::Float(number));
    if b == 0.0 {
        return plain(1.0);
    }
    if a.is_nan() {
        return plain(a);
    }
    if b.is_nan() {
        return plain(if a == 1.0 { 1.0 } else { b });
    }
    if b.is_infinite() {
        let size = a.abs();
        return plain(match size == 1.0 {
            true => 1.0,
            false if (b > 0.0) == (size > 1.0) => f64::INFINITY,
            false => 0.0,
        });
    }
    if a.is_infinite() {
        return plain(match (b > 0.0, is_odd(b)) {
            (true, true) => a,
            (true, false) => a.abs(),
            (false, true) => 0.0_f64.copysign(a),
            (false, false) => 0.0,
        });
    }
    if a == 0.0 {
        if b < 0.0 {
            return Err(zero_division("0.0 cannot be raised to a negative power"));
        }
        return plain(if is_odd(b) { a } else { 0.0 });
    }
    if a < 0.0 && b != b.floor() {
        return Complex { re: a, im: 0.0 }.power(Complex { re: b, im: 0.0 }).map(Value::object);
    }
    let negate = a < 0.0 && is_odd(b);
    let size = a.abs();
    let result = if size == 1.0 { 1.0 } else { real::pow(size, b) };
    if result.is_infinite() {
        return Err(out_of_range());
    }
    plain(if negate { -result } else { result })
}
