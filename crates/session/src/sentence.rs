//! One sentence about a batch, made from what really happened in it.

use engine::history::BatchRecord;
use engine::observer::StateRows;
use plan::{Category, Node, Plan};
use protocol::run_view::BatchView;
use value::calm_sort::calm_sort;
use value::{CallCx, Value};

use crate::plan_view::Numbering;
use crate::views::chip;

/// The most keys of a state that are named.
const MAX_CHANGES: usize = 3;

/// Keys of states that changed in a batch: `'This' 30 → 40`. The ones with the most new values come first.
pub fn state_changes(record: &BatchRecord, cx: &mut CallCx) -> Vec<String> {
    let mut rows: Vec<_> = record
        .states
        .values()
        .flat_map(|state| state.partitions.iter().flat_map(StateRows::visited))
        .filter(|row| !row.new_values.is_empty())
        .collect();
    calm_sort(&mut rows, |a, b| b.new_values.len().cmp(&a.new_values.len()));
    rows.iter()
        .take(MAX_CHANGES)
        .map(|row| {
            let (key, new) = (chip(&row.key, cx), chip(&row.new, cx));
            match row.old {
                Value::None => format!("{key} is new: {new}"),
                _ => format!("{key} {} → {new}", chip(&row.old, cx)),
            }
        })
        .collect()
}

/// `10 lines → 40 words → 8 pairs; 'This' 30 → 40`, along the first chain that ends in an output operation.
pub fn sentence(
    plan: &Plan,
    view: &BatchView,
    numbering: &Numbering,
    context_idx: usize,
    state_changes: &[String],
) -> String {
    let head = format!("Batch {}", view.batch);
    let cell = |node: &Node| {
        let outer = numbering.outer(context_idx, node.id);
        view.cells.iter().find(|cell| cell.node == outer)
    };
    let count = |node: &Node| cell(node).map(|cell| cell.n_records);
    let mut steps: Vec<String> = Vec::new();
    let mut latest = None;
    for node in longest_chain(plan, &count) {
        let Some(cell) = cell(node) else { continue };
        let n = cell.n_records;
        // A step that neither has a name nor changes the number says nothing.
        if node.name.is_none() && latest == Some(n) {
            continue;
        }
        latest = Some(n);
        steps.push(format!("{} {}", cell.count(), noun(node, n)));
    }
    let mut text = if steps.is_empty() { "nothing was computed".to_owned() } else { steps.join(" → ") };
    if let Some(failure) = &view.failure {
        text = format!("failed: {}", failure.message.lines().next().unwrap_or(""));
    } else if !state_changes.is_empty() {
        text = format!("{text}; {}", state_changes.join(", "));
    }
    format!("{head}: {text}")
}

/// What records of a stream are called.
fn noun(node: &Node, n: u64) -> String {
    match (&node.name, node.spec.category) {
        (Some(name), _) => name.clone(),
        (None, Category::Source) => if n == 1 { "line" } else { "lines" }.into(),
        (None, Category::State) => if n == 1 { "key" } else { "keys" }.into(),
        (None, _) => format!("after {}", node.spec.name),
    }
}

/// The streams from a source to the output whose own stream has an RDD now and lies deepest.
fn longest_chain<'a>(plan: &'a Plan, count: &impl Fn(&Node) -> Option<u64>) -> Vec<&'a Node> {
    let chain_of = |output: &'a Node| {
        let mut chain = Vec::new();
        let mut at = output.inputs.first().and_then(|&id| plan.node(id));
        while let Some(node) = at {
            chain.push(node);
            at = node.inputs.first().and_then(|&id| plan.node(id));
        }
        chain.reverse();
        chain
    };
    let chains = plan.outputs().map(chain_of);
    let due = chains.filter(|chain| chain.last().is_some_and(|node| count(node).is_some()));
    due.max_by_key(Vec::len).unwrap_or_default()
}
