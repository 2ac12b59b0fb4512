//! `strptime`: times read by a format.

use value::repr::write_str_repr;
use value::{Raised, unicode};

use crate::calendar::{Civil, DAY_NAMES, MONTH_NAMES, civil_from_days, days_from_civil, days_in_month};

/// What was read.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub time: Civil,
    /// Seconds east of Greenwich, of `%z`.
    pub offset: Option<i64>,
    pub zone_name: Option<String>,
    /// The day of the week that was named, Monday is 0.
    pub weekday: Option<i64>,
    pub day_of_year: Option<i64>,
}

#[derive(Default)]
struct Fields {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    hour: i64,
    hour12: Option<i64>,
    afternoon: Option<bool>,
    minute: i64,
    second: i64,
    micros: i64,
    day_of_year: Option<i64>,
    offset: Option<i64>,
    zone_name: Option<String>,
    /// Monday is 0.
    weekday: Option<i64>,
    /// A week of the year and the day that it begins with: Sunday is 6.
    week: Option<(i64, i64)>,
    iso_year: Option<i64>,
    iso_week: Option<i64>,
}

fn shown(text: &str) -> String {
    let mut out = String::new();
    write_str_repr(&mut out, text);
    out
}

/// Reads `text` by `format`.
///
/// Errors: `ValueError: time data 'x' does not match format '%Y'`, `ValueError: unconverted data remains: x`.
pub fn strptime(text: &str, format: &str) -> Result<Parsed, Raised> {
    let mut fields = Fields::default();
    let rest = match_format(text, format, &mut fields)?.ok_or_else(|| {
        Raised::value_error(format!("time data {} does not match format {}", shown(text), shown(format)))
    })?;
    if !rest.is_empty() {
        return Err(Raised::value_error(format!("unconverted data remains: {rest}")));
    }
    fields.finish()
}

/// What is left of the text, or `None` if it does not fit.
fn match_format<'a>(text: &'a str, format: &str, fields: &mut Fields) -> Result<Option<&'a str>, Raised> {
    let mut rest = text;
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            if unicode::is_space(c) {
                let trimmed = rest.trim_start_matches(unicode::is_space);
                if trimmed.len() == rest.len() {
                    return Ok(None);
                }
                rest = trimmed;
                continue;
            }
            let mut ahead = rest.chars();
            match ahead.next() {
                Some(found) if found.to_lowercase().eq(c.to_lowercase()) => rest = ahead.as_str(),
                _ => return Ok(None),
            }
            continue;
        }
        let Some(code) = chars.next() else {
            return Err(Raised::value_error(format!("stray % in format '{format}'")));
        };
        let expanded = match code {
            'T' | 'X' => "%H:%M:%S",
            'D' | 'x' => "%m/%d/%y",
            'R' => "%H:%M",
            'F' => "%Y-%m-%d",
            'c' => "%a %b %d %H:%M:%S %Y",
            _ => "",
        };
        let after = match expanded.is_empty() {
            true => match_directive(rest, code, format, fields)?,
            false => match_format(rest, expanded, fields)?,
        };
        match after {
            Some(after) => rest = after,
            None => return Ok(None),
        }
    }
    Ok(Some(rest))
}

/// A number of at most `max_digits` digits in a range; a digit that would leave the range is not taken.
fn number(text: &str, max_digits: usize, low: i64, high: i64) -> Option<(i64, &str)> {
    let digits = text.bytes().take(max_digits).take_while(u8::is_ascii_digit).count();
    (1..=digits).rev().find_map(|n| {
        let value: i64 = text[..n].parse().ok()?;
        (low..=high).contains(&value).then(|| (value, &text[n..]))
    })
}

fn name<'a>(text: &'a str, names: &[&str], short: bool) -> Option<(i64, &'a str)> {
    names.iter().enumerate().find_map(|(at, name)| {
        let name = if short { &name[..3] } else { name };
        let head = text.get(..name.len())?;
        head.eq_ignore_ascii_case(name).then(|| (at as i64, &text[name.len()..]))
    })
}

fn match_directive<'a>(
    text: &'a str,
    code: char,
    format: &str,
    fields: &mut Fields,
) -> Result<Option<&'a str>, Raised> {
    macro_rules! take {
        ($found:expr, $store:expr) => {
            $found.map(|(value, rest)| {
                let store: &mut dyn FnMut(i64) = &mut $store;
                store(value);
                rest
            })
        };
    }
    Ok(match code {
        'Y' => {
            let four = text.len() >= 4 && text.bytes().take(4).all(|byte| byte.is_ascii_digit());
            take!(number(text, 4, 0, 9999).filter(|_| four), |year| fields.year = Some(year))
        }
        'y' => {
            let two = text.len() >= 2 && text.bytes().take(2).all(|byte| byte.is_ascii_digit());
            take!(number(text, 2, 0, 99).filter(|_| two), |year| {
                fields.year = Some(if year < 69 { 2000 + year } else { 1900 + year });
            })
        }
        'm' => take!(number(text, 2, 1, 12), |month| fields.month = Some(month)),
        'd' => take!(number(text.trim_start_matches(' '), 2, 1, 31), |day| fields.day = Some(day)),
        'H' => take!(number(text, 2, 0, 23), |hour| fields.hour = hour),
        'I' => take!(number(text, 2, 1, 12), |hour| fields.hour12 = Some(hour)),
        'M' => take!(number(text, 2, 0, 59), |minute| fields.minute = minute),
        'S' => take!(number(text, 2, 0, 61), |second| fields.second = second),
        'j' => take!(number(text, 3, 1, 366), |day| fields.day_of_year = Some(day)),
        'w' => take!(number(text, 1, 0, 6), |day| fields.weekday = Some((day + 6) % 7)),
        'u' => take!(number(text, 1, 1, 7), |day| fields.weekday = Some(day - 1)),
        'U' => take!(number(text, 2, 0, 53), |week| fields.week = Some((week, 6))),
        'W' => take!(number(text, 2, 0, 53), |week| fields.week = Some((week, 0))),
        'V' => take!(number(text, 2, 1, 53), |week| fields.iso_week = Some(week)),
        'G' => {
            let four = text.len() >= 4 && text.bytes().take(4).all(|byte| byte.is_ascii_digit());
            take!(number(text, 4, 0, 9999).filter(|_| four), |year| fields.iso_year = Some(year))
        }
        'f' => {
            let digits = text.bytes().take(6).take_while(u8::is_ascii_digit).count();
            (digits > 0).then(|| {
                fields.micros = format!("{:0<6}", &text[..digits]).parse().unwrap_or(0);
                &text[digits..]
            })
        }
        'p' => take!(name(text, &["AM.", "PM."], true).or_else(|| meridiem(text)), |half| {
            fields.afternoon = Some(half == 1);
        }),
        'a' => take!(name(text, &DAY_NAMES, true), |day| fields.weekday = Some(day)),
        'A' => take!(name(text, &DAY_NAMES, false), |day| fields.weekday = Some(day)),
        'b' | 'h' => take!(name(text, &MONTH_NAMES, true), |month| fields.month = Some(month + 1)),
        'B' => take!(name(text, &MONTH_NAMES, false), |month| fields.month = Some(month + 1)),
        'z' => offset(text).map(|(seconds, rest)| {
            fields.offset = Some(seconds);
            rest
        }),
        'Z' => ["UTC", "GMT"].iter().find_map(|zone| {
            let head = text.get(..3)?;
            head.eq_ignore_ascii_case(zone).then(|| {
                fields.zone_name = Some((*zone).into());
                &text[3..]
            })
        }),
        '%' => text.strip_prefix('%'),
        other => {
            return Err(Raised::value_error(format!("'{other}' is a bad directive in format '{format}'")));
        }
    })
}

fn meridiem(text: &str) -> Option<(i64, &str)> {
    let head = text.get(..2)?;
    let half = if head.eq_ignore_ascii_case("am") { 0 } else { 1 };
    (half == 0 || head.eq_ignore_ascii_case("pm")).then(|| (half, &text[2..]))
}

/// `Z`, `+hhmm`, `+hh:mm` and the same with seconds.
fn offset(text: &str) -> Option<(i64, &str)> {
    if let Some(rest) = text.strip_prefix('Z') {
        return Some((0, rest));
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let two = |text: &str| -> Option<i64> {
        let digits = text.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        digits.parse().ok()
    };
    let mut rest = &text[1..];
    let hours = two(rest)?;
    rest = &rest[2..];
    rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = two(rest)?;
    rest = &rest[2..];
    let mut seconds = 0;
    if let Some(more) = rest.strip_prefix(':').and_then(two) {
        seconds = more;
        rest = &rest[3..];
    }
    Some((sign * (hours * 3600 + minutes * 60 + seconds), rest))
}

/// Days since 1970 of a day of an ISO week; Monday is 0.
pub fn days_of_iso_week(year: i64, week: i64, weekday: i64) -> i64 {
    // The fourth of January is in the first week.
    let fourth = days_from_civil(year, 1, 4);
    fourth - (fourth + 3).rem_euclid(7) + (week - 1) * 7 + weekday
}

impl Fields {
    fn finish(self) -> Result<Parsed, Raised> {
        let mut year = self.year.unwrap_or(1900);
        // The 29th of February without a year is one of a leap year.
        let leap_assumed = self.year.is_none() && self.month == Some(2) && self.day == Some(29);
        if leap_assumed {
            year = 1904;
        }
        let (mut month, mut day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        let mut day_of_year = self.day_of_year;
        if let (Some(of_year), None, None) = (self.day_of_year, self.month, self.day) {
            (year, month, day) = civil_from_days(days_from_civil(year, 1, 1) + of_year - 1);
        }
        let first = days_from_civil(year, 1, 1);
        match (self.week, self.iso_week, self.weekday) {
            (Some((week, begins)), _, Some(weekday)) if self.year.is_some() && day_of_year.is_none() => {
                // Week 0 are the days before the first one that a week begins with.
                let first_weekday = (first + 3).rem_euclid(7);
                let first_week = first + (begins - first_weekday).rem_euclid(7);
                let days = first_week + (week - 1) * 7 + (weekday - begins).rem_euclid(7);
                (year, month, day) = civil_from_days(days);
                day_of_year = Some(days - first + 1);
            }
            (_, Some(week), Some(weekday)) => match self.iso_year {
                Some(of_weeks) => {
                    let days = days_of_iso_week(of_weeks, week, weekday);
                    (year, month, day) = civil_from_days(days);
                    day_of_year = Some(days - days_from_civil(year, 1, 1) + 1);
                }
                None => {
                    return Err(Raised::value_error(
                        "ISO week directive '%V' must be used with the ISO year directive '%G' and a weekday directive \
                         ('%A', '%a', '%w', or '%u')."
                            .into(),
                    ));
                }
            },
            _ => {}
        }
        if day > days_in_month(year, month) {
            return Err(Raised::value_error("day is out of range for month".into()));
        }
        let hour = match (self.hour12, self.afternoon) {
            (None, _) => self.hour,
            (Some(hour), afternoon) => hour % 12 + if afternoon == Some(true) { 12 } else { 0 },
        };
        if leap_assumed {
            year = 1900;
        }
        Ok(Parsed {
            time: Civil { year, month, day, hour, minute: self.minute, second: self.second, micros: self.micros },
            offset: self.offset,
            zone_name: self.zone_name,
            weekday: self.weekday,
            day_of_year,
        })
    }
}
