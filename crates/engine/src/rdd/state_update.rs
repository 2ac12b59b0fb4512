//! `StateUpdate`: the next version of a state, from the one before and a batch.
//!
//! Where both were handed over, only those keys are visited that have new values or whose value the function may
//! change without any. Everything else goes the general way, key by key, from the same records.

use std::rc::Rc;

use value::equality::is_exactly;
use value::{CallCx, Callable, Column, Raised, Shape, Value};

use super::Rdd;
use super::block::Block;
use super::hand_over::{HandOver, Handed};
use super::kept::Kept;
use super::ledger::version::{Changes, Rest, Version};
use super::narrow::{Step, StepCx};
use super::node::{Compute, Computed, Dependency, RddNode};
use super::rows::VecRows;
use super::shuffle::Shuffle;
use super::task::{Site, Task};
use super::touched::Touched;
use crate::dstream::state::UpdateState;
use crate::language::Language;
use crate::observer::{StateRow, StateTap};

pub(crate) struct StateUpdate {
    /// The whole way, row by row.
    general: Rc<dyn Compute>,
    /// The function as pickled.
    update: Rc<dyn Callable>,
    /// `None` if there is no state yet, or one that is partitioned otherwise.
    handed: Option<Rc<HandOver>>,
    tap: Option<Rc<StateTap>>,
    language: Rc<dyn Language>,
}

impl StateUpdate {
    /// Lets the RDD of a state, which groups `state` with `batch` and then updates it, take the short way where it can.
    pub(crate) fn shorten(rdd: &Rdd, state: Option<&Rdd>, batch: &Rdd, tap: Option<Rc<StateTap>>) {
        let Some(update) = rdd.node.compute().last_functions().into_iter().next() else { return };
        let handed = state.and_then(|state| {
            let shuffle = shuffle_before(&rdd.node)?;
            let partitioner = batch.node.partitioner.borrow().clone()?;
            let is_same = partitioner.function.is_none()
                && state.node.partitioner.borrow().as_ref() == Some(&partitioner)
                && [&rdd.node, &state.node, &batch.node, shuffle.parent_node()]
                    .iter()
                    .all(|node| node.n_partitions == partitioner.n_partitions);
            is_same.then(|| {
                let handed = HandOver::new(Rc::clone(&state.node), Rc::clone(&batch.node));
                shuffle.take_shortcut(Rc::clone(&handed) as _);
                handed
            })
        });
        let language = Rc::clone(rdd.context().language());
        rdd.node.wrap_compute(|general| Rc::new(Self { general, update, handed, tap, language }));
    }

    fn handed(&self, partition: usize) -> Option<Rc<Handed>> {
        self.handed.as_ref()?.of(partition)
    }

    /// The function as a task has it.
    fn function(&self, cx: &mut CallCx) -> Result<Rc<dyn Callable>, Raised> {
        let copies = self.language.unpickle_all(std::slice::from_ref(&self.update), cx)?;
        Ok(copies.into_iter().next().unwrap_or_else(|| Rc::clone(&self.update)))
    }

    /// What is known of values that no function has been asked about.
    fn rest_of(&self, version: &Version, cx: &mut CallCx) -> Rest {
        if !is_steady(&*self.update) {
            return Rest::default();
        }
        let (slots, values) = version.live();
        let unsettled = slots.into_iter().zip(&values).filter(|(_, value)| !self.update.keeps(value, cx));
        Rest { unsettled: unsettled.map(|(slot, _)| slot).collect(), function: Some(Rc::clone(&self.update)) }
    }

    /// Computed the general way, from rows that nobody has handed over.
    fn kept_of_rows(&self, at: StepCx<'_>, cx: &mut CallCx) -> Result<Kept, Raised> {
        cx.enter("")?;
        let computed = self.general.compute(at.partition, at.site, at.task, cx);
        cx.leave();
        let column = computed?.into_column(cx)?;
        Ok(match Version::of_pairs(&column, cx) {
            Some(version) => Kept::Version(version.with_rest(|version| self.rest_of(version, cx))),
            None => Kept::Block(Block::new(column)),
        })
    }

    fn kept_of_handed(&self, handed: &Handed, at: StepCx<'_>, cx: &mut CallCx) -> Result<Kept, Raised> {
        let touched = Touched::of(handed, cx);
        cx.burn(touched.n_rows() as u64)?;
        let now = touched.state();
        let is_steady = is_steady(&*self.update);
        let rest = match &now.rest.function {
            Some(before) if is_steady && is_same_function(&*self.update, &**before) => None,
            _ => Some(self.rest_of(now, cx)),
        };
        let unsettled = rest.as_ref().map_or(&now.rest.unsettled, |rest| &rest.unsettled);
        if is_steady
            && unsettled.is_empty()
            && self.update.shape() == Shape::RunningSum
            && let Some((changes, notes)) = touched.sums(self.tap.is_some())
        {
            if let Some(tap) = &self.tap {
                tap.begin(at.partition, Some(now));
                notes.into_iter().for_each(|(number, row)| tap.visited(at.partition, number, row));
                tap.end(at.partition, u32::MAX);
            }
            let rest = Rest { unsettled: Vec::new(), function: Some(Rc::clone(&self.update)) };
            return Ok(Kept::Version(touched.into_version(changes, rest, cx)));
        }
        let visits = match is_steady {
            true => touched.visits(unsettled),
            false => touched.visits(&now.live().0),
        };
        let (changes, unsettled) = self.visit(&touched, visits, unsettled, at, cx)?;
        if changes.is_frozen() {
            let function = is_steady.then(|| Rc::clone(&self.update));
            return Ok(Kept::Version(touched.into_version(changes, Rest { unsettled, function }, cx)));
        }
        Ok(Kept::Block(Block::new(Rc::new(Column::Any(touched.into_pairs(changes))))))
    }

    /// Calls the function for each visit. Gives what changed, and the slots that have to be visited next time.
    fn visit(
        &self,
        touched: &Touched,
        visits: Vec<(u32, std::ops::Range<usize>)>,
        unsettled: &[u32],
        at: StepCx<'_>,
        cx: &mut CallCx,
    ) -> Result<(Changes, Vec<u32>), Raised> {
        let function = self.function(cx)?;
        if let Some(tap) = &self.tap {
            tap.begin(at.partition, Some(touched.state()));
        }
        let n_slots = touched.state().n_slots();
        let (mut changes, mut still_unsettled) = (Changes::default(), Vec::new());
        for (slot, rows) in visits {
            let is_new = slot >= n_slots;
            let old = if is_new { Value::None } else { touched.state().latest_value(slot) };
            let values = touched.values(&rows);
            let shown = match &self.tap {
                Some(_) => values.clone(),
                None => Vec::new(),
            };
            let values = Value::list(values);
            cx.progress += 1;
            let new = match function.call(&[values.clone(), old.clone()], cx) {
                Ok(new) => new,
                Err(raised) => {
                    if let Some(tap) = &self.tap {
                        tap.end(at.partition, slot);
                    }
                    let record = Value::pair(touched.key(slot), Value::pair(values, old));
                    return Err(at.task.blame(raised, at.site, Some(&record)));
                }
            };
            if let Some(tap) = &self.tap {
                let row = StateRow { key: touched.key(slot), old: old.clone(), new_values: shown, new: new.clone() };
                tap.visited(at.partition, slot, row);
            }
            let is_unchanged = !is_new && is_exactly(&old, &new);
            let is_settled = is_unchanged && (rows.is_empty() || unsettled.binary_search(&slot).is_err());
            if !is_settled && !matches!(new, Value::None) && !self.update.keeps(&new, cx) {
                still_unsettled.push(slot);
            }
            if is_new {
                changes.values.push(new);
            } else if !is_unchanged {
                changes.changed.push((slot, new));
            }
        }
        if let Some(tap) = &self.tap {
            tap.end(at.partition, u32::MAX);
        }
        Ok((changes, still_unsettled))
    }
}

/// Whether its result depends on its arguments only, and nothing else is changed by calling it.
fn is_steady(function: &dyn Callable) -> bool {
    is_same_function(function, function)
}

fn is_same_function(now: &dyn Callable, before: &dyn Callable) -> bool {
    (now.shape() == Shape::RunningSum && before.shape() == Shape::RunningSum) || now.computes_as(before)
}

/// The shuffle that a chain of steps reads from.
fn shuffle_before(node: &Rc<RddNode>) -> Option<Rc<Shuffle>> {
    let mut node = Rc::clone(node);
    loop {
        let compute = node.compute();
        if let Some(shuffle) = compute.shuffle() {
            return Some(Rc::clone(shuffle));
        }
        node = match compute.dependencies().first()? {
            Dependency::Narrow(parent) => Rc::clone(parent),
            Dependency::Shuffle(_) => return None,
        };
    }
}

impl Compute for StateUpdate {
    fn operator(&self) -> &'static str {
        self.general.operator()
    }
    fn dependencies(&self) -> Vec<Dependency<'_>> {
        self.general.dependencies()
    }
    fn compute(&self, partition: usize, site: Site, task: &Rc<Task>, cx: &mut CallCx) -> Result<Computed, Raised> {
        let Some(handed) = self.handed(partition) else { return self.general.compute(partition, site, task, cx) };
        // Nobody keeps it, so the function is called for as many keys as are asked for.
        let touched = Touched::of(&handed, cx);
        let records = touched.records();
        let step = UpdateState { update: self.function(cx)?, tap: self.tap.clone() };
        Ok(Computed::Rows(step.rows(VecRows::boxed(records), StepCx { partition, site, task }, cx)?))
    }
    fn kept(&self, partition: usize, site: Site, task: &Rc<Task>, cx: &mut CallCx) -> Result<Option<Kept>, Raised> {
        let at = StepCx { partition, site, task };
        let kept = match self.handed(partition) {
            Some(handed) => self.kept_of_handed(&handed, at, cx)?,
            None => self.kept_of_rows(at, cx)?,
        };
        Ok(Some(kept))
    }
    fn last_functions(&self) -> Vec<Rc<dyn Callable>> {
        self.general.last_functions()
    }
}
