//! Pages of what a batch holds: rows of an RDD, keys of a state, a window both ways.

use engine::history::{BatchRecord, StateRecord, WindowBatches, WindowRow};
use engine::observer::{StateRow, StateRows, WindowMethod as Computed};
use plan::{NodeId, Time, Zone};
use protocol::message::{TableQuery, TableSort};
use protocol::run_view::{
    MAX_PAGE_ROWS, RowsView, StateRowView, StateView, WindowBatch, WindowMethod, WindowRowView, WindowView,
};
use value::calm_sort::calm_sort;
use value::object::BinaryOp;
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
fn with_record<T>(
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

/// A page of the state after a batch.
pub fn state(run: &mut Run, outer: u32, batch: u64, query: &TableQuery) -> Result<StateView, PageError> {
    let found = find(run, outer, batch)?;
    let function = state_function(&found);
    let changes = changed_in(run, &found, batch);
    let cx = run.application.cx();
    with_record(&found, batch, |_, record| {
        let state = record.states.get(&found.node).ok_or(PageError::NothingThere { what: "state", batch })?;
        let n_keys = state.partitions.iter().map(StateRows::n_keys).sum::<usize>() as u64;
        let (n_found, page) = match query {
            TableQuery { sort: TableSort::Engine, find, .. } if find.is_empty() => page_in_order(state, query),
            _ => {
                let mut all: Vec<(u32, StateRow)> = numbered(state).collect();
                if !query.find.is_empty() {
                    all.retain(|(_, row)| full(&row.key, cx).contains(&query.find));
                }
                sort_state(&mut all, query.sort, cx);
                (all.len(), page_of(&all, query).to_vec())
            }
        };
        let n_found = n_found as u64;
        let rows = page.iter().map(|(partition, row)| state_row(*partition, row, &changes, batch, cx)).collect();
        Ok(StateView { node: outer, batch, function, n_keys, n_found, first: query.first, rows })
    })
}

/// Every key of a state, with its partition.
fn numbered(state: &StateRecord) -> impl Iterator<Item = (u32, StateRow)> {
    (0u32..).zip(&state.partitions).flat_map(|(partition, rows)| rows.iter().map(move |row| (partition, row)))
}

/// How many keys there are, and those of a page, as the engine has them: partitions before the page are only counted.
fn page_in_order(state: &StateRecord, query: &TableQuery) -> (usize, Vec<(u32, StateRow)>) {
    let mut left = usize::try_from(query.first).unwrap_or(usize::MAX);
    let n_wanted = query.n_rows.min(MAX_PAGE_ROWS) as usize;
    let (mut n_rows, mut page) = (0, Vec::new());
    for (partition, rows) in (0u32..).zip(&state.partitions) {
        let n = rows.len();
        n_rows += n;
        if left < n && page.len() < n_wanted {
            page.extend(rows.iter().skip(left).take(n_wanted - page.len()).map(|row| (partition, row)));
        }
        left = left.saturating_sub(n);
    }
    (n_rows, page)
}

pub(crate) fn page_of<'a, T>(all: &'a [T], query: &TableQuery) -> &'a [T] {
    let begin = usize::try_from(query.first).unwrap_or(usize::MAX).min(all.len());
    let end = begin.saturating_add(query.n_rows.min(MAX_PAGE_ROWS) as usize).min(all.len());
    all.get(begin..end).unwrap_or(&[])
}

fn state_function(found: &Found) -> String {
    use plan::BoundArgs;
    let builder = found.context.plan();
    let function = builder.plan().node(found.node).and_then(|node| node.function("updateFunc"));
    let info = function.and_then(|function| python::function_info(&function.as_value()));
    info.map_or_else(|| "updateFunc".into(), |info| if info.name == "<lambda>" { "lambda".into() } else { info.name })
}

/// For keys without new values: in which kept batch each of them changed last, by `repr`.
fn changed_in(run: &mut Run, found: &Found, batch: u64) -> std::collections::HashMap<String, u64> {
    let mut latest = std::collections::HashMap::new();
    let engine = found.context.engine();
    let Some(engine) = engine.as_ref() else { return latest };
    // Batches of one context are numbered in a row.
    let now_index = engine.history().at(found.time).map_or(0, |record| record.index);
    let cx = run.application.cx();
    for record in engine.history().batches().filter(|record| record.time <= found.time) {
        let Some(state) = record.states.get(&found.node) else { continue };
        for row in state.partitions.iter().flat_map(StateRows::visited) {
            if !value::equality::eq(&row.old, &row.new, cx).unwrap_or(false) {
                latest.insert(full(&row.key, cx), batch.saturating_sub(now_index - record.index));
            }
        }
    }
    latest
}

fn sort_state(rows: &mut Vec<(u32, StateRow)>, sort: TableSort, cx: &mut CallCx) {
    match sort {
        TableSort::Engine => {}
        TableSort::ChangedFirst => calm_sort(rows, |(_, a), (_, b)| b.new_values.len().cmp(&a.new_values.len())),
        TableSort::Key => sort_by_text(rows, |(_, row)| full(&row.key, cx)),
        TableSort::Value => calm_sort(rows, |(_, a), (_, b)| descending(&a.new, &b.new, cx)),
    }
}

pub(crate) fn sort_by_text<T>(rows: &mut Vec<T>, mut text: impl FnMut(&T) -> String) {
    let mut pairs: Vec<(String, T)> = rows.drain(..).map(|row| (text(&row), row)).collect();
    calm_sort(&mut pairs, |(a, _), (b, _)| a.cmp(b));
    rows.extend(pairs.into_iter().map(|(_, row)| row));
}

/// Largest first; values that Python cannot order stay where they are.
fn descending(a: &Value, b: &Value, cx: &mut CallCx) -> std::cmp::Ordering {
    let is_less = |a: &Value, b: &Value, cx: &mut CallCx| less(a, b, cx).unwrap_or(false);
    is_less(a, b, cx).cmp(&is_less(b, a, cx))
}

fn state_row(
    partition: u32,
    row: &StateRow,
    changes: &std::collections::HashMap<String, u64>,
    batch: u64,
    cx: &mut CallCx,
) -> StateRowView {
    let is_removed = matches!(row.new, Value::None);
    StateRowView {
        was: (!matches!(row.old, Value::None)).then(|| shown(&row.old, cx)),
        new_values: shown(&Value::list(row.new_values.clone()), cx),
        n_new_values: row.new_values.len() as u64,
        now: (!is_removed).then(|| shown(&row.new, cx)),
        change: change(&row.old, &row.new, cx),
        partition,
        removed: is_removed,
        changed_in: changes.get(&full(&row.key, cx)).copied().or((!row.new_values.is_empty()).then_some(batch)),
        key: shown(&row.key, cx),
    }
}

/// `+2`, for numbers that differ.
fn change(old: &Value, new: &Value, cx: &mut CallCx) -> String {
    let old = match old {
        Value::None => &Value::Int(0),
        other => other,
    };
    if !matches!(new, Value::Int(_) | Value::Float(_) | Value::Big(_)) {
        return String::new();
    }
    match python::ops::binary(BinaryOp::Sub, new, old, cx) {
        Ok(Value::Int(0)) | Err(_) => String::new(),
        Ok(difference) => {
            let text = shown(&difference, cx);
            if text.starts_with('-') { text.replacen('-', "−", 1) } else { format!("+{text}") }
        }
    }
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
                n_records: parent
                    .and_then(|parent| engine.history().at(time)?.cells.get(&parent))
                    .map_or(0, |cell| cell.n_records() as u64),
            };
            times.iter().map(|&time| view(time)).collect()
        };
        let compared = engine.history().compare_window(engine.plan(), found.node, (found.time, zero_time), cx);
        let comparison = compared.map_err(|failure| PageError::Raised { message: failure.raised().last_line(cx) })?;
        let computed = record.windows.get(&found.node);
        let has_inverse = computed.is_some();
        let comparison = comparison.unwrap_or_default();
        let mut rows: Vec<&WindowRow> = comparison.rows.iter().collect();
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
            n_keys: comparison.rows.len() as u64,
            first: query.first,
            rows: page_of(&rows, query).iter().map(|row| window_row(row, cx)).collect(),
            recompute_work: comparison.recompute_work as u64,
            incremental_work: has_inverse.then_some(comparison.incremental_work as u64),
        })
    })
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
