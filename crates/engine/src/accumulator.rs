//! Accumulators: tasks add to them, the driver reads them.

use std::cell::RefCell;
use std::rc::Rc;

use value::{CallCx, Raised, Value};

use crate::rdd::task::Task;
use crate::spark_context::SparkContext;

/// How an accumulator adds: `addInPlace` of its `AccumulatorParam`, or `+=`.
pub type Add = dyn Fn(Value, Value, &mut CallCx) -> Result<Value, Raised>;
/// The value that a task starts from: `zero` of its `AccumulatorParam`.
pub type Zero = dyn Fn(&Value, &mut CallCx) -> Result<Value, Raised>;

/// A variable that tasks add to. What a task adds is kept apart until the task has succeeded, then added to the
/// driver's value; what failed tasks added is lost.
pub struct Accumulator {
    sc: SparkContext,
    value: RefCell<Value>,
    add: Rc<Add>,
    zero: Rc<Zero>,
}

/// What one task has added so far.
pub(crate) struct Update {
    pub(crate) accumulator: Rc<Accumulator>,
    pub(crate) value: Value,
}

impl Accumulator {
    pub fn new(sc: &SparkContext, initial: Value, add: Rc<Add>, zero: Rc<Zero>) -> Rc<Self> {
        Rc::new(Self { sc: sc.clone(), value: RefCell::new(initial), add, zero })
    }

    /// `accumulator.add(term)` and `accumulator += term`.
    pub fn add(self: &Rc<Self>, term: Value, cx: &mut CallCx) -> Result<(), Raised> {
        let Some(task) = self.sc.current_task() else {
            let sum = (self.add)(self.value(), term, cx)?;
            *self.value.borrow_mut() = sum;
            return Ok(());
        };
        let known = task.updates.borrow().iter().position(|update| Rc::ptr_eq(&update.accumulator, self));
        let so_far = match known.and_then(|at| task.updates.borrow().get(at).map(|update| update.value.clone())) {
            Some(so_far) => so_far,
            None => self.zero(cx)?,
        };
        let value = (self.add)(so_far, term, cx)?;
        let mut updates = task.updates.borrow_mut();
        match known.and_then(|at| updates.get_mut(at)) {
            Some(update) => update.value = value,
            None => updates.push(Update { accumulator: Rc::clone(self), value }),
        }
        Ok(())
    }

    /// Whether a task asks, which may add but not look.
    pub fn is_in_task(&self) -> bool {
        self.sc.current_task().is_some()
    }

    /// The value that a task starts from.
    pub fn zero(&self, cx: &mut CallCx) -> Result<Value, Raised> {
        (self.zero)(&self.value(), cx)
    }

    /// What whoever asks has: in a task only what the task itself has added.
    pub fn local_value(self: &Rc<Self>, cx: &mut CallCx) -> Result<Value, Raised> {
        let Some(task) = self.sc.current_task() else { return Ok(self.value()) };
        let updates = task.updates.borrow();
        match updates.iter().find(|update| Rc::ptr_eq(&update.accumulator, self)) {
            Some(update) => Ok(update.value.clone()),
            None => self.zero(cx),
        }
    }

    /// The driver's value. PySpark refuses to give it inside a task; the caller raises that error.
    pub fn value(&self) -> Value {
        self.value.borrow().clone()
    }

    /// `accumulator.value = …` on the driver.
    pub fn set_value(&self, value: Value) {
        *self.value.borrow_mut() = value;
    }
}

/// Adds what a finished task has added to the driver's values.
pub(crate) fn merge_updates(task: &Task, cx: &mut CallCx) -> Result<(), Raised> {
    let updates = std::mem::take(&mut *task.updates.borrow_mut());
    for update in updates {
        let sum = (update.accumulator.add)(update.accumulator.value(), update.value, cx)?;
        update.accumulator.set_value(sum);
    }
    Ok(())
}
