//! `Serializer`: how PySpark would pack an RDD's records, which shows in a few orders and error messages.

/// Records travel between the worker and the JVM one by one or in pickled batches. Operations that the JVM does on
/// batches (`repartition`, `cartesian`, `zip`) keep the records of a batch together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Serializer {
    /// Text lines, each for itself.
    Utf8,
    /// Pickled in batches of 1, 2, 4, … records, up to about 64 KiB each: what every Python function gives.
    Auto,
    /// Pickled in batches of a fixed size: `parallelize`.
    Batched(usize),
    /// Nothing is packed: an empty RDD.
    Empty,
}

impl Serializer {
    /// The sizes of the batches that `n_rows` records are packed in. Batches of [`Serializer::Auto`] grow without
    /// regard to bytes here: exact for partitions of less than some 64 KiB.
    pub(crate) fn batches(self, n_rows: usize) -> Vec<usize> {
        let mut sizes = Vec::new();
        let mut left = n_rows;
        let mut size = match self {
            Self::Batched(size) => size.max(1),
            _ => 1,
        };
        while left > 0 {
            sizes.push(size.min(left));
            left -= size.min(left);
            if self == Self::Auto {
                size = size.saturating_mul(2);
            }
        }
        sizes
    }
}
