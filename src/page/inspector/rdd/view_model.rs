//! Which rows of an RDD the panel asks for, and what it says of its partitions.

use std::ops::Range;

use protocol::message::ToWorker;
use protocol::run_view::RowsView;

use crate::page::chain::view_model::plural;

/// Rows that are asked for at once.
pub const BLOCK_ROWS: u32 = 200;

/// One partition of one RDD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub node: u32,
    pub batch: u64,
    pub partition: u32,
}

impl Place {
    /// Whether rows are of this partition.
    fn has(self, rows: &RowsView) -> bool {
        self == Self { node: rows.node, batch: rows.batch, partition: rows.partition }
    }

    /// The blocks that hold these rows; the first one when there are none, since it also tells how many there are.
    pub fn blocks(self, rows: &Range<u64>) -> Range<u64> {
        let size = u64::from(BLOCK_ROWS);
        let begin = rows.start / size;
        begin..(rows.end.div_ceil(size)).max(begin + 1)
    }

    /// The questions after rows that are in none of the answers.
    pub fn questions<'a>(
        self,
        rows: &Range<u64>,
        answers: impl Iterator<Item = &'a RowsView> + Clone,
    ) -> Vec<ToWorker> {
        let first_rows = self.blocks(rows).map(|block| block * u64::from(BLOCK_ROWS));
        let is_missing = |first: &u64| !answers.clone().any(|answer| self.has(answer) && answer.first == *first);
        first_rows.filter(is_missing).map(|first| self.question(first)).collect()
    }

    fn question(self, first: u64) -> ToWorker {
        let Self { node, batch, partition } = self;
        ToWorker::Inspect { node, batch, partition, first, n_rows: BLOCK_ROWS }
    }

    /// A row's text, if an answer has it.
    pub fn row<'a>(self, row: u64, answers: impl Iterator<Item = &'a RowsView>) -> Option<&'a str> {
        answers
            .filter(|answer| self.has(answer))
            .find_map(|answer| answer.rows.get(usize::try_from(row.checked_sub(answer.first)?).ok()?))
            .map(String::as_str)
    }
}

/// What is shown until the partition's own rows are there: those of the stream that were shown last, rather than a
/// flicker of nothing.
pub fn drawn<'a>(place: Place, mut answers: impl Iterator<Item = &'a RowsView> + Clone) -> Place {
    if answers.clone().any(|answer| place.has(answer)) {
        return place;
    }
    let last = answers.find(|answer| answer.node == place.node);
    last.map_or(place, |last| Place { node: last.node, batch: last.batch, partition: last.partition })
}

/// How many of a partition's records can be looked at, if an answer says so.
pub fn n_kept<'a>(place: Place, mut answers: impl Iterator<Item = &'a RowsView>) -> Option<u64> {
    answers.find(|answer| place.has(answer)).map(|answer| answer.n_kept)
}

/// What is said below the records of a partition of which only the first are kept.
pub fn left_out(size: u64, n_kept: u64) -> Option<String> {
    (n_kept < size).then(|| format!("The first {n_kept} of {size} records are kept to be looked at."))
}

/// `3 partitions, 40 records`.
///
/// `is_partial` where no job needed all records, see [`protocol::run_view::CellView::is_partial`].
pub fn summary(partition_sizes: &[u64], is_partial: bool) -> String {
    let (n_partitions, n_records) = (partition_sizes.len() as u64, partition_sizes.iter().sum::<u64>());
    let more = if is_partial { " or more: no output needed the rest" } else { "" };
    let (partitions, records) = (plural(n_partitions, "partition"), plural(n_records, "record"));
    format!("{n_partitions} {partitions}, {n_records} {records}{more}")
}

/// How full a partition is beside the fullest one, from 0 to 1.
pub fn share(size: u64, sizes: &[u64]) -> f64 {
    let largest = sizes.iter().max().copied().unwrap_or(0).max(1);
    size as f64 / largest as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(partition: u32, first: u64, rows: &[&str]) -> RowsView {
        let rows = rows.iter().map(|row| (*row).to_owned()).collect();
        RowsView { node: 1, batch: 2, partition, first, rows, ..RowsView::default() }
    }

    const PLACE: Place = Place { node: 1, batch: 2, partition: 0 };

    fn firsts(rows: Range<u64>, answers: &[RowsView]) -> Vec<u64> {
        let first = |question: &ToWorker| match question {
            ToWorker::Inspect { first, .. } => *first,
            _ => u64::MAX,
        };
        PLACE.questions(&rows, answers.iter()).iter().map(first).collect()
    }

    #[test]
    fn only_rows_that_are_not_there_are_asked_for() {
        assert_eq!(firsts(0..0, &[]), [0]);
        assert_eq!(firsts(0..20, &[answer(0, 0, &["a"])]), [] as [u64; 0]);
        assert_eq!(firsts(0..20, &[answer(1, 0, &["a"])]), [0]);
        assert_eq!(firsts(190..210, &[answer(0, 0, &["a"])]), [200]);
    }

    #[test]
    fn the_rows_before_are_shown_until_there_are_new_ones() {
        let before = [RowsView { batch: 1, ..answer(3, 0, &["a"]) }, RowsView { node: 9, ..answer(0, 0, &[]) }];
        assert_eq!(drawn(PLACE, before.iter()), Place { node: 1, batch: 1, partition: 3 });
        assert_eq!(drawn(PLACE, [answer(0, 200, &["c"])].iter()), PLACE);
        assert_eq!(drawn(PLACE, [].iter()), PLACE);
    }

    #[test]
    fn a_row_is_found_in_the_answer_that_has_it() {
        let answers = [answer(1, 0, &["other"]), answer(0, 0, &["a", "b"]), answer(0, 200, &["c"])];
        let row = |row| PLACE.row(row, answers.iter());
        assert_eq!([row(1), row(2), row(200)], [Some("b"), None, Some("c")]);
    }

    #[test]
    fn a_partition_that_is_not_kept_whole_says_so() {
        let answers = [RowsView { n_kept: 5, ..answer(0, 0, &[]) }];
        assert_eq!(n_kept(PLACE, answers.iter()), Some(5));
        assert_eq!(n_kept(Place { partition: 1, ..PLACE }, answers.iter()), None);
        assert_eq!(left_out(7, 5).as_deref(), Some("The first 5 of 7 records are kept to be looked at."));
        assert_eq!(left_out(5, 5), None);
    }

    #[test]
    fn partitions_are_counted_and_compared() {
        assert_eq!(summary(&[1, 0, 3], false), "3 partitions, 4 records");
        assert_eq!(summary(&[1], true), "1 partition, 1 record or more: no output needed the rest");
        assert_eq!((share(1, &[1, 4]), share(0, &[0, 0])), (0.25, 0.0));
    }
}
