//! What is kept of past batches, for looking at them.

pub mod lineage;
mod record;
pub mod shuffle;
mod windows;

pub use lineage::{Lineage, LineageStep, RecordPlace, RowSet};
pub(crate) use record::SeenOfBatch;
pub use record::{BatchRecord, Cell, OutputRecord, PartitionView, StateRecord};
pub use windows::{ComputedAgain, MAX_COMPARED, WindowBatches, WindowComparison, WindowRow};

use std::collections::VecDeque;

use plan::Time;

/// The latest batches, as many as fit into a number of bytes. The engine needs none of it to go on.
pub struct History {
    /// Each with its size when it came or was changed.
    records: VecDeque<(BatchRecord, usize)>,
    n_bytes: usize,
    max_bytes: usize,
}

impl History {
    pub(crate) fn new(max_bytes: usize) -> Self {
        Self { records: VecDeque::new(), n_bytes: 0, max_bytes }
    }

    pub(crate) fn push(&mut self, record: BatchRecord) {
        let n_bytes = record.n_bytes();
        self.n_bytes += n_bytes;
        self.records.push_back((record, n_bytes));
        self.forget_oldest();
    }

    /// Changes what is kept of a batch, if it still is.
    pub(crate) fn change(&mut self, time: Time, change: impl FnOnce(&mut BatchRecord)) {
        let Ok(found) = self.records.binary_search_by_key(&time, |(record, _)| record.time) else { return };
        if let Some((record, n_bytes)) = self.records.get_mut(found) {
            change(record);
            self.n_bytes -= std::mem::replace(n_bytes, record.n_bytes());
            self.n_bytes += *n_bytes;
        }
        self.forget_oldest();
    }

    fn forget_oldest(&mut self) {
        while self.n_bytes > self.max_bytes && self.records.len() > 1 {
            if let Some((_, n_bytes)) = self.records.pop_front() {
                self.n_bytes -= n_bytes;
            }
        }
    }

    /// The kept batches, oldest first.
    pub fn batches(&self) -> impl DoubleEndedIterator<Item = &BatchRecord> {
        self.records.iter().map(|(record, _)| record)
    }

    /// The batch of a time, if it is still kept.
    pub fn at(&self, time: Time) -> Option<&BatchRecord> {
        let found = self.records.binary_search_by_key(&time, |(record, _)| record.time).ok()?;
        self.records.get(found).map(|(record, _)| record)
    }

    /// Rough size of all that is kept.
    pub fn n_bytes(&self) -> usize {
        self.n_bytes
    }
}
