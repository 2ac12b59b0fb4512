//! The lineage of a record as the page draws it.

use serde::{Deserialize, Serialize};

use crate::document::RecordPlace;
use crate::plan_view::NodeId;

/// How many records of a step come along; the others are counted.
pub const MAX_LINEAGE_RECORDS: usize = 50;

/// Where a record comes from and what becomes of it, up to states and through windows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LineageView {
    pub node: NodeId,
    pub batch: u64,
    pub record: RecordPlace,
    /// `repr` of the record.
    pub text: String,
    /// From sources on: earlier streams first, of one stream earlier batches first.
    pub ancestors: Vec<LineageStep>,
    /// On to output operations, in the same order.
    pub descendants: Vec<LineageStep>,
}

/// Records of one RDD that belong to the lineage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LineageStep {
    /// A stream, or an output operation with the records that reach it.
    pub node: NodeId,
    pub batch: u64,
    pub n_records: u64,
    /// The first of them, at most [`MAX_LINEAGE_RECORDS`].
    pub records: Vec<LineageRecord>,
    /// Whether it is these records; else it is some of them, and nobody can tell which.
    pub is_exact: bool,
    /// Whether none is missing because it was not computed or is no longer kept.
    pub is_complete: bool,
    /// Whether it is a state as it was before the batch, which has a lineage of its own.
    pub is_earlier_state: bool,
    /// Of an output operation that prints only the first records: how many of these it prints.
    pub n_printed: Option<u64>,
}

/// A record of a step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LineageRecord {
    pub place: RecordPlace,
    /// `repr` of it.
    pub text: String,
}
