//! The plan as the page draws it, what is wrong with the program, and the catalogue of operators.

use serde::{Deserialize, Serialize};

use crate::text::Span;

/// The position of a node in [`PlanView::nodes`].
pub type NodeId = u32;

/// What the program builds, as far as its driver code ran.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanView {
    pub contexts: Vec<ContextView>,
    /// Every stream and every output operation, each after all of its inputs; `nodes[i].id == i`.
    pub nodes: Vec<NodeView>,
    /// The steps that are switched off, in the order of the text.
    pub off: Vec<OffView>,
}

/// A `StreamingContext`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ContextView {
    pub batch_interval_ms: u64,
    pub app_name: String,
    /// For instance `local[2]`.
    pub master: String,
    pub checkpoint_dir: Option<String>,
    /// Whether the program called `start()`.
    pub started: bool,
    /// Where the context is made.
    pub span: Option<Span>,
}

/// A stream or an output operation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NodeView {
    pub id: NodeId,
    /// The position in [`PlanView::contexts`].
    pub context: u32,
    /// The operator's Python name, for instance `reduceByKey`.
    pub operator: String,
    /// The variable the stream was assigned to, if it was.
    pub name: Option<String>,
    pub inputs: Vec<NodeId>,
    pub args: Vec<ArgView>,
    /// The call, from the operator's name to its closing parenthesis.
    pub span: Option<Span>,
    pub kind: NodeKind,
    pub slide_ms: u64,
    /// The length of the window, for a stream that has one.
    pub window_ms: Option<u64>,
    /// Whether records move between partitions in it.
    pub is_shuffle: bool,
    /// Partitions that a shuffle of this node makes.
    pub n_partitions: Option<u32>,
    /// The address that a socket source connects to, as in `Document::sources`.
    pub address: Option<String>,
    /// Why the node cannot be edited in the chain, if it cannot.
    pub lock: Option<Lock>,
}

/// A step that is switched off: a comment in the text, which the chain shows in its place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OffView {
    pub operator: String,
    /// The call as it is written: `map(lambda word: (word, 1))`.
    pub call: String,
    /// The comment.
    pub span: Span,
    /// The stream that it would take in, if that is known.
    pub after: Option<NodeId>,
    /// The nodes that would take in what it gives.
    pub before: Vec<NodeId>,
    /// Whether there is a place in the text for it to come back to.
    pub has_place: bool,
}

/// What a node does to its input, which decides how it is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NodeKind {
    Source,
    /// Each partition of the input makes one of the output.
    #[default]
    Narrow,
    /// Records move between partitions.
    Shuffle,
    /// Covers several batches of the input.
    Window,
    /// Remembers from batch to batch.
    State,
    /// An output operation; no stream.
    Output,
}

/// Why a node has no single place in the text that could be edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lock {
    /// The line to look at, from 1.
    pub line: u32,
    /// For instance `made in a loop`.
    pub reason: String,
}

/// An argument of a call, as the program gives it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ArgView {
    /// The parameter's name in PySpark.
    pub name: String,
    pub kind: ArgKind,
    /// The argument as written, without its keyword.
    pub text: String,
    /// Where [`ArgView::text`] is; none for one that came from `*args` and the like.
    pub span: Option<Span>,
    /// For a name of a function defined elsewhere, the place of its `def` or lambda.
    pub definition: Option<Span>,
}

/// What an argument is, which decides the field it is edited in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ArgKind {
    Function,
    Number,
    Text,
    /// Another stream.
    Stream,
    #[default]
    Other,
}

/// Something to say about the program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DiagnosticView {
    /// From the code registry, for instance `E0101`.
    pub code: String,
    pub severity: Severity,
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    pub span: Option<Span>,
    /// The node it is about, if it is about one.
    pub node: Option<NodeId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    Hint,
    Warning,
    Error,
}

/// An operator that the reader can use.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OperatorView {
    /// The Python name.
    pub name: String,
    /// What it is a method of.
    pub receiver: OperatorOf,
    /// One sentence.
    pub summary: String,
    /// A heading of the insert menu, for instance `Window`.
    pub category: String,
    pub kind: NodeKind,
    pub params: Vec<ParamView>,
    /// The call that inserting it writes, for instance `map(lambda x: x)`; empty if it cannot be inserted after a stream.
    pub snippet: String,
    pub example: ExampleView,
}

/// The class that an operator is a method of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OperatorOf {
    StreamingContext,
    #[default]
    DStream,
    Rdd,
    SparkContext,
}

impl OperatorOf {
    /// All of them; where nothing is known of a receiver, the first that has a method of a name is meant.
    pub const ALL: [Self; 4] = [Self::DStream, Self::StreamingContext, Self::Rdd, Self::SparkContext];
}

/// A call and what it makes of a small input; `|` stands between batches.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExampleView {
    pub call: String,
    pub input: String,
    pub output: String,
}

/// A parameter of an operator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ParamView {
    pub name: String,
    pub kind: ArgKind,
    /// As Python text; none if the argument has to be given.
    pub default: Option<String>,
    pub summary: String,
}
