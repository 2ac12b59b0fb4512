//! `datetime`: dates, times, their differences and fixed time zones.

pub mod date;
pub mod delta;
pub mod moment;
pub mod time_of_day;
pub mod zone;

use value::{CallCx, Raised, Value};

use crate::support::module;

/// The module object.
pub fn load() -> Value {
    module(
        "datetime",
        &[],
        vec![
            ("date", date::class_value()),
            ("datetime", moment::class_value()),
            ("time", time_of_day::class_value()),
            ("timedelta", delta::class_value()),
            ("timezone", zone::class_value()),
            ("tzinfo", zone::base_class()),
            ("UTC", zone::utc()),
            ("MINYEAR", Value::Int(1)),
            ("MAXYEAR", Value::Int(9999)),
        ],
    )
}

/// An integer argument.
pub fn whole(value: &Option<Value>, default: i64, cx: &mut CallCx) -> Result<i64, Raised> {
    match value {
        Some(value) => python::ops::index(value, cx),
        None => Ok(default),
    }
}

/// `ValueError: hour must be in 0..23`.
pub fn check_range(name: &str, number: i64, low: i64, high: i64) -> Result<(), Raised> {
    if (low..=high).contains(&number) {
        return Ok(());
    }
    Err(Raised::value_error(format!("{name} must be in {low}..{high}")))
}

/// Checks a date as `date(…)` does.
pub fn check_date(year: i64, month: i64, day: i64) -> Result<(), Raised> {
    if !(1..=9999).contains(&year) {
        return Err(Raised::value_error(format!("year {year} is out of range")));
    }
    check_range("month", month, 1, 12)?;
    if !(1..=crate::calendar::days_in_month(year, month)).contains(&day) {
        return Err(Raised::value_error("day is out of range for month".into()));
    }
    Ok(())
}

/// Checks a time of day as `time(…)` does.
pub fn check_time(hour: i64, minute: i64, second: i64, micros: i64) -> Result<(), Raised> {
    check_range("hour", hour, 0, 23)?;
    check_range("minute", minute, 0, 59)?;
    check_range("second", second, 0, 59)?;
    check_range("microsecond", micros, 0, 999_999)
}

/// `+05:30`, with seconds if there are any.
pub fn offset_text(micros: i64, separator: &str) -> String {
    let sign = if micros < 0 { '-' } else { '+' };
    let seconds = micros.abs() / 1_000_000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let rest = if seconds == 0 { String::new() } else { format!("{separator}{seconds:02}") };
    format!("{sign}{hours:02}{separator}{minutes:02}{rest}")
}

/// `OverflowError: date value out of range`.
pub fn out_of_range() -> Raised {
    Raised::new(value::ExcKind::OverflowError, "date value out of range".into())
}
