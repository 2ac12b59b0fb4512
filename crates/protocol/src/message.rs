//! The messages between the page and its worker.
//!
//! A message to the worker is one `postMessage` of the value that `serde_wasm_bindgen` makes of it, with its default
//! settings; the worker posts arrays, of all that it has to say at one time.
//! What depends on the program text carries the `rev` it was computed from; the page drops what is stale.
//! Small things are pushed, at most once per frame; big things (`Rows`, `State`, `Window`) are asked for.

use serde::{Deserialize, Serialize};

use crate::doctor_view::FindingView;
use crate::document::{Document, RecordPlace, Speed, TimedLine};
use crate::file_view::{FileContent, FilesView};
use crate::lineage_view::LineageView;
use crate::plan_view::{DiagnosticView, NodeId, OperatorView, PlanView};
use crate::run_view::{BatchView, GapView, OutputChunk, RowsView, StateView, Status, WindowView};
use crate::shuffle_view::ShuffleView;
use crate::text::{Rev, TextEdit};

/// While it computes, the worker sends [`FromWorker::Beat`] at least this often.
pub const BEAT_MS: u32 = 250;

/// Asks the worker for something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToWorker {
    /// The document as it is now. Answered by `Planned`; when the run had batches, they are all computed again
    /// from the same input and sent as `Batches` with `replaces_all`.
    SetDocument {
        rev: Rev,
        document: Document,
    },
    /// A change of the chain, to be made in the text of `rev`; answered by `TextEdits` or `EditRefused`.
    Edit {
        rev: Rev,
        edit: ChainEdit,
    },
    /// Run, or go on after a pause.
    Start,
    Pause,
    /// Compute exactly one more batch, as fast as possible, then pause.
    Step,
    /// Make sure that this batch has been computed (running ahead to it if it has not), then pause there.
    Seek {
        batch: u64,
    },
    /// Forget all batches and go back to the beginning.
    Stop,
    /// Brings back the lines that bridges had sent before the last `Stop`, and the batches that were made of them.
    TakeBackStop,
    SetSpeed {
        speed: Speed,
    },
    /// Lines that arrive now, typed by the reader; answered by `Pushed`.
    Push {
        address: String,
        lines: Vec<String>,
    },
    /// Connect this bridge source; `url` is the WebSocket's, with its token.
    Connect {
        address: String,
        url: String,
    },
    Disconnect {
        address: String,
    },
    /// Rows of one partition of one RDD; answered by `Rows`.
    Inspect {
        node: NodeId,
        batch: u64,
        partition: u32,
        first: u64,
        n_rows: u32,
    },
    /// A page of the state after a batch; answered by `State`.
    State {
        node: NodeId,
        batch: u64,
        query: TableQuery,
    },
    /// Where a record comes from and what becomes of it; answered by `Lineage`.
    Lineage {
        node: NodeId,
        batch: u64,
        record: RecordPlace,
    },
    /// Which partition each key of a shuffle goes to; answered by `Shuffle`. Of [`TableSort`] the largest value is the
    /// key with the most records.
    Shuffle {
        node: NodeId,
        batch: u64,
        query: TableQuery,
    },
    /// The files that the program has written so far; answered by `Files`.
    Files,
    /// What is in a file; answered by `File`.
    File {
        path: String,
    },
    /// What is in all files; answered by `AllFiles`.
    AllFiles,
    /// A page of a window at a batch; answered by `Window`.
    Window {
        node: NodeId,
        batch: u64,
        query: TableQuery,
    },
}

/// Which rows of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TableQuery {
    /// Only keys whose `repr` contains this.
    pub find: String,
    pub sort: TableSort,
    pub first: u64,
    pub n_rows: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableSort {
    /// As the records come in the RDD.
    #[default]
    Engine,
    /// Rows that changed in this batch first.
    ChangedFirst,
    Key,
    /// Largest value first.
    Value,
}

/// A change of the chain that becomes a change of the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ChainEdit {
    /// Writes `text` in place of an argument, or adds the argument if the call does not give it.
    ReplaceArg {
        node: NodeId,
        arg: String,
        text: String,
    },
    /// Adds a call of the operator after a node. `args` are Python texts in the order of the parameters;
    /// empty takes the catalogue's snippet.
    Insert {
        after: NodeId,
        operator: String,
        args: Vec<String>,
    },
    Remove {
        node: NodeId,
    },
    /// Writes a step a second time behind itself.
    Duplicate {
        node: NodeId,
    },
    /// Takes a step into a comment; it is then one of `PlanView::off`.
    Disable {
        node: NodeId,
    },
    /// Brings back the step whose comment begins at this byte of the text.
    Enable {
        comment: u32,
    },
    /// Begins another chain from a stream with this operator, and prints what it gives.
    Branch {
        from: NodeId,
        operator: String,
    },
    /// Makes a new stream of two by this operator, and prints it.
    Join {
        node: NodeId,
        other: NodeId,
        operator: String,
    },
    /// Moves a node to the place just before or after another one of the same chain.
    Move {
        node: NodeId,
        to: MoveTo,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MoveTo {
    Before(NodeId),
    After(NodeId),
}

/// Tells the page something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// The first message: the worker takes messages now.
    Ready {
        catalogue: Vec<OperatorView>,
    },
    /// What the program of `rev` builds. No plan: the text could not be understood, keep the last good one.
    Planned {
        rev: Rev,
        plan: Option<PlanView>,
        diagnostics: Vec<DiagnosticView>,
    },
    /// What keeps the program of `rev` from doing what its reader expects, as far as its run shows; the gravest first.
    /// Sent whenever it changes. Places and edits are in the text of `rev`.
    Doctor {
        rev: Rev,
        findings: Vec<FindingView>,
    },
    /// The edits of the text of `rev` that make the chain edit; the page applies them and sends the new document.
    TextEdits {
        rev: Rev,
        edits: Vec<TextEdit>,
        /// Where the reader looks next, as a byte offset in the new text: the name of a step's call, an argument, or
        /// the comment of a step that is switched off.
        focus: Option<u32>,
    },
    /// The chain edit cannot be made, and why.
    EditRefused {
        rev: Rev,
        message: String,
    },
    /// Batches that are new or computed again, in order. `replaces_all` means that every batch the page holds is stale.
    Batches {
        rev: Rev,
        replaces_all: bool,
        batches: Vec<BatchView>,
    },
    /// Printed by the program itself, before the first batch or after the last.
    Output {
        rev: Rev,
        chunk: OutputChunk,
    },
    Rows {
        rev: Rev,
        rows: RowsView,
    },
    State {
        rev: Rev,
        state: StateView,
    },
    Window {
        rev: Rev,
        window: WindowView,
    },
    Lineage {
        rev: Rev,
        lineage: LineageView,
    },
    Shuffle {
        rev: Rev,
        shuffle: ShuffleView,
    },
    Files {
        rev: Rev,
        files: FilesView,
    },
    File {
        rev: Rev,
        file: FileContent,
    },
    AllFiles {
        files: Vec<FileContent>,
    },
    Status {
        status: Status,
    },
    /// Something asked for could not be given (a batch that is no longer kept, a node that has no state).
    Failed {
        message: String,
    },
    Gap {
        gap: GapView,
    },
    /// `Stop` let go of so many lines that bridges had sent; `TakeBackStop` brings them back.
    LetGo {
        rev: Rev,
        n_lines: u64,
    },
    /// Pushed lines with the time at which they arrived. The page keeps them in its document, from where a later
    /// `SetDocument` brings them back; they are not pushed again.
    Pushed {
        address: String,
        lines: Vec<TimedLine>,
    },
    /// The worker panicked; it answers no more and has to be started again.
    Crashed {
        message: String,
    },
    /// The worker is alive; sent while it computes, every [`BEAT_MS`], and whenever it runs.
    Beat,
    /// The worker waits for a part of its own program to arrive; the loader sends it.
    Loading,
    /// A part of the worker's own program did not arrive, so it goes no further; the loader sends it.
    NotLoaded {
        /// The server's answer; 0 if there was none.
        status: u16,
    },
}
