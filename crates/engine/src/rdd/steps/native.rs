//! Steps that the engine makes itself, from Rust functions.

use std::rc::Rc;

use value::{CallCx, Column, Raised, Value};

use crate::rdd::narrow::{Step, StepCx};
use crate::rdd::rows::{Rows, VecRows};
use crate::records::drain;

/// A function of a record.
pub(crate) type MapRecord = dyn Fn(Value, &mut CallCx) -> Result<Value, Raised>;
/// A function of a whole column.
pub(crate) type MapColumn = dyn Fn(&Column) -> Option<Column>;

/// Every record through a Rust function.
pub(crate) struct NativeMap {
    pub(crate) operator: &'static str,
    pub(crate) record: Rc<MapRecord>,
    pub(crate) column: Rc<MapColumn>,
}

impl NativeMap {
    pub(crate) fn by_record(
        operator: &'static str,
        record: impl Fn(Value, &mut CallCx) -> Result<Value, Raised> + 'static,
    ) -> Self {
        Self { operator, record: Rc::new(record), column: Rc::new(|_| None) }
    }
}

impl Step for NativeMap {
    fn operator(&self) -> &'static str {
        self.operator
    }
    fn column(&self, input: &Column, _: &mut CallCx) -> Option<Column> {
        (self.column)(input)
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        let (record, site, task) = (Rc::clone(&self.record), at.site, Rc::clone(at.task));
        Ok(map_rows(input, move |row, cx| record(row, cx).map_err(|raised| task.blame(raised, site, None))))
    }
}

/// A partition of any number of records through a Rust function, all at once.
pub(crate) struct NativePartition {
    pub(crate) operator: &'static str,
    #[allow(clippy::type_complexity)]
    pub(crate) run: Rc<dyn Fn(&mut dyn Rows, StepCx<'_>, &mut CallCx) -> Result<Vec<Value>, Raised>>,
}

struct WholeRows<F> {
    input: Option<Box<dyn Rows>>,
    run: F,
    output: VecRows,
}

impl Step for NativePartition {
    fn operator(&self) -> &'static str {
        self.operator
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        let (run, partition, site, task) = (Rc::clone(&self.run), at.partition, at.site, Rc::clone(at.task));
        Ok(Box::new(WholeRows {
            input: Some(input),
            run: move |rows: &mut dyn Rows, cx: &mut CallCx| run(rows, StepCx { partition, site, task: &task }, cx),
            output: VecRows(Vec::new().into_iter()),
        }))
    }
}

impl<F: FnMut(&mut dyn Rows, &mut CallCx) -> Result<Vec<Value>, Raised>> Rows for WholeRows<F> {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if let Some(mut input) = self.input.take() {
            self.output = VecRows((self.run)(&mut *input, cx)?.into_iter());
        }
        self.output.next(cx)
    }
}

/// `glom()`: each partition as one list.
pub(crate) fn glom() -> NativePartition {
    NativePartition { operator: "glom", run: Rc::new(|rows, _, cx| Ok(vec![Value::list(drain(rows, cx)?)])) }
}

struct MappedRows<F> {
    input: Box<dyn Rows>,
    function: F,
}

impl<F: FnMut(Value, &mut CallCx) -> Result<Option<Value>, Raised>> Rows for MappedRows<F> {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match self.input.next(cx)? {
            Some(row) => (self.function)(row, cx),
            None => Ok(None),
        }
    }
}

/// Each row through `function`.
pub(crate) fn map_rows(
    input: Box<dyn Rows>,
    mut function: impl FnMut(Value, &mut CallCx) -> Result<Value, Raised> + 'static,
) -> Box<dyn Rows> {
    map_rows_until(input, move |row, cx| function(row, cx).map(Some))
}

/// Each row through `function`, which may end the iteration.
pub(crate) fn map_rows_until(
    input: Box<dyn Rows>,
    function: impl FnMut(Value, &mut CallCx) -> Result<Option<Value>, Raised> + 'static,
) -> Box<dyn Rows> {
    Box::new(MappedRows { input, function })
}
