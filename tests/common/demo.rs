//! A word count with a state and a window, and what the engine tells about its batches.

use std::collections::BTreeMap;

use protocol::message::FromWorker;
use protocol::plan_view::{ArgKind, ArgView, ContextView, NodeKind, NodeView, OperatorView, PlanView};
use protocol::run_view::{
    BatchView, CellView, Compared, InputRecords, InputStatus, OutputChunk, RunState, StateRowView, StateView, Status,
    WindowBatch, WindowMethod, WindowRowView, WindowView,
};
use protocol::source::{Generator, Simulated};
use protocol::text::{Rev, Span};

pub const PROGRAM: &str = "\
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

def add_up(new_values, total):
    return sum(new_values) + (total or 0)

ssc = StreamingContext(SparkContext('local[2]', 'Demo'), 10)
ssc.checkpoint('checkpoints')
lines = ssc.socketTextStream('localhost', 9999)
words = lines.flatMap(lambda line: line.split(' '))
pairs = words.map(lambda word: (word, 1))
totals = pairs.updateStateByKey(add_up)
totals.pprint()
recent = pairs.reduceByKeyAndWindow(lambda x, y: x + y, lambda x, y: x - y, 20, 10)
recent.pprint()
ssc.start()
";

pub const INTERVAL_MS: u64 = 10_000;

/// The operators that the insert menu offers.
pub fn catalogue() -> Vec<OperatorView> {
    let operator = |name: &str, summary: &str, category: &str, kind, snippet: &str| OperatorView {
        name: name.to_owned(),
        summary: summary.to_owned(),
        category: category.to_owned(),
        kind,
        params: Vec::new(),
        snippet: snippet.to_owned(),
        ..OperatorView::default()
    };
    vec![
        operator("map", "Makes one record of each record.", "Records", NodeKind::Narrow, "map(lambda x: x)"),
        operator("filter", "Keeps some records.", "Records", NodeKind::Narrow, "filter(lambda x: True)"),
        operator(
            "flatMap",
            "Makes any number of records of each.",
            "Records",
            NodeKind::Narrow,
            "flatMap(lambda x: [x])",
        ),
        operator(
            "reduceByKey",
            "Reduces the values of each key.",
            "Keys",
            NodeKind::Shuffle,
            "reduceByKey(lambda x, y: x + y)",
        ),
        operator("count", "Counts the records of each batch.", "Records", NodeKind::Shuffle, "count()"),
        operator("pprint", "Prints the first records of each batch.", "Output", NodeKind::Output, "pprint()"),
        operator("socketTextStream", "Lines of a TCP server.", "Sources", NodeKind::Source, ""),
    ]
}

fn span_of(program: &str, from: &str, part: &str) -> Option<Span> {
    let begin = program.find(from)?;
    let start = begin + program[begin..].find(part)?;
    Some(Span::of(program, start, start + part.len()))
}

/// The plan of [`PROGRAM`], with its places in `program`, which may differ from it.
pub fn plan(program: &str) -> PlanView {
    let node = |id: u32, name: Option<&str>, operator: &str, inputs: &[u32], kind: NodeKind, call: &str| NodeView {
        id,
        operator: operator.to_owned(),
        name: name.map(str::to_owned),
        inputs: inputs.to_vec(),
        kind,
        slide_ms: INTERVAL_MS,
        span: span_of(program, call, call),
        ..NodeView::default()
    };
    let arg = |name: &str, kind: ArgKind, line: &str, text: &str| ArgView {
        name: name.to_owned(),
        kind,
        text: text.to_owned(),
        span: span_of(program, line, text),
        definition: span_of(program, &format!("def {text}("), text),
    };
    let mut nodes = vec![
        node(0, Some("lines"), "socketTextStream", &[], NodeKind::Source, "socketTextStream('localhost', 9999)"),
        node(1, Some("words"), "flatMap", &[0], NodeKind::Narrow, "flatMap("),
        node(2, Some("pairs"), "map", &[1], NodeKind::Narrow, "map("),
        node(3, Some("totals"), "updateStateByKey", &[2], NodeKind::State, "updateStateByKey(add_up)"),
        node(4, None, "pprint", &[3], NodeKind::Output, "totals.pprint()"),
        node(5, Some("recent"), "reduceByKeyAndWindow", &[2], NodeKind::Window, "reduceByKeyAndWindow("),
        node(6, None, "pprint", &[5], NodeKind::Output, "recent.pprint()"),
    ];
    nodes[0].address = Some("localhost:9999".to_owned());
    nodes[0].args = vec![
        arg("hostname", ArgKind::Text, "socketTextStream(", "'localhost'"),
        arg("port", ArgKind::Number, "socketTextStream(", "9999"),
    ];
    nodes[1].args = vec![arg("f", ArgKind::Function, "flatMap(", "lambda line: line.split(' ')")];
    nodes[2].args = vec![arg("f", ArgKind::Function, "map(", "lambda word: (word, 1)")];
    nodes[3].args = vec![arg("updateFunc", ArgKind::Function, "updateStateByKey(", "add_up")];
    nodes[3].n_partitions = Some(2);
    nodes[5].args = vec![
        arg("func", ArgKind::Function, "reduceByKeyAndWindow(", "lambda x, y: x + y"),
        arg("invFunc", ArgKind::Function, "reduceByKeyAndWindow(", "lambda x, y: x - y"),
        arg("windowDuration", ArgKind::Number, "reduceByKeyAndWindow(", "20"),
        arg("slideDuration", ArgKind::Number, ", 20, 10)", "10"),
    ];
    nodes[5].window_ms = Some(2 * INTERVAL_MS);
    let context = ContextView { batch_interval_ms: INTERVAL_MS, started: true, ..ContextView::default() };
    PlanView { contexts: vec![context], nodes, off: Vec::new() }
}

fn words_of(batch: u64) -> Vec<String> {
    let generator = Generator::new(&Simulated::default());
    let words = |line_idx| generator.line(line_idx).split(' ').map(str::to_owned).collect::<Vec<_>>();
    (batch * 10..batch * 10 + 10).flat_map(words).collect()
}

fn counts(batches: std::ops::RangeInclusive<u64>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    batches.flat_map(words_of).for_each(|word| *counts.entry(word).or_default() += 1);
    counts
}

fn pairs_text(counts: &BTreeMap<String, u64>) -> Vec<String> {
    counts.iter().map(|(word, count)| format!("('{word}', {count})")).collect()
}

fn printed(time_text: &str, rows: &[String]) -> String {
    let line = "-".repeat(43);
    format!("{line}\nTime: {time_text}\n{line}\n{}\n\n", rows.join("\n"))
}

/// A batch of the run.
pub fn batch(number: u64) -> BatchView {
    let words = words_of(number);
    let lines: Vec<String> = words.chunks(4).map(|line| format!("'{}'", line.join(" "))).collect();
    let totals = pairs_text(&counts(0..=number));
    let recent = pairs_text(&counts(number.saturating_sub(1)..=number));
    let cell = |node, n_records: usize, rows: &[String]| CellView {
        node,
        n_records: n_records as u64,
        is_partial: false,
        n_partitions: 2,
        chips: rows.iter().take(4).cloned().collect(),
        failed: false,
    };
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let pairs: Vec<String> = words.iter().map(|word| format!("('{word}', 1)")).collect();
    let seconds = (number + 1) * 10;
    let time_text = format!("2024-01-01 00:{:02}:{:02}", seconds / 60, seconds % 60);
    BatchView {
        batch: number,
        time_ms: 1_704_067_200_000 + (seconds * 1_000) as i64,
        cells: vec![
            cell(0, lines.len(), &lines),
            cell(1, words.len(), &quoted),
            cell(2, pairs.len(), &pairs),
            cell(3, totals.len(), &totals),
            cell(5, recent.len(), &recent),
        ],
        output: vec![
            OutputChunk { node: Some(4), text: printed(&time_text, &totals) },
            OutputChunk { node: Some(6), text: printed(&time_text, &recent) },
        ],
        time_text,
        failure: None,
        sentence: format!("Batch {number}: {} lines → {} words → {} keys", lines.len(), words.len(), totals.len()),
        interval_ms: INTERVAL_MS,
        processing_us: 40,
        inputs: vec![InputRecords { node: 0, n_records: lines.len() as u64 }],
        n_output_ops: 2,
        n_succeeded_ops: 2,
    }
}

pub fn batches(rev: Rev, numbers: std::ops::Range<u64>) -> FromWorker {
    FromWorker::Batches { rev, replaces_all: numbers.start == 0, batches: numbers.map(batch).collect() }
}

/// The status after so many batches.
pub fn status(state: RunState, next_batch: u64) -> FromWorker {
    let input = InputStatus {
        address: "localhost:9999".to_owned(),
        n_filling: 6,
        chips: vec!["'This is line 5'".to_owned()],
        ..InputStatus::default()
    };
    let status = Status {
        state,
        next_batch,
        batch_interval_ms: INTERVAL_MS,
        clock_ms: next_batch * INTERVAL_MS + 6_000,
        inputs: vec![input],
        ..Status::default()
    };
    FromWorker::Status { status }
}

/// The state after a batch.
pub fn state(rev: Rev, batch: u64) -> FromWorker {
    let now = counts(0..=batch);
    let new = counts(batch..=batch);
    let row = |(row_idx, (word, now)): (usize, (&String, &u64))| {
        let n_new = new.get(word).copied().unwrap_or_default();
        StateRowView {
            key: format!("'{word}'"),
            was: (now - n_new > 0).then(|| (now - n_new).to_string()),
            new_values: format!("{:?}", vec![1; n_new as usize]),
            n_new_values: n_new,
            now: Some(now.to_string()),
            change: if n_new == 0 { String::new() } else { format!("+{n_new}") },
            partition: row_idx as u32 % 2,
            key_mark: row_idx as u64,
            removed: false,
            changed_in: Some(batch),
            recent: Vec::new(),
        }
    };
    let rows: Vec<StateRowView> = now.iter().enumerate().map(row).collect();
    let n_keys = rows.len() as u64;
    let state = StateView { node: 3, batch, function: "add_up".to_owned(), n_keys, n_found: n_keys, first: 0, rows };
    FromWorker::State { rev, state }
}

/// The window at a batch from 2 on.
pub fn window(rev: Rev, batch: u64) -> FromWorker {
    let part = |batch: u64| WindowBatch { batch, time_text: String::new(), n_records: Some(40) };
    let now = counts(batch - 1..=batch);
    let text = |counts: &BTreeMap<String, u64>, word: &String| counts.get(word).map(u64::to_string);
    let (previous, leaving, entering) =
        (counts(batch - 2..=batch - 1), counts(batch - 2..=batch - 2), counts(batch..=batch));
    let row = |word: &String| WindowRowView {
        key: format!("'{word}'"),
        previous: text(&previous, word),
        leaving: text(&leaving, word),
        entering: text(&entering, word),
        now: text(&now, word),
        recomputed: text(&now, word),
    };
    let rows: Vec<WindowRowView> = now.keys().map(row).collect();
    let window = WindowView {
        node: 5,
        batch,
        covered: vec![part(batch - 1), part(batch)],
        entering: vec![part(batch)],
        leaving: vec![part(batch - 2)],
        method: WindowMethod::RecomputeShort,
        compared: Compared::Yes,
        n_records: rows.len() as u64,
        n_keys: rows.len() as u64,
        n_found: rows.len() as u64,
        first: 0,
        rows,
        recompute_work: 80,
        incremental_work: Some(26),
    };
    FromWorker::Window { rev, window }
}
