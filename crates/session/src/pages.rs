//! Pages of what a batch holds: rows of an RDD, a window both ways. Those of states are in `state_page`.

use engine::history::{BatchRecord, ComputedAgain, WindowBatches, WindowRow};
use engine::observer::WindowMethod as Computed;
use plan::{NodeId, Time, Zone};
use protocol::message::{TableQuery, TableSort};
use protocol::run_view::{Compared, MAX_PAGE_ROWS, RowsView, WindowBatch, WindowMethod, WindowRowView, WindowView};
use value::calm_sort::calm_sort;
use value::order::less;
use value::{CallCx, Value};

use crate::run::Run;
use crate::shown::{full, shown};

/// Why a page cannot be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    #[error("batch {batch} has not been computed")]
    NotComputed { batch: u64 },
    #[error("batch {batch} is no longer kept")]
    NotKept { batch: u64 },
    #[error("this step has no {what} in batch {batch}")]
    NothingThere { what: &'static str, batch: u64 },
    #[error("there is no file {path}")]
    NoFile { path: String },
    #[error("{message}")]
    Raised { message: String },
}

/// Where a node of a batch is found.
pub(crate) struct Found {
    pub(crate) context: std::rc::Rc<pyspark::StreamingContext>,
    pub(crate) context_idx: usize,
    pub(crate) node: NodeId,
    pub(crate) time: Time,
}

pub(crate) fn find(run: &Run, outer: u32, batch: u64) -> Result<Found, PageError> {
    let done = run.done(batch).ok_or(PageError::NotComputed { batch })?;
    let (context_idx, node) = run.numbering.inner(outer);
    if context_idx != done.context_idx {
        return Err(PageError::NothingThere { what: "records", batch });
    }
    Ok(Found { context: std::rc::Rc::clone(&done.context), context_idx, node, time: done.time })
}

/// Calls `look` with the record of a batch.
pub(crate) fn with_record<T>(
    found: &Found,
    batch: u64,
    look: impl FnOnce(&engine::StreamingContext, &BatchRecord) -> Result<T, PageError>,
) -> Result<T, PageError> {
    let engine = found.context.engine();
    let engine = engine.as_ref().ok_or(PageError::NotComputed { batch })?;
    let record = engine.history().at(found.time).ok_or(PageError::NotKept { batch })?;
    look(engine, record)
}

/// Rows of one partition of an RDD.
pub fn rows(
    run: &mut Run,
    outer: u32,
    batch: u64,
    partition: u32,
    first: u64,
    n_rows: u32,
) -> Result<RowsView, PageError> {
    let found = find(run, outer, batch)?;
    let cx = run.application.cx();
    with_record(&found, batch, |_, record| {
        let cell = record.cells.get(&found.node).ok_or(PageError::NothingThere { what: "RDD", batch })?;
        let begin = usize::try_from(first).unwrap_or(usize::MAX);
        let end = begin.saturating_add(n_rows.min(MAX_PAGE_ROWS) as usize);
        let values = cell.rows(partition as usize, begin..end);
        Ok(RowsView {
            node: outer,
            batch,
            partition_sizes: cell.partitions.iter().map(|partition| partition.n_rows as u64).collect(),
            partition,
            n_kept: cell.partitions.get(partition as usize).map_or(0, |partition| partition.rows.len() as u64),
            first,
            rows: values.iter().map(|value| shown(value, cx)).collect(),
        })
    })
}

pub(crate) fn page_of<'a, T>(all: &'a [T], query: &TableQuery) -> &'a [T] {
    let begin = usize::try_from(query.first).unwrap_or(usize::MAX).min(all.len());
    let end = begin.saturating_add(query.n_rows.min(MAX_PAGE_ROWS) as usize).min(all.len());
    all.get(begin..end).unwrap_or(&[])
}

/// A page of a window at a batch.
pub fn window(run: &mut Run, outer: u32, batch: u64, query: &TableQuery) -> Result<WindowView, PageError> {
    let found = find(run, outer, batch)?;
    let cx = run.application.cx();
    with_record(&found, batch, |engine, record| {
        let zero_time = engine.zero_time();
        let batches = WindowBatches::of(engine.plan(), found.node, found.time, zero_time)
            .ok_or(PageError::NothingThere { what: "window", batch })?;
        if !record.cells.contains_key(&found.node) {
            return Err(PageError::NothingThere { what: "window", batch });
        }
        let parent = engine.plan().node(found.node).and_then(|node| node.inputs.first().copied());
        let interval = engine.plan().batch_duration.millis().max(1);
        let of_times = |times: &[Time]| -> Vec<WindowBatch> {
            let view = |time: Time| WindowBatch {
                batch: batch.saturating_sub(((found.time - time).millis() / interval).max(0) as u64),
                time_text: time.date_time(Zone::default()),
                // A batch in which nobody asked for the parent has it computed by a later one, unseen.
                n_records: parent
                    .and_then(|parent| engine.history().at(time)?.cells.get(&parent))
                    .map(|cell| cell.n_records() as u64),
            };
            times.iter().map(|&time| view(time)).collect()
        };
        let compared = engine.compare_window(found.node, found.time, cx);
        let comparison = compared.map_err(|failure| PageError::Raised { message: failure.raised().last_line(cx) })?;
        let computed = record.windows.get(&found.node);
        let has_inverse = computed.is_some();
        let compared = match comparison.as_ref().map(|comparison| comparison.computed_again) {
            None => Compared::Nothing,
            Some(ComputedAgain::Yes) => Compared::Yes,
            Some(ComputedAgain::NotKept) => Compared::NotKept,
            Some(ComputedAgain::TooMuch) => Compared::TooMuch,
        };
        let comparison = comparison.unwrap_or_default();
        // A key that is in neither of the two windows, and in none of their batches, is of no interest.
        let is_anywhere = |row: &WindowRow| row.now.is_some() || row.previous.is_some() || row.recomputed.is_some();
        let n_keys = comparison.rows.iter().filter(|row| row.now.is_some()).count() as u64;
        let mut rows: Vec<&WindowRow> = comparison.rows.iter().filter(|row| is_anywhere(row)).collect();
        if !query.find.is_empty() {
            rows.retain(|row| full(&row.key, cx).contains(&query.find));
        }
        match query.sort {
            TableSort::Engine => {}
            TableSort::ChangedFirst => {
                let is_still = |row: &WindowRow| row.entering.is_none() && row.leaving.is_none();
                calm_sort(&mut rows, |a, b| is_still(a).cmp(&is_still(b)));
            }
            TableSort::Key => sort_by_text(&mut rows, |row| full(&row.key, cx)),
            TableSort::Value => calm_sort(&mut rows, |a, b| {
                let none = Value::None;
                descending(a.now.as_ref().unwrap_or(&none), b.now.as_ref().unwrap_or(&none), cx)
            }),
        }
        Ok(WindowView {
            node: outer,
            batch,
            covered: of_times(&batches.covered),
            entering: of_times(&batches.entering),
            leaving: of_times(&batches.leaving),
            method: match computed {
                None => WindowMethod::Recompute,
                Some(Computed::RecomputeShort) => WindowMethod::RecomputeShort,
                Some(Computed::RecomputeFirst) => WindowMethod::RecomputeFirst,
                Some(Computed::Incremental) => WindowMethod::Incremental,
            },
            compared,
            n_records: record.cells.get(&found.node).map_or(0, |cell| cell.n_records() as u64),
            n_keys,
            n_found: rows.len() as u64,
            first: query.first,
            rows: page_of(&rows, query)
                .iter()
                .map(|row| {
                    let mut row = window_row(row, cx);
                    if comparison.is_of_all {
                        row.key = "all records".to_owned();
                    }
                    row
                })
                .collect(),
            recompute_work: comparison.recompute_work as u64,
            incremental_work: has_inverse.then_some(comparison.incremental_work as u64),
        })
    })
}

pub(crate) fn sort_by_text<T>(rows: &mut Vec<T>, mut text: impl FnMut(&T) -> String) {
    let mut pairs: Vec<(String, T)> = rows.drain(..).map(|row| (text(&row), row)).collect();
    calm_sort(&mut pairs, |(a, _), (b, _)| a.cmp(b));
    rows.extend(pairs.into_iter().map(|(_, row)| row));
}

/// Largest first; values that Python cannot order stay where they are.
pub(crate) fn descending(a: &Value, b: &Value, cx: &mut CallCx) -> std::cmp::Ordering {
    let is_less = |a: &Value, b: &Value, cx: &mut CallCx| less(a, b, cx).unwrap_or(false);
    is_less(a, b, cx).cmp(&is_less(b, a, cx))
}

fn window_row(row: &WindowRow, cx: &mut CallCx) -> WindowRowView {
    let mut shown_if_any = |value: &Option<Value>| value.as_ref().map(|value| shown(value, cx));
    WindowRowView {
        previous: shown_if_any(&row.previous),
        leaving: shown_if_any(&row.leaving),
        entering: shown_if_any(&row.entering),
        now: shown_if_any(&row.now),
        recomputed: shown_if_any(&row.recomputed),
        key: shown(&row.key, cx),
    }
}
