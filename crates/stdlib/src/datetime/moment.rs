//! `datetime`: a date with a time of day.

use std::any::Any;
use std::borrow::Cow;

use value::hash::py_hash;
use value::object::BinaryOp;
use value::order::{CompareOp, compare};
use value::repr::{repr, str_of};
use value::{Args, CallCx, Object, Raised, Value};

use crate::calendar::{self, Civil, MICROS_PER_DAY, strftime};
use crate::datetime::date::{self, DAY_METHODS, Date, day_method, iso_date, iso_text, missing, not_a_format};
use crate::datetime::delta::Delta;
use crate::datetime::time_of_day::{TimeOfDay, clock_text, iso_time};
use crate::datetime::zone::{self, Zone, offset_of};
use crate::datetime::{check_date, check_time, offset_text, out_of_range, whole};
use crate::strptime::strptime;
use crate::support::{bind, class, given, receiver};
use python::native::NativeClass;
use python::ops::item::inner_str;
use python::types::number::{big_of, exact_ratio, expect_real};
use python::types::object_method;

const FIELDS: [&str; 9] = ["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "fold"];

/// The class object.
pub fn class_value() -> Value {
    class("datetime.datetime", || {
        let at = |time: Civil| Value::object(Moment { micros: time.to_micros(), zone: Value::None });
        let min = Civil { year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0, micros: 0 };
        let max = Civil { year: 9999, month: 12, day: 31, hour: 23, minute: 59, second: 59, micros: 999_999 };
        NativeClass::new("datetime", "datetime")
            .base(&date::class_value())
            .constructor(|args, cx| {
                let (_, rest) = receiver(args);
                let slots = bind("datetime", &FIELDS, 3, &rest).map_err(missing)?;
                let start = Civil { year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0, micros: 0 };
                Moment::from_slots(&slots, start, Value::None, cx)
            })
            .class_method("now", |args, cx| {
                let (_, rest) = receiver(args);
                let slots = bind("now", &["tz"], 0, &rest)?;
                Moment::in_zone(cx.host.now_micros(), given(&slots[0]).cloned().unwrap_or_default())
            })
            .class_method("today", |_, cx| Moment::value(cx.host.now_micros(), Value::None))
            .class_method("utcnow", |_, cx| Moment::value(cx.host.now_micros(), Value::None))
            .class_method("fromtimestamp", |args, cx| {
                let (_, rest) = receiver(args);
                let slots = bind("fromtimestamp", &["timestamp", "tz"], 1, &rest)?;
                let micros = timestamp(&slots[0].clone().unwrap_or_default(), cx)?;
                Moment::in_zone(micros, given(&slots[1]).cloned().unwrap_or_default())
            })
            .class_method("utcfromtimestamp", |args, cx| {
                let (_, rest) = receiver(args);
                Moment::value(timestamp(&rest.positional.first().cloned().unwrap_or_default(), cx)?, Value::None)
            })
            .class_method("fromisoformat", |args, _| from_iso(&receiver(args).1))
            .class_method("strptime", |args, _| parse(&receiver(args).1))
            .class_method("combine", |args, _| {
                let (_, rest) = receiver(args);
                let slots = bind("combine", &["date", "time", "tzinfo"], 2, &rest)?;
                let day = slots[0].as_ref().and_then(days_of);
                let time = slots[1].as_ref().and_then(|time| time.downcast::<TimeOfDay>());
                match (day, time) {
                    (Some(days), Some(time)) => {
                        let zone = slots[2].clone().unwrap_or_else(|| time.zone.clone());
                        Moment::value(days * MICROS_PER_DAY + time.micros, zone)
                    }
                    _ => Err(Raised::type_error("combine() arguments must be a date and a time".into())),
                }
            })
            .class_method("fromordinal", |args, cx| {
                let (_, rest) = receiver(args);
                let ordinal = python::ops::index(&rest.positional.first().cloned().unwrap_or_default(), cx)?;
                Moment::value((ordinal - date::ORDINAL_OF_EPOCH).saturating_mul(MICROS_PER_DAY), Value::None)
            })
            .member("min", at(min))
            .member("max", at(max))
            .member("resolution", Value::object(Delta { micros: 1 }))
            .build()
    })
}

fn days_of(value: &Value) -> Option<i64> {
    let moment = || value.downcast::<Moment>().map(|moment| moment.micros.div_euclid(MICROS_PER_DAY));
    value.downcast::<Date>().map(|date| date.days).or_else(moment)
}

/// Seconds since the epoch in microseconds, rounded half to even.
fn timestamp(seconds: &Value, cx: &mut CallCx) -> Result<i64, Raised> {
    let micros = match seconds {
        Value::Float(number) if number.is_finite() => {
            let (numerator, denominator) = exact_ratio(*number);
            let scaled = numerator * 1_000_000;
            let (quotient, rest) = num_integer::Integer::div_mod_floor(&scaled, &denominator);
            let twice = rest * 2;
            let up = twice > denominator || (twice == denominator && quotient.bit(0));
            quotient + u8::from(up)
        }
        Value::Int(_) | Value::Big(_) | Value::Bool(_) => big_of(seconds) * 1_000_000,
        other => {
            expect_real(other, cx).map_err(|_| {
                Raised::type_error(format!("'{}' object cannot be interpreted as an integer", other.type_name()))
            })?;
            return Err(Raised::value_error("cannot convert float NaN to integer".into()));
        }
    };
    let seconds = i64::try_from(&micros / 1_000_000);
    if seconds.is_err() {
        let message = "timestamp out of range for platform time_t";
        return Err(Raised::new(value::ExcKind::OverflowError, message.into()));
    }
    i64::try_from(micros).map_err(|_| Raised::value_error("year is out of range".into()))
}

fn from_iso(args: &Args) -> Result<Value, Raised> {
    let Some(text) = args.positional.first().and_then(inner_str) else {
        return Err(Raised::type_error("fromisoformat: argument must be str".into()));
    };
    let invalid = || Raised::value_error(format!("Invalid isoformat string: '{text}'"));
    let length = match text.get(4..6) {
        // A week and its day, with hyphens or without.
        Some("-W") if text.get(8..9) == Some("-") => 10,
        Some("-W") => 8,
        Some(other) if other.starts_with('W') => {
            if text.len() == 7 {
                7
            } else {
                8
            }
        }
        Some(other) if other.starts_with('-') => 10,
        _ => 8,
    };
    let (year, month, day) = text.get(..length).and_then(iso_date).ok_or_else(invalid)?;
    check_date(year, month, day)?;
    let days = calendar::days_from_civil(year, month, day);
    let mut rest = text[length..].chars();
    match rest.next() {
        None => Moment::value(days * MICROS_PER_DAY, Value::None),
        Some(_) => {
            let (micros, zone) = iso_time(rest.as_str())?.ok_or_else(invalid)?;
            Moment::value(days * MICROS_PER_DAY + micros, zone)
        }
    }
}

fn parse(args: &Args) -> Result<Value, Raised> {
    let [text, format] = args.positional.as_slice() else {
        return Err(Raised::type_error(format!(
            "strptime() takes exactly 2 arguments ({} given)",
            args.positional.len()
        )));
    };
    let expect = |value: &Value, at: usize| {
        inner_str(value).ok_or_else(|| {
            let name = if matches!(value, Value::None) { "None".into() } else { value.type_name() };
            Raised::type_error(format!("strptime() argument {at} must be str, not {name}"))
        })
    };
    let parsed = strptime(&expect(text, 1)?, &expect(format, 2)?)?;
    check_date(parsed.time.year, parsed.time.month, parsed.time.day)?;
    check_time(parsed.time.hour, parsed.time.minute, parsed.time.second, parsed.time.micros)?;
    let zone = match parsed.offset {
        Some(seconds) => {
            Value::object(Zone { offset: seconds * 1_000_000, name: parsed.zone_name.map(value::Str::from) })
        }
        None => Value::None,
    };
    Moment::value(parsed.time.to_micros(), zone)
}

/// A date and time of day, perhaps with a time zone.
pub struct Moment {
    /// Of the wall clock, since 1970-01-01 00:00 on it.
    pub micros: i64,
    pub zone: Value,
}

impl Moment {
    /// The moment as a value.
    pub fn value(micros: i64, zone: Value) -> Result<Value, Raised> {
        let year = Civil::from_micros(micros).year;
        if !(1..=9999).contains(&year) {
            return Err(out_of_range());
        }
        Ok(Value::object(Self { micros, zone }))
    }

    /// A time of UTC on the clock of a zone (UTC without one).
    fn in_zone(micros: i64, zone: Value) -> Result<Value, Raised> {
        Self::value(micros + offset_of(Some(&zone)).unwrap_or(0), zone)
    }

    fn from_slots(slots: &[Option<Value>], old: Civil, zone: Value, cx: &mut CallCx) -> Result<Value, Raised> {
        let year = whole(&slots[0], old.year, cx)?;
        let (month, day) = (whole(&slots[1], old.month, cx)?, whole(&slots[2], old.day, cx)?);
        let (hour, minute) = (whole(&slots[3], old.hour, cx)?, whole(&slots[4], old.minute, cx)?);
        let (second, micros) = (whole(&slots[5], old.second, cx)?, whole(&slots[6], old.micros, cx)?);
        check_date(year, month, day)?;
        check_time(hour, minute, second, micros)?;
        let zone = slots[7].clone().unwrap_or(zone);
        if !matches!(zone, Value::None) && zone.downcast::<Zone>().is_none() {
            return Err(Raised::type_error(format!(
                "tzinfo argument must be None or of a tzinfo subclass, not type '{}'",
                zone.type_name()
            )));
        }
        let time = Civil { year, month, day, hour, minute, second, micros };
        Ok(Value::object(Self { micros: time.to_micros(), zone }))
    }

    fn civil(&self) -> Civil {
        Civil::from_micros(self.micros)
    }

    fn offset(&self) -> Option<i64> {
        offset_of(Some(&self.zone))
    }

    fn iso(&self, separator: &str, timespec: &str) -> Result<String, Raised> {
        let time = self.civil();
        let zone = self.offset().map_or(String::new(), |offset| offset_text(offset, ":"));
        Ok(format!("{}{separator}{}{zone}", iso_text(time), clock_text(time, timespec)?))
    }

    /// Microseconds that order moments of any zones.
    fn instant(&self) -> i64 {
        self.micros - self.offset().unwrap_or(0)
    }

    fn formatted(&self, format: &str, cx: &mut CallCx) -> Result<String, Raised> {
        let mut zone = calendar::Zone::default();
        if let Some(offset) = self.offset() {
            zone.offset = Some(offset_text(offset, ""));
            zone.name = Some(str_of(&self.zone, cx)?);
        }
        strftime(format, self.civil(), &zone)
    }
}

const METHODS: &[&str] = &[
    "isoformat",
    "strftime",
    "replace",
    "date",
    "time",
    "timetz",
    "timestamp",
    "astimezone",
    "utcoffset",
    "tzname",
    "dst",
    "utctimetuple",
];

impl Object for Moment {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("datetime.datetime")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(class_value())
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let time = self.civil();
        let mut parts = vec![time.year, time.month, time.day, time.hour, time.minute];
        if time.second != 0 || time.micros != 0 {
            parts.push(time.second);
        }
        if time.micros != 0 {
            parts.push(time.micros);
        }
        let mut parts: Vec<String> = parts.iter().map(i64::to_string).collect();
        if !matches!(self.zone, Value::None) {
            parts.push(format!("tzinfo={}", repr(&self.zone, cx)?));
        }
        Ok(format!("datetime.datetime({})", parts.join(", ")))
    }
    fn str(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        self.iso(" ", "auto")
    }
    fn eq(&self, other: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        let Some(other) = other.downcast::<Self>() else {
            return Ok(other.downcast::<Date>().map(|_| false));
        };
        Ok(Some(self.offset().is_some() == other.offset().is_some() && self.instant() == other.instant()))
    }
    fn compare(&self, op: CompareOp, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if other.downcast::<Date>().is_some() {
            return Err(Raised::type_error("can't compare datetime.datetime to datetime.date".into()));
        }
        let Some(other) = other.downcast::<Self>() else { return Ok(None) };
        if self.offset().is_some() != other.offset().is_some() {
            return Err(Raised::type_error("can't compare offset-naive and offset-aware datetimes".into()));
        }
        compare(op, &Value::Int(self.instant()), &Value::Int(other.instant()), cx).map(Some)
    }
    fn hash(&self, cx: &mut CallCx) -> Result<i64, Raised> {
        // CPython hashes the packed bytes of the moment.
        let time = Civil::from_micros(self.instant());
        let bytes = [
            (time.year >> 8) as u8,
            time.year as u8,
            time.month as u8,
            time.day as u8,
            time.hour as u8,
            time.minute as u8,
            time.second as u8,
            (time.micros >> 16) as u8,
            (time.micros >> 8) as u8,
            time.micros as u8,
        ];
        py_hash(&Value::Bytes(bytes.as_slice().into()), cx)
    }
    fn binary(&self, op: BinaryOp, other: &Value, reflected: bool, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if let Some(delta) = other.downcast::<Delta>() {
            let moved = match (op, reflected) {
                (BinaryOp::Add, _) => i128::from(self.micros) + delta.micros,
                (BinaryOp::Sub, false) => i128::from(self.micros) - delta.micros,
                _ => return Ok(None),
            };
            let micros = i64::try_from(moved).map_err(|_| out_of_range())?;
            return Self::value(micros, self.zone.clone()).map(Some);
        }
        match (op, reflected, other.downcast::<Self>()) {
            (BinaryOp::Sub, false, Some(other)) => {
                if self.offset().is_some() != other.offset().is_some() {
                    return Err(Raised::type_error("can't subtract offset-naive and offset-aware datetimes".into()));
                }
                Delta::value(i128::from(self.instant() - other.instant())).map(Some)
            }
            _ => Ok(None),
        }
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let time = self.civil();
        Ok(Some(match name {
            "year" => Value::Int(time.year),
            "month" => Value::Int(time.month),
            "day" => Value::Int(time.day),
            "hour" => Value::Int(time.hour),
            "minute" => Value::Int(time.minute),
            "second" => Value::Int(time.second),
            "microsecond" => Value::Int(time.micros),
            "tzinfo" => self.zone.clone(),
            "fold" => Value::Int(0),
            _ if METHODS.contains(&name) || DAY_METHODS.contains(&name) => object_method(this, name),
            _ => return Ok(None),
        }))
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let time = self.civil();
        Ok(Some(match name {
            "isoformat" => {
                let slots = bind("isoformat", &["sep", "timespec"], 0, args)?;
                let separator = slots[0].as_ref().and_then(inner_str);
                let timespec = slots[1].as_ref().and_then(inner_str);
                Value::string(self.iso(separator.as_deref().unwrap_or("T"), timespec.as_deref().unwrap_or("auto"))?)
            }
            "__format__" | "strftime" => match args.positional.first().and_then(inner_str) {
                Some(format) if format.is_empty() && name == "__format__" => Value::string(self.str(cx)?),
                Some(format) => Value::string(self.formatted(&format, cx)?),
                None => return Err(not_a_format(args)),
            },
            "replace" => {
                let slots = bind("replace", &FIELDS, 0, args)?;
                Self::from_slots(&slots, time, self.zone.clone(), cx)?
            }
            "date" => Date::value(self.micros.div_euclid(MICROS_PER_DAY))?,
            "time" | "timetz" => {
                let zone = if name == "time" { Value::None } else { self.zone.clone() };
                Value::object(TimeOfDay { micros: self.micros.rem_euclid(MICROS_PER_DAY), zone })
            }
            // The local time zone is UTC.
            "timestamp" => Value::Float(self.instant() as f64 / 1e6),
            "astimezone" => {
                let target = args.positional.first().cloned().unwrap_or_else(zone::utc);
                Self::in_zone(self.instant(), target)?
            }
            "utcoffset" => match self.offset() {
                Some(offset) => Delta::value(i128::from(offset))?,
                None => Value::None,
            },
            "tzname" => match self.offset() {
                Some(_) => Value::string(str_of(&self.zone, cx)?),
                None => Value::None,
            },
            "dst" => Value::None,
            "utctimetuple" => crate::time::struct_time(Civil::from_micros(self.instant()))?,
            _ => return day_method(time, name, args, cx),
        }))
    }
}
