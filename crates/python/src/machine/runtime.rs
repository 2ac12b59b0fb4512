//! What runs of one context share: the exceptions being handled.

use std::cell::RefCell;
use std::rc::Rc;

use value::{CallCx, ExcKind, Raised, Value};

#[derive(Default)]
pub struct Runtime {
    /// Exceptions being handled, innermost last: the depth of the frame, the handler's level in it, the exception.
    handled: RefCell<Vec<(u32, u16, Value)>>,
}

/// The state of `cx`, made when it is first needed.
pub fn runtime(cx: &mut CallCx) -> Rc<Runtime> {
    if let Some(known) = cx.language.as_ref().and_then(|state| Rc::clone(state).downcast::<Runtime>().ok()) {
        return known;
    }
    let new: Rc<Runtime> = Rc::default();
    cx.language = Some(new.clone());
    new
}

impl Runtime {
    pub fn enter_handler(&self, depth: u32, level: u16, exception: Value) {
        let mut handled = self.handled.borrow_mut();
        while handled.last().is_some_and(|(d, l, _)| (*d, *l) >= (depth, level)) {
            handled.pop();
        }
        handled.push((depth, level, exception));
    }

    pub fn leave_handler(&self, depth: u32, level: u16) {
        let mut handled = self.handled.borrow_mut();
        while handled.last().is_some_and(|(d, l, _)| (*d, *l) >= (depth, level)) {
            handled.pop();
        }
    }

    /// Forgets the handlers of a frame that an exception ended.
    pub fn leave_frame(&self, depth: u32) {
        self.leave_handler(depth, 0);
    }

    /// The exception being handled by the frame at `depth` or those around it.
    pub fn handled(&self, depth: u32) -> Option<Value> {
        let handled = self.handled.borrow();
        handled.iter().rev().find(|(d, _, _)| *d <= depth).map(|(_, _, exception)| exception.clone())
    }
}

/// The exception that the program is handling now, `sys.exc_info()`.
pub fn handled_exception(cx: &mut CallCx) -> Option<Value> {
    let depth = cx.depth;
    runtime(cx).handled(depth)
}

pub fn recursion_error() -> Raised {
    Raised::new(ExcKind::RecursionError, "maximum recursion depth exceeded".into())
}
