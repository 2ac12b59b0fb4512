//! `decimal`: General Decimal Arithmetic as CPython's module has it, with contexts, flags and traps.

mod arithmetic;
mod context;
mod digits;
mod layout;
mod logarithms;
mod number;
mod object;
mod operations;
mod order;
mod rules;
mod signals;
mod traps;

use value::Value;

use crate::support::module;
use rules::{LIMIT, Rounding};

pub use object::class_value;

/// The module object; loading it brings back the default context.
pub fn load() -> Value {
    let mut members = vec![
        ("Decimal", class_value()),
        ("DecimalTuple", operations::tuple_class()),
        ("MAX_PREC", Value::Int(LIMIT)),
        ("MAX_EMAX", Value::Int(LIMIT)),
        ("MIN_EMIN", Value::Int(-LIMIT)),
        ("MIN_ETINY", Value::Int(1 - 2 * LIMIT)),
        ("HAVE_THREADS", Value::Bool(true)),
        ("HAVE_CONTEXTVAR", Value::Bool(true)),
    ];
    members.extend(signals::CLASSES.map(|name| (name, signals::error_class(name))));
    members.extend(context::members());
    members.extend(Rounding::ALL.map(|(name, _)| (name, Value::str(name))));
    module("decimal", &[], members)
}
