//! Output operations: what is done with each RDD of a stream.

use std::rc::Rc;

use plan::{NodeId, Time};
use value::CallCx;

use super::StreamId;
use crate::failure::Failure;
use crate::rdd::Rdd;

/// Does something with the RDD of a batch.
pub(crate) type OutputFunction = dyn Fn(&Rdd, Time, &mut CallCx) -> Result<(), Failure>;

/// An output operation of the program (Spark's `ForEachDStream`).
#[derive(Clone)]
pub(crate) struct Output {
    pub(crate) node: NodeId,
    pub(crate) parent: StreamId,
    pub(crate) run: Rc<OutputFunction>,
}
