//! Operations that bring the values of a key together.

use std::rc::Rc;

use value::{CallCx, Callable, Column, Raised, Value};

use super::combine::{Aggregator, CombineStep, MapSide, Side};
use super::function::UserFunction;
use super::jvm;
use super::result_iterable::ResultIterable;
use super::serializer::Serializer;
use super::shuffle::{self, Shuffle, Shuffled};
use super::transformations::Partitioning;
use super::{Partitioner, Rdd};
use crate::records::{item, items_of};

/// How many partitions a shuffle makes, and how keys find theirs.
#[derive(Clone, Default)]
pub struct ShuffleInto {
    /// `None`: as many as the parent has, or `spark.default.parallelism` if it is set.
    pub n_partitions: Option<usize>,
    /// `None`: `portable_hash`.
    pub function: Option<Rc<dyn Callable>>,
}

impl ShuffleInto {
    /// A number of partitions, by `portable_hash`.
    pub fn partitions(n_partitions: usize) -> Self {
        Self { n_partitions: Some(n_partitions), function: None }
    }
}

impl Rdd {
    /// The number of partitions for a shuffle that says `given`, or does not say.
    ///
    /// Errors: as [`Rdd::counted_partitions`].
    pub(crate) fn reduce_partitions(&self, given: Option<usize>) -> Result<usize, Raised> {
        let sc = self.context();
        match given {
            Some(given) => Ok(given),
            None if sc.config().is_parallelism_set => Ok(sc.default_parallelism()),
            None => self.counted_partitions(),
        }
    }

    /// `partitionBy(numPartitions, partitionFunc)`.
    ///
    /// Order: see [`Shuffle`]. Gives the same RDD if it is known to be partitioned so already.
    /// Errors: `PicklingError`, since functions of the parent are pickled now.
    pub fn partition_by(&self, into: &ShuffleInto, cx: &mut CallCx) -> Result<Self, Raised> {
        let n_partitions = self.reduce_partitions(into.n_partitions)?;
        let partitioner = Partitioner { n_partitions, function: into.function.clone() };
        if self.partitioner.as_ref() == Some(&partitioner) {
            return Ok(self.clone());
        }
        let parent = self.node.sent(cx)?;
        let partitioning = match &into.function {
            None => shuffle::Partitioning::Portable,
            Some(function) => shuffle::Partitioning::User(self.context().language().pickle(function, cx)?),
        };
        let shuffle = Shuffle::new(parent, n_partitions, partitioning);
        let mut rdd = Self::new(self.context(), n_partitions, Serializer::Auto, Shuffled::new(shuffle));
        jvm::made_by_shuffle(&rdd.node, &self.node);
        *rdd.node.partitioner.borrow_mut() = Some(partitioner.clone());
        rdd.partitioner = Some(partitioner);
        Ok(rdd)
    }

    fn combined(
        &self,
        operator: &'static str,
        aggregator: Aggregator,
        into: &ShuffleInto,
        cx: &mut CallCx,
    ) -> Result<Self, Raised> {
        let into = ShuffleInto {
            n_partitions: Some(self.reduce_partitions(into.n_partitions)?),
            function: into.function.clone(),
        };
        let language = Rc::clone(self.context().language());
        let map_side =
            CombineStep { operator, aggregator: aggregator.clone(), side: Side::Map, language: Rc::clone(&language) };
        let reduce_side = CombineStep { operator, aggregator, side: Side::Reduce, language };
        Ok(self.step(map_side, Partitioning::Kept).partition_by(&into, cx)?.step(reduce_side, Partitioning::Kept))
    }

    /// `combineByKey(createCombiner, mergeValue, mergeCombiners, …)`.
    ///
    /// Shape: one pair for each key, keys in the order of their first arrival in the reduce partition; the first key
    /// object is kept.
    pub fn combine_by_key(
        &self,
        combine: CombineFunctions,
        into: &ShuffleInto,
        cx: &mut CallCx,
    ) -> Result<Self, Raised> {
        let CombineFunctions { create, merge_value, merge_combiners } = combine;
        self.combined("combineByKey", Aggregator::Combine { create, merge_value, merge_combiners }, into, cx)
    }

    /// `reduceByKey(func, …)`.
    pub fn reduce_by_key(
        &self,
        function: Rc<dyn Callable>,
        into: &ShuffleInto,
        cx: &mut CallCx,
    ) -> Result<Self, Raised> {
        self.combined("reduceByKey", Aggregator::Reduce(function), into, cx)
    }

    /// `aggregateByKey(zeroValue, seqFunc, combFunc, …)`.
    pub fn aggregate_by_key(
        &self,
        zero: Value,
        (seq, comb): (Rc<dyn Callable>, Rc<dyn Callable>),
        into: &ShuffleInto,
        cx: &mut CallCx,
    ) -> Result<Self, Raised> {
        self.combined("aggregateByKey", Aggregator::Aggregate { zero, seq, comb }, into, cx)
    }

    /// `foldByKey(zeroValue, func, …)`.
    pub fn fold_by_key(
        &self,
        zero: Value,
        function: Rc<dyn Callable>,
        into: &ShuffleInto,
        cx: &mut CallCx,
    ) -> Result<Self, Raised> {
        self.combined("foldByKey", Aggregator::Fold { zero, function }, into, cx)
    }

    /// Sums of the engine's own counts.
    pub(crate) fn sum_counts(&self, into: &ShuffleInto, cx: &mut CallCx) -> Result<Self, Raised> {
        self.combined("reduceByKey", Aggregator::Count, into, cx)
    }

    /// `groupByKey(…)`, with plain lists for the values.
    pub(crate) fn group_lists(&self, into: &ShuffleInto, cx: &mut CallCx) -> Result<Self, Raised> {
        let map_side = if into.function.is_none() { MapSide::Any } else { MapSide::OneForEachKey };
        self.combined("groupByKey", Aggregator::Group(map_side), into, cx)
    }

    /// `groupByKey(…)`.
    ///
    /// Shape: `(key, ResultIterable)`; values in partition order, then in their order there.
    pub fn group_by_key(&self, into: &ShuffleInto, cx: &mut CallCx) -> Result<Self, Raised> {
        let language = Rc::clone(self.context().language());
        let lists = self.group_lists(into, cx)?;
        Ok(lists.map_lists("groupByKey", move |values, _| Ok(ResultIterable::value(values, &language))))
    }

    /// `groupBy(f, …)`.
    pub fn group_by(&self, function: UserFunction, into: &ShuffleInto, cx: &mut CallCx) -> Result<Self, Raised> {
        self.step(super::steps::value::KeyBy { operator: "groupBy", function }, Partitioning::Lost)
            .group_by_key(into, cx)
    }

    /// `distinct(numPartitions)`.
    pub fn distinct(&self, n_partitions: Option<usize>, cx: &mut CallCx) -> Result<Self, Raised> {
        let into = ShuffleInto { n_partitions, function: None };
        Ok(self.pair_with("distinct", Value::None).combined("distinct", Aggregator::First, &into, cx)?.keys())
    }

    /// `mapValues` of a function of the engine's own on values that are lists.
    pub(crate) fn map_lists(
        &self,
        operator: &'static str,
        function: impl Fn(Vec<Value>, &mut CallCx) -> Result<Value, Raised> + 'static,
    ) -> Self {
        self.native_map(
            operator,
            Partitioning::Kept,
            move |record, cx| {
                let values = items_of(&item(&record, 1, cx)?, cx)?;
                Ok(Value::pair(item(&record, 0, cx)?, function(values, cx)?))
            },
            |_: &Column| None,
        )
    }
}

/// The functions of `combineByKey`.
pub struct CombineFunctions {
    pub create: Rc<dyn Callable>,
    pub merge_value: Rc<dyn Callable>,
    pub merge_combiners: Rc<dyn Callable>,
}
