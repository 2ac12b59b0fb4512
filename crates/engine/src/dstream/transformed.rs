//! `TransformedDStream` and `TransformedWith`: functions of the RDDs of one batch. PySpark makes almost all
//! operators of these.

use std::rc::Rc;

use plan::{Duration, NodeId, Time};
use value::repr::truthy;
use value::{CallCx, ExcKind, Raised, Value};

use super::{ComputeCx, DStream, StreamId};
use crate::failure::Failure;
use crate::observer::Role;
use crate::rdd::Rdd;

/// What goes from one function of a chain to the next: an RDD, unless a user's function gave something else.
#[derive(Clone)]
pub(crate) enum Passed {
    Rdd(Rdd),
    Other(Value),
}

/// A function of a batch's RDD.
pub(crate) type RddFunction = dyn Fn(Rdd, Time, &mut CallCx) -> Result<Passed, Failure>;
/// A function of two streams' RDDs.
pub(crate) type TwoRddsFunction = dyn Fn(Rdd, Rdd, Time, &mut CallCx) -> Result<Passed, Failure>;

/// A function of several streams' RDDs.
pub(crate) type ManyRddsFunction = dyn Fn(Vec<Rdd>, &mut CallCx) -> Result<Passed, Failure>;

/// One function of a chain.
#[derive(Clone)]
pub(crate) struct Link {
    /// The node whose RDD comes out of it.
    pub(crate) node: Option<NodeId>,
    pub(crate) function: LinkFunction,
}

#[derive(Clone)]
pub(crate) enum LinkFunction {
    /// A method of RDDs, by the name that Python looks up, which is missed if no RDD comes in.
    Method { name: &'static str, apply: Rc<RddFunction> },
    /// The function given to `transform`, which takes what comes.
    User(Rc<dyn Fn(Passed, Time, &mut CallCx) -> Result<Passed, Failure>>),
}

/// A chain of functions on each RDD of a stream.
///
/// PySpark folds transformed streams into one function, so the streams between have no RDDs of their own, and a
/// chain that branches runs its common part once for each branch.
pub(crate) struct TransformedDStream {
    pub(crate) parent: StreamId,
    pub(crate) slide: Duration,
    pub(crate) chain: Vec<Link>,
}

impl DStream for TransformedDStream {
    fn class(&self) -> &'static str {
        "PythonTransformedDStream"
    }
    fn dependencies(&self) -> Vec<StreamId> {
        vec![self.parent]
    }
    fn slide_duration(&self) -> Duration {
        self.slide
    }
    fn compute(&self, time: Time, cx: &mut ComputeCx<'_>) -> Result<Option<Rdd>, Failure> {
        let Some(rdd) = cx.rdd_of(self.parent, time)? else { return Ok(None) };
        let mut passed = Passed::Rdd(rdd.through_jvm(cx.call)?);
        for link in &self.chain {
            let applied = link.function.apply(passed, time, cx.call);
            passed = applied.inspect_err(|_| cx.graph.observer.failed_in(link.node))?;
            if let (Some(node), Passed::Rdd(rdd)) = (link.node, &passed) {
                cx.graph.observer.watch(node, Role::Result, time, rdd);
            }
        }
        finish(passed, cx.call)
    }
}

impl LinkFunction {
    fn apply(&self, passed: Passed, time: Time, cx: &mut CallCx) -> Result<Passed, Failure> {
        match (self, passed) {
            (Self::Method { apply, .. }, Passed::Rdd(rdd)) => apply(rdd, time, cx),
            (Self::Method { name, .. }, Passed::Other(value)) => Err(no_attribute(&value, name).into()),
            (Self::User(apply), passed) => apply(passed, time, cx),
        }
    }
}

/// A function of the RDDs of two streams; a stream without an RDD at the time counts as an empty one.
pub(crate) struct TransformedWith {
    pub(crate) first: StreamId,
    pub(crate) second: StreamId,
    pub(crate) slide: Duration,
    pub(crate) apply: Rc<TwoRddsFunction>,
}

impl DStream for TransformedWith {
    fn class(&self) -> &'static str {
        "PythonTransformed2DStream"
    }
    fn dependencies(&self) -> Vec<StreamId> {
        vec![self.first, self.second]
    }
    fn slide_duration(&self) -> Duration {
        self.slide
    }
    fn compute(&self, time: Time, cx: &mut ComputeCx<'_>) -> Result<Option<Rdd>, Failure> {
        let first = cx.rdd_of(self.first, time)?;
        let second = cx.rdd_of(self.second, time)?;
        let sc = cx.graph.sc.clone();
        let first = first.unwrap_or_else(|| sc.empty_rdd()).through_jvm(cx.call)?;
        let second = second.unwrap_or_else(|| sc.empty_rdd()).through_jvm(cx.call)?;
        finish((self.apply)(first, second, time, cx.call)?, cx.call)
    }
}

/// A function of the RDDs of several streams: `ssc.transform`.
pub(crate) struct TransformedMany {
    pub(crate) parents: Vec<StreamId>,
    pub(crate) slide: Duration,
    pub(crate) apply: Rc<ManyRddsFunction>,
}

impl DStream for TransformedMany {
    fn class(&self) -> &'static str {
        "TransformedDStream"
    }
    fn dependencies(&self) -> Vec<StreamId> {
        self.parents.clone()
    }
    fn slide_duration(&self) -> Duration {
        self.slide
    }
    fn compute(&self, time: Time, cx: &mut ComputeCx<'_>) -> Result<Option<Rdd>, Failure> {
        let mut rdds = Vec::with_capacity(self.parents.len());
        for &parent in &self.parents {
            if let Some(rdd) = cx.rdd_of(parent, time)? {
                rdds.push(rdd.through_jvm(cx.call)?);
            }
        }
        finish((self.apply)(rdds, cx.call)?, cx.call)
    }
}

/// What the JVM gets from a Python function: its RDD, or nothing if the result counts as false.
///
/// Errors: `AttributeError` for anything else.
pub(crate) fn finish(passed: Passed, cx: &mut CallCx) -> Result<Option<Rdd>, Failure> {
    match passed {
        Passed::Rdd(rdd) => Ok(Some(rdd.through_jvm(cx)?)),
        Passed::Other(value) if truthy(&value, cx)? => Err(no_attribute(&value, "_jrdd").into()),
        Passed::Other(_) => Ok(None),
    }
}

fn no_attribute(value: &Value, name: &str) -> Raised {
    Raised::new(ExcKind::AttributeError, format!("'{}' object has no attribute '{name}'", value.type_name()))
}
