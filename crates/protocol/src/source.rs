//! The simulated TCP server: lines made from a template and a seed, the same everywhere.
//!
//! Line `i` depends on nothing but these settings and `i`, so any part of the stream can be made without the lines
//! before it, and a preview is what the worker will receive.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::arrivals::{Arrivals, Burst};
use crate::document::DEFAULT_START_TIME_MS;
use crate::template::{EventTime, Field, MILLION, Part, TimeForm, number_text, parts};
use crate::words::{COMMON, chosen, shares};

/// Settings of a simulated server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Simulated {
    /// One template a text line; line `i` uses the `i`-th, in turn. The fields are those of [`crate::template`].
    pub template: String,
    /// Lines a second.
    pub rate: f64,
    pub seed: u64,
    /// What comes at once beside them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub burst: Option<Burst>,
}

/// The slowest and the fastest rate; others are moved to these.
pub const RATES: (f64, f64) = (0.001, 1_000_000.0);

impl Default for Simulated {
    /// One line a second, numbered 0 to 5 at random.
    fn default() -> Self {
        Self { template: "This is line {0..5}".to_owned(), rate: 1.0, seed: 11, burst: None }
    }
}

impl Simulated {
    /// The rate that is used: within [`RATES`], of at most three decimals, and one line a second if it is no number.
    pub fn bounded_rate(&self) -> f64 {
        match self.rate.is_finite() {
            true => to_thousandths(self.rate.clamp(RATES.0, RATES.1)),
            false => 1.0,
        }
    }

    /// The settings with all numbers within their bounds.
    pub fn bounded(self) -> Self {
        Self { rate: self.bounded_rate(), burst: self.burst.and_then(Burst::bounded), ..self }
    }
}

/// The nearest number of at most three decimals. Such a number is written and read again without any change, so that
/// everyone who opens a link has the very same one.
pub fn to_thousandths(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

/// A simulated server, ready to make lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Generator {
    templates: Vec<Vec<Piece>>,
    arrivals: Arrivals,
    seed: u64,
    start_time_ms: i64,
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    Field(Field),
    /// Words with their shares.
    Words(Vec<String>, Vec<u64>),
}

impl Generator {
    /// Reads the template; there is no template that cannot be read.
    pub fn new(simulated: &Simulated) -> Self {
        let read = |line: &str| parts(line).into_iter().map(Piece::of).collect();
        let mut templates: Vec<Vec<Piece>> = simulated.template.lines().map(read).collect();
        if templates.is_empty() {
            templates.push(Vec::new());
        }
        Self {
            templates,
            arrivals: Arrivals::new(simulated.bounded_rate(), simulated.burst),
            seed: simulated.seed,
            start_time_ms: DEFAULT_START_TIME_MS,
        }
    }

    /// The same server for a streaming context that starts at this time, in milliseconds since 1970 UTC.
    pub fn starting_at(self, start_time_ms: i64) -> Self {
        Self { start_time_ms, ..self }
    }

    /// Line number `line_idx`, from 0.
    pub fn line(&self, line_idx: u64) -> String {
        let mut line = String::new();
        self.push_line(line_idx, &mut line);
        line
    }

    /// Appends line number `line_idx` to `out`, without a line end.
    pub fn push_line(&self, line_idx: u64, out: &mut String) {
        let turn = (line_idx % self.templates.len() as u64) as usize; // `new` leaves at least one.
        for (piece_idx, piece) in self.templates[turn].iter().enumerate() {
            let random = mix(self.seed, line_idx, piece_idx as u64);
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Words(words, shares) => {
                    out.push_str(words.get(chosen(shares, random)).map_or("", String::as_str));
                }
                Piece::Field(Field::Choice(choices)) => {
                    let choice_idx = below_or_at(random, choices.len() as u64 - 1) as usize;
                    out.push_str(choices.get(choice_idx).map_or("", String::as_str));
                }
                Piece::Field(field) => self.push_field(field, line_idx, random, out),
            }
        }
    }

    fn push_field(&self, field: &Field, line_idx: u64, random: u64, out: &mut String) {
        // Writing to a string cannot fail.
        let _ = match *field {
            Field::Number { low, high, n_decimals } => {
                let span = high.wrapping_sub(low) as u64;
                let number = low.wrapping_add(below_or_at(random, span) as i64);
                match n_decimals {
                    0 => write!(out, "{number}"),
                    _ => write!(out, "{}", number_text(number, n_decimals)),
                }
            }
            Field::LineNumber => write!(out, "{line_idx}"),
            Field::Key { n_keys, hot } => {
                let is_hot = hot > 0 && below_or_at(random, u64::from(MILLION) - 1) < u64::from(hot);
                let again = scramble(random);
                match (is_hot || n_keys == 1, hot > 0) {
                    (true, _) => write!(out, "1"),
                    (false, true) => write!(out, "{}", 2 + below_or_at(again, u64::from(n_keys) - 2)),
                    (false, false) => write!(out, "{}", 1 + below_or_at(again, u64::from(n_keys) - 1)),
                }
            }
            Field::Time(time) => push_time(time, self.event_ms(time, line_idx, random), out),
            // They have pieces of their own.
            Field::Choice(_) | Field::Word { .. } => Ok(()),
        };
    }

    /// The time of an event, in milliseconds since 1970 UTC.
    fn event_ms(&self, time: EventTime, line_idx: u64, random: u64) -> u64 {
        let arrived_ms = (self.start_time_ms.max(0) as u64).saturating_add(self.arrival_ms(line_idx));
        let is_late = below_or_at(random, u64::from(MILLION) - 1) < u64::from(time.late);
        let late_ms = if is_late { time.late_by_ms } else { 0 };
        arrived_ms.saturating_sub(below_or_at(scramble(random), time.jitter_ms)).saturating_sub(late_ms)
    }

    /// When line number `line_idx` arrives, in milliseconds since the streaming context started.
    pub fn arrival_ms(&self, line_idx: u64) -> u64 {
        self.arrivals.at_ms(line_idx)
    }

    /// The numbers of the lines that arrive in `from_ms..to_ms`.
    pub fn arrivals(&self, from_ms: u64, to_ms: u64) -> std::ops::Range<u64> {
        self.arrivals.between(from_ms, to_ms)
    }
}

impl Piece {
    fn of(part: Part) -> Self {
        match part {
            Part::Text(text) => Self::Text(text),
            Part::Field(Field::Word { of, skew }) => {
                let words = of.unwrap_or_else(|| COMMON.map(str::to_owned).to_vec());
                let shares = shares(words.len(), f64::from(skew) / 100.0);
                Self::Words(words, shares)
            }
            Part::Field(field) => Self::Field(field),
        }
    }
}

fn push_time(time: EventTime, at_ms: u64, out: &mut String) -> std::fmt::Result {
    if time.form == TimeForm::Millis {
        return write!(out, "{at_ms}");
    }
    let (day, ms) = (at_ms / 86_400_000, at_ms % 86_400_000);
    let (year, month, day) = date(day);
    let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
    match time.form {
        TimeForm::Iso => {
            write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", ms % 1_000)
        }
        _ => write!(out, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }
}

/// Year, month and day of a day since 1970-01-01. Years are counted from March, so that a leap day is the last of one.
fn date(day: u64) -> (u64, u64, u64) {
    let days = day.saturating_add(719_468); // Since 0000-03-01.
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day_of_month)
}

/// A number that looks random and depends on all three.
fn mix(seed: u64, line_idx: u64, piece_idx: u64) -> u64 {
    let first = scramble(seed.wrapping_add(0x9e37_79b9_7f4a_7c15));
    let second = scramble(first ^ line_idx.wrapping_mul(0xd1b5_4a32_d192_ed03));
    scramble(second ^ piece_idx.wrapping_mul(0x8cb9_2ba7_2f3d_8dd7))
}

/// The finalizer of SplitMix64.
fn scramble(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Spreads `random` evenly over `0..=highest`.
fn below_or_at(random: u64, highest: u64) -> u64 {
    ((u128::from(random) * (u128::from(highest) + 1)) >> 64) as u64
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn generator(template: &str, rate: f64) -> Generator {
        Generator::new(&Simulated { template: template.to_owned(), rate, ..Simulated::default() })
    }

    fn check(template: &str, expected: [&str; 3]) {
        let generator = generator(template, 1.0);
        let lines: Vec<String> = (0..3).map(|i| generator.line(i)).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn the_first_lines_of_the_default_server_never_change() {
        let generator = Generator::new(&Simulated::default());
        let numbers: String = (0..20).map(|i| generator.line(i).split_off(13)).collect();
        assert_eq!(numbers, "20131232140434222311");
    }

    #[test]
    fn braces_that_are_no_field_stay() {
        check("{ {x} {5..1} {} }", ["{ {x} {5..1} {} }"; 3]);
    }

    #[test]
    fn doubled_braces_are_braces() {
        check("{{{#}}}", ["{0}", "{1}", "{2}"]);
    }

    #[test]
    fn templates_take_turns() {
        check("a {#}\nb {#}", ["a 0", "b 1", "a 2"]);
    }

    #[test]
    fn no_template_gives_empty_lines() {
        check("", [""; 3]);
    }

    #[test]
    fn numbers_stay_in_their_range_and_reach_its_ends() {
        let generator = generator("{-1..1}", 1.0);
        let lines: std::collections::BTreeSet<String> = (0..100).map(|i| generator.line(i)).collect();
        assert_eq!(lines.into_iter().collect::<Vec<_>>(), ["-1", "0", "1"]);
        let widest =
            Generator::new(&Simulated { template: format!("{{{}..{}}}", i64::MIN, i64::MAX), ..Simulated::default() });
        assert!(widest.line(3).parse::<i64>().is_ok());
    }

    /// How often each of 10,000 lines of a template comes.
    fn counts(template: &str) -> BTreeMap<String, u32> {
        let generator = generator(template, 1.0);
        let mut counts = BTreeMap::new();
        (0..10_000).for_each(|line_idx| *counts.entry(generator.line(line_idx)).or_default() += 1);
        counts
    }

    #[test]
    fn decimals_are_within_their_range() {
        let generator = generator("{-0.5..1.25}", 1.0);
        for line_idx in 0..200 {
            let line = generator.line(line_idx);
            assert!(line.parse::<f64>().is_ok_and(|number| (-0.5..=1.25).contains(&number)), "{line}");
            assert_eq!(line.split_once('.').map(|(_, decimals)| decimals.len()), Some(2), "{line}");
        }
    }

    #[test]
    fn skewed_words_come_by_their_rank_and_even_ones_alike() {
        let even = counts("{word of a, b, c}");
        assert!(even.len() == 3 && even.values().all(|count| (3_100..3_600).contains(count)), "{even:?}");
        let skewed = counts("{word of a, b, c skew 1}"); // 6/11, 3/11, 2/11
        let near = |word: &str, share: f64| (f64::from(skewed[word]) - share * 10_000.0).abs() < 200.0;
        assert!(near("a", 6.0 / 11.0) && near("b", 3.0 / 11.0) && near("c", 2.0 / 11.0), "{skewed:?}");
        assert_eq!(counts("{word}").len(), COMMON.len());
    }

    #[test]
    fn a_hot_key_has_its_share_and_the_others_the_rest() {
        let keys = counts("{key of 5 hot 60%}");
        assert!((5_800..6_200).contains(&keys["1"]), "{keys:?}");
        assert!(
            keys.len() == 5 && keys.iter().all(|(key, count)| key == "1" || (850..1_150).contains(count)),
            "{keys:?}"
        );
        assert!(counts("{key of 4}").values().all(|count| (2_300..2_700).contains(count)));
        assert_eq!(counts("{key of 1 hot 50%}").len(), 1);
        assert_eq!(counts("{key of 2 hot 100%}").len(), 1);
    }

    #[test]
    fn the_time_of_a_line_is_when_it_arrives_and_a_late_one_is_earlier() {
        let lines = |template: &str| -> Vec<String> { (0..3).map(|i| generator(template, 0.5).line(i)).collect() };
        assert_eq!(lines("{time}")[1..], ["2024-01-01 00:00:02", "2024-01-01 00:00:04"]);
        assert_eq!(lines("{time iso late 100% by 1s}")[1..], ["2024-01-01T00:00:01.000Z", "2024-01-01T00:00:03.000Z"]);
        assert_eq!(lines("{time ms}")[1], "1704067202000");
        let start = Generator::new(&Simulated { template: "{time}".to_owned(), ..Simulated::default() });
        assert_eq!(start.starting_at(951_782_400_000).line(0), "2000-02-29 00:00:00");
    }

    #[test]
    fn some_times_are_late_and_jitter_mixes_their_order() {
        let generator = generator("{time ms jitter 3s late 20% by 1m}", 1.0);
        let behind = |line_idx: u64| {
            let arrived = DEFAULT_START_TIME_MS as u64 + generator.arrival_ms(line_idx);
            arrived - generator.line(line_idx).parse::<u64>().unwrap()
        };
        let delays: Vec<u64> = (0..10_000).map(behind).collect();
        let n_late = delays.iter().filter(|delay| **delay >= 60_000).count();
        assert!((1_800..2_200).contains(&n_late), "{n_late} are late");
        assert!(delays.iter().all(|delay| *delay <= 3_000 || (60_000..=63_000).contains(delay)));
        assert!(delays.windows(2).any(|pair| pair[1] > pair[0] + 1_000));
    }
}
