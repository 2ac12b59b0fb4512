//! Steps that hand a whole partition to a function: `mapPartitions` and `mapPartitionsWithIndex`.

use std::rc::Rc;

use value::{CallCx, Callable, Raised, Value};

use crate::rdd::narrow::{Step, StepCx};
use crate::rdd::rows::{RowIterator, Rows};
use crate::rdd::task::{Site, Task};
use crate::records::iterate;

/// `mapPartitions(f)`.
pub(crate) struct MapPartitions(pub(crate) Rc<dyn Callable>);

/// `mapPartitionsWithIndex(f)`.
pub(crate) struct MapPartitionsWithIndex(pub(crate) Rc<dyn Callable>);

impl Step for MapPartitions {
    fn operator(&self) -> &'static str {
        "mapPartitions"
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, cx: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        results(&self.0, &[iterator(input)], at, cx)
    }
    fn functions(&self) -> Vec<Rc<dyn Callable>> {
        vec![Rc::clone(&self.0)]
    }
    fn with_functions(&self, functions: &[Rc<dyn Callable>]) -> Option<Rc<dyn Step>> {
        Some(Rc::new(Self(Rc::clone(functions.first()?))))
    }
}

impl Step for MapPartitionsWithIndex {
    fn operator(&self) -> &'static str {
        "mapPartitionsWithIndex"
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, cx: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        results(&self.0, &[Value::from(at.partition), iterator(input)], at, cx)
    }
    fn functions(&self) -> Vec<Rc<dyn Callable>> {
        vec![Rc::clone(&self.0)]
    }
    fn with_functions(&self, functions: &[Rc<dyn Callable>]) -> Option<Rc<dyn Step>> {
        Some(Rc::new(Self(Rc::clone(functions.first()?))))
    }
}

fn iterator(input: Box<dyn Rows>) -> Value {
    RowIterator::value(input, "generator")
}

/// Calls the function now, as a worker does when it starts; its result is gone through when rows are asked for.
fn results(
    function: &Rc<dyn Callable>,
    args: &[Value],
    at: StepCx<'_>,
    cx: &mut CallCx,
) -> Result<Box<dyn Rows>, Raised> {
    let result = function.call(args, cx).and_then(|result| iterate(&result, cx));
    let rows = result.map_err(|raised| at.task.blame(raised, at.site, None))?;
    Ok(Box::new(BlamedRows { rows, site: at.site, task: Rc::clone(at.task) }))
}

struct BlamedRows {
    rows: Box<dyn Rows>,
    site: Site,
    task: Rc<Task>,
}

impl Rows for BlamedRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        self.rows.next(cx).map_err(|raised| self.task.blame(raised, self.site, None))
    }
}
