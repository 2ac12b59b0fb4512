//! `timezone`: a fixed distance from UTC.

use std::any::Any;
use std::borrow::Cow;

use value::hash::hash_int;
use value::repr::repr;
use value::{Args, CallCx, Object, Raised, Str, Value};

use crate::calendar::MICROS_PER_DAY;
use crate::datetime::delta::Delta;
use crate::datetime::offset_text;
use crate::support::{bind, class};
use python::native::NativeClass;
use python::ops::item::inner_str;
use python::types::object_method;

/// `tzinfo`, which time zones derive from.
pub fn base_class() -> Value {
    class("datetime.tzinfo", || NativeClass::new("tzinfo", "datetime").build())
}

/// The class object.
pub fn class_value() -> Value {
    class("datetime.timezone", || {
        NativeClass::new("timezone", "datetime")
            .base(&base_class())
            .constructor(|args, _| {
                let rest = Args {
                    positional: args.positional.get(1..).unwrap_or_default().to_vec(),
                    keywords: args.keywords.clone(),
                };
                let slots = bind("timezone", &["offset", "name"], 1, &rest)?;
                let offset = slots[0].clone().unwrap_or_default();
                let Some(delta) = offset.downcast::<Delta>() else {
                    return Err(Raised::type_error(format!(
                        "timezone() argument 1 must be datetime.timedelta, not {}",
                        offset.type_name()
                    )));
                };
                if delta.micros.abs() >= i128::from(MICROS_PER_DAY) {
                    return Err(Raised::value_error(format!(
                        "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not {}.",
                        repr(&offset, &mut CallCx::default())?
                    )));
                }
                let name = slots[1].as_ref().and_then(inner_str);
                Ok(Value::object(Zone { offset: delta.micros as i64, name }))
            })
            .member("utc", Value::object(Zone { offset: 0, name: None }))
            .build()
    })
}

/// `timezone.utc`.
pub fn utc() -> Value {
    fixed(0)
}

/// The time zone of an offset in microseconds.
pub fn fixed(offset: i64) -> Value {
    Value::object(Zone { offset, name: None })
}

/// A time zone.
pub struct Zone {
    pub offset: i64,
    pub name: Option<Str>,
}

impl Zone {
    /// `tzname()`.
    pub fn shown(&self) -> String {
        match (&self.name, self.offset) {
            (Some(name), _) => name.to_string(),
            (None, 0) => "UTC".into(),
            (None, offset) => format!("UTC{}", offset_text(offset, ":")),
        }
    }
}

/// The offset in microseconds of a `tzinfo`, if it is one of ours.
pub fn offset_of(zone: Option<&Value>) -> Option<i64> {
    zone?.downcast::<Zone>().map(|zone| zone.offset)
}

impl Object for Zone {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("datetime.timezone")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(class_value())
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        if self.offset == 0 && self.name.is_none() {
            return Ok("datetime.timezone.utc".into());
        }
        let offset = Delta { micros: i128::from(self.offset) }.repr(cx)?;
        let name = match &self.name {
            Some(name) => format!(", {}", repr(&Value::Str(name.clone()), cx)?),
            None => String::new(),
        };
        Ok(format!("datetime.timezone({offset}{name})"))
    }
    fn str(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(self.shown())
    }
    fn eq(&self, other: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(other.downcast::<Self>().map(|other| other.offset == self.offset))
    }
    fn hash(&self, _cx: &mut CallCx) -> Result<i64, Raised> {
        Ok(hash_int(self.offset))
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "utc" => Some(utc()),
            "utcoffset" | "tzname" | "dst" => Some(object_method(this, name)),
            _ => None,
        })
    }
    fn call_method(&self, _this: &Value, name: &str, _args: &Args, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(match name {
            "utcoffset" => Delta::value(i128::from(self.offset))?,
            "tzname" => Value::string(self.shown()),
            "dst" => Value::None,
            _ => return Ok(None),
        }))
    }
}
