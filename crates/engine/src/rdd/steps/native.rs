//! Steps that the engine makes itself, from Rust functions.

use std::rc::Rc;

use value::{CallCx, Callable, Column, Raised, Value};

use crate::rdd::narrow::{Step, StepCx};
use crate::rdd::rows::{Rows, VecRows};
use crate::rdd::task::{Site, Task};
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

impl Step for NativeMap {
    fn operator(&self) -> &'static str {
        self.operator
    }
    fn is_row_wise(&self) -> bool {
        true
    }
    fn column(&self, input: &Column, _: &mut CallCx) -> Option<Column> {
        (self.column)(input)
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        let (record, site, task) = (Rc::clone(&self.record), at.site, Rc::clone(at.task));
        Ok(map_rows(input, move |row, cx| record(row, cx).map_err(|raised| task.blame(raised, site, None))))
    }
}

/// What is done with all records of a partition, and with functions of the program.
pub(crate) type PartitionFunction =
    dyn Fn(&[Rc<dyn Callable>], Box<dyn Rows>, StepCx<'_>, &mut CallCx) -> Result<Vec<Value>, Raised>;

/// A partition of any number of records through a Rust function, all at once.
#[derive(Clone)]
pub(crate) struct PartitionStep {
    pub(crate) operator: &'static str,
    /// The program's functions that it calls.
    pub(crate) functions: Vec<Rc<dyn Callable>>,
    pub(crate) run: Rc<PartitionFunction>,
}

impl PartitionStep {
    /// A step without functions of the program.
    pub(crate) fn new(
        operator: &'static str,
        run: impl Fn(Box<dyn Rows>, StepCx<'_>, &mut CallCx) -> Result<Vec<Value>, Raised> + 'static,
    ) -> Self {
        Self { operator, functions: Vec::new(), run: Rc::new(move |_, rows, at, cx| run(rows, at, cx)) }
    }

    /// A step that calls one function of the program.
    pub(crate) fn calling(
        operator: &'static str,
        function: &Rc<dyn Callable>,
        run: impl Fn(&dyn Callable, Box<dyn Rows>, StepCx<'_>, &mut CallCx) -> Result<Vec<Value>, Raised> + 'static,
    ) -> Self {
        let run =
            move |functions: &[Rc<dyn Callable>], rows: Box<dyn Rows>, at: StepCx<'_>, cx: &mut CallCx| match functions
            {
                [function, ..] => run(&**function, rows, at, cx),
                [] => Ok(Vec::new()),
            };
        Self { operator, functions: vec![Rc::clone(function)], run: Rc::new(run) }
    }
}

struct WholeRows {
    input: Option<Box<dyn Rows>>,
    step: PartitionStep,
    at: (usize, Site, Rc<Task>),
    output: VecRows,
}

impl Step for PartitionStep {
    fn operator(&self) -> &'static str {
        self.operator
    }
    fn functions(&self) -> Vec<Rc<dyn Callable>> {
        self.functions.clone()
    }
    fn with_functions(&self, functions: &[Rc<dyn Callable>]) -> Option<Rc<dyn Step>> {
        Some(Rc::new(Self { operator: self.operator, functions: functions.to_vec(), run: Rc::clone(&self.run) }))
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        Ok(Box::new(WholeRows {
            input: Some(input),
            step: self.clone(),
            at: (at.partition, at.site, Rc::clone(at.task)),
            output: VecRows(Vec::new().into_iter()),
        }))
    }
}

impl Rows for WholeRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if let Some(input) = self.input.take() {
            let (partition, site, task) = &self.at;
            let at = StepCx { partition: *partition, site: *site, task };
            let output = (self.step.run)(&self.step.functions, input, at, cx);
            self.output = VecRows(output.map_err(|raised| task.blame(raised, *site, None))?.into_iter());
        }
        self.output.next(cx)
    }
}

/// `glom()`: each partition as one list.
pub(crate) fn glom() -> PartitionStep {
    PartitionStep::new("glom", |mut rows, _, cx| Ok(vec![Value::list(drain(&mut *rows, cx)?)]))
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
