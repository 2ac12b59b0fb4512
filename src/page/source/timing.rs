//! When the lines of a file arrive: at a rate, or all at once.

use protocol::document::TimedLine;

/// How lines that have no time of their own follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    AtOnce,
    One,
    Ten,
    Hundred,
    Thousand,
}

impl Timing {
    pub const ALL: [Self; 5] = [Self::AtOnce, Self::One, Self::Ten, Self::Hundred, Self::Thousand];

    pub fn name(self) -> &'static str {
        match self {
            Self::AtOnce => "all in the first batch",
            Self::One => "one a second",
            Self::Ten => "10 a second",
            Self::Hundred => "100 a second",
            Self::Thousand => "1000 a second",
        }
    }

    /// When a line arrives, in milliseconds since the streaming context started.
    fn at_ms(self, line_idx: usize) -> u64 {
        let every_ms = match self {
            Self::AtOnce => 0,
            Self::One => 1_000,
            Self::Ten => 100,
            Self::Hundred => 10,
            Self::Thousand => 1,
        };
        every_ms * line_idx as u64
    }
}

/// The same lines with other times.
pub fn retimed(lines: &[TimedLine], timing: Timing) -> Vec<TimedLine> {
    let line =
        |(line_idx, line): (usize, &TimedLine)| TimedLine { at_ms: timing.at_ms(line_idx), text: line.text.clone() };
    lines.iter().enumerate().map(line).collect()
}

/// The timing that lines have, if it is one of these.
pub fn timing_of(lines: &[TimedLine]) -> Option<Timing> {
    Timing::ALL.into_iter().find(|timing| lines.iter().enumerate().all(|(idx, line)| line.at_ms == timing.at_ms(idx)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timing_is_known_again() {
        let lines: Vec<TimedLine> = [3, 90, 91].map(|at_ms| TimedLine { at_ms, text: "x".to_owned() }).to_vec();
        assert_eq!(timing_of(&lines), None);
        for timing in Timing::ALL {
            assert_eq!(timing_of(&retimed(&lines, timing)), Some(timing));
        }
    }
}
