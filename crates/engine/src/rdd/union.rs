//! `Union`: the partitions of several RDDs, one RDD after another.

use std::rc::Rc;

use value::{CallCx, Raised};

use super::block::Block;
use super::jvm;
use super::node::{Compute, Computed, Dependency, RddNode};
use super::regrouped::read_in_turn;
use super::serializer::Serializer;
use super::task::{Site, Task};
use super::{Partitioner, Rdd};
use crate::spark_context::SparkContext;

struct Union(Vec<Rc<RddNode>>);

impl Compute for Union {
    fn operator(&self) -> &'static str {
        "union"
    }
    fn dependencies(&self) -> Vec<Dependency<'_>> {
        self.0.iter().map(Dependency::Narrow).collect()
    }
    fn narrow_parents(&self, partition: usize) -> Vec<(Rc<RddNode>, usize)> {
        let mut left = partition;
        for parent in &self.0 {
            if left < parent.n_partitions {
                return vec![(Rc::clone(parent), left)];
            }
            left -= parent.n_partitions;
        }
        Vec::new()
    }
    fn batches(&self, partition: usize) -> Option<Vec<Block>> {
        let (parent, partition) = self.narrow_parents(partition).into_iter().next()?;
        parent.compute().batches(partition)
    }
    fn compute(&self, partition: usize, _: Site, task: &Rc<Task>, cx: &mut CallCx) -> Result<Computed, Raised> {
        match self.narrow_parents(partition).first() {
            Some((parent, partition)) => parent.read(*partition, task, cx),
            None => Ok(Computed::Column(Rc::default())),
        }
    }
}

impl Rdd {
    /// `rdd.union(other)`.
    ///
    /// Partitions: this RDD's, then the other's; one for two where both are partitioned alike.
    pub fn union(&self, other: &Self, cx: &mut CallCx) -> Result<Self, Raised> {
        self.counted_partitions()?;
        other.counted_partitions()?;
        let parents = vec![self.node.sent(cx)?, other.node.sent(cx)?];
        let is_same = self.serializer() == other.serializer();
        let serializer = if is_same { self.serializer() } else { Serializer::Auto };
        let mut rdd = union_of(self.context(), parents, serializer);
        jvm::made_of_several(&rdd.node, "UnionRDD", "union", &[Rc::clone(&self.node), Rc::clone(&other.node)]);
        if self.partitioner == other.partitioner && self.n_partitions() == rdd.n_partitions() {
            rdd.partitioner.clone_from(&self.partitioner);
        }
        Ok(rdd)
    }
}

impl SparkContext {
    /// The union that the JVM makes of RDDs it has: those without partitions are left out.
    pub(crate) fn union_through_jvm(&self, rdds: &[Rdd], cx: &mut CallCx) -> Result<Rdd, Raised> {
        let mut parents = Vec::with_capacity(rdds.len());
        for rdd in rdds.iter().filter(|rdd| rdd.n_partitions() > 0) {
            parents.push(rdd.node.sent(cx)?);
        }
        let first = rdds.first().map_or(Serializer::Empty, Rdd::serializer);
        let is_same = rdds.iter().all(|rdd| rdd.serializer() == first);
        let serializer = if is_same { first } else { Serializer::Auto };
        let rdd = union_of(self, parents, serializer);
        let given: Vec<Rc<RddNode>> = rdds.iter().map(|rdd| Rc::clone(&rdd.node)).collect();
        jvm::made_of_several(&rdd.node, "UnionRDD", "union", &given);
        Ok(rdd)
    }
}

/// Source: SparkContext.union and PartitionerAwareUnionRDD.scala of Spark 3.5.
fn union_of(sc: &SparkContext, parents: Vec<Rc<RddNode>>, serializer: Serializer) -> Rdd {
    let parents: Vec<Rc<RddNode>> = parents.into_iter().filter(|parent| parent.n_partitions > 0).collect();
    match common_partitioner(&parents) {
        Some(partitioner) => {
            let rdd = Rdd::new(sc, partitioner.n_partitions, serializer, PartitionwiseUnion(parents));
            *rdd.node.partitioner.borrow_mut() = Some(partitioner);
            rdd
        }
        None => {
            let n_partitions = parents.iter().map(|parent| parent.n_partitions).sum();
            Rdd::new(sc, n_partitions, serializer, Union(parents))
        }
    }
}

/// What all of them are partitioned by.
fn common_partitioner(parents: &[Rc<RddNode>]) -> Option<Partitioner> {
    let first = parents.first()?.partitioner.borrow().clone()?;
    let is_common = parents.iter().all(|parent| parent.partitioner.borrow().as_ref() == Some(&first));
    is_common.then_some(first)
}

/// The union of RDDs that are partitioned alike: partition i holds the i-th partitions of all.
struct PartitionwiseUnion(Vec<Rc<RddNode>>);

impl Compute for PartitionwiseUnion {
    fn operator(&self) -> &'static str {
        "union"
    }
    fn dependencies(&self) -> Vec<Dependency<'_>> {
        self.0.iter().map(Dependency::Narrow).collect()
    }
    fn compute(&self, partition: usize, _: Site, task: &Rc<Task>, cx: &mut CallCx) -> Result<Computed, Raised> {
        read_in_turn(self.0.iter().map(|parent| (Rc::clone(parent), partition)).collect(), task, cx)
    }
}
