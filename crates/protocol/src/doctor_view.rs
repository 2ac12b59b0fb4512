//! What keeps a program from doing what its reader expects, and what can be done about it.

use serde::{Deserialize, Serialize};

use crate::document::RecordPlace;
use crate::message::ChainEdit;
use crate::plan_view::{NodeId, Severity};
use crate::text::{Span, TextEdit};

/// A cause that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingView {
    /// Names the cause: `no-output`.
    pub code: String,
    pub severity: Severity,
    /// One sentence.
    pub sentence: String,
    /// What Spark or Python says of it itself, or more about it; empty if there is nothing.
    pub detail: String,
    pub span: Option<Span>,
    pub node: Option<NodeId>,
    /// What the reader can do with one press, the best first.
    pub fixes: Vec<FixView>,
}

/// Something that helps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FixView {
    /// What the button says: `Print words`.
    pub label: String,
    pub action: FixAction,
}

/// What a button of a finding does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FixAction {
    /// Mends the text.
    Edit {
        edits: Vec<TextEdit>,
        /// Where the reader looks next, as a byte offset in the new text.
        focus: Option<u32>,
    },
    /// Changes the chain.
    Chain(ChainEdit),
    /// Connects a bridge source.
    Connect { address: String },
    /// Puts a simulated server behind an address, or lets it send so many lines a second.
    Simulate { address: String, lines_per_s: f64 },
    /// Shows the field that lines are typed into.
    Type { address: String },
    /// Computes up to a batch.
    RunTo { batch: u64 },
    /// Shows where a record comes from.
    ShowRecord { node: NodeId, batch: u64, record: RecordPlace },
}
