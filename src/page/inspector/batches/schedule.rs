//! When each batch was computed, had they been queued one after another as Spark does it.

use protocol::run_view::BatchView;

/// The delays of a batch, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delays {
    /// From the batch's time until its first job starts.
    pub scheduling_us: u64,
    /// From then until its last job is done. This is what was measured.
    pub processing_us: u64,
}

impl Delays {
    /// From the batch's time until its last job is done.
    pub fn total_us(self) -> u64 {
        self.scheduling_us + self.processing_us
    }
}

/// The delays of batches, which come in the order of their times.
///
/// A batch is submitted at its time, on the run's own clock, and starts as soon as the one before it is done: with
/// one job at a time, which is Spark's default (`spark.streaming.concurrentJobs`). So batches that take longer than the
/// interval pile up.
/// Source: BatchUIData.schedulingDelay, processingDelay and totalDelay in Spark 3.5.
pub fn schedule<'a>(batches: impl Iterator<Item = &'a BatchView>) -> Vec<Delays> {
    let mut free_us = i64::MIN;
    let delays = |batch: &BatchView| {
        let submitted_us = batch.time_ms.saturating_mul(1000);
        let start_us = submitted_us.max(free_us);
        free_us = start_us.saturating_add_unsigned(batch.processing_us);
        Delays { scheduling_us: start_us.abs_diff(submitted_us), processing_us: batch.processing_us }
    };
    batches.map(delays).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(times_and_processing_ms: &[(i64, u64)], scheduling_and_total_ms: &[(u64, u64)]) {
        let batch = |(time_ms, processing_ms): &(i64, u64)| BatchView {
            time_ms: *time_ms,
            processing_us: processing_ms * 1000,
            ..BatchView::default()
        };
        let batches: Vec<BatchView> = times_and_processing_ms.iter().map(batch).collect();
        let delays = schedule(batches.iter()).into_iter();
        let found: Vec<_> = delays.map(|delays| (delays.scheduling_us / 1000, delays.total_us() / 1000)).collect();
        assert_eq!(found, scheduling_and_total_ms);
    }

    #[test]
    fn batches_that_are_done_in_time_wait_for_nothing() {
        check(&[(1000, 10), (2000, 1000), (3000, 1)], &[(0, 10), (0, 1000), (0, 1)]);
    }

    #[test]
    fn slow_batches_make_those_behind_them_wait() {
        check(&[(1000, 1500), (2000, 1500), (3000, 1500)], &[(0, 1500), (500, 2000), (1000, 2500)]);
    }

    #[test]
    fn the_queue_becomes_shorter_when_batches_are_quick_again() {
        check(&[(1000, 2500), (2000, 100), (3000, 100), (4000, 100)], &[(0, 2500), (1500, 1600), (600, 700), (0, 100)]);
    }

    #[test]
    fn no_batches_no_delays() {
        check(&[], &[]);
    }
}
