//! Dates and times: the calendar, zones by a fixed offset, texts in Spark's forms, and patterns.

/// Microseconds of a day.
pub const DAY: i64 = 86_400_000_000;

/// Year, month (1–12) and day of a day since the epoch.
pub fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The day since the epoch of a date of the calendar; the month may be anything.
pub fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = (year + (month - 1).div_euclid(12), (month - 1).rem_euclid(12) + 1);
    let shifted_year = if month <= 2 { year - 1 } else { year };
    let era = shifted_year.div_euclid(400);
    let year_of_era = shifted_year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

pub fn days_in_month(year: i64, month: i64) -> i64 {
    days_of(year, month + 1, 1) - days_of(year, month, 1)
}

pub fn date_text(days: i64) -> String {
    let (year, month, day) = civil(days);
    let year = if (0..=9999).contains(&year) { format!("{year:04}") } else { format!("{year:+}") };
    format!("{year}-{month:02}-{day:02}")
}

/// A timestamp that was moved to its zone, as Spark shows it: fractions without trailing zeros.
pub fn timestamp_text(local_micros: i64) -> String {
    let (days, micros) = (local_micros.div_euclid(DAY), local_micros.rem_euclid(DAY));
    let seconds = micros / 1_000_000;
    let mut text = format!("{} {:02}:{:02}:{:02}", date_text(days), seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = micros % 1_000_000;
    if fraction > 0 {
        text.push_str(format!(".{fraction:06}").trim_end_matches('0'));
    }
    text
}

/// `INTERVAL '1 00:00:05' DAY TO SECOND`.
pub fn interval_text(micros: i64) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    let micros = micros.unsigned_abs();
    let (days, rest) = (micros / DAY as u64, micros % DAY as u64);
    let (seconds, fraction) = (rest / 1_000_000, rest % 1_000_000);
    let fraction =
        if fraction > 0 { format!(".{fraction:06}").trim_end_matches('0').to_owned() } else { String::new() };
    format!(
        "INTERVAL '{sign}{days} {:02}:{:02}:{:02}{fraction}' DAY TO SECOND",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

fn number(text: &str, max_digits: usize) -> Option<i64> {
    let is_fine = !text.is_empty() && text.len() <= max_digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_fine { text.parse().ok() } else { None }
}

/// A date as a cast from text reads it: `yyyy`, `yyyy-[m]m`, `yyyy-[m]m-[d]d`, and anything after a space or `T`.
pub fn parse_date(text: &str) -> Option<i64> {
    let text = text.trim();
    let mut parts = text.splitn(3, '-');
    let year = number(parts.next()?, 7).filter(|_| text.split('-').next().is_some_and(|year| year.len() >= 4))?;
    let month = parts.next().map_or(Some(1), |part| number(part, 2))?;
    let day = parts.next().map_or(Some(1), |part| number(part.split([' ', 'T']).next().unwrap_or(part), 2))?;
    is_date(year, month, day).then(|| days_of(year, month, day))
}

fn is_date(year: i64, month: i64, day: i64) -> bool {
    (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month)
}

/// A timestamp as a cast from text reads it; `offset` is the session's zone in microseconds.
pub fn parse_timestamp(text: &str, offset: i64) -> Option<i64> {
    let text = text.trim();
    let (date, time) = match text.find([' ', 'T']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?.trim()),
        None => (text, ""),
    };
    let days = parse_date(date)?;
    let (clock, zone) = split_zone(time);
    let offset = zone.map_or(Some(offset), zone_offset)?;
    let mut micros = 0;
    if !clock.is_empty() {
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
        let mut parts = clock.split(':');
        for (unit, limit) in [(3600, 24), (60, 60), (1, 60)] {
            let part = parts.next().map_or(Some(0), |part| number(part, 2))?;
            if part >= limit {
                return None;
            }
            micros += part * unit * 1_000_000;
        }
        if parts.next().is_some() {
            return None;
        }
        if !fraction.is_empty() {
            let digits: String = format!("{fraction:0<6}").chars().take(6).collect();
            micros += number(&digits, 6)?;
        }
    }
    Some(days * DAY + micros - offset)
}

fn split_zone(time: &str) -> (&str, Option<&str>) {
    match time.find(['Z', '+', '-', 'U', 'G']) {
        Some(at) => (time.get(..at).unwrap_or("").trim_end(), time.get(at..)),
        None => (time, None),
    }
}

/// Microseconds that a zone is ahead of UTC; only zones of a fixed offset are known.
pub fn zone_offset(zone: &str) -> Option<i64> {
    let zone = zone.strip_prefix("UTC").or_else(|| zone.strip_prefix("GMT")).unwrap_or(zone);
    match zone {
        "" | "Z" | "Etc/UTC" => return Some(0),
        _ => {}
    }
    let sign = match zone.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let rest = zone.get(1..)?;
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    Some(sign * (number(hours, 2)? * 3600 + number(minutes, 2)? * 60) * 1_000_000)
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// 0 for Monday.
pub fn weekday(days: i64) -> i64 {
    (days + 3).rem_euclid(7)
}

/// The day's number in its year, from 1.
pub fn day_of_year(days: i64) -> i64 {
    days - days_of(civil(days).0, 1, 1) + 1
}

/// The number of the week by ISO 8601.
pub fn week_of_year(days: i64) -> i64 {
    let thursday = days - weekday(days) + 3;
    (day_of_year(thursday) - 1) / 7 + 1
}

/// The letters of a pattern in runs: `(letter, length)`, other text as it is.
fn pattern_parts(pattern: &str) -> Vec<Result<(char, usize), String>> {
    let mut parts = Vec::new();
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '\'' {
            let mut text = String::new();
            loop {
                match rest.next() {
                    Some('\'') if rest.peek() == Some(&'\'') => text.extend(rest.next()),
                    Some('\'') | None => break,
                    Some(other) => text.push(other),
                }
            }
            parts.push(Err(if text.is_empty() { "'".into() } else { text }));
        } else if c.is_ascii_alphabetic() {
            let mut length = 1;
            while rest.next_if_eq(&c).is_some() {
                length += 1;
            }
            parts.push(Ok((c, length)));
        } else {
            parts.push(Err(c.to_string()));
        }
    }
    parts
}

/// The date or timestamp in the form of a pattern; `None` for letters that are not known here.
pub fn format(local_micros: i64, pattern: &str) -> Option<String> {
    let (days, micros) = (local_micros.div_euclid(DAY), local_micros.rem_euclid(DAY));
    let ((year, month, day), seconds) = (civil(days), micros / 1_000_000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let name = |names: &[&'static str], at: i64| usize::try_from(at).ok().and_then(|at| names.get(at).copied());
    let mut text = String::new();
    for part in pattern_parts(pattern) {
        let (letter, length) = match part {
            Ok(part) => part,
            Err(other) => {
                text.push_str(&other);
                continue;
            }
        };
        let shown = match (letter, length) {
            ('y' | 'u', 2) => format!("{:02}", year.rem_euclid(100)),
            ('y' | 'u', _) => format!("{year:0length$}"),
            ('M' | 'L', 1 | 2) => format!("{month:0length$}"),
            ('M' | 'L', 3) => name(&MONTHS, month - 1)?.chars().take(3).collect(),
            ('M' | 'L', _) => name(&MONTHS, month - 1)?.to_owned(),
            ('d', _) => format!("{day:0length$}"),
            ('D', _) => format!("{:0length$}", day_of_year(days)),
            ('H', _) => format!("{hour:0length$}"),
            ('k', _) => format!("{:0length$}", if hour == 0 { 24 } else { hour }),
            ('h', _) => format!("{:0length$}", (hour + 11) % 12 + 1),
            ('K', _) => format!("{:0length$}", hour % 12),
            ('m', _) => format!("{minute:0length$}"),
            ('s', _) => format!("{second:0length$}"),
            ('S', _) => format!("{:06}000", micros % 1_000_000).chars().take(length).collect(),
            ('a', _) => (if hour < 12 { "AM" } else { "PM" }).to_owned(),
            ('E', 1..=3) => name(&WEEKDAYS, weekday(days))?.chars().take(3).collect(),
            ('E', _) => name(&WEEKDAYS, weekday(days))?.to_owned(),
            ('Q' | 'q', _) => format!("{:0length$}", (month - 1) / 3 + 1),
            ('X', _) | ('z', _) => "Z".to_owned(),
            _ => return None,
        };
        text.push_str(&shown);
    }
    Some(text)
}

/// Reads a text in the form of a pattern; `None` if it has another form.
pub fn parse(text: &str, pattern: &str) -> Option<i64> {
    let (mut year, mut month, mut day, mut hour, mut minute, mut second, mut fraction) = (1970, 1, 1, 0, 0, 0, 0);
    let mut is_afternoon = None;
    let mut rest = text;
    let parts = pattern_parts(pattern);
    for (at, part) in parts.iter().enumerate() {
        let (letter, length) = match part {
            Ok(part) => *part,
            Err(other) => {
                rest = rest.strip_prefix(other.as_str())?;
                continue;
            }
        };
        if letter == 'a' {
            let half = rest.get(..2)?.to_uppercase();
            is_afternoon = Some(half == "PM").filter(|_| half == "AM" || half == "PM");
            is_afternoon?;
            rest = rest.get(2..)?;
            continue;
        }
        if letter == 'E' || (letter == 'M' && length >= 3) {
            let names: &[&str] = if letter == 'E' { &WEEKDAYS } else { &MONTHS };
            let shown = |name: &'static str| if length <= 3 { name.get(..3).unwrap_or(name) } else { name };
            let found = names.iter().position(|name| rest.starts_with(shown(name)))?;
            rest = rest.get(shown(names.get(found)?).len()..)?;
            if letter == 'M' {
                month = i64::try_from(found).ok()? + 1;
            }
            continue;
        }
        // A run of digits is as long as its letters where digits follow, else as long as it can be.
        let is_followed = matches!(parts.get(at + 1), Some(Ok(_)));
        let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let wanted = match letter {
            'y' | 'u' if length == 4 && !is_followed => n_digits,
            _ if length == 1 && !is_followed => n_digits,
            _ => length.min(n_digits),
        };
        if wanted < length {
            return None;
        }
        let digits = rest.get(..wanted)?;
        let found = number(digits, 18)?;
        rest = rest.get(wanted..)?;
        match letter {
            'y' | 'u' => year = if length == 2 { 2000 + found } else { found },
            'M' | 'L' => month = found,
            'd' => day = found,
            'H' => hour = found,
            'h' => hour = found % 12,
            'm' => minute = found,
            's' => second = found,
            'S' => fraction = number(&format!("{digits:0<6}").chars().take(6).collect::<String>(), 6)?,
            _ => return None,
        }
    }
    if is_afternoon == Some(true) {
        hour += 12;
    }
    let is_fine = rest.is_empty() && is_date(year, month, day) && hour < 24 && minute < 60 && second < 60;
    is_fine.then(|| days_of(year, month, day) * DAY + ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree() {
        for days in [-1_000_000, -719_528, -1, 0, 59, 60, 19_782, 2_932_896] {
            let (year, month, day) = civil(days);
            assert_eq!(days_of(year, month, day), days);
        }
        assert_eq!(date_text(19_782), "2024-02-29");
        assert_eq!(weekday(0), 3);
        assert_eq!(week_of_year(days_of(2023, 1, 1)), 52);
    }

    #[test]
    fn texts_are_read_as_they_are_written() {
        let micros = parse_timestamp("2024-01-02 03:04:05.12", 0).unwrap();
        assert_eq!(timestamp_text(micros), "2024-01-02 03:04:05.12");
        assert_eq!(parse_timestamp("2024-01-02T03:04:05+01:00", 0).map(timestamp_text).unwrap(), "2024-01-02 02:04:05");
        assert_eq!(format(micros, "EEE dd/MM/yyyy 'at' hh:mm a").unwrap(), "Tue 02/01/2024 at 03:04 AM");
        assert_eq!(parse("02/01/2024", "dd/MM/yyyy").map(timestamp_text).unwrap(), "2024-01-02 00:00:00");
        assert_eq!(parse_date("2024-13-01"), None);
    }
}
