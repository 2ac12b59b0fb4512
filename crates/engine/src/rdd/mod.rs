//! RDDs: lazy, with lineage, in partitions. An [`Rdd`] is cheap to clone.

pub(crate) mod actions;
pub(crate) mod block;
pub(crate) mod chunks;
mod coalesced;
pub(crate) mod combine;
pub(crate) mod combine_columns;
pub(crate) mod counts;
mod crossing;
pub(crate) mod distinct_count;
pub(crate) mod extremes;
pub(crate) mod file_pieces;
pub(crate) mod files;
mod folded;
pub mod function;
pub(crate) mod group_columns;
pub(crate) mod hand_over;
pub(crate) mod histogram;
pub(crate) mod job;
mod join_columns;
pub(crate) mod joins;
pub(crate) mod jvm;
pub mod kept;
pub(crate) mod key_table;
pub(crate) mod keyed;
pub(crate) mod keys;
pub(crate) mod ledger;
pub(crate) mod narrow;
pub(crate) mod node;
pub(crate) mod paths;
pub(crate) mod products;
pub mod python_sort;
pub(crate) mod random;
pub(crate) mod regrouped;
pub mod result_iterable;
pub mod rows;
pub mod sampled;
pub mod serializer;
pub(crate) mod sets;
pub(crate) mod shuffle;
pub(crate) mod sorted;
pub(crate) mod source;
pub mod stat_counter;
pub(crate) mod state_update;
pub(crate) mod steps;
pub(crate) mod supply;
pub(crate) mod tap;
pub mod task;
pub mod text_file;
pub(crate) mod touched;
pub(crate) mod transformations;
pub(crate) mod tree;
pub(crate) mod unfolded;
pub(crate) mod union;

use std::rc::Rc;

use value::{CallCx, Callable, Raised};

use self::node::{Compute, Notes, RddNode};
use self::serializer::Serializer;
pub use self::transformations::Partitioning;
use crate::spark_context::SparkContext;

/// An RDD as a PySpark program holds it.
#[derive(Clone)]
pub struct Rdd {
    pub(crate) node: Rc<RddNode>,
    pub(crate) partitioner: Option<Partitioner>,
}

/// How the pairs of an RDD are known to be partitioned; PySpark knows it only as long as the RDD has not been
/// through the JVM.
#[derive(Clone)]
pub(crate) struct Partitioner {
    pub(crate) n_partitions: usize,
    /// `None` is `portable_hash`.
    pub(crate) function: Option<Rc<dyn Callable>>,
}

impl PartialEq for Partitioner {
    fn eq(&self, other: &Self) -> bool {
        let is_same_function = match (&self.function, &other.function) {
            (None, None) => true,
            (Some(a), Some(b)) => Rc::ptr_eq(a, b) || a.as_value().is_same(&b.as_value()),
            _ => false,
        };
        self.n_partitions == other.n_partitions && is_same_function
    }
}

impl Rdd {
    pub(crate) fn new(
        sc: &SparkContext,
        n_partitions: usize,
        serializer: Serializer,
        compute: impl Compute + 'static,
    ) -> Self {
        Self { node: RddNode::new(sc, n_partitions, serializer, Rc::new(compute)), partitioner: None }
    }

    pub fn context(&self) -> &SparkContext {
        &self.node.sc
    }

    pub fn id(&self) -> u32 {
        self.node.id
    }

    /// The number of partitions.
    pub fn n_partitions(&self) -> usize {
        self.node.n_partitions
    }

    /// `getNumPartitions()`.
    ///
    /// Errors: what the JVM says about files that are not there.
    pub fn counted_partitions(&self) -> Result<usize, Raised> {
        self.node.refusal().map_or(Ok(self.n_partitions()), Err)
    }

    /// How its records are packed.
    pub fn serializer(&self) -> Serializer {
        self.node.serializer
    }

    /// Whether both are the same RDD.
    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.node, &other.node)
    }

    /// The RDD as another Python object around what the JVM has: functions are pickled now, and the partitioner is
    /// forgotten.
    ///
    /// Errors: `PicklingError`.
    pub fn through_jvm(&self, cx: &mut CallCx) -> Result<Self, Raised> {
        Ok(Self { node: self.node.sent(cx)?, partitioner: None })
    }

    /// `cache()` and `persist()`.
    ///
    /// Errors: `PicklingError`, since functions are pickled now.
    pub fn persist(&self, cx: &mut CallCx) -> Result<(), Raised> {
        self.node.sent(cx)?;
        jvm::jvm_of(&self.node);
        self.node.persist();
        Ok(())
    }

    /// `unpersist()`.
    pub fn unpersist(&self) {
        self.node.unpersist();
    }

    /// What the program has said about it.
    pub fn notes(&self) -> std::cell::RefMut<'_, Notes> {
        self.node.notes.borrow_mut()
    }

    /// Whether it is a chain of PySpark's own steps that was not sent to the JVM yet: a `PipelinedRDD`.
    pub fn is_pipelined(&self) -> bool {
        let is_range = self.node.jvm.borrow().source.is_some();
        !self.node.is_sent() && (is_range || self.node.compute().narrow().is_some())
    }

    /// `id()`: the number of the JVM's RDD.
    pub fn jvm_id(&self) -> u32 {
        jvm::jvm_of(&self.node).id()
    }

    /// How the JVM shows the RDD: its class, number and the call that made it.
    pub fn jvm_text(&self) -> String {
        jvm::jvm_of(&self.node).text()
    }

    /// `toDebugString()`; `level` says how the RDD is kept, if it is.
    pub fn debug_string(&self, level: &str) -> String {
        jvm::debug_string(&jvm::jvm_of(&self.node), level)
    }

    /// The number of partitions and the function that keys are known to be distributed by.
    pub fn partitioner(&self) -> Option<(usize, Option<Rc<dyn Callable>>)> {
        self.partitioner.as_ref().map(|partitioner| (partitioner.n_partitions, partitioner.function.clone()))
    }

    /// Whether its stage is one whose tasks run all at once.
    pub fn is_in_barrier_stage(&self) -> bool {
        self.node.is_in_barrier_stage()
    }

    /// `isCheckpointed()`.
    pub fn is_checkpointed(&self) -> bool {
        self.node.is_checkpointed()
    }

    /// Asks for a checkpoint at the end of the next job on this RDD.
    pub(crate) fn mark_checkpoint(&self, cx: &mut CallCx) -> Result<(), Raised> {
        self.node.sent(cx)?.mark_checkpoint();
        Ok(())
    }

    /// `is_cached`.
    pub fn is_persisted(&self) -> bool {
        self.node.is_persisted()
    }
}
