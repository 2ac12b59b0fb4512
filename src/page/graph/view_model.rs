//! What the graph says: the text of its boxes.

use protocol::plan_view::{NodeKind, NodeView, PlanView};
use protocol::run_view::{BatchView, CellView};

use crate::page::chain::view_model::window_text;
use crate::page::matrix::legend::{Mark, legend};
use crate::page::matrix::view_model::{cell_label, row_detail, short_count};
use crate::page::stores::plan::title;
use crate::page::stores::run::cell;

/// A DStream or an output operation.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphBox {
    pub node: u32,
    pub kind: NodeKind,
    pub title: String,
    /// What makes the stream.
    pub detail: String,
    /// The records of its RDD in the batch; none if it has none there, or none of them was looked at.
    pub count: Option<String>,
    pub has_failed: bool,
    /// All of it, and where it comes from, for those who cannot see it.
    pub label: String,
}

/// The boxes of a plan at a batch, in the plan's order.
pub fn boxes(plan: &PlanView, batch: Option<&BatchView>) -> Vec<GraphBox> {
    plan.nodes.iter().map(|node| graph_box(plan, node, batch)).collect()
}

fn graph_box(plan: &PlanView, node: &NodeView, batch: Option<&BatchView>) -> GraphBox {
    let view = batch.and_then(|batch| cell(batch, node.id));
    let said = match (batch, node.kind) {
        (Some(batch), kind) if kind != NodeKind::Output => cell_label(title(node), batch.batch, view),
        _ => title(node).to_owned(),
    };
    let operator = node.name.as_ref().map(|_| format!(", by {}", node.operator)).unwrap_or_default();
    let inputs = node.inputs.iter().filter_map(|input| plan.nodes.get(*input as usize)).map(title);
    let inputs = inputs.collect::<Vec<_>>().join(" and ");
    let from = if inputs.is_empty() { String::new() } else { format!(", from {inputs}") };
    GraphBox {
        node: node.id,
        kind: node.kind,
        title: title(node).to_owned(),
        detail: window_text(node).filter(|_| node.kind == NodeKind::Window).unwrap_or_else(|| row_detail(node)),
        count: view.filter(|view| !view.is_unknown()).map(short_count),
        has_failed: view.is_some_and(|view: &CellView| view.failed),
        label: format!("{said}{operator}{from}"),
    }
}

/// What the marks of the graph mean.
pub fn graph_legend(plan: &PlanView, batch_interval_ms: u64) -> Vec<(Mark, String)> {
    let marks = legend(plan, batch_interval_ms).into_iter().filter(|(mark, _)| *mark != Mark::Batch);
    marks
        .map(|(mark, meaning)| match mark {
            Mark::Rdd => (mark, "a number: the records of a DStream in the batch".to_owned()),
            _ => (mark, meaning),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> PlanView {
        let node = |id, operator: &str, name: Option<&str>, inputs: &[u32], kind| NodeView {
            id,
            operator: operator.to_owned(),
            name: name.map(str::to_owned),
            inputs: inputs.to_vec(),
            kind,
            ..NodeView::default()
        };
        let nodes = vec![
            node(0, "socketTextStream", Some("lines"), &[], NodeKind::Source),
            node(1, "count", None, &[0], NodeKind::Narrow),
            node(2, "union", Some("both"), &[0, 1], NodeKind::Narrow),
            node(3, "pprint", None, &[2], NodeKind::Output),
        ];
        PlanView { nodes, ..PlanView::default() }
    }

    fn view(node: u32, n_records: u64) -> CellView {
        CellView { node, n_records, ..CellView::default() }
    }

    #[test]
    fn boxes_say_where_records_come_from_and_how_many_there_are() {
        let failed = CellView { failed: true, is_partial: true, ..view(2, 0) };
        let batch = BatchView { batch: 4, cells: vec![view(0, 120_000), failed], ..BatchView::default() };
        let boxes = boxes(&plan(), Some(&batch));
        let labels: Vec<&str> = boxes.iter().map(|graph_box| graph_box.label.as_str()).collect();
        assert_eq!(
            labels,
            [
                "lines, batch 4: 120000 records, by socketTextStream",
                "count, batch 4: no RDD, from lines",
                "both, batch 4: failed, by union, from lines and count",
                "pprint, from both"
            ]
        );
        let counts: Vec<_> = boxes.iter().map(|graph_box| graph_box.count.as_deref()).collect();
        assert_eq!(counts, [Some("120k"), None, None, None]);
        assert!(boxes[2].has_failed && !boxes[0].has_failed);
    }

    #[test]
    fn before_the_first_batch_boxes_have_only_names() {
        let boxes = boxes(&plan(), None);
        assert_eq!((boxes[2].label.as_str(), &boxes[2].count), ("both, by union, from lines and count", &None));
    }
}
