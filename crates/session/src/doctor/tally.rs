//! `Tally`: what a run's batches came to so far, in sums that cost nothing to keep.

use std::collections::BTreeMap;

use plan::Plan;
use protocol::plan_view::NodeId;
use protocol::run_view::{BatchView, Failure};

use crate::plan_view::Numbering;

/// What the RDDs of one stream came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Batches in which it had an RDD.
    pub n_rdds: u64,
    /// Records that were seen.
    pub n_records: u64,
    /// Records of all its inputs in the batches in which it had an RDD.
    pub n_taken_in: u64,
    /// Batches in which each of its inputs had records.
    pub n_met: u64,
    /// Whether some RDD may have had more records than were seen.
    pub is_partial: bool,
}

/// The batches of a run. Batches that failed count as such, and for nothing else.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub n_batches: u64,
    pub n_failed: u64,
    pub last_failure: Option<(u64, Failure)>,
    sums: BTreeMap<NodeId, Sums>,
    received: BTreeMap<NodeId, u64>,
}

impl Tally {
    /// Adds a batch of a context's plan.
    pub fn add(&mut self, batch: &BatchView, plan: &Plan, numbering: &Numbering, context_idx: usize) {
        self.n_batches += 1;
        for input in &batch.inputs {
            *self.received.entry(input.node).or_default() += input.n_records;
        }
        if let Some(failure) = &batch.failure {
            self.n_failed += 1;
            self.last_failure = Some((batch.batch, failure.clone()));
            return;
        }
        let records: BTreeMap<NodeId, u64> = batch.cells.iter().map(|cell| (cell.node, cell.n_records)).collect();
        for cell in &batch.cells {
            let (_, inner) = numbering.inner(cell.node);
            let sums = self.sums.entry(cell.node).or_default();
            sums.n_rdds += 1;
            sums.n_records += cell.n_records;
            sums.is_partial |= cell.is_partial;
            let inputs = plan.node(inner).map_or(&[][..], |node| &node.inputs);
            let of = |input: &plan::NodeId| records.get(&numbering.outer(context_idx, *input)).copied().unwrap_or(0);
            sums.n_taken_in += inputs.iter().map(of).sum::<u64>();
            sums.n_met += u64::from(!inputs.is_empty() && inputs.iter().all(|input| of(input) > 0));
        }
    }

    /// Batches that did not fail.
    pub fn n_well(&self) -> u64 {
        self.n_batches - self.n_failed
    }

    pub fn of(&self, node: NodeId) -> Sums {
        self.sums.get(&node).copied().unwrap_or_default()
    }

    /// Lines that an input received.
    pub fn received(&self, node: NodeId) -> u64 {
        self.received.get(&node).copied().unwrap_or(0)
    }
}
