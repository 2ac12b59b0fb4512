//! `Observer`: notes what a batch does while it does it, for the pictures of it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use plan::{NodeId, Time};
use value::{CallCx, Raised, Value};

use crate::copy::fresh;
use crate::language::Language;
use crate::rdd::Rdd;
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

/// What a batch's state updates looked like, by partition.
pub(crate) struct StateTap {
    language: Rc<dyn Language>,
    partitions: RefCell<Vec<Vec<StateRow>>>,
}

impl StateTap {
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

    pub(crate) fn after(&self, partition: usize, row: StateRow) {
        if let Some(rows) = self.partitions.borrow_mut().get_mut(partition) {
            rows.push(row);
        }
    }

    pub(crate) fn rows(&self) -> Vec<Vec<StateRow>> {
        self.partitions.borrow().clone()
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

/// What has been noted of the batch that is being computed.
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
    noted: Noted,
    /// The node whose function failed while RDDs were made: the innermost one.
    failed: Option<NodeId>,
}

impl Observer {
    pub(crate) fn new(language: &Rc<dyn Language>, is_on: bool) -> Self {
        Self { language: Rc::clone(language), is_on, batch: Time(0), noted: Noted::default(), failed: None }
    }

    /// A new batch begins.
    pub(crate) fn begin(&mut self, batch: Time) {
        self.batch = batch;
        self.failed = None;
        self.noted = Noted::default();
    }

    /// What was noted since [`Observer::begin`].
    pub(crate) fn end(&mut self) -> Noted {
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
        if !self.is_on || time != self.batch {
            return;
        }
        let tap = rdd.node.tap().unwrap_or_else(|| {
            let tap = Tap::new(node, rdd.n_partitions());
            rdd.node.set_tap(Rc::clone(&tap));
            tap
        });
        let watched = self.noted.rdds.entry((node, role)).or_default();
        match watched.iter_mut().find(|watched| Rc::ptr_eq(&watched.tap, &tap)) {
            // The form that went through the JVM is the one to ask again.
            Some(known) => known.rdd = rdd.clone(),
            None => watched.push(Watched { rdd: rdd.clone(), tap }),
        }
    }

    /// A place to note the state updates of a batch.
    pub(crate) fn watch_state(&mut self, node: NodeId, time: Time, n_partitions: usize) -> Option<Rc<StateTap>> {
        if !self.is_on || time != self.batch {
            return None;
        }
        let partitions = RefCell::new(vec![Vec::new(); n_partitions]);
        let tap = Rc::new(StateTap { language: Rc::clone(&self.language), partitions });
        self.noted.states.insert(node, Rc::clone(&tap));
        Some(tap)
    }

    /// Notes how a reduced window was computed.
    pub(crate) fn window(&mut self, node: NodeId, time: Time, method: WindowMethod) {
        if self.is_on && time == self.batch {
            self.noted.windows.insert(node, method);
        }
    }
}
