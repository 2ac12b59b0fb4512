//! The largest and smallest records: `max`, `min`, `top`, `takeOrdered`.

use std::rc::Rc;

use value::order::{CompareOp, compare};
use value::repr::truthy;
use value::{CallCx, Callable, Raised, Value};

use super::Rdd;
use super::python_sort::{Direction, python_sort};
use super::steps::native::PartitionStep;
use super::transformations::Partitioning;
use crate::failure::Failure;
use crate::records::drain;

type Key = Option<Rc<dyn Callable>>;

fn key_of(key: &Key, record: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    match key {
        Some(key) => key.call(std::slice::from_ref(record), cx),
        None => Ok(record.clone()),
    }
}

/// `max(a, b, key=key)` or `min`: the first unless the second is beyond it.
fn beyond(op: CompareOp, key: &Key, a: Value, b: Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let (key_a, key_b) = (key_of(key, &a, cx)?, key_of(key, &b, cx)?);
    let answer = compare(op, &key_b, &key_a, cx)?;
    Ok(if truthy(&answer, cx)? { b } else { a })
}

/// The first `n` of the records in order; what `heapq.nlargest` and `nsmallest` give.
fn first_in_order(
    records: Vec<Value>,
    n: usize,
    direction: Direction,
    key: &Key,
    cx: &mut CallCx,
) -> Result<Vec<Value>, Raised> {
    let mut keyed = Vec::with_capacity(records.len());
    for record in records {
        keyed.push((key_of(key, &record, cx)?, record));
    }
    if n == 1 {
        // heapq calls max() or min() for a single one, which compares the other way round.
        let op = if direction == Direction::Descending { CompareOp::Gt } else { CompareOp::Lt };
        let mut keyed = keyed.into_iter();
        let Some(mut best) = keyed.next() else { return Ok(Vec::new()) };
        for (key, record) in keyed {
            let answer = compare(op, &key, &best.0, cx)?;
            if truthy(&answer, cx)? {
                best = (key, record);
            }
        }
        return Ok(vec![best.1]);
    }
    python_sort(&mut keyed, direction, cx)?;
    keyed.truncate(n);
    Ok(keyed.into_iter().map(|(_, record)| record).collect())
}

impl Rdd {
    fn extreme(&self, op: CompareOp, key: &Key, cx: &mut CallCx) -> Result<Value, Failure> {
        let step = PartitionStep {
            operator: "reduce",
            functions: key.iter().cloned().collect(),
            run: Rc::new(move |functions, mut rows, _, cx| {
                let key = functions.first().cloned();
                let Some(mut best) = rows.next(cx)? else { return Ok(Vec::new()) };
                while let Some(row) = rows.next(cx)? {
                    cx.progress += 1;
                    best = beyond(op, &key, best, row, cx)?;
                }
                Ok(vec![best])
            }),
        };
        let mut found = self.step(step, Partitioning::Lost).collect(cx)?.into_iter();
        match found.next() {
            Some(first) => Ok(found.try_fold(first, |a, b| beyond(op, key, a, b, cx))?),
            None => Err(Raised::value_error("Can not reduce() empty RDD".into()).into()),
        }
    }

    /// `max(key)`.
    pub fn max(&self, key: Key, cx: &mut CallCx) -> Result<Value, Failure> {
        self.extreme(CompareOp::Gt, &key, cx)
    }

    /// `min(key)`.
    pub fn min(&self, key: Key, cx: &mut CallCx) -> Result<Value, Failure> {
        self.extreme(CompareOp::Lt, &key, cx)
    }

    fn in_order(&self, n: usize, direction: Direction, key: &Key, cx: &mut CallCx) -> Result<Vec<Value>, Failure> {
        let step = PartitionStep {
            operator: "top",
            functions: key.iter().cloned().collect(),
            run: Rc::new(move |functions, mut rows, _, cx| {
                first_in_order(drain(&mut *rows, cx)?, n, direction, &functions.first().cloned(), cx)
            }),
        };
        let lists = self.step(step, Partitioning::Lost).collect_partitions(cx)?;
        let mut merged: Option<Vec<Value>> = None;
        for list in lists {
            merged = Some(match merged {
                Some(mut so_far) => {
                    so_far.extend(list);
                    first_in_order(so_far, n, direction, key, cx)?
                }
                None => list,
            });
        }
        merged.ok_or_else(|| Raised::value_error("Can not reduce() empty RDD".into()).into())
    }

    /// `top(num, key)`: the largest, largest first.
    pub fn top(&self, n: usize, key: Key, cx: &mut CallCx) -> Result<Vec<Value>, Failure> {
        self.in_order(n, Direction::Descending, &key, cx)
    }

    /// `takeOrdered(num, key)`: the smallest, smallest first.
    pub fn take_ordered(&self, n: usize, key: Key, cx: &mut CallCx) -> Result<Vec<Value>, Failure> {
        if n == 0 || self.n_partitions() == 0 {
            return Ok(Vec::new());
        }
        self.in_order(n, Direction::Ascending, &key, cx)
    }
}
