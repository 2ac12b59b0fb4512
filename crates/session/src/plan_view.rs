//! The plan of a program as the page draws it.

use std::rc::Rc;

use engine::history::shuffle::is_shuffle;

use plan::{Arg, BoundArgs, Category, Node, OperatorSpec, Param, ParamDefault, ParamKind, Place, Receiver};
use protocol::plan_view::{
    ArgKind, ArgView, ContextView, ExampleView, Lock, NodeKind, NodeView, OperatorOf, OperatorView, ParamView, PlanView,
};
use protocol::text::Span;
use pyspark::{ContextState, StreamingContext};
use python::Program;
use value::Value;

use crate::off_view::off_views;

/// Numbers the nodes of several contexts in one row, as [`PlanView`] does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbering {
    /// The number of each context's first node.
    firsts: Vec<u32>,
}

impl Numbering {
    pub fn of(contexts: &[Rc<StreamingContext>]) -> Self {
        let mut next = 0;
        let firsts = contexts
            .iter()
            .map(|context| {
                let first = next;
                next += context.plan().plan().nodes.len() as u32;
                first
            })
            .collect();
        Self { firsts }
    }

    /// The page's number of a node.
    pub fn outer(&self, context_idx: usize, node: plan::NodeId) -> u32 {
        self.firsts.get(context_idx).copied().unwrap_or(0) + node.0
    }

    /// The context and node of a page's number.
    pub fn inner(&self, outer: u32) -> (usize, plan::NodeId) {
        let context_idx = self.firsts.partition_point(|&first| first <= outer).saturating_sub(1);
        let first = self.firsts.get(context_idx).copied().unwrap_or(0);
        (context_idx, plan::NodeId(outer.saturating_sub(first)))
    }
}

/// The plan of all contexts that the program made so far.
pub fn plan_view(program: &Program, contexts: &[Rc<StreamingContext>], numbering: &Numbering) -> PlanView {
    let mut view = PlanView::default();
    for (context_idx, context) in contexts.iter().enumerate() {
        view.contexts.push(context_view(program, context));
        let builder = context.plan();
        for node in &builder.plan().nodes {
            view.nodes.push(node_view(program, context_idx, node, numbering));
        }
    }
    view.off = off_views(program, &view.nodes);
    view
}

pub(crate) fn span_of(program: &Program, span: diag::Span) -> Span {
    Span::of(program.text(), span.start as usize, span.end as usize)
}

fn context_view(program: &Program, context: &StreamingContext) -> ContextView {
    let builder = context.plan();
    let spark_context = context.context();
    ContextView {
        batch_interval_ms: builder.plan().batch_duration.millis().max(0) as u64,
        app_name: spark_context.map(|context| context.app_name().to_owned()).unwrap_or_default(),
        master: spark_context.map(|context| context.master().to_owned()).unwrap_or_default(),
        checkpoint_dir: builder.plan().checkpoint_dir.clone(),
        started: context.state() != ContextState::Initialized,
        span: context.span().map(|span| span_of(program, span)),
    }
}

fn node_view(program: &Program, context_idx: usize, node: &Node, numbering: &Numbering) -> NodeView {
    NodeView {
        id: numbering.outer(context_idx, node.id),
        context: context_idx as u32,
        operator: node.spec.name.to_owned(),
        name: node.name.clone(),
        inputs: node.inputs.iter().map(|&input| numbering.outer(context_idx, input)).collect(),
        args: arg_views(program, node),
        span: node.origin.span.map(|span| span_of(program, span)),
        kind: kind_of(node.spec),
        slide_ms: node.slide.millis().max(0) as u64,
        window_ms: node.window.map(|window| window.millis().max(0) as u64),
        is_shuffle: is_shuffle(node),
        n_partitions: match node.given("numPartitions") {
            Some(Value::Int(n)) => u32::try_from(n).ok(),
            _ => None,
        },
        address: address_of(node),
        lock: match (node.origin.place, node.origin.span) {
            (Place::Repeated { line }, _) => {
                Some(Lock { line, reason: "made by a call that runs more than once".into() })
            }
            (Place::Fixed, None) => Some(Lock { line: 1, reason: "has no call of its own in the text".into() }),
            (Place::Fixed, Some(_)) => None,
        },
    }
}

/// The address that a source connects to, if it is one that does.
pub(crate) fn address_of(node: &Node) -> Option<String> {
    match (node.given("hostname")?, node.given("port")?) {
        (Value::Str(host), Value::Int(port)) => Some(format!("{host}:{port}")),
        _ => None,
    }
}

fn arg_views(program: &Program, node: &Node) -> Vec<ArgView> {
    let given = node.spec.params.iter().zip(&node.args).enumerate();
    given
        .filter(|(_, (_, arg))| !matches!(arg, Arg::Omitted))
        .map(|(idx, (param, arg))| {
            let span = node.origin.arg_spans.get(idx).copied().flatten();
            let text = span.map(|span| span.of(program.text()).to_owned()).unwrap_or_default();
            ArgView {
                name: param.name.to_owned(),
                kind: arg_kind(param.kind),
                definition: definition_of(program, arg, span),
                text,
                span: span.map(|span| span_of(program, span)),
            }
        })
        .collect()
}

/// Where the function behind an argument is written, when that is not in the argument itself.
fn definition_of(program: &Program, arg: &Arg, span: Option<diag::Span>) -> Option<Span> {
    let Arg::Function(function) = arg else { return None };
    let info = python::function_info(&function.as_value())?;
    let is_inside = span.is_some_and(|span| span.contains(info.span));
    (!is_inside).then(|| span_of(program, info.span))
}

fn arg_kind(kind: ParamKind) -> ArgKind {
    match kind {
        ParamKind::Function { .. } => ArgKind::Function,
        ParamKind::Int | ParamKind::Seconds | ParamKind::Float => ArgKind::Number,
        ParamKind::Str => ArgKind::Text,
        ParamKind::Stream | ParamKind::Streams { .. } => ArgKind::Stream,
        ParamKind::Bool | ParamKind::Rdd | ParamKind::Rdds | ParamKind::MoreRdds | ParamKind::Any => ArgKind::Other,
    }
}

/// How a node of this operator is drawn.
pub fn kind_of(spec: &OperatorSpec) -> NodeKind {
    match spec.category {
        Category::Source => NodeKind::Source,
        Category::Narrow | Category::Mark => NodeKind::Narrow,
        // Streams may meet without a record changing its partition.
        Category::Join if spec.rules.ancestry.key().is_none() => NodeKind::Narrow,
        Category::Shuffle | Category::Join => NodeKind::Shuffle,
        Category::Window => NodeKind::Window,
        Category::State => NodeKind::State,
        Category::Output | Category::Action => NodeKind::Output,
    }
}

/// The operators of streams and contexts, for menus, completion and help.
pub fn catalogue() -> Vec<OperatorView> {
    engine::operators::catalogue().map(|operator| operator.spec).map(operator_view).collect()
}

fn operator_view(spec: &OperatorSpec) -> OperatorView {
    OperatorView {
        name: spec.name.to_owned(),
        receiver: match spec.receiver {
            Receiver::Context => OperatorOf::StreamingContext,
            Receiver::DStream => OperatorOf::DStream,
            Receiver::Rdd => OperatorOf::Rdd,
            Receiver::SparkContext => OperatorOf::SparkContext,
        },
        summary: spec.summary.to_owned(),
        category: spec.category.title().to_owned(),
        kind: kind_of(spec),
        params: spec.params.iter().map(param_view).collect(),
        snippet: if spec.receiver == Receiver::DStream { spec.example.call.to_owned() } else { String::new() },
        example: ExampleView {
            call: spec.example.call.to_owned(),
            input: spec.example.input.to_owned(),
            output: spec.example.output.to_owned(),
        },
    }
}

fn param_view(param: &Param) -> ParamView {
    ParamView {
        name: param.name.to_owned(),
        kind: arg_kind(param.kind),
        default: match param.default {
            ParamDefault::Required => None,
            ParamDefault::None => Some("None".into()),
            ParamDefault::Int(number) => Some(number.to_string()),
            ParamDefault::Float(number) => Some(value::repr::float_repr(number)),
            ParamDefault::Bool(truth) => Some(if truth { "True" } else { "False" }.into()),
            ParamDefault::Str(text) => {
                let mut quoted = String::new();
                value::repr::write_str_repr(&mut quoted, text);
                Some(quoted)
            }
            ParamDefault::Other(text) => Some(text.to_owned()),
        },
        summary: param.doc.to_owned(),
    }
}
