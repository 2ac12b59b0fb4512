//! Dates of the Gregorian calendar as numbers of days, and `strftime`.

use value::Raised;

/// A point in time taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    pub year: i64,
    pub month: i64,
    pub day: i64,
    pub hour: i64,
    pub minute: i64,
    pub second: i64,
    pub micros: i64,
}

pub const MICROS_PER_DAY: i64 = 86_400_000_000;
pub const DAY_NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
pub const MONTH_NAMES: [&str; 12] = [
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

/// Days since 1970-01-01 of a date.
pub fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    // Years are counted from March, so that the leap day comes last; 400 of them repeat.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date of a number of days since 1970-01-01: year, month and day.
pub fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

pub fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Civil {
    /// The time of microseconds since the epoch.
    pub fn from_micros(micros: i64) -> Self {
        let (year, month, day) = civil_from_days(micros.div_euclid(MICROS_PER_DAY));
        let rest = micros.rem_euclid(MICROS_PER_DAY);
        let seconds = rest / 1_000_000;
        Self {
            year,
            month,
            day,
            hour: seconds / 3600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
            micros: rest % 1_000_000,
        }
    }

    /// Microseconds since the epoch.
    pub fn to_micros(self) -> i64 {
        let seconds = self.hour * 3600 + self.minute * 60 + self.second;
        (self.days() * 86_400 + seconds) * 1_000_000 + self.micros
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i64 {
        days_from_civil(self.year, self.month, self.day)
    }

    /// 0 is Monday.
    pub fn weekday(self) -> i64 {
        (self.days() + 3).rem_euclid(7)
    }

    /// 1 is the first of January.
    pub fn day_of_year(self) -> i64 {
        self.days() - days_from_civil(self.year, 1, 1) + 1
    }

    /// Year, week and day (1 is Monday) of ISO 8601.
    pub fn iso(self) -> (i64, i64, i64) {
        let first_monday = |year: i64| {
            let january_fourth = days_from_civil(year, 1, 4);
            january_fourth - (january_fourth + 3).rem_euclid(7)
        };
        let days = self.days();
        let mut year = self.year;
        if days < first_monday(year) {
            year -= 1;
        } else if days >= first_monday(year + 1) {
            year += 1;
        }
        (year, (days - first_monday(year)) / 7 + 1, self.weekday() + 1)
    }
}

/// Offset and name of a time zone, for `%z` and `%Z`.
#[derive(Clone, Debug, Default)]
pub struct Zone {
    pub offset: Option<String>,
    pub name: Option<String>,
}

/// `strftime(format)` in the C locale.
pub fn strftime(format: &str, time: Civil, zone: &Zone) -> Result<String, Raised> {
    let mut out = String::with_capacity(format.len() + 16);
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let Some(mut code) = chars.next() else {
            out.push('%');
            break;
        };
        // `%-d`: without padding, as the GNU library has it.
        let mut plain = false;
        if code == '-' {
            plain = true;
            code = chars.next().unwrap_or('-');
        }
        out.push_str(&directive(code, plain, time, zone)?);
    }
    Ok(out)
}

fn directive(code: char, plain: bool, time: Civil, zone: &Zone) -> Result<String, Raised> {
    let two = |number: i64| if plain { number.to_string() } else { format!("{number:02}") };
    let hour12 = |hour: i64| if hour % 12 == 0 { 12 } else { hour % 12 };
    let day_name = DAY_NAMES[time.weekday() as usize % 7];
    let month_name = MONTH_NAMES[(time.month - 1).rem_euclid(12) as usize];
    Ok(match code {
        'Y' => time.year.to_string(),
        'y' => two(time.year.rem_euclid(100)),
        'C' => two(time.year.div_euclid(100)),
        'm' => two(time.month),
        'd' => two(time.day),
        'e' => format!("{:2}", time.day),
        'H' => two(time.hour),
        'I' => two(hour12(time.hour)),
        'M' => two(time.minute),
        'S' => two(time.second),
        'f' => format!("{:06}", time.micros),
        'p' => if time.hour < 12 { "AM" } else { "PM" }.into(),
        'j' => {
            if plain {
                time.day_of_year().to_string()
            } else {
                format!("{:03}", time.day_of_year())
            }
        }
        'a' => day_name[..3].into(),
        'A' => day_name.into(),
        'b' | 'h' => month_name[..3].into(),
        'B' => month_name.into(),
        'w' => ((time.weekday() + 1) % 7).to_string(),
        'u' => (time.weekday() + 1).to_string(),
        'U' => two((time.day_of_year() + 6 - (time.weekday() + 1) % 7) / 7),
        'W' => two((time.day_of_year() + 6 - time.weekday()) / 7),
        'G' => time.iso().0.to_string(),
        'g' => two(time.iso().0.rem_euclid(100)),
        'V' => two(time.iso().1),
        's' => time.to_micros().div_euclid(1_000_000).to_string(),
        'c' => strftime("%a %b %e %H:%M:%S %Y", time, zone)?,
        'x' | 'D' => strftime("%m/%d/%y", time, zone)?,
        'X' | 'T' => strftime("%H:%M:%S", time, zone)?,
        'F' => strftime("%Y-%m-%d", time, zone)?,
        'R' => strftime("%H:%M", time, zone)?,
        'r' => strftime("%I:%M:%S %p", time, zone)?,
        'n' => "\n".into(),
        't' => "\t".into(),
        '%' => "%".into(),
        'z' => zone.offset.clone().unwrap_or_default(),
        'Z' => zone.name.clone().unwrap_or_default(),
        other => format!("%{other}"),
    })
}
