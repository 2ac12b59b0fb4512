//! The machine that runs instructions: frames on the heap, one loop.

mod arguments;
pub mod bind;
mod build;
mod classes;
mod execute;
mod frame;
mod here;
mod imports;
mod invoke;
mod matching;
mod names;
pub mod operate;
mod rare;
mod registers;
mod runtime;
mod turns;
mod unwind;

use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;

use value::{Args, CallCx, Raised, Value};

use crate::compile::code::{Op, Operand};

use crate::machine::invoke::Called;
use crate::machine::turns::{Action, execute, result_register};
use crate::machine::unwind::Place;
use crate::objects::function::{BoundMethod, Function};
use crate::objects::generator::{Generator, State};

pub use classes::make_class;
pub use frame::{Exit, Frame, Resume, Role};
pub use runtime::{handled_exception, recursion_error, runtime};

/// Runs of the machine inside one another: each takes Rust stack, of which a browser gives little.
const MAX_NESTED: u32 = 100;

/// Frames waiting for the one that runs.
#[derive(Default)]
pub struct Machine {
    frames: Vec<Box<Frame>>,
    /// The driver program's machine: its calls may wait.
    can_wait: bool,
    /// Whether the exception that is being raised is at a place of its own: told beside the exception.
    place: Cell<Place>,
    /// Length of the context's call chain when the run began.
    chain_base: usize,
}

/// What a finished call hands to its caller.
enum Outcome {
    Value(Value),
    Yielded(Value),
    /// A generator returned.
    Ended(Value),
}

/// An exception about to be raised in the frame that runs.
type Pending = Option<(Raised, Place)>;

impl Machine {
    /// The driver program's machine.
    pub fn for_driver() -> Self {
        Self { can_wait: true, ..Self::default() }
    }

    /// Whether a call waits in it.
    pub fn is_waiting(&self) -> bool {
        !self.frames.is_empty()
    }

    /// Lets go of all frames.
    pub fn clear(&mut self) {
        let frames = std::mem::take(&mut self.frames);
        drop(frames);
    }

    /// Runs `frame` and all it calls. The frame is at depth `cx.depth`.
    pub fn run(&mut self, frame: Box<Frame>, cx: &mut CallCx) -> Result<Exit, Raised> {
        self.chain_base = cx.call_chain.len();
        let (frame, action) = execute(frame, self, cx);
        self.go(frame, action, cx)
    }

    /// Goes on after [`Exit::Waiting`] with the result of the call that waited.
    pub fn resume(&mut self, result: Result<Value, Raised>, cx: &mut CallCx) -> Result<Exit, Raised> {
        let Some(mut frame) = self.frames.pop() else { return Ok(Exit::Return(Value::None)) };
        let (frame, action) = match result {
            Ok(value) => {
                deliver(&mut frame, Outcome::Value(value));
                execute(frame, self, cx)
            }
            Err(raised) => (frame, Action::Raise(raised)),
        };
        self.go(frame, action, cx)
    }

    /// Does what `frame` stopped for, and goes on until the outermost frame ends.
    fn go(&mut self, mut frame: Box<Frame>, mut action: Action, cx: &mut CallCx) -> Result<Exit, Raised> {
        loop {
            let mut pending = None;
            match action {
                Action::Push(callee) => {
                    if cx.depth >= cx.max_depth {
                        abandon(callee);
                        pending = Some((recursion_error(), Place::New));
                    } else {
                        cx.depth += 1;
                        self.frames.push(std::mem::replace(&mut frame, callee));
                    }
                }
                Action::Return(src) => {
                    let value = frame.returned(src as Operand);
                    let outcome = finish(frame, value, cx);
                    match (self.frames.pop(), outcome) {
                        (Some(caller), outcome) => {
                            cx.depth -= 1;
                            frame = caller;
                            match outcome {
                                Ok(outcome) => deliver(&mut frame, outcome),
                                Err(raised) => pending = Some((raised, Place::New)),
                            }
                        }
                        (None, Ok(Outcome::Value(value) | Outcome::Yielded(value) | Outcome::Ended(value))) => {
                            return Ok(Exit::Return(value));
                        }
                        (None, Err(raised)) => return Err(raised),
                    }
                }
                Action::Yield(src) => {
                    let mut value = frame.yielded(src as Operand);
                    loop {
                        put_aside(frame);
                        let Some(caller) = self.frames.pop() else { return Ok(Exit::Yield(value)) };
                        cx.depth -= 1;
                        frame = caller;
                        match deliver_yield(&mut frame, value) {
                            Ok(()) => break,
                            // A generator that passes on what another yields yields in turn.
                            Err(passed_on) => {
                                frame.pc -= 1;
                                value = passed_on;
                            }
                        }
                    }
                }
                Action::Raise(raised) => {
                    let place = self.place.take();
                    frame = self.unwind(frame, raised, place, cx)?;
                }
                Action::Wait => {
                    self.frames.push(frame);
                    return Ok(Exit::Waiting);
                }
            }
            (frame, action) = match pending {
                Some((raised, place)) => {
                    self.place.set(place);
                    (frame, Action::Raise(raised))
                }
                None => execute(frame, self, cx),
            };
        }
    }
}

/// What the end of a call means by the role of its frame.
fn finish(mut frame: Box<Frame>, value: Value, cx: &mut CallCx) -> Result<Outcome, Raised> {
    match std::mem::replace(&mut frame.role, Role::Plain) {
        Role::Plain => {
            frame.recycle();
            Ok(Outcome::Value(value))
        }
        Role::Init(instance) => {
            frame.recycle();
            match value {
                Value::None => Ok(Outcome::Value(instance)),
                other => Err(crate::objects::construct::init_returned(&other)),
            }
        }
        Role::Generator(generator) => {
            generator.set_state(State::Done);
            frame.recycle();
            Ok(Outcome::Ended(value))
        }
        Role::ClassBody(body) => classes::finish_body(frame, *body, cx).map(Outcome::Value),
    }
}

/// Keeps the frame of a generator that yielded.
fn put_aside(mut frame: Box<Frame>) {
    if let Role::Generator(generator) = std::mem::replace(&mut frame.role, Role::Plain) {
        generator.set_state(State::Waiting(frame));
    }
}

/// A frame that cannot be run: a generator's goes back.
fn abandon(frame: Box<Frame>) {
    match &frame.role {
        Role::Generator(_) => put_aside(frame),
        _ => frame.recycle(),
    }
}

/// The instruction that a frame waits in.
fn waiting_op(frame: &Frame) -> Option<Op> {
    let at = frame.pc.checked_sub(1)?;
    frame.code()?.ops.get(at).copied()
}

/// Hands the value of a call to the instruction that made it.
fn deliver(frame: &mut Frame, outcome: Outcome) {
    match (waiting_op(frame), outcome) {
        (Some(Op::ForIter { .. }), Outcome::Ended(_)) => {}
        (Some(op), Outcome::Value(value) | Outcome::Ended(value) | Outcome::Yielded(value)) => {
            if let Some(dst) = result_register(op) {
                frame.set(dst, value);
            }
        }
        (None, _) => {}
    }
}

/// Hands a yielded item to a loop; gives it back if the frame passes it on.
fn deliver_yield(frame: &mut Frame, value: Value) -> Result<(), Value> {
    match waiting_op(frame) {
        Some(Op::YieldFrom { .. }) => Err(value),
        Some(Op::ForIter { dst, .. }) => {
            frame.set(dst, value);
            // Over the jump that ends the loop.
            frame.pc += 1;
            Ok(())
        }
        _ => {
            deliver(frame, Outcome::Yielded(value));
            Ok(())
        }
    }
}

/// Makes a generator's frame ready to go on; gives the exception to be raised there.
pub fn prepare(frame: &mut Frame, resume: Resume) -> Pending {
    match resume {
        Resume::Raise(raised) => Some((raised, Place::New)),
        Resume::Send(value) => {
            let next = frame.code().and_then(|code| code.ops.get(frame.pc)).copied();
            match (waiting_op(frame), next) {
                (Some(Op::Yield { dst, .. }), _) | (Some(_), Some(Op::YieldFrom { dst, .. })) => frame.set(dst, value),
                _ => {}
            }
            None
        }
    }
}

thread_local! {
    /// The room of a machine that has ended, for the next one: most hold one frame or two.
    static SPARE_STACK: Cell<Vec<Box<Frame>>> = const { Cell::new(Vec::new()) };
}

/// One level deeper, for a run of a machine of its own.
#[inline(always)]
fn enter(frame: Box<Frame>, cx: &mut CallCx) -> Result<Box<Frame>, Raised> {
    if cx.depth >= cx.max_depth || cx.nested >= MAX_NESTED {
        abandon(frame);
        return Err(recursion_error());
    }
    cx.depth += 1;
    cx.nested += 1;
    Ok(frame)
}

#[inline(always)]
fn nested_machine(cx: &CallCx) -> Machine {
    Machine { frames: SPARE_STACK.take(), can_wait: false, place: Cell::default(), chain_base: cx.call_chain.len() }
}

#[inline(always)]
fn leave(mut machine: Machine, cx: &mut CallCx) {
    machine.frames.clear();
    SPARE_STACK.set(machine.frames);
    cx.nested -= 1;
    cx.depth -= 1;
}

/// Runs `frame` in a machine of its own, one level deeper.
fn run_nested(frame: Box<Frame>, pending: Pending, cx: &mut CallCx) -> Result<Exit, Raised> {
    let frame = enter(frame, cx)?;
    let mut machine = nested_machine(cx);
    let (frame, action) = match pending {
        Some((raised, place)) => {
            machine.place.set(place);
            (frame, Action::Raise(raised))
        }
        None => execute(frame, &mut machine, cx),
    };
    let result = machine.go(frame, action, cx);
    leave(machine, cx);
    result
}

/// Runs the frame of a call that was prepared.
fn run_call(frame: Box<Frame>, cx: &mut CallCx) -> Result<Value, Raised> {
    let frame = enter(frame, cx)?;
    let mut machine = nested_machine(cx);
    let (mut frame, action) = execute(frame, &mut machine, cx);
    let result = match action {
        // Most functions end without a word.
        Action::Return(src) if matches!(frame.role, Role::Plain) && machine.frames.is_empty() => {
            let value = frame.returned(src as Operand);
            frame.recycle();
            Ok(value)
        }
        action => match machine.go(frame, action, cx) {
            Ok(Exit::Return(value) | Exit::Yield(value)) => Ok(value),
            Ok(Exit::Waiting) => Ok(Value::None),
            Err(raised) => Err(raised),
        },
    };
    leave(machine, cx);
    result
}

/// Runs a generator's frame up to its next `yield`.
pub fn run_generator(
    mut frame: Box<Frame>,
    generator: Rc<Generator>,
    resume: Resume,
    cx: &mut CallCx,
) -> Result<Exit, Raised> {
    let pending = prepare(&mut frame, resume);
    frame.role = Role::Generator(generator);
    run_nested(frame, pending, cx)
}

/// Runs a call that was prepared.
fn complete(called: Called, cx: &mut CallCx) -> Result<Value, Raised> {
    match called {
        Called::Value(value) => Ok(value),
        Called::Push(frame) => run_call(frame, cx),
    }
}

/// `function(*args, **kwargs)` from Rust.
///
/// Errors: those of the function; `TypeError: 'int' object is not callable`.
pub fn call(function: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
    cx.burn(1)?;
    let called = invoke::invoke(function, args.positional, args.keywords, cx).map_err(crate::native::cannot_wait)?;
    complete(called, cx)
}

/// `function(*args)` from Rust.
pub fn call_values(function: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    if let Some(function) = as_function(function) {
        return call_function(&function, args, cx);
    }
    if let Some(method) = function.downcast::<BoundMethod>() {
        return call_with_this(&method.function, &method.this, args, cx);
    }
    call(function, Args::of(args.to_vec()), cx)
}

/// `function(this, *args)` from Rust.
pub fn call_with_this(function: &Value, this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    if let Some(function) = as_function(function)
        && let Some(frame) = arguments::plain_frame(&function, Some(this), args)
    {
        cx.burn(1)?;
        return complete(arguments::start(&function, frame), cx);
    }
    let mut all = Vec::with_capacity(args.len() + 1);
    all.push(this.clone());
    all.extend_from_slice(args);
    call(function, Args::of(all), cx)
}

/// The function of the program in a value.
pub fn as_function(value: &Value) -> Option<Rc<Function>> {
    let Value::Object(object) = value else { return None };
    if !(&**object as &dyn Any).is::<Function>() {
        return None;
    }
    let any: Rc<dyn Any> = Rc::clone(object) as Rc<dyn Any>;
    any.downcast::<Function>().ok()
}

/// Calls a function of the program with positional arguments: the way rows of a stream go.
pub fn call_function(function: &Rc<Function>, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    cx.burn(1)?;
    match arguments::plain_frame(function, None, args) {
        Some(mut frame) if !function.is_generator() => {
            frame.make_cells();
            run_call(frame, cx)
        }
        Some(frame) => complete(arguments::start(function, frame), cx),
        None => complete(arguments::call_python(function, args.to_vec(), Vec::new())?, cx),
    }
}
