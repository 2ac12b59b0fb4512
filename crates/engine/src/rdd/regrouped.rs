//! The same records in other partitions, and records numbered: `coalesce`, `repartition`, `zipWithIndex`.

use std::cell::RefCell;
use std::rc::Rc;

use value::{CallCx, Column, Raised, Value};

use super::Rdd;
use super::block::{Block, concat};
use super::chunks::Piece;
use super::coalesced::Coalesced;
use super::job::run_task;
use super::jvm;
use super::narrow::{Step, StepCx};
use super::node::{Compute, Computed, Dependency, RddNode};
use super::random::XorShiftRandom;
use super::rows::{ColumnRows, Rows};
use super::serializer::Serializer;
use super::shuffle::{Exchange, read_blocks};
use super::steps::native::map_rows;
use super::task::{Site, Task};
use super::transformations::Partitioning;
use crate::failure::Failure;

/// Records travel through `repartition` in pickled batches of so many.
const BATCH_SIZE: usize = 10;

/// Some partitions as one: those that are there as columns, and from the first that is not each only when the one
/// before has been read.
pub(super) fn read_in_turn(
    parts: Vec<(Rc<RddNode>, usize)>,
    task: &Rc<Task>,
    cx: &mut CallCx,
) -> Result<Computed, Raised> {
    let mut parts = parts.into_iter();
    let mut columns = Vec::new();
    while let Some((parent, partition)) = parts.next() {
        let language = parent.sc.language();
        let rest = match parent.read(partition, task, cx)?.unpickled(language) {
            Computed::Column(column) => {
                columns.push(column);
                continue;
            }
            Computed::Chunks(mut chunks) => loop {
                match chunks.next(cx)? {
                    Some(Piece::Column(column)) => columns.push(column),
                    Some(Piece::Rest(rows)) => break Some(rows),
                    None => break None,
                }
            },
            Computed::Rows(rows) => Some(rows),
        };
        if let Some(next) = rest {
            let (current, task) = (Box::new(ColumnRows::new(concat(&columns))), Rc::clone(task));
            return Ok(Computed::Rows(Box::new(RowsInTurn { current, next: Some(next), parts, task })));
        }
    }
    Ok(Computed::Column(concat(&columns)))
}

struct RowsInTurn {
    current: Box<dyn Rows>,
    next: Option<Box<dyn Rows>>,
    parts: std::vec::IntoIter<(Rc<RddNode>, usize)>,
    task: Rc<Task>,
}

impl Rows for RowsInTurn {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        loop {
            if let Some(row) = self.current.next(cx)? {
                return Ok(Some(row));
            }
            self.current = match self.next.take() {
                Some(next) => next,
                None => match self.parts.next() {
                    Some((parent, partition)) => {
                        parent.read(partition, &self.task, cx)?.unpickled(parent.sc.language()).into_rows()
                    }
                    None => return Ok(None),
                },
            };
        }
    }

    fn is_unpickled(&self) -> bool {
        true
    }
}

/// Batches of records dealt out to partitions in turn, from a place that the map partition's number decides.
struct DealtOut {
    parent: Rc<RddNode>,
    n_partitions: usize,
    blocks: RefCell<Option<Vec<Vec<Block>>>>,
}

impl DealtOut {
    /// The batches of a partition: those that it came in, if an earlier `repartition` has packed it, else new ones.
    fn batches(&self, partition: usize, computed: Computed, cx: &mut CallCx) -> Result<Vec<Block>, Raised> {
        let is_packed = self.parent.serializer == Serializer::Batched(BATCH_SIZE);
        if is_packed && let Some(packed) = self.parent.compute().batches(partition) {
            return Ok(packed);
        }
        let column = computed.into_column(cx)?;
        let batch = |begin| Block::new(Rc::new(column.slice(begin..begin + BATCH_SIZE)));
        Ok((0..column.len()).step_by(BATCH_SIZE).map(batch).collect())
    }
}

impl Exchange for DealtOut {
    fn parent(&self) -> &Rc<RddNode> {
        &self.parent
    }
    fn is_done(&self) -> bool {
        self.blocks.borrow().is_some()
    }
    fn run(&self, cx: &mut CallCx) -> Result<(), Failure> {
        let stage_id = self.parent.sc.next_stage_id();
        let mut by_reduce: Vec<Vec<Block>> = vec![Vec::new(); self.n_partitions];
        for partition in 0..self.parent.n_partitions {
            let task = Rc::new(Task::new(stage_id, partition, None));
            let batches = run_task(&self.parent, &task, cx, |computed, cx| self.batches(partition, computed, cx))?;
            let mut place = XorShiftRandom::new(partition as i64).next_int(self.n_partitions as i64) as usize;
            for batch in batches {
                place += 1;
                if let Some(blocks) = by_reduce.get_mut(place % self.n_partitions) {
                    blocks.push(batch);
                }
            }
        }
        *self.blocks.borrow_mut() = Some(by_reduce);
        Ok(())
    }
}

struct Repartitioned {
    exchange: Rc<dyn Exchange>,
    dealt: Rc<DealtOut>,
}

impl Compute for Repartitioned {
    fn operator(&self) -> &'static str {
        "repartition"
    }
    fn dependencies(&self) -> Vec<Dependency<'_>> {
        vec![Dependency::Shuffle(&self.exchange)]
    }
    fn batches(&self, partition: usize) -> Option<Vec<Block>> {
        self.dealt.blocks.borrow().as_ref()?.get(partition).cloned()
    }
    fn has_input(&self, partition: usize) -> bool {
        let blocks = self.dealt.blocks.borrow();
        blocks.as_ref().and_then(|blocks| blocks.get(partition)).is_some_and(|blocks| !blocks.is_empty())
    }
    fn compute(&self, partition: usize, _: Site, _: &Rc<Task>, _: &mut CallCx) -> Result<Computed, Raised> {
        let blocks = self.dealt.blocks.borrow().as_ref().and_then(|blocks| blocks.get(partition).cloned());
        Ok(read_blocks(&blocks.unwrap_or_default(), self.dealt.parent.sc.language()))
    }
}

/// Numbers the records of a partition: `(record, first + step * i)`.
struct Number {
    operator: &'static str,
    /// By partition.
    firsts: Vec<i64>,
    step: i64,
}

impl Step for Number {
    fn operator(&self) -> &'static str {
        self.operator
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        let (mut next, step) = (self.firsts.get(at.partition).copied().unwrap_or(0), self.step);
        Ok(map_rows(input, move |record, _| {
            next += step;
            Ok(Value::pair(record, Value::Int(next - step)))
        }))
    }
}

fn must_be_positive(n_partitions: usize) -> Result<(), Raised> {
    if n_partitions == 0 {
        return Err(Raised::value_error("Number of partitions must be positive.".into()));
    }
    Ok(())
}

impl Rdd {
    /// `coalesce(numPartitions)` without a shuffle: some partitions become one; never more of them.
    pub fn coalesce(&self, n_partitions: usize, cx: &mut CallCx) -> Result<Self, Raised> {
        must_be_positive(n_partitions)?;
        let parent = self.node.sent(cx)?;
        let n_partitions = n_partitions.min(parent.n_partitions);
        let serializer = self.serializer();
        let rdd = Self::new(self.context(), n_partitions, serializer, Coalesced::new(parent, n_partitions));
        jvm::made_by_coalesce(&rdd.node, &self.node);
        Ok(rdd)
    }

    /// `repartition(numPartitions)` and `coalesce(…, shuffle=True)`.
    pub fn repartition(&self, n_partitions: usize, cx: &mut CallCx) -> Result<Self, Raised> {
        must_be_positive(n_partitions)?;
        let parent = self.node.sent(cx)?;
        let dealt = Rc::new(DealtOut { parent, n_partitions, blocks: RefCell::default() });
        let exchange: Rc<dyn Exchange> = Rc::clone(&dealt) as Rc<dyn Exchange>;
        let serializer = Serializer::Batched(BATCH_SIZE);
        let rdd = Self::new(self.context(), n_partitions, serializer, Repartitioned { exchange, dealt });
        jvm::made_by_repartition(&rdd.node, &self.node);
        Ok(rdd)
    }

    /// `zipWithIndex()`. Counts the records now, unless there is one partition only.
    pub fn zip_with_index(&self, cx: &mut CallCx) -> Result<Self, Failure> {
        self.counted_partitions()?;
        let mut firsts = vec![0];
        if self.n_partitions() > 1 {
            let counts = self.counts(cx)?;
            let mut first = 0;
            for count in counts {
                first += count as i64;
                firsts.push(first);
            }
        }
        Ok(self.step(Number { operator: "zipWithIndex", firsts, step: 1 }, Partitioning::Lost))
    }

    /// `zipWithUniqueId()`: record i of partition k gets `i * n + k`.
    pub fn zip_with_unique_id(&self) -> Self {
        let n = self.n_partitions() as i64;
        self.step(Number { operator: "zipWithUniqueId", firsts: (0..n).collect(), step: n }, Partitioning::Lost)
    }
}

/// The records of a column in batches of the given sizes.
pub(super) fn batched(column: &Column, sizes: &[usize]) -> Vec<Column> {
    let mut begin = 0;
    let mut batches = Vec::with_capacity(sizes.len());
    for size in sizes {
        batches.push(column.slice(begin..begin + size));
        begin += size;
    }
    batches
}
