//! The loop: one instruction after another, until the frame calls, returns, yields or raises.
//!
//! Only what small functions do all the time is here; the rest is in [`crate::machine::rare`], so that this function
//! stays small enough to be fast.

use std::cell::Cell as StdCell;

use value::object::BinaryOp;
use value::order::CompareOp;
use value::repr::truthy;
use value::{CallCx, Interrupt, Raised, Value};

use crate::compile::code::{Code, Op, Origin, Reg};
use crate::machine::frame::{Frame, Role};
use crate::machine::invoke::{self, Called};
use crate::machine::rare::{self, Then};
use crate::machine::registers::Registers;
use crate::machine::unwind::Place;
use crate::machine::{Machine, build, names, operate, unwind};
use crate::objects::generator::Generator;

/// Why the loop stopped.
pub enum Action {
    /// Run this frame; its result goes to the instruction before the program counter.
    Push(Box<Frame>),
    Return(Value),
    Yield(Value),
    Raise(Raised, Place),
    /// The call before the program counter waits.
    Wait,
}

/// Where a call is made: for functions of other crates that ask.
pub struct Here<'a> {
    frames: &'a [Box<Frame>],
    code: &'a Code,
    pc: usize,
    chain_base: usize,
    /// The attribute that was not found, if that is what failed.
    pub missing: StdCell<Option<diag::Span>>,
}

impl Here<'_> {
    /// Tells the context the calls that are open now.
    pub fn note_call(&self, cx: &mut CallCx) {
        cx.call_chain.truncate(self.chain_base);
        for frame in self.frames {
            if let Some(code) = frame.code() {
                note_site(code, frame.pc, cx);
            }
        }
        note_site(self.code, self.pc, cx);
    }

    pub fn forget_call(&self, cx: &mut CallCx) {
        cx.call_chain.truncate(self.chain_base);
    }

    /// Says that a call failed because its method is not there.
    pub fn note_missing(&self, attribute: diag::Span) {
        self.missing.set(Some(attribute));
    }
}

/// Calls that the library makes have no place in the program: the call of the library stands for them.
fn note_site(code: &Code, pc: usize, cx: &mut CallCx) {
    if code.source.origin != Origin::Library {
        cx.call_chain.push(site_of(code, pc));
    }
}

fn site_of(code: &Code, pc: usize) -> value::CallSite {
    let at = pc.saturating_sub(1);
    let span = code.span_at(at);
    value::CallSite {
        function: code.name.clone(),
        line: code.lines.get(at).copied().unwrap_or(code.line),
        span: (span.start, span.end),
    }
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

pub fn execute(frame: &mut Frame, machine: &mut Machine, cx: &mut CallCx) -> Action {
    let Frame { function, registers, cells, pc: saved_pc, role } = frame;
    let Some(function) = function else { return Action::Raise(broken(), Place::New) };
    let code: &Code = &function.code;
    let ops = code.ops.as_slice();
    let mut r = Registers { slots: registers.as_mut_slice(), consts: &code.consts };
    let mut pc = *saved_pc;

    macro_rules! raise {
        ($raised:expr) => {{
            *saved_pc = pc;
            return Action::Raise($raised, Place::New);
        }};
    }
    macro_rules! attempt {
        ($result:expr) => {
            match $result {
                Ok(value) => value,
                Err(raised) => raise!(raised),
            }
        };
    }
    macro_rules! arithmetic {
        ($dst:expr, $a:expr, $b:expr, $op:expr, $checked:ident, |$x:ident, $y:ident| $float:expr) => {{
            let fast = match (r.read($a), r.read($b)) {
                (Value::Int(x), Value::Int(y)) => x.$checked(*y).map(Value::Int),
                (Value::Float($x), Value::Float($y)) => Some(Value::Float($float)),
                _ => None,
            };
            match fast {
                Some(value) => r.set($dst, value),
                None => attempt!(operate::binary_into(&mut r, $op, $dst, $a, $b, cx)),
            }
        }};
    }
    macro_rules! called {
        ($dst:expr, $called:expr, $missing:expr) => {
            match $called {
                Ok(Called::Value(value)) => r.set($dst, value),
                Ok(Called::Push(callee)) => {
                    *saved_pc = pc;
                    return Action::Push(callee);
                }
                Err(raised) => {
                    *saved_pc = pc;
                    return failed_call(raised, $missing, machine.can_wait);
                }
            }
        };
    }
    macro_rules! here {
        () => {
            Here { frames: &machine.frames, code, pc, chain_base: machine.chain_base, missing: StdCell::new(None) }
        };
    }
    macro_rules! site {
        ($table:ident, $at:expr) => {
            match code.$table.get(usize::from($at)) {
                Some(site) => site,
                None => raise!(broken()),
            }
        };
    }

    loop {
        let Some(&op) = ops.get(pc) else {
            *saved_pc = pc;
            return Action::Return(Value::None);
        };
        pc += 1;
        match op {
            Op::Move { dst, src } => {
                let value = r.take(src);
                r.set(dst, value);
            }
            Op::LoadGlobal { dst, site } => {
                let value = attempt!(names::load_global(&function.globals, site!(globals, site)));
                r.set(dst, value);
            }
            Op::LoadCell { dst, at } => {
                let value = attempt!(names::load_cell(cells, code, at));
                r.set(dst, value);
            }
            Op::StoreCell { at, src } => {
                let value = r.take(src);
                names::store_cell(cells.get(usize::from(at)), Some(value));
            }
            Op::LoadFree { dst, at } => {
                let value = attempt!(names::load_free(function, at));
                r.set(dst, value);
            }
            Op::CheckLocal { reg } => {
                if r.slot(reg).is_none() {
                    raise!(names::unbound_local(code.locals.get(usize::from(reg))));
                }
            }

            Op::Add { dst, a, b } => arithmetic!(dst, a, b, BinaryOp::Add, checked_add, |x, y| x + y),
            Op::Sub { dst, a, b } => arithmetic!(dst, a, b, BinaryOp::Sub, checked_sub, |x, y| x - y),
            Op::Mul { dst, a, b } => arithmetic!(dst, a, b, BinaryOp::Mul, checked_mul, |x, y| x * y),
            Op::FloorDiv { dst, a, b } => match (r.read(a), r.read(b)) {
                (Value::Int(x), Value::Int(y)) if *y > 0 => {
                    let value = Value::Int(x.div_euclid(*y));
                    r.set(dst, value);
                }
                _ => attempt!(operate::binary_into(&mut r, BinaryOp::FloorDiv, dst, a, b, cx)),
            },
            Op::Mod { dst, a, b } => match (r.read(a), r.read(b)) {
                (Value::Int(x), Value::Int(y)) if *y > 0 => {
                    let value = Value::Int(x.rem_euclid(*y));
                    r.set(dst, value);
                }
                _ => attempt!(operate::binary_into(&mut r, BinaryOp::Mod, dst, a, b, cx)),
            },
            Op::InPlace { op, dst, a, b } => {
                let fast = match (op, r.read(a), r.read(b)) {
                    (BinaryOp::Add, Value::Int(x), Value::Int(y)) => x.checked_add(*y).map(Value::Int),
                    (BinaryOp::Add, Value::Float(x), Value::Float(y)) => Some(Value::Float(x + y)),
                    (BinaryOp::Sub, Value::Int(x), Value::Int(y)) => x.checked_sub(*y).map(Value::Int),
                    _ => None,
                };
                match fast {
                    Some(value) => r.set(dst, value),
                    None => attempt!(operate::in_place_into(&mut r, op, dst, a, b, cx)),
                }
            }
            Op::Not { dst, a } => {
                let truth = attempt!(is_true(r.read(a), cx));
                r.set(dst, Value::Bool(!truth));
            }
            Op::Order { op, dst, a, b } => match (r.read(a), r.read(b)) {
                (Value::Int(x), Value::Int(y)) => {
                    let value = Value::Bool(holds(op, x, y));
                    r.set(dst, value);
                }
                _ => attempt!(operate::order_into(&mut r, op, dst, a, b, cx)),
            },
            Op::Eq { dst, a, b } => match quick_equal(r.read(a), r.read(b)) {
                Some(equal) => r.set(dst, Value::Bool(equal)),
                None => attempt!(operate::equal_into(&mut r, dst, a, b, cx)),
            },
            Op::NotEq { dst, a, b } => match quick_equal(r.read(a), r.read(b)) {
                Some(equal) => r.set(dst, Value::Bool(!equal)),
                None => attempt!(operate::not_equal_into(&mut r, dst, a, b, cx)),
            },
            Op::Is { dst, a, b } => {
                let same = r.read(a).is_same(r.read(b));
                r.set(dst, Value::Bool(same));
            }
            Op::IsNot { dst, a, b } => {
                let same = r.read(a).is_same(r.read(b));
                r.set(dst, Value::Bool(!same));
            }
            Op::In { dst, a, b } => {
                let found = attempt!(crate::ops::contains(r.read(b), r.read(a), cx));
                r.set(dst, Value::Bool(found));
            }
            Op::NotIn { dst, a, b } => {
                let found = attempt!(crate::ops::contains(r.read(b), r.read(a), cx));
                r.set(dst, Value::Bool(!found));
            }

            Op::Jump { to } => pc = to as usize,
            Op::Loop { to } => {
                attempt!(cx.burn(1));
                pc = to as usize;
            }
            Op::JumpIf { a, to } => {
                if attempt!(is_true(r.read(a), cx)) {
                    pc = to as usize;
                }
            }
            Op::JumpUnless { a, to } => {
                if !attempt!(is_true(r.read(a), cx)) {
                    pc = to as usize;
                }
            }
            Op::SkipIfOrder { op, a, b } => {
                let skips = match (r.read(a), r.read(b)) {
                    (Value::Int(x), Value::Int(y)) => holds(op, x, y),
                    (a, b) => attempt!(operate::order_holds(op, a, b, cx)),
                };
                pc += usize::from(skips);
            }
            Op::SkipIfEq { a, b } => {
                let equal = match quick_equal(r.read(a), r.read(b)) {
                    Some(equal) => equal,
                    None => attempt!(operate::is_equal(r.read(a), r.read(b), cx)),
                };
                pc += usize::from(equal);
            }
            Op::SkipIfNotEq { a, b } => {
                let different = match quick_equal(r.read(a), r.read(b)) {
                    Some(equal) => !equal,
                    None => attempt!(operate::is_not_equal(r.read(a), r.read(b), cx)),
                };
                pc += usize::from(different);
            }

            Op::GetIter { dst, src } => attempt!(build::iterate(&mut r, dst, src, cx)),
            Op::ForIter { dst, iter } => {
                attempt!(cx.burn(1));
                let Some(Value::Object(object)) = r.slot(iter) else { raise!(broken()) };
                if let Some(generator) = object.as_any().downcast_ref::<Generator>() {
                    match attempt!(resume(generator, Value::None)) {
                        Some(callee) => {
                            *saved_pc = pc;
                            return Action::Push(callee);
                        }
                        None => continue,
                    }
                }
                if let Some(item) = attempt!(object.next(cx)) {
                    r.set(dst, item);
                    pc += 1;
                }
            }
            Op::Tuple { dst, items } => attempt!(build::tuple(&mut r, dst, site!(lists, items))),
            Op::List { dst, items } => build::list(&mut r, dst, site!(lists, items)),
            Op::ListAppend { list, item } => {
                let item = r.take(item);
                build::list_append(r.slot(list), item);
            }
            Op::Unpack { first, src, n } => attempt!(build::unpack(&mut r, first, src, n, cx)),
            Op::GetAttr { dst, object, name } => {
                attempt!(operate::attribute_into(&mut r, dst, object, site!(names, name), cx));
            }
            Op::GetItem { dst, object, key } => {
                let fast = match (r.read(object), r.read(key)) {
                    (Value::Tuple(items), Value::Int(at)) => {
                        usize::try_from(*at).ok().and_then(|at| items.get(at)).cloned()
                    }
                    _ => None,
                };
                match fast {
                    Some(value) => r.set(dst, value),
                    None => attempt!(operate::item_into(&mut r, dst, object, key, cx)),
                }
            }

            Op::Call { dst, site } => {
                attempt!(cx.burn(1));
                called!(dst, invoke::call_op(site!(calls, site), &mut r, &here!(), cx), None);
            }
            Op::CallMethod { dst, site } => {
                attempt!(cx.burn(1));
                let here = here!();
                let called = invoke::call_method_op(site!(calls, site), &mut r, &here, cx);
                called!(dst, called, here.missing.get());
            }
            Op::CallSpread { dst, function: callee, args } => {
                attempt!(cx.burn(1));
                called!(dst, invoke::call_spread(&mut r, callee, args, &here!(), cx), None);
            }
            Op::Return { src } => {
                let value = r.take(src);
                *saved_pc = pc;
                return Action::Return(value);
            }
            Op::Yield { src, .. } => {
                let value = r.take(src);
                *saved_pc = pc;
                return Action::Yield(value);
            }
            Op::YieldFrom { dst, iter } => {
                attempt!(cx.burn(1));
                let sent = r.take(dst | crate::compile::code::TAKE);
                let Some(Value::Object(object)) = r.slot(iter) else { raise!(broken()) };
                if let Some(generator) = object.as_any().downcast_ref::<Generator>() {
                    match attempt!(resume(generator, sent)) {
                        Some(callee) => {
                            *saved_pc = pc;
                            return Action::Push(callee);
                        }
                        None => r.set(dst, Value::None),
                    }
                } else if let Some(item) = attempt!(object.next(cx)) {
                    // Comes back here for the next item.
                    *saved_pc = pc - 1;
                    return Action::Yield(item);
                } else {
                    r.set(dst, Value::None);
                }
            }
            Op::Reraise { reg } => {
                let exception = r.read(reg).clone();
                *saved_pc = pc;
                return Action::Raise(unwind::raise_object(exception), Place::Known);
            }
            Op::MakeClass { site, .. } => {
                let callee = attempt!(rare::class_body(&mut r, site!(classes, site)));
                *saved_pc = pc;
                return Action::Push(callee);
            }
            op => match attempt!(rare::execute(op, &mut r, function, cells, role, cx)) {
                Then::Next => {}
                Then::Skip => pc += 1,
            },
        }
    }
}

/// A generator's frame, ready to go on; nothing if it has ended.
#[inline(never)]
fn resume(generator: &Generator, sent: Value) -> Result<Option<Box<Frame>>, Raised> {
    let Some(mut callee) = generator.take_frame()? else { return Ok(None) };
    let Some(me) = generator.me() else { return Err(broken()) };
    let _ = super::prepare(&mut callee, super::Resume::Send(sent));
    callee.role = Role::Generator(me);
    Ok(Some(callee))
}

/// A call that raised, or that waits.
#[cold]
fn failed_call(raised: Raised, missing: Option<diag::Span>, can_wait: bool) -> Action {
    if let Some(attribute) = missing {
        return Action::Raise(raised, Place::Part(attribute));
    }
    if raised.parts().interrupt == Some(Interrupt::Wait) {
        if can_wait {
            return Action::Wait;
        }
        return Action::Raise(crate::native::cannot_wait(raised), Place::New);
    }
    Action::Raise(raised, Place::New)
}

#[inline(always)]
fn is_true(value: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    match value {
        Value::Bool(truth) => Ok(*truth),
        Value::None => Ok(false),
        Value::Int(number) => Ok(*number != 0),
        other => truthy(other, cx),
    }
}

#[inline(always)]
fn quick_equal(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(a == b),
        (Value::Str(a), Value::Str(b)) => Some(a == b),
        _ => None,
    }
}

#[inline(always)]
fn holds(op: CompareOp, a: &i64, b: &i64) -> bool {
    match op {
        CompareOp::Lt => a < b,
        CompareOp::Le => a <= b,
        CompareOp::Gt => a > b,
        CompareOp::Ge => a >= b,
    }
}

/// Instructions that do not fit their code: our own mistake, told instead of a panic.
#[cold]
pub fn broken() -> Raised {
    Raised::new(value::ExcKind::SystemError, "broken code".into())
}
