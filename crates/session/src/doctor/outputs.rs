//! Causes in the output operations: none, some streams without, and some that print nothing of use.

use plan::{BoundArgs, Category, Node, Plan};
use protocol::doctor_view::{FindingView, FixAction, FixView};
use protocol::message::ChainEdit;
use protocol::plan_view::Severity;
use value::Value;

use super::{Case, edit, finding, fix, is_leaf, name_of};
use pyspark::ContextState;

/// The most streams that are named.
const MAX_STREAMS: usize = 5;

/// Nothing asks for the records.
pub(crate) fn none(case: &Case) -> Vec<FindingView> {
    case.with_plan(|plan| {
        if plan.outputs().next().is_some() || plan.nodes.is_empty() || case.is_unfinished() {
            return Vec::new();
        }
        let sentence = "There is no output operation, so nothing asks for the records and start() refuses.";
        let mut found = finding("no-output", Severity::Error, sentence);
        found.detail = "An output operation ends a chain: pprint(), foreachRDD(f), saveAsTextFiles(prefix).".to_owned();
        let ends = plan.nodes.iter().rev().filter(|node| is_leaf(plan, node));
        found.fixes = ends.filter_map(|node| print(case, node)).take(2).collect();
        vec![found]
    })
}

/// Streams that no output operation depends on are never computed.
pub(crate) fn unused_streams(case: &Case) -> Vec<FindingView> {
    case.with_plan(|plan| {
        if plan.outputs().next().is_none() || case.is_unfinished() {
            return Vec::new();
        }
        let unused = plan.nodes.iter().filter(|node| node.spec.category != Category::Output && is_leaf(plan, node));
        // What a program looks at by itself, with slice() for instance, is computed.
        let unused = unused.filter(|node| case.tally.of(case.outer(node.id)).n_rdds == 0);
        unused.take(MAX_STREAMS).map(|node| unused_stream(case, plan, node)).collect()
    })
}

fn unused_stream(case: &Case, plan: &Plan, node: &Node) -> FindingView {
    let of = node.inputs.first().and_then(|input| plan.node(*input)).map(|input| format!(" of {}", name_of(input)));
    let what = match &node.name {
        Some(name) => name.clone(),
        None => format!("What {}{} gives", node.spec.name, of.unwrap_or_default()),
    };
    let sentence = format!("{what} is never used: no output operation depends on it, so it is never computed.");
    let mut found = case.about(node, "unused-stream", Severity::Warning, sentence);
    found.fixes.extend(print(case, node));
    found
}

/// Prints a stream.
fn print(case: &Case, node: &Node) -> Option<FixView> {
    let has_place = node.origin.span.is_some() && matches!(node.origin.place, plan::Place::Fixed);
    // Once the context runs, nothing can be added below.
    let after = case.outer(node.id);
    let action = FixAction::Chain(ChainEdit::Insert { after, operator: "pprint".to_owned(), args: Vec::new() });
    has_place.then(|| fix(format!("Print {} with pprint()", name_of(node)), action))
}

/// `pprint(0)` prints the time and nothing else.
pub(crate) fn prints_nothing(case: &Case) -> Vec<FindingView> {
    case.with_plan(|plan| {
        let prints = plan.outputs().filter(|node| node.spec.name == "pprint");
        let empty = prints.filter(|node| matches!(node.given("num"), Some(Value::Int(..=0))));
        let found = empty.map(|node| {
            let sentence = "pprint() is told to print 0 records, so no record is printed.".to_owned();
            let mut found = case.about(node, "prints-nothing", Severity::Warning, sentence);
            let (node, arg, text) = (case.outer(node.id), "num".to_owned(), "10".to_owned());
            found.fixes.push(fix("Print 10 records", FixAction::Chain(ChainEdit::ReplaceArg { node, arg, text })));
            found
        });
        found.collect()
    })
}

/// `print(stream)` in the driver program prints what the stream is, not what is in it.
pub(crate) fn prints_the_object(case: &Case) -> Vec<FindingView> {
    case.with_plan(|plan| {
        let text = case.program.text();
        let started_at = started_at(case);
        let calls = case.program.calls().iter().filter(|call| call.name == "print" && call.receiver.is_none());
        let found = calls.filter_map(|call| {
            let [arg] = call.args.as_slice() else { return None };
            let name = arg.value.of(text);
            let node = plan.nodes.iter().find(|node| node.name.as_deref() == Some(name))?;
            // A parameter of a function may have a stream's name.
            if call.inside.is_some() || node.spec.category == Category::Output {
                return None;
            }
            let sentence = format!("print({name}) prints once what kind of object {name} is, not its records.");
            let mut found = case.about(node, "prints-object", Severity::Warning, sentence);
            found.span = Some(case.span(call.span));
            if started_at.is_none_or(|started_at| call.span.start < started_at) {
                let change = case.mender().replace(call.span, &format!("{name}.pprint()"));
                found.fixes.extend(edit(format!("Print its records with {name}.pprint()"), change));
            }
            Some(found)
        });
        found.collect()
    })
}

/// Where the context is started, if it was.
fn started_at(case: &Case) -> Option<u32> {
    case.context().filter(|context| context.state() != ContextState::Initialized)?;
    case.mender().call_of(&case.context_name()?, "start").map(|call| call.span.start)
}
