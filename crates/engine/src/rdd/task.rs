//! `Task`: the computation of one partition, and what is noted about it on the way.

use std::cell::RefCell;

use plan::NodeId;
use value::{Raised, Value};

use crate::accumulator::Update;
use crate::failure::FailurePoint;

/// One partition being computed.
pub struct Task {
    pub stage_id: u32,
    pub partition: usize,
    /// How many records the job wants at most from this partition, if it will stop early (`take`).
    pub(crate) row_limit: Option<usize>,
    failure: RefCell<Option<(Value, FailurePoint)>>,
    /// Updates of accumulators, given to the driver when the task has succeeded.
    pub(crate) updates: RefCell<Vec<Update>>,
}

/// The RDD operation that a function belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site {
    pub operator: &'static str,
    pub node: Option<NodeId>,
}

impl Task {
    pub(crate) fn new(stage_id: u32, partition: usize, row_limit: Option<usize>) -> Self {
        Self { stage_id, partition, row_limit, failure: RefCell::default(), updates: RefCell::default() }
    }

    /// Notes where an exception came up. The first note about an exception stands: it is the innermost place.
    pub(crate) fn blame(&self, raised: Raised, site: Site, record: Option<&Value>) -> Raised {
        let exception = &raised.parts().exception;
        let mut failure = self.failure.borrow_mut();
        if !failure.as_ref().is_some_and(|(known, _)| known.is_same(exception)) {
            let at = FailurePoint {
                operator: site.operator,
                node: site.node,
                partition: self.partition,
                writes: false,
                record: record.cloned(),
            };
            *failure = Some((exception.clone(), at));
        }
        drop(failure);
        raised
    }

    /// What was noted about `raised`.
    pub(crate) fn point_of(&self, raised: &Raised) -> FailurePoint {
        match &*self.failure.borrow() {
            Some((known, at)) if known.is_same(&raised.parts().exception) => at.clone(),
            _ => FailurePoint { partition: self.partition, ..FailurePoint::default() },
        }
    }
}
