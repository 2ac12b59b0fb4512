//! Frames taking turns: one calls another, which returns to it, without leaving the machine.

use value::CallCx;
use value::Raised;

use crate::compile::code::{Op, Operand, Reg};
use crate::machine::execute::run;
use crate::machine::frame::{Frame, Role};
use crate::machine::{Machine, Outcome, deliver, put_aside, waiting_op};

/// Why the loop stopped.
pub enum Action {
    /// Run this frame; its result goes to the instruction before the program counter.
    Push(Box<Frame>),
    /// With what is at this operand of the frame. All that an action holds is a word, so that it stays in registers.
    Return(usize),
    Yield(usize),
    /// At the machine's place.
    Raise(Raised),
    /// The call before the program counter waits.
    Wait,
}

/// The register that gets the value of a call.
pub fn result_register(op: Op) -> Option<Reg> {
    match op {
        Op::Call { dst, .. }
        | Op::CallMethod { dst, .. }
        | Op::CallSpread { dst, .. }
        | Op::MakeClass { dst, .. }
        | Op::YieldFrom { dst, .. }
        | Op::ForIter { dst, .. } => Some(dst),
        _ => None,
    }
}

/// Runs `frame`, and the functions that it calls, until one has to stop: gives that frame.
pub fn execute(mut frame: Box<Frame>, machine: &mut Machine, cx: &mut CallCx) -> (Box<Frame>, Action) {
    loop {
        let action = run(&mut frame, machine, cx);
        match action {
            Action::Push(callee) if cx.depth < cx.max_depth => {
                cx.depth += 1;
                machine.frames.push(std::mem::replace(&mut frame, callee));
            }
            Action::Return(src) if matches!(frame.role, Role::Plain) => {
                let Some(caller) = machine.frames.pop() else { return (frame, Action::Return(src)) };
                let mut callee = std::mem::replace(&mut frame, caller);
                cx.depth -= 1;
                if let Some(dst) = waiting_op(&frame).and_then(result_register)
                    && let Some(slot) = frame.registers.get_mut(usize::from(dst))
                {
                    callee.return_into(slot, src as Operand);
                }
                callee.recycle();
            }
            Action::Return(src) if matches!(frame.role, Role::Init(_)) && frame.reads_none(src as Operand) => {
                let Some(caller) = machine.frames.pop() else { return (frame, Action::Return(src)) };
                let mut callee = std::mem::replace(&mut frame, caller);
                cx.depth -= 1;
                if let Role::Init(instance) = std::mem::replace(&mut callee.role, Role::Plain) {
                    deliver(&mut frame, Outcome::Value(instance));
                }
                callee.recycle();
            }
            Action::Yield(src) => {
                let loops = machine.frames.last().and_then(|caller| match waiting_op(caller) {
                    Some(Op::ForIter { dst, .. }) => Some(dst),
                    _ => None,
                });
                let (Some(dst), Some(mut caller)) = (loops, loops.and_then(|_| machine.frames.pop())) else {
                    return (frame, Action::Yield(src));
                };
                let item = frame.yielded(src as Operand);
                caller.set(dst, item);
                // Over the jump that ends the loop.
                caller.pc += 1;
                put_aside(std::mem::replace(&mut frame, caller));
                cx.depth -= 1;
            }
            action => return (frame, action),
        }
    }
}
