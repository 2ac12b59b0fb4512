//! `StreamingContext`: a plan that runs. It is stepped from outside, a batch at a time.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use plan::{Arg, BoundArgs, Duration, Node, NodeId, Plan, PlanError, Time};
use value::column::StrColumn;
use value::{CallCx, Column, Raised, Value};

use crate::dstream::StreamId;
use crate::dstream::build::Build;
use crate::dstream::graph::DStreamGraph;
use crate::dstream::input::Received;
use crate::dstream::output::Output;
use crate::failure::Failure;
use crate::history::{History, WindowComparison};
use crate::observer::Observer;
use crate::operators::{self, Run};
use crate::rdd::Rdd;
use crate::spark_context::SparkContext;

/// What decides a run beside the plan.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// When the context starts. The first batch ends at the first whole number of batch durations after it.
    pub start_time: Time,
    /// Records received within this time make one partition.
    pub block_interval: Duration,
    /// How much of past batches is kept for looking at; 0 keeps nothing and notes nothing.
    pub history_bytes: usize,
    /// Whether partitions that no job asked for are computed after the batch, so that pictures of it are complete.
    pub completes_views: bool,
}

impl Default for EngineConfig {
    fn default() -> Self {
        Self { start_time: Time(0), block_interval: Duration(200), history_bytes: 64 << 20, completes_views: true }
    }
}

/// Why a context cannot start.
#[derive(Debug)]
pub enum StartFailure {
    Plan(PlanError),
    Raised(Failure),
}

/// An input that records are pushed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputInfo {
    pub node: NodeId,
    pub hostname: String,
    pub port: i64,
}

/// A running plan.
///
/// The same plan, configuration and pushed records always give the same batches, on every machine.
pub struct StreamingContext {
    pub(crate) plan: Rc<Plan>,
    pub(crate) config: EngineConfig,
    pub(crate) sc: SparkContext,
    pub(crate) streams: Streams,
    pub(crate) received: BTreeMap<NodeId, Rc<Received>>,
    pub(crate) history: History,
    pub(crate) next_time: Time,
    pub(crate) n_batches: u64,
}

/// The streams of a running plan. Output operations can ask for RDDs of other times, too.
#[derive(Clone)]
pub struct Streams {
    pub(crate) graph: Rc<RefCell<DStreamGraph>>,
    by_node: Rc<BTreeMap<NodeId, StreamId>>,
}

impl Streams {
    /// The RDDs of a stream between two times, as `DStream.slice` gives them.
    ///
    /// Errors: `None` stands for Spark's complaint that the stream has not been initialized, which
    /// [`Streams::class_of`] names. While RDDs of a batch are being made, others cannot be asked for.
    pub fn slice(&self, node: NodeId, begin: Time, end: Time, cx: &mut CallCx) -> Option<Result<Vec<Rdd>, Failure>> {
        let Ok(mut graph) = self.graph.try_borrow_mut() else {
            let message = "slice() cannot be called while the RDDs of a batch are made: call it in foreachRDD".into();
            return Some(Err(Raised::new(value::ExcKind::NotImplementedError, message).into()));
        };
        let stream = self.id_of(node).filter(|&stream| graph.is_initialized(stream))?;
        Some(graph.slice(stream, begin, end, cx))
    }

    pub(crate) fn id_of(&self, node: NodeId) -> Option<StreamId> {
        self.by_node.get(&node).copied()
    }

    /// Spark's class of a node's stream.
    pub fn class_of(&self, node: NodeId) -> &'static str {
        let known = self.id_of(node).and_then(|stream| Some(self.graph.try_borrow().ok()?.class_of(stream)));
        known.unwrap_or("PythonTransformedDStream")
    }
}

impl StreamingContext {
    /// Starts a plan.
    ///
    /// Errors: what Spark raises at `start()`.
    pub fn start(plan: Rc<Plan>, sc: &SparkContext, config: EngineConfig) -> Result<Self, StartFailure> {
        plan::builder::validate(&plan).map_err(StartFailure::Plan)?;
        let observer = Observer::new(sc.language(), config.history_bytes > 0);
        let mut build = Build::new(DStreamGraph::new(sc, observer));
        for node in &plan.nodes {
            build_node(node, &mut build).map_err(StartFailure::Raised)?;
        }
        let by_node = Rc::new(build.streams());
        let Build { mut graph, received, .. } = build;
        let zero_time = config.start_time.floor(plan.batch_duration, Time(0));
        graph.start(zero_time, plan.remember, plan.checkpoint_dir.is_some()).map_err(StartFailure::Plan)?;
        Ok(Self {
            next_time: zero_time + plan.batch_duration,
            history: History::new(config.history_bytes),
            n_batches: 0,
            plan,
            config,
            sc: sc.clone(),
            streams: Streams { graph: Rc::new(RefCell::new(graph)), by_node },
            received,
        })
    }

    pub fn plan(&self) -> &Rc<Plan> {
        &self.plan
    }

    /// Batches are at whole numbers of batch durations after this.
    pub fn zero_time(&self) -> Time {
        self.streams.graph.borrow().zero_time()
    }

    /// The time of the batch that [`StreamingContext::run_batch`] computes next.
    pub fn next_batch_time(&self) -> Time {
        self.next_time
    }

    /// How many batches have been computed.
    pub fn n_batches(&self) -> u64 {
        self.n_batches
    }

    /// The sockets that the plan reads from.
    pub fn inputs(&self) -> Vec<InputInfo> {
        self.received.keys().filter_map(|&id| self.plan.node(id)).map(input_info).collect()
    }

    /// Records that have arrived at an input; they belong to the batch that ends next after `at`, and to the block
    /// of that time.
    pub fn push(&mut self, input: NodeId, at: Time, records: Rc<Column>) {
        let batch =
            (at.floor(self.plan.batch_duration, self.zero_time()) + self.plan.batch_duration).max(self.next_time);
        let block = at.millis().div_euclid(self.config.block_interval.millis().max(1));
        if let Some(received) = self.received.get(&input)
            && !records.is_empty()
        {
            received.push(batch, block, records);
        }
    }

    /// [`StreamingContext::push`] of lines of text.
    pub fn push_lines<'a>(&mut self, input: NodeId, at: Time, lines: impl IntoIterator<Item = &'a str>) {
        self.push(input, at, Rc::new(Column::Str(StrColumn::from_rows(lines))));
    }

    /// The partitions of a whole batch of an input, as they are, empty ones too.
    pub fn push_partitions(&mut self, input: NodeId, batch: Time, partitions: Vec<Column>) {
        if let Some(received) = self.received.get(&input) {
            for (block, records) in (0..).zip(partitions) {
                received.push(batch, block, Rc::new(records));
            }
        }
    }

    /// How many records have arrived at an input for the next batch.
    pub fn n_waiting(&self, input: NodeId) -> usize {
        self.received.get(&input).map_or(0, |received| received.n_rows(self.next_time))
    }

    /// The streams, for asking while a batch is computed.
    pub fn streams(&self) -> &Streams {
        &self.streams
    }

    /// A window of a node in both ways; see [`History::compare_window`].
    pub fn compare_window(
        &self,
        node: NodeId,
        time: Time,
        cx: &mut CallCx,
    ) -> Result<Option<WindowComparison>, Failure> {
        self.history.compare_window(&self.plan, node, (time, self.zero_time()), &**self.sc.language(), cx)
    }

    /// Past batches.
    pub fn history(&self) -> &History {
        &self.history
    }
}

fn build_node(node: &Node, build: &mut Build) -> Result<(), Failure> {
    let Some(operator) = operators::find(node.spec.receiver, node.spec.name) else { return Ok(()) };
    match operator.run {
        Run::Stream(run) => {
            let built = run(node, build)?;
            build.finish(node, built);
        }
        Run::Output(run) => {
            let run = run(node, build)?;
            let input = build.input(node);
            let parent = build.stream(&input);
            build.graph.outputs.push(Output { node: node.id, parent, run });
        }
        Run::Rdd(_) | Run::Context(_) | Run::Mark => {}
    }
    Ok(())
}

fn input_info(node: &Node) -> InputInfo {
    let text = |value: &Value| match value {
        Value::Str(text) => text.to_string(),
        _ => String::new(),
    };
    let hostname = match node.arg("hostname") {
        Arg::Value(value) => text(value),
        _ => String::new(),
    };
    let port = match node.arg("port") {
        Arg::Value(Value::Int(port)) => *port,
        _ => 0,
    };
    InputInfo { node: node.id, hostname, port }
}
