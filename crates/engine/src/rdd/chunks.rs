//! `Chunks`: a partition as columns of some thousand rows, so that what a step makes is still in the cache when the
//! next one reads it.

use std::ops::Range;
use std::rc::Rc;

use value::{CallCx, Column, Raised, Value};

use super::block::concat;
use super::group_columns::Groups;
use super::ledger::version::Version;
use super::narrow::{Step, StepCx};
use super::rows::{ColumnRows, Rows};
use super::task::{Site, Task};

/// The rows of a chunk that a source makes.
pub(crate) const CHUNK_ROWS: usize = 4096;

/// A piece of a partition.
pub(crate) enum Piece {
    Column(Rc<Column>),
    /// All that is left: from here on it goes row by row.
    Rest(Box<dyn Rows>),
}

impl Piece {
    /// The records one after another.
    pub(crate) fn into_rows(self) -> Box<dyn Rows> {
        match self {
            Self::Column(column) => Box::new(ColumnRows::new(column)),
            Self::Rest(rows) => rows,
        }
    }
}

/// A partition piece by piece.
pub(crate) trait Chunks {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Piece>, Raised>;

    /// All of it as groups that no lists have been made of yet, if that is what it is and nothing has been read.
    fn take_groups(&mut self) -> Option<Groups> {
        None
    }

    /// What it all is, if it is a version of a state of which nothing has been read.
    fn version(&self) -> Option<&Rc<Version>> {
        None
    }
}

/// Slices of one column.
pub(crate) struct ColumnChunks {
    column: Rc<Column>,
    left: Range<usize>,
}

impl ColumnChunks {
    pub(crate) fn boxed(column: Rc<Column>) -> Box<dyn Chunks> {
        Box::new(Self { left: 0..column.len(), column })
    }
}

impl Chunks for ColumnChunks {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Piece>, Raised> {
        if self.left.is_empty() {
            return Ok(None);
        }
        let end = self.left.end.min(self.left.start + CHUNK_ROWS);
        // No function is called that could say so: work goes on, and somebody may want to stop it.
        cx.progress += 1;
        cx.burn((end - self.left.start) as u64)?;
        let piece = self.column.slice(self.left.start..end);
        self.left.start = end;
        Ok(Some(Piece::Column(Rc::new(piece))))
    }
}

/// Columns that are there already.
pub(crate) struct ReadyChunks(pub(crate) std::vec::IntoIter<Rc<Column>>);

impl Chunks for ReadyChunks {
    fn next(&mut self, _: &mut CallCx) -> Result<Option<Piece>, Raised> {
        Ok(self.0.next().map(Piece::Column))
    }
}

/// A step that looks at each row for itself, done chunk by chunk, as long as it can be done to columns.
pub(crate) struct StepChunks {
    pub(crate) input: Box<dyn Chunks>,
    pub(crate) step: Rc<dyn Step>,
    pub(crate) partition: usize,
    pub(crate) site: Site,
    pub(crate) task: Rc<Task>,
}

impl Chunks for StepChunks {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Piece>, Raised> {
        let rest = match self.input.next(cx)? {
            None => return Ok(None),
            Some(Piece::Column(column)) => match self.step.column(&column, cx) {
                Some(output) => return Ok(Some(Piece::Column(Rc::new(output)))),
                None => {
                    let input = std::mem::replace(&mut self.input, Box::new(ReadyChunks(Vec::new().into_iter())));
                    ChunkRows { current: Box::new(ColumnRows::new(column)), input: Some(input) }.boxed()
                }
            },
            Some(Piece::Rest(rows)) => rows,
        };
        let at = StepCx { partition: self.partition, site: self.site, task: &self.task };
        Ok(Some(Piece::Rest(self.step.rows(rest, at, cx)?)))
    }
}

/// Chunks row by row.
pub(crate) struct ChunkRows {
    current: Box<dyn Rows>,
    /// `None` once the rest goes row by row.
    input: Option<Box<dyn Chunks>>,
}

impl ChunkRows {
    pub(crate) fn of(input: Box<dyn Chunks>) -> Box<dyn Rows> {
        Self { current: Box::new(ColumnRows::new(Rc::default())), input: Some(input) }.boxed()
    }

    /// A column, and then the chunks.
    pub(crate) fn after(column: Rc<Column>, input: Box<dyn Chunks>) -> Box<dyn Rows> {
        Self { current: Box::new(ColumnRows::new(column)), input: Some(input) }.boxed()
    }

    fn boxed(self) -> Box<dyn Rows> {
        Box::new(self)
    }
}

impl Rows for ChunkRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        loop {
            if let Some(row) = self.current.next(cx)? {
                return Ok(Some(row));
            }
            let Some(input) = &mut self.input else { return Ok(None) };
            match input.next(cx)? {
                None => return Ok(None),
                Some(Piece::Column(column)) => self.current = Box::new(ColumnRows::new(column)),
                Some(Piece::Rest(rows)) => {
                    self.current = rows;
                    self.input = None;
                }
            }
        }
    }
}

/// All chunks as one column.
pub(crate) fn collect_chunks(mut input: Box<dyn Chunks>, cx: &mut CallCx) -> Result<Rc<Column>, Raised> {
    let mut columns = Vec::new();
    while let Some(piece) = input.next(cx)? {
        match piece {
            Piece::Column(column) => columns.push(column),
            Piece::Rest(mut rows) => {
                let rest = Column::Any(crate::records::drain(&mut *rows, cx)?);
                if columns.is_empty() {
                    return Ok(Rc::new(rest));
                }
                columns.push(Rc::new(rest));
            }
        }
    }
    Ok(concat(&columns))
}
