//! `decimal`: the arithmetic of its default context, with the precision that the program sets.

pub mod number;

use std::any::Any;
use std::borrow::Cow;
use std::cell::Cell;

use num_bigint::BigInt;
use num_traits::{ToPrimitive, Zero};
use value::hash::{hash_big, hash_float};
use value::object::BinaryOp;
use value::order::CompareOp;
use value::{Args, CallCx, Object, Raised, Value};

use crate::support::{bind, class, module, receiver};
use number::{Decimal, Kind, Rounding, n_digits};
use python::native::{NativeClass, builtin_class, exception_of, native_function};
use python::ops::binary::Number;
use python::ops::int::true_divide;
use python::ops::item::inner_str;
use python::types::format::layout::{Parts, pad_text};
use python::types::format::spec::{Align, Spec};
use python::types::number::{big_of, exact_ratio};
use python::types::object_method;

thread_local! {
    static PRECISION: Cell<u64> = const { Cell::new(28) };
    static ROUNDING: Cell<Rounding> = const { Cell::new(Rounding::HalfEven) };
}

/// The module object; loading it brings back the default context.
pub fn load() -> Value {
    PRECISION.set(28);
    ROUNDING.set(Rounding::HalfEven);
    let mut members = vec![
        ("Decimal", class_value()),
        ("getcontext", native_function("getcontext", |_, _| Ok(Value::object(Context)))),
        ("Context", native_function("Context", |_, _| Ok(Value::object(Context)))),
        ("DecimalException", error_class("DecimalException")),
        ("InvalidOperation", error_class("InvalidOperation")),
        ("DivisionByZero", error_class("DivisionByZero")),
    ];
    members.extend(Rounding::ALL.iter().map(|(name, _)| (*name, Value::str(name))));
    module("decimal", &[], members)
}

/// The class `Decimal`.
pub fn class_value() -> Value {
    class("decimal.Decimal", || {
        NativeClass::new("Decimal", "decimal")
            .constructor(|args, cx| construct(&receiver(args).1, cx))
            .class_method("from_float", |args, cx| construct(&receiver(args).1, cx))
            .build()
    })
}

fn error_class(name: &'static str) -> Value {
    class(name, || {
        let base = match name {
            "DecimalException" => builtin_class("ArithmeticError"),
            _ => error_class("DecimalException"),
        };
        let class = NativeClass::new(name, "decimal").base(&base);
        match name {
            "DivisionByZero" => class.base(&builtin_class("ZeroDivisionError")).build(),
            _ => class.build(),
        }
    })
}

fn signal(name: &'static str, condition: &str) -> Raised {
    let text = format!("[<class 'decimal.{condition}'>]");
    exception_of(&error_class(name), vec![Value::string(text)])
}

fn invalid() -> Raised {
    signal("InvalidOperation", "InvalidOperation")
}

fn construct(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let slots = bind("Decimal", &["value", "context"], 0, args)?;
    let Some(source) = &slots[0] else { return Ok(Value::object(Decimal::from_int(&BigInt::zero()))) };
    if let Some(text) = inner_str(source) {
        return match Decimal::parse(&text) {
            Some(number) => Ok(Value::object(number)),
            None => Err(signal("InvalidOperation", "ConversionSyntax")),
        };
    }
    if let Some(number) = source.downcast::<Decimal>() {
        return Ok(Value::object(number.clone()));
    }
    match (source, Number::of(source)) {
        (_, Some(Number::Float(number))) => Ok(Value::object(Decimal::from_float(number))),
        (_, Some(_)) => Ok(Value::object(Decimal::from_int(&big_of(source)))),
        (Value::Tuple(parts), None) if parts.len() == 3 => {
            let digits: String =
                python::ops::collect(&parts[1], cx)?.iter().map(|digit| big_of(digit).to_string()).collect();
            let exponent = python::ops::index(&parts[2], cx)?;
            let text = format!("{}{digits}e{exponent}", if big_of(&parts[0]).is_zero() { "" } else { "-" });
            Decimal::parse(&text).map(Value::object).ok_or_else(invalid)
        }
        _ => Err(Raised::type_error(format!("conversion from {} to Decimal is not supported", source.type_name()))),
    }
}

/// The decimal number that takes part in arithmetic; floats do not.
fn operand(value: &Value) -> Option<Decimal> {
    if let Some(number) = value.downcast::<Decimal>() {
        return Some(number.clone());
    }
    match value {
        Value::Int(_) | Value::Big(_) | Value::Bool(_) => Some(Decimal::from_int(&big_of(value))),
        _ => None,
    }
}

fn rounded(number: Decimal) -> Value {
    Value::object(number.rounded(PRECISION.get(), ROUNDING.get()))
}

fn operate(op: BinaryOp, a: &Decimal, b: &Decimal, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    if a.kind == Kind::NotANumber || b.kind == Kind::NotANumber {
        return Ok(Some(Value::object(Decimal::special(Kind::NotANumber, false))));
    }
    if a.kind == Kind::Infinite || b.kind == Kind::Infinite {
        return with_infinity(op, a, b).map(Some);
    }
    // Exponents far apart would make numbers as long as the distance.
    let distance = a.exponent.abs_diff(b.exponent).max(n_digits(&a.digits)).max(n_digits(&b.digits));
    cx.reserve(usize::try_from(distance).unwrap_or(usize::MAX))?;
    cx.burn(distance / 8)?;
    Ok(Some(match op {
        BinaryOp::Add => rounded(a.plus(b)),
        BinaryOp::Sub => rounded(a.plus(&b.negated())),
        BinaryOp::Mul => rounded(a.times(b)),
        BinaryOp::Div | BinaryOp::FloorDiv | BinaryOp::Mod if b.is_zero() => {
            return Err(match (a.is_zero(), op) {
                (true, BinaryOp::Div | BinaryOp::FloorDiv) => signal("InvalidOperation", "DivisionUndefined"),
                (_, BinaryOp::Mod) => invalid(),
                _ => signal("DivisionByZero", "DivisionByZero"),
            });
        }
        BinaryOp::Div => rounded(a.over(b, PRECISION.get())),
        BinaryOp::FloorDiv => rounded(a.divided(b).0),
        BinaryOp::Mod => rounded(a.divided(b).1),
        BinaryOp::Pow => power(a, b, cx)?,
        _ => return Ok(None),
    }))
}

fn with_infinity(op: BinaryOp, a: &Decimal, b: &Decimal) -> Result<Value, Raised> {
    let infinity = |negative: bool| Ok(Value::object(Decimal::special(Kind::Infinite, negative)));
    let a_infinite = a.kind == Kind::Infinite;
    let b_infinite = b.kind == Kind::Infinite;
    match op {
        BinaryOp::Add | BinaryOp::Sub => {
            let b_negative = b.negative != (op == BinaryOp::Sub);
            match (a_infinite, b_infinite) {
                (true, true) if a.negative != b_negative => Err(invalid()),
                (true, _) => infinity(a.negative),
                _ => infinity(b_negative),
            }
        }
        BinaryOp::Mul if a.is_zero() || b.is_zero() => Err(invalid()),
        BinaryOp::Mul => infinity(a.negative != b.negative),
        BinaryOp::Div | BinaryOp::FloorDiv if !a_infinite => {
            Ok(Value::object(Decimal::finite(a.negative != b.negative, Default::default(), 0)))
        }
        BinaryOp::Div | BinaryOp::FloorDiv if !b_infinite => infinity(a.negative != b.negative),
        BinaryOp::Mod if !a_infinite => Ok(Value::object(a.clone())),
        _ => Err(invalid()),
    }
}

/// Whole exponents only: others would need logarithms of any precision.
fn power(base: &Decimal, exponent: &Decimal, cx: &mut CallCx) -> Result<Value, Raised> {
    let (n, d) = exponent.ratio();
    let (whole, rest) = num_integer::Integer::div_rem(&n, &d);
    let Some(count) = whole.to_i64().filter(|count| rest.is_zero() && count.abs() <= 100_000) else {
        let (b, e) = (to_float(base), to_float(exponent));
        return Ok(rounded(
            Decimal::parse(&format!("{:.16e}", python::ops::real::pow(b, e))).unwrap_or_else(|| base.clone()),
        ));
    };
    if base.is_zero() && count <= 0 {
        return if count == 0 {
            Err(invalid())
        } else {
            Ok(Value::object(Decimal::special(Kind::Infinite, base.negative)))
        };
    }
    let working = PRECISION.get() + 10;
    let mut result = Decimal::from_int(&BigInt::from(1));
    let mut square = base.clone();
    let mut left = count.unsigned_abs();
    while left > 0 {
        cx.burn(working)?;
        if left & 1 == 1 {
            result = result.times(&square).rounded(working, Rounding::HalfEven);
        }
        square = square.times(&square).rounded(working, Rounding::HalfEven);
        left >>= 1;
    }
    if count < 0 {
        result = Decimal::from_int(&BigInt::from(1)).over(&result, PRECISION.get());
    }
    Ok(rounded(result))
}

fn to_float(number: &Decimal) -> f64 {
    match number.kind {
        Kind::NotANumber => f64::NAN,
        Kind::Infinite if number.negative => f64::NEG_INFINITY,
        Kind::Infinite => f64::INFINITY,
        Kind::Finite => {
            let (n, d) = number.ratio();
            match true_divide(&n, &d) {
                Ok(Value::Float(float)) if number.negative && float == 0.0 => -0.0,
                Ok(Value::Float(float)) => float,
                _ => f64::INFINITY,
            }
        }
    }
}

/// Compares with any number, exactly.
fn order(a: &Decimal, other: &Value) -> Option<Option<std::cmp::Ordering>> {
    let (n, d) = match (other.downcast::<Decimal>(), Number::of(other)) {
        (Some(b), _) if b.kind == Kind::NotANumber => return Some(None),
        (Some(b), _) if b.kind == Kind::Infinite || a.kind != Kind::Finite => {
            return Some(to_float(a).partial_cmp(&to_float(b)));
        }
        (Some(b), _) => b.ratio(),
        (None, Some(Number::Float(number))) if !number.is_finite() || a.kind != Kind::Finite => {
            return Some(to_float(a).partial_cmp(&number));
        }
        (None, Some(Number::Float(number))) => exact_ratio(number),
        (None, Some(_)) if a.kind == Kind::Finite => (big_of(other), BigInt::from(1)),
        (None, Some(_)) => return Some(to_float(a).partial_cmp(&0.0)),
        (None, None) => return None,
    };
    if a.kind == Kind::NotANumber {
        return Some(None);
    }
    let (a_n, a_d) = a.ratio();
    Some(Some((a_n * d).cmp(&(n * a_d))))
}

const METHODS: &[&str] = &[
    "quantize",
    "to_integral_value",
    "to_integral",
    "to_integral_exact",
    "sqrt",
    "normalize",
    "as_tuple",
    "is_nan",
    "is_infinite",
    "is_finite",
    "is_zero",
    "is_signed",
    "copy_abs",
    "copy_negate",
    "adjusted",
    "compare",
    "max",
    "min",
    "as_integer_ratio",
    "conjugate",
    "to_eng_string",
];

impl Object for Decimal {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("decimal.Decimal")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(class_value())
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("Decimal('{}')", self.text()))
    }
    fn str(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(self.text())
    }
    fn truthy(&self, _cx: &mut CallCx) -> Result<bool, Raised> {
        Ok(!self.is_zero())
    }
    fn eq(&self, other: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(order(self, other).map(|ordering| ordering == Some(std::cmp::Ordering::Equal)))
    }
    fn compare(&self, op: CompareOp, other: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Some(ordering) = order(self, other) else { return Ok(None) };
        let Some(ordering) = ordering else { return Err(invalid()) };
        Ok(Some(Value::Bool(match op {
            CompareOp::Lt => ordering.is_lt(),
            CompareOp::Le => ordering.is_le(),
            CompareOp::Gt => ordering.is_gt(),
            CompareOp::Ge => ordering.is_ge(),
        })))
    }
    fn hash(&self, _cx: &mut CallCx) -> Result<i64, Raised> {
        if self.kind != Kind::Finite {
            return Ok(hash_float(to_float(self)));
        }
        // Digits times a power of ten, by the rule of all numbers: modulo 2^61 - 1, where 1/10 is a number too.
        let modulus = BigInt::from((1u64 << 61) - 1);
        let ten = BigInt::from(10);
        let unit = match self.exponent >= 0 {
            true => ten.modpow(&BigInt::from(self.exponent), &modulus),
            false => {
                let tenth = ten.modpow(&(&modulus - 2), &modulus);
                tenth.modpow(&BigInt::from(self.exponent.unsigned_abs()), &modulus)
            }
        };
        let hash = (BigInt::from(self.digits.clone()) * unit) % &modulus;
        Ok(hash_big(&if self.negative { -hash } else { hash }))
    }
    fn key_hash(&self, cx: &mut CallCx) -> Result<u64, Raised> {
        // Equal to the integers and floats of the same value.
        let (n, d) = if self.kind == Kind::Finite { self.ratio() } else { (BigInt::zero(), BigInt::from(1)) };
        if self.kind == Kind::Finite && (&n % &d).is_zero() {
            return value::equality::key_hash(&Value::from_big(n / d), cx);
        }
        let float = to_float(self);
        match order(self, &Value::Float(float)) {
            Some(Some(std::cmp::Ordering::Equal)) => value::equality::key_hash(&Value::Float(float), cx),
            _ => Ok(value::equality::hash_word(self.hash(cx)? as u64)),
        }
    }
    fn binary(&self, op: BinaryOp, other: &Value, reflected: bool, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Some(other) = operand(other) else { return Ok(None) };
        if reflected { operate(op, &other, self, cx) } else { operate(op, self, &other, cx) }
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "real" => Some(this.clone()),
            "imag" => Some(Value::object(Self::from_int(&BigInt::zero()))),
            _ if METHODS.contains(&name) => Some(object_method(this, name)),
            _ => None,
        })
    }
    fn call_method(&self, this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let first = args.positional.first();
        Ok(Some(match name {
            "__neg__" => rounded(self.negated()),
            "__pos__" => rounded(self.clone()),
            "__abs__" => rounded(Self { negative: false, ..self.clone() }),
            "__float__" => Value::Float(to_float(self)),
            "__int__" | "__trunc__" => {
                match self.kind {
                    Kind::NotANumber => return Err(Raised::value_error("cannot convert NaN to integer".into())),
                    Kind::Infinite => {
                        return Err(Raised::new(
                            value::ExcKind::OverflowError,
                            "cannot convert Infinity to integer".into(),
                        ));
                    }
                    Kind::Finite => {}
                }
                let (n, d) = self.ratio();
                Value::from_big(n / d)
            }
            "__floor__" | "__ceil__" => {
                let rounding = if name == "__floor__" { Rounding::Floor } else { Rounding::Ceiling };
                Value::from_big(self.with_exponent(0, rounding).ratio().0)
            }
            "__round__" => match first.filter(|digits| !matches!(digits, Value::None)) {
                None => Value::from_big(
                    self.with_exponent(self.exponent.max(0), Rounding::HalfEven)
                        .with_exponent(0, Rounding::HalfEven)
                        .ratio()
                        .0,
                ),
                Some(digits) => {
                    let digits = python::ops::index(digits, cx)?;
                    cx.reserve(digits.unsigned_abs() as usize)?;
                    Value::object(self.with_exponent(-digits, Rounding::HalfEven))
                }
            },
            "__format__" => {
                let spec = first.and_then(inner_str).unwrap_or_else(|| "".into());
                Value::string(formatted(self, &spec, cx)?)
            }
            "quantize" => {
                let slots = bind("quantize", &["exp", "rounding", "context"], 1, args)?;
                let Some(exp) = slots[0].as_ref().and_then(operand) else {
                    return Err(Raised::type_error("conversion to Decimal is not supported".into()));
                };
                let rounding = slots[1].as_ref().and_then(inner_str);
                let rounding = rounding.and_then(|name| Rounding::named(&name)).unwrap_or(ROUNDING.get());
                if self.kind != Kind::Finite || exp.kind != Kind::Finite {
                    return if self.kind == exp.kind { Ok(Some(this.clone())) } else { Err(invalid()) };
                }
                cx.reserve(self.exponent.abs_diff(exp.exponent) as usize)?;
                let result = self.with_exponent(exp.exponent, rounding);
                if n_digits(&result.digits) > PRECISION.get() {
                    return Err(invalid());
                }
                Value::object(result)
            }
            "to_integral_value" | "to_integral" | "to_integral_exact" => {
                let rounding = first.or(args.keywords.first().map(|(_, value)| value)).and_then(inner_str);
                let rounding = rounding.and_then(|name| Rounding::named(&name)).unwrap_or(ROUNDING.get());
                match self.exponent >= 0 || self.kind != Kind::Finite {
                    true => this.clone(),
                    false => Value::object(self.with_exponent(0, rounding)),
                }
            }
            "sqrt" => {
                if self.negative && !self.is_zero() {
                    return Err(invalid());
                }
                Value::object(self.root(PRECISION.get(), ROUNDING.get()))
            }
            "normalize" => Value::object(self.clone().rounded(PRECISION.get(), ROUNDING.get()).normalized()),
            "as_tuple" => {
                let digits = self.digits.to_string();
                let digits: Vec<Value> = digits.bytes().map(|digit| Value::Int(i64::from(digit - b'0'))).collect();
                super::collections::namedtuple::plain(
                    "DecimalTuple",
                    vec![
                        ("sign", Value::Int(i64::from(self.negative))),
                        ("digits", Value::tuple(digits)),
                        ("exponent", Value::Int(self.exponent)),
                    ],
                )
            }
            "as_integer_ratio" => {
                let (n, d) = self.ratio();
                let common = num_integer::Integer::gcd(&n, &d);
                Value::pair(Value::from_big(&n / &common), Value::from_big(d / common))
            }
            "is_nan" => Value::Bool(self.kind == Kind::NotANumber),
            "is_infinite" => Value::Bool(self.kind == Kind::Infinite),
            "is_finite" => Value::Bool(self.kind == Kind::Finite),
            "is_zero" => Value::Bool(self.is_zero()),
            "is_signed" => Value::Bool(self.negative),
            "copy_abs" => Value::object(Self { negative: false, ..self.clone() }),
            "copy_negate" => Value::object(self.negated()),
            "conjugate" => this.clone(),
            "to_eng_string" => Value::string(self.text()),
            "adjusted" => Value::Int(self.exponent + n_digits(&self.digits) as i64 - 1),
            "compare" | "max" | "min" => {
                let other = first.cloned().unwrap_or_default();
                let ordering = order(self, &other).flatten().ok_or_else(invalid)?;
                match name {
                    "compare" => Value::object(Self::from_int(&BigInt::from(ordering as i8))),
                    "max" if ordering.is_ge() => this.clone(),
                    "min" if ordering.is_le() => this.clone(),
                    _ => other,
                }
            }
            _ => return Ok(None),
        }))
    }
}

fn formatted(number: &Decimal, text: &str, cx: &mut CallCx) -> Result<String, Raised> {
    if text.is_empty() {
        return Ok(number.text());
    }
    let spec = Spec::parse(text, '\0', Align::Right, "decimal.Decimal")
        .map_err(|_| Raised::value_error("invalid format string".into()))?;
    cx.reserve(spec.precision.unwrap_or(0))?;
    if number.kind != Kind::Finite {
        return pad_text(&number.text(), &spec, cx);
    }
    let mut shown = number.clone();
    if spec.kind == '%' {
        shown.exponent += 2;
    }
    let body = match (spec.kind, spec.precision) {
        ('f' | 'F' | '%', Some(precision)) => plain(&shown.with_exponent(-(precision as i64), ROUNDING.get())),
        ('f' | 'F' | '%', None) => plain(&shown),
        ('e' | 'E', precision) => {
            let precision = precision.map_or(n_digits(&shown.digits), |precision| precision as u64 + 1);
            let rounded = shown.rounded(precision, ROUNDING.get());
            let mut digits = rounded.digits.to_string();
            let exponent = rounded.exponent + digits.len() as i64 - 1;
            while (digits.len() as u64) < precision {
                digits.push('0');
            }
            let fraction = if digits.len() > 1 { format!(".{}", &digits[1..]) } else { String::new() };
            format!("{}{fraction}{}{exponent:+}", &digits[..1], spec.kind)
        }
        ('\0' | 'g' | 'G' | 'n', precision) => {
            let rounded = match precision {
                Some(precision) => shown.rounded(precision.max(1) as u64, ROUNDING.get()),
                None => shown,
            };
            let text = Decimal { negative: false, ..rounded }.text();
            if spec.kind == 'g' { text.to_lowercase() } else { text }
        }
        _ => return Err(Raised::value_error("invalid format string".into())),
    };
    let suffix = if spec.kind == '%' { "%" } else { "" };
    let end = body.find(|c: char| !c.is_ascii_digit()).unwrap_or(body.len());
    let (whole, rest) = body.split_at(end);
    Parts { negative: number.negative, prefix: "", whole, rest: &format!("{rest}{suffix}") }.laid_out(&spec, cx)
}

/// Digits without sign and without exponent.
fn plain(number: &Decimal) -> String {
    let digits = number.digits.to_string();
    if number.exponent >= 0 {
        let zeros = if number.is_zero() { 0 } else { number.exponent as usize };
        return format!("{digits}{}", "0".repeat(zeros));
    }
    let places = number.exponent.unsigned_abs() as usize;
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    format!("{whole}.{fraction}")
}

/// `getcontext()`.
struct Context;

impl Object for Context {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("decimal.Context")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "prec" => Some(Value::Int(PRECISION.get() as i64)),
            "rounding" => {
                let rounding = ROUNDING.get();
                Rounding::ALL.iter().find(|(_, known)| *known == rounding).map(|(name, _)| Value::str(name))
            }
            _ => None,
        })
    }
    fn set_attr(&self, name: &str, value: Option<Value>, cx: &mut CallCx) -> Result<bool, Raised> {
        let value = value.unwrap_or_default();
        match name {
            "prec" => {
                let precision = python::ops::index(&value, cx)?;
                if !(1..=100_000).contains(&precision) {
                    return Err(Raised::value_error("valid range for prec is [1, 100000] here".into()));
                }
                PRECISION.set(precision as u64);
            }
            "rounding" => match inner_str(&value).and_then(|name| Rounding::named(&name)) {
                Some(rounding) => ROUNDING.set(rounding),
                None => return Err(Raised::type_error("valid values for rounding are the ROUND_ constants".into())),
            },
            _ => return Ok(false),
        }
        Ok(true)
    }
}
