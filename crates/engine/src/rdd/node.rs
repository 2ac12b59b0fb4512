//! `RddNode`: what an RDD handle points to: how partitions are computed, kept and observed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use value::{CallCx, Callable, Column, Raised, Value};

use super::Partitioner;
use super::block::Block;
use super::chunks::Chunks;
use super::jvm::{self, JvmSide};
use super::kept::Kept;
use super::narrow::{Narrow, Pipeline};
use super::rows::Rows;
use super::serializer::Serializer;
use super::shuffle::{Exchange, Shuffle};
use super::tap::Tap;
use super::task::{Site, Task};
use crate::spark_context::SparkContext;

/// The records of a partition: there as a whole, or computed one by one.
pub(crate) enum Computed {
    Column(Rc<Column>),
    /// Columns one after another.
    Chunks(Box<dyn Chunks>),
    Rows(Box<dyn Rows>),
}

/// What an RDD is computed from.
pub(crate) enum Dependency<'a> {
    /// A partition needs some partitions of the parent, within the same task.
    Narrow(&'a Rc<RddNode>),
    /// A partition needs all partitions of the parent, from an earlier stage.
    Shuffle(&'a Rc<dyn Exchange>),
}

/// How an RDD computes its partitions.
pub(crate) trait Compute {
    /// The operation's name, for failures and `toDebugString`.
    fn operator(&self) -> &'static str;

    fn dependencies(&self) -> Vec<Dependency<'_>>;

    /// The records of a partition. `site` is for [`Task::blame`].
    fn compute(&self, partition: usize, site: Site, task: &Rc<Task>, cx: &mut CallCx) -> Result<Computed, Raised>;

    /// Decides what depends on which partitions are kept when a job begins.
    fn settle(&self) {}

    /// The parents' partitions that a partition is made of within the same task.
    fn narrow_parents(&self, partition: usize) -> Vec<(Rc<RddNode>, usize)> {
        let narrow = |dependency| match dependency {
            Dependency::Narrow(parent) => Some((Rc::clone(parent), partition)),
            Dependency::Shuffle(_) => None,
        };
        self.dependencies().into_iter().filter_map(narrow).collect()
    }

    /// Whether a shuffle has records for the partition already.
    fn has_input(&self, _partition: usize) -> bool {
        false
    }

    /// The records of a partition in the batches that they are packed in, where those are no even ones and the
    /// shuffles before have run.
    fn batches(&self, _partition: usize) -> Option<Vec<Block>> {
        None
    }

    /// The records of a partition as they are kept, for what has a form of its own for that.
    fn kept(&self, _: usize, _: Site, _: &Rc<Task>, _: &mut CallCx) -> Result<Option<Kept>, Raised> {
        Ok(None)
    }

    /// The shuffle that it reads.
    fn shuffle(&self) -> Option<&Rc<Shuffle>> {
        None
    }

    /// Why the partitions cannot even be counted: the files are not there.
    fn refusal(&self) -> Option<Raised> {
        None
    }

    /// The step, for operations that PySpark pipelines with others into one worker function.
    fn narrow(&self) -> Option<&Narrow> {
        None
    }

    /// The functions, as pickled, of the last of several steps in one worker function.
    fn last_functions(&self) -> Vec<Rc<dyn Callable>> {
        Vec::new()
    }
}

enum Sent {
    /// The node itself: pickling changes nothing.
    Same,
    Other(Rc<RddNode>),
}

pub(crate) struct RddNode {
    pub(crate) id: u32,
    pub(crate) sc: SparkContext,
    pub(crate) n_partitions: usize,
    pub(crate) serializer: Serializer,
    compute: RefCell<Rc<dyn Compute>>,
    /// The form sent to workers, made when something first needs it (PySpark's `_jrdd`).
    sent: RefCell<Option<Sent>>,
    /// Kept partitions, once `persist` has been asked for.
    storage: RefCell<Option<Vec<Option<Kept>>>>,
    is_checkpoint_due: Cell<bool>,
    /// Whether functions have been pickled: nothing changes them any more.
    is_sent: Cell<bool>,
    tap: RefCell<Option<Rc<Tap>>>,
    pub(crate) notes: Rc<RefCell<Notes>>,
    pub(crate) jvm: Rc<RefCell<JvmSide>>,
    /// How the JVM knows its pairs to be partitioned, which it does not forget where Python does.
    pub(crate) partitioner: RefCell<Option<Partitioner>>,
}

/// What the program has said about an RDD that changes nothing of what is in it.
#[derive(Clone, Default)]
pub struct Notes {
    /// `setName`.
    pub name: Option<String>,
    /// What `persist` was given; the language knows what it is.
    pub storage_level: Option<Value>,
    /// Whether `persist()` was called and `unpersist()` was not.
    pub is_cached: bool,
    /// Whether `checkpoint()` was called.
    pub is_checkpoint_asked: bool,
    /// Whether `localCheckpoint()` was called.
    pub is_checkpoint_local: bool,
    /// Whether its tasks are to run all at once: `rdd.barrier().mapPartitions(…)`.
    pub is_barrier: bool,
}

impl RddNode {
    pub(crate) fn new(
        sc: &SparkContext,
        n_partitions: usize,
        serializer: Serializer,
        compute: Rc<dyn Compute>,
    ) -> Rc<Self> {
        Rc::new(Self {
            id: sc.next_rdd_id(),
            sc: sc.clone(),
            n_partitions,
            serializer,
            compute: RefCell::new(compute),
            sent: RefCell::default(),
            storage: RefCell::default(),
            is_checkpoint_due: Cell::new(false),
            is_sent: Cell::new(false),
            tap: RefCell::default(),
            notes: Rc::default(),
            jvm: Rc::default(),
            partitioner: RefCell::default(),
        })
    }

    pub(crate) fn compute(&self) -> Rc<dyn Compute> {
        Rc::clone(&self.compute.borrow())
    }

    /// The node whose functions are as pickled when this was first called.
    pub(crate) fn sent(self: &Rc<Self>, cx: &mut CallCx) -> Result<Rc<Self>, Raised> {
        match &*self.sent.borrow() {
            Some(Sent::Same) => return Ok(Rc::clone(self)),
            Some(Sent::Other(sent)) => return Ok(Rc::clone(sent)),
            None => {}
        }
        let sent = self.pickled_now(cx)?;
        let note = if Rc::ptr_eq(&sent, self) { Sent::Same } else { Sent::Other(Rc::clone(&sent)) };
        *self.sent.borrow_mut() = Some(note);
        Ok(sent)
    }

    /// The node as a piece of a pipeline that is being sent now.
    pub(crate) fn pipelined(self: &Rc<Self>, cx: &mut CallCx) -> Result<Rc<Self>, Raised> {
        jvm::python_on(self);
        if self.is_persisted() { self.sent(cx) } else { self.pickled_now(cx) }
    }

    fn pickled_now(self: &Rc<Self>, cx: &mut CallCx) -> Result<Rc<Self>, Raised> {
        if self.is_sent.get() {
            return Ok(Rc::clone(self));
        }
        let compute = self.compute();
        let Some(narrow) = compute.narrow() else { return Ok(Rc::clone(self)) };
        let pipeline = Pipeline::ending_in(narrow, cx)?;
        let mut sent = Self::new(&self.sc, self.n_partitions, self.serializer, Rc::new(pipeline));
        // It is the same RDD to the program.
        if let Some(sent) = Rc::get_mut(&mut sent) {
            (sent.notes, sent.jvm) = (Rc::clone(&self.notes), Rc::clone(&self.jvm));
        }
        sent.partitioner.borrow_mut().clone_from(&self.partitioner.borrow());
        sent.is_sent.set(true);
        sent.tap.borrow_mut().clone_from(&self.tap.borrow());
        sent.storage.borrow_mut().clone_from(&self.storage.borrow());
        Ok(sent)
    }

    /// Whether a step after this one goes into the same worker function.
    pub(crate) fn is_pipelined(&self) -> bool {
        !self.is_persisted() && !self.is_sent() && self.compute().narrow().is_some()
    }

    /// What asking the JVM for the partitions raises: those of a shuffle are known without its input.
    pub(crate) fn refusal(self: &Rc<Self>) -> Option<Raised> {
        let mut waiting = vec![Rc::clone(self)];
        while let Some(node) = waiting.pop() {
            let compute = node.compute();
            if let Some(raised) = compute.refusal() {
                return Some(raised);
            }
            for dependency in compute.dependencies() {
                match dependency {
                    Dependency::Narrow(parent) => waiting.push(Rc::clone(parent)),
                    Dependency::Shuffle(exchange) if compute.operator() != "partitionBy" => {
                        waiting.push(Rc::clone(exchange.parent()));
                    }
                    Dependency::Shuffle(_) => {}
                }
            }
        }
        None
    }

    /// Whether its stage is one whose tasks run all at once.
    pub(crate) fn is_in_barrier_stage(self: &Rc<Self>) -> bool {
        let mut waiting = vec![Rc::clone(self)];
        while let Some(node) = waiting.pop() {
            if node.notes.borrow().is_barrier {
                return true;
            }
            for dependency in node.compute().dependencies() {
                if let Dependency::Narrow(parent) = dependency {
                    waiting.push(Rc::clone(parent));
                }
            }
        }
        false
    }

    /// Whether functions have been pickled, so that the node is no part of pipelines any more.
    pub(crate) fn is_sent(&self) -> bool {
        self.is_sent.get()
    }

    pub(crate) fn persist(&self) {
        self.storage.borrow_mut().get_or_insert_with(|| vec![None; self.n_partitions]);
        if let Some(Sent::Other(sent)) = &*self.sent.borrow() {
            sent.persist();
        }
    }

    pub(crate) fn unpersist(&self) {
        // A checkpointed RDD has nothing else to be computed from.
        if self.compute.borrow().operator() != Checkpointed::OPERATOR {
            *self.storage.borrow_mut() = None;
        }
        if let Some(Sent::Other(sent)) = &*self.sent.borrow() {
            sent.unpersist();
        }
    }

    pub(crate) fn is_persisted(&self) -> bool {
        self.storage.borrow().is_some()
    }

    /// Which partitions the scheduler takes to be kept; `None` for an RDD that is not to be kept.
    pub(crate) fn known_kept(&self) -> Option<Rc<Vec<bool>>> {
        let now = |blocks: &Vec<Option<Kept>>| blocks.iter().map(Option::is_some).collect();
        let storage = self.storage.borrow();
        storage.as_ref().map(|blocks| self.sc.kept_partitions(self.id, || now(blocks)))
    }

    /// Whether the scheduler knows who holds the partition or what it is made of.
    pub(crate) fn is_located(self: &Rc<Self>, partition: usize) -> bool {
        let mut waiting = vec![(Rc::clone(self), partition)];
        while let Some((node, partition)) = waiting.pop() {
            let is_kept = node.known_kept().is_some_and(|kept| kept.get(partition) == Some(&true));
            let compute = node.compute();
            if is_kept || compute.has_input(partition) {
                return true;
            }
            waiting.extend(compute.narrow_parents(partition));
        }
        false
    }

    /// Whether all partitions are kept, so that nothing before this RDD is needed.
    pub(crate) fn is_stored(&self) -> bool {
        self.storage.borrow().as_ref().is_some_and(|blocks| blocks.iter().all(Option::is_some))
    }

    /// Whether the RDD has been written, and how it came about is forgotten.
    pub(crate) fn is_checkpointed(&self) -> bool {
        let sent = match &*self.sent.borrow() {
            Some(Sent::Other(sent)) => sent.is_checkpointed(),
            _ => false,
        };
        sent || self.compute.borrow().operator() == Checkpointed::OPERATOR
    }

    /// Asks for a checkpoint at the end of the next job on this RDD.
    pub(crate) fn mark_checkpoint(&self) {
        if !self.is_checkpoint_due.replace(true) {
            self.sc.count_due_checkpoints(1);
        }
        self.persist();
    }

    pub(crate) fn is_checkpoint_due(&self) -> bool {
        self.is_checkpoint_due.get()
    }

    /// Forgets how the RDD came about once all its partitions are kept.
    pub(crate) fn cut_lineage(&self) {
        if self.is_stored() {
            *self.compute.borrow_mut() = Rc::new(Checkpointed);
            jvm::cut_lineage(self);
            if self.is_checkpoint_due.replace(false) {
                self.sc.count_due_checkpoints(-1);
            }
        }
    }

    pub(crate) fn tap(&self) -> Option<Rc<Tap>> {
        self.tap.borrow().clone()
    }

    pub(crate) fn set_tap(&self, tap: Rc<Tap>) {
        *self.tap.borrow_mut() = Some(tap);
    }

    /// Reads a partition: from where it is kept, or by computing it.
    pub(crate) fn read(&self, partition: usize, task: &Rc<Task>, cx: &mut CallCx) -> Result<Computed, Raised> {
        let language = self.sc.language();
        match self.read_kept(partition, task, cx)? {
            Some(kept) => Ok(kept.read(language)),
            None => {
                let computed = self.compute_partition(partition, task, cx)?;
                Ok(match self.tap() {
                    Some(tap) => tap.watch(partition, computed, language),
                    None => computed,
                })
            }
        }
    }

    /// A partition of an RDD that is to be kept, computed and kept now if it was not; `None` for other RDDs.
    pub(crate) fn read_kept(&self, partition: usize, task: &Rc<Task>, cx: &mut CallCx) -> Result<Option<Kept>, Raised> {
        let known = self.storage.borrow().as_ref().map(|blocks| blocks.get(partition).cloned().flatten());
        let Some(known) = known else { return Ok(None) };
        let kept = match known {
            Some(kept) => kept,
            None => {
                let kept = self.compute_kept(partition, task, cx)?;
                if let Some(slot) = self.storage.borrow_mut().as_mut().and_then(|blocks| blocks.get_mut(partition)) {
                    *slot = Some(kept.clone());
                }
                kept
            }
        };
        if let Some(tap) = self.tap() {
            tap.keep(partition, &kept.rows());
        }
        Ok(Some(kept))
    }

    fn compute_kept(&self, partition: usize, task: &Rc<Task>, cx: &mut CallCx) -> Result<Kept, Raised> {
        let compute = self.compute();
        let site = self.site(&*compute);
        match compute.kept(partition, site, task, cx)? {
            Some(kept) => Ok(kept),
            None => Ok(Kept::of(self.compute_partition(partition, task, cx)?.into_column(cx)?)),
        }
    }

    fn site(&self, compute: &dyn Compute) -> Site {
        Site { operator: compute.operator(), node: self.tap.borrow().as_ref().map(|tap| tap.node) }
    }

    /// Puts another way to compute it around the one that it has.
    pub(crate) fn wrap_compute(&self, wrap: impl FnOnce(Rc<dyn Compute>) -> Rc<dyn Compute>) {
        let wrapped = wrap(self.compute());
        *self.compute.borrow_mut() = wrapped;
    }

    fn compute_partition(&self, partition: usize, task: &Rc<Task>, cx: &mut CallCx) -> Result<Computed, Raised> {
        let compute = self.compute();
        // Lineages grow in loops of the driver program; this is where a long one would exhaust the stack.
        cx.enter("")?;
        let computed = compute.compute(partition, self.site(&*compute), task, cx);
        cx.leave();
        computed
    }
}

impl Drop for RddNode {
    fn drop(&mut self) {
        if self.is_checkpoint_due.get() {
            self.sc.count_due_checkpoints(-1);
        }
    }
}

/// What an RDD becomes when its lineage has been cut: all partitions are kept.
struct Checkpointed;

impl Checkpointed {
    const OPERATOR: &str = "checkpoint";
}

impl Compute for Checkpointed {
    fn operator(&self) -> &'static str {
        Self::OPERATOR
    }
    fn dependencies(&self) -> Vec<Dependency<'_>> {
        Vec::new()
    }
    fn compute(&self, _: usize, _: Site, _: &Rc<Task>, _: &mut CallCx) -> Result<Computed, Raised> {
        Ok(Computed::Column(Rc::default()))
    }
}
