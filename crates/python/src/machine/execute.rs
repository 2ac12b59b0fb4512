//! The loop: one instruction after another, until the frame calls, returns, yields or raises.
//!
//! Only what small functions do all the time is here; the rest is in [`crate::machine::rare`], so that this function
//! stays small enough to be fast.

use std::any::{Any, TypeId};
use std::rc::Rc;

use value::object::BinaryOp;
use value::order::CompareOp;
use value::repr::truthy;
use value::{CallCx, Interrupt, Raised, Value};

use crate::compile::code::{CONST, Code, INDEX, Op, TAKE};
use crate::machine::frame::{Frame, Role};
use crate::machine::here::Here;
use crate::machine::invoke;
use crate::machine::rare::{self, Then};
use crate::machine::registers::Registers;
use crate::machine::turns::Action;
use crate::machine::unwind::Place;
use crate::machine::{Machine, build, names, operate, unwind};
use crate::objects::generator::Generator;
use crate::ops::iterators::ListIter;
use crate::types::range::RangeIter;

/// Runs `frame` until it calls, returns, yields or raises.
pub fn run(frame: &mut Frame, machine: &mut Machine, cx: &mut CallCx) -> Action {
    let Frame { function, registers, cells, pc: saved_pc, role } = frame;
    let Some(function) = function else { return Action::Raise(broken()) };
    let code: &Code = &function.code;
    let ops = code.ops.as_slice();
    let mut r = Registers { slots: registers.as_mut_slice(), consts: &code.consts };
    let mut pc = *saved_pc;

    macro_rules! raise {
        ($raised:expr) => {{
            *saved_pc = pc;
            return Action::Raise($raised);
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
            match (r.read($a), r.read($b)) {
                (Value::Int(x), Value::Int(y)) => {
                    if let Some(result) = x.$checked(*y) {
                        r.set_int($dst, result);
                        continue;
                    }
                }
                (Value::Float($x), Value::Float($y)) => {
                    let result = $float;
                    r.set_float($dst, result);
                    continue;
                }
                _ => {}
            }
            attempt!(operate::binary_into(&mut r, $op, $dst, $a, $b, cx));
        }};
    }
    macro_rules! called {
        ($called:expr) => {
            match $called {
                Ok(None) => {}
                Ok(Some(callee)) => {
                    *saved_pc = pc;
                    return Action::Push(callee);
                }
                Err(raised) => {
                    *saved_pc = pc;
                    return failed_call(raised, machine);
                }
            }
        };
    }
    macro_rules! here {
        () => {
            Here { machine, code, pc }
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
            return Action::Return(usize::from(CONST | INDEX));
        };
        pc += 1;
        match op {
            Op::Move { dst, src } => r.copy(dst, src),
            Op::LoadGlobal { dst, site } => {
                attempt!(names::load_global_into(&mut r, dst, &function.globals, site!(globals, site)));
            }
            Op::LoadCell { dst, at } => {
                let value = cells.get(usize::from(at)).map(|cell| cell.value.borrow());
                match value.as_deref() {
                    Some(Some(value)) => r.set_clone(dst, value),
                    _ => raise!(names::unbound_cell(code, at)),
                }
            }
            Op::StoreCell { at, src } => {
                let value = r.take(src);
                names::store_cell(cells.get(usize::from(at)), Some(value));
            }
            Op::LoadFree { dst, at } => {
                let value = function.closure.get(usize::from(at)).map(|cell| cell.value.borrow());
                match value.as_deref() {
                    Some(Some(value)) => r.set_clone(dst, value),
                    _ => raise!(names::unbound_free(function.code.free.get(usize::from(at)))),
                }
            }
            Op::StoreGlobal { site, src } => {
                let value = r.take(src);
                attempt!(names::store_global(&function.globals, site!(globals, site), value, cx));
            }
            Op::StoreFree { at, src } => {
                let value = r.take(src);
                names::store_cell(function.closure.get(usize::from(at)), Some(value));
            }
            Op::CheckLocal { reg } => {
                if r.slot(reg).is_none() {
                    raise!(names::unbound_local(code.locals.get(usize::from(reg))));
                }
            }

            Op::Add { dst, a, b } => arithmetic!(dst, a, b, BinaryOp::Add, checked_add, |x, y| x + y),
            Op::Sub { dst, a, b } => arithmetic!(dst, a, b, BinaryOp::Sub, checked_sub, |x, y| x - y),
            Op::Mul { dst, a, b } => arithmetic!(dst, a, b, BinaryOp::Mul, checked_mul, |x, y| x * y),
            Op::Div { dst, a, b } => match (r.read(a), r.read(b)) {
                (Value::Float(x), Value::Float(y)) if *y != 0.0 => {
                    let result = x / y;
                    r.set_float(dst, result);
                }
                _ => attempt!(operate::binary_into(&mut r, BinaryOp::Div, dst, a, b, cx)),
            },
            Op::FloorDiv { dst, a, b } => match (r.read(a), r.read(b)) {
                (Value::Int(x), Value::Int(y)) if *y > 0 => {
                    let result = x.div_euclid(*y);
                    r.set_int(dst, result);
                }
                _ => attempt!(operate::binary_into(&mut r, BinaryOp::FloorDiv, dst, a, b, cx)),
            },
            Op::Mod { dst, a, b } => match (r.read(a), r.read(b)) {
                (Value::Int(x), Value::Int(y)) if *y > 0 => {
                    let result = x.rem_euclid(*y);
                    r.set_int(dst, result);
                }
                _ => attempt!(operate::binary_into(&mut r, BinaryOp::Mod, dst, a, b, cx)),
            },
            Op::InPlace { op, dst, a, b } => {
                match (op, r.read(a), r.read(b)) {
                    (BinaryOp::Add, Value::Int(x), Value::Int(y)) => {
                        if let Some(result) = x.checked_add(*y) {
                            r.set_int(dst, result);
                            continue;
                        }
                    }
                    (BinaryOp::Sub, Value::Int(x), Value::Int(y)) => {
                        if let Some(result) = x.checked_sub(*y) {
                            r.set_int(dst, result);
                            continue;
                        }
                    }
                    (BinaryOp::Add, Value::Float(x), Value::Float(y)) => {
                        let result = x + y;
                        r.set_float(dst, result);
                        continue;
                    }
                    _ => {}
                }
                attempt!(operate::in_place_into(&mut r, op, dst, a, b, cx));
            }
            Op::Not { dst, a } => {
                let truth = attempt!(is_true(r.read(a), cx));
                r.set_bool(dst, !truth);
            }
            Op::Order { op, dst, a, b } => match (r.read(a), r.read(b)) {
                (Value::Int(x), Value::Int(y)) => {
                    let truth = holds(op, x, y);
                    r.set_bool(dst, truth);
                }
                _ => attempt!(operate::order_into(&mut r, op, dst, a, b, cx)),
            },
            Op::Eq { dst, a, b } => match quick_equal(r.read(a), r.read(b)) {
                Some(equal) => r.set_bool(dst, equal),
                None => attempt!(operate::equal_into(&mut r, dst, a, b, cx)),
            },
            Op::NotEq { dst, a, b } => match quick_equal(r.read(a), r.read(b)) {
                Some(equal) => r.set_bool(dst, !equal),
                None => attempt!(operate::not_equal_into(&mut r, dst, a, b, cx)),
            },
            Op::Is { dst, a, b } => {
                let same = r.read(a).is_same(r.read(b));
                r.set_bool(dst, same);
            }
            Op::IsNot { dst, a, b } => {
                let same = r.read(a).is_same(r.read(b));
                r.set_bool(dst, !same);
            }
            Op::In { dst, a, b } => {
                let found = attempt!(crate::ops::contains(r.read(b), r.read(a), cx));
                r.set_bool(dst, found);
            }
            Op::NotIn { dst, a, b } => {
                let found = attempt!(crate::ops::contains(r.read(b), r.read(a), cx));
                r.set_bool(dst, !found);
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
                let any: &dyn Any = &**object;
                let kind = any.type_id();
                if kind == TypeId::of::<RangeIter>()
                    && let Some(range) = any.downcast_ref::<RangeIter>()
                {
                    if let Some(number) = range.next_number() {
                        r.set_int(dst, number);
                        pc += 1;
                    }
                } else if kind == TypeId::of::<ListIter>() {
                    let object = Rc::clone(object);
                    let any: &dyn Any = &*object;
                    let Some(items) = any.downcast_ref::<ListIter>() else { raise!(broken()) };
                    if items.next_into(|item| r.set_clone(dst, item)) {
                        pc += 1;
                    }
                } else if kind == TypeId::of::<Generator>()
                    && let Some(generator) = any.downcast_ref::<Generator>()
                {
                    if let Some(callee) = attempt!(resume(generator, Value::None)) {
                        *saved_pc = pc;
                        return Action::Push(callee);
                    }
                } else if let Some(item) = attempt!(object.next(cx)) {
                    r.set(dst, item);
                    pc += 1;
                }
            }
            Op::Len { dst, a } => {
                attempt!(cx.burn(1));
                let length = match r.read(a) {
                    Value::Str(text) if text.is_ascii() => text.len(),
                    Value::List(list) => list.0.borrow().len(),
                    Value::Tuple(items) => items.len(),
                    other => attempt!(crate::ops::len(other, cx)),
                };
                if a & TAKE != 0 {
                    r.clear(a & INDEX);
                }
                r.set_int(dst, length as i64);
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
                if let (Value::Tuple(items), Value::Int(at)) = (r.read(object), r.read(key))
                    && let Some(item) = usize::try_from(*at).ok().and_then(|at| items.get(at))
                {
                    match item {
                        Value::Int(number) => {
                            let number = *number;
                            r.set_int(dst, number);
                        }
                        other => {
                            let item = other.clone();
                            r.set(dst, item);
                        }
                    }
                } else {
                    attempt!(operate::item_into(&mut r, dst, object, key, cx));
                }
            }
            Op::GetSlice { dst, object, items } => {
                attempt!(operate::slice_into(&mut r, dst, object, site!(lists, items), cx));
            }
            Op::SetItem { object, key, value } => {
                let value = r.take(value);
                attempt!(crate::ops::set_item(r.read(object), r.read(key), value, cx));
            }
            Op::SetAttr { object, name, value } => {
                let value = r.take(value);
                attempt!(operate::set_attribute(&r, object, site!(names, name), value, cx));
            }
            Op::Format { dst, src, conversion } => {
                attempt!(operate::format_into(&mut r, dst, src, conversion, cx));
            }
            Op::Concat { dst, items } => attempt!(build::concat(&mut r, dst, site!(lists, items), cx)),

            Op::Call { dst, site } => {
                attempt!(cx.burn(1));
                called!(invoke::call_op(site!(calls, site), dst, &mut r, &here!(), cx));
            }
            Op::CallMethod { dst, site } => {
                attempt!(cx.burn(1));
                called!(invoke::call_method_op(site!(calls, site), dst, &mut r, &here!(), cx));
            }
            Op::CallSpread { dst, function: callee, args } => {
                attempt!(cx.burn(1));
                called!(invoke::call_spread(&mut r, dst, callee, args, &here!(), cx));
            }
            Op::Return { src } => {
                *saved_pc = pc;
                return Action::Return(usize::from(src));
            }
            Op::Yield { src, .. } => {
                *saved_pc = pc;
                return Action::Yield(usize::from(src));
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
                    r.set(dst, item);
                    return Action::Yield(usize::from(dst | TAKE));
                } else {
                    r.set(dst, Value::None);
                }
            }
            Op::Reraise { reg } => {
                let exception = r.read(reg).clone();
                *saved_pc = pc;
                machine.place.set(Place::Known);
                return Action::Raise(unwind::raise_object(exception));
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
fn failed_call(raised: Raised, machine: &Machine) -> Action {
    if raised.parts().interrupt == Some(Interrupt::Wait) && machine.place.get() == Place::New {
        if machine.can_wait {
            return Action::Wait;
        }
        return Action::Raise(crate::native::cannot_wait(raised));
    }
    Action::Raise(raised)
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
