//! Functions of dates and timestamps.

use super::{Call, Function, plain};
use crate::datum::Datum;
use crate::error::SqlError;
use crate::time::{self, DAY};

/// A number of a date.
macro_rules! of_date {
    ($name:literal, $compute:expr) => {
        plain($name, "D:i", |args, _| Ok(on_int(args, $compute)))
    };
}

/// A number of the time of day.
macro_rules! of_time {
    ($name:literal, $compute:expr) => {
        plain($name, "t:i", |args, call| {
            let seconds = |micros: i64| (micros + call.env.offset).rem_euclid(DAY) / 1_000_000;
            let compute: fn(i64) -> i64 = $compute;
            Ok(on_int(args, |micros| compute(seconds(micros))))
        })
    };
}

pub const TABLE: &[Function] = &[
    of_date!("year", |days| time::civil(days).0),
    of_date!("month", |days| time::civil(days).1),
    of_date!("dayofmonth", |days| time::civil(days).2),
    of_date!("dayofyear", time::day_of_year),
    of_date!("dayofweek", |days| (time::weekday(days) + 1) % 7 + 1),
    of_date!("weekday", time::weekday),
    of_date!("weekofyear", time::week_of_year),
    of_date!("quarter", |days| (time::civil(days).1 - 1) / 3 + 1),
    of_time!("hour", |seconds| seconds / 3600),
    of_time!("minute", |seconds| seconds / 60 % 60),
    of_time!("second", |seconds| seconds % 60),
    plain("current_date", "?:D.", |_, call| Ok(Datum::Int((call.env.now + call.env.offset).div_euclid(DAY)))),
    plain("current_timestamp", "?:t.", |_, call| Ok(Datum::Int(call.env.now))),
    plain("date_add", "Di:D", |args, _| Ok(on_ints(args, |days, n| days + n))),
    plain("date_sub", "Di:D", |args, _| Ok(on_ints(args, |days, n| days - n))),
    plain("datediff", "DD:i", |args, _| Ok(on_ints(args, |end, start| end - start))),
    plain("add_months", "Di:D", |args, _| {
        Ok(on_ints(args, |days, n| {
            let (year, month, day) = time::civil(days);
            let (year, month) = (year + (month - 1 + n).div_euclid(12), (month - 1 + n).rem_euclid(12) + 1);
            time::days_of(year, month, day.min(time::days_in_month(year, month)))
        }))
    }),
    plain("last_day", "D:D", |args, _| {
        Ok(on_int(args, |days| {
            let (year, month, _) = time::civil(days);
            time::days_of(year, month, time::days_in_month(year, month))
        }))
    }),
    plain("make_date", "iii:D?", |args, _| {
        Ok(match args {
            [Datum::Int(year), Datum::Int(month @ 1..=12), Datum::Int(day)]
                if *day >= 1 && *day <= time::days_in_month(*year, *month) =>
            {
                Datum::Int(time::days_of(*year, *month, *day))
            }
            _ => Datum::Null,
        })
    }),
    plain("months_between", "tt?b:d", months_between),
    plain("trunc", "Ds:D?", |args, _| {
        Ok(match args {
            [Datum::Int(days), Datum::Str(unit)] => truncated(*days, unit.as_str()).map_or(Datum::Null, Datum::Int),
            _ => Datum::Null,
        })
    }),
    plain("date_trunc", "st:t?", |args, call| {
        Ok(match args {
            [Datum::Str(unit), Datum::Int(micros)] => {
                let local = micros + call.env.offset;
                let length = match unit.as_str().to_uppercase().as_str() {
                    "HOUR" => 3_600_000_000,
                    "MINUTE" => 60_000_000,
                    "SECOND" => 1_000_000,
                    "MILLISECOND" => 1000,
                    "DAY" | "DD" => DAY,
                    _ => 0,
                };
                let cut = match length {
                    0 => truncated(local.div_euclid(DAY), unit.as_str()).map(|days| days * DAY),
                    length => Some(local.div_euclid(length) * length),
                };
                cut.map_or(Datum::Null, |local| Datum::Int(local - call.env.offset))
            }
            _ => Datum::Null,
        })
    }),
    plain("date_format", "ts:s", |args, call| match args {
        [Datum::Int(micros), Datum::Str(pattern)] => formatted(micros + call.env.offset, pattern.as_str()),
        _ => Ok(Datum::Null),
    }),
    plain("from_unixtime", "l?s:s", |args, call| match args {
        [Datum::Int(seconds), rest @ ..] => {
            let pattern = rest.first().and_then(Datum::as_str).unwrap_or("yyyy-MM-dd HH:mm:ss");
            formatted(seconds.saturating_mul(1_000_000).saturating_add(call.env.offset), pattern)
        }
        _ => Ok(Datum::Null),
    }),
    plain("unix_timestamp", "?*s:l?", unix_timestamp),
    plain("to_unix_timestamp", "*?s:l?", unix_timestamp),
    plain("unix_micros", "t:l", |args, _| Ok(args.first().cloned().unwrap_or_default())),
    plain("unix_date", "D:i", |args, _| Ok(args.first().cloned().unwrap_or_default())),
    plain("timestamp_seconds", "d:t", |args, _| {
        Ok(match args {
            [Datum::Double(seconds)] => Datum::Int((seconds * 1e6) as i64),
            _ => Datum::Null,
        })
    }),
    plain("to_timestamp", "*?s:t?", |args, call| Ok(read(args, call).map_or(Datum::Null, Datum::Int))),
    plain("to_date", "*?s:D?", |args, call| {
        let micros = read(args, call);
        Ok(micros.map_or(Datum::Null, |micros| Datum::Int((micros + call.env.offset).div_euclid(DAY))))
    }),
];

fn on_int(args: &[Datum], compute: impl Fn(i64) -> i64) -> Datum {
    match args {
        [Datum::Int(number)] => Datum::Int(compute(*number)),
        _ => Datum::Null,
    }
}

fn on_ints(args: &[Datum], compute: impl Fn(i64, i64) -> i64) -> Datum {
    match args {
        [Datum::Int(a), Datum::Int(b)] => Datum::Int(compute(*a, *b)),
        _ => Datum::Null,
    }
}

/// A timestamp of a text, a date or a timestamp, by a pattern if one is given.
fn read(args: &[Datum], call: &Call) -> Option<i64> {
    use crate::types::DataType as T;
    let (value, from) = (args.first()?, call.type_of(0));
    match (value, args.get(1).and_then(Datum::as_str)) {
        (Datum::Str(text), Some(pattern)) => Some(time::parse(text.as_str(), pattern)? - call.env.offset),
        _ => crate::cast::cast(value, &from, &T::Timestamp, call.env.offset).as_int(),
    }
}

fn unix_timestamp(args: &[Datum], call: &Call) -> Result<Datum, SqlError> {
    let micros = match args {
        [] => Some(call.env.now),
        [Datum::Str(text)] => time::parse(text.as_str(), "yyyy-MM-dd HH:mm:ss").map(|local| local - call.env.offset),
        _ => read(args, call),
    };
    Ok(micros.map_or(Datum::Null, |micros| Datum::Int(micros.div_euclid(1_000_000))))
}

fn formatted(local: i64, pattern: &str) -> Result<Datum, SqlError> {
    match time::format(local, pattern) {
        Some(text) => Ok(Datum::string(text)),
        None => Err(SqlError::unsupported(format!("date pattern {pattern}"))),
    }
}

fn truncated(days: i64, unit: &str) -> Option<i64> {
    let (year, month, _) = time::civil(days);
    Some(match unit.to_uppercase().as_str() {
        "YEAR" | "YYYY" | "YY" => time::days_of(year, 1, 1),
        "QUARTER" => time::days_of(year, (month - 1) / 3 * 3 + 1, 1),
        "MONTH" | "MON" | "MM" => time::days_of(year, month, 1),
        "WEEK" => days - time::weekday(days),
        _ => return None,
    })
}

fn months_between(args: &[Datum], call: &Call) -> Result<Datum, SqlError> {
    let [Datum::Int(a), Datum::Int(b), rest @ ..] = args else { return Ok(Datum::Null) };
    let split = |micros: i64| {
        let local = micros + call.env.offset;
        (time::civil(local.div_euclid(DAY)), local.rem_euclid(DAY) / 1_000_000)
    };
    let (((y1, m1, d1), s1), ((y2, m2, d2), s2)) = (split(*a), split(*b));
    let months = ((y1 - y2) * 12 + m1 - m2) as f64;
    let is_last = |year, month, day| day == time::days_in_month(year, month);
    if d1 == d2 || (is_last(y1, m1, d1) && is_last(y2, m2, d2)) {
        return Ok(Datum::Double(months));
    }
    let seconds = (d1 - d2) * 86_400 + s1 - s2;
    let exact = months + seconds as f64 / (31.0 * 86_400.0);
    let is_rounded = rest.first().and_then(Datum::as_bool).unwrap_or(true);
    Ok(Datum::Double(if is_rounded { (exact * 1e8).round() / 1e8 } else { exact }))
}
