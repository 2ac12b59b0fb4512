//! `BatchRecord`: one batch as it was computed.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use plan::{NodeId, Time};
use value::Value;

use crate::observer::{Noted, Role, StateRows, StateTap, Watched, WindowMethod};
use crate::rdd::Rdd;
use crate::rdd::kept::KeptRows;
use crate::rdd::tap::Seen;

/// What is kept of a batch.
pub struct BatchRecord {
    pub time: Time,
    /// The number of the batch, from 0.
    pub index: u64,
    /// The RDD of each node that has one at this time.
    pub cells: BTreeMap<NodeId, Cell>,
    /// Batches of a reduced window's parent, reduced by key, by the window's node.
    pub reduced: BTreeMap<NodeId, Cell>,
    /// The updates of each state.
    pub states: BTreeMap<NodeId, StateRecord>,
    /// How reduced windows with an inverse function were computed.
    pub windows: BTreeMap<NodeId, WindowMethod>,
    /// What output operations did.
    pub outputs: Vec<OutputRecord>,
}

/// What an output operation did.
#[derive(Clone, Debug, Default)]
pub struct OutputRecord {
    pub node: Option<NodeId>,
    /// What it printed.
    pub text: String,
    /// The last line of the exception that ended it.
    pub failure: Option<String>,
}

impl OutputRecord {
    fn n_bytes(&self) -> usize {
        size_of::<Self>() + self.text.len() + self.failure.as_ref().map_or(0, String::len)
    }
}

/// What was seen of an RDD.
#[derive(Default)]
pub struct Cell {
    pub partitions: Vec<PartitionView>,
    /// The RDD itself, as long as the batch is not over and there is something that no job has asked for.
    pub(crate) rdd: Option<Rdd>,
}

/// What was seen of a partition.
#[derive(Clone, Default)]
pub struct PartitionView {
    /// The first rows; of a very long partition not all.
    pub rows: KeptRows,
    /// How many rows were seen.
    pub n_rows: usize,
    /// Whether [`PartitionView::n_rows`] are all. Jobs that stop early (`take`) leave the rest uncomputed.
    pub is_complete: bool,
}

impl Cell {
    /// Records that were seen: all of them if [`Cell::is_complete`].
    pub fn n_records(&self) -> usize {
        self.partitions.iter().map(|partition| partition.n_rows).sum()
    }

    pub fn is_complete(&self) -> bool {
        self.partitions.iter().all(|partition| partition.is_complete)
    }

    /// Some rows of a partition.
    pub fn rows(&self, partition: usize, range: Range<usize>) -> Vec<Value> {
        match self.partitions.get(partition) {
            Some(view) => view.rows.slice(range),
            None => Vec::new(),
        }
    }

    /// The first rows, over partitions in order.
    pub fn first_rows(&self, n: usize) -> Vec<Value> {
        let mut rows = Vec::new();
        for partition in &self.partitions {
            rows.append(&mut partition.rows.slice(0..n - rows.len()));
        }
        rows
    }

    fn n_bytes(&self) -> usize {
        self.partitions.iter().map(|partition| partition.rows.n_bytes() + size_of::<PartitionView>()).sum()
    }

    /// From the RDDs of a node in a batch: of each partition the one that was seen most of.
    fn of(watched: &[Watched]) -> Self {
        let mut cell = Self::default();
        for Watched { rdd, tap } in watched {
            let seen = tap.partitions();
            cell.partitions.resize_with(cell.partitions.len().max(seen.len()), PartitionView::default);
            for (known, seen) in cell.partitions.iter_mut().zip(seen) {
                let view = match seen {
                    Seen::Nothing => continue,
                    Seen::Some(seen) => PartitionView { rows: seen.kept, n_rows: seen.n_rows, is_complete: false },
                    Seen::All(seen) => PartitionView { rows: seen.kept, n_rows: seen.n_rows, is_complete: true },
                };
                if !known.is_complete && (view.is_complete || view.n_rows >= known.n_rows) {
                    *known = view;
                }
            }
            cell.rdd = Some(rdd.clone());
        }
        if cell.is_complete() {
            cell.rdd = None;
        }
        cell
    }
}

/// One state in one batch.
#[derive(Default)]
pub struct StateRecord {
    /// By partition: every key of the state and of the batch, in the order of the function's calls.
    pub partitions: Vec<StateRows>,
}

/// What was seen of a batch.
#[derive(Default)]
pub(crate) struct SeenOfBatch {
    cells: BTreeMap<(NodeId, Role), Cell>,
    windows: BTreeMap<NodeId, WindowMethod>,
    /// Not read yet: a state is updated partition by partition, when its RDD is computed.
    pub(crate) states: BTreeMap<NodeId, Rc<StateTap>>,
}

impl SeenOfBatch {
    /// Reads what was noted; nothing more is noted after it.
    pub(crate) fn of(noted: BTreeMap<Time, Noted>) -> BTreeMap<Time, Self> {
        let mut watched: Vec<Watched> = Vec::new();
        let mut seen = BTreeMap::new();
        for (time, noted) in noted {
            let cells = noted.rdds.iter().map(|(place, watched)| (*place, Cell::of(watched))).collect();
            seen.insert(time, Self { cells, windows: noted.windows, states: noted.states });
            watched.extend(noted.rdds.into_values().flatten());
        }
        // Not before all are read, for an RDD may be that of several batches. The rows are kept as long as the records.
        watched.iter().for_each(|watched| watched.tap.close());
        seen
    }
}

impl BatchRecord {
    pub(crate) fn new(time: Time, index: u64, outputs: Vec<OutputRecord>) -> Self {
        Self {
            time,
            index,
            cells: BTreeMap::new(),
            reduced: BTreeMap::new(),
            states: BTreeMap::new(),
            windows: BTreeMap::new(),
            outputs,
        }
    }

    /// Adds what was seen of the batch: while it was computed, or later, when a stream that slides rarely asked for it.
    pub(crate) fn add(&mut self, seen: SeenOfBatch) {
        for ((node, role), cell) in seen.cells {
            let cells = match role {
                Role::Result => &mut self.cells,
                Role::Reduced => &mut self.reduced,
            };
            if !cells.get(&node).is_some_and(Cell::is_complete) {
                cells.insert(node, cell);
            }
        }
        self.windows.extend(seen.windows);
    }

    /// Lets go of RDDs: they hold all that they are computed from.
    pub(crate) fn forget_rdds(&mut self) {
        for cell in self.cells.values_mut().chain(self.reduced.values_mut()) {
            cell.rdd = None;
        }
    }

    /// Rough size in memory. Rows that several cells share are counted for each.
    pub(crate) fn n_bytes(&self) -> usize {
        let cells: usize = self.cells.values().chain(self.reduced.values()).map(Cell::n_bytes).sum();
        let states: usize = self.states.values().flat_map(|state| &state.partitions).map(StateRows::n_bytes).sum();
        let outputs: usize = self.outputs.iter().map(OutputRecord::n_bytes).sum();
        size_of::<Self>() + cells + states + outputs
    }
}
