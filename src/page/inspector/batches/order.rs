//! In which order the completed batches are listed.

use crate::page::inspector::batches::completed::{Completed, n_records};
use crate::page::inspector::batches::schedule::Delays;

/// A column of the table of completed batches that it can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    BatchTime,
    Records,
    SchedulingDelay,
    ProcessingTime,
    TotalDelay,
}

impl Column {
    pub const ALL: [Self; 5] =
        [Self::BatchTime, Self::Records, Self::SchedulingDelay, Self::ProcessingTime, Self::TotalDelay];

    /// Spark's name for it.
    pub fn title(self) -> &'static str {
        match self {
            Self::BatchTime => "Batch Time",
            Self::Records => "Records",
            Self::SchedulingDelay => "Scheduling Delay",
            Self::ProcessingTime => "Processing Time",
            Self::TotalDelay => "Total Delay",
        }
    }
}

/// How the table of completed batches is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    pub by: Column,
    pub is_descending: bool,
}

impl Default for Order {
    /// The newest batch first, as Spark has it.
    fn default() -> Self {
        Self { by: Column::BatchTime, is_descending: true }
    }
}

impl Order {
    /// The order after a press on the head of a column: the other way round, or by another column.
    pub fn pressed(self, by: Column) -> Self {
        Self { by, is_descending: if self.by == by { !self.is_descending } else { true } }
    }

    /// The positions of the batches in this order.
    pub fn positions(self, completed: &Completed) -> Vec<u32> {
        let mut positions: Vec<u32> = (0..completed.batches.len() as u32).collect();
        let key = |position: u32| -> u64 {
            let (batch, delays) =
                (completed.batches.get(position as usize), completed.delays.get(position as usize).copied());
            match self.by {
                Column::BatchTime => u64::from(position),
                Column::Records => batch.map_or(0, |batch| n_records(batch)),
                Column::SchedulingDelay => delays.map_or(0, |delays| delays.scheduling_us),
                Column::ProcessingTime => delays.map_or(0, |delays| delays.processing_us),
                Column::TotalDelay => delays.map_or(0, Delays::total_us),
            }
        };
        if self.by != Column::BatchTime {
            positions.sort_by_cached_key(|position| key(*position));
        }
        if self.is_descending {
            positions.reverse();
        }
        positions
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::inspector::batches::completed::tests::completed;

    #[test]
    fn a_press_on_a_head_sorts_by_it_and_then_the_other_way() {
        let completed = completed(&[(5, 1), (9, 3), (7, 2)]);
        let newest = Order::default();
        assert_eq!(newest.positions(&completed), [2, 1, 0]);
        let by_records = newest.pressed(Column::Records);
        assert_eq!(by_records.positions(&completed), [1, 2, 0]);
        assert_eq!(by_records.pressed(Column::Records).positions(&completed), [0, 2, 1]);
    }
}
