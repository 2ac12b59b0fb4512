//! `ReducedWindowedDStream`: `reduceByKeyAndWindow` with an inverse function.

use std::rc::Rc;

use plan::{Duration, Interval, NodeId, Time};
use value::{CallCx, Callable, Value};

use super::{ComputeCx, DStream, StreamId};
use crate::failure::Failure;
use crate::observer::WindowMethod;
use crate::rdd::Rdd;
use crate::rdd::function::UserFunction;
use crate::rdd::joins::JoinKind;
use crate::rdd::keyed::ShuffleInto;
use crate::rdd::steps::native::NativeMap;
use crate::rdd::transformations::Partitioning;
use crate::rdd::unfolded::without_gone;
use crate::records::item;

/// Each key reduced over a window, from the window before if that is worth it.
///
/// The previous window is used only if there is one and the window is at least five slides long; otherwise the
/// whole window is reduced again. So in short windows keys vanish with their last record, and in long ones they stay
/// with what the inverse function leaves, unless `filter` drops them.
/// Source: PythonReducedWindowedDStream.
pub(crate) struct ReducedWindowedDStream {
    pub(crate) node: Option<NodeId>,
    /// The parent's batches, each reduced by key.
    pub(crate) reduced: StreamId,
    pub(crate) window: Duration,
    pub(crate) slide: Duration,
    pub(crate) functions: WindowFunctions,
}

/// The functions of a reduced window.
#[derive(Clone)]
pub(crate) struct WindowFunctions {
    pub(crate) reduce: Rc<dyn Callable>,
    pub(crate) inverse: Rc<dyn Callable>,
    pub(crate) filter: Option<Rc<dyn Callable>>,
    pub(crate) n_partitions: usize,
}

/// How many slides a window must have for the inverse function to be used.
const SLIDES_FOR_INVERSE: i64 = 5;

impl DStream for ReducedWindowedDStream {
    fn class(&self) -> &'static str {
        "PythonReducedWindowedDStream"
    }
    fn dependencies(&self) -> Vec<StreamId> {
        vec![self.reduced]
    }
    fn slide_duration(&self) -> Duration {
        self.slide
    }
    fn parent_remember_duration(&self, own: Duration) -> Duration {
        own + self.window
    }
    fn must_checkpoint(&self) -> bool {
        true
    }
    fn compute(&self, time: Time, cx: &mut ComputeCx<'_>) -> Result<Option<Rdd>, Failure> {
        let sc = cx.graph.sc.clone();
        let parent_slide = cx.graph.slide_of(self.reduced);
        let current = Interval { begin: time - self.window, end: time };
        let previous = current - self.slide;
        let previous_rdd = cx.rdd_of(cx.this, previous.end)?;
        let is_long = self.window >= self.slide * SLIDES_FOR_INVERSE;
        let (rdd, method) = match previous_rdd {
            Some(previous_rdd) if is_long => {
                let leaving = cx.slice(self.reduced, previous.begin + parent_slide, current.begin)?;
                let rest = if leaving.is_empty() {
                    previous_rdd
                } else {
                    let leaving = sc.union_through_jvm(&leaving, cx.call)?;
                    self.functions.subtract(&previous_rdd, &leaving, cx.call)?
                };
                let entering = cx.slice(self.reduced, previous.end + parent_slide, current.end)?;
                let rdd = if entering.is_empty() {
                    rest
                } else {
                    let entering = sc.union_through_jvm(&entering, cx.call)?;
                    self.functions.add(Some(&rest), &entering, cx.call)?
                };
                (Some(rdd), WindowMethod::Incremental)
            }
            previous_rdd => {
                let whole = cx.slice(self.reduced, current.begin + parent_slide, current.end)?;
                let method = match previous_rdd {
                    Some(_) => WindowMethod::RecomputeShort,
                    None if !is_long => WindowMethod::RecomputeShort,
                    None => WindowMethod::RecomputeFirst,
                };
                if whole.is_empty() {
                    (None, method)
                } else {
                    let whole = sc.union_through_jvm(&whole, cx.call)?;
                    (Some(self.functions.add(None, &whole, cx.call)?), method)
                }
            }
        };
        if let Some(node) = self.node {
            cx.graph.observer.window(node, time, method);
        }
        Ok(rdd)
    }
}

impl WindowFunctions {
    /// `previous` (if any) with everything in `more` reduced into it.
    pub(crate) fn add(&self, previous: Option<&Rdd>, more: &Rdd, cx: &mut CallCx) -> Result<Rdd, Failure> {
        let into = ShuffleInto::partitions(self.n_partitions);
        let more = more.through_jvm(cx)?.reduce_by_key(Rc::clone(&self.reduce), &into, cx)?;
        let all = match previous {
            Some(previous) => {
                previous.through_jvm(cx)?.union(&more, cx)?.reduce_by_key(Rc::clone(&self.reduce), &into, cx)?
            }
            None => more,
        };
        let all = match &self.filter {
            Some(filter) => all.filter(Some(UserFunction::of_rdd(Rc::clone(filter)))),
            None => all,
        };
        Ok(all.through_jvm(cx)?)
    }

    /// `previous` with everything in `gone` taken out by the inverse function.
    fn subtract(&self, previous: &Rdd, gone: &Rdd, cx: &mut CallCx) -> Result<Rdd, Failure> {
        let into = ShuffleInto::partitions(self.n_partitions);
        let gone = gone.through_jvm(cx)?.reduce_by_key(Rc::clone(&self.reduce), &into, cx)?;
        let joined = previous.through_jvm(cx)?.join(&gone, JoinKind::LeftOuter, &into, cx)?;
        let inverse = self.inverse_step(previous, cx)?;
        Ok(joined.step(inverse, Partitioning::Kept).through_jvm(cx)?)
    }

    /// `(key, (so_far, gone))` to `(key, inverse(so_far, gone))`, or `so_far` where nothing is gone.
    fn inverse_step(&self, rdd: &Rdd, cx: &mut CallCx) -> Result<NativeMap, Failure> {
        let inverse = rdd.context().language().pickle(&self.inverse, cx)?;
        let shape = inverse.shape();
        let record = move |record: Value, cx: &mut CallCx| {
            let (key, pair) = (item(&record, 0, cx)?, item(&record, 1, cx)?);
            let (so_far, gone) = (item(&pair, 0, cx)?, item(&pair, 1, cx)?);
            let left = match gone {
                Value::None => so_far,
                gone => inverse.call(&[so_far, gone], cx)?,
            };
            Ok(Value::pair(key, left))
        };
        Ok(NativeMap {
            operator: "mapValues",
            record: Rc::new(record),
            column: Rc::new(move |pairs| without_gone(&shape, pairs)),
        })
    }
}
