//! Times, numbers and what is drawn of many of them.

/// A unit of time, with how many microseconds it has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    pub name: &'static str,
    pub us: f64,
}

const UNITS: [Unit; 4] = [
    Unit { name: "ms", us: 1e3 },
    Unit { name: "sec", us: 1e6 },
    Unit { name: "min", us: 60e6 },
    Unit { name: "hrs", us: 3600e6 },
];

/// The largest unit of which the time is at least one, as Spark's timelines have it; milliseconds at least.
pub fn unit_of(us: f64) -> Unit {
    UNITS.into_iter().rev().find(|unit| us >= unit.us).unwrap_or(UNITS[0])
}

/// Least, mean and greatest of some values; none of no values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    pub min: f64,
    pub mean: f64,
    pub max: f64,
}

pub fn extent(values: &[f64]) -> Option<Extent> {
    let n = values.len() as f64;
    let (min, max) = values.iter().fold((f64::INFINITY, 0.0_f64), |(min, max), v| (min.min(*v), max.max(*v)));
    (!values.is_empty()).then(|| Extent { min, mean: values.iter().sum::<f64>() / n, max })
}

/// The number of ranges of a histogram.
pub const N_RANGES: usize = 10;

/// How many values lie in each tenth of `0..=top`, with the middles of the tenths.
pub fn histogram(values: &[f64], top: f64) -> (Vec<f64>, Vec<f64>) {
    let width = top.max(f64::MIN_POSITIVE) / N_RANGES as f64;
    let mut counts = vec![0.0; N_RANGES];
    for value in values {
        let range = ((value / width) as usize).min(N_RANGES - 1);
        if let Some(count) = counts.get_mut(range) {
            *count += 1.0;
        }
    }
    ((0..N_RANGES).map(|range| (range as f64 + 0.5) * width).collect(), counts)
}

/// The end of an axis that shows values up to `max`: the next number of one or two digits.
pub fn axis_end(max: f64) -> f64 {
    if max <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(max.log10().floor());
    let steps = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    steps.into_iter().map(|step| step * power).find(|end| *end >= max).unwrap_or(max)
}

/// Where the line of the batch interval is: on an axis that can show both it and the values, else above it.
pub fn is_line_in_reach(interval_us: f64, max_us: f64) -> bool {
    interval_us <= 4.0 * max_us
}

/// A time as Spark's tables have it, with a decimal more for short ones: `0.3 ms`, `42 ms`, `1.5 s`, `2.5 min`.
///
/// Source: UIUtils.formatDuration in Spark 3.5.
pub fn duration_text(us: f64) -> String {
    let ms = us / 1e3;
    let seconds = ms / 1e3;
    match () {
        () if ms == 0.0 => "0 ms".to_owned(),
        () if ms < 9.95 => format!("{ms:.1} ms"),
        () if ms < 100.0 => format!("{ms:.0} ms"),
        () if seconds < 10.0 => format!("{seconds:.1} s"),
        () if seconds < 60.0 => format!("{seconds:.0} s"),
        () if seconds < 600.0 => format!("{:.1} min", seconds / 60.0),
        () if seconds < 3600.0 => format!("{:.0} min", seconds / 60.0),
        () => format!("{:.1} h", seconds / 3600.0),
    }
}

/// A length of time in words: `1 hour 2 minutes 5 seconds`, `250 ms`.
pub fn long_duration(ms: u64) -> String {
    const PARTS: [(u64, &str); 4] = [(86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute"), (1000, "second")];
    let mut left = ms;
    let mut text = Vec::new();
    for (length, name) in PARTS {
        let n = left / length;
        left %= length;
        if n > 0 {
            text.push(format!("{n} {name}{}", if n == 1 { "" } else { "s" }));
        }
    }
    if left > 0 || text.is_empty() {
        text.push(format!("{left} ms"));
    }
    text.join(" ")
}

/// A moment as Spark's page writes it, with milliseconds where batches are shorter than a second.
///
/// Source: UIUtils.formatBatchTime in Spark 3.5.
pub fn moment_text(time_ms: i64, interval_ms: u64) -> String {
    let text = date_time(time_ms).replace('-', "/");
    if interval_ms < 1000 { format!("{text}.{:03}", time_ms.rem_euclid(1000)) } else { text }
}

/// A moment of UTC: `2024-01-01 00:00:10`.
fn date_time(ms: i64) -> String {
    const DAYS_OF_400_YEARS: i64 = 146_097;
    let (days, second) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000) / 1000);
    // Counted from 1 March of the year 0, so that a leap day is the last of its year.
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(DAYS_OF_400_YEARS), days.rem_euclid(DAYS_OF_400_YEARS));
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / (DAYS_OF_400_YEARS - 1)) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_counts_every_value_once() {
        let (middles, counts) = histogram(&[0.0, 0.5, 1.0, 9.9, 10.0], 10.0);
        assert_eq!(counts, [2.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0]);
        assert_eq!(middles.first(), Some(&0.5));
        assert_eq!(histogram(&[], 0.0).1.iter().sum::<f64>(), 0.0);
        assert_eq!(histogram(&[0.0, 0.0], 1.0).1.first(), Some(&2.0));
    }

    #[test]
    fn axes_end_at_round_numbers() {
        let ends = [0.0, 0.3, 7.0, 11.0, 99.0, 100.0, 1234.0].map(|max| format!("{:.3}", axis_end(max)));
        assert_eq!(ends, ["1.000", "0.300", "8.000", "12.000", "100.000", "100.000", "1500.000"]);
    }

    #[test]
    fn times_are_written_as_in_spark() {
        let texts = [0.0, 300.0, 9_940.0, 42_000.0, 240_000.0, 1_500_000.0, 15_000_000.0, 150e6, 3000e6, 5400e6];
        let expected = ["0 ms", "0.3 ms", "9.9 ms", "42 ms", "0.2 s", "1.5 s", "15 s", "2.5 min", "50 min", "1.5 h"];
        assert_eq!(texts.map(duration_text), expected);
        let units = [0.0, 300.0, 2e6, 90e6, 7200e6].map(|us| unit_of(us).name);
        assert_eq!(units, ["ms", "ms", "sec", "min", "hrs"]);
        let long = [0, 250, 10_000, 61_000, 3_725_500];
        let expected = ["0 ms", "250 ms", "10 seconds", "1 minute 1 second", "1 hour 2 minutes 5 seconds 500 ms"];
        assert_eq!(long.map(long_duration), expected);
    }

    #[test]
    fn moments_are_dates_of_utc() {
        let texts = [0, 951_782_400_000, 1_704_067_210_000, 1_709_164_799_999, -1000].map(date_time);
        let expected = [
            "1970-01-01 00:00:00",
            "2000-02-29 00:00:00",
            "2024-01-01 00:00:10",
            "2024-02-28 23:59:59",
            "1969-12-31 23:59:59",
        ];
        assert_eq!(texts, expected);
        date_time(i64::MAX);
        date_time(i64::MIN);
    }

    #[test]
    fn moments_have_milliseconds_where_batches_are_short() {
        assert_eq!(moment_text(1_704_067_210_250, 250), "2024/01/01 00:00:10.250");
        assert_eq!(moment_text(1_704_067_210_000, 10_000), "2024/01/01 00:00:10");
    }
}
