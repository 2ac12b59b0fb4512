//! `Time`, `Duration` and `Interval`: batch times in milliseconds, as Spark Streaming counts them.

use std::fmt;
use std::ops::{Add, Mul, Sub};

/// A point in time, milliseconds since the epoch, UTC. Batch times are such points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

/// A length of time in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(pub i64);

/// The times from `begin` to `end`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    pub begin: Time,
    pub end: Time,
}

impl Time {
    pub fn millis(self) -> i64 {
        self.0
    }

    /// The latest time that is a whole number of `step` after `zero` and not after this one.
    pub fn floor(self, step: Duration, zero: Self) -> Self {
        let since = self.0 - zero.0;
        Self(zero.0 + since - since.rem_euclid(step.0.max(1)))
    }

    /// Every time from this one to `end`, `step` apart.
    pub fn to(self, end: Self, step: Duration) -> impl Iterator<Item = Self> {
        (self.0..=end.0).step_by(usize::try_from(step.0).unwrap_or(1).max(1)).map(Self)
    }

    /// The date and time as Python's `str(datetime)` shows it: no fraction if there is none, else six digits.
    pub fn date_time(self, zone: Zone) -> String {
        let local = self.0 + zone.offset.0;
        let (days, of_day) = (local.div_euclid(86_400_000), local.rem_euclid(86_400_000));
        let (year, month, day) = date_of(days);
        let (seconds, millis) = (of_day / 1000, of_day % 1000);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let fraction = if millis == 0 { String::new() } else { format!(".{millis:03}000") };
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{fraction}")
    }
}

/// The zone that local dates are shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zone {
    /// What to add to UTC.
    pub offset: Duration,
}

impl Duration {
    pub const ZERO: Self = Self(0);

    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    pub fn millis(self) -> i64 {
        self.0
    }

    /// Whether this is a whole number of `other`; never for a zero `other`.
    pub fn is_multiple_of(self, other: Self) -> bool {
        other.0 != 0 && self.0 % other.0 == 0
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.0)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.0)
    }
}

impl Add<Duration> for Time {
    type Output = Self;
    fn add(self, length: Duration) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

impl Sub<Duration> for Time {
    type Output = Self;
    fn sub(self, length: Duration) -> Self {
        Self(self.0.saturating_sub(length.0))
    }
}

impl Sub for Time {
    type Output = Duration;
    fn sub(self, other: Self) -> Duration {
        Duration(self.0.saturating_sub(other.0))
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Duration {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<i64> for Duration {
    type Output = Self;
    fn mul(self, times: i64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl Sub<Duration> for Interval {
    type Output = Self;
    fn sub(self, length: Duration) -> Self {
        Self { begin: self.begin - length, end: self.end - length }
    }
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar.
///
/// Counts years from March, so that the leap day is the last day of a year and months have lengths by a formula.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_pythons() {
        // Recorded from Python: str(datetime.utcfromtimestamp(ms / 1000)).
        for (millis, expected) in [
            (0, "1970-01-01 00:00:00"),
            (500, "1970-01-01 00:00:00.500000"),
            (1_714_449_940_000, "2024-04-30 04:05:40"),
            (951_782_400_000, "2000-02-29 00:00:00"),
            (4_102_444_799_250, "2099-12-31 23:59:59.250000"),
        ] {
            assert_eq!(Time(millis).date_time(Zone::default()), expected);
        }
        let zone = Zone { offset: Duration::from_seconds(2 * 3600) };
        assert_eq!(Time(0).date_time(zone), "1970-01-01 02:00:00");
    }

    #[test]
    fn floor_counts_from_zero_time() {
        assert_eq!(Time(7500).floor(Duration(2000), Time(1000)), Time(7000));
        assert_eq!(Time(500).floor(Duration(2000), Time(1000)), Time(-1000));
    }

    #[test]
    fn nothing_is_a_multiple_of_zero() {
        assert!(Duration(4000).is_multiple_of(Duration(2000)));
        assert!(!Duration(3000).is_multiple_of(Duration(2000)));
        assert!(!Duration(3000).is_multiple_of(Duration::ZERO));
    }
}
