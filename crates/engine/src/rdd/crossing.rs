//! Records on their way from one Python worker to the next, or to the driver: pickled by one, unpickled by the other.
//!
//! Of a record that nobody else holds this changes only the order of its sets, which programs show. Source: CPython's
//! unpickler adds the keys of a set one by one.

use std::rc::Rc;

use value::{CallCx, Column, Raised, Value};

use super::chunks::{Chunks, Piece};
use super::node::Computed;
use super::rows::Rows;
use crate::copy::{is_column_frozen, reordered};
use crate::language::Language;

impl Computed {
    /// The records as the next worker, or the driver, gets them. Those that were at rest were unpickled when they
    /// were read.
    pub(crate) fn unpickled(self, language: &Rc<dyn Language>) -> Self {
        match self {
            Self::Rows(rows) if rows.is_unpickled() => Self::Rows(rows),
            other => other.pickled_and_unpickled(language),
        }
    }

    /// The records after one more worker has passed them on.
    pub(crate) fn pickled_and_unpickled(self, language: &Rc<dyn Language>) -> Self {
        let language = Rc::clone(language);
        match self {
            Self::Column(column) if is_column_frozen(&column) => Self::Column(column),
            Self::Chunks(chunks) => Self::Chunks(Box::new(CrossingChunks { chunks, language })),
            other => Self::Rows(Box::new(CrossingRows { rows: other.into_rows(), language })),
        }
    }
}

struct CrossingRows {
    rows: Box<dyn Rows>,
    language: Rc<dyn Language>,
}

impl Rows for CrossingRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match self.rows.next(cx)? {
            Some(row) => reordered(&row, &*self.language, cx).map(Some),
            None => Ok(None),
        }
    }

    fn is_unpickled(&self) -> bool {
        true
    }
}

struct CrossingChunks {
    chunks: Box<dyn Chunks>,
    language: Rc<dyn Language>,
}

impl Chunks for CrossingChunks {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Piece>, Raised> {
        Ok(match self.chunks.next(cx)? {
            Some(Piece::Column(column)) if !is_column_frozen(&column) => {
                let rows = column.iter().map(|row| reordered(&row, &*self.language, cx));
                Some(Piece::Column(Rc::new(Column::Any(rows.collect::<Result<_, _>>()?))))
            }
            Some(Piece::Rest(rows)) => {
                Some(Piece::Rest(Box::new(CrossingRows { rows, language: Rc::clone(&self.language) })))
            }
            piece => piece,
        })
    }
}
