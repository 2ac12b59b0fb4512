//! RDDs that are made from data: `parallelize`, ranges, received blocks.

use std::ops::Range;
use std::rc::Rc;

use value::{CallCx, Column, Raised, Value};

use super::Rdd;
use super::block::Block;
use super::chunks::{CHUNK_ROWS, Chunks, ColumnChunks, Piece};
use super::jvm;
use super::node::{Compute, Computed, Dependency};
use super::rows::ColumnRows;
use super::serializer::Serializer;
use super::supply::Supply;
use super::task::{Site, Task};
use crate::copy::kept;
use crate::language::Language;
use crate::spark_context::SparkContext;

/// Partitions that are there already.
struct Given {
    operator: &'static str,
    blocks: Vec<Block>,
    language: Rc<dyn Language>,
}

/// A job that stops early gets single rows of partitions longer than this many times what it wants.
const ROWS_IF_LONGER: usize = 64;

impl Compute for Given {
    fn operator(&self) -> &'static str {
        self.operator
    }
    fn dependencies(&self) -> Vec<Dependency<'_>> {
        Vec::new()
    }
    fn compute(&self, partition: usize, _: Site, task: &Rc<Task>, _: &mut CallCx) -> Result<Computed, Raised> {
        let Some(block) = self.blocks.get(partition) else { return Ok(Computed::Column(Rc::default())) };
        let computed = block.read(&self.language);
        let is_long = |limit: usize| block.column().len() > limit.saturating_mul(ROWS_IF_LONGER).max(1024);
        Ok(match computed {
            // Whole columns are pure, so this changes nothing but the work that `take` does on a long partition.
            Computed::Column(column) if task.row_limit.is_some_and(is_long) => {
                Computed::Rows(Box::new(ColumnRows::new(column)))
            }
            Computed::Column(column) if column.len() > 2 * CHUNK_ROWS => Computed::Chunks(ColumnChunks::boxed(column)),
            computed => computed,
        })
    }
}

/// Numbers of a range, made when they are needed.
struct Numbers {
    start: i64,
    step: i64,
    /// The places of each partition's numbers in the range.
    slices: Vec<Range<usize>>,
}

impl Numbers {
    fn column(&self, places: Range<usize>) -> Rc<Column> {
        let number = |at: usize| self.start.wrapping_add(self.step.wrapping_mul(at as i64));
        Rc::new(Column::Int(places.map(number).collect()))
    }
}

impl Compute for Numbers {
    fn operator(&self) -> &'static str {
        "parallelize"
    }
    fn dependencies(&self) -> Vec<Dependency<'_>> {
        Vec::new()
    }
    fn compute(&self, partition: usize, _: Site, _: &Rc<Task>, _: &mut CallCx) -> Result<Computed, Raised> {
        let places = self.slices.get(partition).cloned().unwrap_or_default();
        Ok(match places.len() {
            0..=SMALL_RANGE => Computed::Column(self.column(places)),
            _ => Computed::Chunks(Box::new(NumberChunks {
                numbers: Self { start: self.start, step: self.step, slices: Vec::new() },
                left: places,
                supply: Supply::default(),
            })),
        })
    }
}

/// Ranges that are made at once.
const SMALL_RANGE: usize = 2 * CHUNK_ROWS;

/// The numbers of a long partition, piece by piece.
struct NumberChunks {
    numbers: Numbers,
    left: Range<usize>,
    supply: Supply,
}

impl Chunks for NumberChunks {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Piece>, Raised> {
        let end = self.left.end.min(self.left.start.saturating_add(CHUNK_ROWS));
        let piece = self.left.start..end;
        if piece.is_empty() {
            return Ok(None);
        }
        self.supply.give(piece.len() as u64, cx)?;
        cx.reserve(piece.len() * size_of::<i64>())?;
        self.left.start = end;
        Ok(Some(Piece::Column(self.numbers.column(piece))))
    }
}

impl SparkContext {
    /// An RDD of given partitions, taken as they are.
    pub fn rdd_of_partitions(
        &self,
        operator: &'static str,
        partitions: Vec<Rc<Column>>,
        serializer: Serializer,
    ) -> Rdd {
        let rdd = self.given(operator, partitions, serializer);
        jvm::made_of_data(&rdd.node, operator);
        rdd
    }

    fn given(&self, operator: &'static str, partitions: Vec<Rc<Column>>, serializer: Serializer) -> Rdd {
        let blocks: Vec<Block> = partitions.into_iter().map(Block::new).collect();
        let language = Rc::clone(self.language());
        Rdd::new(self, blocks.len(), serializer, Given { operator, blocks, language })
    }

    /// `sc.emptyRDD()`: no partitions.
    pub fn empty_rdd(&self) -> Rdd {
        self.rdd_of_partitions("emptyRDD", Vec::new(), Serializer::Empty)
    }

    /// `sc.parallelize(items, numSlices)` of anything but a range.
    ///
    /// Partitions: PySpark pickles batches of `max(1, min(len // n, 1024))` records, and slices the batches evenly.
    pub fn parallelize(&self, items: Vec<Value>, n_slices: Option<usize>, cx: &mut CallCx) -> Result<Rdd, Raised> {
        let n_slices = n_slices.unwrap_or_else(|| self.default_parallelism());
        let batch_size = (items.len() / n_slices.max(1)).clamp(1, 1024);
        let mut rows = Vec::with_capacity(items.len());
        for item in &items {
            rows.push(kept(item, &**self.language(), cx)?);
        }
        let n_batches = rows.len().div_ceil(batch_size);
        let column = Column::Any(rows);
        let partitions = (0..n_slices).map(|slice| {
            let begin = slice * n_batches / n_slices * batch_size;
            let end = (slice + 1) * n_batches / n_slices * batch_size;
            Rc::new(column.slice(begin..end))
        });
        Ok(self.rdd_of_partitions("parallelize", partitions.collect(), Serializer::Batched(batch_size)))
    }

    /// `sc.parallelize(range(…), numSlices)` and `sc.range`: `n_items` numbers from `start`, `step` apart.
    pub fn parallelize_range(&self, start: i64, step: i64, n_items: usize, n_slices: Option<usize>) -> Rdd {
        let n_slices = n_slices.unwrap_or_else(|| self.default_parallelism());
        // PySpark computes the borders in floating point, which shows for huge ranges only.
        let border = |slice: usize| (slice as f64 * n_items as f64 / n_slices as f64) as usize;
        let slices = (0..n_slices).map(|slice| border(slice)..border(slice + 1)).collect();
        let rdd = Rdd::new(self, n_slices, Serializer::Auto, Numbers { start, step, slices });
        jvm::made_of_range(&rdd.node);
        rdd
    }
}
