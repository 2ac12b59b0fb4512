//! Input streams: received blocks, and queues of RDDs.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use plan::{Duration, Time};
use value::Column;

use super::{ComputeCx, DStream, StreamId};
use crate::failure::Failure;
use crate::rdd::Rdd;
use crate::rdd::serializer::Serializer;

/// What a receiver has got, by batch: shared between the stream and the context that lines are pushed to.
#[derive(Default)]
pub(crate) struct Received {
    batches: RefCell<BTreeMap<Time, BTreeMap<i64, Vec<Rc<Column>>>>>,
}

impl Received {
    /// Adds records to a block of a batch; blocks are ordered by number.
    pub(crate) fn push(&self, batch: Time, block: i64, rows: Rc<Column>) {
        self.batches.borrow_mut().entry(batch).or_default().entry(block).or_default().push(rows);
    }

    /// One partition for each block.
    fn partitions(&self, batch: Time) -> Vec<Rc<Column>> {
        let batches = self.batches.borrow();
        let Some(blocks) = batches.get(&batch) else { return Vec::new() };
        blocks.values().map(|parts| crate::rdd::block::concat(parts)).collect()
    }

    /// Number of records for a batch.
    pub(crate) fn n_rows(&self, batch: Time) -> usize {
        let batches = self.batches.borrow();
        batches.get(&batch).map_or(0, |blocks| blocks.values().flatten().map(|rows| rows.len()).sum())
    }

    /// Forgets batches up to `time`.
    pub(crate) fn forget(&self, time: Time) {
        let kept = self.batches.borrow_mut().split_off(&(time + Duration(1)));
        *self.batches.borrow_mut() = kept;
    }
}

/// `socketTextStream`: one partition for each block of a batch; no data, no partitions.
pub(crate) struct ReceiverInputDStream {
    pub(crate) slide: Duration,
    pub(crate) received: Rc<Received>,
}

impl DStream for ReceiverInputDStream {
    fn class(&self) -> &'static str {
        "SocketInputDStream"
    }
    fn dependencies(&self) -> Vec<StreamId> {
        Vec::new()
    }
    fn slide_duration(&self) -> Duration {
        self.slide
    }
    fn compute(&self, time: Time, cx: &mut ComputeCx<'_>) -> Result<Option<Rdd>, Failure> {
        let partitions = self.received.partitions(time);
        Ok(Some(cx.graph.sc.rdd_of_partitions("socketTextStream", partitions, Serializer::Utf8)))
    }
}

/// How a queue is emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dequeue {
    OneAtATime,
    AllAtOnce,
}

/// `queueStream`.
///
/// When the queue is empty it gives the default, or an RDD of one empty partition if there is none.
pub(crate) struct QueueInputDStream {
    pub(crate) slide: Duration,
    pub(crate) queue: RefCell<VecDeque<Rdd>>,
    pub(crate) dequeue: Dequeue,
    pub(crate) default: Option<Rdd>,
}

impl DStream for QueueInputDStream {
    fn class(&self) -> &'static str {
        "QueueInputDStream"
    }
    fn dependencies(&self) -> Vec<StreamId> {
        Vec::new()
    }
    fn slide_duration(&self) -> Duration {
        self.slide
    }
    fn compute(&self, _: Time, cx: &mut ComputeCx<'_>) -> Result<Option<Rdd>, Failure> {
        let taken: Vec<Rdd> = match self.dequeue {
            Dequeue::OneAtATime => self.queue.borrow_mut().pop_front().into_iter().collect(),
            Dequeue::AllAtOnce => self.queue.borrow_mut().drain(..).collect(),
        };
        let sc = cx.graph.sc.clone();
        Ok(Some(match (taken.as_slice(), &self.default) {
            ([], Some(default)) => default.clone(),
            ([], None) => sc.rdd_of_partitions("queueStream", vec![Rc::default()], Serializer::Empty),
            ([only], _) => only.through_jvm(cx.call)?,
            _ => sc.union_through_jvm(&taken, cx.call)?,
        }))
    }
}
