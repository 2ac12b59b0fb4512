//! The operators of PySpark. Each is in one place: its spec and what it does, in the file of its family.

pub(crate) mod args;
mod by_key;
mod element;
mod join;
mod keep;
mod output;
mod partition;
mod rdd_actions;
mod rdd_numbers;
mod rdd_order;
mod rdd_sample;
mod rdd_sets;
mod source;
mod spark_context;
mod state;
mod streams;
pub(crate) mod window;

use plan::{Arg, BoundArgs, Node, OperatorSpec, Packing, Receiver};
use value::{CallCx, Value};

use crate::dstream::build::{Build, Built};
use crate::dstream::output::OutputFunction;
use crate::failure::Failure;
use crate::rdd::Rdd;
use crate::spark_context::SparkContext;

/// An operator: what is said about it, and what it does.
pub struct Operator {
    pub spec: &'static OperatorSpec,
    pub(crate) run: Run,
}

pub(crate) enum Run {
    /// Gives a stream.
    Stream(fn(&Node, &mut Build) -> Result<Built, Failure>),
    /// Does something with each batch.
    Output(fn(&Node, &mut Build) -> Result<std::rc::Rc<OutputFunction>, Failure>),
    /// A method of RDDs.
    Rdd(fn(&Rdd, &Call<'_>, &mut CallCx) -> Result<Outcome, Failure>),
    /// A method of `SparkContext`.
    Context(fn(&SparkContext, &Call<'_>, &mut CallCx) -> Result<Outcome, Failure>),
    /// Only says how a stream is to be kept: see [`plan::PlanBuilder::mark`].
    Mark,
}

/// Bound arguments of a call.
pub struct Call<'a> {
    pub spec: &'static OperatorSpec,
    /// One for each parameter.
    pub args: &'a [Arg],
}

impl BoundArgs for Call<'_> {
    fn spec(&self) -> &'static OperatorSpec {
        self.spec
    }
    fn args(&self) -> &[Arg] {
        self.args
    }
}

/// What a method of an RDD or of `SparkContext` gives.
pub enum Outcome {
    Rdd(Rdd),
    Rdds(Vec<Rdd>),
    /// The records of an RDD one after another, each partition computed when its first one is asked for.
    Records(Rdd),
    Value(Value),
}

/// All operators, by family.
pub fn catalogue() -> impl Iterator<Item = &'static Operator> {
    const FAMILIES: &[&[Operator]] = &[
        source::OPERATORS,
        element::OPERATORS,
        partition::OPERATORS,
        by_key::OPERATORS,
        join::OPERATORS,
        streams::OPERATORS,
        window::OPERATORS,
        state::OPERATORS,
        output::OPERATORS,
        keep::OPERATORS,
        rdd_order::OPERATORS,
        rdd_sets::OPERATORS,
        rdd_sample::OPERATORS,
        rdd_actions::OPERATORS,
        rdd_numbers::OPERATORS,
        spark_context::OPERATORS,
    ];
    FAMILIES.iter().copied().flatten()
}

/// The operator that `name` is on `receiver`.
pub fn find(receiver: Receiver, name: &str) -> Option<&'static Operator> {
    catalogue().find(|operator| operator.spec.receiver == receiver && operator.spec.name == name)
}

impl Operator {
    /// Calls a method of an RDD. `args` has one for each parameter.
    ///
    /// Errors: [`Failure::Driver`] for what PySpark raises itself, [`Failure::Task`] for exceptions on records.
    pub fn call_on_rdd(&self, rdd: &Rdd, args: &[Arg], cx: &mut CallCx) -> Result<Outcome, Failure> {
        match self.run {
            Run::Rdd(run) => {
                let line = cx.call_chain.last().map_or(0, |site| site.line);
                rdd.context().set_call_site(self.spec.name, line);
                run(rdd, &Call { spec: self.spec, args }, cx)
            }
            _ => Ok(Outcome::Value(Value::None)),
        }
    }

    /// Calls a method of `SparkContext`.
    pub fn call_on_context(&self, sc: &SparkContext, args: &[Arg], cx: &mut CallCx) -> Result<Outcome, Failure> {
        match self.run {
            Run::Context(run) => run(sc, &Call { spec: self.spec, args }, cx),
            _ => Ok(Outcome::Value(Value::None)),
        }
    }

    /// What PySpark does with arguments when the method is called, before anything runs: lists become RDDs. Gives
    /// how the new stream's records are packed, if the arguments decide that: for [`plan::NewNode::packing`].
    ///
    /// Errors: whatever the program raises there.
    pub fn prepare(&self, args: &mut [Arg], sc: &SparkContext, cx: &mut CallCx) -> Result<Option<Packing>, Failure> {
        args::prepare(self.spec, args, sc, cx)
    }
}
