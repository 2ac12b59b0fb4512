//! Where a record comes from and what becomes of it, record by record, from what the history keeps.
//!
//! Nothing is noted for it while batches are computed. How an operator's records come about is said by its
//! [`plan::Ancestry`]; [`relation`] finds the records, and this file walks from stream to stream.

mod relation;
mod rows;

use std::collections::BTreeMap;
use std::rc::Rc;

use plan::{Ancestry, BoundArgs, Category, Node, NodeId, Plan, Time};
use value::{CallCx, Value};

pub use self::relation::is_alike;
pub use self::rows::RowSet;

use self::relation::{Related, Relation};
use super::{Cell, History, WindowBatches};
use crate::captured_output::silently;
use crate::language::Language;
use crate::streaming_context::StreamingContext;

/// The steps that functions may take when they are called again to see which record made which.
const FUEL: u64 = 20_000_000;

/// Lineage of more records than this is not followed further.
const MAX_RECORDS: usize = 1 << 20;

/// A record: a row of a partition of a node's RDD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordPlace {
    pub node: NodeId,
    pub time: Time,
    pub partition: usize,
    pub row: usize,
}

/// Records of one RDD that belong to the lineage of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineageStep {
    pub node: NodeId,
    pub time: Time,
    pub rows: RowSet,
    /// Whether it is these records, and not only some of them that nobody can tell apart.
    pub is_exact: bool,
    /// Whether none is missing because it was not computed or is no longer kept.
    pub is_complete: bool,
    /// Whether it is a state as it was before the batch, which has a lineage of its own.
    pub is_earlier_state: bool,
}

/// Where a record comes from, and what becomes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lineage {
    /// From the record's inputs back to the sources: later streams first, of one stream later batches first.
    pub ancestors: Vec<LineageStep>,
    /// From the record on to output operations: earlier streams first, of one stream earlier batches first.
    /// A step of an output operation has the rows of its input that reach it.
    pub descendants: Vec<LineageStep>,
}

/// What is known of the records of one RDD while the walk goes on.
struct Found {
    rows: RowSet,
    is_exact: bool,
    is_complete: bool,
}

impl Found {
    fn add(&mut self, more: Related) {
        self.rows.merge(more.rows);
        self.is_exact &= more.is_exact;
        self.is_complete &= more.is_complete;
    }

    fn step(self, node: NodeId, time: Time) -> LineageStep {
        let Self { rows, is_exact, is_complete } = self;
        LineageStep { node, time, rows, is_exact, is_complete, is_earlier_state: false }
    }
}

/// Records that are still to be followed, by stream and batch.
type Open = BTreeMap<(NodeId, Time), Found>;

impl StreamingContext {
    /// The lineage of a record up to states and through windows; `None` if there is no such record any more.
    ///
    /// Functions that make several records of one are called again, on copies and in silence, to see how many.
    pub fn lineage(&self, at: RecordPlace, cx: &mut CallCx) -> Option<Lineage> {
        let cell = self.history.at(at.time)?.cells.get(&at.node)?;
        if at.row >= cell.partitions.get(at.partition)?.rows.len() {
            return None;
        }
        let walk = Walk {
            plan: &self.plan,
            zero_time: self.zero_time(),
            history: &self.history,
            language: self.sc.language(),
        };
        let fuel = std::mem::replace(&mut cx.fuel, FUEL);
        let lineage = silently(cx, |cx| Lineage { ancestors: walk.back(at, cx), descendants: walk.on(at, cx) });
        cx.fuel = fuel;
        Some(lineage)
    }
}

struct Walk<'a> {
    plan: &'a Plan,
    zero_time: Time,
    history: &'a History,
    language: &'a Rc<dyn Language>,
}

impl<'a> Walk<'a> {
    fn cell(&self, node: NodeId, time: Time) -> Option<&'a Cell> {
        self.history.at(time)?.cells.get(&node)
    }

    fn start(at: RecordPlace) -> Open {
        let found = Found { rows: RowSet::of(at.partition, at.row), is_exact: true, is_complete: true };
        Open::from([((at.node, at.time), found)])
    }

    /// Ancestors. Inputs come before their node, so that a stream is complete when no later one is open.
    fn back(&self, at: RecordPlace, cx: &mut CallCx) -> Vec<LineageStep> {
        let mut open = Self::start(at);
        let mut steps = Vec::new();
        let mut n_records = 0;
        while let Some(((id, time), mut found)) = open.pop_last() {
            let Some(node) = self.plan.node(id) else { continue };
            n_records += found.rows.len();
            if n_records <= MAX_RECORDS {
                for input_idx in 0..node.inputs.len() {
                    self.back_to(node, time, input_idx, &found, &mut open, cx);
                }
            } else {
                found.is_complete = false;
            }
            let earlier = self.earlier_state(node, time, &found.rows, cx);
            if (id, time) != (at.node, at.time) {
                steps.push(found.step(id, time));
            }
            steps.extend(earlier);
        }
        steps
    }

    fn back_to(&self, node: &Node, time: Time, input_idx: usize, found: &Found, open: &mut Open, cx: &mut CallCx) {
        let Some(&input) = node.inputs.get(input_idx) else { return };
        for from in self.input_times(node, time) {
            let mut related = match self.relation(node, time, input_idx, from) {
                Some(relation) => relation.parents_of(&found.rows, cx),
                // A batch of the window that is no longer kept; one that never had an RDD is none.
                None if self.is_forgotten(from) => Related { is_complete: false, ..Related::default() },
                None => continue,
            };
            related.is_exact &= found.is_exact;
            if related.rows.is_empty() && related.is_complete {
                continue;
            }
            match open.get_mut(&(input, from)) {
                Some(known) => known.add(related),
                None => drop(open.insert((input, from), related.into())),
            }
        }
    }

    /// What the keys had before the batch, for a state.
    fn earlier_state(&self, node: &Node, time: Time, rows: &RowSet, cx: &mut CallCx) -> Option<LineageStep> {
        if node.spec.rules.ancestry != Ancestry::State {
            return None;
        }
        let before = time - node.slide;
        let relation = Relation::of_state(self.cell(node.id, time)?, self.cell(node.id, before)?);
        let related = relation.parents_of(rows, cx);
        let found = Found::from(related);
        (!found.rows.is_empty()).then(|| LineageStep { is_earlier_state: true, ..found.step(node.id, before) })
    }

    /// Descendants.
    fn on(&self, at: RecordPlace, cx: &mut CallCx) -> Vec<LineageStep> {
        let mut open = Self::start(at);
        let mut steps = Vec::new();
        let mut n_records = 0;
        while let Some(((id, time), mut found)) = open.pop_first() {
            n_records += found.rows.len();
            let is_output = self.plan.node(id).is_some_and(|node| node.spec.category == Category::Output);
            if n_records > MAX_RECORDS {
                found.is_complete = false;
            } else if !is_output {
                for node in self.plan.nodes.iter().filter(|node| node.inputs.contains(&id)) {
                    self.on_to(node, (id, time), &found, &mut open, cx);
                }
            }
            if (id, time) != (at.node, at.time) {
                steps.push(found.step(id, time));
            }
        }
        steps
    }

    fn on_to(&self, node: &Node, (id, from): (NodeId, Time), found: &Found, open: &mut Open, cx: &mut CallCx) {
        let mut add = |time: Time, mut related: Related| {
            related.is_exact &= found.is_exact;
            if related.rows.is_empty() {
                return;
            }
            match open.get_mut(&(node.id, time)) {
                Some(known) => known.add(related),
                None => drop(open.insert((node.id, time), related.into())),
            }
        };
        if node.spec.category == Category::Output {
            add(from, Related { rows: found.rows.clone(), is_exact: true, is_complete: found.is_complete });
            return;
        }
        for input_idx in (0..node.inputs.len()).filter(|&input_idx| node.inputs.get(input_idx) == Some(&id)) {
            for time in self.times_with(node, from) {
                if let Some(relation) = self.relation(node, time, input_idx, from) {
                    add(time, relation.children_of(&found.rows, cx));
                }
            }
        }
    }

    /// The batches of an input that a node's RDD is made of, oldest first.
    fn input_times(&self, node: &Node, time: Time) -> Vec<Time> {
        match WindowBatches::of(self.plan, node.id, time, self.zero_time) {
            Some(window) => window.covered,
            None => vec![time],
        }
    }

    /// The batches in which a node's RDD is made of an input's batch.
    fn times_with(&self, node: &Node, from: Time) -> Vec<Time> {
        let Some(window) = node.window else { return vec![from] };
        let batches = self.history.batches().map(|record| record.time);
        let near = batches.filter(|&time| time >= from && time < from + window);
        near.filter(|&time| self.input_times(node, time).contains(&from)).collect()
    }

    /// Whether a batch was kept once.
    fn is_forgotten(&self, time: Time) -> bool {
        self.history.batches().next().is_some_and(|oldest| time < oldest.time)
    }

    /// How records of an input's batch and of a node's RDD belong together.
    fn relation(&self, node: &'a Node, time: Time, input_idx: usize, from: Time) -> Option<Relation<'a>> {
        let (child, parent) = (self.cell(node.id, time)?, self.cell(*node.inputs.get(input_idx)?, from)?);
        // A union's inputs, or a window's batches, up to this one: they stand in it one after the other.
        let before = || -> Vec<&'a Cell> {
            match node.window {
                Some(_) => {
                    let input = node.inputs.first().copied();
                    let times = self.input_times(node, time).into_iter().take_while(|&other| other < from);
                    times.filter_map(|other| self.cell(input?, other)).collect()
                }
                None => node.inputs.iter().take(input_idx).filter_map(|&input| self.cell(input, time)).collect(),
            }
        };
        Some(match node.spec.rules.ancestry {
            Ancestry::Expanded { function, argument } => {
                Relation::expanded(child, parent, node.function(function)?, argument, self.language)
            }
            Ancestry::Moved if node.spec.category != Category::Shuffle => Relation::in_a_row(child, parent, &before()),
            ancestry => Relation::new(child, parent, ancestry, input_idx),
        })
    }
}

impl From<Related> for Found {
    fn from(related: Related) -> Self {
        let Related { rows, is_exact, is_complete } = related;
        Self { rows, is_exact, is_complete }
    }
}

/// How many of an RDD's records, from its first on, `pprint` prints; `None` for other output operations.
pub fn n_printed(output: &Node) -> Option<usize> {
    match (output.spec.name, output.arg("num")) {
        ("pprint", plan::Arg::Value(Value::Int(n))) => Some(usize::try_from(*n).unwrap_or(0)),
        ("pprint", _) => Some(10),
        _ => None,
    }
}
