//! `Observer`: notes what a batch does while it does it, for the pictures of it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use plan::{NodeId, Time};
use value::held::Looks;
use value::{CallCx, Raised, Value};

use crate::copy::fresh;
use crate::language::Language;
use crate::rdd::Rdd;
use crate::rdd::ledger::version::Version;
use crate::rdd::tap::Tap;

/// How the result of a reduced window came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowMethod {
    /// There is an inverse function, but the window is shorter than five slides, so Spark does not use it.
    RecomputeShort,
    /// There is one, but no previous window yet.
    RecomputeFirst,
    /// Previous window − leaving + entering.
    Incremental,
}

/// One key of a state in one batch, as the update function saw it.
#[derive(Clone)]
pub struct StateRow {
    pub key: Value,
    /// `None` for a new key.
    pub old: Value,
    pub new_values: Vec<Value>,
    /// `None` for a key that is removed.
    pub new: Value,
}

impl StateRow {
    /// Rough size in memory, with what the next version of the state keeps to come back to this one.
    fn n_bytes(&self) -> usize {
        let looks = Looks::default();
        // What was there before is what an earlier batch came to, unless it was copied to be shown.
        let old = if self.old.is_shared() { 0 } else { looks.held(&self.old) };
        let new = if self.new.is_same(&self.old) { 0 } else { looks.held(&self.new) };
        2 * size_of::<Self>() + looks.held(&self.key) + old + looks.items(&self.new_values) + new
    }
}

/// The updates of one partition of a state, in the order of the function's calls.
#[derive(Clone, Default)]
pub struct StateRows {
    /// What was there before, if the function was not asked about all of it: other keys stayed as they were.
    before: Option<Rc<Version>>,
    /// Rows that the function was called for, and where they are in what was there before.
    visited: Vec<(u32, StateRow)>,
    /// The slot that the function has got to.
    end: u32,
}

impl StateRows {
    /// Every key of the state and of the batch.
    pub fn iter(&self) -> impl Iterator<Item = StateRow> + '_ {
        let mut pairs =
            self.before.iter().flat_map(Version::pairs).take_while(|(slot, ..)| *slot < self.end).peekable();
        let mut visited = self.visited.iter().peekable();
        std::iter::from_fn(move || {
            let next = visited.peek().map_or(u32::MAX, |(slot, _)| *slot);
            if let Some((_, key, value)) = pairs.next_if(|(slot, ..)| *slot < next) {
                return Some(StateRow { key, old: value.clone(), new_values: Vec::new(), new: value });
            }
            pairs.next_if(|(slot, ..)| *slot == next);
            visited.next().map(|(_, row)| row.clone())
        })
    }

    /// Only those keys for which the function was called; the values of all others did not change.
    pub fn visited(&self) -> impl ExactSizeIterator<Item = &StateRow> {
        self.visited.iter().map(|(_, row)| row)
    }

    /// Rough size in memory, of what nobody else needs.
    pub(crate) fn n_bytes(&self) -> usize {
        self.visited().map(StateRow::n_bytes).sum()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        let Some(before) = &self.before else { return self.visited.len() };
        if self.end < u32::MAX {
            return self.iter().count();
        }
        let n_new = self.visited.iter().filter(|(slot, _)| *slot >= before.n_slots()).count();
        before.len() + n_new
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many keys have a value afterwards.
    pub fn n_keys(&self) -> usize {
        self.len() - self.visited().filter(|row| matches!(row.new, Value::None)).count()
    }
}

/// What a batch's state updates looked like, by partition.
pub(crate) struct StateTap {
    language: Rc<dyn Language>,
    partitions: RefCell<Vec<StateRows>>,
}

impl StateTap {
    /// A partition is about to be updated; `before` if not all of it will be visited.
    pub(crate) fn begin(&self, partition: usize, before: Option<&Rc<Version>>) {
        self.change(partition, |rows| {
            *rows = StateRows { before: before.cloned(), visited: Vec::new(), end: 0 };
        });
    }

    /// What the update function is about to be given.
    pub(crate) fn before(
        &self,
        new_values: &[Value],
        old: &Value,
        cx: &mut CallCx,
    ) -> Result<(Vec<Value>, Value), Raised> {
        let new_values = new_values.iter().map(|value| fresh(value, &*self.language, cx)).collect::<Result<_, _>>()?;
        Ok((new_values, fresh(old, &*self.language, cx)?))
    }

    pub(crate) fn visited(&self, partition: usize, slot: u32, row: StateRow) {
        self.change(partition, |rows| rows.visited.push((slot, row)));
    }

    /// A partition has been updated up to a slot, or as a whole.
    pub(crate) fn end(&self, partition: usize, slot: u32) {
        self.change(partition, |rows| rows.end = slot);
    }

    fn change(&self, partition: usize, change: impl FnOnce(&mut StateRows)) {
        if let Some(rows) = self.partitions.borrow_mut().get_mut(partition) {
            change(rows);
        }
    }

    /// What was noted; what is computed after the batch is not noted any more.
    pub(crate) fn take_rows(&self) -> Vec<StateRows> {
        self.partitions.take()
    }
}

/// Which RDD of a node is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The node's own.
    Result,
    /// The batch of a reduced window's parent, reduced by key.
    Reduced,
}

/// An RDD that is watched.
#[derive(Clone)]
pub(crate) struct Watched {
    pub(crate) rdd: Rdd,
    pub(crate) tap: Rc<Tap>,
}

/// What has been noted of a batch.
#[derive(Default)]
pub(crate) struct Noted {
    /// All RDDs of each node: a chain that branches gives one for each branch.
    pub(crate) rdds: BTreeMap<(NodeId, Role), Vec<Watched>>,
    pub(crate) states: BTreeMap<NodeId, Rc<StateTap>>,
    pub(crate) windows: BTreeMap<NodeId, WindowMethod>,
}

/// Notes what happens, if it is asked to.
pub(crate) struct Observer {
    language: Rc<dyn Language>,
    is_on: bool,
    batch: Time,
    /// By the batch that it is about: a stream that slides rarely has earlier batches of its input computed when it is due.
    noted: BTreeMap<Time, Noted>,
    /// The node whose function failed while RDDs were made: the innermost one.
    failed: Option<NodeId>,
}

impl Observer {
    pub(crate) fn new(language: &Rc<dyn Language>, is_on: bool) -> Self {
        Self { language: Rc::clone(language), is_on, batch: Time(0), noted: BTreeMap::new(), failed: None }
    }

    /// A new batch begins.
    pub(crate) fn begin(&mut self, batch: Time) {
        self.batch = batch;
        self.failed = None;
        self.noted.clear();
    }

    /// What was noted since [`Observer::begin`], of the batch itself and of earlier ones.
    pub(crate) fn end(&mut self) -> BTreeMap<Time, Noted> {
        std::mem::take(&mut self.noted)
    }

    pub(crate) fn failed_in(&mut self, node: Option<NodeId>) {
        self.failed = self.failed.or(node);
    }

    pub(crate) fn take_failed(&mut self) -> Option<NodeId> {
        self.failed.take()
    }

    /// Notes the RDD of a node in a batch.
    pub(crate) fn watch(&mut self, node: NodeId, role: Role, time: Time, rdd: &Rdd) {
        if !self.is_on || time > self.batch {
            return;
        }
        let tap = rdd.node.tap().unwrap_or_else(|| {
            let tap = Tap::new(node, rdd.n_partitions());
            rdd.node.set_tap(Rc::clone(&tap));
            tap
        });
        tap.reopen();
        let watched = self.noted.entry(time).or_default().rdds.entry((node, role)).or_default();
        match watched.iter_mut().find(|watched| Rc::ptr_eq(&watched.tap, &tap)) {
            // The form that went through the JVM is the one to ask again.
            Some(known) => known.rdd = rdd.clone(),
            None => watched.push(Watched { rdd: rdd.clone(), tap }),
        }
    }

    /// A place to note the state updates of a batch.
    pub(crate) fn watch_state(&mut self, node: NodeId, time: Time, n_partitions: usize) -> Option<Rc<StateTap>> {
        if !self.is_on || time > self.batch {
            return None;
        }
        let partitions = RefCell::new(vec![StateRows::default(); n_partitions]);
        let tap = Rc::new(StateTap { language: Rc::clone(&self.language), partitions });
        self.noted.entry(time).or_default().states.insert(node, Rc::clone(&tap));
        Some(tap)
    }

    /// Notes how a reduced window was computed.
    pub(crate) fn window(&mut self, node: NodeId, time: Time, method: WindowMethod) {
        if self.is_on && time <= self.batch {
            self.noted.entry(time).or_default().windows.insert(node, method);
        }
    }
}
