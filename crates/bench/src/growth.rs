//! How the time grows with the lines, the keys, the batches and the partitions.

use serde::{Deserialize, Serialize};
use value::Column;
use value::column::StrColumn;

use crate::error::{BenchError, Result};
use crate::launched::{Launched, Looking, Partitions};
use crate::printed;
use crate::statistics::Summary;
use crate::word_lines::{LinesSpec, WordLines};
use crate::workload::Clock;

/// The time over one size, all else being the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Growth {
    /// What grows, in the plural: the name of the plot.
    pub of: String,
    /// What is done.
    pub title: String,
    pub points: Vec<Point>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub size: f64,
    /// The median of some runs.
    pub seconds: f64,
}

impl Growth {
    /// The power of the size with which the time grows: the slope of the line that lies closest to the points where
    /// both axes are logarithmic. `None` if there are not two sizes.
    pub fn slope(&self) -> Option<f64> {
        let logs: Vec<(f64, f64)> = self.points.iter().map(|point| (point.size.ln(), point.seconds.ln())).collect();
        let n_points = logs.len() as f64;
        let mean_x = logs.iter().map(|(x, _)| x).sum::<f64>() / n_points;
        let mean_y = logs.iter().map(|(_, y)| y).sum::<f64>() / n_points;
        let spread: f64 = logs.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
        let together: f64 = logs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
        (spread > 0.0).then(|| together / spread)
    }
}

const WORD_COUNT: &str = include_str!("../programs/word_count.py");
const STATE_AND_WINDOW: &str = include_str!("../programs/state_and_window.py");
const WORDS: LinesSpec =
    LinesSpec { n_lines: 125_000, words_per_line: 8, vocabulary: 10_000, n_partitions: 8, seed: 20_240_430 };

/// Measures all four; `tell` gets a line about each step.
pub fn measure_growth(clock: &dyn Clock, tell: &mut dyn FnMut(&str)) -> Result<Vec<Growth>> {
    let mut over = |of: &str, title: &str, sizes: &[usize], seconds: &dyn Fn(usize) -> Result<f64>| {
        let mut points = Vec::with_capacity(sizes.len());
        for &size in sizes {
            tell(&format!("{size} {of}"));
            points.push(Point { size: size as f64, seconds: seconds(size)? });
        }
        Ok::<_, BenchError>(Growth { of: of.to_owned(), title: title.to_owned(), points })
    };
    let counted = |spec| count_words(spec, clock);
    Ok(vec![
        over(
            "lines",
            "word count, 8 words a line out of 10,000, Zipf 1, 8 partitions",
            &[10_000, 100_000, 1_000_000, 10_000_000],
            &|n_lines| counted(LinesSpec { n_lines, ..WORDS }),
        )?,
        over(
            "keys",
            "word count, 1,000,000 words, Zipf 1, 8 partitions",
            &[10, 100, 1000, 10_000, 100_000, 1_000_000],
            &|vocabulary| counted(LinesSpec { vocabulary, ..WORDS }),
        )?,
        over("batches", "a run of batches of ten lines, state and window", &[10, 100, 1000, 10_000], &|n_batches| {
            run_batches(n_batches, clock)
        })?,
        over(
            "partitions",
            "word count, 1,000,000 words out of 10,000, Zipf 1",
            &[1, 2, 4, 8, 16, 32, 64],
            &|n_partitions| counted(LinesSpec { n_partitions, ..WORDS }),
        )?,
    ])
}

/// The seconds of one batch of these lines.
fn count_words(spec: LinesSpec, clock: &dyn Clock) -> Result<f64> {
    let lines = WordLines::generate(spec);
    let mut launched = Launched::new(WORD_COUNT, Looking::Off)?;
    let mut first: Option<String> = None;
    median(if spec.n_lines > 1_000_000 { 3 } else { 5 }, || {
        let columns = lines.columns();
        let start = clock.seconds();
        let printed = launched.batch(vec![columns])?;
        let seconds = clock.seconds() - start;
        let rows = printed::rows(&printed)?.join("\n");
        match first.get_or_insert_with(|| rows.clone()) == &rows && !rows.is_empty() {
            true => Ok(seconds),
            false => Err(BenchError::Printed(printed)),
        }
    })
}

/// The seconds of a whole run of so many batches.
fn run_batches(n_batches: usize, clock: &dyn Clock) -> Result<f64> {
    let lines: Vec<String> = (0..10).map(|i| format!("This is line {}", i * 7 % 6)).collect();
    let batch: Partitions = lines.iter().map(|line| Column::Str(StrColumn::from_rows([line.as_str()]))).collect();
    median(if n_batches > 1000 { 1 } else { 5 }, || {
        let mut launched = Launched::new(STATE_AND_WINDOW, Looking::Off)?;
        let start = clock.seconds();
        for _ in 0..n_batches {
            launched.batch(vec![batch.clone()])?;
        }
        Ok(clock.seconds() - start)
    })
}

/// Of `n_runs` runs after one that does not count.
fn median(n_runs: usize, mut run: impl FnMut() -> Result<f64>) -> Result<f64> {
    run()?;
    let seconds = (0..n_runs).map(|_| run()).collect::<Result<Vec<f64>>>()?;
    Ok(Summary::of(&seconds).map_or(0.0, |summary| summary.median))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slope(points: &[(f64, f64)]) -> Option<f64> {
        let points = points.iter().map(|&(size, seconds)| Point { size, seconds }).collect();
        Growth { of: "lines".to_owned(), title: String::new(), points }.slope()
    }

    #[test]
    fn slope_is_the_power_of_the_size() {
        let is_about = |slope: Option<f64>, expected: f64| slope.is_some_and(|slope| (slope - expected).abs() < 1e-9);
        assert!(is_about(slope(&[(10.0, 0.5), (100.0, 5.0), (1000.0, 50.0)]), 1.0));
        assert!(is_about(slope(&[(10.0, 3.0), (100.0, 300.0)]), 2.0));
        assert!(is_about(slope(&[(1.0, 7.0), (64.0, 7.0)]), 0.0));
        assert_eq!([slope(&[(10.0, 1.0)]), slope(&[])], [None, None]);
    }

    #[test]
    fn words_and_batches_are_timed_after_a_run_that_does_not_count() {
        struct Steps(std::cell::Cell<f64>);
        impl Clock for Steps {
            fn seconds(&self) -> f64 {
                self.0.set(self.0.get() + 1.0);
                self.0.get()
            }
        }
        let clock = Steps(0.0.into());
        let spec = LinesSpec { n_lines: 20, vocabulary: 5, ..WORDS };
        assert_eq!(count_words(spec, &clock).expect("it runs"), 1.0);
        assert_eq!(run_batches(2, &clock).expect("it runs"), 1.0);
        assert_eq!(clock.0.get(), 24.0, "two looks at the clock for each of twelve runs");
    }
}
