//! `UnionDStream`: the RDDs of several streams at the same time, one stream after the other.

use plan::{Duration, Time};

use super::{ComputeCx, DStream, StreamId};
use crate::failure::Failure;
use crate::rdd::Rdd;

pub(crate) struct UnionDStream {
    pub(crate) parents: Vec<StreamId>,
    pub(crate) slide: Duration,
}

impl DStream for UnionDStream {
    fn class(&self) -> &'static str {
        "UnionDStream"
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
            // All parents have the same slide, so either all have an RDD or a function gave none.
            rdds.extend(cx.rdd_of(parent, time)?);
        }
        let sc = cx.graph.sc.clone();
        Ok(Some(sc.union_through_jvm(&rdds, cx.call)?))
    }
}
