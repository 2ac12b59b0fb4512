//! `timedelta`.

use std::any::Any;
use std::borrow::Cow;

use num_bigint::BigInt;
use num_traits::ToPrimitive;
use value::hash::py_hash;
use value::object::BinaryOp;
use value::order::{CompareOp, compare};
use value::raised::ExcKind;
use value::{Args, CallCx, Object, Raised, Value};

use crate::calendar::MICROS_PER_DAY;
use crate::datetime::date::invalid;
use crate::support::{bind, class};
use python::native::NativeClass;
use python::ops::binary::Number;
use python::ops::int::true_divide;
use python::types::number::{big_of, exact_ratio};
use python::types::object_method;

/// The class object.
pub fn class_value() -> Value {
    class("datetime.timedelta", || {
        NativeClass::new("timedelta", "datetime")
            .constructor(construct)
            .member("min", Value::object(Delta { micros: -999_999_999 * i128::from(MICROS_PER_DAY) }))
            .member("max", Value::object(Delta { micros: 1_000_000_000 * i128::from(MICROS_PER_DAY) - 1 }))
            .member("resolution", Value::object(Delta { micros: 1 }))
            .build()
    })
}

/// A difference of times.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Delta {
    pub micros: i128,
}

impl Delta {
    /// The difference as a value.
    ///
    /// Errors: `OverflowError: days=…; must have magnitude <= 999999999`.
    pub fn value(micros: i128) -> Result<Value, Raised> {
        let days = micros.div_euclid(i128::from(MICROS_PER_DAY));
        if days.abs() > 999_999_999 {
            return Err(Raised::new(ExcKind::OverflowError, format!("days={days}; must have magnitude <= 999999999")));
        }
        Ok(Value::object(Self { micros }))
    }

    fn parts(self) -> (i64, i64, i64) {
        let day = i128::from(MICROS_PER_DAY);
        let rest = self.micros.rem_euclid(day) as i64;
        (self.micros.div_euclid(day) as i64, rest / 1_000_000, rest % 1_000_000)
    }

    fn text(self) -> String {
        let (days, seconds, micros) = self.parts();
        let days = match days {
            0 => String::new(),
            1 | -1 => format!("{days} day, "),
            _ => format!("{days} days, "),
        };
        let fraction = if micros == 0 { String::new() } else { format!(".{micros:06}") };
        format!("{days}{}:{:02}:{:02}{fraction}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    }
}

/// The nearest integer to a fraction, ties to even.
fn nearest(numerator: BigInt, denominator: BigInt) -> BigInt {
    let (numerator, denominator) =
        if denominator < BigInt::from(0) { (-numerator, -denominator) } else { (numerator, denominator) };
    let (quotient, rest) = num_integer::Integer::div_mod_floor(&numerator, &denominator);
    let twice = rest * 2;
    let up = twice > denominator || (twice == denominator && quotient.bit(0));
    quotient + BigInt::from(u8::from(up))
}

fn construct(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let rest =
        Args { positional: args.positional.get(1..).unwrap_or_default().to_vec(), keywords: args.keywords.clone() };
    let names = ["days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"];
    let units: [i64; 7] = [MICROS_PER_DAY, 1_000_000, 1, 1000, 60_000_000, 3_600_000_000, 7 * MICROS_PER_DAY];
    let slots = bind("timedelta", &names, 0, &rest).map_err(|error| invalid(error, &rest))?;
    let _ = &cx;
    // Everything is added up exactly and rounded once.
    let (mut numerator, mut denominator) = (BigInt::from(0), BigInt::from(1));
    for ((slot, unit), name) in slots.iter().zip(units).zip(names) {
        let Some(value) = slot else { continue };
        let (n, d) = match Number::of(value) {
            Some(Number::Float(number)) if !number.is_finite() => {
                return Err(match number.is_nan() {
                    true => Raised::value_error("cannot convert float NaN to integer".into()),
                    false => Raised::new(ExcKind::OverflowError, "cannot convert float infinity to integer".into()),
                });
            }
            Some(Number::Float(number)) => exact_ratio(number),
            Some(_) => (big_of(value), BigInt::from(1)),
            None => {
                return Err(Raised::type_error(format!(
                    "unsupported type for timedelta {name} component: {}",
                    value.type_name()
                )));
            }
        };
        numerator = numerator * &d + n * unit * &denominator;
        denominator *= d;
    }
    Delta::value(nearest(numerator, denominator).to_i128().unwrap_or(i128::MAX / 2))
}

impl Object for Delta {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("datetime.timedelta")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(class_value())
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        let (days, seconds, micros) = self.parts();
        let parts: Vec<String> = [("days", days), ("seconds", seconds), ("microseconds", micros)]
            .iter()
            .filter(|(_, number)| *number != 0)
            .map(|(name, number)| format!("{name}={number}"))
            .collect();
        Ok(format!("datetime.timedelta({})", if parts.is_empty() { "0".into() } else { parts.join(", ") }))
    }
    fn str(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(self.text())
    }
    fn truthy(&self, _cx: &mut CallCx) -> Result<bool, Raised> {
        Ok(self.micros != 0)
    }
    fn eq(&self, other: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(other.downcast::<Self>().map(|other| self == other))
    }
    fn compare(&self, op: CompareOp, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Some(other) = other.downcast::<Self>() else { return Ok(None) };
        let number = |delta: &Self| Value::from_big(BigInt::from(delta.micros));
        compare(op, &number(self), &number(other), cx).map(Some)
    }
    fn hash(&self, cx: &mut CallCx) -> Result<i64, Raised> {
        let (days, seconds, micros) = self.parts();
        py_hash(&Value::tuple(vec![Value::Int(days), Value::Int(seconds), Value::Int(micros)]), cx)
    }
    fn binary(&self, op: BinaryOp, other: &Value, reflected: bool, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let zero = || Raised::new(ExcKind::ZeroDivisionError, "integer division or modulo by zero".into());
        if let Some(other) = other.downcast::<Self>() {
            let (a, b) = if reflected { (other.micros, self.micros) } else { (self.micros, other.micros) };
            return Ok(Some(match op {
                BinaryOp::Add => Self::value(a + b)?,
                BinaryOp::Sub => Self::value(a - b)?,
                BinaryOp::FloorDiv if b == 0 => return Err(zero()),
                BinaryOp::Mod if b == 0 => {
                    return Err(Raised::new(ExcKind::ZeroDivisionError, "integer modulo by zero".into()));
                }
                BinaryOp::FloorDiv => Value::from_big(BigInt::from(num_integer::Integer::div_floor(&a, &b))),
                BinaryOp::Mod => Self::value(num_integer::Integer::mod_floor(&a, &b))?,
                BinaryOp::Div if b == 0 => {
                    return Err(Raised::new(ExcKind::ZeroDivisionError, "division by zero".into()));
                }
                BinaryOp::Div => true_divide(&BigInt::from(a), &BigInt::from(b))?,
                _ => return Ok(None),
            }));
        }
        let Some(number) = Number::of(other) else { return Ok(None) };
        let (n, d) = match number {
            Number::Float(number) => exact_ratio(number),
            _ => (big_of(other), BigInt::from(1)),
        };
        let micros = BigInt::from(self.micros);
        let result = match (op, reflected, other) {
            (BinaryOp::Mul, ..) => nearest(micros * n, d),
            (BinaryOp::Div, false, _) if n == BigInt::from(0) => {
                return Err(match other {
                    Value::Float(_) => Raised::new(ExcKind::ZeroDivisionError, "float division by zero".into()),
                    _ => zero(),
                });
            }
            (BinaryOp::Div, false, _) => nearest(micros * d, n),
            (BinaryOp::FloorDiv, false, Value::Int(_) | Value::Bool(_)) => {
                if n == BigInt::from(0) {
                    return Err(zero());
                }
                num_integer::Integer::div_floor(&micros, &n)
            }
            _ => return Ok(None),
        };
        Self::value(result.to_i128().unwrap_or(i128::MAX / 2)).map(Some)
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let (days, seconds, micros) = self.parts();
        Ok(match name {
            "days" => Some(Value::Int(days)),
            "seconds" => Some(Value::Int(seconds)),
            "microseconds" => Some(Value::Int(micros)),
            "total_seconds" => Some(object_method(this, name)),
            _ => None,
        })
    }
    fn call_method(&self, this: &Value, name: &str, _args: &Args, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(match name {
            "total_seconds" => true_divide(&BigInt::from(self.micros), &BigInt::from(1_000_000))?,
            "__neg__" => Self::value(-self.micros)?,
            "__pos__" => this.clone(),
            "__abs__" => Self::value(self.micros.abs())?,
            _ => return Ok(None),
        }))
    }
}
