//! A run as the page draws it: its state, its batches, and pages of what they hold.

use serde::{Deserialize, Serialize};

use crate::bridge::{CloseReason, GapReason};
use crate::document::{RecordPlace, Speed};
use crate::plan_view::NodeId;
use crate::text::Span;

/// How many records of a cell come along as chips.
pub const MAX_CHIPS: usize = 4;

/// How many characters of a record's `repr` a chip shows; a longer one ends in `…`.
pub const MAX_CHIP_CHARS: usize = 40;

/// Of how many batches a state's row has its values.
pub const MAX_RECENT: usize = 20;

/// The most rows that one page of a table may ask for.
pub const MAX_PAGE_ROWS: u32 = 500;

/// Where the run is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    pub state: RunState,
    /// The batch that is being filled; also how many batches have been computed, from 0.
    pub next_batch: u64,
    /// The oldest batch that is still kept.
    pub first_batch: u64,
    pub batch_interval_ms: u64,
    /// Virtual time since the streaming context started.
    pub clock_ms: u64,
    pub speed: Option<Speed>,
    /// What has arrived for the batch that is being filled.
    pub inputs: Vec<InputStatus>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RunState {
    /// Never started, or started over.
    #[default]
    Stopped,
    Running,
    Paused,
    /// The program called `stop()`, its `awaitTermination` timed out, or its input is at its end.
    Finished,
    /// Running, but a real source has not sent anything for this batch yet.
    WaitingForData,
}

/// One input of the run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InputStatus {
    pub node: NodeId,
    /// As in `Document::sources`; empty for a queue.
    pub address: String,
    /// Lines for the batch that is being filled.
    pub n_filling: u64,
    /// The first of those lines.
    pub chips: Vec<String>,
    pub link: Link,
}

/// The connection behind an input.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Link {
    /// Needs none.
    #[default]
    Local,
    /// A bridge source that nobody has connected yet.
    Idle,
    Connecting {
        attempt: u32,
    },
    Connected {
        lines_per_s: f64,
        n_lines: u64,
    },
    /// Tries again by itself after `retry_in_ms`.
    Lost {
        reason: CloseReason,
        retry_in_ms: Option<u64>,
    },
    /// The bridge itself cannot be reached or refused the page.
    NoBridge {
        message: String,
    },
}

/// One batch of all streams.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BatchView {
    pub batch: u64,
    /// The batch's time, in milliseconds since 1970 UTC.
    pub time_ms: i64,
    /// As `pprint` prints it: `2024-01-01 00:00:10`.
    pub time_text: String,
    /// In the order of the plan's nodes; nodes that gave no RDD at this time are left out.
    pub cells: Vec<CellView>,
    /// What the output operations printed, in the order in which they ran.
    pub output: Vec<OutputChunk>,
    pub failure: Option<Failure>,
    /// What happened, for the status line: `Batch 3: 10 lines → 40 words → 8 pairs`.
    pub sentence: String,
    pub interval_ms: u64,
    /// How long computing it really took.
    pub processing_us: u64,
    /// What each input received for it.
    pub inputs: Vec<InputRecords>,
    /// Output operations that had an RDD at this time.
    pub n_output_ops: u32,
    /// Those of them that ended without an exception.
    pub n_succeeded_ops: u32,
}

/// What an input received for a batch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InputRecords {
    pub node: NodeId,
    pub n_records: u64,
}

/// The RDD of one node in one batch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CellView {
    pub node: NodeId,
    pub n_records: u64,
    /// Whether there may be more records: no job needed them, and computing them for the picture took too long.
    /// Of a batch that failed nothing more is computed, so its records are those that were seen, if any was.
    pub is_partial: bool,
    pub n_partitions: u32,
    /// `repr` of the first records, at most [`MAX_CHIPS`], each at most [`MAX_CHIP_CHARS`] long.
    pub chips: Vec<String>,
    pub failed: bool,
}

impl CellView {
    /// Whether no record was looked at: how many there are is not known.
    pub fn is_unknown(&self) -> bool {
        self.is_partial && self.n_records == 0
    }

    /// The number of records as it is shown: `500+` if there may be more, `–` if none was looked at.
    pub fn count(&self) -> String {
        if self.is_unknown() {
            return "–".to_owned();
        }
        format!("{}{}", self.n_records, if self.is_partial { "+" } else { "" })
    }
}

/// Text that was printed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OutputChunk {
    /// The output operation; none for the program's own `print`.
    pub node: Option<NodeId>,
    /// Byte for byte as PySpark prints it, line ends included.
    pub text: String,
}

/// An exception in user code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    pub node: Option<NodeId>,
    /// For instance `IndexError: list index out of range`.
    pub message: String,
    pub traceback: String,
    pub span: Option<Span>,
    /// `repr` of the record that caused it.
    pub record: Option<String>,
    /// Where that record is, if it is kept.
    pub place: Option<FailedRecord>,
}

/// Where the record is that a function failed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedRecord {
    /// The stream that it is a record of.
    pub node: NodeId,
    pub record: RecordPlace,
}

/// A page of the rows of one RDD.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RowsView {
    pub node: NodeId,
    pub batch: u64,
    /// How many records each partition has.
    pub partition_sizes: Vec<u64>,
    pub partition: u32,
    /// How many records of this partition are kept to be looked at: the first ones, of a very long partition not all.
    pub n_kept: u64,
    /// The position of the first of `rows` in the partition.
    pub first: u64,
    /// `repr` of the records.
    pub rows: Vec<String>,
}

/// A page of the state after one batch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StateView {
    pub node: NodeId,
    pub batch: u64,
    /// The function's name, or `lambda`.
    pub function: String,
    pub n_keys: u64,
    /// Keys that match what was searched for.
    pub n_found: u64,
    pub first: u64,
    pub rows: Vec<StateRowView>,
}

/// One key of the state; all values as `repr` text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StateRowView {
    pub key: String,
    pub was: Option<String>,
    /// The values of this batch, as a list; `[]` if there are none.
    pub new_values: String,
    pub n_new_values: u64,
    /// None if the function returned `None`, which removes the key.
    pub now: Option<String>,
    /// For numbers the difference with its sign, `+2`; empty if nothing changed.
    pub change: String,
    pub partition: u32,
    /// The same for a key in every batch, and different for two keys that are only shown alike.
    pub key_mark: u64,
    pub removed: bool,
    /// The batch in which the value last changed.
    pub changed_in: Option<u64>,
    /// The value after each of the latest batches that are kept, the shown one last; none where the key had no value.
    /// Empty if it is no number.
    pub recent: Vec<Option<f64>>,
}

/// A windowed stream at one batch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WindowView {
    pub node: NodeId,
    pub batch: u64,
    /// Batches in the window, oldest first.
    pub covered: Vec<WindowBatch>,
    /// Batches that came in since the previous window.
    pub entering: Vec<WindowBatch>,
    /// Batches that went out since the previous window.
    pub leaving: Vec<WindowBatch>,
    /// How Spark computed the result.
    pub method: WindowMethod,
    pub compared: Compared,
    /// Records of the result.
    pub n_records: u64,
    /// Keys of the result.
    pub n_keys: u64,
    /// Rows that match what was searched for: also keys that went out of the window.
    pub n_found: u64,
    pub first: u64,
    pub rows: Vec<WindowRowView>,
    /// Records that are reduced when the whole window is computed again.
    pub recompute_work: u64,
    /// Records that are reduced when only what entered and left is looked at; none without an inverse function.
    pub incremental_work: Option<u64>,
}

/// What one batch of the parent gives to a window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WindowBatch {
    pub batch: u64,
    pub time_text: String,
    /// None if they were not seen: the batch is no longer kept, or only a later batch computed them.
    pub n_records: Option<u64>,
}

/// Whether the window was computed again, to compare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Compared {
    #[default]
    Yes,
    /// Not all records of its batches were seen and are kept.
    NotKept,
    /// Its batches have too many records.
    TooMuch,
    /// The records are taken as they are: there is nothing to compute.
    Nothing,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum WindowMethod {
    /// There is no inverse function.
    #[default]
    Recompute,
    /// There is one, but the window is shorter than five slides, so Spark does not use it.
    RecomputeShort,
    /// There is one, but no previous window yet.
    RecomputeFirst,
    /// Previous window − leaving + entering.
    Incremental,
}

/// One key of a reduced window; all values as `repr` text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WindowRowView {
    /// `all records` where the window has no keys.
    pub key: String,
    pub previous: Option<String>,
    pub leaving: Option<String>,
    pub entering: Option<String>,
    pub now: Option<String>,
    /// The result of computing the whole window again; none if the key is in no batch of the window.
    pub recomputed: Option<String>,
}

/// Lines of a source that could not be passed on whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GapView {
    pub address: String,
    pub n_lines: u64,
    pub n_bytes: u64,
    pub reason: GapReason,
}
