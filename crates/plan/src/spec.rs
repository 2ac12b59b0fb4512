//! `OperatorSpec`: everything that is said about an operator, once; help, binding, cards and menus follow from it.

use crate::ancestry::Ancestry;
use crate::error::PlanError;
use crate::plan::{NewNode, Packing, Plan};
use crate::time::Duration;

/// What the method is called on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Receiver {
    /// `StreamingContext`.
    Context,
    DStream,
    Rdd,
    SparkContext,
}

/// What the operator is for; a heading of the insert menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Category {
    /// Where records come from.
    Source,
    /// Each partition of the input makes one of the output.
    Narrow,
    /// Records move between partitions.
    Shuffle,
    /// Two inputs meet.
    Join,
    /// Several batches at once.
    Window,
    /// Remembers from batch to batch.
    State,
    /// Ends a chain and does something with each batch.
    Output,
    /// Gives a result to the driver program.
    Action,
    /// Says how a stream or RDD is to be kept; gives the same one back.
    Mark,
}

impl Category {
    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Source => "Source",
            Self::Narrow => "Transform",
            Self::Shuffle => "Shuffle",
            Self::Join => "Join",
            Self::Window => "Window",
            Self::State => "State",
            Self::Output => "Output",
            Self::Action => "Action",
            Self::Mark => "Keep",
        }
    }
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// A function that is called with `n_args` arguments; `None` may be allowed by the default.
    Function {
        /// The numbers of arguments that it may take.
        n_args: &'static [u8],
        /// The message of PySpark's `AssertionError` when `__code__.co_argcount` is none of them, if it looks.
        refused: Option<&'static str>,
    },
    Int,
    /// A number of seconds.
    Seconds,
    Float,
    Bool,
    Str,
    /// Another DStream.
    Stream,
    /// Any number of DStreams: the positional arguments from here on, or one list of them.
    Streams {
        variadic: bool,
    },
    /// An RDD, or a list that becomes one.
    Rdd,
    /// A list of RDDs or lists.
    Rdds,
    /// Any number of RDDs: the positional arguments from here on.
    MoreRdds,
    /// Any object.
    Any,
}

/// What stands for an argument that is not given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ParamDefault {
    Required,
    None,
    Int(i64),
    Float(f64),
    Bool(bool),
    Str(&'static str),
    /// A default of PySpark's own that has no plain literal; the text is how it is written.
    Other(&'static str),
}

/// One parameter, with PySpark's own name.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    pub name: &'static str,
    pub kind: ParamKind,
    pub default: ParamDefault,
    /// One sentence.
    pub doc: &'static str,
}

impl Param {
    /// A parameter that must be given.
    pub const fn required(name: &'static str, kind: ParamKind, doc: &'static str) -> Self {
        Self { name, kind, default: ParamDefault::Required, doc }
    }

    /// A parameter with a default.
    pub const fn optional(name: &'static str, kind: ParamKind, default: ParamDefault, doc: &'static str) -> Self {
        Self { name, kind, default, doc }
    }

    /// A function of `n_args` arguments.
    pub const fn function(name: &'static str, n_args: &'static [u8], doc: &'static str) -> Self {
        Self::required(name, ParamKind::Function { n_args, refused: None }, doc)
    }
}

/// A call and what it makes of a small input.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// The call that inserting the operator writes, for instance `map(lambda x: x)`.
    pub call: &'static str,
    pub input: &'static str,
    pub output: &'static str,
}

/// What an operator adds to the plan's own rules. Functions, so that they may depend on the arguments.
#[derive(Clone, Copy)]
pub struct Rules {
    /// The slide of the new stream; errors are those that PySpark raises when the method is called.
    pub slide: fn(&Plan, &NewNode) -> Result<Duration, PlanError>,
    /// The length of the window, for a stream that has one.
    pub window: fn(&Plan, &NewNode) -> Option<Duration>,
    /// How its records are packed, unless the arguments decide it.
    pub packing: fn(&Plan, &NewNode) -> Packing,
    /// Whether `start()` insists on a checkpoint directory.
    pub needs_checkpoint: fn(&NewNode) -> bool,
    /// Whether the call reaches the Java side at once, which refuses it after `start()`. PySpark's transformed
    /// streams do not: they only fail when something is built on them.
    pub reaches_java: bool,
    /// Which records of its inputs a record is made of.
    pub ancestry: Ancestry,
}

impl Rules {
    /// A transformed stream: the slide of the first input, no window, no checkpoint.
    pub const PLAIN: Self = Self {
        slide: slide_of_input,
        window: no_window,
        packing: pickled,
        needs_checkpoint: no_checkpoint,
        reaches_java: false,
        ancestry: Ancestry::Any,
    };
    /// The same for a stream or output that the Java side makes at once.
    pub const JAVA: Self = Self { reaches_java: true, ..Self::PLAIN };

    /// The same rules for records that come about in this way.
    pub const fn of(self, ancestry: Ancestry) -> Self {
        Self { ancestry, ..self }
    }
}

fn slide_of_input(plan: &Plan, node: &NewNode) -> Result<Duration, PlanError> {
    Ok(plan.input_slide(node))
}

fn no_window(_: &Plan, _: &NewNode) -> Option<Duration> {
    None
}

fn pickled(_: &Plan, _: &NewNode) -> Packing {
    Packing::Pickled
}

fn no_checkpoint(_: &NewNode) -> bool {
    false
}

/// Everything about an operator but what it computes.
pub struct OperatorSpec {
    /// The Python name.
    pub name: &'static str,
    pub receiver: Receiver,
    pub category: Category,
    /// One sentence.
    pub summary: &'static str,
    pub params: &'static [Param],
    /// Where it is in Spark.
    pub source: &'static str,
    pub example: Example,
    pub rules: Rules,
}

impl OperatorSpec {
    /// The position of the parameter `name`.
    pub fn param_idx(&self, name: &str) -> Option<usize> {
        self.params.iter().position(|param| param.name == name)
    }
}

impl std::fmt::Debug for OperatorSpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
