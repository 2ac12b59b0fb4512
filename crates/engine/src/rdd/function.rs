//! `UserFunction`: a function of the program, and what a `StopIteration` out of it means where it is used.

use std::rc::Rc;

use value::{CallCx, Callable, ExcKind, Raised, Value};

use super::narrow::StepCx;
use super::task::{Site, Task};

/// What happens when a function called for each record raises `StopIteration`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnStop {
    /// The iteration ends without a word: DStream methods hand functions to Python's own `map` and `filter`.
    Ends,
    /// The task fails with a `RuntimeError`: RDD methods wrap functions to see it.
    Fails,
}

/// A function that is called for each record.
#[derive(Clone)]
pub struct UserFunction {
    pub callable: Rc<dyn Callable>,
    pub on_stop: OnStop,
}

impl UserFunction {
    /// As DStream methods use functions.
    pub fn of_stream(callable: Rc<dyn Callable>) -> Self {
        Self { callable, on_stop: OnStop::Ends }
    }

    /// As RDD methods use functions.
    pub fn of_rdd(callable: Rc<dyn Callable>) -> Self {
        Self { callable, on_stop: OnStop::Fails }
    }

    /// The same with another function.
    pub(crate) fn with(&self, functions: &[Rc<dyn Callable>]) -> Option<Self> {
        Some(Self { callable: Rc::clone(functions.first()?), on_stop: self.on_stop })
    }
}

/// A function at its place in a task: calls it, and notes the record if it raises.
pub(crate) struct Applied {
    function: UserFunction,
    site: Site,
    task: Rc<Task>,
}

impl Applied {
    pub(crate) fn new(function: &UserFunction, at: StepCx<'_>) -> Self {
        Self { function: function.clone(), site: at.site, task: Rc::clone(at.task) }
    }

    /// The result for `argument`, or `None` if the iteration ends here.
    #[inline]
    pub(crate) fn call(&self, argument: &Value, record: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        cx.progress += 1;
        match self.function.callable.call(std::slice::from_ref(argument), cx) {
            Ok(result) => Ok(Some(result)),
            Err(raised) => self.failed(raised, record),
        }
    }

    #[cold]
    fn failed(&self, raised: Raised, record: &Value) -> Result<Option<Value>, Raised> {
        if !raised.is_a(ExcKind::StopIteration) {
            return Err(self.blame(raised, record));
        }
        match self.function.on_stop {
            OnStop::Ends => Ok(None),
            OnStop::Fails => Err(self.blame(stop_iteration_escaped(raised), record)),
        }
    }

    pub(crate) fn blame(&self, raised: Raised, record: &Value) -> Raised {
        self.task.blame(raised, self.site, Some(record))
    }
}

/// What the message of an escaped `StopIteration` begins with.
pub const STOP_ITERATION: &str = "[STOP_ITERATION_OCCURRED]";

/// The `PySparkRuntimeError` instead of a `StopIteration` out of a user's function; its class is the language's to name.
pub(crate) fn stop_iteration_escaped(raised: Raised) -> Raised {
    let inner = raised.last_line(&mut CallCx::default());
    let inner = inner.strip_prefix("StopIteration").map_or("", |text| text.strip_prefix(": ").unwrap_or(text));
    let message = format!("{STOP_ITERATION} Caught StopIteration thrown from user's code; failing the task: {inner}");
    let mut outer = Raised::new(ExcKind::RuntimeError, message);
    outer.parts_mut().traceback.clone_from(&raised.parts().traceback);
    outer
}
