//! The steps that are switched off, with where in the chain they would be.

use diag::Span;
use protocol::plan_view::{NodeId, NodeView, OffView};
use pyspark::chain_edit::off::{OffPlace, OffStep, off_steps, receiver_before, users_of};
use python::Program;

use crate::plan_view::span_of;

/// How many names are followed from one to the next: `words = lines` and so on.
const MAX_ALIASES: usize = 20;

/// Every step of the program that is switched off; `nodes` are those of its plan.
pub fn off_views(program: &Program, nodes: &[NodeView]) -> Vec<OffView> {
    off_steps(program).iter().map(|off| off_view(program, nodes, off)).collect()
}

fn off_view(program: &Program, nodes: &[NodeView], off: &OffStep) -> OffView {
    let (after, before) = match &off.place {
        OffPlace::Statement { receiver } => (named(program, nodes, receiver), Vec::new()),
        OffPlace::At(place) => {
            let after = receiver_before(program, *place).and_then(|receiver| stream(program, nodes, receiver));
            let users = users_of(program, *place).into_iter();
            let users: Vec<NodeId> = users.filter_map(|name| node_of_name(nodes, name)).collect();
            // While the step is off, whoever would take in what it gives takes in what it would.
            let taken = || nodes.get(*users.first()? as usize)?.inputs.first().copied();
            (after.or_else(taken), users)
        }
        OffPlace::Gone => (None, Vec::new()),
    };
    OffView {
        operator: off.operator.clone(),
        call: off.call.clone(),
        span: span_of(program, off.span),
        after,
        before,
        has_place: off.place != OffPlace::Gone,
    }
}

/// The node whose call has its name here.
fn node_of_name(nodes: &[NodeView], name: Span) -> Option<NodeId> {
    nodes.iter().find(|node| node.span.is_some_and(|span| span.start == name.start)).map(|node| node.id)
}

/// The stream that an expression gives.
fn stream(program: &Program, nodes: &[NodeView], expression: Span) -> Option<NodeId> {
    let call = program.calls().iter().find(|call| call.span == expression);
    match call {
        // A call that makes no stream, as `cache()`, gives the one that it is called on.
        Some(call) => node_of_name(nodes, call.name_span).or_else(|| stream(program, nodes, call.receiver?)),
        None => named(program, nodes, expression.of(program.text())),
    }
}

/// The stream of a name, through names that only stand for others.
fn named(program: &Program, nodes: &[NodeView], name: &str) -> Option<NodeId> {
    let statements = program.simple_statements();
    let mut name = name;
    for _ in 0..MAX_ALIASES {
        if let Some(node) = nodes.iter().find(|node| node.name.as_deref() == Some(name)) {
            return Some(node.id);
        }
        let assigned = statements.iter().filter_map(|stmt| stmt.assigns.as_ref());
        let (_, value) = assigned.rev().find(|(to, _)| to == name)?;
        if program.calls().iter().any(|call| call.span == *value) {
            return stream(program, nodes, *value);
        }
        name = value.of(program.text());
    }
    None
}
