//! `time` of the module `datetime`: a time of day.

use std::any::Any;
use std::borrow::Cow;

use value::hash::hash_int;
use value::order::{CompareOp, compare};
use value::repr::repr;
use value::{Args, CallCx, Object, Raised, Value};

use crate::calendar::{Civil, Zone, strftime};
use crate::datetime::date::{invalid, not_a_format};
use crate::datetime::delta::Delta;
use crate::datetime::zone::offset_of;
use crate::datetime::{check_time, offset_text, whole};
use crate::support::{bind, class, receiver};
use python::native::NativeClass;
use python::ops::item::inner_str;
use python::types::object_method;

/// The class object.
pub fn class_value() -> Value {
    class("datetime.time", || {
        let at = |micros| Value::object(TimeOfDay { micros, zone: Value::None });
        NativeClass::new("time", "datetime")
            .constructor(|args, cx| {
                let (_, rest) = receiver(args);
                let names = ["hour", "minute", "second", "microsecond", "tzinfo", "fold"];
                let slots = bind("time", &names, 0, &rest)?;
                let (hour, minute) = (whole(&slots[0], 0, cx)?, whole(&slots[1], 0, cx)?);
                let (second, micros) = (whole(&slots[2], 0, cx)?, whole(&slots[3], 0, cx)?);
                check_time(hour, minute, second, micros)?;
                let micros = (hour * 3600 + minute * 60 + second) * 1_000_000 + micros;
                Ok(Value::object(TimeOfDay { micros, zone: slots[4].clone().unwrap_or_default() }))
            })
            .class_method("fromisoformat", |args, _| {
                let (_, rest) = receiver(args);
                let Some(text) = rest.positional.first().and_then(inner_str) else {
                    return Err(Raised::type_error("fromisoformat: argument must be str".into()));
                };
                match iso_time(text.strip_prefix('T').unwrap_or(&text))? {
                    Some((micros, zone)) => Ok(Value::object(TimeOfDay { micros, zone })),
                    None => Err(Raised::value_error(format!("Invalid isoformat string: '{text}'"))),
                }
            })
            .member("min", at(0))
            .member("max", at(86_400_000_000 - 1))
            .build()
    })
}

/// A time of day.
pub struct TimeOfDay {
    pub micros: i64,
    pub zone: Value,
}

/// `HH[:MM[:SS[.ffffff]]][offset]` as microseconds and time zone.
///
/// Errors: `ValueError: hour must be in 0..23`.
pub fn iso_time(text: &str) -> Result<Option<(i64, Value)>, Raised> {
    let Some((parts, zone_text)) = iso_parts(text) else { return Ok(None) };
    let [hour, minute, second, micros] = parts;
    check_time(hour, minute, second, micros)?;
    let zone = match zone_text {
        "" => Value::None,
        "Z" => super::zone::utc(),
        signed => {
            let sign = if signed.starts_with('-') { -1 } else { 1 };
            match iso_time(&signed[1..])? {
                Some((offset, Value::None)) => super::zone::fixed(sign * offset),
                _ => return Ok(None),
            }
        }
    };
    Ok(Some(((hour * 3600 + minute * 60 + second) * 1_000_000 + micros, zone)))
}

/// Hour, minute, second and microseconds, and the text of the zone.
fn iso_parts(text: &str) -> Option<([i64; 4], &str)> {
    let zone_at = text.find(['+', '-', 'Z']);
    let (clock, zone_text) = text.split_at(zone_at.unwrap_or(text.len()));
    let (clock, fraction) = clock.split_once(['.', ',']).map_or((clock, None), |(clock, rest)| (clock, Some(rest)));
    let plain: String = match clock.contains(':') {
        true => {
            let parts: Vec<&str> = clock.split(':').collect();
            if parts.len() > 3 || parts.iter().any(|part| part.len() != 2) {
                return None;
            }
            parts.concat()
        }
        false => clock.into(),
    };
    if !matches!(plain.len(), 2 | 4 | 6) || !plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| plain.get(at..at + 2).map_or(Some(0), |digits| digits.parse::<i64>().ok());
    let (hour, minute, second) = (part(0)?, part(2)?, part(4)?);
    let micros = match fraction {
        None => 0,
        Some(digits) => {
            if digits.is_empty() || plain.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            format!("{digits:0<6}").get(..6)?.parse::<i64>().ok()?
        }
    };
    Some(([hour, minute, second, micros], zone_text))
}

/// `HH:MM:SS[.ffffff]`, cut to what `timespec` names.
pub fn clock_text(time: Civil, timespec: &str) -> Result<String, Raised> {
    let minutes = format!("{:02}:{:02}", time.hour, time.minute);
    let seconds = format!("{minutes}:{:02}", time.second);
    Ok(match timespec {
        "auto" if time.micros == 0 => seconds,
        "auto" | "microseconds" => format!("{seconds}.{:06}", time.micros),
        "milliseconds" => format!("{seconds}.{:03}", time.micros / 1000),
        "seconds" => seconds,
        "minutes" => minutes,
        "hours" => format!("{:02}", time.hour),
        _ => return Err(Raised::value_error("Unknown timespec value".into())),
    })
}

impl TimeOfDay {
    fn civil(&self) -> Civil {
        Civil { year: 1900, month: 1, day: 1, ..Civil::from_micros(self.micros) }
    }

    fn zone_part(&self) -> String {
        offset_of(Some(&self.zone)).map_or(String::new(), |offset| offset_text(offset, ":"))
    }
}

impl Object for TimeOfDay {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("datetime.time")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(class_value())
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let time = self.civil();
        let mut text = format!("datetime.time({}, {}", time.hour, time.minute);
        if time.second != 0 || time.micros != 0 {
            text.push_str(&format!(", {}", time.second));
        }
        if time.micros != 0 {
            text.push_str(&format!(", {}", time.micros));
        }
        if !matches!(self.zone, Value::None) {
            text.push_str(&format!(", tzinfo={}", repr(&self.zone, cx)?));
        }
        Ok(text + ")")
    }
    fn str(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(clock_text(self.civil(), "auto")? + &self.zone_part())
    }
    fn eq(&self, other: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(other.downcast::<Self>().map(|other| other.micros == self.micros))
    }
    fn compare(&self, op: CompareOp, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match other.downcast::<Self>() {
            Some(other) => compare(op, &Value::Int(self.micros), &Value::Int(other.micros), cx).map(Some),
            None => Ok(None),
        }
    }
    fn hash(&self, _cx: &mut CallCx) -> Result<i64, Raised> {
        Ok(hash_int(self.micros))
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let time = self.civil();
        Ok(Some(match name {
            "hour" => Value::Int(time.hour),
            "minute" => Value::Int(time.minute),
            "second" => Value::Int(time.second),
            "microsecond" => Value::Int(time.micros),
            "tzinfo" => self.zone.clone(),
            "fold" => Value::Int(0),
            "isoformat" | "strftime" | "replace" | "utcoffset" | "tzname" | "dst" => object_method(this, name),
            _ => return Ok(None),
        }))
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let time = self.civil();
        Ok(Some(match name {
            "isoformat" => {
                if args.positional.len() > 1 {
                    let n = args.positional.len();
                    return Err(Raised::type_error(format!("isoformat() takes at most 1 argument ({n} given)")));
                }
                let slots = bind("isoformat", &["timespec"], 0, args)?;
                let timespec = slots[0].as_ref().and_then(inner_str);
                Value::string(clock_text(time, timespec.as_deref().unwrap_or("auto"))? + &self.zone_part())
            }
            "__format__" | "strftime" => {
                let Some(format) = args.positional.first().and_then(inner_str) else { return Err(not_a_format(args)) };
                if format.is_empty() && name == "__format__" {
                    return self.str(cx).map(|text| Some(Value::string(text)));
                }
                Value::string(strftime(&format, time, &Zone::default())?)
            }
            "utcoffset" => match offset_of(Some(&self.zone)) {
                Some(offset) => Delta::value(i128::from(offset))?,
                None => Value::None,
            },
            "tzname" => match &self.zone {
                Value::Object(zone) => {
                    let asked = Args { positional: vec![Value::None], keywords: Vec::new() };
                    zone.call_method(&self.zone, "tzname", &asked, cx)?.unwrap_or_default()
                }
                _ => Value::None,
            },
            "dst" => Value::None,
            "replace" => {
                let names = ["hour", "minute", "second", "microsecond", "tzinfo", "fold"];
                let slots = bind("replace", &names, 0, args).map_err(|error| invalid(error, args))?;
                let (hour, minute) = (whole(&slots[0], time.hour, cx)?, whole(&slots[1], time.minute, cx)?);
                let (second, micros) = (whole(&slots[2], time.second, cx)?, whole(&slots[3], time.micros, cx)?);
                check_time(hour, minute, second, micros)?;
                Value::object(Self {
                    micros: (hour * 3600 + minute * 60 + second) * 1_000_000 + micros,
                    zone: slots[4].clone().unwrap_or_else(|| self.zone.clone()),
                })
            }
            _ => return Ok(None),
        }))
    }
}
