//! Generators: a frame that is put aside at every `yield`.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

use value::{Args, CallCx, ExcKind, Exception, Object, Raised, Value};

use crate::machine::{self, Exit, Frame, Resume};
use crate::objects::exception;
use crate::objects::function::Function;

/// Where a generator stands.
pub enum State {
    /// Before its first line, or at a `yield`.
    Waiting(Box<Frame>),
    Running,
    Done,
}

pub struct Generator {
    pub function: Rc<Function>,
    pub state: RefCell<State>,
    me: Weak<Self>,
}

impl Drop for Generator {
    fn drop(&mut self) {
        if let State::Waiting(frame) = std::mem::replace(self.state.get_mut(), State::Done) {
            value::trash::drop_deep(frame);
        }
    }
}

impl Generator {
    pub fn new(function: Rc<Function>, frame: Box<Frame>) -> Value {
        let generator =
            Rc::new_cyclic(|me| Self { function, state: RefCell::new(State::Waiting(frame)), me: me.clone() });
        Value::Object(generator)
    }

    pub fn me(&self) -> Option<Rc<Self>> {
        self.me.upgrade()
    }

    /// Takes the frame out to run it; `None` when the generator has ended.
    ///
    /// Errors: `ValueError: generator already executing`.
    pub fn take_frame(&self) -> Result<Option<Box<Frame>>, Raised> {
        let mut state = self.state.borrow_mut();
        match std::mem::replace(&mut *state, State::Running) {
            State::Waiting(frame) => Ok(Some(frame)),
            State::Done => {
                *state = State::Done;
                Ok(None)
            }
            State::Running => Err(Raised::value_error("generator already executing".into())),
        }
    }

    pub fn set_state(&self, new: State) {
        let old = std::mem::replace(&mut *self.state.borrow_mut(), new);
        drop(old);
    }

    /// Whether it has not begun to run.
    fn is_fresh(&self) -> bool {
        matches!(&*self.state.borrow(), State::Waiting(frame) if frame.pc == 0)
    }

    /// Runs it up to the next `yield`.
    fn resume(&self, resume: Resume, cx: &mut CallCx) -> Result<Exit, Raised> {
        let Some(me) = self.me() else { return Ok(Exit::Return(Value::None)) };
        match self.take_frame()? {
            Some(frame) => machine::run_generator(frame, me, resume, cx),
            None => match resume {
                Resume::Raise(raised) => Err(raised),
                Resume::Send(_) => Ok(Exit::Return(Value::None)),
            },
        }
    }

    /// `generator.send(value)` and friends: the value yielded, or `StopIteration` with the value returned.
    fn resume_or_stop(&self, resume: Resume, cx: &mut CallCx) -> Result<Value, Raised> {
        match self.resume(resume, cx)? {
            Exit::Yield(value) => Ok(value),
            Exit::Return(value) => Err(stop_iteration(value)),
            Exit::Waiting => Err(Raised::new(ExcKind::RuntimeError, "a generator cannot wait".into())),
        }
    }

    /// `next(generator)`.
    pub fn next_or_stop(&self, cx: &mut CallCx) -> Result<Value, Raised> {
        self.resume_or_stop(Resume::Send(Value::None), cx)
    }

    fn send(&self, value: Value, cx: &mut CallCx) -> Result<Value, Raised> {
        if self.is_fresh() && !matches!(value, Value::None) {
            return Err(Raised::type_error("can't send non-None value to a just-started generator".into()));
        }
        self.resume_or_stop(Resume::Send(value), cx)
    }

    /// `generator.close()`.
    pub fn close(&self, cx: &mut CallCx) -> Result<Value, Raised> {
        if self.is_fresh() {
            self.set_state(State::Done);
            return Ok(Value::None);
        }
        let exit = Raised::new(ExcKind::GeneratorExit, String::new());
        match self.resume(Resume::Raise(exit), cx) {
            Ok(Exit::Yield(_)) => Err(Raised::new(ExcKind::RuntimeError, "generator ignored GeneratorExit".into())),
            Ok(_) => Ok(Value::None),
            Err(raised) if raised.is_a(ExcKind::GeneratorExit) || raised.is_a(ExcKind::StopIteration) => {
                Ok(Value::None)
            }
            Err(raised) => Err(raised),
        }
    }

    fn throw(&self, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let thrown = match args.positional.as_slice() {
            [exception] | [exception, _] | [exception, _, _] => exception::to_raise(exception, cx)?,
            _ => return Err(Raised::type_error("throw expected at least 1 argument, got 0".into())),
        };
        if self.is_fresh() {
            self.set_state(State::Done);
        }
        self.resume_or_stop(Resume::Raise(Raised::from_value(thrown)), cx)
    }
}

/// `StopIteration`, with the value that a generator returned.
pub fn stop_iteration(value: Value) -> Raised {
    let args = if matches!(value, Value::None) { Vec::new() } else { vec![value] };
    Raised::from_value(Exception::builtin(ExcKind::StopIteration, args).into_value())
}

impl Object for Generator {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("generator")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("<generator object {} at 0x{:012x}>", self.function.qualname(), value::object::address(self)))
    }
    fn iter(&self, this: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(this.clone()))
    }
    fn is_iterator(&self) -> bool {
        true
    }
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match self.resume(Resume::Send(Value::None), cx)? {
            Exit::Yield(value) => Ok(Some(value)),
            _ => Ok(None),
        }
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(match name {
            "send" => match args.positional.as_slice() {
                [value] => self.send(value.clone(), cx)?,
                other => {
                    return Err(Raised::type_error(format!(
                        "generator.send() takes exactly one argument ({} given)",
                        other.len()
                    )));
                }
            },
            "close" => self.close(cx)?,
            "throw" => self.throw(args, cx)?,
            "__next__" => self.resume_or_stop(Resume::Send(Value::None), cx)?,
            _ => return Ok(None),
        }))
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if matches!(name, "send" | "close" | "throw" | "__next__") {
            let (this, method) = (this.clone(), name.to_owned());
            let bound = crate::native::native_function(name, move |args, cx| match &this {
                Value::Object(object) => Ok(object.call_method(&this, &method, args, cx)?.unwrap_or(Value::None)),
                _ => Ok(Value::None),
            });
            return Ok(Some(bound));
        }
        Ok(match name {
            "__name__" => Some(Value::Str(self.function.name())),
            "__qualname__" => Some(Value::Str(self.function.qualname())),
            "gi_running" => Some(Value::Bool(matches!(&*self.state.borrow(), State::Running))),
            _ => None,
        })
    }
}
