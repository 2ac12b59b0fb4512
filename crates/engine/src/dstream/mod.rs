//! DStreams: descriptions of how each batch's RDD follows from others. They never change while a context runs.

pub(crate) mod build;
pub(crate) mod files;
pub(crate) mod graph;
pub(crate) mod input;
pub(crate) mod output;
pub(crate) mod reduced_windowed;
pub(crate) mod state;
pub(crate) mod transformed;
pub(crate) mod union;
pub(crate) mod windowed;

use plan::{Duration, Time};
use value::CallCx;

use self::graph::DStreamGraph;
use crate::failure::Failure;
use crate::rdd::Rdd;

/// The position of a stream in its graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId(pub(crate) u32);

impl StreamId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A stream of RDDs, one for each multiple of its slide.
///
/// Remembering, forgetting and checkpointing of RDDs are the graph's business, the same for all streams.
pub(crate) trait DStream {
    /// Spark's class, as its messages name it.
    fn class(&self) -> &'static str;

    fn dependencies(&self) -> Vec<StreamId>;

    fn slide_duration(&self) -> Duration;

    /// The RDD of a time at which the stream is valid; `None` if there is none.
    fn compute(&self, time: Time, cx: &mut ComputeCx<'_>) -> Result<Option<Rdd>, Failure>;

    /// How long the parents must remember their RDDs when this stream remembers its own for `own`.
    fn parent_remember_duration(&self, own: Duration) -> Duration {
        own
    }

    /// Whether RDDs have to be checkpointed, since each is computed from the one before.
    fn must_checkpoint(&self) -> bool {
        false
    }

    /// Whether RDDs are kept in memory without being asked to.
    fn is_persisted(&self) -> bool {
        self.must_checkpoint()
    }

    /// Streams whose RDDs this one wants to be kept in memory, since it reads them several times.
    fn persists_parents(&self) -> Vec<StreamId> {
        Vec::new()
    }
}

/// What a stream computes with.
pub(crate) struct ComputeCx<'a> {
    pub(crate) graph: &'a mut DStreamGraph,
    pub(crate) call: &'a mut CallCx,
    /// The stream that computes.
    pub(crate) this: StreamId,
}

impl ComputeCx<'_> {
    /// The RDD of another stream (or of this one at another time).
    pub(crate) fn rdd_of(&mut self, stream: StreamId, time: Time) -> Result<Option<Rdd>, Failure> {
        self.graph.get_or_compute(stream, time, self.call)
    }

    /// The RDDs of a stream for all its times from `begin` to `end`.
    pub(crate) fn slice(&mut self, stream: StreamId, begin: Time, end: Time) -> Result<Vec<Rdd>, Failure> {
        self.graph.slice(stream, begin, end, self.call)
    }
}
