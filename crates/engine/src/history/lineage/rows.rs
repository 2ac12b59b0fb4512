//! `RowSet`: some rows of one RDD, by partition.

use std::collections::BTreeMap;

/// Places of records in an RDD, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowSet {
    by_partition: BTreeMap<usize, Vec<usize>>,
}

impl RowSet {
    /// A single record.
    pub(crate) fn of(partition: usize, row: usize) -> Self {
        Self { by_partition: BTreeMap::from([(partition, vec![row])]) }
    }

    pub(crate) fn push(&mut self, partition: usize, row: usize) {
        self.by_partition.entry(partition).or_default().push(row);
    }

    pub(crate) fn extend(&mut self, partition: usize, rows: impl IntoIterator<Item = usize>) {
        self.by_partition.entry(partition).or_default().extend(rows);
    }

    /// Adds the rows of another set.
    pub(crate) fn merge(&mut self, other: Self) {
        for (partition, rows) in other.by_partition {
            self.extend(partition, rows);
        }
        self.settle();
    }

    /// Puts the rows in order, each once.
    pub(crate) fn settle(&mut self) {
        for rows in self.by_partition.values_mut() {
            rows.sort_unstable();
            rows.dedup();
        }
        self.by_partition.retain(|_, rows| !rows.is_empty());
    }

    /// Partitions with their rows, both in order.
    pub fn partitions(&self) -> impl Iterator<Item = (usize, &[usize])> {
        self.by_partition.iter().map(|(partition, rows)| (*partition, rows.as_slice()))
    }

    /// Partition and row of each record, in order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.partitions().flat_map(|(partition, rows)| rows.iter().map(move |row| (partition, *row)))
    }

    pub fn len(&self) -> usize {
        self.by_partition.values().map(Vec::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
