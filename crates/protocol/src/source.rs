//! The simulated TCP server: lines made from a template and a seed, the same everywhere.
//!
//! Line `i` depends on nothing but the template, the seed and `i`, so any part of the stream can be made
//! without the lines before it, and a preview is what the worker will receive.

use serde::{Deserialize, Serialize};

/// Settings of a simulated server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Simulated {
    /// One template a text line; line `i` uses the `i`-th, in turn. Fields: `{0..5}` a whole number from 0 to 5,
    /// `{a|b|c}` one of these, `{#}` the line's own number from 0. `{{` and `}}` are braces.
    /// Anything else in braces stays as it is.
    pub template: String,
    /// Lines a second.
    pub rate: f64,
    pub seed: u64,
}

/// The slowest and the fastest rate; others are moved to these.
pub const RATES: (f64, f64) = (0.001, 1_000_000.0);

impl Default for Simulated {
    /// One line a second, numbered 0 to 5 at random.
    fn default() -> Self {
        Self { template: "This is line {0..5}".to_owned(), rate: 1.0, seed: 11 }
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
    rate: f64,
    seed: u64,
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    Number { low: i64, high: i64 },
    Choice(Vec<String>),
    LineNumber,
}

impl Generator {
    /// Reads the template; there is no template that cannot be read.
    pub fn new(simulated: &Simulated) -> Self {
        let mut templates: Vec<_> = simulated.template.lines().map(parse).collect();
        if templates.is_empty() {
            templates.push(Vec::new());
        }
        Self { templates, rate: simulated.bounded_rate(), seed: simulated.seed }
    }

    /// Line number `line_idx`, from 0.
    pub fn line(&self, line_idx: u64) -> String {
        let mut line = String::new();
        self.push_line(line_idx, &mut line);
        line
    }

    /// Appends line number `line_idx` to `out`, without a line end.
    pub fn push_line(&self, line_idx: u64, out: &mut String) {
        use std::fmt::Write;
        let turn = (line_idx % self.templates.len() as u64) as usize; // `new` leaves at least one.
        for (piece_idx, piece) in self.templates[turn].iter().enumerate() {
            let random = mix(self.seed, line_idx, piece_idx as u64);
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Number { low, high } => {
                    let span = high.wrapping_sub(*low) as u64;
                    let number = low.wrapping_add(below_or_at(random, span) as i64);
                    let _ = write!(out, "{number}"); // Writing to a string cannot fail.
                }
                Piece::Choice(choices) => {
                    let choice_idx = below_or_at(random, choices.len() as u64 - 1) as usize;
                    out.push_str(choices.get(choice_idx).map_or("", String::as_str));
                }
                Piece::LineNumber => {
                    let _ = write!(out, "{line_idx}");
                }
            }
        }
    }

    /// When line number `line_idx` arrives, in milliseconds since the streaming context started: `i / rate`.
    pub fn arrival_ms(&self, line_idx: u64) -> u64 {
        (line_idx as f64 * 1000.0 / self.rate) as u64
    }

    /// The numbers of the lines that arrive in `from_ms..to_ms`.
    pub fn arrivals(&self, from_ms: u64, to_ms: u64) -> std::ops::Range<u64> {
        let first = self.first_at_or_after(from_ms);
        first..self.first_at_or_after(to_ms).max(first)
    }

    fn first_at_or_after(&self, at_ms: u64) -> u64 {
        // The estimate may be off by one either way because of rounding.
        let mut line_idx = ((at_ms as f64 * self.rate / 1000.0) as u64).saturating_sub(1);
        while self.arrival_ms(line_idx) < at_ms {
            line_idx += 1;
        }
        line_idx
    }
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

fn parse(template: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]); // `at` is where an ASCII sign was found.
        let from_brace = &rest[at..];
        if from_brace.starts_with("{{") || from_brace.starts_with("}}") {
            text.push_str(&from_brace[..1]);
            rest = &from_brace[2..];
            continue;
        }
        let field = from_brace.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        match field.and_then(|(inside, after)| Some((parse_field(inside)?, after))) {
            Some((piece, after)) => {
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                }
                pieces.push(piece);
                rest = after;
            }
            None => {
                text.push_str(&from_brace[..1]);
                rest = &from_brace[1..];
            }
        }
    }
    text.push_str(rest);
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    pieces
}

fn parse_field(inside: &str) -> Option<Piece> {
    if inside == "#" {
        return Some(Piece::LineNumber);
    }
    if inside.contains('|') {
        return Some(Piece::Choice(inside.split('|').map(str::to_owned).collect()));
    }
    let (low, high) = inside.split_once("..")?;
    let (low, high) = (low.trim().parse::<i64>().ok()?, high.trim().parse::<i64>().ok()?);
    (low <= high).then_some(Piece::Number { low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generator(template: &str, rate: f64) -> Generator {
        Generator::new(&Simulated { template: template.to_owned(), rate, seed: 11 })
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

    #[test]
    fn ten_lines_arrive_in_ten_seconds() {
        assert_eq!(generator("x", 1.0).arrivals(0, 10_000), 0..10);
        assert_eq!(generator("x", 1.0).arrivals(10_000, 20_000), 10..20);
    }

    #[test]
    fn no_line_is_lost_or_doubled_between_batches() {
        for rate in [0.3, 1.0, 3.0, 7.77, 1234.5] {
            let generator = generator("x", rate);
            let mut next = 0;
            for batch in 0..200 {
                let arrivals = generator.arrivals(batch * 700, (batch + 1) * 700);
                assert_eq!(arrivals.start, next, "rate {rate}, batch {batch}");
                next = arrivals.end;
            }
        }
    }
}
