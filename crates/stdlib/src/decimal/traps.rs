//! `flags` and `traps` of a context: mappings from signals to whether they are set.

use std::any::Any;
use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use value::repr::truthy;
use value::{Args, CallCx, ExcKind, Object, Raised, Value};

use super::signals::{SIGNALS, conditions_of, error_class};
use python::ops::{collect, iter};
use python::types::object_method;

/// The bits of a context seen as a mapping.
pub struct SignalDict(pub Rc<Cell<u32>>);

fn unknown() -> Raised {
    let choices = "InvalidOperation, FloatOperation, DivisionByZero,\n   Overflow, Underflow, Subnormal, Inexact, \
                   Rounded,\n   Clamped";
    Raised::new(ExcKind::KeyError, format!("valid values for signals are:\n  [{choices}]"))
}

/// Whether signals may be given as a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lists {
    Taken,
    Refused,
}

/// The conditions that a mapping from signals or a list of them stands for.
pub fn expect_conditions(value: &Value, lists: Lists, cx: &mut CallCx) -> Result<u32, Raised> {
    if let Some(other) = value.downcast::<SignalDict>() {
        return Ok(other.0.get());
    }
    let mut all = 0;
    match value {
        Value::List(_) if lists == Lists::Taken => {
            for signal in collect(value, cx)? {
                all |= conditions_of(&signal).ok_or_else(unknown)?;
            }
        }
        Value::Dict(dict) if dict.len() != SIGNALS.len() => {
            return Err(Raised::new(ExcKind::KeyError, "invalid signal dict".into()));
        }
        Value::Dict(dict) => {
            for (signal, set) in dict.pairs() {
                let conditions = conditions_of(&signal).ok_or_else(unknown)?;
                all |= if truthy(&set, cx)? { conditions } else { 0 };
            }
        }
        _ => return Err(Raised::type_error("argument must be a signal dict".into())),
    }
    Ok(all)
}

impl SignalDict {
    fn pairs(&self) -> Vec<(Value, Value)> {
        let bits = self.0.get();
        SIGNALS.iter().map(|(name, signal)| (error_class(name), Value::Bool(bits & signal != 0))).collect()
    }

    fn as_dict(&self, cx: &mut CallCx) -> Result<Value, Raised> {
        let dict = value::Dict::default();
        for (signal, set) in self.pairs() {
            dict.insert(signal, set, cx)?;
        }
        Ok(Value::Dict(Rc::new(dict)))
    }
}

const METHODS: &[&str] = &["copy", "get", "items", "keys", "values"];

impl Object for SignalDict {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("SignalDict")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let mut parts = Vec::new();
        for (signal, set) in self.pairs() {
            parts.push(format!("{}:{}", value::repr::repr(&signal, cx)?, value::repr::repr(&set, cx)?));
        }
        Ok(format!("{{{}}}", parts.join(", ")))
    }
    fn len(&self, _cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        Ok(Some(SIGNALS.len()))
    }
    fn iter(&self, _this: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let signals: Vec<Value> = self.pairs().into_iter().map(|(signal, _)| signal).collect();
        iter(&Value::list(signals), cx).map(Some)
    }
    fn eq(&self, other: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        match other.downcast::<Self>() {
            Some(other) => Ok(Some(self.0.get() == other.0.get())),
            None if matches!(other, Value::Dict(_)) => {
                Ok(Some(self.0.get() == expect_conditions(other, Lists::Taken, cx)?))
            }
            None => Ok(None),
        }
    }
    fn get_item(&self, _this: &Value, key: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let conditions = conditions_of(key).ok_or_else(unknown)?;
        Ok(Some(Value::Bool(self.0.get() & conditions != 0)))
    }
    fn set_item(&self, key: &Value, value: Option<Value>, cx: &mut CallCx) -> Result<bool, Raised> {
        let Some(value) = value else {
            return Err(Raised::value_error("signal keys cannot be deleted".into()));
        };
        let conditions = conditions_of(key).ok_or_else(unknown)?;
        let bits = self.0.get();
        self.0.set(if truthy(&value, cx)? { bits | conditions } else { bits & !conditions });
        Ok(true)
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(METHODS.contains(&name).then(|| object_method(this, name)))
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match name {
            "copy" => self.as_dict(cx).map(Some),
            _ if METHODS.contains(&name) => {
                let dict = self.as_dict(cx)?;
                python::types::call_method(&dict, name, args, cx).transpose()
            }
            _ => Ok(None),
        }
    }
}
