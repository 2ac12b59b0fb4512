//! Narrow transformations.

use std::rc::Rc;

use value::{CallCx, Callable, Column, Raised, Value};

use super::Rdd;
use super::function::UserFunction;
use super::narrow::{Narrow, Step};
use super::serializer::Serializer;
use super::steps::element::{Filter, FlatMap, Map};
use super::steps::native::{MapColumn, NativeMap, glom};
use super::steps::partition::{MapPartitions, MapPartitionsWithIndex};
use super::steps::value::{Field, FlatMapValues, KeyBy, MapValues};

/// Whether an operation says that it leaves keys, and so the partitioner, as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partitioning {
    Kept,
    Lost,
}

impl From<bool> for Partitioning {
    /// From `preservesPartitioning`.
    fn from(is_kept: bool) -> Self {
        if is_kept { Self::Kept } else { Self::Lost }
    }
}

impl Rdd {
    pub(crate) fn step(&self, step: impl Step + 'static, partitioning: Partitioning) -> Self {
        let narrow = Narrow { parent: Rc::clone(&self.node), step: Rc::new(step) };
        let mut rdd = Self::new(&self.node.sc, self.node.n_partitions, Serializer::Auto, narrow);
        if partitioning == Partitioning::Kept {
            rdd.partitioner.clone_from(&self.partitioner);
            rdd.node.partitioner.borrow_mut().clone_from(&self.node.partitioner.borrow());
        }
        rdd
    }

    /// `map(f, preservesPartitioning)`.
    pub fn map(&self, function: UserFunction, partitioning: Partitioning) -> Self {
        self.step(Map(function), partitioning)
    }

    /// `flatMap(f, preservesPartitioning)`.
    pub fn flat_map(&self, function: UserFunction, partitioning: Partitioning) -> Self {
        self.step(FlatMap(function), partitioning)
    }

    /// `filter(f)`; no function keeps what is true.
    pub fn filter(&self, function: Option<UserFunction>) -> Self {
        self.step(Filter(function), Partitioning::Kept)
    }

    /// `mapValues(f)`.
    pub fn map_values(&self, function: UserFunction) -> Self {
        self.step(MapValues(function), Partitioning::Kept)
    }

    /// `flatMapValues(f)`.
    pub fn flat_map_values(&self, function: UserFunction) -> Self {
        self.step(FlatMapValues(function), Partitioning::Kept)
    }

    /// `mapPartitions(f, preservesPartitioning)`.
    pub fn map_partitions(&self, function: Rc<dyn Callable>, partitioning: Partitioning) -> Self {
        self.step(MapPartitions(function), partitioning)
    }

    /// `mapPartitionsWithIndex(f, preservesPartitioning)`.
    pub fn map_partitions_with_index(&self, function: Rc<dyn Callable>, partitioning: Partitioning) -> Self {
        self.step(MapPartitionsWithIndex(function), partitioning)
    }

    /// `glom()`.
    pub fn glom(&self) -> Self {
        self.step(glom(), Partitioning::Lost)
    }

    /// `keys()`.
    pub fn keys(&self) -> Self {
        self.step(Field { operator: "keys", place: 0 }, Partitioning::Lost)
    }

    /// `values()`.
    pub fn values(&self) -> Self {
        self.step(Field { operator: "values", place: 1 }, Partitioning::Lost)
    }

    /// `keyBy(f)`.
    pub fn key_by(&self, function: UserFunction) -> Self {
        self.step(KeyBy { operator: "keyBy", function }, Partitioning::Lost)
    }

    /// Every record through a function of the engine's own.
    pub(crate) fn native_map(
        &self,
        operator: &'static str,
        partitioning: Partitioning,
        record: impl Fn(Value, &mut CallCx) -> Result<Value, Raised> + 'static,
        column: impl Fn(&Column) -> Option<Column> + 'static,
    ) -> Self {
        let column: Rc<MapColumn> = Rc::new(column);
        self.step(NativeMap { operator, record: Rc::new(record), column }, partitioning)
    }

    /// `map(lambda x: (x, value))`.
    pub(crate) fn pair_with(&self, operator: &'static str, value: Value) -> Self {
        let constant = value.clone();
        self.native_map(
            operator,
            Partitioning::Lost,
            move |record, _| Ok(Value::pair(record, value.clone())),
            move |column| {
                let n_rows = column.len();
                let values = Column::Const { value: constant.clone(), n_rows };
                Some(Column::Tuple { fields: vec![column.clone(), values], n_rows })
            },
        )
    }

    /// `map(lambda x: (key, x))`.
    pub(crate) fn pair_under(&self, operator: &'static str, key: Value) -> Self {
        let constant = key.clone();
        self.native_map(
            operator,
            Partitioning::Lost,
            move |record, _| Ok(Value::pair(key.clone(), record)),
            move |column| {
                let n_rows = column.len();
                let keys = Column::Const { value: constant.clone(), n_rows };
                Some(Column::Tuple { fields: vec![keys, column.clone()], n_rows })
            },
        )
    }
}
