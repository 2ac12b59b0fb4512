//! Complex numbers.

use std::any::Any;
use std::borrow::Cow;

use value::context::CallCx;
use value::hash::hash_float;
use value::object::{Args, BinaryOp};
use value::raised::ExcKind;
use value::repr::float_repr;
use value::{Object, Raised, Value};

use crate::ops::binary::Number;
use crate::ops::call::special;
use crate::ops::item::inner_str;
use crate::ops::real;
use crate::types::number::real_number;
use crate::types::parse_number;

/// A complex number; an object of Python.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Complex {
    pub re: f64,
    pub im: f64,
}

const ONE: Complex = Complex { re: 1.0, im: 0.0 };

impl Complex {
    /// The complex number that `value` is, real numbers included.
    pub fn of(value: &Value) -> Result<Option<Self>, Raised> {
        if let Some(complex) = value.downcast::<Self>() {
            return Ok(Some(*complex));
        }
        match Number::of(value) {
            Some(number) => Ok(Some(Self { re: number.to_f64()?, im: 0.0 })),
            None => Ok(None),
        }
    }

    fn times(self, other: Self) -> Self {
        Self { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }

    /// Scaled so that intermediate results do not overflow.
    fn divided_by(self, other: Self) -> Result<Self, Raised> {
        if other.re.abs() >= other.im.abs() {
            if other.re == 0.0 {
                return Err(Raised::new(ExcKind::ZeroDivisionError, "complex division by zero".into()));
            }
            let ratio = other.im / other.re;
            let scale = other.re + other.im * ratio;
            return Ok(Self { re: (self.re + self.im * ratio) / scale, im: (self.im - self.re * ratio) / scale });
        }
        if other.im.is_nan() || other.re.is_nan() {
            return Ok(Self { re: f64::NAN, im: f64::NAN });
        }
        let ratio = other.re / other.im;
        let scale = other.re * ratio + other.im;
        Ok(Self { re: (self.re * ratio + self.im) / scale, im: (self.im * ratio - self.re) / scale })
    }

    /// `abs(self)`.
    pub fn size(self) -> f64 {
        real::hypot(self.re, self.im)
    }

    /// `self ** exponent`.
    pub fn power(self, exponent: Self) -> Result<Self, Raised> {
        let small_integer = exponent.im == 0.0 && exponent.re == exponent.re.floor() && exponent.re.abs() <= 100.0;
        let result = if small_integer {
            let count = exponent.re.abs() as u32;
            match exponent.re > 0.0 {
                true => self.integer_power(count),
                false => ONE.divided_by(self.integer_power(count)).map_err(|_| zero_power())?,
            }
        } else {
            self.general_power(exponent)?
        };
        if result.re.is_infinite() || result.im.is_infinite() {
            return Err(Raised::new(ExcKind::OverflowError, "complex exponentiation".into()));
        }
        Ok(result)
    }

    fn integer_power(self, count: u32) -> Self {
        let (mut result, mut square, mut mask) = (ONE, self, 1);
        while mask <= count {
            if count & mask != 0 {
                result = result.times(square);
            }
            mask <<= 1;
            square = square.times(square);
        }
        result
    }

    fn general_power(self, exponent: Self) -> Result<Self, Raised> {
        if exponent.re == 0.0 && exponent.im == 0.0 {
            return Ok(ONE);
        }
        if self.re == 0.0 && self.im == 0.0 {
            if exponent.im != 0.0 || exponent.re < 0.0 {
                return Err(zero_power());
            }
            return Ok(Self { re: 0.0, im: 0.0 });
        }
        let size = self.size();
        let angle = real::atan2(self.im, self.re);
        let mut length = real::pow(size, exponent.re);
        let mut phase = angle * exponent.re;
        if exponent.im != 0.0 {
            length /= real::exp(angle * exponent.im);
            phase += exponent.im * real::ln(size);
        }
        Ok(Self { re: length * real::cos(phase), im: length * real::sin(phase) })
    }
}

fn zero_power() -> Raised {
    Raised::new(ExcKind::ZeroDivisionError, "0.0 to a negative or complex power".into())
}

/// A part of a complex number as it is written: integral floats without `.0`.
fn part(number: f64) -> String {
    let text = float_repr(number);
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

impl Object for Complex {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("complex")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        if self.re == 0.0 && self.re.is_sign_positive() {
            return Ok(format!("{}j", part(self.im)));
        }
        let sign = if self.im.is_sign_negative() && !self.im.is_nan() { "" } else { "+" };
        Ok(format!("({}{sign}{}j)", part(self.re), part(self.im)))
    }
    fn truthy(&self, _cx: &mut CallCx) -> Result<bool, Raised> {
        Ok(self.re != 0.0 || self.im != 0.0)
    }
    fn eq(&self, other: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        if let Some(other) = other.downcast::<Self>() {
            return Ok(Some(self == other));
        }
        if Number::of(other).is_none() {
            return Ok(None);
        }
        Ok(Some(self.im == 0.0 && value::equality::eq(&Value::Float(self.re), other, cx)?))
    }
    fn hash(&self, _cx: &mut CallCx) -> Result<i64, Raised> {
        let imaginary = (hash_float(self.im) as u64).wrapping_mul(1_000_003);
        let hash = (hash_float(self.re) as u64).wrapping_add(imaginary) as i64;
        Ok(if hash == -1 { -2 } else { hash })
    }
    fn key_hash(&self, cx: &mut CallCx) -> Result<u64, Raised> {
        match self.im == 0.0 {
            true => value::equality::key_hash(&Value::Float(self.re), cx),
            false => Ok(value::equality::hash_word(self.hash(cx)? as u64)),
        }
    }
    fn binary(&self, op: BinaryOp, other: &Value, reflected: bool, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Some(other) = Self::of(other)? else { return Ok(None) };
        let (a, b) = if reflected { (other, *self) } else { (*self, other) };
        Ok(Some(Value::object(match op {
            BinaryOp::Add => Self { re: a.re + b.re, im: a.im + b.im },
            BinaryOp::Sub => Self { re: a.re - b.re, im: a.im - b.im },
            BinaryOp::Mul => a.times(b),
            BinaryOp::Div => a.divided_by(b)?,
            BinaryOp::Pow => a.power(b)?,
            _ => return Ok(None),
        })))
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let _ = this;
        Ok(match name {
            "real" => Some(Value::Float(self.re)),
            "imag" => Some(Value::Float(self.im)),
            _ => None,
        })
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if !args.positional.is_empty() {
            return Ok(None);
        }
        Ok(Some(match name {
            "conjugate" => Value::object(Self { im: -self.im, ..*self }),
            "__neg__" => Value::object(Self { re: -self.re, im: -self.im }),
            "__pos__" => Value::object(*self),
            "__abs__" => {
                let size = self.size();
                if size.is_infinite() && self.re.is_finite() && self.im.is_finite() {
                    return Err(Raised::new(ExcKind::OverflowError, "absolute value too large".into()));
                }
                Value::Float(size)
            }
            _ => return Ok(None),
        }))
    }
}

/// `complex(…)`.
pub fn construct(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let mut parts = [args.positional.first().cloned(), args.positional.get(1).cloned()];
    if args.positional.len() + args.keywords.len() > 2 {
        return Err(Raised::type_error(format!(
            "complex() takes at most 2 arguments ({} given)",
            args.positional.len() + args.keywords.len()
        )));
    }
    for (name, value) in &args.keywords {
        match name.as_str() {
            "real" => parts[0] = Some(value.clone()),
            "imag" => parts[1] = Some(value.clone()),
            _ => return Err(Raised::type_error(format!("'{name}' is an invalid keyword argument for complex()"))),
        }
    }
    let [real, imaginary] = parts;
    if let Some(text) = real.as_ref().and_then(inner_str) {
        if imaginary.is_some() {
            return Err(Raised::type_error("complex() can't take second arg if first is a string".into()));
        }
        let (re, im) = parse_number::complex(&text)?;
        return Ok(Value::object(Complex { re, im }));
    }
    if imaginary.as_ref().and_then(inner_str).is_some() {
        return Err(Raised::type_error("complex() second arg can't be a string".into()));
    }
    let a = match &real {
        Some(value) => argument(value, "first", cx)?,
        None => Complex { re: 0.0, im: 0.0 },
    };
    let Some(imaginary) = &imaginary else { return Ok(Value::object(a)) };
    let b = argument(imaginary, "second", cx)?;
    Ok(Value::object(Complex { re: a.re - b.im, im: a.im + b.re }))
}

fn argument(value: &Value, which: &str, cx: &mut CallCx) -> Result<Complex, Raised> {
    if let Some(complex) = Complex::of(value)? {
        return Ok(complex);
    }
    if let Some(result) = special(value, "__complex__", &Args::default(), cx)?
        && let Some(complex) = result.downcast::<Complex>()
    {
        return Ok(*complex);
    }
    match real_number(value, cx)? {
        Some(re) => Ok(Complex { re, im: 0.0 }),
        None if which == "first" => Err(Raised::type_error(format!(
            "complex() first argument must be a string or a number, not '{}'",
            value.type_name()
        ))),
        None => {
            Err(Raised::type_error(format!("complex() second argument must be a number, not '{}'", value.type_name())))
        }
    }
}
