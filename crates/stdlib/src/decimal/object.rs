//! `Decimal` as programs see it.

use std::any::Any;
use std::borrow::Cow;
use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::{One, Zero};
use value::hash::{hash_big, hash_float};
use value::object::BinaryOp;
use value::order::CompareOp;
use value::{Args, CallCx, ExcKind, Object, Raised, Value};

use super::context::{State, context_argument, current, rounding_argument};
use super::layout::formatted;
use super::number::{BadText, Decimal, Kind};
use super::operations::{OPERATIONS, On};
use super::rules::Rounding;
use super::rules::condition::*;
use crate::support::{class, given, parsed_arguments, receiver};
use python::native::NativeClass;
use python::ops::binary::Number;
use python::ops::int::true_divide;
use python::ops::item::inner_str;
use python::types::complex::Complex;
use python::types::number::big_of;

/// The class `Decimal`.
pub fn class_value() -> Value {
    class("decimal.Decimal", || {
        let mut class = NativeClass::new("Decimal", "decimal")
            .constructor(|args, cx| {
                let slots = parsed_arguments("", &["value", "context"], 0, &receiver(args).1)?;
                let context = context_argument(&slots[1])?;
                match &slots[0] {
                    Some(source) => construct_exact(source, &context, cx).map(Value::object),
                    None => Ok(Value::object(Decimal::small(0))),
                }
            })
            .class_method("from_float", |args, cx| {
                let source = receiver(args).1.positional.first().cloned().unwrap_or_default();
                if !is_real(&source) {
                    return Err(Raised::type_error("argument must be int or float".into()));
                }
                exact_number(&source, cx).map(Value::object)
            })
            .property("real", |this, _| Ok(this.clone()))
            .property("imag", |_, _| Ok(Value::object(Decimal::small(0))))
            .method("quantize", |args, cx| {
                let (this, rest) = receiver(args);
                let slots = parsed_arguments("", &["exp", "rounding", "context"], 1, &rest)?;
                let context = context_argument(&slots[2])?;
                let rounding = given(&slots[1]).map(rounding_argument).transpose()?;
                let (number, exp) = (operand(&this)?, operand(&slots[0].clone().unwrap_or_default())?);
                let rounding = rounding.unwrap_or(context.rules.get().rounding);
                context.run(cx, |work| work.quantize(&number, &exp, rounding)).map(Value::object)
            });
        for (name, quiet) in [("to_integral", true), ("to_integral_value", true), ("to_integral_exact", false)] {
            class = class.method(name, move |args, cx| {
                let (this, rest) = receiver(args);
                let slots = parsed_arguments("", &["rounding", "context"], 0, &rest)?;
                let context = context_argument(&slots[1])?;
                let rounding = given(&slots[0]).map(rounding_argument).transpose()?;
                let rounding = rounding.unwrap_or(context.rules.get().rounding);
                let number = operand(&this)?;
                context.run(cx, |work| work.nearest_integer(&number, rounding, quiet)).map(Value::object)
            });
        }
        for operation in OPERATIONS.iter().filter(|operation| operation.on != On::Context) {
            let (name, n_others) = (operation.name, operation.n_operands - 1);
            class = class.method(name, move |args, cx| {
                let (this, rest) = receiver(args);
                let mut operands = vec![operand(&this)?];
                let context = if operation.on == On::Both {
                    let names = ["other", "third", "context"];
                    let names = [&names[..n_others], &names[2..]].concat();
                    let slots = parsed_arguments("", &names, n_others, &rest)?;
                    for slot in &slots[..n_others] {
                        operands.push(operand(&slot.clone().unwrap_or_default())?);
                    }
                    context_argument(&slots[n_others])?
                } else {
                    let n_given = rest.positional.len() + rest.keywords.len();
                    if n_given > 0 {
                        let message = format!("Decimal.{name}() takes no arguments ({n_given} given)");
                        return Err(Raised::type_error(message));
                    }
                    current()
                };
                context.run(cx, |work| (operation.run)(&operands, work))
            });
        }
        class.build()
    })
}

/// Whether it is an `int` or a `float`.
pub fn is_real(value: &Value) -> bool {
    Number::of(value).is_some()
}

fn exact_number(source: &Value, cx: &mut CallCx) -> Result<Decimal, Raised> {
    match Number::of(source) {
        Some(Number::Float(number)) => Ok(Decimal::from_float(number)),
        Some(_) => Ok(Decimal::from_int(&big_of(source))),
        None => {
            cx.burn(1)?;
            Err(Raised::type_error(format!("conversion from {} to Decimal is not supported", source.type_name())))
        }
    }
}

/// What `Decimal(source)` is. The context says what happens to a text that is no number.
pub fn construct_exact(source: &Value, context: &State, cx: &mut CallCx) -> Result<Decimal, Raised> {
    let failed = |condition: u32| {
        context.note(condition)?;
        Ok(Decimal::special(Kind::Nan, false))
    };
    if let Some(text) = inner_str(source) {
        cx.burn((text.len() as u64).pow(2) / 1024)?;
        return match Decimal::parse(&text) {
            Ok(number) => Ok(number),
            Err(BadText::Syntax) => failed(CONVERSION_SYNTAX),
            Err(BadText::Range) => failed(INVALID_OPERATION),
        };
    }
    if let Some(number) = source.downcast::<Decimal>() {
        return Ok(number.clone());
    }
    let inner = if let Value::Object(object) = source { object.inner() } else { None };
    match inner.as_ref().unwrap_or(source) {
        Value::Tuple(parts) => from_parts(parts, context, cx),
        list @ Value::List(_) => from_parts(&python::ops::collect(list, cx)?, context, cx),
        _ => {
            if matches!(Number::of(source), Some(Number::Float(_))) {
                context.note(FLOAT_OPERATION)?;
            }
            exact_number(source, cx)
        }
    }
}

/// A number from its sign, its digits and its exponent.
fn from_parts(parts: &[Value], context: &State, cx: &mut CallCx) -> Result<Decimal, Raised> {
    let fail = |message: &str| Err(Raised::value_error(message.into()));
    let [sign, digits, exponent] = parts else { return fail("argument must be a sequence of length 3") };
    let negative = match sign {
        Value::Int(0) => false,
        Value::Int(1) => true,
        _ => return fail("sign must be an integer with the value 0 or 1"),
    };
    let digits = match digits {
        Value::Tuple(_) | Value::List(_) => python::ops::collect(digits, cx)?,
        _ => return fail("coefficient must be a tuple of digits"),
    };
    let mut text = String::new();
    for digit in &digits {
        match digit {
            Value::Int(digit @ 0..=9) => text.push_str(&digit.to_string()),
            _ => return fail("coefficient must be a tuple of digits"),
        }
    }
    let sign = if negative { "-" } else { "" };
    let text = match exponent {
        Value::Int(exponent) => format!("{sign}{text:0>1}e{exponent}"),
        other => match inner_str(other).as_deref() {
            Some("F") => format!("{sign}inf"),
            Some("n") => format!("{sign}nan{text}"),
            Some("N") => format!("{sign}snan{text}"),
            Some(_) => return fail("string argument in the third position must be 'F', 'n' or 'N'"),
            None => return fail("exponent must be an integer"),
        },
    };
    match Decimal::parse(&text) {
        Ok(number) => Ok(number),
        Err(_) => context.note(INVALID_OPERATION).map(|()| Decimal::special(Kind::Nan, false)),
    }
}

/// The decimal number that takes part in arithmetic; floats do not.
fn arithmetic_operand(value: &Value) -> Option<Decimal> {
    if let Some(number) = value.downcast::<Decimal>() {
        return Some(number.clone());
    }
    match value {
        Value::Int(_) | Value::Big(_) | Value::Bool(_) => Some(Decimal::from_int(&big_of(value))),
        _ => None,
    }
}

/// The operand of a method.
///
/// Errors: `TypeError: conversion from str to Decimal is not supported`.
pub fn operand(value: &Value) -> Result<Decimal, Raised> {
    arithmetic_operand(value)
        .ok_or_else(|| Raised::type_error(format!("conversion from {} to Decimal is not supported", value.type_name())))
}

/// Refuses what is no finite number, for conversion to `what`.
pub fn expect_finite(number: &Decimal, what: &str) -> Result<(), Raised> {
    match number.kind {
        Kind::Finite => Ok(()),
        Kind::Infinite => Err(Raised::new(ExcKind::OverflowError, format!("cannot convert Infinity to {what}"))),
        _ => Err(Raised::value_error(format!("cannot convert NaN to {what}"))),
    }
}

fn operate(op: BinaryOp, a: &Decimal, b: &Decimal, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    if op.is_bitwise() {
        return Ok(None);
    }
    let result = current().run(cx, |work| match op {
        BinaryOp::Add => work.add(a, b),
        BinaryOp::Sub => work.subtract(a, b),
        BinaryOp::Mul => work.multiply(a, b),
        BinaryOp::Div => work.divide(a, b),
        BinaryOp::FloorDiv => work.divide_whole(a, b),
        BinaryOp::Mod => work.remainder(a, b),
        _ => work.power(a, b),
    })?;
    Ok(Some(Value::object(result)))
}

fn to_float(number: &Decimal, cx: &mut CallCx) -> Result<f64, Raised> {
    let size = match number.kind {
        Kind::Nan => f64::NAN,
        Kind::Signaling => return Err(Raised::value_error("cannot convert signaling NaN to float".into())),
        Kind::Infinite => f64::INFINITY,
        Kind::Finite if number.is_zero() || number.adjusted() < -400 => 0.0,
        Kind::Finite if number.adjusted() > 400 => f64::INFINITY,
        Kind::Finite => {
            let (n, d) = number.magnitude().ratio(cx)?;
            match true_divide(&n, &d) {
                Ok(Value::Float(float)) => float,
                _ => f64::INFINITY,
            }
        }
    };
    Ok(if number.negative { -size } else { size })
}

/// The whole number that it is rounded to.
fn whole(number: &Decimal, rounding: Rounding, cx: &mut CallCx) -> Result<Value, Raised> {
    expect_finite(number, "integer")?;
    let exponent = number.exponent.max(0);
    let cut = current().run(cx, |work| work.rescaled(number, exponent, rounding))?.0;
    Ok(Value::from_big(cut.ratio(cx)?.0))
}

/// Compares with any number, exactly: `None` if it is none, `Some(None)` if one of them is NaN.
fn order(a: &Decimal, other: &Value, cx: &mut CallCx) -> Result<Option<(Option<Ordering>, bool)>, Raised> {
    let mut signaling = a.kind == Kind::Signaling;
    let mut a = Cow::Borrowed(a);
    let b = match (other.downcast::<Decimal>(), Number::of(other)) {
        (Some(b), _) => b.clone(),
        (None, Some(_)) => exact_number(other, cx)?,
        (None, None) => match fraction(other, cx)? {
            Some((numerator, denominator)) => {
                if a.kind == Kind::Finite {
                    let size = denominator.magnitude();
                    a = Cow::Owned(Decimal { digits: &a.digits * size, ..a.into_owned() });
                }
                Decimal::from_int(&numerator)
            }
            None => return Ok(None),
        },
    };
    signaling |= b.kind == Kind::Signaling;
    Ok(Some((if a.is_nan() || b.is_nan() { None } else { Some(a.order(&b)) }, signaling)))
}

/// Numerator and denominator of a `Fraction`.
fn fraction(value: &Value, cx: &mut CallCx) -> Result<Option<(BigInt, BigInt)>, Raised> {
    if !matches!(value, Value::Object(_)) || value.type_name() != "Fraction" {
        return Ok(None);
    }
    let numerator = python::objects::attr::get(value, "numerator", cx)?;
    let denominator = python::objects::attr::get(value, "denominator", cx)?;
    Ok(Some((big_of(&numerator), big_of(&denominator))))
}

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
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("Decimal('{}')", self.str(cx)?))
    }
    fn str(&self, cx: &mut CallCx) -> Result<String, Raised> {
        cx.burn(self.digits.bits().pow(2) >> 20)?;
        let text = self.text();
        Ok(if current().rules.get().capitals { text } else { text.replace('E', "e") })
    }
    fn truthy(&self, _cx: &mut CallCx) -> Result<bool, Raised> {
        Ok(!self.is_zero())
    }
    fn eq(&self, other: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        if let Some(number) = other.downcast::<Complex>() {
            return if number.im == 0.0 { self.eq(&Value::Float(number.re), cx) } else { Ok(Some(false)) };
        }
        if matches!(other, Value::Float(_)) {
            let flags = &current().flags;
            flags.set(flags.get() | FLOAT_OPERATION);
        }
        let Some((ordering, signaling)) = order(self, other, cx)? else { return Ok(None) };
        if signaling {
            current().note(INVALID_OPERATION)?;
        }
        Ok(Some(ordering == Some(Ordering::Equal)))
    }
    fn compare(&self, op: CompareOp, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Some((ordering, _)) = order(self, other, cx)? else { return Ok(None) };
        if matches!(other, Value::Float(_)) {
            current().note(FLOAT_OPERATION)?;
        }
        let Some(ordering) = ordering else {
            current().note(INVALID_OPERATION)?;
            return Ok(Some(Value::Bool(false)));
        };
        Ok(Some(Value::Bool(match op {
            CompareOp::Lt => ordering.is_lt(),
            CompareOp::Le => ordering.is_le(),
            CompareOp::Gt => ordering.is_gt(),
            CompareOp::Ge => ordering.is_ge(),
        })))
    }
    fn hash(&self, cx: &mut CallCx) -> Result<i64, Raised> {
        match self.kind {
            Kind::Finite => {}
            Kind::Infinite => return Ok(hash_float(to_float(self, cx)?)),
            // NaN is equal to nothing, so any hash will do.
            Kind::Nan => return Ok(271_828),
            Kind::Signaling => return Err(Raised::type_error("Cannot hash a signaling NaN value".into())),
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
        if self.kind == Kind::Finite && self.exponent.abs() < 5000 {
            let (n, d) = self.ratio(cx)?;
            if (&n % &d).is_zero() {
                return value::equality::key_hash(&Value::from_big(if d.is_one() { n } else { n / d }), cx);
            }
        }
        if !self.is_nan() {
            let float = Value::Float(to_float(self, cx)?);
            if let Some((Some(Ordering::Equal), _)) = order(self, &float, cx)? {
                return value::equality::key_hash(&float, cx);
            }
        }
        Ok(value::equality::hash_word(self.hash(cx)? as u64))
    }
    fn binary(&self, op: BinaryOp, other: &Value, reflected: bool, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Some(other) = arithmetic_operand(other) else { return Ok(None) };
        if reflected { operate(op, &other, self, cx) } else { operate(op, self, &other, cx) }
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let first = args.positional.first();
        let result = match name {
            "__neg__" => current().run(cx, |work| work.plus(self, true)),
            "__pos__" => current().run(cx, |work| work.plus(self, false)),
            "__abs__" => current().run(cx, |work| work.plus(self, self.negative)),
            "__float__" => return to_float(self, cx).map(|float| Some(Value::Float(float))),
            "__int__" | "__trunc__" => return whole(self, Rounding::Down, cx).map(Some),
            "__floor__" => return whole(self, Rounding::Floor, cx).map(Some),
            "__ceil__" => return whole(self, Rounding::Ceiling, cx).map(Some),
            "__round__" => match first {
                None | Some(Value::None) => return whole(self, Rounding::HalfEven, cx).map(Some),
                Some(Value::Int(digits)) => {
                    let exp = Decimal { exponent: digits.saturating_neg(), ..Decimal::small(1) };
                    current().run(cx, |work| {
                        let rounding = work.rules.rounding;
                        work.quantize(self, &exp, rounding)
                    })
                }
                Some(_) => return Err(Raised::type_error("optional arg must be an integer".into())),
            },
            "__format__" => {
                let Some(spec) = first.and_then(inner_str) else {
                    return Err(Raised::type_error("format arg must be str".into()));
                };
                let text = current().run(cx, |work| formatted(self, &spec, work))?;
                return Ok(Some(Value::string(text)));
            }
            "__divmod__" | "__rdivmod__" => {
                let Some(other) = first.and_then(arithmetic_operand) else { return Ok(None) };
                let (a, b) = if name == "__divmod__" { (self, &other) } else { (&other, self) };
                let (whole, rest) = current().run(cx, |work| work.divmod(a, b))?;
                return Ok(Some(Value::pair(Value::object(whole), Value::object(rest))));
            }
            "__pow__" | "__rpow__" if args.positional.len() == 2 => {
                let operands = args.positional.iter().map(arithmetic_operand).collect::<Option<Vec<_>>>();
                let Some([other, modulus]) = operands.as_deref() else { return Ok(None) };
                let (base, exponent) = if name == "__pow__" { (self, other) } else { (other, self) };
                current().run(cx, |work| work.power_modulo(base, exponent, modulus))
            }
            _ => return Ok(None),
        };
        result.map(|number| Some(Value::object(number)))
    }
}
