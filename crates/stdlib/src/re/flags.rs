//! `RegexFlag`: the flags of patterns, which are integers with names.

use std::any::Any;
use std::borrow::Cow;

use value::object::BinaryOp;
use value::order::CompareOp;
use value::{Args, CallCx, Object, Raised, Value};

use crate::support::{Generated, class, receiver};
use python::native::NativeClass;
use python::ops::item::{inner_str, key_error};
use python::types::number::big_of;

use crate::re::syntax::{ASCII, DOT_ALL, IGNORE_CASE, LOCALE, MULTILINE, UNICODE, VERBOSE};

/// The flags in the order in which they are shown, with their short names.
pub const FLAGS: [(&str, &str, i64); 9] = [
    ("ASCII", "A", ASCII),
    ("IGNORECASE", "I", IGNORE_CASE),
    ("LOCALE", "L", LOCALE),
    ("UNICODE", "U", UNICODE),
    ("MULTILINE", "M", MULTILINE),
    ("DOTALL", "S", DOT_ALL),
    ("VERBOSE", "X", VERBOSE),
    ("TEMPLATE", "T", 1),
    ("DEBUG", "", 128),
];
const ALL: i64 = 0x1ff;

/// Some flags together.
pub struct RegexFlag(pub i64);

/// The class object.
pub fn class_value() -> Value {
    class("re.RegexFlag", || {
        let mut class = NativeClass::new("RegexFlag", "re")
            .base(&python::native::builtin_class("int"))
            .constructor(|args, cx| {
                let given = args.positional.get(1).cloned().unwrap_or_default();
                match python::ops::call::integer(&given, cx) {
                    Ok(Value::Int(bits)) => Ok(flag(if bits < 0 { bits & ALL } else { bits })),
                    _ => {
                        let shown = value::repr::repr(&given, cx)?;
                        Err(Raised::value_error(format!("{shown} is not a valid RegexFlag")))
                    }
                }
            })
            .class_method("__class_iter__", |_, _| {
                Ok(Generated::of("generator", FLAGS.iter().map(|(_, _, bits)| flag(*bits)).collect()))
            })
            .class_method("__class_len__", |_, _| Ok(Value::from(FLAGS.len())))
            .class_method("__class_item__", |args, _| {
                let key = receiver(args).1.positional.first().cloned().unwrap_or_default();
                let name = inner_str(&key);
                let named = members().into_iter().find(|(known, _)| name.as_deref() == Some(*known));
                named.map(|(_, flag)| flag).ok_or_else(|| key_error(&key))
            });
        for (name, flag) in members() {
            class = class.member(name, flag);
        }
        class.build()
    })
}

fn flag(bits: i64) -> Value {
    Value::object(RegexFlag(bits))
}

/// All names of flags.
pub fn members() -> Vec<(&'static str, Value)> {
    let mut members = vec![("NOFLAG", flag(0))];
    for (long, short, bits) in FLAGS {
        let value = flag(bits);
        members.push((long, value.clone()));
        if !short.is_empty() {
            members.push((short, value));
        }
    }
    members
}

impl RegexFlag {
    /// The names of its flags, and what is left.
    fn names(&self) -> (Vec<&'static str>, i64) {
        let names = FLAGS.iter().filter(|(_, _, bits)| self.0 & bits != 0).map(|(name, ..)| *name).collect();
        (names, self.0 & !ALL)
    }

    fn shown(&self, prefix: &str) -> Option<String> {
        let (names, rest) = self.names();
        if self.0 == 0 {
            return Some(format!("{prefix}NOFLAG"));
        }
        let mut parts: Vec<String> = names.iter().map(|name| format!("{prefix}{name}")).collect();
        if parts.is_empty() {
            return None;
        }
        if rest != 0 {
            parts.push(format!("0x{rest:x}"));
        }
        Some(parts.join("|"))
    }
}

impl Object for RegexFlag {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("RegexFlag")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(class_value())
    }
    fn inner(&self) -> Option<Value> {
        Some(Value::Int(self.0))
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(self.shown("re.").unwrap_or_else(|| format!("re.RegexFlag({})", self.0)))
    }
    fn truthy(&self, _cx: &mut CallCx) -> Result<bool, Raised> {
        Ok(self.0 != 0)
    }
    fn hash(&self, _cx: &mut CallCx) -> Result<i64, Raised> {
        Ok(self.0)
    }
    fn key_hash(&self, cx: &mut CallCx) -> Result<u64, Raised> {
        value::equality::key_hash(&Value::Int(self.0), cx)
    }
    fn eq(&self, other: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        let other = other.downcast::<Self>().map_or_else(|| other.clone(), |other| Value::Int(other.0));
        match python::ops::binary::Number::of(&other) {
            Some(_) => value::equality::eq(&Value::Int(self.0), &other, cx).map(Some),
            None => Ok(None),
        }
    }
    fn compare(&self, op: CompareOp, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let other = other.downcast::<Self>().map_or_else(|| other.clone(), |other| Value::Int(other.0));
        match python::ops::binary::Number::of(&other) {
            Some(_) => value::order::compare(op, &Value::Int(self.0), &other, cx).map(Some),
            None => Ok(None),
        }
    }
    fn len(&self, _cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        Ok(Some(self.0.count_ones() as usize))
    }
    fn iter(&self, _this: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let parts = FLAGS.iter().filter(|(_, _, bits)| self.0 & bits != 0).map(|(_, _, bits)| flag(*bits));
        Ok(Some(Generated::of("generator", parts.collect())))
    }
    fn contains(&self, item: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(item.downcast::<Self>().map(|item| self.0 & item.0 == item.0))
    }
    fn binary(&self, op: BinaryOp, other: &Value, _reflected: bool, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let bits = match other {
            Value::Int(bits) => *bits,
            Value::Bool(_) => i64::try_from(big_of(other)).unwrap_or(0),
            _ => match other.downcast::<Self>() {
                Some(other) => other.0,
                None => return Ok(None),
            },
        };
        Ok(match op {
            BinaryOp::And => Some(flag(self.0 & bits)),
            BinaryOp::Or => Some(flag(self.0 | bits)),
            BinaryOp::Xor => Some(flag(self.0 ^ bits)),
            _ => None,
        })
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "value" | "_value_" => Some(Value::Int(self.0)),
            "name" | "_name_" => Some(self.shown("").map_or(Value::None, Value::string)),
            _ => None,
        })
    }
    fn call_method(&self, _this: &Value, name: &str, _args: &Args, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "__invert__" => Some(flag(ALL & !self.0)),
            "__int__" | "__index__" => Some(Value::Int(self.0)),
            "__str__" | "__repr__" => None,
            _ => None,
        })
    }
}
