//! One sentence about a batch, made from what really happened in it.
//!
//! `Batch 4: 10 lines → 40 words → 9 totals; totals: 1 key new, 8 changed ('line' 40 → 50)`. Each output operation is
//! followed from its source on; what was told once is not told again.

mod states;
mod told;

use plan::{Category, Node, NodeId, Plan};
use protocol::run_view::{BatchView, CellView};

use crate::plan_view::Numbering;
use crate::sentence::told::chain;

pub use crate::sentence::states::{StateChange, state_changes};

/// The most output operations that are told.
const MAX_OUTPUTS: usize = 3;

/// What a sentence is made from.
pub struct Story<'a> {
    pub plan: &'a Plan,
    pub view: &'a BatchView,
    pub numbering: &'a Numbering,
    pub context_idx: usize,
    /// Of each state that was updated.
    pub states: &'a [(NodeId, StateChange)],
}

impl<'a> Story<'a> {
    fn cell(&self, node: &Node) -> Option<&'a CellView> {
        let outer = self.numbering.outer(self.context_idx, node.id);
        self.view.cells.iter().find(|cell| cell.node == outer)
    }

    fn inputs(&self, node: &'a Node) -> impl Iterator<Item = &'a Node> {
        node.inputs.iter().filter_map(|&id| self.plan.node(id))
    }
}

/// The sentence.
pub fn sentence(story: &Story) -> String {
    let batch = story.view.batch;
    match failed(story) {
        Some(failed) => format!("Batch {batch} failed{failed}"),
        None => format!("Batch {batch}: {}", happened(story)),
    }
}

/// ` at celsius (map): ValueError: …; the record was 'n/a'`.
fn failed(story: &Story) -> Option<String> {
    let failure = story.view.failure.as_ref()?;
    let node =
        failure.node.map(|outer| story.numbering.inner(outer)).filter(|(context, _)| *context == story.context_idx);
    let place = node.and_then(|(_, id)| story.plan.node(id)).map(|node| match &node.name {
        Some(name) => format!("at {name} ({})", node.spec.name),
        None => format!("at {}", node.spec.name),
    });
    let mut text = place.map_or_else(|| ": ".to_owned(), |place| format!(" {place}: "));
    text += failure.message.lines().next().unwrap_or("");
    if let Some(record) = &failure.record {
        text += &format!("; the record was {record}");
    }
    let (done, all) = (story.view.n_succeeded_ops, story.view.n_output_ops);
    if all > 1 {
        text += &format!("; {done} of {all} output operations succeeded");
    }
    Some(text)
}

fn sources<'a>(story: &'a Story) -> impl Iterator<Item = &'a Node> {
    story.plan.nodes.iter().filter(|node| node.spec.category == Category::Source)
}

/// Whether no source has a record in this batch.
fn is_quiet(story: &Story) -> bool {
    let is_empty = |node: &Node| story.cell(node).is_none_or(|cell| cell.n_records == 0);
    sources(story).next().is_some() && n_arrived(story) == 0 && sources(story).all(is_empty)
}

fn n_arrived(story: &Story) -> u64 {
    story.view.inputs.iter().map(|input| input.n_records).sum()
}

/// What arrived, where no chain says it: nothing, or lines that no output asks for in this batch.
fn arrived(story: &Story, is_quiet: bool) -> Option<String> {
    let is_asked_for = sources(story).any(|node| story.cell(node).is_some());
    // A queue has RDDs of any records; all others give lines.
    let is_lines = sources(story).any(|node| node.spec.name != "queueStream");
    match (n_arrived(story), is_lines) {
        _ if !is_quiet && is_asked_for => None,
        (0, true) => Some("no lines arrived".to_owned()),
        (0, false) => Some("no records arrived".to_owned()),
        (1, _) => Some("1 line arrived".to_owned()),
        (n, _) => Some(format!("{n} lines arrived")),
    }
    .filter(|_| sources(story).next().is_some())
}

fn happened(story: &Story) -> String {
    let mut parts = Vec::new();
    let is_quiet = is_quiet(story);
    if let Some(arrived) = arrived(story, is_quiet) {
        parts.push(arrived);
    }
    let n_before = parts.len();
    let mut told: Vec<NodeId> = Vec::new();
    let streams: Vec<&Node> = story.plan.outputs().flat_map(|output| story.inputs(output).take(1)).collect();
    let mut n_left_out = 0;
    for stream in streams {
        if told.contains(&stream.id) {
            continue;
        }
        if parts.len() >= MAX_OUTPUTS + n_before {
            n_left_out += 1;
            continue;
        }
        parts.extend(chain(story, stream, is_quiet, &mut told));
    }
    if n_left_out > 0 {
        parts.push(format!("{n_left_out} more output{}", if n_left_out == 1 { "" } else { "s" }));
    }
    // In the order of the program, those that are asked for.
    let n_parts = parts.len();
    for (id, change) in story.states {
        let name = story.plan.node(*id).map(|node| node.name.as_deref().unwrap_or(node.spec.name));
        parts.extend(name.and_then(|name| Some(format!("{name}: {}", change.text(n_parts)?))));
    }
    match parts.is_empty() {
        true => "nothing was computed".to_owned(),
        false => parts.join("; "),
    }
}
