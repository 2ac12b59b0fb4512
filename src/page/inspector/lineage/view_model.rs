//! What the lineage panel says of a record's ancestors and descendants.

use protocol::document::RecordPlace;
use protocol::lineage_view::{LineageStep, LineageView};
use protocol::plan_view::{NodeKind, NodeView, PlanView};

use crate::page::chain::view_model::plural;
use crate::page::stores::plan::title;

/// A stream of the lineage with its batches: a row of the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Level<'a> {
    pub title: String,
    /// The operator, where the title is a name.
    pub operator: &'a str,
    pub kind: NodeKind,
    pub steps: Vec<&'a LineageStep>,
}

/// Steps by stream, in their order; a state before the batch stands apart from the state itself.
pub fn levels<'a>(steps: &'a [LineageStep], plan: &'a PlanView) -> Vec<Level<'a>> {
    let mut levels: Vec<Level> = Vec::new();
    for step in steps {
        let is_same = |level: &&mut Level| {
            let first = level.steps.first();
            first.is_some_and(|first| first.node == step.node && first.is_earlier_state == step.is_earlier_state)
        };
        match levels.last_mut().filter(is_same) {
            Some(level) => level.steps.push(step),
            None => levels.extend(level(step, plan)),
        }
    }
    levels
}

fn level<'a>(step: &'a LineageStep, plan: &'a PlanView) -> Option<Level<'a>> {
    let node = plan.nodes.get(step.node as usize)?;
    let title = match step.is_earlier_state {
        true => format!("{} before", title(node)),
        false => title(node).to_owned(),
    };
    let operator = if node.name.is_some() { node.operator.as_str() } else { "" };
    Some(Level { title, operator, kind: node.kind, steps: vec![step] })
}

/// How many records a step has, and what is not known of them.
pub fn count_text(step: &LineageStep, kind: NodeKind) -> String {
    let n = step.n_records;
    let mut text = format!("{n} {}", plural(n, "record"));
    if !step.is_exact {
        text = format!("some of {text}");
    }
    if !step.is_complete {
        text += " or more: not all were computed or are kept";
    }
    match (kind, step.n_printed) {
        (NodeKind::Output, Some(printed)) if printed == n => text += ", printed",
        (NodeKind::Output, Some(0)) => text += ", below what is printed",
        (NodeKind::Output, Some(printed)) => text += &format!(", {printed} printed"),
        _ => {}
    }
    text
}

/// How many records of a step are drawn before the reader asks for more.
const N_FIRST: usize = 8;

/// How many of the records that came along are drawn.
pub fn n_drawn(step: &LineageStep, is_open: bool) -> usize {
    if is_open { step.records.len() } else { step.records.len().min(N_FIRST) }
}

/// What the button says that draws more of a step's records, or fewer again.
pub fn more_text(step: &LineageStep, is_open: bool) -> Option<String> {
    match step.records.len() > N_FIRST {
        false => None,
        true if is_open => Some("show fewer".to_owned()),
        true => Some(format!("{} more", step.n_records.saturating_sub(N_FIRST as u64))),
    }
}

/// How many records of a step are not among those that came along.
pub fn n_more(step: &LineageStep) -> u64 {
    step.n_records.saturating_sub(step.records.len() as u64)
}

/// Whether the answer is about this record.
pub fn is_about(view: &LineageView, node: u32, batch: u64, record: RecordPlace) -> bool {
    (view.node, view.batch, view.record) == (node, batch, record)
}

/// What stands behind the record: `of counts in batch 1, made of 2 source records`.
pub fn summary(view: &LineageView, plan: &PlanView) -> String {
    let name = |node: u32| plan.nodes.get(node as usize).map_or("", title);
    let of_sources: Vec<&LineageStep> = view.ancestors.iter().filter(|step| is_source(plan, step)).collect();
    let n: u64 = of_sources.iter().map(|step| step.n_records).sum();
    let about = format!("of {} in batch {}", name(view.node), view.batch);
    if of_sources.is_empty() {
        return match view.ancestors.is_empty() {
            true => format!("{about}, as it came from the source"),
            false => about,
        };
    }
    let batches: std::collections::BTreeSet<u64> = of_sources.iter().map(|step| step.batch).collect();
    let over = match batches.len() {
        0 | 1 => String::new(),
        n => format!(" of {n} batches"),
    };
    let at_most = if of_sources.iter().all(|step| step.is_exact) { "" } else { "at most " };
    format!("{about}, made of {at_most}{n} {}{over}", plural(n, "source record"))
}

fn is_source(plan: &PlanView, step: &LineageStep) -> bool {
    plan.nodes.get(step.node as usize).is_some_and(|node: &NodeView| node.kind == NodeKind::Source)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(node: u32, batch: u64, n_records: u64) -> LineageStep {
        LineageStep { node, batch, n_records, is_exact: true, is_complete: true, ..LineageStep::default() }
    }

    fn plan() -> PlanView {
        let node = |id: u32, name: &str, operator: &str, kind| NodeView {
            id,
            name: Some(name.to_owned()).filter(|name| !name.is_empty()),
            operator: operator.to_owned(),
            kind,
            ..NodeView::default()
        };
        let nodes = vec![
            node(0, "lines", "socketTextStream", NodeKind::Source),
            node(1, "totals", "updateStateByKey", NodeKind::State),
            node(2, "", "pprint", NodeKind::Output),
        ];
        PlanView { nodes, ..PlanView::default() }
    }

    #[test]
    fn batches_of_one_stream_stand_side_by_side() {
        let earlier = LineageStep { is_earlier_state: true, ..step(1, 2, 1) };
        let steps = [step(0, 1, 3), step(0, 2, 1), earlier];
        let plan = plan();
        let levels = levels(&steps, &plan);
        let shown: Vec<(&str, usize)> = levels.iter().map(|level| (level.title.as_str(), level.steps.len())).collect();
        assert_eq!(shown, [("lines", 2), ("totals before", 1)]);
    }

    #[test]
    fn what_is_not_known_is_said() {
        let text = |step: LineageStep, kind| count_text(&step, kind);
        assert_eq!(text(step(0, 0, 1), NodeKind::Source), "1 record");
        let vague = LineageStep { is_exact: false, is_complete: false, ..step(0, 0, 3) };
        assert_eq!(text(vague, NodeKind::Narrow), "some of 3 records or more: not all were computed or are kept");
        let output = |n_printed| text(LineageStep { n_printed: Some(n_printed), ..step(2, 0, 3) }, NodeKind::Output);
        assert_eq!(
            [output(3), output(1), output(0)],
            ["3 records, printed", "3 records, 1 printed", "3 records, below what is printed"]
        );
    }

    #[test]
    fn of_many_records_the_first_are_drawn_until_more_are_asked_for() {
        let records = vec![Default::default(); 20];
        let many = LineageStep { records, ..step(0, 0, 90) };
        assert_eq!((n_drawn(&many, false), n_drawn(&many, true), n_more(&many)), (8, 20, 70));
        assert_eq!(more_text(&many, false).as_deref(), Some("82 more"));
        assert_eq!(more_text(&step(0, 0, 0), false), None);
    }

    #[test]
    fn the_sentence_counts_records_of_sources() {
        let view =
            LineageView { node: 1, batch: 2, ancestors: vec![step(0, 1, 3), step(0, 2, 1)], ..Default::default() };
        assert_eq!(summary(&view, &plan()), "of totals in batch 2, made of 4 source records of 2 batches");
        let source = LineageView { node: 0, batch: 2, ..Default::default() };
        assert_eq!(summary(&source, &plan()), "of lines in batch 2, as it came from the source");
    }
}
