//! The Doctor: what keeps a program from doing what its reader expects, found from its plan and its run.
//!
//! Each cause is a function over a [`Case`]; what it finds is said in one sentence and has what helps with one press.

mod contexts;
mod flow;
mod outputs;
mod round;
mod sources;
mod tally;

use std::collections::BTreeMap;
use std::rc::Rc;

use plan::{Node, Plan};
use protocol::doctor_view::{FindingView, FixAction, FixView};
use protocol::document::Document;
use protocol::plan_view::{DiagnosticView, NodeId, Severity};
use protocol::run_view::Link;
use protocol::text::Span;
use pyspark::mend::Mender;
use pyspark::{Change, ContextState, Ending, Phase, StreamingContext};
use python::Program;
use value::calm_sort::calm_sort;

use crate::edits::text_edits;
use crate::plan_view::{Numbering, span_of};
use crate::run::Run;

pub(crate) use round::DoctorRound;
pub use tally::Tally;

/// What is looked at.
pub(crate) struct Case<'a> {
    pub program: &'a Program,
    pub document: &'a Document,
    pub links: &'a BTreeMap<String, Link>,
    pub diagnostics: &'a [DiagnosticView],
    pub phase: &'a Phase,
    pub tally: &'a Tally,
    pub numbering: &'a Numbering,
    pub contexts: Vec<Rc<StreamingContext>>,
    /// The context that the causes are about: the one that runs, else the one that was started last, else the last.
    pub context_idx: usize,
    /// Whether no batch can come any more.
    pub is_over: bool,
}

/// Every cause that is looked for.
const CAUSES: [fn(&Case) -> Vec<FindingView>; 17] = [
    contexts::told,
    contexts::ended_early,
    contexts::not_awaited,
    outputs::none,
    outputs::unused_streams,
    outputs::prints_nothing,
    outputs::prints_the_object,
    flow::fails,
    flow::drops_all,
    flow::keeps_no_state,
    flow::joins_nothing,
    flow::not_due,
    flow::window_not_full,
    sources::not_connected,
    sources::is_too_slow,
    sources::sends_nothing,
    sources::is_used_up,
];

/// What is found about a run, the gravest first.
pub(crate) fn examine(run: &mut Run, document: &Document, links: &BTreeMap<String, Link>) -> Vec<FindingView> {
    let diagnostics = run.program_diagnostics();
    let contexts = run.application.contexts();
    let running = run.application.running();
    let is_running = |context: &Rc<StreamingContext>| running.as_ref().is_some_and(|other| Rc::ptr_eq(other, context));
    let was_started = |context: &Rc<StreamingContext>| context.state() != ContextState::Initialized;
    let context_idx = contexts
        .iter()
        .position(is_running)
        .or_else(|| contexts.iter().rposition(was_started))
        .unwrap_or(contexts.len().saturating_sub(1));
    let case = Case {
        program: run.program(),
        document,
        links,
        diagnostics: &diagnostics,
        phase: run.application.phase(),
        tally: run.tally(),
        numbering: &run.numbering,
        contexts,
        context_idx,
        is_over: run.is_over(),
    };
    let mut found: Vec<FindingView> = CAUSES.iter().flat_map(|cause| cause(&case)).collect();
    calm_sort(&mut found, |a, b| b.severity.cmp(&a.severity));
    found
}

/// What is found about a text that cannot be understood: why.
pub(crate) fn of_text(diagnostics: &[DiagnosticView]) -> Vec<FindingView> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors.map(contexts::as_it_is_told).collect()
}

impl<'a> Case<'a> {
    pub fn context(&self) -> Option<&Rc<StreamingContext>> {
        self.contexts.get(self.context_idx)
    }

    /// The context's plan, for as long as nobody changes it.
    pub fn with_plan<T: Default>(&self, look: impl FnOnce(&Plan) -> T) -> T {
        self.context().map(|context| look(context.plan().plan())).unwrap_or_default()
    }

    pub fn outer(&self, node: plan::NodeId) -> NodeId {
        self.numbering.outer(self.context_idx, node)
    }

    pub fn mender(&self) -> Mender<'a> {
        Mender::new(self.program)
    }

    /// The variable that holds the context.
    pub fn context_name(&self) -> Option<String> {
        self.mender().context_name(self.context()?.span()?)
    }

    pub fn span(&self, span: diag::Span) -> Span {
        span_of(self.program, span)
    }

    pub fn interval_ms(&self) -> u64 {
        self.with_plan(|plan| plan.batch_duration.millis().max(0) as u64)
    }

    /// Whether an exception ended the driver program before it had built all of its streams.
    pub fn is_unfinished(&self) -> bool {
        let was_started = self.context().is_some_and(|context| context.state() != ContextState::Initialized);
        let is_at_start = |told: &DiagnosticView| told.message.contains(contexts::NO_OUTPUT);
        matches!(self.phase, Phase::Ended(Ending::Raised(_)))
            && !was_started
            && !self.diagnostics.iter().any(is_at_start)
    }

    /// Whether the driver program came to its end without an exception.
    pub fn has_finished(&self) -> bool {
        matches!(self.phase, Phase::Ended(Ending::Finished | Ending::Exit { .. }))
    }

    /// A finding about a node.
    pub fn about(&self, node: &Node, code: &str, severity: Severity, sentence: String) -> FindingView {
        FindingView {
            span: node.origin.span.map(|span| self.span(span)),
            node: Some(self.outer(node.id)),
            ..finding(code, severity, sentence)
        }
    }
}

pub(crate) fn finding(code: &str, severity: Severity, sentence: impl Into<String>) -> FindingView {
    FindingView {
        code: code.to_owned(),
        severity,
        sentence: sentence.into(),
        detail: String::new(),
        span: None,
        node: None,
        fixes: Vec::new(),
    }
}

/// A repair of the text, if there is one.
pub(crate) fn edit(label: impl Into<String>, change: Option<Change>) -> Option<FixView> {
    let change = change?;
    let focus = change.focus;
    let action = FixAction::Edit { edits: text_edits(change), focus };
    Some(FixView { label: label.into(), action })
}

pub(crate) fn fix(label: impl Into<String>, action: FixAction) -> FixView {
    FixView { label: label.into(), action }
}

/// What a stream is called where a sentence is about it.
pub(crate) fn name_of(node: &Node) -> String {
    node.name.clone().unwrap_or_else(|| node.spec.name.to_owned())
}

/// `1 batch`, `3 batches`.
pub(crate) fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", protocol::text::grouped(n), if n == 1 { one } else { many })
}

/// `10 s`, `2.5 s`, `200 ms`.
pub(crate) fn duration(ms: u64) -> String {
    match ms {
        0..1000 => format!("{ms} ms"),
        _ if ms.is_multiple_of(1000) => format!("{} s", ms / 1000),
        _ => format!("{} s", ms as f64 / 1000.0),
    }
}

/// Whether no other node takes this one in.
pub(crate) fn is_leaf(plan: &Plan, node: &Node) -> bool {
    !plan.nodes.iter().any(|other| other.inputs.contains(&node.id))
}
