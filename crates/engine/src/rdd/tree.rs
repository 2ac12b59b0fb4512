//! Reducing in several rounds: `treeAggregate` and `treeReduce`.

use std::rc::Rc;

use value::{CallCx, Callable, Raised, Value};

use super::Rdd;
use super::keyed::ShuffleInto;
use super::narrow::{Step, StepCx};
use super::rows::{Rows, VecRows};
use super::steps::native::map_rows;
use super::transformations::Partitioning;
use crate::copy::fresh;
use crate::failure::Failure;
use crate::language::Language;

/// Each partition aggregated from a copy of the start value.
struct AggregatePartition {
    zero: Value,
    seq: Rc<dyn Callable>,
    language: Rc<dyn Language>,
}

impl Step for AggregatePartition {
    fn operator(&self) -> &'static str {
        "treeAggregate"
    }
    fn rows(&self, mut input: Box<dyn Rows>, _: StepCx<'_>, cx: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        let mut so_far = fresh(&self.zero, &*self.language, cx)?;
        while let Some(row) = input.next(cx)? {
            cx.progress += 1;
            so_far = self.seq.call(&[so_far, row], cx)?;
        }
        Ok(VecRows::boxed(vec![so_far]))
    }
    fn functions(&self) -> Vec<Rc<dyn Callable>> {
        vec![Rc::clone(&self.seq)]
    }
    fn with_functions(&self, functions: &[Rc<dyn Callable>]) -> Option<Rc<dyn Step>> {
        let seq = Rc::clone(functions.first()?);
        Some(Rc::new(Self { zero: self.zero.clone(), seq, language: Rc::clone(&self.language) }))
    }
}

/// Results under the number of the partition that they go to.
struct Spread {
    n_partitions: usize,
}

impl Step for Spread {
    fn operator(&self) -> &'static str {
        "treeAggregate"
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        let key = Value::from(at.partition % self.n_partitions);
        Ok(map_rows(input, move |row, _| Ok(Value::pair(key.clone(), row))))
    }
}

impl Rdd {
    /// `treeAggregate(zeroValue, seqOp, combOp, depth)`.
    pub fn tree_aggregate(
        &self,
        zero: Value,
        (seq, comb): (Rc<dyn Callable>, Rc<dyn Callable>),
        depth: i64,
        cx: &mut CallCx,
    ) -> Result<Value, Failure> {
        if depth < 1 {
            return Err(Raised::value_error(format!("Depth cannot be smaller than 1 but got {depth}.")).into());
        }
        if self.n_partitions() == 0 {
            return Ok(zero);
        }
        let language = Rc::clone(self.context().language());
        let mut partial = self.step(AggregatePartition { zero, seq, language }, Partitioning::Lost);
        let mut n_partitions = partial.n_partitions() as f64;
        let scale = n_partitions.powf(1.0 / depth as f64).ceil().max(2.0);
        while n_partitions > scale + n_partitions / scale {
            n_partitions /= scale;
            let n = (n_partitions as usize).max(1);
            let into = ShuffleInto::partitions(n);
            partial = partial
                .step(Spread { n_partitions: n }, Partitioning::Lost)
                .reduce_by_key(Rc::clone(&comb), &into, cx)?
                .values();
        }
        partial.reduce(&comb, cx)
    }

    /// `treeReduce(f, depth)`.
    ///
    /// Errors: `ValueError: Cannot reduce empty RDD.`
    pub fn tree_reduce(&self, function: Rc<dyn Callable>, depth: i64, cx: &mut CallCx) -> Result<Value, Failure> {
        let sent = self.context().language().pickle(&function, cx)?;
        let op: Rc<dyn Callable> = Rc::new(SkipMissing(sent));
        let flagged = self.pair_with("treeReduce", Value::Bool(false));
        let missing = Value::pair(Value::None, Value::Bool(true));
        let reduced = flagged.tree_aggregate(missing, (Rc::clone(&op), op), depth, cx)?;
        match &reduced {
            Value::Tuple(items) => match &**items {
                [value, Value::Bool(false)] => Ok(value.clone()),
                _ => Err(Raised::value_error("Cannot reduce empty RDD.".into()).into()),
            },
            _ => Err(Raised::value_error("Cannot reduce empty RDD.".into()).into()),
        }
    }
}

/// A function of two values, on pairs of a value and whether it is missing.
struct SkipMissing(Rc<dyn Callable>);

impl Callable for SkipMissing {
    fn call(&self, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
        let [a, b] = args else { return Ok(Value::None) };
        let is_missing =
            |pair: &Value| matches!(pair, Value::Tuple(items) if matches!(items.get(1), Some(Value::Bool(true))));
        if is_missing(a) {
            return Ok(b.clone());
        }
        if is_missing(b) {
            return Ok(a.clone());
        }
        let (a, b) = (crate::records::item(a, 0, cx)?, crate::records::item(b, 0, cx)?);
        Ok(Value::pair(self.0.call(&[a, b], cx)?, Value::Bool(false)))
    }
    fn as_value(&self) -> Value {
        Value::str("treeReduce")
    }
}
