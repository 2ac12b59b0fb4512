//! The way from the sources to one stream, as counts with arrows between.

use plan::{Category, Node, NodeId};

use crate::sentence::Story;

/// `10 lines → 40 words → 9 counts`; nothing if there is nothing to tell of a quiet batch.
///
/// What is in `told` already is only named; what is told here is added to it.
pub fn chain(story: &Story, stream: &Node, is_quiet: bool, told: &mut Vec<NodeId>) -> Option<String> {
    if story.cell(stream).is_none() {
        told.push(stream.id);
        return not_due(story, stream);
    }
    let mut way = Vec::new();
    let mut at = Some(stream);
    while let Some(node) = at {
        way.push(node);
        if told.contains(&node.id) {
            break;
        }
        // Where two streams meet, the way begins with both.
        at = if node.inputs.len() == 1 { story.inputs(node).next() } else { None };
    }
    way.reverse();
    let mut steps: Vec<String> = Vec::new();
    let (mut latest, mut n_told) = (None, 0);
    for node in &way {
        let Some(cell) = story.cell(node) else { continue };
        let n = cell.n_records;
        if told.contains(&node.id) {
            steps.extend(node.name.clone());
            n_told = steps.len();
            latest = Some(n);
            continue;
        }
        told.push(node.id);
        // After nothing there is nothing, until a window or a state brings back what was before.
        let is_same = latest == Some(n);
        if (is_same && (n == 0 || node.name.is_none())) || (is_quiet && n == 0) {
            latest = Some(n);
            continue;
        }
        if node.spec.category == Category::Join && node.inputs.len() > 1 {
            steps.push(meeting(story, node));
        }
        steps.push(step(story, node, latest));
        latest = Some(n);
    }
    (steps.len() > n_told).then(|| steps.join(" → "))
}

/// One stream: how many records, and what is special about them.
fn step(story: &Story, node: &Node, before: Option<u64>) -> String {
    let Some(cell) = story.cell(node) else { return String::new() };
    let n = cell.n_records;
    let noun = match (&node.name, node.spec.category) {
        (Some(name), _) => name.clone(),
        (None, Category::Source) => if n == 1 { "line" } else { "lines" }.into(),
        (None, Category::State) => if n == 1 { "key" } else { "keys" }.into(),
        (None, _) => format!("after {}", node.spec.name),
    };
    let count = format!("{} {noun}", cell.count());
    if let Some(window) = window(story, node) {
        return format!("{count} {window}");
    }
    if n == 0 && node.spec.name == "filter" && before.is_some_and(|before| before > 0) {
        return format!("{count} (the filter drops all)");
    }
    if n == 0
        && node.spec.name == "join"
        && story.inputs(node).all(|input| count_of(story, input).is_some_and(|n| n > 0))
    {
        return format!("{count} (no key in common)");
    }
    count
}

/// `5 clicks and 3 users`: the streams that meet.
fn meeting(story: &Story, node: &Node) -> String {
    let input = |input: &Node| {
        let name = input.name.as_deref().unwrap_or(input.spec.name);
        match story.cell(input) {
            Some(cell) => format!("{} {name}", cell.count()),
            None => format!("no {name}"),
        }
    };
    story.inputs(node).map(input).collect::<Vec<_>>().join(" and ")
}

fn count_of(story: &Story, node: &Node) -> Option<u64> {
    story.cell(node).map(|cell| cell.n_records)
}

/// `over batches 2–4 (batch 4 entered, batch 1 left)`.
fn window(story: &Story, node: &Node) -> Option<String> {
    let interval = story.plan.batch_duration.millis().max(1);
    let batches_of = |ms: i64| u64::try_from(ms / interval).unwrap_or(0);
    let end = story.view.batch + 1;
    let (n_window, n_slide) = (batches_of(node.window?.millis()), batches_of(node.slide.millis()));
    let begin = end.saturating_sub(n_window);
    let end_before = end.saturating_sub(n_slide);
    let begin_before = end_before.saturating_sub(n_window);
    let is_new = end_before <= begin;
    let entered = batches(end_before.max(begin), end).filter(|_| !is_new).map(|batches| format!("{batches} entered"));
    let left = batches(begin_before, end_before.min(begin)).map(|batches| format!("{batches} left"));
    let changes: Vec<String> = entered.into_iter().chain(left).collect();
    let covered = batches(begin, end)?;
    Some(match changes.is_empty() {
        true => format!("over {covered}"),
        false => format!("over {covered} ({})", changes.join(", ")),
    })
}

/// `batch 4`, `batches 2–4`; nothing if there is none.
fn batches(begin: u64, end: u64) -> Option<String> {
    match end.checked_sub(begin)? {
        0 => None,
        1 => Some(format!("batch {begin}")),
        _ => Some(format!("batches {begin}–{}", end - 1)),
    }
}

/// A stream with a longer slide has no RDD in most batches.
fn not_due(story: &Story, node: &Node) -> Option<String> {
    let interval = story.plan.batch_duration.millis().max(1);
    let n_slide = u64::try_from(node.slide.millis() / interval).ok().filter(|n_slide| *n_slide > 1)?;
    let next = (story.view.batch + 1).div_ceil(n_slide) * n_slide - 1;
    let name = node.name.as_deref().unwrap_or(node.spec.name);
    (next > story.view.batch).then(|| format!("{name} is next computed in batch {next}"))
}
