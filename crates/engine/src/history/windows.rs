//! What a window holds: its batches, and a reduced window both ways.

use plan::{NodeId, Plan, Time};
use value::{CallCx, KeyMap, Value};

use super::{History, PartitionView};
use crate::copy::fresh;
use crate::failure::Failure;
use crate::language::Language;
use crate::operators::window::{ReducedRecords, Reduction, reduction};
use crate::rdd::result_iterable::ResultIterable;
use crate::records::unpack_pair;

/// The batches of the parent that a window is about, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WindowBatches {
    pub covered: Vec<Time>,
    /// In this window, not in the one before.
    pub entering: Vec<Time>,
    /// In the window before, not in this one.
    pub leaving: Vec<Time>,
}

/// One key of a reduced window.
#[derive(Clone, Default)]
pub struct WindowRow {
    pub key: Value,
    /// The value in the window before.
    pub previous: Option<Value>,
    /// What the leaving batches come to.
    pub leaving: Option<Value>,
    /// What the entering batches come to.
    pub entering: Option<Value>,
    /// What the stream has.
    pub now: Option<Value>,
    /// What reducing the whole window again comes to.
    pub recomputed: Option<Value>,
}

impl WindowBatches {
    /// The batches of a windowed node at `time`; `None` for a node without a window.
    pub fn of(plan: &Plan, node: NodeId, time: Time, zero_time: Time) -> Option<Self> {
        let node = plan.node(node)?;
        let window = node.window?;
        let parent_slide = node.inputs.first().and_then(|&input| plan.node(input))?.slide;
        let times = |end: Time| -> Vec<Time> {
            let begin = (end - window + parent_slide).max(zero_time + parent_slide);
            begin.to(end, parent_slide).collect()
        };
        let (covered, before) = (times(time), times(time - node.slide));
        let missing = |of: &[Time], from: &[Time]| of.iter().filter(|time| !from.contains(time)).copied().collect();
        Some(Self { entering: missing(&covered, &before), leaving: missing(&before, &covered), covered })
    }
}

/// A reduced window computed in both ways, from what the history still has.
#[derive(Default)]
pub struct WindowComparison {
    pub rows: Vec<WindowRow>,
    /// Records that reducing the whole window takes.
    pub recompute_work: usize,
    /// Records that the inverse function and the entering batches take.
    pub incremental_work: usize,
    /// Whether the window was computed again; if not, rows only say what the stream has and had.
    pub computed_again: ComputedAgain,
    /// Whether there is only one row, which is about all records.
    pub is_of_all: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ComputedAgain {
    #[default]
    Yes,
    /// Not all records of its batches are kept.
    NotKept,
    /// Its batches have more than [`MAX_COMPARED`] records.
    TooMuch,
}

/// The most records that are reduced again to look at a window.
pub const MAX_COMPARED: usize = 200_000;

impl History {
    /// A reduced window in both ways, or `None` if the node does not reduce its window.
    ///
    /// Errors: what the program's functions raise.
    pub fn compare_window(
        &self,
        plan: &Plan,
        node: NodeId,
        (time, zero_time): (Time, Time),
        language: &dyn Language,
        cx: &mut CallCx,
    ) -> Result<Option<WindowComparison>, Failure> {
        let Some(batches) = WindowBatches::of(plan, node, time, zero_time) else { return Ok(None) };
        let Some(plan_node) = plan.node(node) else { return Ok(None) };
        let Some(Reduction { reduce, records }) = reduction(plan_node) else { return Ok(None) };
        let mut comparison = WindowComparison {
            computed_again: self.can_compare(node, &batches),
            is_of_all: records == ReducedRecords::Values,
            ..WindowComparison::default()
        };
        let mut rows: KeyMap<WindowRow> = KeyMap::default();
        let previous = time - plan_node.slide;
        for (at, place) in [(previous, (|row| &mut row.previous) as Place), (time, |row| &mut row.now)] {
            let Some(cell) = self.at(at).and_then(|record| record.cells.get(&node)) else { continue };
            for row in cell.partitions.iter().flat_map(kept_rows).take(MAX_COMPARED) {
                let (key, value) = pair_of(records, row, cx)?;
                let slot = slot_of(&mut rows, key, cx)?;
                if let Some(row) = rows.value_mut(slot) {
                    *place(row) = Some(value);
                }
            }
        }
        if comparison.computed_again == ComputedAgain::Yes {
            let mut add = |times: &[Time], place: Place, cx: &mut CallCx| {
                let mut n = 0;
                for &time in times {
                    let Some(cell) = self.at(time).and_then(|record| record.reduced.get(&node)) else { continue };
                    for row in cell.partitions.iter().flat_map(kept_rows) {
                        let (key, value) = unpack_pair(&row, cx)?;
                        let slot = slot_of(&mut rows, key, cx)?;
                        let so_far = rows.value_mut(slot).and_then(|row| place(row).take());
                        // A function may change what it is given, and what is kept stays as it was.
                        let value = fresh(&value, language, cx)?;
                        let value = match so_far {
                            Some(so_far) => reduce.call(&[so_far, value], cx)?,
                            None => value,
                        };
                        if let Some(row) = rows.value_mut(slot) {
                            *place(row) = Some(value);
                        }
                        n += 1;
                    }
                }
                Ok::<usize, Failure>(n)
            };
            let leaving = add(&batches.leaving, |row| &mut row.leaving, cx)?;
            let entering = add(&batches.entering, |row| &mut row.entering, cx)?;
            comparison.incremental_work = leaving + entering;
            comparison.recompute_work = add(&batches.covered, |row| &mut row.recomputed, cx)?;
        }
        comparison.rows = rows.into_entries().map(|(key, row)| WindowRow { key, ..row }).collect();
        Ok(Some(comparison))
    }

    /// Whether all that a window is made of is kept, and no more than can be looked at.
    fn can_compare(&self, node: NodeId, batches: &WindowBatches) -> ComputedAgain {
        let mut n_rows = 0;
        for &time in batches.covered.iter().chain(&batches.leaving) {
            let cell = self.at(time).and_then(|record| record.reduced.get(&node));
            let is_kept = |view: &PartitionView| view.is_complete && view.rows.len() == view.n_rows;
            match cell {
                Some(cell) if cell.partitions.iter().all(is_kept) => n_rows += cell.n_records(),
                _ => return ComputedAgain::NotKept,
            }
        }
        if n_rows > MAX_COMPARED { ComputedAgain::TooMuch } else { ComputedAgain::Yes }
    }
}

fn kept_rows(partition: &PartitionView) -> Vec<Value> {
    partition.rows.slice(0..partition.rows.len())
}

/// The pair behind a record of a reduced window.
fn pair_of(records: ReducedRecords, record: Value, cx: &mut CallCx) -> Result<(Value, Value), Failure> {
    Ok(match records {
        ReducedRecords::Values => (Value::Int(1), record),
        ReducedRecords::Pairs => unpack_pair(&record, cx)?,
        ReducedRecords::Groups => {
            let (key, values) = unpack_pair(&record, cx)?;
            let items = values.downcast::<ResultIterable>().map(ResultIterable::items);
            (key, items.map_or(values, Value::list))
        }
    })
}

/// A column of [`WindowRow`].
type Place = fn(&mut WindowRow) -> &mut Option<Value>;

fn slot_of(rows: &mut KeyMap<WindowRow>, key: Value, cx: &mut CallCx) -> Result<usize, Failure> {
    let hash = value::equality::key_hash(&key, cx)?;
    Ok(match rows.find_hashed(hash, &key, cx)? {
        Some(slot) => slot,
        None => rows.push_new(hash, key, WindowRow::default()),
    })
}
