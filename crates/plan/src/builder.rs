//! `PlanBuilder`: takes down what a program builds, and refuses what PySpark refuses at that very call.

use diag::Span;
use value::Value;

use crate::error::PlanError;
use crate::plan::{Arg, Mark, NewNode, Node, NodeId, Place, Plan};
use crate::time::Duration;

/// Records one `StreamingContext` while the driver program runs.
pub struct PlanBuilder {
    plan: Plan,
    started: bool,
}

impl PlanBuilder {
    pub fn new(batch_duration: Duration) -> Self {
        Self { plan: Plan { batch_duration, ..Plan::default() }, started: false }
    }

    /// What has been built so far.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Adds a stream or output operation.
    ///
    /// Errors: whatever PySpark raises when the method is called, [`PlanError::AlreadyStarted`] among it.
    pub fn add(&mut self, node: NewNode) -> Result<NodeId, PlanError> {
        let slide = (node.spec.rules.slide)(&self.plan, &node)?;
        if self.started && node.spec.rules.reaches_java {
            return Err(PlanError::AlreadyStarted);
        }
        let window = (node.spec.rules.window)(&self.plan, &node);
        let packing = node.packing.unwrap_or_else(|| (node.spec.rules.packing)(&self.plan, &node));
        let needs_checkpoint = (node.spec.rules.needs_checkpoint)(&node);
        let id = NodeId(u32::try_from(self.plan.nodes.len()).unwrap_or(u32::MAX));
        let NewNode { spec, inputs, args, origin, .. } = node;
        // A call that makes a second node has no single one to edit: the first one learns of it now.
        if origin.span.is_some() && matches!(origin.place, Place::Repeated { .. }) {
            let made_before = self.plan.nodes.iter_mut().filter(|node| node.origin.span == origin.span);
            made_before.for_each(|node| node.origin.place = origin.place);
        }
        self.plan.nodes.push(Node {
            id,
            spec,
            inputs,
            args,
            origin,
            name: None,
            slide,
            window,
            packing,
            needs_checkpoint,
            marks: Vec::new(),
        });
        Ok(id)
    }

    /// `name = <stream>`: the first name that a stream gets is the one it is shown with.
    pub fn name(&mut self, id: NodeId, name: &str) {
        if let Some(node) = self.plan.nodes.get_mut(id.index()) {
            node.name.get_or_insert_with(|| name.to_owned());
        }
    }

    /// `stream.cache()`, `stream.persist(…)`, `stream.checkpoint(interval)`.
    pub fn mark(&mut self, id: NodeId, operator: &'static str, interval: Option<Duration>, span: Option<Span>) {
        if let Some(node) = self.plan.nodes.get_mut(id.index()) {
            node.marks.push(Mark { operator, span, interval });
        }
    }

    /// `ssc.checkpoint(directory)`.
    pub fn checkpoint(&mut self, directory: &str) {
        self.plan.checkpoint_dir = Some(directory.to_owned());
    }

    /// `ssc.remember(duration)`: the longest one counts.
    pub fn remember(&mut self, duration: Duration) {
        let longest = self.plan.remember.map_or(duration, |so_far| so_far.max(duration));
        self.plan.remember = Some(longest);
    }

    /// `ssc.start()`: nothing can be added from here on.
    ///
    /// Errors: Spark's `IllegalArgumentException`s for a plan that cannot run.
    pub fn start(&mut self) -> Result<(), PlanError> {
        validate(&self.plan)?;
        self.started = true;
        Ok(())
    }

    /// The functions that some output operation depends on.
    pub fn functions(&self) -> Vec<Value> {
        let args = reachable(&self.plan).into_iter().flat_map(|node| &node.args);
        args.filter_map(|arg| match arg {
            Arg::Function(function) => Some(function.as_value()),
            _ => None,
        })
        .collect()
    }

    pub fn is_started(&self) -> bool {
        self.started
    }

    /// The finished plan.
    pub fn into_plan(self) -> Plan {
        self.plan
    }
}

/// What Spark checks when a context starts, in its order.
pub fn validate(plan: &Plan) -> Result<(), PlanError> {
    if plan.outputs().next().is_none() {
        return Err(PlanError::NoOutput);
    }
    if plan.checkpoint_dir.is_none() && reachable(plan).iter().any(|node| node.needs_checkpoint) {
        return Err(PlanError::NoCheckpointDirectory);
    }
    Ok(())
}

/// The nodes that some output operation depends on, in plan order.
fn reachable(plan: &Plan) -> Vec<&Node> {
    let mut needed = vec![false; plan.nodes.len()];
    for node in plan.nodes.iter().rev() {
        let is_needed = needed.get(node.id.index()).copied().unwrap_or(false);
        if is_needed || node.spec.category == crate::spec::Category::Output {
            needed[node.id.index()] = true;
            for input in &node.inputs {
                if let Some(input) = needed.get_mut(input.index()) {
                    *input = true;
                }
            }
        }
    }
    plan.nodes.iter().zip(needed).filter_map(|(node, needed)| needed.then_some(node)).collect()
}
