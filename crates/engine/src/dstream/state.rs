//! `StateDStream`: `updateStateByKey`.

use std::rc::Rc;

use plan::{Duration, NodeId, Time};
use value::{CallCx, Callable, Raised, Value};

use super::{ComputeCx, DStream, StreamId};
use crate::failure::Failure;
use crate::observer::{StateRow, StateTap};
use crate::rdd::Rdd;
use crate::rdd::keyed::ShuffleInto;
use crate::rdd::narrow::{Step, StepCx};
use crate::rdd::result_iterable::ResultIterable;
use crate::rdd::rows::Rows;
use crate::rdd::state_update::StateUpdate;
use crate::rdd::transformations::Partitioning;
use crate::records::{item, items_of};

/// A value for each key, updated from batch to batch.
///
/// The function is called for every key in the state and every new key, each batch: `update(new_values, old)` with
/// an empty list when there are none and `None` for a new key. A result of `None` removes the key.
/// Order: keys in the state keep their places, new ones follow in order of arrival.
/// Source: PythonStateDStream.
pub(crate) struct StateDStream {
    pub(crate) node: Option<NodeId>,
    pub(crate) parent: StreamId,
    pub(crate) slide: Duration,
    pub(crate) update: Rc<dyn Callable>,
    pub(crate) n_partitions: usize,
    pub(crate) initial: Option<Rdd>,
}

impl DStream for StateDStream {
    fn class(&self) -> &'static str {
        "PythonStateDStream"
    }
    fn dependencies(&self) -> Vec<StreamId> {
        vec![self.parent]
    }
    fn slide_duration(&self) -> Duration {
        self.slide
    }
    fn must_checkpoint(&self) -> bool {
        true
    }
    fn compute(&self, time: Time, cx: &mut ComputeCx<'_>) -> Result<Option<Rdd>, Failure> {
        let last = cx.rdd_of(cx.this, time - self.slide)?;
        let Some(batch) = cx.rdd_of(self.parent, time)? else { return Ok(last) };
        let state = last.or_else(|| self.initial.clone());
        let (grouped, batch) = group(state.as_ref(), &batch, self.n_partitions, cx.call)?;
        let tap = self.node.and_then(|node| cx.graph.observer.watch_state(node, time, self.n_partitions));
        let step = UpdateState { update: Rc::clone(&self.update), tap: tap.clone() };
        let updated = grouped.step(step, Partitioning::Kept).through_jvm(cx.call)?;
        StateUpdate::shorten(&updated, state.as_ref(), &batch, tap);
        Ok(Some(updated))
    }
}

/// `(key, (new_values, old))` for every key of the state and of the batch; and the batch as it is grouped.
fn group(state: Option<&Rdd>, batch: &Rdd, n_partitions: usize, cx: &mut CallCx) -> Result<(Rdd, Rdd), Failure> {
    let into = ShuffleInto::partitions(n_partitions);
    let batch = batch.through_jvm(cx)?;
    let Some(state) = state else {
        let grouped = batch.group_lists(&into, cx)?;
        let grouped =
            grouped.map_lists("updateStateByKey", |values, _| Ok(Value::pair(Value::list(values), Value::None)));
        return Ok((grouped, batch));
    };
    let batch = batch.partition_by(&into, cx)?;
    let grouped = state.through_jvm(cx)?.cogroup(&[&batch], &into, cx)?;
    let grouped = grouped.map_lists("updateStateByKey", |sides, _| {
        let mut sides = sides.iter().map(|side| side.downcast::<ResultIterable>().map(ResultIterable::items));
        let old = sides.next().flatten().and_then(|olds| olds.into_iter().next()).unwrap_or_default();
        let new_values = sides.next().flatten().unwrap_or_default();
        Ok(Value::pair(Value::list(new_values), old))
    });
    Ok((grouped, batch))
}

/// Calls the update function, and leaves out keys for which it gives `None`.
pub(crate) struct UpdateState {
    pub(crate) update: Rc<dyn Callable>,
    pub(crate) tap: Option<Rc<StateTap>>,
}

struct UpdateRows {
    input: Box<dyn Rows>,
    update: Rc<dyn Callable>,
    at: (crate::rdd::task::Site, Rc<crate::rdd::task::Task>),
    tap: Option<Rc<StateTap>>,
}

impl Step for UpdateState {
    fn operator(&self) -> &'static str {
        "updateStateByKey"
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        if let Some(tap) = &self.tap {
            tap.begin(at.partition, None);
        }
        Ok(Box::new(UpdateRows {
            input,
            update: Rc::clone(&self.update),
            at: (at.site, Rc::clone(at.task)),
            tap: self.tap.clone(),
        }))
    }
    fn functions(&self) -> Vec<Rc<dyn Callable>> {
        vec![Rc::clone(&self.update)]
    }
    fn with_functions(&self, functions: &[Rc<dyn Callable>]) -> Option<Rc<dyn Step>> {
        Some(Rc::new(Self { update: Rc::clone(functions.first()?), tap: self.tap.clone() }))
    }
}

impl Rows for UpdateRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        while let Some(record) = self.input.next(cx)? {
            let (key, pair) = (item(&record, 0, cx)?, item(&record, 1, cx)?);
            let (new_values, old) = (item(&pair, 0, cx)?, item(&pair, 1, cx)?);
            // The function may change what it is given, so what is shown is noted before.
            let note = match &self.tap {
                Some(tap) => Some(tap.before(&items_of(&new_values, cx)?, &old, cx)?),
                None => None,
            };
            cx.progress += 1;
            let new = match self.update.call(&[new_values, old], cx) {
                Ok(new) => new,
                Err(raised) => return Err(self.at.1.blame(raised, self.at.0, Some(&record))),
            };
            if let (Some(tap), Some((new_values, old))) = (&self.tap, note) {
                tap.visited(self.at.1.partition, 0, StateRow { key: key.clone(), old, new_values, new: new.clone() });
            }
            if !matches!(new, Value::None) {
                return Ok(Some(Value::pair(key, new)));
            }
        }
        Ok(None)
    }
}
