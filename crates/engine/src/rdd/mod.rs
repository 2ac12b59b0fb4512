//! RDDs: lazy, with lineage, in partitions. An [`Rdd`] is cheap to clone.

pub(crate) mod actions;
pub(crate) mod block;
pub(crate) mod chunks;
pub(crate) mod combine;
pub(crate) mod combine_columns;
pub(crate) mod counts;
mod crossing;
pub(crate) mod extremes;
pub(crate) mod files;
pub mod function;
pub(crate) mod histogram;
pub(crate) mod job;
pub(crate) mod joins;
pub(crate) mod key_table;
pub(crate) mod keyed;
pub(crate) mod narrow;
pub(crate) mod node;
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
pub(crate) mod steps;
pub(crate) mod tap;
pub mod task;
pub(crate) mod text_file;
pub(crate) mod transformations;
pub(crate) mod tree;
pub(crate) mod union;

use std::rc::Rc;

use value::{CallCx, Callable, Raised};

use self::node::{Compute, RddNode};
use self::serializer::Serializer;
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

    /// `getNumPartitions()`.
    pub fn n_partitions(&self) -> usize {
        self.node.n_partitions
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
        self.node.persist();
        Ok(())
    }

    /// `unpersist()`.
    pub fn unpersist(&self) {
        self.node.unpersist();
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
