//! An exception on its way out of frames, to the handler that catches it.

use value::{CallCx, ExcKind, Exception, Raised, TraceEntry, Value};

use crate::compile::code::{Code, Origin};
use crate::machine::{Frame, Machine, Role, runtime};
use crate::objects::generator::State;

/// Whether the instruction that raises is a new place in the traceback.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    #[default]
    New,
    /// It raises again what was caught in the same frame.
    Known,
    /// A part of what the instruction is about: the attribute of a method call that is not there.
    Part(diag::Span),
}

impl Machine {
    /// Finds the handler: gives the frame that goes on, or the exception if none catches it.
    pub fn unwind(
        &mut self,
        mut frame: Box<Frame>,
        mut raised: Raised,
        mut place: Place,
        cx: &mut CallCx,
    ) -> Result<Box<Frame>, Raised> {
        set_context(&raised, cx);
        loop {
            let at = frame.pc.saturating_sub(1);
            let Some(function) = frame.function.clone() else { return Err(raised) };
            let code = &*function.code;
            match place {
                Place::New => note_places(code, at, code.span_at(at), &mut raised),
                Place::Part(span) => note_places(code, at, span, &mut raised),
                Place::Known => {}
            }
            place = Place::New;
            if raised.parts().interrupt.is_none() {
                let handler =
                    code.handlers.iter().find(|handler| (handler.start as usize..handler.end as usize).contains(&at));
                if let Some(handler) = handler.copied() {
                    let parts = raised.parts_mut();
                    if let Some(exception) = parts.exception.downcast::<Exception>() {
                        *exception.traceback.borrow_mut() = std::mem::take(&mut parts.traceback);
                    }
                    let exception = parts.exception.clone();
                    frame.set(handler.reg, exception);
                    frame.pc = handler.target as usize;
                    return Ok(frame);
                }
            }
            if !code.handlers.is_empty() {
                let depth = cx.depth;
                runtime(cx).leave_frame(depth);
            }
            match std::mem::replace(&mut frame.role, Role::Plain) {
                Role::Generator(generator) => {
                    generator.set_state(State::Done);
                    raised = stop_iteration_to_error(raised);
                }
                Role::Plain | Role::Init(_) | Role::ClassBody(_) => {}
            }
            frame.recycle();
            match self.frames.pop() {
                Some(caller) => {
                    cx.depth -= 1;
                    frame = caller;
                }
                None => return Err(raised),
            }
        }
    }
}

/// Adds the places of one frame: comprehensions in it have lines of their own.
fn note_places(code: &Code, at: usize, mut span: diag::Span, raised: &mut Raised) {
    if code.source.origin == Origin::Library {
        return;
    }
    let traceback = &mut raised.parts_mut().traceback;
    let mut line = code.lines.get(at).copied().unwrap_or(code.line);
    let mut push = |function: &str, span: diag::Span, line: u32| {
        let is_program = code.source.origin == Origin::Program;
        traceback.push(TraceEntry { function: function.to_owned(), is_program, line, span: (span.start, span.end) });
    };
    for inlined in &code.inlined {
        if (inlined.start as usize..inlined.end as usize).contains(&at) {
            push(inlined.name, span, line);
            span = inlined.span;
            line = code.source.lines.line(span.start);
        }
    }
    push(&code.name, span, line);
}

/// A new exception remembers the one that was being handled.
fn set_context(raised: &Raised, cx: &mut CallCx) {
    if raised.parts().interrupt.is_some() || !raised.parts().traceback.is_empty() {
        return;
    }
    let Some(exception) = raised.exception() else { return };
    if exception.context.borrow().is_some() {
        return;
    }
    let depth = cx.depth;
    if let Some(handled) = runtime(cx).handled(depth)
        && !handled.is_same(&raised.parts().exception)
    {
        *exception.context.borrow_mut() = Some(handled);
    }
}

/// `StopIteration` must not leave a generator: the loop around would take it for the generator's end.
fn stop_iteration_to_error(raised: Raised) -> Raised {
    if !raised.is_a(ExcKind::StopIteration) {
        return raised;
    }
    let cause = raised.parts().exception.clone();
    if let Some(exception) = raised.exception() {
        exception.traceback.borrow_mut().clone_from(&raised.parts().traceback);
    }
    let error = Raised::new(ExcKind::RuntimeError, "generator raised StopIteration".into());
    if let Some(exception) = error.exception() {
        *exception.cause.borrow_mut() = Some(cause.clone());
        *exception.context.borrow_mut() = Some(cause);
    }
    let mut error = error;
    error.parts_mut().traceback.clone_from(&raised.parts().traceback);
    error
}

/// Raises an exception object again or anew: the places it passed before come first.
pub fn raise_object(exception: Value) -> Raised {
    let traceback = exception.downcast::<Exception>().map(|exception| exception.traceback.borrow().clone());
    let mut raised = Raised::from_value(exception);
    raised.parts_mut().traceback = traceback.unwrap_or_default();
    raised
}

/// `raise exception from cause`.
pub fn set_cause(exception: &Value, cause: Value) {
    if let Some(exception) = exception.downcast::<Exception>() {
        *exception.cause.borrow_mut() = Some(cause);
    }
}
