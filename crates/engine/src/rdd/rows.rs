//! `Rows`: the records of a partition, one after another, computed when they are asked for.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use value::{CallCx, Column, ExcKind, Object, Raised, Value};

/// An iterator over records that may run user code.
pub trait Rows {
    /// The next record, or `None` at the end.
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised>;

    /// Whether the records were unpickled just now, for whoever asks for them.
    fn is_unpickled(&self) -> bool {
        false
    }
}

/// The rows of a column.
pub(crate) struct ColumnRows {
    column: Rc<Column>,
    at: usize,
}

impl ColumnRows {
    pub(crate) fn new(column: Rc<Column>) -> Self {
        Self { column, at: 0 }
    }
}

impl Rows for ColumnRows {
    fn next(&mut self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if self.at >= self.column.len() {
            return Ok(None);
        }
        self.at += 1;
        Ok(Some(self.column.get(self.at - 1)))
    }
}

/// Values that are there already.
pub(crate) struct VecRows(pub(crate) std::vec::IntoIter<Value>);

impl VecRows {
    pub(crate) fn boxed(rows: Vec<Value>) -> Box<dyn Rows> {
        Box::new(Self(rows.into_iter()))
    }
}

impl Rows for VecRows {
    fn next(&mut self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(self.0.next())
    }
}

/// One after another.
pub(crate) struct ChainedRows {
    pub(crate) parts: std::vec::IntoIter<Box<dyn Rows>>,
    pub(crate) current: Option<Box<dyn Rows>>,
}

impl ChainedRows {
    pub(crate) fn boxed(parts: Vec<Box<dyn Rows>>) -> Box<dyn Rows> {
        Box::new(Self { parts: parts.into_iter(), current: None })
    }
}

impl Rows for ChainedRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        loop {
            if let Some(current) = &mut self.current {
                if let Some(row) = current.next(cx)? {
                    return Ok(Some(row));
                }
                self.current = None;
            }
            match self.parts.next() {
                Some(part) => self.current = Some(part),
                None => return Ok(None),
            }
        }
    }

    fn is_unpickled(&self) -> bool {
        self.current.iter().chain(self.parts.as_slice()).all(|part| part.is_unpickled())
    }
}

/// Rows as an iterator object of the program: what `mapPartitions` hands to its function.
pub struct RowIterator {
    rows: RefCell<Box<dyn Rows>>,
    type_name: &'static str,
}

impl RowIterator {
    /// The iterator object of `rows`; `type_name` is what Python calls such an iterator.
    pub fn value(rows: Box<dyn Rows>, type_name: &'static str) -> Value {
        Value::object(Self { rows: RefCell::new(rows), type_name })
    }
}

impl Object for RowIterator {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed(self.type_name)
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn iter(&self, this: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(this.clone()))
    }
    fn is_iterator(&self) -> bool {
        true
    }
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match self.rows.try_borrow_mut() {
            Ok(mut rows) => rows.next(cx),
            Err(_) => Err(Raised::new(ExcKind::ValueError, "generator already executing".into())),
        }
    }
}
