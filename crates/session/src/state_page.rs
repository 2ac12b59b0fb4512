//! Pages of a state after a batch: what each key was, is, and has been in the batches before.

use engine::history::{History, StateRecord};
use engine::observer::{StateRow, StateRows};
use plan::{NodeId, Time};
use protocol::message::{TableQuery, TableSort};
use protocol::run_view::{MAX_PAGE_ROWS, MAX_RECENT, StateRowView, StateView};
use value::calm_sort::calm_sort;
use value::map::KeyMap;
use value::object::BinaryOp;
use value::{CallCx, Value};

use crate::pages::{Found, PageError, descending, find, page_of, sort_by_text, with_record};
use crate::run::Run;
use crate::shown::{full, shown};

/// The most rows of earlier batches that are looked at for one page.
const MAX_LOOKED_AT: usize = 500_000;

/// A key of a state with its partition.
type Placed = (u32, StateRow);

/// A page of the state after a batch.
pub fn state(run: &mut Run, outer: u32, batch: u64, query: &TableQuery) -> Result<StateView, PageError> {
    let found = find(run, outer, batch)?;
    let function = state_function(&found);
    let cx = run.application.cx();
    with_record(&found, batch, |engine, record| {
        let state = record.states.get(&found.node).ok_or(PageError::NothingThere { what: "state", batch })?;
        let n_keys = state.partitions.iter().map(StateRows::n_keys).sum::<usize>() as u64;
        let (n_found, page) = match query {
            TableQuery { sort: TableSort::Engine, find, .. } if find.is_empty() => page_in_order(state, query),
            TableQuery { sort: TableSort::ChangedFirst, find, .. } if find.is_empty() => {
                page_changed_first(state, query)
            }
            _ => {
                let mut all: Vec<Placed> = placed(state).collect();
                if !query.find.is_empty() {
                    all.retain(|(_, row)| full(&row.key, cx).contains(&query.find));
                }
                sort_state(&mut all, query.sort, cx);
                (all.len(), page_of(&all, query).to_vec())
            }
        };
        let pasts = pasts(engine.history(), (found.node, found.time), &page, cx);
        let row = |(placed, past): (&Placed, Past)| state_row(placed, &past, (batch, record.index), cx);
        let rows = page.iter().zip(pasts).map(row).collect();
        Ok(StateView { node: outer, batch, function, n_keys, n_found: n_found as u64, first: query.first, rows })
    })
}

/// Every key of a state, with its partition.
fn placed(state: &StateRecord) -> impl Iterator<Item = Placed> + '_ {
    (0u32..).zip(&state.partitions).flat_map(|(partition, rows)| rows.iter().map(move |row| (partition, row)))
}

/// How many keys there are, and those of a page, as the engine has them: partitions before the page are only counted.
fn page_in_order(state: &StateRecord, query: &TableQuery) -> (usize, Vec<Placed>) {
    let mut left = usize::try_from(query.first).unwrap_or(usize::MAX);
    let n_wanted = query.n_rows.min(MAX_PAGE_ROWS) as usize;
    let (mut n_rows, mut page) = (0, Vec::new());
    for (partition, rows) in (0..).zip(&state.partitions) {
        let n = rows.len();
        n_rows += n;
        if left < n && page.len() < n_wanted {
            page.extend(rows.iter().skip(left).take(n_wanted - page.len()).map(|row| (partition, row)));
        }
        left = left.saturating_sub(n);
    }
    (n_rows, page)
}

/// The same with the keys first that have new values, those with the most before; all others follow in their order.
///
/// While the page lies among the former, nobody looks at the latter, of which there may be a million.
fn page_changed_first(state: &StateRecord, query: &TableQuery) -> (usize, Vec<Placed>) {
    let n_rows = state.partitions.iter().map(StateRows::len).sum();
    let mut page: Vec<Placed> = Vec::new();
    for (partition, rows) in (0u32..).zip(&state.partitions) {
        page.extend(rows.visited().filter(|row| !row.new_values.is_empty()).map(|row| (partition, row.clone())));
    }
    calm_sort(&mut page, |(_, a), (_, b)| b.new_values.len().cmp(&a.new_values.len()));
    let first = usize::try_from(query.first).unwrap_or(usize::MAX);
    let n_wanted = query.n_rows.min(MAX_PAGE_ROWS) as usize;
    let n_changed = page.len();
    page = page.into_iter().skip(first).take(n_wanted).collect();
    if page.len() < n_wanted {
        let still = placed(state).filter(|(_, row)| row.new_values.is_empty());
        let n_missing = n_wanted - page.len();
        page.extend(still.skip(first.saturating_sub(n_changed)).take(n_missing));
    }
    (n_rows, page)
}

fn state_function(found: &Found) -> String {
    use plan::BoundArgs;
    let builder = found.context.plan();
    let function = builder.plan().node(found.node).and_then(|node| node.function("updateFunc"));
    let info = function.and_then(|function| python::function_info(&function.as_value()));
    info.map_or_else(|| "updateFunc".into(), |info| if info.name == "<lambda>" { "lambda".into() } else { info.name })
}

/// What a key was in batches up to the shown one.
#[derive(Clone, Default)]
struct Past {
    /// The index of the kept batch in which it changed last.
    changed_in: Option<u64>,
    /// Its values after the latest batches, the newest first; `None` where it had none.
    values: Vec<Value>,
}

/// The pasts of the keys of a page, from the batches that are still kept.
fn pasts(history: &History, (node, time): (NodeId, Time), page: &[Placed], cx: &mut CallCx) -> Vec<Past> {
    let mut pasts = vec![Past::default(); page.len()];
    let mut now: Vec<Value> = page.iter().map(|(_, row)| row.new.clone()).collect();
    let mut places: KeyMap<usize> = KeyMap::default();
    for (place, (_, row)) in page.iter().enumerate() {
        // A key whose `__hash__` fails has no past that could be found.
        if places.insert(row.key.clone(), place, cx).is_err() {
            return pasts;
        }
    }
    let (mut n_left, mut n_changes_missing) = (MAX_LOOKED_AT, page.len());
    let kept = history.batches().rev().skip_while(|record| record.time > time);
    for (age, record) in kept.enumerate() {
        let wants_values = age < MAX_RECENT;
        let Some(state) = record.states.get(&node) else { continue };
        let n_rows: usize = state.partitions.iter().map(|rows| rows.visited().len()).sum();
        if (!wants_values && n_changes_missing == 0) || n_rows > n_left {
            break;
        }
        n_left -= n_rows;
        if wants_values {
            pasts.iter_mut().zip(&now).for_each(|(past, now)| past.values.push(now.clone()));
        }
        for row in state.partitions.iter().flat_map(StateRows::visited) {
            let Ok(Some(place)) = places.get(&row.key, cx).map(Option::<&usize>::copied) else { continue };
            let (Some(past), Some(now)) = (pasts.get_mut(place), now.get_mut(place)) else { continue };
            if past.changed_in.is_none() && !value::equality::eq(&row.old, &row.new, cx).unwrap_or(false) {
                past.changed_in = Some(record.index);
                n_changes_missing -= 1;
            }
            *now = row.old.clone();
        }
    }
    pasts
}

fn sort_state(rows: &mut Vec<Placed>, sort: TableSort, cx: &mut CallCx) {
    match sort {
        TableSort::Engine => {}
        TableSort::ChangedFirst => calm_sort(rows, |(_, a), (_, b)| b.new_values.len().cmp(&a.new_values.len())),
        TableSort::Key => sort_by_text(rows, |(_, row)| full(&row.key, cx)),
        TableSort::Value => calm_sort(rows, |(_, a), (_, b)| descending(&a.new, &b.new, cx)),
    }
}

/// `batch` and `index` are the shown batch as the page and as the context counts it.
fn state_row((partition, row): &Placed, past: &Past, (batch, index): (u64, u64), cx: &mut CallCx) -> StateRowView {
    let is_removed = matches!(row.new, Value::None);
    // Batches of one context are numbered in a row.
    let changed_in = past.changed_in.map(|changed| batch.saturating_sub(index.saturating_sub(changed)));
    StateRowView {
        was: (!matches!(row.old, Value::None)).then(|| shown(&row.old, cx)),
        new_values: shown(&Value::list(row.new_values.clone()), cx),
        n_new_values: row.new_values.len() as u64,
        now: (!is_removed).then(|| shown(&row.new, cx)),
        change: change(&row.old, &row.new, cx),
        partition: *partition,
        key_mark: key_mark(&row.key, cx),
        removed: is_removed,
        changed_in: changed_in.or((!row.new_values.is_empty()).then_some(batch)),
        recent: recent(&past.values, cx),
        key: shown(&row.key, cx),
    }
}

/// The same for a key in every batch, and different for keys that are only shown alike. JavaScript's numbers hold it.
fn key_mark(key: &Value, cx: &mut CallCx) -> u64 {
    value::equality::key_hash(key, cx).map_or(0, |hash| hash >> 12)
}

/// Values as numbers, the oldest first; nothing if any of them is no number.
fn recent(newest_first: &[Value], cx: &mut CallCx) -> Vec<Option<f64>> {
    let mut number = |value: &Value| match value {
        Value::None => Some(None),
        Value::Int(number) => Some(Some(*number as f64)),
        Value::Float(_) | Value::Big(_) => {
            full(value, cx).parse().ok().filter(|number: &f64| number.is_finite()).map(Some)
        }
        _ => None,
    };
    newest_first.iter().rev().map(&mut number).collect::<Option<Vec<_>>>().unwrap_or_default()
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
