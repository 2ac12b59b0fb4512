//! The signals that a condition raises, as exception classes.

use value::{Raised, Value};

use super::rules::condition::*;
use crate::support::class;
use python::native::{NativeClass, builtin_class, exception_of};

/// The signals in the order in which dictionaries of them list them, with the conditions that they stand for.
pub const SIGNALS: [(&str, u32); 9] = [
    ("InvalidOperation", INVALID),
    ("FloatOperation", FLOAT_OPERATION),
    ("DivisionByZero", DIVISION_BY_ZERO),
    ("Overflow", OVERFLOW),
    ("Underflow", UNDERFLOW),
    ("Subnormal", SUBNORMAL),
    ("Inexact", INEXACT),
    ("Rounded", ROUNDED),
    ("Clamped", CLAMPED),
];

/// The conditions that raise `InvalidOperation`, by the classes that messages name.
const INVALID_CONDITIONS: [(&str, u32); 5] = [
    ("InvalidOperation", INVALID_OPERATION),
    ("ConversionSyntax", CONVERSION_SYNTAX),
    ("DivisionImpossible", DIVISION_IMPOSSIBLE),
    ("DivisionUndefined", DIVISION_UNDEFINED),
    ("InvalidContext", 1 << 7),
];

/// All classes of exceptions, by name.
pub const CLASSES: [&str; 14] = [
    "DecimalException",
    "InvalidOperation",
    "FloatOperation",
    "DivisionByZero",
    "Rounded",
    "Inexact",
    "Subnormal",
    "Overflow",
    "Underflow",
    "Clamped",
    "ConversionSyntax",
    "DivisionImpossible",
    "DivisionUndefined",
    "InvalidContext",
];

/// The exception class of a signal or condition.
pub fn error_class(name: &'static str) -> Value {
    class(name, || {
        let bases: Vec<Value> = match name {
            "DecimalException" => vec![builtin_class("ArithmeticError")],
            "FloatOperation" => vec![error_class("DecimalException"), builtin_class("TypeError")],
            "DivisionByZero" => vec![error_class("DecimalException"), builtin_class("ZeroDivisionError")],
            "Overflow" => vec![error_class("Inexact"), error_class("Rounded")],
            "Underflow" => vec![error_class("Inexact"), error_class("Rounded"), error_class("Subnormal")],
            "DivisionUndefined" => vec![error_class("InvalidOperation"), builtin_class("ZeroDivisionError")],
            "ConversionSyntax" | "DivisionImpossible" | "InvalidContext" => vec![error_class("InvalidOperation")],
            _ => vec![error_class("DecimalException")],
        };
        bases.iter().fold(NativeClass::new(name, "decimal"), NativeClass::base).build()
    })
}

/// The exception for conditions that a context traps.
pub fn raised(trapped: u32) -> Raised {
    let class = SIGNALS.iter().find(|(_, bits)| trapped & bits != 0).map_or("InvalidOperation", |(name, _)| name);
    let named = INVALID_CONDITIONS.iter().chain(&SIGNALS[1..]).filter(|(_, bits)| trapped & bits != 0);
    let named = named.map(|(name, _)| error_class(name)).collect();
    exception_of(&error_class(class), vec![Value::list(named)])
}

/// The conditions of a signal given as its class.
pub fn conditions_of(signal: &Value) -> Option<u32> {
    SIGNALS.iter().find(|(name, _)| error_class(name).is_same(signal)).map(|(_, bits)| *bits)
}
