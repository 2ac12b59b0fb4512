//! A batch as the page draws it: counts, first records, what was printed, what failed.

use engine::BatchFailure;
use plan::Zone;
use protocol::run_view::{BatchView, CellView, Failure, InputRecords, MAX_CHIP_CHARS, MAX_CHIPS, OutputChunk};
use protocol::text::Span;
use pyspark::BatchReport;
use pyspark::error::{innermost, python_traceback};
use value::{CallCx, Value};

use crate::diagnostics::message_of;
use crate::lineage::failed_record;
use crate::run::Run;
use crate::sentence::{Story, sentence, state_changes};
use crate::shown::shown;

/// `repr` of a record, cut to the length of a chip.
pub fn chip(record: &Value, cx: &mut CallCx) -> String {
    cut(shown(record, cx))
}

fn cut(text: String) -> String {
    match text.char_indices().nth(MAX_CHIP_CHARS) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")),
        None => text,
    }
}

/// The latest batch of a run. Its interval and time of processing are the caller's.
pub fn batch_view(run: &mut Run, report: &BatchReport) -> BatchView {
    let result = &report.result;
    let context_idx = run.done(run.n_batches().saturating_sub(1)).map_or(0, |done| done.context_idx);
    let failed = result.failures().next();
    let failed_node = failed.and_then(|failure| failure.node);
    let mut view = BatchView {
        batch: run.n_batches().saturating_sub(1),
        time_ms: result.time.millis(),
        time_text: result.time.date_time(Zone::default()),
        ..BatchView::default()
    };
    let numbering = run.numbering.clone();
    let input =
        |&(node, n): &(_, usize)| InputRecords { node: numbering.outer(context_idx, node), n_records: n as u64 };
    view.inputs = result.info.inputs.iter().map(input).collect();
    view.n_output_ops = result.info.n_output_operations as u32;
    view.n_succeeded_ops = result.info.output_operations.iter().filter(|op| op.failure_reason.is_none()).count() as u32;
    if let Some(failure) = failed {
        let program_text = run.program().text().to_owned();
        let node = failed_node.map(|node| numbering.outer(context_idx, node));
        view.failure = Some(failure_view(&program_text, failure, node, run.application.cx()));
    }
    let point = failed.and_then(|failure| failure.point.as_ref());
    let context = run.application.contexts().get(context_idx).cloned();
    if let Some(context) = context {
        let engine = context.engine();
        let record = engine.as_ref().and_then(|engine| engine.history().at(result.time));
        let cells = record.into_iter().flat_map(|record| &record.cells);
        let cx = run.application.cx();
        for (&node, cell) in cells {
            view.cells.push(CellView {
                node: numbering.outer(context_idx, node),
                n_records: cell.n_records() as u64,
                is_partial: !cell.is_complete() && (failed.is_none() || cell.n_records() == 0),
                n_partitions: cell.partitions.len() as u32,
                chips: cell.first_rows(MAX_CHIPS).iter().map(|row| chip(row, cx)).collect(),
                failed: Some(node) == failed_node,
            });
        }
        if let (Some(failure), Some(point), Some(engine)) = (&mut view.failure, point, engine.as_ref()) {
            let outer = |node| numbering.outer(context_idx, node);
            failure.place = failed_record(engine, result.time, point, outer, cx);
        }
        let states = record.map(|record| state_changes(record, cx)).unwrap_or_default();
        let builder = context.plan();
        let story = Story { plan: builder.plan(), view: &view, numbering: &numbering, context_idx, states: &states };
        let said = sentence(&story);
        view.sentence = said;
    }
    view.output = output_of(report, &numbering, context_idx);
    view
}

fn output_of(report: &BatchReport, numbering: &crate::plan_view::Numbering, context_idx: usize) -> Vec<OutputChunk> {
    let mut chunks = Vec::new();
    let mut add = |node: Option<u32>, text: &str| {
        if !text.is_empty() {
            chunks.push(OutputChunk { node, text: text.to_owned() });
        }
    };
    add(None, &report.result.generation_text);
    for output in &report.result.outputs {
        add(Some(numbering.outer(context_idx, output.node)), &output.text);
    }
    add(None, &report.driver_text);
    chunks
}

fn failure_view(program_text: &str, failure: &BatchFailure, node: Option<u32>, cx: &mut CallCx) -> Failure {
    let raised = failure.raised();
    let span = innermost(raised).map(|(_, span)| Span::of(program_text, span.start as usize, span.end as usize));
    let record = failure.point.as_ref().and_then(|point| point.record.clone());
    Failure {
        node,
        message: message_of(raised, cx),
        traceback: python_traceback(raised, cx),
        span,
        record: record.map(|record| cut(shown(&record, cx))),
        place: None,
    }
}
