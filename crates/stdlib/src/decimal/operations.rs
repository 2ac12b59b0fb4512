//! The operations by name, which are methods of numbers and of contexts.

use num_bigint::BigInt;
use num_integer::Integer;
use value::{Raised, Value};

use super::number::{Decimal, Kind, n_digits};
use super::order::{Choice, total_order};
use super::rules::Work;
use crate::support::class;
use python::native::instance_of_value;

/// What an operation does with its operands.
pub type Run = fn(&[Decimal], &mut Work) -> Result<Value, Raised>;

/// Who has the method, and with what arguments after the operands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// Numbers, with a context; contexts.
    Both,
    /// Numbers, with nothing more; contexts.
    Plain,
    /// Numbers alone, with nothing more.
    Number,
    /// Contexts alone.
    Context,
}

/// One operation.
pub struct Operation {
    pub name: &'static str,
    /// How many operands it has, the number itself included.
    pub n_operands: usize,
    pub on: On,
    pub run: Run,
}

const fn op(name: &'static str, n_operands: usize, on: On, run: Run) -> Operation {
    Operation { name, n_operands, on, run }
}

fn number(result: Result<Decimal, Raised>) -> Result<Value, Raised> {
    result.map(Value::object)
}

fn truth(result: bool) -> Result<Value, Raised> {
    Ok(Value::Bool(result))
}

const MAX: Choice = Choice { largest: true, by_magnitude: false };
const MIN: Choice = Choice { largest: false, by_magnitude: false };

/// All of them but those with further arguments.
pub const OPERATIONS: &[Operation] = &[
    op("exp", 1, On::Both, |n, work| number(work.exp(&n[0]))),
    op("ln", 1, On::Both, |n, work| number(work.ln(&n[0]))),
    op("log10", 1, On::Both, |n, work| number(work.log10(&n[0]))),
    op("logb", 1, On::Both, |n, work| number(work.logb(&n[0]))),
    op("logical_invert", 1, On::Both, |n, work| number(work.logical_invert(&n[0]))),
    op("next_minus", 1, On::Both, |n, work| number(work.next(&n[0], false))),
    op("next_plus", 1, On::Both, |n, work| number(work.next(&n[0], true))),
    op("normalize", 1, On::Both, |n, work| number(work.normalize(&n[0]))),
    op("sqrt", 1, On::Both, |n, work| number(work.sqrt(&n[0]))),
    op("number_class", 1, On::Both, |n, work| Ok(Value::string(work.number_class(&n[0])))),
    op("is_normal", 1, On::Both, |n, work| {
        truth(n[0].kind == Kind::Finite && !n[0].is_zero() && !work.is_subnormal(&n[0]))
    }),
    op("is_subnormal", 1, On::Both, |n, work| truth(work.is_subnormal(&n[0]))),
    op("to_eng_string", 1, On::Both, |n, work| Ok(shown(n[0].engineering_text(), work))),
    op("compare", 2, On::Both, |n, work| Ok(Value::object(work.compare(&n[0], &n[1])))),
    op("compare_signal", 2, On::Both, |n, work| Ok(Value::object(work.compare_signal(&n[0], &n[1])))),
    op("compare_total", 2, On::Both, |n, _| Ok(Value::object(super::arithmetic::sign_of(total_order(&n[0], &n[1]))))),
    op("compare_total_mag", 2, On::Both, |n, _| {
        let order = total_order(&n[0].magnitude(), &n[1].magnitude());
        Ok(Value::object(super::arithmetic::sign_of(order)))
    }),
    op("copy_sign", 2, On::Both, |n, _| number(Ok(Decimal { negative: n[1].negative, ..n[0].clone() }))),
    op("logical_and", 2, On::Both, |n, work| number(work.logical(&n[0], &n[1], |a, b| a & b))),
    op("logical_or", 2, On::Both, |n, work| number(work.logical(&n[0], &n[1], |a, b| a | b))),
    op("logical_xor", 2, On::Both, |n, work| number(work.logical(&n[0], &n[1], |a, b| a ^ b))),
    op("max", 2, On::Both, |n, work| number(work.choose(&n[0], &n[1], MAX))),
    op("min", 2, On::Both, |n, work| number(work.choose(&n[0], &n[1], MIN))),
    op("max_mag", 2, On::Both, |n, work| number(work.choose(&n[0], &n[1], Choice { by_magnitude: true, ..MAX }))),
    op("min_mag", 2, On::Both, |n, work| number(work.choose(&n[0], &n[1], Choice { by_magnitude: true, ..MIN }))),
    op("next_toward", 2, On::Both, |n, work| number(work.next_toward(&n[0], &n[1]))),
    op("remainder_near", 2, On::Both, |n, work| number(work.remainder_near(&n[0], &n[1]))),
    op("rotate", 2, On::Both, |n, work| number(work.shift(&n[0], &n[1], true))),
    op("shift", 2, On::Both, |n, work| number(work.shift(&n[0], &n[1], false))),
    op("scaleb", 2, On::Both, |n, work| number(work.scaleb(&n[0], &n[1]))),
    op("same_quantum", 2, On::Both, |n, _| {
        truth(match (n[0].kind, n[1].kind) {
            (Kind::Finite, Kind::Finite) => n[0].exponent == n[1].exponent,
            (a, b) => a == b || (n[0].is_nan() && n[1].is_nan()),
        })
    }),
    op("fma", 3, On::Both, |n, work| number(work.fma(&n[0], &n[1], &n[2]))),
    op("canonical", 1, On::Plain, |n, _| number(Ok(n[0].clone()))),
    op("copy_abs", 1, On::Plain, |n, _| number(Ok(n[0].magnitude()))),
    op("copy_negate", 1, On::Plain, |n, _| number(Ok(n[0].negated()))),
    op("is_canonical", 1, On::Plain, |_, _| truth(true)),
    op("is_finite", 1, On::Plain, |n, _| truth(n[0].kind == Kind::Finite)),
    op("is_infinite", 1, On::Plain, |n, _| truth(n[0].kind == Kind::Infinite)),
    op("is_nan", 1, On::Plain, |n, _| truth(n[0].is_nan())),
    op("is_qnan", 1, On::Plain, |n, _| truth(n[0].kind == Kind::Nan)),
    op("is_signed", 1, On::Plain, |n, _| truth(n[0].negative)),
    op("is_snan", 1, On::Plain, |n, _| truth(n[0].kind == Kind::Signaling)),
    op("is_zero", 1, On::Plain, |n, _| truth(n[0].is_zero())),
    op("radix", 1, On::Number, |_, _| number(Ok(Decimal::small(10)))),
    op("conjugate", 1, On::Number, |n, _| number(Ok(n[0].clone()))),
    op("adjusted", 1, On::Number, |n, _| {
        Ok(Value::Int(if n[0].kind == Kind::Finite && !n[0].is_zero() {
            n[0].adjusted()
        } else {
            adjusted_zero(&n[0])
        }))
    }),
    op("as_tuple", 1, On::Number, |n, _| Ok(as_tuple(&n[0]))),
    op("as_integer_ratio", 1, On::Number, |n, work| {
        super::object::expect_finite(&n[0], "integer ratio")?;
        let (numerator, denominator) = n[0].ratio(work.cx)?;
        let common = numerator.gcd(&denominator);
        Ok(Value::pair(Value::from_big(numerator / &common), Value::from_big(denominator / common)))
    }),
    op("abs", 1, On::Context, |n, work| number(work.plus(&n[0], n[0].negative))),
    op("minus", 1, On::Context, |n, work| number(work.plus(&n[0], true))),
    op("plus", 1, On::Context, |n, work| number(work.plus(&n[0], false))),
    op("copy_decimal", 1, On::Context, |n, _| number(Ok(n[0].clone()))),
    op("to_sci_string", 1, On::Context, |n, work| Ok(shown(n[0].text(), work))),
    op("add", 2, On::Context, |n, work| number(work.add(&n[0], &n[1]))),
    op("subtract", 2, On::Context, |n, work| number(work.subtract(&n[0], &n[1]))),
    op("multiply", 2, On::Context, |n, work| number(work.multiply(&n[0], &n[1]))),
    op("divide", 2, On::Context, |n, work| number(work.divide(&n[0], &n[1]))),
    op("divide_int", 2, On::Context, |n, work| number(work.divide_whole(&n[0], &n[1]))),
    op("remainder", 2, On::Context, |n, work| number(work.remainder(&n[0], &n[1]))),
    op("divmod", 2, On::Context, |n, work| {
        let (whole, rest) = work.divmod(&n[0], &n[1])?;
        Ok(Value::pair(Value::object(whole), Value::object(rest)))
    }),
    op("quantize", 2, On::Context, |n, work| {
        let rounding = work.rules.rounding;
        number(work.quantize(&n[0], &n[1], rounding))
    }),
    op("to_integral_exact", 1, On::Context, |n, work| {
        let rounding = work.rules.rounding;
        number(work.nearest_integer(&n[0], rounding, false))
    }),
    op("to_integral_value", 1, On::Context, |n, work| {
        let rounding = work.rules.rounding;
        number(work.nearest_integer(&n[0], rounding, true))
    }),
];

/// A text with exponents as the context wants them.
pub fn shown(text: String, work: &Work) -> Value {
    Value::string(if work.rules.capitals { text } else { text.replace('E', "e") })
}

fn adjusted_zero(number: &Decimal) -> i64 {
    if number.kind == Kind::Finite { number.exponent + n_digits(&number.digits) as i64 - 1 } else { 0 }
}

/// The class of what `as_tuple` gives.
pub fn tuple_class() -> Value {
    class("decimal.DecimalTuple", || {
        let fields = ["sign", "digits", "exponent"].map(value::Str::new);
        crate::collections::namedtuple::make_class_in("decimal", "DecimalTuple", &fields, &[]).unwrap_or_default()
    })
}

fn as_tuple(number: &Decimal) -> Value {
    let digits = match number.kind {
        Kind::Nan | Kind::Signaling if number.digits == BigInt::ZERO.magnitude().clone() => String::new(),
        _ => number.digits.to_string(),
    };
    let exponent = match number.kind {
        Kind::Finite => Value::Int(number.exponent),
        Kind::Infinite => Value::str("F"),
        Kind::Nan => Value::str("n"),
        Kind::Signaling => Value::str("N"),
    };
    let digits = Value::tuple(digits.bytes().map(|digit| Value::Int(i64::from(digit - b'0'))).collect::<Vec<_>>());
    instance_of_value(&tuple_class(), Value::tuple(vec![Value::Int(i64::from(number.negative)), digits, exponent]))
}
