//! Sorting: a sample decides the bounds of partitions, then each partition is sorted.

use std::rc::Rc;

use value::order::less;
use value::{CallCx, Callable, Raised, Value};

use super::function::UserFunction;
use super::jvm;
use super::keyed::ShuffleInto;
use super::python_sort::{Direction, python_sort};
use super::sampled::{Replacement, Seed};
use super::serializer::Serializer;
use super::shuffle::{Partitioning as ShufflePartitioning, Shuffle, Shuffled};
use super::steps::native::PartitionStep;
use super::transformations::Partitioning;
use super::{Partitioner, Rdd};
use crate::failure::Failure;
use crate::records::item;

/// How many records are sampled for each partition.
const SAMPLES_PER_PARTITION: f64 = 20.0;

/// A function of keys, or the keys themselves.
pub(crate) type KeyFunction = Option<Rc<dyn Callable>>;

fn key_of(function: &KeyFunction, key: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    match function {
        Some(function) => function.call(std::slice::from_ref(key), cx),
        None => Ok(key.clone()),
    }
}

impl Rdd {
    /// Each partition sorted by key.
    fn sort_partitions(&self, direction: Direction, function: &KeyFunction) -> Self {
        let step = PartitionStep {
            operator: "sortByKey",
            functions: function.iter().cloned().collect(),
            run: Rc::new(move |functions, mut rows, at, cx| {
                let function = functions.first().cloned();
                let mut pairs = Vec::new();
                while let Some(record) = rows.next(cx)? {
                    cx.progress += 1;
                    let key = item(&record, 0, cx).and_then(|key| key_of(&function, &key, cx));
                    pairs.push((key.map_err(|raised| at.task.blame(raised, at.site, Some(&record)))?, record));
                }
                python_sort(&mut pairs, direction, cx)?;
                Ok(pairs.into_iter().map(|(_, record)| record).collect())
            }),
        };
        self.step(step, Partitioning::Kept)
    }

    /// `sortByKey(ascending, numPartitions, keyfunc)`.
    ///
    /// Runs jobs now: one counts the records, one samples keys. Equal keys stay in order of arrival.
    pub fn sort_by_key(
        &self,
        direction: Direction,
        n_partitions: Option<usize>,
        function: KeyFunction,
        cx: &mut CallCx,
    ) -> Result<Self, Failure> {
        let n_partitions = self.reduce_partitions(n_partitions)?;
        if n_partitions == 1 {
            let whole = if self.n_partitions() > 1 { self.coalesce(1, cx)? } else { self.clone() };
            return Ok(whole.sort_partitions(direction, &function));
        }
        let n_rows = self.count(cx)?;
        if n_rows == 0 {
            return Ok(self.clone());
        }
        let fraction = (n_partitions as f64 * SAMPLES_PER_PARTITION / n_rows as f64).min(1.0);
        let sampled = self.sample(Replacement::Without, fraction, Seed::Given(1)).keys().collect(cx)?;
        let mut samples = Vec::with_capacity(sampled.len());
        for key in sampled {
            samples.push((key_of(&function, &key, cx)?, key));
        }
        python_sort(&mut samples, Direction::Ascending, cx)?;
        let bounds: Vec<Value> = (1..n_partitions)
            .filter_map(|i| samples.get((samples.len() as f64 * i as f64 / n_partitions as f64) as usize))
            .map(|(_, key)| key.clone())
            .collect();
        let sent = match &function {
            Some(function) => Some(self.context().language().pickle(function, cx)?),
            None => None,
        };
        let partition = RangePartitioner { bounds, function: sent, direction, n_partitions };
        Ok(self.shuffled_by(partition, cx)?.sort_partitions(direction, &function))
    }

    /// `sortBy(keyfunc, ascending, numPartitions)`.
    pub fn sort_by(
        &self,
        function: UserFunction,
        direction: Direction,
        n_partitions: Option<usize>,
        cx: &mut CallCx,
    ) -> Result<Self, Failure> {
        Ok(self.key_by(function).sort_by_key(direction, n_partitions, None, cx)?.values())
    }

    /// `repartitionAndSortWithinPartitions(numPartitions, partitionFunc, ascending, keyfunc)`.
    pub fn repartition_and_sort(
        &self,
        into: &ShuffleInto,
        direction: Direction,
        function: KeyFunction,
        cx: &mut CallCx,
    ) -> Result<Self, Failure> {
        Ok(self.partition_by(into, cx)?.sort_partitions(direction, &function))
    }

    /// Pairs in the partitions that a function of the engine's own gives for their keys.
    fn shuffled_by(&self, range: RangePartitioner, cx: &mut CallCx) -> Result<Self, Raised> {
        let parent = self.node.sent(cx)?;
        let (n_partitions, range) = (range.n_partitions, Rc::new(range));
        let partitioner = Partitioner { n_partitions, function: Some(Rc::clone(&range) as Rc<dyn Callable>) };
        let partition = move |key: &Value, cx: &mut CallCx| range.partition_of(key, cx);
        let shuffle = Shuffle::new(parent, n_partitions, ShufflePartitioning::Native(Rc::new(partition)));
        let mut rdd = Self::new(self.context(), n_partitions, Serializer::Auto, Shuffled::new(shuffle));
        jvm::made_by_shuffle(&rdd.node, &self.node);
        *rdd.node.partitioner.borrow_mut() = Some(partitioner.clone());
        rdd.partitioner = Some(partitioner);
        Ok(rdd)
    }
}

/// Which partition a key belongs to by its order: PySpark's `rangePartitioner`.
struct RangePartitioner {
    bounds: Vec<Value>,
    function: KeyFunction,
    direction: Direction,
    n_partitions: usize,
}

impl RangePartitioner {
    fn partition_of(&self, key: &Value, cx: &mut CallCx) -> Result<usize, Raised> {
        let place = bisect_left(&self.bounds, &key_of(&self.function, key, cx)?, cx)?;
        Ok(match self.direction {
            Direction::Ascending => place,
            Direction::Descending => self.n_partitions - 1 - place.min(self.n_partitions - 1),
        })
    }
}

impl Callable for RangePartitioner {
    fn call(&self, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
        let key = args.first().cloned().unwrap_or_default();
        Ok(Value::from(self.partition_of(&key, cx)?))
    }
    fn as_value(&self) -> Value {
        // Each is one of its own, which `Rc::ptr_eq` tells.
        Value::list(vec![Value::str("rangePartitioner")])
    }
}

/// `bisect.bisect_left`: the first place before which everything is less than `key`.
fn bisect_left(sorted: &[Value], key: &Value, cx: &mut CallCx) -> Result<usize, Raised> {
    let (mut low, mut high) = (0, sorted.len());
    while low < high {
        let middle = low + (high - low) / 2;
        match sorted.get(middle) {
            Some(bound) if less(bound, key, cx)? => low = middle + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}
