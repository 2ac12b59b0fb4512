//! The lineage of a record, and the place of the record that a function failed on.

use std::rc::Rc;

use engine::FailurePoint;
use engine::history::lineage::{is_alike, n_printed};
use engine::history::{Cell, LineageStep as Step, RecordPlace as EnginePlace};
use plan::{Category, NodeId, Time};
use protocol::document::RecordPlace;
use protocol::lineage_view::{LineageRecord, LineageStep, LineageView, MAX_LINEAGE_RECORDS};
use protocol::run_view::FailedRecord;
use value::CallCx;

use crate::pages::{PageError, find};
use crate::run::Run;
use crate::shown::shown;

/// Where a record comes from and what becomes of it.
pub fn lineage(run: &mut Run, outer: u32, batch: u64, record: RecordPlace) -> Result<LineageView, PageError> {
    let found = find(run, outer, batch)?;
    let numbering = run.numbering.clone();
    let batches = BatchNumbers::of(run, batch);
    let cx = run.application.cx();
    let engine = found.context.engine();
    let engine = engine.as_ref().ok_or(PageError::NotComputed { batch })?;
    let kept = engine.history().at(found.time).ok_or(PageError::NotKept { batch })?;
    let missing = PageError::NothingThere { what: "such record", batch };
    let cell = kept.cells.get(&found.node).ok_or(missing.clone())?;
    let row = usize::try_from(record.row).unwrap_or(usize::MAX);
    let place = EnginePlace { node: found.node, time: found.time, partition: record.partition as usize, row };
    let lineage = engine.lineage(place, cx).ok_or(missing)?;
    let value = cell.rows(place.partition, row..row.saturating_add(1)).pop().unwrap_or_default();
    let mut views = |steps: &[Step]| -> Vec<LineageStep> {
        let outer_of = |node| numbering.outer(found.context_idx, node);
        steps.iter().map(|step| step_view(engine, step, outer_of(step.node), batches.at(step.time), cx)).collect()
    };
    let mut ancestors = views(&lineage.ancestors);
    ancestors.reverse();
    let descendants = views(&lineage.descendants);
    Ok(LineageView { node: outer, batch, record, text: shown(&value, cx), ancestors, descendants })
}

fn step_view(engine: &engine::StreamingContext, step: &Step, node: u32, batch: u64, cx: &mut CallCx) -> LineageStep {
    let plan_node = engine.plan().node(step.node);
    let output = plan_node.filter(|node| node.spec.category == Category::Output);
    // An output operation has no RDD of its own: its records are those of its input.
    let of = output.and_then(|node| node.inputs.first().copied()).unwrap_or(step.node);
    let cell = engine.history().at(step.time).and_then(|record| record.cells.get(&of));
    let first = step.rows.iter().take(MAX_LINEAGE_RECORDS);
    let records = first.map(|(partition, row)| LineageRecord {
        place: RecordPlace { partition: partition as u32, row: row as u64 },
        text: cell
            .and_then(|cell| cell.rows(partition, row..row + 1).pop())
            .map_or_else(String::new, |value| shown(&value, cx)),
    });
    LineageStep {
        node,
        batch,
        n_records: step.rows.len() as u64,
        records: records.collect(),
        is_exact: step.is_exact,
        is_complete: step.is_complete,
        is_earlier_state: step.is_earlier_state,
        n_printed: output.and_then(n_printed).zip(cell).map(|(n, cell)| printed(step, cell, n)),
    }
}

/// How many of a step's records are among the first `n` of the RDD.
fn printed(step: &Step, cell: &Cell, n: usize) -> u64 {
    let position = |(partition, row): (usize, usize)| {
        let before: usize = cell.partitions.iter().take(partition).map(|view| view.n_rows).sum();
        before + row
    };
    step.rows.iter().map(position).filter(|position| *position < n).count() as u64
}

/// The numbers of the batches of one context.
struct BatchNumbers {
    times: Vec<(Time, u64)>,
}

impl BatchNumbers {
    fn of(run: &Run, batch: u64) -> Self {
        let context = run.done(batch).map(|done| Rc::clone(&done.context));
        let batches = (0..run.n_batches()).filter_map(|batch| Some((batch, run.done(batch)?)));
        let same = batches.filter(|(_, done)| context.as_ref().is_some_and(|other| Rc::ptr_eq(other, &done.context)));
        Self { times: same.map(|(batch, done)| (done.time, batch)).collect() }
    }

    fn at(&self, time: Time) -> u64 {
        let found = self.times.binary_search_by_key(&time, |(time, _)| *time);
        found.ok().and_then(|idx| self.times.get(idx)).map_or(0, |(_, batch)| *batch)
    }
}

/// Where the record is that a function failed on, in the stream that the function's node is made of.
pub fn failed_record(
    engine: &engine::StreamingContext,
    time: Time,
    point: &FailurePoint,
    outer: impl Fn(NodeId) -> u32,
    cx: &mut CallCx,
) -> Option<FailedRecord> {
    let (record, node) = (point.record.as_ref()?, engine.plan().node(point.node?)?);
    let kept = engine.history().at(time)?;
    let place_in = |input: NodeId, cx: &mut CallCx| {
        let cell = kept.cells.get(&input)?;
        let near = (point.partition < cell.partitions.len()).then_some(point.partition);
        let partitions = near.into_iter().chain((0..cell.partitions.len()).filter(|other| Some(*other) != near));
        for partition in partitions {
            let rows = cell.rows(partition, 0..usize::MAX);
            // What made it fail came last; equal records before it were seen as well.
            let row = rows.iter().rposition(|row| is_alike(row, record, cx).unwrap_or(false));
            if let Some(row) = row {
                return Some(RecordPlace { partition: partition as u32, row: row as u64 });
            }
        }
        None
    };
    node.inputs.iter().find_map(|&input| Some(FailedRecord { node: outer(input), record: place_in(input, cx)? }))
}
