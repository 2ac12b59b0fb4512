//! The completed batches of a run, and what the timelines show of each.

use std::rc::Rc;

use protocol::run_view::BatchView;

use crate::page::inspector::batches::figures::{duration_text, extent, long_duration};
use crate::page::inspector::batches::schedule::{Delays, schedule};

/// The completed batches with their delays, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Completed {
    pub batches: Vec<Rc<BatchView>>,
    pub delays: Vec<Delays>,
}

/// What a timeline shows of each batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    InputRate,
    /// The rate of one input.
    InputRateOf(u32),
    SchedulingDelay,
    ProcessingTime,
    TotalDelay,
}

impl Measure {
    /// Spark's name for it.
    pub fn title(self) -> &'static str {
        match self {
            Self::InputRate | Self::InputRateOf(_) => "Input Rate",
            Self::SchedulingDelay => "Scheduling Delay",
            Self::ProcessingTime => "Processing Time",
            Self::TotalDelay => "Total Delay",
        }
    }

    /// What it means, in a sentence.
    pub fn help(self) -> &'static str {
        match self {
            Self::InputRate | Self::InputRateOf(_) => "Records received for a batch, by the length of its interval.",
            Self::SchedulingDelay => "How long a batch waits until the batches before it are done.",
            Self::ProcessingTime => {
                "How long computing a batch takes. While it stays below the batch interval, the stream keeps up."
            }
            Self::TotalDelay => "Scheduling delay and processing time together.",
        }
    }

    fn is_rate(self) -> bool {
        matches!(self, Self::InputRate | Self::InputRateOf(_))
    }
}

impl Completed {
    pub fn of<'a>(batches: impl Iterator<Item = &'a Rc<BatchView>>) -> Self {
        let batches: Vec<Rc<BatchView>> = batches.cloned().collect();
        let delays = schedule(batches.iter().map(Rc::as_ref));
        Self { batches, delays }
    }

    /// A measure of every batch: records a second, or microseconds.
    pub fn values(&self, measure: Measure) -> Vec<f64> {
        let all = self.batches.iter().zip(&self.delays);
        all.map(|(batch, delays)| match measure {
            Measure::InputRate => rate(n_records(batch), batch.interval_ms),
            Measure::InputRateOf(node) => rate(records_of(batch, node), batch.interval_ms),
            Measure::SchedulingDelay => delays.scheduling_us as f64,
            Measure::ProcessingTime => delays.processing_us as f64,
            Measure::TotalDelay => delays.total_us() as f64,
        })
        .collect()
    }

    /// The nodes of the inputs, if there are several.
    pub fn inputs(&self) -> Vec<u32> {
        let inputs = self.batches.last().map(|batch| batch.inputs.iter().map(|input| input.node).collect::<Vec<_>>());
        inputs.filter(|inputs| inputs.len() > 1).unwrap_or_default()
    }

    pub fn n_records(&self) -> u64 {
        self.batches.iter().map(|batch| n_records(batch)).sum()
    }

    /// Whether any batch failed: then the table says why.
    pub fn has_failures(&self) -> bool {
        self.batches.iter().any(|batch| batch.failure.is_some())
    }
}

/// Records that receivers took in for a batch.
pub fn n_records(batch: &BatchView) -> u64 {
    batch.inputs.iter().map(|input| input.n_records).sum()
}

fn records_of(batch: &BatchView, node: u32) -> u64 {
    batch.inputs.iter().filter(|input| input.node == node).map(|input| input.n_records).sum()
}

fn rate(n_records: u64, interval_ms: u64) -> f64 {
    n_records as f64 * 1000.0 / interval_ms.max(1) as f64
}

/// A measure in figures, with its unit.
pub fn figure(measure: Measure, value: f64) -> String {
    if measure.is_rate() { format!("{value:.2} records/sec") } else { duration_text(value) }
}

/// What a timeline shows, for those who cannot see it.
pub fn alternative(measure: Measure, values: &[f64], interval_ms: Option<u64>) -> String {
    let title = measure.title();
    let Some(extent) = extent(values) else { return format!("{title}: no batch yet") };
    let n = values.len();
    let figures = [extent.min, extent.mean, extent.max].map(|value| figure(measure, value));
    let [min, mean, max] = figures;
    let line = interval_ms.map(|ms| format!("; the batch interval is {}", long_duration(ms))).unwrap_or_default();
    format!("{title} of {n} batch{}: least {min}, average {mean}, most {max}{line}", if n == 1 { "" } else { "es" })
}

#[cfg(test)]
pub mod tests {
    use protocol::run_view::InputRecords;

    use super::*;

    /// Ten seconds a batch: records of the first of two inputs, microseconds.
    pub fn completed(n_records_and_processing: &[(u64, u64)]) -> Completed {
        let batch = |(idx, (n_records, processing_us)): (usize, &(u64, u64))| {
            Rc::new(BatchView {
                batch: idx as u64,
                time_ms: (idx as i64 + 1) * 10_000,
                interval_ms: 10_000,
                processing_us: *processing_us,
                inputs: vec![InputRecords { node: 0, n_records: *n_records }, InputRecords { node: 4, n_records: 1 }],
                ..BatchView::default()
            })
        };
        let batches: Vec<_> = n_records_and_processing.iter().enumerate().map(batch).collect();
        Completed::of(batches.iter())
    }

    #[test]
    fn rates_are_by_the_second() {
        let completed = completed(&[(9, 300), (19, 500)]);
        assert_eq!(completed.values(Measure::InputRate), [1.0, 2.0]);
        assert_eq!(completed.values(Measure::InputRateOf(0)), [0.9, 1.9]);
        assert_eq!((completed.inputs(), completed.n_records()), (vec![0, 4], 30));
        assert_eq!(completed.values(Measure::TotalDelay), [300.0, 500.0]);
    }

    #[test]
    fn a_timeline_is_told_in_words() {
        let text = alternative(Measure::ProcessingTime, &[100.0, 300.0], Some(10_000));
        assert_eq!(
            text,
            "Processing Time of 2 batches: least 0.1 ms, average 0.2 ms, most 0.3 ms; the batch interval is 10 seconds"
        );
        assert_eq!(alternative(Measure::InputRate, &[], None), "Input Rate: no batch yet");
    }
}
