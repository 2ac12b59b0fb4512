//! `WindowedDStream`: the RDDs of the last batches, one after the other.

use plan::{Duration, Time};

use super::{ComputeCx, DStream, StreamId};
use crate::failure::Failure;
use crate::rdd::Rdd;

/// The union of the parent's RDDs of the last `window`, every `slide`.
///
/// Order: oldest batch first. Batches without partitions leave no trace; before a whole window has passed it is
/// shorter.
pub(crate) struct WindowedDStream {
    pub(crate) parent: StreamId,
    pub(crate) window: Duration,
    pub(crate) slide: Duration,
}

impl DStream for WindowedDStream {
    fn class(&self) -> &'static str {
        "WindowedDStream"
    }
    fn dependencies(&self) -> Vec<StreamId> {
        vec![self.parent]
    }
    fn slide_duration(&self) -> Duration {
        self.slide
    }
    fn parent_remember_duration(&self, own: Duration) -> Duration {
        own + self.window
    }
    fn persists_parents(&self) -> Vec<StreamId> {
        vec![self.parent]
    }
    fn compute(&self, time: Time, cx: &mut ComputeCx<'_>) -> Result<Option<Rdd>, Failure> {
        let parent_slide = cx.graph.slide_of(self.parent);
        let rdds = cx.slice(self.parent, time - self.window + parent_slide, time)?;
        let sc = cx.graph.sc.clone();
        Ok(Some(sc.union_through_jvm(&rdds, cx.call)?))
    }
}
