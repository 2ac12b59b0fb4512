//! `Plan`: the streams and output operations that a program has built on one `StreamingContext`.

use std::rc::Rc;

use diag::Span;
use value::{Callable, Value};

use crate::spec::{Category, OperatorSpec};
use crate::time::Duration;

/// The position of a node in [`Plan::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

impl NodeId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A bound argument: one for each parameter of the operator.
#[derive(Clone, Default)]
pub enum Arg {
    /// Not given: the parameter's default.
    #[default]
    Omitted,
    /// Whatever was passed for a function, `None` included: [`Callable::as_value`] tells.
    Function(Rc<dyn Callable>),
    Value(Value),
    Stream(NodeId),
    Streams(Vec<NodeId>),
}

/// Whether the node has a place of its own in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    #[default]
    Fixed,
    /// Made in a loop or by a function called more than once: the line of the call.
    Repeated { line: u32 },
}

/// Where a node comes from in the text.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The call, from the operator's name to its closing parenthesis.
    pub span: Option<Span>,
    /// The argument of each parameter as written, without its keyword.
    pub arg_spans: Vec<Option<Span>>,
    pub place: Place,
    /// What the clock of files showed at the call, in microseconds since the epoch.
    pub file_clock_micros: i64,
}

/// What a program said about a stream after building it.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// `cache`, `persist` or `checkpoint`.
    pub operator: &'static str,
    pub span: Option<Span>,
    /// The interval of `checkpoint`.
    pub interval: Option<Duration>,
}

/// How a stream's records are packed between Python and the JVM, which `ssc.union` insists on being the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Packing {
    /// Text lines.
    Text,
    /// Pickled in batches that adapt to their size: what Python functions give.
    #[default]
    Pickled,
    /// Pickled in batches of a fixed size.
    Batched(usize),
}

/// A node that is about to be added.
pub struct NewNode {
    pub spec: &'static OperatorSpec,
    /// The stream that the method was called on, then streams among the arguments, in order.
    pub inputs: Vec<NodeId>,
    pub args: Vec<Arg>,
    pub origin: Origin,
    /// How the records are packed if the arguments decide it: the engine's `Operator::prepare` knows.
    pub packing: Option<Packing>,
}

/// A stream or an output operation.
#[derive(Clone)]
pub struct Node {
    pub id: NodeId,
    pub spec: &'static OperatorSpec,
    pub inputs: Vec<NodeId>,
    pub args: Vec<Arg>,
    pub origin: Origin,
    /// The variable that the stream was assigned to.
    pub name: Option<String>,
    pub slide: Duration,
    pub window: Option<Duration>,
    pub packing: Packing,
    pub needs_checkpoint: bool,
    pub marks: Vec<Mark>,
}

/// What a program has built, in the order in which it did.
#[derive(Clone, Default)]
pub struct Plan {
    pub batch_duration: Duration,
    /// Each node comes after its inputs.
    pub nodes: Vec<Node>,
    pub checkpoint_dir: Option<String>,
    /// `ssc.remember(…)`.
    pub remember: Option<Duration>,
}

impl Plan {
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }

    /// How the records of a new node's first input are packed.
    pub fn input_packing(&self, node: &NewNode) -> Packing {
        node.inputs.first().and_then(|&input| self.node(input)).map_or(Packing::Pickled, |input| input.packing)
    }

    /// Output operations, in the order in which they run.
    pub fn outputs(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.spec.category == Category::Output)
    }

    /// The slide of a new node's first input, or the batch duration for a source.
    pub fn input_slide(&self, node: &NewNode) -> Duration {
        node.inputs.first().and_then(|&input| self.node(input)).map_or(self.batch_duration, |input| input.slide)
    }
}

/// Reading bound arguments by the parameter's name.
pub trait BoundArgs {
    fn spec(&self) -> &'static OperatorSpec;
    fn args(&self) -> &[Arg];

    /// The argument of `param`; [`Arg::Omitted`] also for a parameter that does not exist.
    fn arg(&self, param: &str) -> &Arg {
        const OMITTED: &Arg = &Arg::Omitted;
        self.spec().param_idx(param).and_then(|at| self.args().get(at)).unwrap_or(OMITTED)
    }

    /// The value of `param`; `None` if it was left out or is Python's `None`.
    fn given(&self, param: &str) -> Option<Value> {
        match self.arg(param) {
            Arg::Value(Value::None) | Arg::Omitted | Arg::Stream(_) | Arg::Streams(_) => None,
            Arg::Value(value) => Some(value.clone()),
            Arg::Function(function) => Some(function.as_value()).filter(|value| !matches!(value, Value::None)),
        }
    }

    /// The function of `param`; `None` if it was left out or is Python's `None`.
    fn function(&self, param: &str) -> Option<Rc<dyn Callable>> {
        match self.arg(param) {
            Arg::Function(function) if !matches!(function.as_value(), Value::None) => Some(Rc::clone(function)),
            _ => None,
        }
    }
}

impl BoundArgs for NewNode {
    fn spec(&self) -> &'static OperatorSpec {
        self.spec
    }
    fn args(&self) -> &[Arg] {
        &self.args
    }
}

impl BoundArgs for Node {
    fn spec(&self) -> &'static OperatorSpec {
        self.spec
    }
    fn args(&self) -> &[Arg] {
        &self.args
    }
}
