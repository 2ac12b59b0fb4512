//! A shuffle as the page draws it: which partition each key goes to, and why.

use serde::{Deserialize, Serialize};

use crate::plan_view::NodeId;

/// A page of the keys of a shuffle in one batch. For a window it is the shuffle of the batch that came in last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ShuffleView {
    pub node: NodeId,
    pub batch: u64,
    pub method: ShuffleMethod,
    /// The streams whose records move.
    pub inputs: Vec<ShuffleInput>,
    /// What each partition gets.
    pub partitions: Vec<ShufflePartition>,
    /// Whether these are all records; else some were not computed or are no longer kept.
    pub is_complete: bool,
    pub n_keys: u64,
    /// Keys that match what was searched for.
    pub n_found: u64,
    pub first: u64,
    pub rows: Vec<ShuffleRow>,
}

/// How records find their partitions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShuffleMethod {
    /// `portable_hash(key) % n`.
    #[default]
    PortableHash,
    /// By the program's function of this name, `lambda` if it has none.
    Function(String),
    /// All into one.
    Single,
    /// By turns, whatever is in them.
    RoundRobin,
}

/// A stream whose records move.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShuffleInput {
    pub node: NodeId,
    /// How many records each of its partitions has.
    pub partition_sizes: Vec<u64>,
}

/// A partition that records move to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShufflePartition {
    pub n_keys: u64,
    /// Records of the inputs that belong here; none where that cannot be told.
    pub n_records: Option<u64>,
    /// What moves if each partition combines the records of a key first.
    pub n_combined: u64,
}

/// A key on its way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShuffleRow {
    /// `repr` of the key.
    pub key: String,
    /// `repr` of what the function gives for it.
    pub hash: String,
    pub partition: u32,
    pub n_records: u64,
}
