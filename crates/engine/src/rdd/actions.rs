//! Actions: what gives a result to the driver.

use std::ops::ControlFlow;
use std::rc::Rc;

use value::{CallCx, Callable, Column, ExcKind, Raised, Value};

use super::Rdd;
use super::chunks::Piece;
use super::job::run_job;
use super::jvm::jvm_of;
use super::node::Computed;
use super::rows::{RowIterator, Rows};
use super::steps::native::PartitionStep;
use super::transformations::Partitioning;
use crate::copy::fresh;
use crate::failure::Failure;
use crate::records::drain;

impl Rdd {
    /// Every partition, as it comes to the driver.
    pub(crate) fn partitions(&self, cx: &mut CallCx) -> Result<Vec<Rc<Column>>, Failure> {
        let node = self.node.sent(cx)?;
        jvm_of(&self.node);
        let mut partitions = Vec::with_capacity(node.n_partitions);
        let language = self.context().language();
        run_job(&node, 0..node.n_partitions, None, cx, |_, computed, cx| {
            partitions.push(computed.unpickled(language).into_column(cx)?);
            Ok(ControlFlow::Continue(()))
        })
        .map_err(|failure| self.unpacked_by_driver(failure))?;
        Ok(partitions)
    }

    /// What was packed in the JVM, as `zip` does it, is unpacked by the driver, which raises then itself.
    fn unpacked_by_driver(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Task(task) if self.node.compute().operator() == "zip" && task.raised.is_a(ExcKind::ValueError) => {
                Failure::Driver(task.raised)
            }
            failure => failure,
        }
    }

    /// Records that go to the driver by way of one more Python function, as `take` has one: it is part of the worker
    /// that makes them, or of a worker of its own.
    fn through_worker(&self, computed: Computed) -> Computed {
        let language = self.context().language();
        let arrived = if self.node.is_pipelined() { computed } else { computed.unpickled(language) };
        arrived.pickled_and_unpickled(language)
    }

    /// `glom().collect()`.
    pub fn collect_partitions(&self, cx: &mut CallCx) -> Result<Vec<Vec<Value>>, Failure> {
        let node = self.node.pipelined(cx)?;
        let mut partitions = Vec::with_capacity(node.n_partitions);
        run_job(&node, 0..node.n_partitions, None, cx, |_, computed, cx| {
            partitions.push(self.through_worker(computed).into_column(cx)?.iter().collect());
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(partitions)
    }

    /// `collect()`.
    pub fn collect(&self, cx: &mut CallCx) -> Result<Vec<Value>, Failure> {
        let partitions = self.partitions(cx)?;
        let n_rows: usize = partitions.iter().map(|column| column.len()).sum();
        cx.reserve(n_rows * size_of::<Value>())?;
        Ok(partitions.iter().flat_map(|column| column.iter()).collect())
    }

    /// The records of some partitions.
    pub fn collect_some(&self, partitions: Vec<usize>, cx: &mut CallCx) -> Result<Vec<Value>, Failure> {
        let node = self.node.sent(cx)?;
        let language = self.context().language();
        let mut rows = Vec::new();
        let partitions = partitions.into_iter().filter(|&partition| partition < node.n_partitions);
        run_job(&node, partitions.collect::<Vec<_>>(), None, cx, |_, computed, cx| {
            rows.extend(computed.unpickled(language).into_column(cx)?.iter());
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(rows)
    }

    /// `count()`.
    pub fn count(&self, cx: &mut CallCx) -> Result<usize, Failure> {
        Ok(self.counts(cx)?.into_iter().sum())
    }

    /// The number of records of each partition.
    pub(crate) fn counts(&self, cx: &mut CallCx) -> Result<Vec<usize>, Failure> {
        let node = self.node.pipelined(cx)?;
        let mut counts = Vec::with_capacity(node.n_partitions);
        run_job(&node, 0..node.n_partitions, None, cx, |_, computed, cx| {
            counts.push(count_rows(computed, cx)?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(counts)
    }

    /// `take(n)`.
    ///
    /// Looks at one partition first, then at more and more at a time, and computes no record that it does not need:
    /// which functions run, and so which exceptions come up, depends on it.
    pub fn take(&self, n: usize, cx: &mut CallCx) -> Result<Vec<Value>, Failure> {
        let n_partitions = self.n_partitions();
        let mut items: Vec<Value> = Vec::new();
        let mut n_scanned = 0;
        while items.len() < n && n_scanned < n_partitions {
            let n_to_try = match (n_scanned, items.len()) {
                (0, _) => 1,
                (scanned, 0) => scanned.saturating_mul(4),
                (scanned, found) => {
                    let estimate = (1.5 * n as f64 * scanned as f64 / found as f64) as usize;
                    estimate.saturating_sub(scanned).max(1).min(scanned.saturating_mul(4))
                }
            };
            let until = n_scanned.saturating_add(n_to_try).min(n_partitions);
            let left = n - items.len();
            // Each round sends the functions anew.
            let node = self.node.pipelined(cx)?;
            run_job(&node, n_scanned..until, Some(left), cx, |_, computed, cx| {
                let mut rows = self.through_worker(computed).into_rows();
                for _ in 0..left {
                    match rows.next(cx)? {
                        Some(row) => items.push(row),
                        None => break,
                    }
                }
                Ok(ControlFlow::Continue(()))
            })?;
            n_scanned = n_scanned.saturating_add(n_to_try);
        }
        items.truncate(n);
        Ok(items)
    }

    /// `first()`.
    ///
    /// Errors: `ValueError: RDD is empty`.
    pub fn first(&self, cx: &mut CallCx) -> Result<Value, Failure> {
        let found = self.take(1, cx)?;
        found.into_iter().next().ok_or_else(|| Raised::value_error("RDD is empty".into()).into())
    }

    /// `isEmpty()`.
    pub fn is_empty(&self, cx: &mut CallCx) -> Result<bool, Failure> {
        Ok(self.n_partitions() == 0 || self.take(1, cx)?.is_empty())
    }

    /// `reduce(f)`: within each partition, then the partitions' results on the driver.
    ///
    /// Errors: `ValueError: Can not reduce() empty RDD`.
    pub fn reduce(&self, function: &Rc<dyn Callable>, cx: &mut CallCx) -> Result<Value, Failure> {
        let step = PartitionStep::calling("reduce", function, |function, mut rows, _, cx| match rows.next(cx)? {
            Some(first) => Ok(vec![fold_rows(first, &mut *rows, function, cx)?]),
            None => Ok(Vec::new()),
        });
        let mut found = self.step(step, Partitioning::Lost).collect(cx)?.into_iter();
        match found.next() {
            Some(first) => Ok(found.try_fold(first, |a, b| function.call(&[a, b], cx).map_err(no_stop_iteration))?),
            None => Err(Raised::value_error("Can not reduce() empty RDD".into()).into()),
        }
    }

    /// `fold(zeroValue, op)`.
    pub fn fold(&self, zero: &Value, function: &Rc<dyn Callable>, cx: &mut CallCx) -> Result<Value, Failure> {
        self.aggregate(zero, function, function, cx)
    }

    /// `aggregate(zeroValue, seqOp, combOp)`.
    pub fn aggregate(
        &self,
        zero: &Value,
        seq: &Rc<dyn Callable>,
        comb: &Rc<dyn Callable>,
        cx: &mut CallCx,
    ) -> Result<Value, Failure> {
        let (start, language) = (zero.clone(), Rc::clone(self.context().language()));
        let step = PartitionStep::calling("aggregate", seq, move |seq, mut rows, _, cx| {
            let start = fresh(&start, &*language, cx)?;
            Ok(vec![fold_rows(start, &mut *rows, seq, cx)?])
        });
        let found = self.step(step, Partitioning::Lost).collect(cx)?;
        let combine = |a, b| comb.call(&[a, b], cx).map_err(no_stop_iteration);
        Ok(found.into_iter().try_fold(zero.clone(), combine)?)
    }

    /// Hands the rows of every partition to `work`, inside its task.
    pub(crate) fn fold_partitions(
        &self,
        cx: &mut CallCx,
        mut work: impl FnMut(&mut dyn Rows, &mut CallCx) -> Result<(), Raised>,
    ) -> Result<(), Failure> {
        let node = self.node.pipelined(cx)?;
        run_job(&node, 0..node.n_partitions, None, cx, |_, computed, cx| {
            work(&mut *computed.into_rows(), cx)?;
            Ok(ControlFlow::Continue(()))
        })
    }

    /// `foreach(f)`.
    pub fn foreach(&self, function: &Rc<dyn Callable>, cx: &mut CallCx) -> Result<(), Failure> {
        let step = PartitionStep::calling("foreach", function, |function, mut rows, at, cx| {
            while let Some(row) = rows.next(cx)? {
                cx.progress += 1;
                let called = function.call(std::slice::from_ref(&row), cx).map_err(no_stop_iteration);
                called.map_err(|raised| at.task.blame(raised, at.site, Some(&row)))?;
            }
            Ok(Vec::new())
        });
        self.step(step, Partitioning::Lost).count(cx).map(drop)
    }

    /// `foreachPartition(f)`: the result is gone through if it can be.
    pub fn foreach_partition(&self, function: &Rc<dyn Callable>, cx: &mut CallCx) -> Result<(), Failure> {
        let step = PartitionStep::calling("foreachPartition", function, |function, rows, _, cx| {
            let result = function.call(&[RowIterator::value(rows, "generator")], cx)?;
            match crate::records::iterate(&result, cx) {
                Ok(mut rows) => drain(&mut *rows, cx),
                Err(raised) if raised.is_a(ExcKind::TypeError) => Ok(Vec::new()),
                Err(raised) => Err(raised),
            }
        });
        self.step(step, Partitioning::Lost).count(cx).map(drop)
    }
}

/// What `fail_on_stopiteration` makes of a `StopIteration` out of a user's function.
pub(crate) fn no_stop_iteration(raised: Raised) -> Raised {
    if raised.is_a(ExcKind::StopIteration) { super::function::stop_iteration_escaped(raised) } else { raised }
}

fn fold_rows(start: Value, rows: &mut dyn Rows, function: &dyn Callable, cx: &mut CallCx) -> Result<Value, Raised> {
    let mut so_far = start;
    while let Some(row) = rows.next(cx)? {
        cx.progress += 1;
        so_far = function.call(&[so_far, row], cx).map_err(no_stop_iteration)?;
    }
    Ok(so_far)
}

pub(crate) fn count_rows(computed: Computed, cx: &mut CallCx) -> Result<usize, Raised> {
    match computed {
        Computed::Column(column) => Ok(column.len()),
        Computed::Chunks(mut chunks) => {
            if let Some(version) = chunks.version() {
                return Ok(version.len());
            }
            let mut n = 0;
            while let Some(piece) = chunks.next(cx)? {
                n += match piece {
                    Piece::Column(column) => column.len(),
                    Piece::Rest(rows) => count_rows(Computed::Rows(rows), cx)?,
                };
            }
            Ok(n)
        }
        Computed::Rows(mut rows) => {
            let mut n = 0;
            while rows.next(cx)?.is_some() {
                n += 1;
            }
            Ok(n)
        }
    }
}
