//! What a card says.

use protocol::plan_view::{
    ArgKind, ArgView, NodeId, NodeKind, NodeView, OperatorOf, OperatorView, ParamView, PlanView,
};
use protocol::run_view::BatchView;

use crate::page::stores::plan::title;
use crate::page::stores::run::cell;

/// What went through a step in a batch: `10 → 40`.
pub fn flow(node: &NodeView, batch: Option<&BatchView>) -> String {
    let Some(batch) = batch else {
        return String::new();
    };
    let records = |id: NodeId| cell(batch, id).map(|cell| cell.n_records);
    let count = |id: NodeId| cell(batch, id).map(|cell| cell.count());
    if cell(batch, node.id).is_some_and(|cell| cell.failed) {
        return "failed".to_owned();
    }
    let n_inputs: Option<u64> = node.inputs.iter().map(|input| records(*input)).sum();
    let inputs = match node.inputs.as_slice() {
        [only] => count(*only),
        _ => n_inputs.map(|inputs| inputs.to_string()),
    };
    let words =
        |count: String, of: Option<u64>, word: &str| format!("{count} {}", plural(of.unwrap_or_default(), word));
    match (node.kind, count(node.id)) {
        (NodeKind::Source, Some(lines)) => words(lines, records(node.id), source_word(node)),
        (NodeKind::Output, _) => inputs.map_or_else(String::new, |rows| words(rows, n_inputs, "row")),
        (NodeKind::State, Some(keys)) => {
            let flow = words(keys, records(node.id), "key");
            inputs.map_or(flow.clone(), |inputs| format!("{inputs} → {flow}"))
        }
        (_, Some(records)) => inputs.map_or(format!("→ {records}"), |inputs| format!("{inputs} → {records}")),
        (_, None) => String::new(),
    }
}

fn source_word(node: &NodeView) -> &'static str {
    match node.address {
        Some(_) => "line",
        None => "record",
    }
}

/// A word for so many.
pub fn plural(count: u64, word: &str) -> String {
    match count {
        1 => word.to_owned(),
        _ => format!("{word}s"),
    }
}

/// The streams that a step can be joined with, each with what it is called.
pub fn join_partners(plan: &PlanView, node: &NodeView) -> Vec<(NodeId, String)> {
    let is_partner = |other: &&NodeView| {
        other.id != node.id && other.context == node.context && other.kind != NodeKind::Output && other.lock.is_none()
    };
    let called = |other: &NodeView| match (&other.name, other.span) {
        (Some(name), _) => name.clone(),
        (None, Some(span)) => format!("{} in line {} (gets a name)", other.operator, span.line),
        (None, None) => other.operator.clone(),
    };
    plan.nodes.iter().filter(is_partner).map(|other| (other.id, called(other))).collect()
}

/// The operators that make one stream of two.
pub fn joining(catalogue: &[OperatorView]) -> Vec<&OperatorView> {
    let takes_stream = |operator: &&OperatorView| {
        let is_stream = |param: &ParamView| param.kind == ArgKind::Stream && param.default.is_none();
        !operator.snippet.is_empty() && operator.params.iter().any(is_stream)
    };
    catalogue.iter().filter(takes_stream).collect()
}

/// Whether a step can be taken out.
pub fn can_remove(node: &NodeView) -> bool {
    node.lock.is_none() && !node.inputs.is_empty()
}

/// The streams that a step takes in beside the one it stands below.
pub fn other_inputs<'a>(plan: &'a PlanView, node: &NodeView) -> Vec<&'a str> {
    let others = node.inputs.iter().skip(1);
    others.filter_map(|input| plan.nodes.get(*input as usize)).map(title).collect()
}

/// The arguments that get a field of their own; a socket's stand in its head.
pub fn fields(node: &NodeView) -> impl Iterator<Item = (usize, &ArgView)> {
    let is_field = |arg: &ArgView| arg.kind != ArgKind::Stream;
    let shows_fields = node.kind != NodeKind::Source;
    node.args.iter().enumerate().filter(move |(_, arg)| shows_fields && is_field(arg))
}

/// The parameters that a call leaves to their defaults and that can be given in the chain.
pub fn left_out<'a>(catalogue: &'a [OperatorView], node: &NodeView) -> Vec<&'a ParamView> {
    let of_streams =
        |operator: &&OperatorView| matches!(operator.receiver, OperatorOf::DStream | OperatorOf::StreamingContext);
    let operator = catalogue.iter().filter(of_streams).find(|operator| operator.name == node.operator);
    let is_left_out = |param: &&ParamView| {
        let is_simple = matches!(param.kind, ArgKind::Number | ArgKind::Function | ArgKind::Text);
        is_simple && param.default.is_some() && !node.args.iter().any(|arg| arg.name == param.name)
    };
    operator.iter().flat_map(|operator| &operator.params).filter(is_left_out).collect()
}

/// The parts of a name at which a line may break: `reduce`, `By`, `Key`.
pub fn humps(name: &str) -> Vec<&str> {
    let mut starts: Vec<usize> =
        name.char_indices().filter(|(_, sign)| sign.is_uppercase()).map(|(at, _)| at).collect();
    starts.retain(|at| *at > 0);
    let ends = starts.iter().copied().chain([name.len()]);
    std::iter::once(0).chain(starts.iter().copied()).zip(ends).map(|(start, end)| &name[start..end]).collect()
}

/// What a parameter begins with when it is given: its default, or something of its sort if that is `None`.
pub fn first_text(param: &ParamView, batch_interval_ms: u64) -> String {
    match (param.default.as_deref(), param.kind) {
        (Some(default), _) if default != "None" => default.to_owned(),
        (_, ArgKind::Number) if param.name.ends_with("Duration") => (batch_interval_ms as f64 / 1_000.0).to_string(),
        (_, ArgKind::Number) => "2".to_owned(),
        (_, ArgKind::Function) => "lambda x: x".to_owned(),
        (_, _) => "''".to_owned(),
    }
}

/// The window of a step in words: `20 s every 10 s`.
pub fn window_text(node: &NodeView) -> Option<String> {
    let window_ms = node.window_ms?;
    Some(format!("{} every {}", duration_text(window_ms), duration_text(node.slide_ms)))
}

/// A duration in the largest unit that shows it without loss.
pub fn duration_text(ms: u64) -> String {
    match ms {
        0 => "0 s".to_owned(),
        _ if ms.is_multiple_of(60_000) => format!("{} min", ms / 60_000),
        _ if ms.is_multiple_of(1_000) => format!("{} s", ms / 1_000),
        _ if ms > 1_000 => format!("{} s", ms as f64 / 1_000.0),
        _ => format!("{ms} ms"),
    }
}

/// The operators that can be added after a stream and match what was searched for, best first.
pub fn found<'a>(catalogue: &'a [OperatorView], query: &str) -> Vec<&'a OperatorView> {
    let query = query.trim().to_ascii_lowercase();
    let rank = |operator: &OperatorView| {
        let name = operator.name.to_ascii_lowercase();
        match () {
            () if operator.snippet.is_empty() => None,
            () if query.is_empty() || name.starts_with(&query) => Some(0),
            () if name.contains(&query) => Some(1),
            () if operator.summary.to_ascii_lowercase().contains(&query) => Some(2),
            () => None,
        }
    };
    let mut found: Vec<(u8, &OperatorView)> =
        catalogue.iter().filter_map(|operator| Some((rank(operator)?, operator))).collect();
    found.sort_by_key(|(rank, _)| *rank); // Stable: the catalogue's order within a rank.
    found.into_iter().map(|(_, operator)| operator).collect()
}

#[cfg(test)]
mod tests {
    use protocol::plan_view::Lock;
    use protocol::run_view::CellView;

    use super::*;
    use crate::page::chain::lanes::tests::plan;

    #[test]
    fn the_flow_says_what_went_in_and_out() {
        let mut plan = plan("source flatMap:0 state:1 pprint:2");
        plan.nodes[0].address = Some("localhost:9999".to_owned());
        let cell = |node, n_records| CellView { node, n_records, ..CellView::default() };
        let batch = BatchView { cells: vec![cell(0, 1), cell(1, 40), cell(2, 9)], ..BatchView::default() };
        let flows: Vec<String> = plan.nodes.iter().map(|node| flow(node, Some(&batch))).collect();
        assert_eq!(flows, ["1 line", "1 → 40", "40 → 9 keys", "9 rows"]);
        assert_eq!(flow(&plan.nodes[0], None), "");
    }

    #[test]
    fn parameters_that_were_left_out_can_be_given() {
        let param = |name: &str, kind, default: Option<&str>| ParamView {
            name: name.to_owned(),
            kind,
            default: default.map(str::to_owned),
            ..ParamView::default()
        };
        let operator = OperatorView {
            name: "window".to_owned(),
            params: vec![
                param("windowDuration", ArgKind::Number, None),
                param("slideDuration", ArgKind::Number, Some("None")),
                param("numPartitions", ArgKind::Number, Some("None")),
            ],
            ..OperatorView::default()
        };
        let given = ArgView { name: "numPartitions".to_owned(), ..ArgView::default() };
        let node = NodeView { operator: "window".to_owned(), args: vec![given], ..NodeView::default() };
        let catalogue = [operator];
        let left_out = left_out(&catalogue, &node);
        assert_eq!(left_out.iter().map(|param| param.name.as_str()).collect::<Vec<_>>(), ["slideDuration"]);
        assert_eq!(first_text(left_out[0], 2_500), "2.5");
        assert_eq!(first_text(&param("num", ArgKind::Number, Some("10")), 0), "10");
    }

    #[test]
    fn long_names_may_break_before_their_capitals() {
        assert_eq!(humps("reduceByKeyAndWindow"), ["reduce", "By", "Key", "And", "Window"]);
        assert_eq!(humps("RDD"), ["R", "D", "D"]);
        assert_eq!((humps("map"), humps("")), (vec!["map"], vec![""]));
    }

    #[test]
    fn durations_are_short_and_exact() {
        let texts = [0, 500, 1_500, 10_000, 120_000].map(duration_text);
        assert_eq!(texts, ["0 s", "500 ms", "1.5 s", "10 s", "2 min"]);
    }

    #[test]
    fn names_are_found_before_summaries() {
        let operator = |name: &str, summary: &str, snippet: &str| OperatorView {
            name: name.to_owned(),
            summary: summary.to_owned(),
            snippet: snippet.to_owned(),
            ..OperatorView::default()
        };
        let catalogue = [
            operator("filter", "keeps; a map of sorts", "filter(f)"),
            operator("flatMap", "", "flatMap(f)"),
            operator("map", "", "map(f)"),
            operator("mapped", "", ""),
        ];
        let names: Vec<&str> = found(&catalogue, " Map").iter().map(|found| found.name.as_str()).collect();
        assert_eq!(names, ["map", "flatMap", "filter"]);
    }

    #[test]
    fn streams_are_named_that_a_step_takes_in_beside_its_own() {
        let plan = plan("source source union:0,1 pprint:2");
        assert_eq!(other_inputs(&plan, &plan.nodes[2]), ["source"]);
        let partners: Vec<NodeId> = join_partners(&plan, &plan.nodes[0]).into_iter().map(|(id, _)| id).collect();
        assert_eq!(partners, [1, 2]);
    }

    #[test]
    fn locked_steps_and_sources_cannot_be_removed() {
        let mut plan = plan("source map:0 map:1");
        plan.nodes[1].lock = Some(Lock { line: 3, reason: "made in a loop".to_owned() });
        let can: Vec<bool> = plan.nodes.iter().map(can_remove).collect();
        assert_eq!(can, [false, false, true]);
    }
}
