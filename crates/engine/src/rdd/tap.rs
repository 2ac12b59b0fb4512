//! `Tap`: keeps what flows through an RDD while jobs compute it, for the pictures of a batch.

use std::cell::RefCell;
use std::rc::Rc;

use plan::NodeId;
use value::{CallCx, Column, Raised, Value};

use super::node::Computed;
use super::rows::Rows;
use crate::copy::fresh;
use crate::language::Language;

/// Records seen at one RDD of one batch. Only looks: nothing is computed because of it.
pub(crate) struct Tap {
    pub(crate) node: NodeId,
    partitions: RefCell<Vec<Seen>>,
}

/// What was seen of one partition.
#[derive(Clone, Default)]
pub(crate) enum Seen {
    /// No job asked for it.
    #[default]
    Nothing,
    /// The job stopped after these.
    Some(Rc<Column>),
    All(Rc<Column>),
}

impl Tap {
    pub(crate) fn new(node: NodeId, n_partitions: usize) -> Rc<Self> {
        Rc::new(Self { node, partitions: RefCell::new(vec![Seen::Nothing; n_partitions]) })
    }

    pub(crate) fn partitions(&self) -> Vec<Seen> {
        self.partitions.borrow().clone()
    }

    /// Keeps a whole partition.
    pub(crate) fn keep(&self, partition: usize, column: &Rc<Column>) {
        if let Some(seen) = self.partitions.borrow_mut().get_mut(partition)
            && !matches!(seen, Seen::All(_))
        {
            *seen = Seen::All(Rc::clone(column));
        }
    }

    fn is_complete(&self, partition: usize) -> bool {
        matches!(self.partitions.borrow().get(partition), Some(Seen::All(_)) | None)
    }

    /// Keeps what is read of a partition from now on.
    pub(crate) fn watch(self: Rc<Self>, partition: usize, computed: Computed, language: &Rc<dyn Language>) -> Computed {
        match computed {
            Computed::Column(column) => {
                self.keep(partition, &column);
                Computed::Column(column)
            }
            Computed::Rows(rows) if self.is_complete(partition) => Computed::Rows(rows),
            Computed::Rows(rows) => Computed::Rows(Box::new(WatchedRows {
                rows,
                tap: self,
                partition,
                language: Rc::clone(language),
                seen: Vec::new(),
                is_at_end: false,
            })),
        }
    }
}

struct WatchedRows {
    rows: Box<dyn Rows>,
    tap: Rc<Tap>,
    partition: usize,
    language: Rc<dyn Language>,
    seen: Vec<Value>,
    is_at_end: bool,
}

impl Rows for WatchedRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let row = self.rows.next(cx)?;
        match &row {
            // A later step may change the very object.
            Some(row) => self.seen.push(fresh(row, &*self.language, cx)?),
            None => self.is_at_end = true,
        }
        Ok(row)
    }
}

impl Drop for WatchedRows {
    fn drop(&mut self) {
        let column = Rc::new(Column::Any(std::mem::take(&mut self.seen)));
        if self.is_at_end {
            self.tap.keep(self.partition, &column);
        } else if let Some(seen) = self.tap.partitions.borrow_mut().get_mut(self.partition) {
            let is_longer = match seen {
                Seen::Nothing => true,
                Seen::Some(known) => column.len() > known.len(),
                Seen::All(_) => false,
            };
            if is_longer {
                *seen = Seen::Some(column);
            }
        }
    }
}
