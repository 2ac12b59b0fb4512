//! What a window holds: its batches, and a reduced window both ways.

use plan::{BoundArgs, NodeId, Plan, Time};
use value::{CallCx, KeyMap, Value};

use super::History;
use crate::failure::Failure;
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
}

impl History {
    /// A reduced window in both ways, or `None` if the node has no inverse function or batches are gone.
    ///
    /// Errors: what the program's functions raise.
    pub fn compare_window(
        &self,
        plan: &Plan,
        node: NodeId,
        (time, zero_time): (Time, Time),
        cx: &mut CallCx,
    ) -> Result<Option<WindowComparison>, Failure> {
        let Some(batches) = WindowBatches::of(plan, node, time, zero_time) else { return Ok(None) };
        let Some(plan_node) = plan.node(node) else { return Ok(None) };
        let Some(reduce) = ["func", "reduceFunc"].iter().find_map(|name| plan_node.function(name)) else {
            return Ok(None);
        };
        let mut comparison = WindowComparison::default();
        let mut rows: KeyMap<WindowRow> = KeyMap::default();
        let add = |rows: &mut KeyMap<WindowRow>, times: &[Time], place: Place, cx: &mut CallCx| {
            let mut n = 0;
            for &time in times {
                let Some(cell) = self.at(time).and_then(|record| record.reduced.get(&node)) else { continue };
                for row in cell.partitions.iter().flat_map(|partition| partition.rows.slice(0..partition.rows.len())) {
                    let (key, value) = unpack_pair(&row, cx)?;
                    let slot = slot_of(rows, key, cx)?;
                    let so_far = rows.value_mut(slot).and_then(|row| place(row).take());
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
        let previous = time - plan_node.slide;
        for (at, place) in [(previous, (|row| &mut row.previous) as Place), (time, |row| &mut row.now)] {
            let Some(cell) = self.at(at).and_then(|record| record.cells.get(&node)) else { continue };
            for row in cell.partitions.iter().flat_map(|partition| partition.rows.slice(0..partition.rows.len())) {
                let (key, value) = unpack_pair(&row, cx)?;
                let slot = slot_of(&mut rows, key, cx)?;
                if let Some(row) = rows.value_mut(slot) {
                    *place(row) = Some(value);
                }
            }
        }
        let leaving = add(&mut rows, &batches.leaving, |row| &mut row.leaving, cx)?;
        let entering = add(&mut rows, &batches.entering, |row| &mut row.entering, cx)?;
        comparison.incremental_work = leaving + entering;
        comparison.recompute_work = add(&mut rows, &batches.covered, |row| &mut row.recomputed, cx)?;
        comparison.rows = rows.into_entries().map(|(key, row)| WindowRow { key, ..row }).collect();
        Ok(Some(comparison))
    }
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
