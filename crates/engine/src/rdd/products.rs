//! Two RDDs record by record: `cartesian` and `zip`. The JVM does both on pickled batches, which shows in the order.

use std::rc::Rc;

use value::{CallCx, Column, Raised, Value};

use super::Rdd;
use super::jvm;
use super::node::{Compute, Computed, Dependency, RddNode};
use super::regrouped::batched;
use super::serializer::Serializer;
use super::task::{Site, Task};
use crate::copy::fresh;
use crate::failure::Failure;
use crate::language::Language;

struct Cartesian {
    left: Rc<RddNode>,
    right: Rc<RddNode>,
}

impl Compute for Cartesian {
    fn operator(&self) -> &'static str {
        "cartesian"
    }
    fn dependencies(&self) -> Vec<Dependency<'_>> {
        vec![Dependency::Narrow(&self.left), Dependency::Narrow(&self.right)]
    }
    fn narrow_parents(&self, partition: usize) -> Vec<(Rc<RddNode>, usize)> {
        let n_right = self.right.n_partitions.max(1);
        vec![(Rc::clone(&self.left), partition / n_right), (Rc::clone(&self.right), partition % n_right)]
    }
    fn compute(&self, partition: usize, _: Site, task: &Rc<Task>, cx: &mut CallCx) -> Result<Computed, Raised> {
        let n_right = self.right.n_partitions.max(1);
        let left = self.left.read(partition / n_right, task, cx)?.into_column(cx)?;
        let right = self.right.read(partition % n_right, task, cx)?.into_column(cx)?;
        let n_pairs = left.len().saturating_mul(right.len());
        cx.burn(n_pairs as u64)?;
        cx.reserve(n_pairs.saturating_mul(4 * size_of::<Value>()))?;
        let left = batched(&left, &self.left.serializer.batches(left.len()));
        let right = batched(&right, &self.right.serializer.batches(right.len()));
        let mut pairs = Vec::with_capacity(n_pairs);
        let language = &**self.left.sc.language();
        for some in &left {
            for others in &right {
                // Two batches are unpickled for each other: what is in one of them is in all pairs that they make.
                let others = unpickled(others, language, cx)?;
                for a in unpickled(some, language, cx)? {
                    pairs.extend(others.iter().map(|b| Value::pair(a.clone(), b.clone())));
                }
            }
        }
        Ok(Computed::Column(Rc::new(Column::Any(pairs))))
    }
}

fn unpickled(batch: &Column, language: &dyn Language, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    batch.iter().map(|row| fresh(&row, language, cx)).collect()
}

struct Zipped {
    left: Rc<RddNode>,
    right: Rc<RddNode>,
    batch_size: usize,
}

impl Compute for Zipped {
    fn operator(&self) -> &'static str {
        "zip"
    }
    fn dependencies(&self) -> Vec<Dependency<'_>> {
        vec![Dependency::Narrow(&self.left), Dependency::Narrow(&self.right)]
    }
    fn compute(&self, partition: usize, site: Site, task: &Rc<Task>, cx: &mut CallCx) -> Result<Computed, Raised> {
        let left = self.left.read(partition, task, cx)?.into_column(cx)?;
        let right = self.right.read(partition, task, cx)?.into_column(cx)?;
        let (a, b) = (left.len(), right.len());
        if a != b {
            let raised = if a.div_ceil(self.batch_size) == b.div_ceil(self.batch_size) {
                let last = |n: usize| (n - 1) % self.batch_size + 1;
                let (a, b) = (last(a.max(1)), last(b.max(1)));
                Raised::value_error(format!(
                    "Can not deserialize PairRDD with different number of items in batches: ({a}, {b})"
                ))
            } else {
                let message = "Can only zip RDDs with same number of elements in each partition";
                self.left.sc.language().java_exception("org.apache.spark.SparkException", message)
            };
            return Err(task.blame(raised, site, None));
        }
        let fields = vec![Column::clone(&left), Column::clone(&right)];
        Ok(Computed::Column(Rc::new(Column::Tuple { fields, n_rows: a })))
    }
}

/// The batch size that `zip` asks a serializer for; 0 is "adapts itself".
fn batch_size(serializer: Serializer) -> usize {
    match serializer {
        Serializer::Batched(size) => size,
        Serializer::Auto => 0,
        Serializer::Utf8 | Serializer::Empty => 1,
    }
}

/// The batch size that `zip` takes where neither side has a fixed one.
const ZIP_BATCH_SIZE: usize = 100;

impl Rdd {
    /// `cartesian(other)`.
    ///
    /// Partitions: for each of this RDD's every one of the other's. Order within: batch of this RDD by batch of the
    /// other, and within two batches record by record.
    pub fn cartesian(&self, other: &Self, cx: &mut CallCx) -> Result<Self, Raised> {
        self.counted_partitions()?;
        other.counted_partitions()?;
        let (left, right) = (self.node.sent(cx)?, other.node.sent(cx)?);
        let n_partitions = left.n_partitions.saturating_mul(right.n_partitions);
        let rdd = Self::new(self.context(), n_partitions, Serializer::Auto, Cartesian { left, right });
        let parents = [Rc::clone(&self.node), Rc::clone(&other.node)];
        jvm::made_of_several(&rdd.node, "CartesianRDD", "cartesian", &parents);
        Ok(rdd)
    }

    /// `zip(other)`.
    ///
    /// Errors: `ValueError` now for different numbers of partitions; when it runs, for different numbers of records.
    pub fn zip(&self, other: &Self, cx: &mut CallCx) -> Result<Self, Failure> {
        let (mine, others) = (batch_size(self.serializer()), batch_size(other.serializer()));
        let batch_size = match mine.min(others) {
            0 => ZIP_BATCH_SIZE,
            size => size,
        };
        if self.n_partitions() != other.n_partitions() {
            let message = "Can only zip with RDD which has the same number of partitions";
            return Err(Raised::value_error(message.into()).into());
        }
        let (left, right) = (self.node.sent(cx)?, other.node.sent(cx)?);
        let n_partitions = left.n_partitions;
        let rdd = Self::new(self.context(), n_partitions, Serializer::Auto, Zipped { left, right, batch_size });
        let parents = [Rc::clone(&self.node), Rc::clone(&other.node)];
        jvm::made_of_several(&rdd.node, "ZippedPartitionsRDD2", "zip", &parents);
        Ok(rdd)
    }
}
