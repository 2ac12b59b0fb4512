//! When the lines of a simulated server arrive: at a steady rate, and with it in bursts.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The most lines of a burst, and how far bursts may be from each other, in milliseconds.
pub const MAX_BURST_LINES: u32 = 1_000_000;
pub const BURST_EVERY_MS: (u64, u64) = (100, 3_600_000);

/// Lines that come together, beside those that come at the steady rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Burst {
    pub n_lines: u32,
    /// The first burst comes after this time, and so on.
    pub every_ms: u64,
}

impl Burst {
    /// The burst within its bounds; none if it has no lines.
    pub fn bounded(self) -> Option<Self> {
        let n_lines = self.n_lines.min(MAX_BURST_LINES);
        let every_ms = self.every_ms.clamp(BURST_EVERY_MS.0, BURST_EVERY_MS.1);
        (n_lines > 0).then_some(Self { n_lines, every_ms })
    }
}

/// The times of arrival of all lines, in milliseconds since the streaming context started.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrivals {
    /// Lines a second, positive.
    rate: f64,
    burst: Option<Burst>,
}

impl Arrivals {
    /// `rate` is positive.
    pub fn new(rate: f64, burst: Option<Burst>) -> Self {
        Self { rate, burst: burst.and_then(Burst::bounded) }
    }

    /// When a line arrives.
    pub fn at_ms(&self, line_idx: u64) -> u64 {
        let Some(burst) = self.burst else {
            return self.steady_ms(line_idx);
        };
        let n_burst = u64::from(burst.n_lines);
        // The estimate may be off by one either way because of rounding.
        let lines_a_burst = burst.every_ms as f64 * self.rate / 1000.0 + n_burst as f64;
        let mut number = (line_idx as f64 / lines_a_burst) as u64;
        while number > 0 && self.first_of_burst(burst, number) > line_idx {
            number -= 1;
        }
        while self.first_of_burst(burst, number + 1) <= line_idx {
            number += 1;
        }
        if number > 0 && line_idx < self.first_of_burst(burst, number).saturating_add(n_burst) {
            return burst.every_ms.saturating_mul(number);
        }
        self.steady_ms(line_idx.saturating_sub(n_burst.saturating_mul(number)))
    }

    /// The numbers of the lines that arrive in `from_ms..to_ms`.
    pub fn between(&self, from_ms: u64, to_ms: u64) -> Range<u64> {
        let first = self.n_before(from_ms);
        first..self.n_before(to_ms).max(first)
    }

    /// How many lines arrive before this time.
    fn n_before(&self, at_ms: u64) -> u64 {
        let steady = self.n_steady_before(at_ms);
        let in_bursts =
            |burst: Burst| u64::from(burst.n_lines).saturating_mul(at_ms.saturating_sub(1) / burst.every_ms);
        steady.saturating_add(self.burst.map_or(0, in_bursts))
    }

    /// The number of the first line of a burst, counted from 1: bursts come before a steady line of the same time.
    fn first_of_burst(&self, burst: Burst, number: u64) -> u64 {
        let before = u64::from(burst.n_lines).saturating_mul(number.saturating_sub(1));
        self.n_steady_before(burst.every_ms.saturating_mul(number)).saturating_add(before)
    }

    fn steady_ms(&self, line_idx: u64) -> u64 {
        (line_idx as f64 * 1000.0 / self.rate) as u64
    }

    fn n_steady_before(&self, at_ms: u64) -> u64 {
        // The estimate may be off by one either way because of rounding.
        let mut line_idx = ((at_ms as f64 * self.rate / 1000.0) as u64).saturating_sub(1);
        while self.steady_ms(line_idx) < at_ms {
            line_idx += 1;
        }
        line_idx
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrivals(rate: f64, burst: Option<(u32, u64)>) -> Arrivals {
        Arrivals::new(rate, burst.map(|(n_lines, every_ms)| Burst { n_lines, every_ms }))
    }

    #[test]
    fn ten_lines_arrive_in_ten_seconds() {
        assert_eq!(arrivals(1.0, None).between(0, 10_000), 0..10);
        assert_eq!(arrivals(1.0, None).between(10_000, 20_000), 10..20);
    }

    #[test]
    fn a_burst_comes_on_top_and_at_one_time() {
        let arrivals = arrivals(1.0, Some((3, 2_000)));
        let times: Vec<u64> = (0..10).map(|line_idx| arrivals.at_ms(line_idx)).collect();
        assert_eq!(times, [0, 1_000, 2_000, 2_000, 2_000, 2_000, 3_000, 4_000, 4_000, 4_000]);
        assert_eq!(arrivals.between(2_000, 4_000), 2..7);
    }

    #[test]
    fn no_line_is_lost_or_doubled_between_batches() {
        for rate in [0.3, 1.0, 3.0, 7.77, 1234.5] {
            for burst in [None, Some((1, 100)), Some((7, 1_400)), Some((50, 33_333))] {
                let arrivals = arrivals(rate, burst);
                let mut next = 0;
                for batch in 0..200 {
                    let (begin_ms, end_ms) = (batch * 700, (batch + 1) * 700);
                    let lines = arrivals.between(begin_ms, end_ms);
                    assert_eq!(lines.start, next, "rate {rate}, burst {burst:?}, batch {batch}");
                    let ends = [lines.start, lines.end.saturating_sub(1)];
                    let is_inside = |line_idx: &u64| (begin_ms..end_ms).contains(&arrivals.at_ms(*line_idx));
                    assert!(lines.is_empty() || ends.iter().all(is_inside), "rate {rate}, burst {burst:?}, {lines:?}");
                    next = lines.end;
                }
            }
        }
    }

    #[test]
    fn bursts_out_of_bounds_are_moved_into_them() {
        assert_eq!(Burst { n_lines: 0, every_ms: 0 }.bounded(), None);
        let bounded = Burst { n_lines: u32::MAX, every_ms: 0 }.bounded();
        assert_eq!(bounded, Some(Burst { n_lines: MAX_BURST_LINES, every_ms: 100 }));
    }
}
