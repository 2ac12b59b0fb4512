//! `Arguments`: the arguments of methods that are no operators, bound to their parameters.

use python::{Parameter, Signature};
use value::{Args, Raised, Str, Value};

/// The values of a method's parameters, in order.
pub(crate) struct Arguments(Vec<Value>);

impl Arguments {
    /// Binds `args` to the `required` parameters and then those with defaults.
    ///
    /// Errors: CPython's `TypeError`s about arguments that do not fit.
    pub fn bind(function: &str, required: &[&str], defaults: &[(&str, Value)], args: &Args) -> Result<Self, Raised> {
        let required = required.iter().map(|name| Parameter { name: Str::new(name), default: None });
        let defaults =
            defaults.iter().map(|(name, value)| Parameter { name: Str::new(name), default: Some(value.clone()) });
        let params = required.chain(defaults).collect();
        let signature = Signature { function: Str::new(function), params, has_rest: false };
        signature.bind(args).map(Self)
    }

    /// The value of a parameter by its position; `None` beyond the last.
    pub fn at(&self, position: usize) -> Value {
        self.0.get(position).cloned().unwrap_or_default()
    }
}

/// A number of seconds as Spark's milliseconds: `int(seconds * 1000)`.
///
/// Errors: what Python raises for that expression.
pub(crate) fn millis(seconds: &Value, cx: &mut value::CallCx) -> Result<i64, Raised> {
    let product = python::ops::binary(value::object::BinaryOp::Mul, seconds, &Value::Int(1000), cx)?;
    match python::types::construct("int", &Args::of(vec![product]), cx).transpose()? {
        Some(Value::Int(millis)) => Ok(millis),
        _ => Err(Raised::new(value::ExcKind::OverflowError, "int too large to convert".into())),
    }
}
