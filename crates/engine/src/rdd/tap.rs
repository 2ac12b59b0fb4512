//! `Tap`: keeps what flows through an RDD while jobs compute it, for the pictures of a batch.

use std::cell::RefCell;
use std::rc::Rc;

use plan::NodeId;
use value::{CallCx, Column, Raised, Value};

use super::block::concat;
use super::chunks::{Chunks, Piece};
use super::kept::{KeptRows, WeakRows};
use super::node::Computed;
use super::rows::Rows;
use crate::copy::kept;
use crate::language::Language;

/// Of longer partitions only so many rows are kept, and the rest are counted.
const MAX_KEPT_ROWS: usize = 1 << 16;

/// Records seen at one RDD of one batch. Only looks: nothing is computed because of it.
pub(crate) struct Tap {
    pub(crate) node: NodeId,
    /// Nothing between batches: then nothing is noted.
    partitions: RefCell<Vec<Seen>>,
    /// What was seen in an earlier batch, as far as somebody else keeps it. The RDD may be remembered for longer.
    earlier: RefCell<Vec<Earlier>>,
}

/// What was seen of one partition.
#[derive(Clone, Default)]
pub(crate) enum Seen {
    /// No job asked for it.
    #[default]
    Nothing,
    /// The job stopped after these.
    Some(SeenRows),
    All(SeenRows),
}

/// Rows that were seen.
#[derive(Clone, Default)]
pub(crate) struct SeenRows {
    /// The first ones.
    pub(crate) kept: KeptRows,
    pub(crate) n_rows: usize,
}

/// What was seen of a partition, for whoever asks as long as it is still there.
struct Earlier {
    kept: WeakRows,
    n_rows: usize,
    is_all: bool,
}

impl Earlier {
    fn of(seen: &Seen) -> Self {
        let (rows, is_all) = match seen {
            Seen::Nothing => return Self { kept: WeakRows::default(), n_rows: 0, is_all: false },
            Seen::Some(rows) => (rows, false),
            Seen::All(rows) => (rows, true),
        };
        Self { kept: rows.kept.downgrade(), n_rows: rows.n_rows, is_all }
    }

    fn seen(&self) -> Seen {
        match self.kept.upgrade().map(|kept| SeenRows { kept, n_rows: self.n_rows }) {
            Some(rows) if self.is_all => Seen::All(rows),
            Some(rows) => Seen::Some(rows),
            None => Seen::Nothing,
        }
    }
}

impl Tap {
    pub(crate) fn new(node: NodeId, n_partitions: usize) -> Rc<Self> {
        let partitions = RefCell::new(vec![Seen::Nothing; n_partitions]);
        Rc::new(Self { node, partitions, earlier: RefCell::default() })
    }

    pub(crate) fn partitions(&self) -> Vec<Seen> {
        self.partitions.borrow().clone()
    }

    /// Lets go of what has been seen, and sees nothing more until [`Tap::reopen`].
    pub(crate) fn close(&self) {
        let seen = self.partitions.take();
        if !seen.is_empty() {
            self.earlier.replace(seen.iter().map(Earlier::of).collect());
        }
    }

    /// The RDD is one of a later batch, too.
    pub(crate) fn reopen(&self) {
        let mut partitions = self.partitions.borrow_mut();
        if partitions.is_empty() {
            *partitions = self.earlier.take().iter().map(Earlier::seen).collect();
        }
    }

    /// Keeps a whole partition.
    pub(crate) fn keep(&self, partition: usize, rows: &KeptRows) {
        let seen = SeenRows { kept: rows.first(MAX_KEPT_ROWS), n_rows: rows.len() };
        self.note(partition, Seen::All(seen));
    }

    /// Takes note of rows, unless more is known already.
    fn note(&self, partition: usize, now: Seen) {
        if let Some(seen) = self.partitions.borrow_mut().get_mut(partition) {
            let is_more = match (&*seen, &now) {
                (Seen::All(_), _) => false,
                (Seen::Some(known), Seen::Some(rows)) => rows.n_rows > known.n_rows,
                _ => true,
            };
            if is_more {
                *seen = now;
            }
        }
    }

    fn is_complete(&self, partition: usize) -> bool {
        matches!(self.partitions.borrow().get(partition), Some(Seen::All(_)) | None)
    }

    /// Keeps what is read of a partition from now on.
    pub(crate) fn watch(self: Rc<Self>, partition: usize, computed: Computed, language: &Rc<dyn Language>) -> Computed {
        if self.is_complete(partition) {
            return computed;
        }
        let notes = Notes { tap: self, partition, kept: Vec::new(), values: Vec::new(), n_rows: 0, is_at_end: false };
        match computed {
            Computed::Column(column) => {
                notes.tap.keep(partition, &KeptRows::of(Rc::clone(&column)));
                Computed::Column(column)
            }
            Computed::Chunks(chunks) => {
                Computed::Chunks(Box::new(WatchedChunks { chunks, notes: Some(notes), language: Rc::clone(language) }))
            }
            Computed::Rows(rows) => {
                Computed::Rows(Box::new(WatchedRows { rows, notes, language: Rc::clone(language) }))
            }
        }
    }
}

/// What has been seen so far; handed over when it is dropped.
struct Notes {
    tap: Rc<Tap>,
    partition: usize,
    kept: Vec<Rc<Column>>,
    /// Rows after the columns.
    values: Vec<Value>,
    n_rows: usize,
    is_at_end: bool,
}

impl Notes {
    fn column(&mut self, column: &Rc<Column>) {
        let room = MAX_KEPT_ROWS.saturating_sub(self.n_rows);
        if column.len() <= room {
            self.kept.push(Rc::clone(column));
        } else if room > 0 {
            self.kept.push(Rc::new(column.slice(0..room)));
        }
        self.n_rows += column.len();
    }

    fn row(&mut self, row: &Value, language: &dyn Language, cx: &mut CallCx) -> Result<(), Raised> {
        if self.n_rows < MAX_KEPT_ROWS {
            // A later step may change the very object.
            self.values.push(kept(row, language, cx)?);
        }
        self.n_rows += 1;
        Ok(())
    }
}

impl Drop for Notes {
    fn drop(&mut self) {
        if !self.values.is_empty() {
            self.kept.push(Rc::new(Column::Any(std::mem::take(&mut self.values))));
        }
        let rows = SeenRows { kept: KeptRows::of(concat(&self.kept)), n_rows: self.n_rows };
        self.tap.note(self.partition, if self.is_at_end { Seen::All(rows) } else { Seen::Some(rows) });
    }
}

struct WatchedRows {
    rows: Box<dyn Rows>,
    notes: Notes,
    language: Rc<dyn Language>,
}

impl Rows for WatchedRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let row = self.rows.next(cx)?;
        match &row {
            Some(row) => self.notes.row(row, &*self.language, cx)?,
            None => self.notes.is_at_end = true,
        }
        Ok(row)
    }

    fn is_unpickled(&self) -> bool {
        self.rows.is_unpickled()
    }
}

struct WatchedChunks {
    chunks: Box<dyn Chunks>,
    /// Handed on to the rest once it goes row by row.
    notes: Option<Notes>,
    language: Rc<dyn Language>,
}

impl Chunks for WatchedChunks {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Piece>, Raised> {
        let piece = self.chunks.next(cx)?;
        Ok(match (piece, &mut self.notes) {
            (Some(Piece::Rest(rows)), _) => match self.notes.take() {
                Some(notes) => {
                    let language = Rc::clone(&self.language);
                    Some(Piece::Rest(Box::new(WatchedRows { rows, notes, language })))
                }
                None => Some(Piece::Rest(rows)),
            },
            (Some(Piece::Column(column)), Some(notes)) => {
                notes.column(&column);
                Some(Piece::Column(column))
            }
            (None, Some(notes)) => {
                notes.is_at_end = true;
                None
            }
            (piece, None) => piece,
        })
    }
}
