//! Narrow chains: RDDs each of whose partitions is made from the same partition of a parent, step by step.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use value::{CallCx, Callable, Column, Raised};

use super::chunks::{ChunkRows, Chunks, StepChunks};
use super::node::{Compute, Computed, Dependency, RddNode};
use super::rows::Rows;
use super::tap::Tap;
use super::task::{Site, Task};

/// One step of a narrow chain.
///
/// Rows are pulled one by one through the whole chain, as Python's iterators are, so what user functions do and
/// raise comes in PySpark's order. Whole columns are taken instead as far as every function offers it.
pub(crate) trait Step {
    fn operator(&self) -> &'static str;

    /// The program's functions in it.
    fn functions(&self) -> Vec<Rc<dyn Callable>> {
        Vec::new()
    }

    /// The same step with other functions, in the order of [`Step::functions`].
    fn with_functions(&self, functions: &[Rc<dyn Callable>]) -> Option<Rc<dyn Step>> {
        let _ = functions;
        None
    }

    /// Whether it looks at each row for itself, so that a partition can be done in pieces.
    fn is_row_wise(&self) -> bool {
        false
    }

    /// The whole partition (or, row-wise, a piece of it) at once, or `None` if it must go row by row.
    fn column(&self, input: &Column, cx: &mut CallCx) -> Option<Column> {
        let _ = (input, cx);
        None
    }

    /// The partition row by row.
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, cx: &mut CallCx) -> Result<Box<dyn Rows>, Raised>;

    /// The partition from pieces, for a step that is not row-wise.
    fn chunks(&self, input: Box<dyn Chunks>, at: StepCx<'_>, cx: &mut CallCx) -> Result<Computed, Raised> {
        Ok(Computed::Rows(self.rows(ChunkRows::of(input), at, cx)?))
    }
}

/// Where a step is being done.
#[derive(Clone, Copy)]
pub(crate) struct StepCx<'a> {
    pub partition: usize,
    pub site: Site,
    pub task: &'a Rc<Task>,
}

/// Does a step to a partition.
fn apply(step: &Rc<dyn Step>, input: Computed, at: StepCx<'_>, cx: &mut CallCx) -> Result<Computed, Raised> {
    match input {
        Computed::Column(column) if column.is_empty() && step.is_row_wise() => Ok(Computed::Column(column)),
        Computed::Column(column) => match step.column(&column, cx) {
            Some(output) => Ok(Computed::Column(Rc::new(output))),
            None => Ok(Computed::Rows(step.rows(Computed::Column(column).into_rows(), at, cx)?)),
        },
        Computed::Rows(rows) => Ok(Computed::Rows(step.rows(rows, at, cx)?)),
        Computed::Chunks(input) if step.is_row_wise() => Ok(Computed::Chunks(Box::new(StepChunks {
            input,
            step: Rc::clone(step),
            partition: at.partition,
            site: at.site,
            task: Rc::clone(at.task),
        }))),
        Computed::Chunks(input) => step.chunks(input, at, cx),
    }
}

/// A step on a parent, as the program has put it together.
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
        apply(&self.step, self.parent.read(partition, task, cx)?, StepCx { partition, site, task }, cx)
    }

    fn narrow(&self) -> Option<&Self> {
        Some(self)
    }
}

/// A chain of steps as it is sent to workers: all functions pickled together, so that what they share stays shared.
/// Every task gets a copy of its own.
pub(crate) struct Pipeline {
    source: Rc<RddNode>,
    links: Vec<PipelineLink>,
    /// Whether tasks need no copies: a task has found that its functions are the same ones.
    is_shared: Cell<bool>,
}

#[derive(Clone)]
struct PipelineLink {
    step: Rc<dyn Step>,
    /// Watches what comes out of the step; not for the last one, whose RDD has its own.
    tap: Option<Rc<Tap>>,
}

impl Pipeline {
    /// The chain that ends in `last`, from the first RDD that is not part of it, with functions as pickled now.
    pub(crate) fn ending_in(last: &Narrow, cx: &mut CallCx) -> Result<Self, Raised> {
        let mut links = vec![PipelineLink { step: Rc::clone(&last.step), tap: None }];
        let mut source = Rc::clone(&last.parent);
        while !source.is_persisted() && !source.is_sent() {
            let compute = source.compute();
            let Some(narrow) = compute.narrow() else { break };
            links.push(PipelineLink { step: Rc::clone(&narrow.step), tap: source.tap() });
            source = Rc::clone(&narrow.parent);
        }
        links.reverse();
        let source = source.sent(cx)?;
        let links = with_functions(&links, cx, |functions, cx| source.sc.language().pickle_all(functions, cx))?;
        let links = links.into_owned();
        Ok(Self { source, links, is_shared: Cell::new(false) })
    }
}

/// The links with copies of their functions; borrowed if those are the same ones.
fn with_functions<'a>(
    links: &'a [PipelineLink],
    cx: &mut CallCx,
    copy_all: impl FnOnce(&[Rc<dyn Callable>], &mut CallCx) -> Result<Vec<Rc<dyn Callable>>, Raised>,
) -> Result<Cow<'a, [PipelineLink]>, Raised> {
    let functions: Vec<Rc<dyn Callable>> = links.iter().flat_map(|link| link.step.functions()).collect();
    let copies = if functions.is_empty() { Vec::new() } else { copy_all(&functions, cx)? };
    if functions.iter().zip(&copies).all(|(function, copy)| Rc::ptr_eq(function, copy)) {
        return Ok(Cow::Borrowed(links));
    }
    let mut left = copies.as_slice();
    let mut fresh = Vec::with_capacity(links.len());
    for link in links {
        let (own, others) = left.split_at(link.step.functions().len().min(left.len()));
        left = others;
        let step = match own {
            [] => None,
            own => link.step.with_functions(own),
        };
        fresh.push(PipelineLink { step: step.unwrap_or_else(|| Rc::clone(&link.step)), tap: link.tap.clone() });
    }
    Ok(Cow::Owned(fresh))
}

impl Compute for Pipeline {
    fn operator(&self) -> &'static str {
        self.links.last().map_or("mapPartitions", |link| link.step.operator())
    }

    fn last_functions(&self) -> Vec<Rc<dyn Callable>> {
        self.links.last().map_or_else(Vec::new, |link| link.step.functions())
    }

    fn dependencies(&self) -> Vec<Dependency<'_>> {
        vec![Dependency::Narrow(&self.source)]
    }

    fn compute(&self, partition: usize, site: Site, task: &Rc<Task>, cx: &mut CallCx) -> Result<Computed, Raised> {
        let language = self.source.sc.language();
        let links = match self.is_shared.get() {
            true => Cow::Borrowed(self.links.as_slice()),
            false => with_functions(&self.links, cx, |functions, cx| language.unpickle_all(functions, cx))?,
        };
        self.is_shared.set(matches!(links, Cow::Borrowed(_)));
        let mut computed = self.source.read(partition, task, cx)?.unpickled(language);
        for link in links.iter() {
            let node = link.tap.as_ref().map_or(site.node, |tap| Some(tap.node));
            let site = Site { operator: link.step.operator(), node };
            computed = apply(&link.step, computed, StepCx { partition, site, task }, cx)?;
            if let Some(tap) = &link.tap {
                computed = Rc::clone(tap).watch(partition, computed, self.source.sc.language());
            }
        }
        Ok(computed)
    }
}
