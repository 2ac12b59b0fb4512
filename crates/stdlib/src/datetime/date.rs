//! `date`.

use std::any::Any;
use std::borrow::Cow;

use value::hash::py_hash;
use value::object::BinaryOp;
use value::order::{CompareOp, compare};
use value::{Args, CallCx, Object, Raised, Value};

use crate::calendar::{Civil, MICROS_PER_DAY, Zone, civil_from_days, days_from_civil, strftime};
use crate::collections::namedtuple;
use crate::datetime::delta::Delta;
use crate::datetime::{check_date, out_of_range, whole};
use crate::strptime::days_of_iso_week;
use crate::support::{bind, class, receiver};
use python::native::NativeClass;
use python::ops::item::inner_str;
use python::types::number::expect_real;
use python::types::object_method;

/// The class object.
pub fn class_value() -> Value {
    class("datetime.date", || {
        NativeClass::new("date", "datetime")
            .constructor(|args, cx| {
                let (_, rest) = receiver(args);
                let slots = bind("date", &["year", "month", "day"], 3, &rest).map_err(missing)?;
                let (year, month, day) = (whole(&slots[0], 1, cx)?, whole(&slots[1], 1, cx)?, whole(&slots[2], 1, cx)?);
                check_date(year, month, day)?;
                Ok(Value::object(Date { days: days_from_civil(year, month, day) }))
            })
            .class_method("today", |_, cx| {
                Ok(Value::object(Date { days: cx.host.now_micros().div_euclid(MICROS_PER_DAY) }))
            })
            .class_method("fromtimestamp", |args, cx| {
                let (_, rest) = receiver(args);
                let seconds = expect_real(&rest.positional.first().cloned().unwrap_or_default(), cx)?;
                Date::value((seconds / 86_400.0).floor() as i64)
            })
            .class_method("fromordinal", |args, cx| {
                let (_, rest) = receiver(args);
                let ordinal = python::ops::index(&rest.positional.first().cloned().unwrap_or_default(), cx)?;
                if ordinal < 1 {
                    return Err(Raised::value_error("ordinal must be >= 1".into()));
                }
                Date::value(ordinal - ORDINAL_OF_EPOCH)
            })
            .class_method("fromisoformat", |args, _| {
                let (_, rest) = receiver(args);
                let text = rest.positional.first().and_then(inner_str);
                let Some(text) = text else {
                    return Err(Raised::type_error("fromisoformat: argument must be str".into()));
                };
                let invalid = || Raised::value_error(format!("Invalid isoformat string: '{text}'"));
                let (year, month, day) = iso_date(&text).ok_or_else(invalid)?;
                check_date(year, month, day)?;
                Ok(Value::object(Date { days: days_from_civil(year, month, day) }))
            })
            .class_method("fromisocalendar", |args, cx| {
                let (_, rest) = receiver(args);
                let slots = bind("fromisocalendar", &["year", "week", "day"], 3, &rest)?;
                let (year, week, day) = (whole(&slots[0], 1, cx)?, whole(&slots[1], 1, cx)?, whole(&slots[2], 1, cx)?);
                Date::value(iso_days(year, week, day)?)
            })
            .member("resolution", Value::object(Delta { micros: i128::from(MICROS_PER_DAY) }))
            .member("min", Value::object(Date { days: days_from_civil(1, 1, 1) }))
            .member("max", Value::object(Date { days: days_from_civil(9999, 12, 31) }))
            .build()
    })
}

/// `strftime` of something that is no text.
pub fn not_a_format(args: &Args) -> Raised {
    match args.positional.first() {
        Some(other) => Raised::type_error(format!("strftime() argument 1 must be str, not {}", other.type_name())),
        None => Raised::type_error("strftime() takes exactly 1 argument (0 given)".into()),
    }
}

/// CPython's C functions word an unknown keyword in another way.
pub fn invalid(error: Raised, args: &Args) -> Raised {
    let told = error.exception().and_then(|exception| exception.args.borrow().first().and_then(inner_str));
    let Some((function, _)) = told.as_ref().and_then(|told| told.split_once("() got an unexpected keyword")) else {
        return error;
    };
    let function = if function == "timedelta" { "__new__" } else { function };
    let told = told.as_deref().unwrap_or("");
    let unknown = args.keywords.iter().find(|(name, _)| told.ends_with(&format!("'{name}'")));
    match unknown {
        Some((name, _)) => Raised::type_error(format!("'{name}' is an invalid keyword argument for {function}()")),
        None => error,
    }
}

/// CPython's C functions word a missing argument in another way.
pub fn missing(error: Raised) -> Raised {
    let told = error.exception().and_then(|exception| exception.args.borrow().first().and_then(inner_str));
    let Some(told) = told else { return error };
    let Some((head, names)) = told.split_once("() missing ") else { return error };
    let Some(name) = names.split('\'').nth(1) else { return error };
    let position = match name {
        "year" => 1,
        "month" => 2,
        _ => 3,
    };
    let function = if head == "date" || head == "datetime" { "function" } else { head };
    Raised::type_error(format!("{function} missing required argument '{name}' (pos {position})"))
}

/// Days since 1970 of a day of an ISO week; Monday is 1.
///
/// Errors: `ValueError: Invalid week: 60`.
fn iso_days(year: i64, week: i64, day: i64) -> Result<i64, Raised> {
    if !(1..=9999).contains(&year) {
        return Err(Raised::value_error(format!("Year is out of range: {year}")));
    }
    let n_weeks = (days_of_iso_week(year + 1, 1, 0) - days_of_iso_week(year, 1, 0)) / 7;
    if !(1..=n_weeks).contains(&week) {
        return Err(Raised::value_error(format!("Invalid week: {week}")));
    }
    if !(1..=7).contains(&day) {
        return Err(Raised::value_error(format!("Invalid day: {day} (range is [1, 7])")));
    }
    Ok(days_of_iso_week(year, week, day - 1))
}

/// `2024-W09-4` or `2024W094`, the day left out for Monday.
fn iso_week_date(text: &str) -> Option<(i64, i64, i64)> {
    let plain: String = text.chars().filter(|c| *c != '-').collect();
    let (year, rest) = plain.split_once('W')?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || !matches!(rest.len(), 2 | 3) || !is_number(year) || !is_number(rest) {
        return None;
    }
    let day = rest.get(2..).filter(|day| !day.is_empty()).map_or(Some(1), |day| day.parse().ok())?;
    let days = iso_days(year.parse().ok()?, rest[..2].parse().ok()?, day).ok()?;
    Some(civil_from_days(days))
}

/// `2024-01-31`, `20240131`, or a day of a week: `2024-W05-3`.
pub fn iso_date(text: &str) -> Option<(i64, i64, i64)> {
    let digits = |part: &str| -> Option<i64> {
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten()
    };
    if text.is_ascii() && text.get(4..).is_some_and(|rest| rest.starts_with("-W") || rest.starts_with('W')) {
        return iso_week_date(text);
    }
    let parts = match text.len() {
        10 if text.is_ascii() && &text[4..5] == "-" && &text[7..8] == "-" => (&text[..4], &text[5..7], &text[8..]),
        8 if text.is_ascii() => (&text[..4], &text[4..6], &text[6..]),
        _ => return None,
    };
    Some((digits(parts.0)?, digits(parts.1)?, digits(parts.2)?))
}

/// `date(1970, 1, 1).toordinal()`.
pub const ORDINAL_OF_EPOCH: i64 = 719_163;

/// A date.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Since 1970-01-01.
    pub days: i64,
}

impl Date {
    /// The date as a value.
    pub fn value(days: i64) -> Result<Value, Raised> {
        if !(1 - ORDINAL_OF_EPOCH..=3_652_059 - ORDINAL_OF_EPOCH).contains(&days) {
            return Err(out_of_range());
        }
        Ok(Value::object(Self { days }))
    }

    fn civil(self) -> Civil {
        Civil::from_micros(self.days * MICROS_PER_DAY)
    }
}

/// `YYYY-MM-DD`.
pub fn iso_text(time: Civil) -> String {
    format!("{:04}-{:02}-{:02}", time.year, time.month, time.day)
}

/// What `date` and `datetime` answer about the day.
pub fn day_method(time: Civil, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    let _ = cx;
    Ok(Some(match name {
        "weekday" => Value::Int(time.weekday()),
        "isoweekday" => Value::Int(time.weekday() + 1),
        "toordinal" => Value::Int(time.days() + ORDINAL_OF_EPOCH),
        "isocalendar" => {
            let (year, week, weekday) = time.iso();
            namedtuple::plain(
                "datetime.IsoCalendarDate",
                vec![("year", Value::Int(year)), ("week", Value::Int(week)), ("weekday", Value::Int(weekday))],
            )
        }
        "ctime" => Value::string(strftime(&format!("%a %b %e %H:%M:%S {:04}", time.year), time, &Zone::default())?),
        "timetuple" => crate::time::struct_time_naive(time)?,
        _ => {
            let _ = args;
            return Ok(None);
        }
    }))
}

/// Names of the methods that [`day_method`] knows.
pub const DAY_METHODS: &[&str] = &["weekday", "isoweekday", "toordinal", "isocalendar", "ctime", "timetuple"];

impl Object for Date {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("datetime.date")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(class_value())
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        let time = self.civil();
        Ok(format!("datetime.date({}, {}, {})", time.year, time.month, time.day))
    }
    fn str(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(iso_text(self.civil()))
    }
    fn eq(&self, other: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(other.downcast::<Self>().map(|other| self == other))
    }
    fn compare(&self, op: CompareOp, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match other.downcast::<Self>() {
            Some(other) => compare(op, &Value::Int(self.days), &Value::Int(other.days), cx).map(Some),
            None => Ok(None),
        }
    }
    fn hash(&self, cx: &mut CallCx) -> Result<i64, Raised> {
        // CPython hashes the packed bytes of the date.
        let time = self.civil();
        let bytes = [(time.year >> 8) as u8, time.year as u8, time.month as u8, time.day as u8];
        py_hash(&Value::Bytes(bytes.as_slice().into()), cx)
    }
    fn binary(&self, op: BinaryOp, other: &Value, reflected: bool, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if let Some(delta) = other.downcast::<Delta>() {
            let days = delta.micros.div_euclid(i128::from(MICROS_PER_DAY)) as i64;
            return match (op, reflected) {
                (BinaryOp::Add, _) => Self::value(self.days + days).map(Some),
                (BinaryOp::Sub, false) => Self::value(self.days - days).map(Some),
                _ => Ok(None),
            };
        }
        match (op, reflected, other.downcast::<Self>()) {
            (BinaryOp::Sub, false, Some(other)) => {
                Delta::value(i128::from(self.days - other.days) * i128::from(MICROS_PER_DAY)).map(Some)
            }
            _ => Ok(None),
        }
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let time = self.civil();
        Ok(match name {
            "year" => Some(Value::Int(time.year)),
            "month" => Some(Value::Int(time.month)),
            "day" => Some(Value::Int(time.day)),
            "isoformat" | "strftime" | "replace" => Some(object_method(this, name)),
            _ if DAY_METHODS.contains(&name) => Some(object_method(this, name)),
            _ => None,
        })
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let time = self.civil();
        match name {
            "isoformat" if !args.keywords.is_empty() => {
                Err(Raised::type_error("date.isoformat() takes no keyword arguments".into()))
            }
            "isoformat" if !args.positional.is_empty() => Err(Raised::type_error(format!(
                "date.isoformat() takes no arguments ({} given)",
                args.positional.len()
            ))),
            "isoformat" => Ok(Some(Value::string(iso_text(time)))),
            "__format__" | "strftime" => {
                let format = args.positional.first().and_then(inner_str);
                match format {
                    Some(format) if format.is_empty() && name == "__format__" => {
                        Ok(Some(Value::string(iso_text(time))))
                    }
                    Some(format) => strftime(&format, time, &Zone::default()).map(|text| Some(Value::string(text))),
                    None => Err(not_a_format(args)),
                }
            }
            "replace" => {
                let slots =
                    bind("replace", &["year", "month", "day"], 0, args).map_err(|error| invalid(error, args))?;
                let year = whole(&slots[0], time.year, cx)?;
                let (month, day) = (whole(&slots[1], time.month, cx)?, whole(&slots[2], time.day, cx)?);
                check_date(year, month, day)?;
                Ok(Some(Value::object(Self { days: days_from_civil(year, month, day) })))
            }
            _ => day_method(time, name, args, cx),
        }
    }
}
