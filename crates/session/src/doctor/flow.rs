//! Causes in what the records went through: steps that fail, that drop everything, and that are not due yet.

use plan::{BoundArgs, Category, Node, NodeId, Plan};
use protocol::doctor_view::{FindingView, FixAction};
use protocol::message::ChainEdit;
use protocol::plan_view::Severity;
use protocol::text::{TextEdit, grouped};
use pyspark::chain_edit;

use super::{Case, counted, duration, finding, fix, name_of};

/// Over how many batches a join that never meets is proposed to reach.
const BATCHES_TO_JOIN: u64 = 6;

/// A function raises.
pub(crate) fn fails(case: &Case) -> Vec<FindingView> {
    let Some((batch, failure)) = &case.tally.last_failure else { return Vec::new() };
    let (n, n_failed) = (case.tally.n_batches, case.tally.n_failed);
    let (which, severity) = match n_failed {
        1 if n == 1 => ("The only batch so far failed".to_owned(), Severity::Error),
        _ if n_failed == n => (format!("Every batch so far failed ({n})"), Severity::Error),
        _ => (format!("{} of {n} failed", counted(n_failed, "batch", "batches")), Severity::Warning),
    };
    let (_, inner) = failure.node.map(|node| case.numbering.inner(node)).unzip();
    let step =
        case.with_plan(|plan| inner.and_then(|inner| plan.node(inner)).map(|node| (can_go(node), node.spec.name)));
    let place = step.map(|(_, name)| format!(" in {name}")).unwrap_or_default();
    let message = failure.message.lines().next().unwrap_or("");
    let mut found = finding("batch-fails", severity, format!("{which}{place}: {message}"));
    if let Some(record) = &failure.record {
        found.detail = format!("In batch {batch} it was the record {record}.");
    }
    (found.span, found.node) = (failure.span, failure.node);
    if let Some(place) = failure.place {
        let action = FixAction::ShowRecord { node: place.node, batch: *batch, record: place.record };
        found.fixes.push(fix("Show where the record comes from", action));
    }
    if let (Some((true, name)), Some(node)) = (step, failure.node) {
        found.fixes.push(fix(format!("Switch {name} off"), FixAction::Chain(ChainEdit::Disable { node })));
    }
    vec![found]
}

/// Whether the chain makes sense without the step, as far as can be known without running it.
fn can_go(node: &Node) -> bool {
    let has_place = node.origin.span.is_some() && matches!(node.origin.place, plan::Place::Fixed);
    has_place && node.spec.category == Category::Narrow && node.inputs.len() == 1
}

/// A step that takes records in and gives none.
pub(crate) fn drops_all(case: &Case) -> Vec<FindingView> {
    gives_nothing(case, Category::Narrow, |node, n, batches| {
        let mut found = case.about(
            node,
            "drops-all",
            Severity::Warning,
            format!("{} gave none of the {n} it took in ({batches}).", node.spec.name),
        );
        if node.spec.name == "filter" {
            found.sentence = format!("filter dropped all {n} that came ({batches}): its function was never true.");
        }
        if can_go(node) {
            let action = FixAction::Chain(ChainEdit::Disable { node: case.outer(node.id) });
            found.fixes.push(fix(format!("Switch {} off", node.spec.name), action));
        }
        found
    })
}

/// A state whose function gives back nothing.
pub(crate) fn keeps_no_state(case: &Case) -> Vec<FindingView> {
    gives_nothing(case, Category::State, |node, n, _| {
        let sentence = format!("{} took in {n} and keeps no key.", name_of(node));
        let mut found = case.about(node, "keeps-no-state", Severity::Warning, sentence);
        found.detail = "A function that returns None removes its key: is there a return missing?".to_owned();
        found
    })
}

/// The first steps of a category that took records in and gave none; `say` is told how many, and of how many batches.
fn gives_nothing(
    case: &Case,
    category: Category,
    say: impl Fn(&Node, String, String) -> FindingView,
) -> Vec<FindingView> {
    case.with_plan(|plan| {
        let steps = plan.nodes.iter().filter(|node| node.spec.category == category && node.inputs.len() == 1);
        let found = steps.filter_map(|node| {
            let sums = case.tally.of(case.outer(node.id));
            let is_it = sums.n_taken_in > 0 && sums.n_records == 0 && !sums.is_partial;
            let n = counted(sums.n_taken_in, "record", "records");
            is_it.then(|| say(node, n, counted(sums.n_rdds, "batch", "batches")))
        });
        found.collect()
    })
}

/// A join whose sides have no key in common, or no batch.
pub(crate) fn joins_nothing(case: &Case) -> Vec<FindingView> {
    case.with_plan(|plan| {
        let joins = plan.nodes.iter().filter(|node| node.spec.name == "join" && node.inputs.len() == 2);
        joins.filter_map(|node| joins_none(case, plan, node)).collect()
    })
}

fn joins_none(case: &Case, plan: &Plan, node: &Node) -> Option<FindingView> {
    let sums = case.tally.of(case.outer(node.id));
    let side = |input: &NodeId| Some((name_of(plan.node(*input)?), case.tally.of(case.outer(*input)).n_records));
    let [(left, n_left), (right, n_right)] = [side(node.inputs.first()?)?, side(node.inputs.get(1)?)?];
    if sums.n_records > 0 || sums.is_partial || n_left == 0 || n_right == 0 {
        return None;
    }
    let (n_left_text, n_right_text) = (grouped(n_left), grouped(n_right));
    if sums.n_met == 0 {
        let sentence = format!("join found nothing: {left} and {right} never had records in the same batch.");
        let mut found = case.about(node, "join-never-meets", Severity::Warning, sentence);
        found.detail = "A join pairs records of one batch. A window lets each side wait for the other.".to_owned();
        let length_ms = case.interval_ms() * BATCHES_TO_JOIN;
        if let Some(edits) = windows_before(case, plan, node, length_ms) {
            let label = format!("Join the last {} of both", duration(length_ms));
            found.fixes.push(fix(label, FixAction::Edit { edits, focus: None }));
        }
        return Some(found);
    }
    let sentence = format!(
        "join found no key that both sides have in a batch ({left}: {n_left_text}, {right}: {n_right_text} records so far)."
    );
    let mut found = case.about(node, "join-no-key", Severity::Warning, sentence);
    found.detail = "Keys are equal when Python says so: '1' is not 1, and 'A' is not 'a'.".to_owned();
    if let Some(call) = node.origin.span.and_then(|span| case.mender().call_at(span)) {
        let change = case.mender().replace(call.name_span, "fullOuterJoin");
        found.fixes.extend(super::edit("Show both sides with fullOuterJoin", change));
    }
    Some(found)
}

/// A window before each side of a join.
fn windows_before(case: &Case, plan: &Plan, node: &Node, length_ms: u64) -> Option<Vec<TextEdit>> {
    let spec = engine::operators::find(plan::Receiver::DStream, "window")?.spec;
    let call = format!("window({})", seconds(length_ms));
    let mut edits: Vec<TextEdit> = Vec::new();
    for input in &node.inputs {
        let edit = chain_edit::ChainEdit::Insert { after: *input, spec, call: call.clone() };
        let change = chain_edit::change(case.program, plan, &edit).ok()?;
        edits.extend(crate::edits::text_edits(change));
    }
    let text = protocol::text::apply_edits(case.program.text(), &edits).ok()?;
    python::Program::compile(&text).ok()?;
    Some(edits)
}

fn seconds(ms: u64) -> String {
    if ms.is_multiple_of(1000) { (ms / 1000).to_string() } else { (ms as f64 / 1000.0).to_string() }
}

/// A stream that is computed less often than batches come, and was not computed yet.
pub(crate) fn not_due(case: &Case) -> Vec<FindingView> {
    let interval_ms = case.interval_ms().max(1);
    case.with_plan(|plan| {
        let slower = plan.nodes.iter().filter(|node| node.window.is_some());
        let found = slower.filter_map(|node| {
            let slide_ms = node.slide.millis().max(0) as u64;
            // Batch 0 ends one interval after the start.
            let due_in = (slide_ms / interval_ms).checked_sub(1)?;
            let is_waiting = case.tally.n_batches > 0 && case.tally.n_batches <= due_in;
            if !is_waiting || case.tally.of(case.outer(node.id)).n_rdds > 0 {
                return None;
            }
            let sentence = format!(
                "{} is computed every {}, for the first time in batch {due_in}; {} so far.",
                name_of(node),
                duration(slide_ms),
                counted(case.tally.n_batches, "batch", "batches")
            );
            let mut found = case.about(node, "not-due", Severity::Warning, sentence);
            if !case.is_over {
                found.fixes.push(fix(format!("Run to batch {due_in}"), FixAction::RunTo { batch: due_in }));
            }
            let (id, arg) = (case.outer(node.id), "slideDuration".to_owned());
            if node.given("slideDuration").is_some() {
                let edit = ChainEdit::ReplaceArg { node: id, arg, text: seconds(interval_ms) };
                found.fixes.push(fix(format!("Compute it every {}", duration(interval_ms)), FixAction::Chain(edit)));
            }
            Some(found)
        });
        found.collect()
    })
}

/// A window that is longer than the run.
pub(crate) fn window_not_full(case: &Case) -> Vec<FindingView> {
    let interval_ms = case.interval_ms().max(1);
    let n_batches = case.tally.n_batches;
    case.with_plan(|plan| {
        let windows = plan.nodes.iter().filter_map(|node| {
            let length_ms = node.window?.millis().max(0) as u64;
            let full_in = (length_ms / interval_ms).checked_sub(1)?;
            let was_computed = case.tally.of(case.outer(node.id)).n_rdds > 0;
            (was_computed && n_batches <= full_in).then(|| {
                let sentence = format!(
                    "The window of {} is {} long, and the run only {} so far: it covers less until batch {full_in}.",
                    name_of(node),
                    duration(length_ms),
                    duration(n_batches * interval_ms)
                );
                let mut found = case.about(node, "window-not-full", Severity::Hint, sentence);
                if !case.is_over {
                    found.fixes.push(fix(format!("Run to batch {full_in}"), FixAction::RunTo { batch: full_in }));
                }
                found
            })
        });
        windows.collect()
    })
}
