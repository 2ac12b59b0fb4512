//! What the marks of the matrix mean, in a line below it: only those that the plan has.

use protocol::plan_view::{NodeKind, PlanView};
use yew::prelude::*;

use crate::page::chain::view_model::{duration_text, window_text};

/// Something that can be seen in the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Batch,
    Rdd,
    Shuffle,
    Window,
    State,
}

impl Mark {
    /// Spark's word for it.
    pub fn term(self) -> &'static str {
        match self {
            Self::Batch => "batch",
            Self::Rdd => "RDD",
            Self::Shuffle => "shuffle",
            Self::Window => "window",
            Self::State => "state",
        }
    }

    /// A picture of 22 by 14 units: the class of each line, and its path.
    fn picture(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Batch => &[("filled", "M8 1.5h6v11h-6z"), ("", "M8 5h6M8 9h6")],
            Self::Rdd => &[("filled", "M2.5 2.5h17v9h-17z")],
            Self::Shuffle => &[("", "M5 1C5 7 17 7 17 13M17 1C17 7 5 7 5 13M11 1V13")],
            Self::Window => &[("", "M1.5 2V7H8.5L11 10.5L13.5 7H20.5V2")],
            Self::State => &[
                ("filled", "M1.5 2.5h5v9h-5z"),
                ("filled", "M15.5 2.5h5v9h-5z"),
                ("", "M7.5 7H14M11.5 4.5L14 7L11.5 9.5"),
            ],
        }
    }
}

/// The marks that the streams of a plan have, each with what it means.
pub fn legend(plan: &PlanView, batch_interval_ms: u64) -> Vec<(Mark, String)> {
    let streams = || plan.nodes.iter().filter(|node| node.kind != NodeKind::Output);
    let is_there = |kind: NodeKind| streams().any(|node| node.kind == kind);
    let mut marks = vec![
        (Mark::Batch, format!("a column: what came in {}", duration_text(batch_interval_ms))),
        (Mark::Rdd, "a cell: the records of a DStream in a batch".to_owned()),
    ];
    if is_there(NodeKind::Shuffle) || is_there(NodeKind::State) {
        marks.push((Mark::Shuffle, "records of one key meet in one partition".to_owned()));
    }
    let mut windows: Vec<String> = streams().filter_map(window_text).collect();
    windows.dedup();
    match windows.as_slice() {
        [] => {}
        [window] => marks.push((Mark::Window, format!("the last batches together: {window}"))),
        _ => marks.push((Mark::Window, "the last batches together".to_owned())),
    }
    if is_there(NodeKind::State) {
        marks.push((Mark::State, "a value for each key, kept from batch to batch".to_owned()));
    }
    marks
}

#[derive(Properties, PartialEq)]
pub struct LegendProps {
    pub marks: Vec<(Mark, String)>,
}

#[function_component]
pub fn Legend(props: &LegendProps) -> Html {
    let line = |(class, path): &(&'static str, &'static str)| html! { <path class={*class} d={*path} /> };
    let entry = |(mark, meaning): &(Mark, String)| {
        html! {
            <div class="legend-entry" data-mark={mark.term()} key={mark.term()}>
                <svg viewBox="0 0 22 14" width="22" height="14" aria-hidden="true">{ for mark.picture().iter().map(line) }</svg>
                <dt>{ mark.term() }</dt><dd>{ meaning }</dd>
            </div>
        }
    };
    html! { <dl class="legend">{ for props.marks.iter().map(entry) }</dl> }
}

#[cfg(test)]
mod tests {
    use protocol::plan_view::NodeView;

    use super::*;

    fn check(kinds: &[(NodeKind, Option<u64>)], expected: &[Mark]) -> Vec<(Mark, String)> {
        let node = |(kind, window_ms): &(NodeKind, Option<u64>)| NodeView {
            kind: *kind,
            window_ms: *window_ms,
            slide_ms: 10_000,
            ..NodeView::default()
        };
        let legend = legend(&PlanView { nodes: kinds.iter().map(node).collect(), ..PlanView::default() }, 10_000);
        let marks: Vec<Mark> = legend.iter().map(|(mark, _)| *mark).collect();
        assert_eq!(marks, expected);
        legend
    }

    #[test]
    fn only_what_the_plan_has_is_explained() {
        use NodeKind::{Narrow, Output, Shuffle, Source, State, Window};
        check(&[(Source, None), (Narrow, None), (Output, None)], &[Mark::Batch, Mark::Rdd]);
        check(&[(Source, None), (Shuffle, None)], &[Mark::Batch, Mark::Rdd, Mark::Shuffle]);
        let all = check(
            &[(Source, None), (State, None), (Window, Some(20_000))],
            &[Mark::Batch, Mark::Rdd, Mark::Shuffle, Mark::Window, Mark::State],
        );
        assert_eq!(all[0].1, "a column: what came in 10 s");
        assert_eq!(all[3].1, "the last batches together: 20 s every 10 s");
        let two = check(&[(Window, Some(20_000)), (Window, Some(30_000))], &[Mark::Batch, Mark::Rdd, Mark::Window]);
        assert_eq!(two[2].1, "the last batches together");
    }
}
