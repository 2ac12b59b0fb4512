//! `Narrow`: an RDD each of whose partitions is made from the same partition of its parent, step by step.

use std::rc::Rc;

use value::{CallCx, Callable, Column, Raised};

use super::node::{Compute, Computed, Dependency, RddNode};
use super::rows::Rows;
use super::task::{Site, Task};
use crate::language::Language;

/// One step of a narrow chain.
///
/// Rows are pulled one by one through the whole chain, as Python's iterators are, so what user functions do and
/// raise comes in PySpark's order. Whole columns are taken instead as far as every function offers it.
pub(crate) trait Step {
    fn operator(&self) -> &'static str;

    /// The whole partition at once, or `None` if it must go row by row.
    fn column(&self, input: &Column, cx: &mut CallCx) -> Option<Column> {
        let _ = (input, cx);
        None
    }

    /// The partition row by row.
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, cx: &mut CallCx) -> Result<Box<dyn Rows>, Raised>;

    /// The same step with functions as pickled now; `None` if they stay as they are.
    fn pickled(&self, language: &dyn Language, cx: &mut CallCx) -> Result<Option<Rc<dyn Step>>, Raised> {
        let _ = (language, cx);
        Ok(None)
    }
}

/// Where a step is being done.
#[derive(Clone, Copy)]
pub(crate) struct StepCx<'a> {
    pub partition: usize,
    pub site: Site,
    pub task: &'a Rc<Task>,
}

pub(crate) struct Narrow {
    pub(crate) parent: Rc<RddNode>,
    pub(crate) step: Rc<dyn Step>,
}

impl Compute for Narrow {
    fn operator(&self) -> &'static str {
        self.step.operator()
    }

    fn dependencies(&self) -> Vec<Dependency<'_>> {
        vec![Dependency::Narrow(&self.parent)]
    }

    fn compute(&self, partition: usize, site: Site, task: &Rc<Task>, cx: &mut CallCx) -> Result<Computed, Raised> {
        let at = StepCx { partition, site, task };
        let input = match self.parent.read(partition, task, cx)? {
            Computed::Column(column) => match self.step.column(&column, cx) {
                Some(output) => return Ok(Computed::Column(Rc::new(output))),
                None => Computed::Column(column),
            },
            rows => rows,
        };
        Ok(Computed::Rows(self.step.rows(input.into_rows(), at, cx)?))
    }

    fn pickled(&self, cx: &mut CallCx) -> Result<Option<Rc<dyn Compute>>, Raised> {
        let parent = self.parent.pipelined(cx)?;
        let step = self.step.pickled(&**self.parent.sc.language(), cx)?;
        let step = step.unwrap_or_else(|| Rc::clone(&self.step));
        Ok(Some(Rc::new(Self { parent, step })))
    }
}

/// The pickled form of a step that holds one function.
pub(crate) fn pickled_with<S: Step + 'static>(
    function: &Rc<dyn Callable>,
    language: &dyn Language,
    cx: &mut CallCx,
    make: impl FnOnce(Rc<dyn Callable>) -> S,
) -> Result<Option<Rc<dyn Step>>, Raised> {
    let pickled = language.pickle(function, cx)?;
    Ok(if Rc::ptr_eq(&pickled, function) { None } else { Some(Rc::new(make(pickled))) })
}
