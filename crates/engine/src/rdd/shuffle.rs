//! `Shuffle`: records move to the partition that their key decides, in an order that never varies.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use value::hash::partition_of;
use value::object::BinaryOp;
use value::{CallCx, Callable, Column, Raised, Value};

use super::block::Block;
use super::chunks::{Chunks, Piece, ReadyChunks};
use super::job::in_task;
use super::keys::{Keys, distribute};
use super::node::{Compute, Computed, Dependency, RddNode};
use super::rows::{ChainedRows, ColumnRows, Rows};
use super::task::{Site, Task};
use crate::failure::Failure;
use crate::language::Language;
use crate::records::unpack_pair;

/// How the partition of a key is found.
#[derive(Clone)]
pub(crate) enum Partitioning {
    /// `portable_hash(key) % n`.
    Portable,
    /// `function(key) % n`.
    User(Rc<dyn Callable>),
    /// A function of the engine's own, already below n.
    Native(Rc<dyn Fn(&Value, &mut CallCx) -> Result<usize, Raised>>),
}

/// A stage border: all partitions of the parent are computed before any partition after it.
pub(crate) trait Exchange {
    fn parent(&self) -> &Rc<RddNode>;

    fn is_done(&self) -> bool;

    /// The map stage: every partition of the parent is computed and split up.
    fn run(&self, cx: &mut CallCx) -> Result<(), Failure>;
}

/// All records of the parent, by reduce partition.
///
/// Order: reduce partition p holds, map partition after map partition, the records that belong to p in their order.
pub(crate) struct Shuffle {
    parent: Rc<RddNode>,
    n_partitions: usize,
    partitioning: Partitioning,
    /// By reduce partition, then by map partition.
    blocks: RefCell<Option<Rc<Vec<Vec<Block>>>>>,
    shortcut: OnceCell<Rc<dyn Shortcut>>,
}

/// Records that need not be split up, since whoever reads them takes them as they are.
pub(crate) trait Shortcut {
    /// Takes over what a map task would split up, if it can; all of it belongs to the reduce partition of that number.
    fn takes_over(&self, partition: usize, task: &Rc<Task>, cx: &mut CallCx) -> Result<bool, Raised>;

    /// Whether there are records for a partition among them.
    fn has_records(&self, partition: usize) -> bool;
}

impl Exchange for Shuffle {
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
            let parts = in_task(&self.parent.sc, &task, cx, |cx| match self.shortcut.get() {
                Some(shortcut) if shortcut.takes_over(partition, &task, cx)? => Ok(Vec::new()),
                _ => self.split(self.parent.read(partition, &task, cx)?, &task, cx),
            })?;
            for (blocks, part) in by_reduce.iter_mut().zip(parts) {
                blocks.extend(part.into_iter().map(|piece| Block::new(Rc::new(piece))));
            }
        }
        *self.blocks.borrow_mut() = Some(Rc::new(by_reduce));
        Ok(())
    }
}

impl Shuffle {
    pub(crate) fn new(parent: Rc<RddNode>, n_partitions: usize, partitioning: Partitioning) -> Rc<Self> {
        Rc::new(Self { parent, n_partitions, partitioning, blocks: RefCell::default(), shortcut: OnceCell::new() })
    }

    pub(crate) fn parent_node(&self) -> &Rc<RddNode> {
        &self.parent
    }

    /// Must be said before it runs, and once only.
    pub(crate) fn take_shortcut(&self, shortcut: Rc<dyn Shortcut>) {
        let _ = self.shortcut.set(shortcut); // A second one would find nothing to do.
    }

    fn split(&self, computed: Computed, task: &Rc<Task>, cx: &mut CallCx) -> Result<Vec<Vec<Column>>, Raised> {
        let mut parts: Vec<Vec<Column>> = vec![Vec::new(); self.n_partitions];
        let mut chunks: Box<dyn Chunks> = match computed {
            Computed::Column(column) => Box::new(ReadyChunks(vec![column].into_iter())),
            Computed::Chunks(chunks) => chunks,
            Computed::Rows(rows) => {
                self.split_rows(rows, &mut parts, task, cx)?;
                return Ok(parts);
            }
        };
        while let Some(piece) = chunks.next(cx)? {
            match piece {
                Piece::Column(column) if column.is_empty() => {}
                Piece::Column(column) => match self.split_piece(&column, cx) {
                    Some(pieces) => {
                        let filled = parts.iter_mut().zip(pieces).filter(|(_, piece)| !piece.is_empty());
                        filled.for_each(|(part, piece)| part.push(piece));
                    }
                    None => self.split_rows(Box::new(ColumnRows::new(column)), &mut parts, task, cx)?,
                },
                Piece::Rest(rows) => self.split_rows(rows, &mut parts, task, cx)?,
            }
        }
        Ok(parts)
    }

    fn split_piece(&self, column: &Column, cx: &mut CallCx) -> Option<Vec<Column>> {
        match self.partitioning {
            Partitioning::Portable => split_column(column, self.n_partitions, cx),
            _ => None,
        }
    }

    fn split_rows(
        &self,
        mut rows: Box<dyn Rows>,
        parts: &mut [Vec<Column>],
        task: &Rc<Task>,
        cx: &mut CallCx,
    ) -> Result<(), Raised> {
        let mut pairs: Vec<Vec<Value>> = vec![Vec::new(); self.n_partitions];
        let site = Site { operator: "partitionBy", node: None };
        while let Some(record) = rows.next(cx)? {
            let found = unpack_pair(&record, cx).and_then(|(key, value)| {
                let to = self.partition_of(&key, cx)?;
                Ok((to, Value::pair(key, value)))
            });
            let (to, pair) = found.map_err(|raised| task.blame(raised, site, Some(&record)))?;
            if let Some(pairs) = pairs.get_mut(to) {
                pairs.push(pair);
            }
        }
        for (part, pairs) in parts.iter_mut().zip(pairs).filter(|(_, pairs)| !pairs.is_empty()) {
            part.push(Column::Any(pairs));
        }
        Ok(())
    }

    fn partition_of(&self, key: &Value, cx: &mut CallCx) -> Result<usize, Raised> {
        match &self.partitioning {
            Partitioning::Portable => partition_of(key, self.n_partitions, cx),
            Partitioning::User(function) => {
                user_partition(&**function, key, self.n_partitions, self.parent.sc.language(), cx)
            }
            Partitioning::Native(function) => function(key, cx),
        }
    }

    pub(crate) fn blocks_of(&self, partition: usize) -> Vec<Block> {
        self.blocks.borrow().as_ref().and_then(|blocks| blocks.get(partition).cloned()).unwrap_or_default()
    }
}

/// `function(key) % n`.
pub(crate) fn user_partition(
    function: &dyn Callable,
    key: &Value,
    n: usize,
    language: &Rc<dyn Language>,
    cx: &mut CallCx,
) -> Result<usize, Raised> {
    let n = n.max(1) as i64;
    let answer = function.call(std::slice::from_ref(key), cx)?;
    match answer {
        Value::Int(number) => Ok(number.rem_euclid(n) as usize),
        Value::Bool(truth) => Ok(usize::from(truth) % n as usize),
        other => match language.binary(BinaryOp::Mod, &other, &Value::Int(n), cx)? {
            Value::Int(place) => Ok(place.rem_euclid(n) as usize),
            _ => Err(language.not_an_integer()),
        },
    }
}

/// Splits pairs with typed keys without making values of them.
fn split_column(column: &Column, n: usize, cx: &mut CallCx) -> Option<Vec<Column>> {
    let Column::Tuple { fields, .. } = column else { return None };
    let [keys, _] = fields.as_slice() else { return None };
    if n == 1 && Keys::None.takes(keys) {
        return Some(vec![column.clone()]);
    }
    let mut picked: Vec<Vec<u32>> = vec![Vec::new(); n];
    distribute(keys, n, cx, |row, partition| {
        if let Some(rows) = picked.get_mut(partition) {
            rows.push(row);
        }
    })?;
    let part = |rows: &Vec<u32>| if rows.is_empty() { Column::default() } else { column.take(rows) };
    Some(picked.iter().map(part).collect())
}

/// The RDD on the reduce side of a shuffle.
pub(crate) struct Shuffled {
    shuffle: Rc<Shuffle>,
    exchange: Rc<dyn Exchange>,
}

impl Shuffled {
    pub(crate) fn new(shuffle: Rc<Shuffle>) -> Self {
        Self { exchange: Rc::clone(&shuffle) as Rc<dyn Exchange>, shuffle }
    }
}

impl Compute for Shuffled {
    fn operator(&self) -> &'static str {
        "partitionBy"
    }
    fn dependencies(&self) -> Vec<Dependency<'_>> {
        vec![Dependency::Shuffle(&self.exchange)]
    }
    fn has_input(&self, partition: usize) -> bool {
        !self.shuffle.blocks_of(partition).is_empty()
            || self.shuffle.shortcut.get().is_some_and(|shortcut| shortcut.has_records(partition))
    }
    fn shuffle(&self) -> Option<&Rc<Shuffle>> {
        Some(&self.shuffle)
    }
    fn compute(&self, partition: usize, _: Site, _: &Rc<Task>, _: &mut CallCx) -> Result<Computed, Raised> {
        let language = self.shuffle.parent.sc.language();
        Ok(read_blocks(&self.shuffle.blocks_of(partition), language))
    }
}

/// Blocks one after another, as columns if nothing in them needs to be copied.
pub(crate) fn read_blocks(blocks: &[Block], language: &Rc<dyn crate::language::Language>) -> Computed {
    if blocks.iter().all(Block::is_frozen) {
        let mut columns: Vec<Rc<Column>> = blocks.iter().map(|block| Rc::clone(block.column())).collect();
        return match columns.len() {
            0 | 1 => Computed::Column(columns.pop().unwrap_or_default()),
            _ => Computed::Chunks(Box::new(ReadyChunks(columns.into_iter()))),
        };
    }
    let rows: Vec<Box<dyn Rows>> = blocks.iter().map(|block| block.read(language).into_rows()).collect();
    Computed::Rows(ChainedRows::boxed(rows))
}
