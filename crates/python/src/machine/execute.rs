//! The loop: one instruction after another, until the frame calls, returns, yields or raises.

use std::rc::Rc;

use value::object::BinaryOp;
use value::order::CompareOp;
use value::repr::truthy;
use value::{CallCx, Raised, Value};

use crate::compile::code::{CONST, Code, INDEX, Op, Operand, Reg, TAKE};
use crate::machine::frame::{ClassBody, Frame, Role, Slot};
use crate::machine::invoke::Called;
use crate::machine::unwind::{self, Place};
use crate::machine::{Machine, build, classes, imports, invoke, matching, names, operate, runtime};
use crate::objects::attr;
use crate::objects::descriptor::Super;
use crate::objects::exception;
use crate::objects::function::Cell;
use crate::objects::generator::Generator;

/// Why the loop stopped.
pub enum Action {
    /// Run this frame; its result goes to the instruction before the program counter.
    Push(Frame),
    Return(Value),
    Yield(Value),
    Raise(Raised, Place),
    /// The call before the program counter waits.
    Wait,
}

/// The registers of a frame with the constants of its code.
pub struct Registers<'a> {
    pub slots: &'a mut [Slot],
    pub consts: &'a [Value],
}

const NOTHING: &Value = &Value::None;

impl Registers<'_> {
    #[inline(always)]
    pub fn read(&self, operand: Operand) -> &Value {
        let at = usize::from(operand & INDEX);
        if operand & CONST != 0 {
            self.consts.get(at).unwrap_or(NOTHING)
        } else {
            match self.slots.get(at) {
                Some(Some(value)) => value,
                _ => NOTHING,
            }
        }
    }

    /// The value itself: moved out of a temporary, cloned otherwise.
    #[inline(always)]
    pub fn take(&mut self, operand: Operand) -> Value {
        let at = usize::from(operand & INDEX);
        if operand & CONST != 0 {
            return self.consts.get(at).cloned().unwrap_or_default();
        }
        match self.slots.get_mut(at) {
            Some(slot) if operand & TAKE != 0 => slot.take().unwrap_or_default(),
            Some(Some(value)) => value.clone(),
            _ => Value::None,
        }
    }

    #[inline(always)]
    pub fn set(&mut self, register: Reg, value: Value) {
        if let Some(slot) = self.slots.get_mut(usize::from(register)) {
            *slot = Some(value);
        }
    }

    fn slot(&self, register: Reg) -> Option<&Value> {
        self.slots.get(usize::from(register)).and_then(Option::as_ref)
    }
}

/// Where a call is made: for functions of other crates that ask.
pub struct Here<'a> {
    frames: &'a [Frame],
    code: &'a Code,
    pc: usize,
    chain_base: usize,
    /// The attribute that was not found, if that is what failed.
    missing: std::cell::Cell<Option<diag::Span>>,
}

impl Here<'_> {
    /// Tells the context the calls that are open now.
    pub fn note_call(&self, cx: &mut CallCx) {
        cx.call_chain.truncate(self.chain_base);
        for frame in self.frames {
            cx.call_chain.push(site_of(&frame.function.code, frame.pc));
        }
        cx.call_chain.push(site_of(self.code, self.pc));
    }

    /// Says that a call failed because its method is not there.
    pub fn note_missing(&self, attribute: diag::Span) {
        self.missing.set(Some(attribute));
    }

    pub fn forget_call(&self, cx: &mut CallCx) {
        cx.call_chain.truncate(self.chain_base);
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
    let function = &*function;
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
            let value = match (r.read($a), r.read($b)) {
                (Value::Int(x), Value::Int(y)) => match x.$checked(*y) {
                    Some(sum) => Value::Int(sum),
                    None => attempt!(operate::binary($op, r.read($a), r.read($b), cx)),
                },
                (Value::Float($x), Value::Float($y)) => Value::Float($float),
                (a, b) => attempt!(operate::binary($op, a, b, cx)),
            };
            r.set($dst, value);
        }};
    }
    macro_rules! called {
        ($dst:expr, $called:expr) => {
            match $called {
                Ok(Called::Value(value)) => r.set($dst, value),
                Ok(Called::Push(callee)) => {
                    *saved_pc = pc;
                    return Action::Push(callee);
                }
                Err(raised) if raised.parts().interrupt == Some(value::Interrupt::Wait) => {
                    *saved_pc = pc;
                    if machine.can_wait {
                        return Action::Wait;
                    }
                    return Action::Raise(crate::native::cannot_wait(raised), Place::New);
                }
                Err(raised) => raise!(raised),
            }
        };
    }
    macro_rules! here {
        () => {
            Here { frames: &machine.frames, code, pc, chain_base: machine.chain_base, missing: Default::default() }
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
            Op::LoadConst { dst, at } => {
                let value = code.consts.get(at as usize).cloned().unwrap_or_default();
                r.set(dst, value);
            }
            Op::LoadGlobal { dst, site } => {
                let site = site!(globals, site);
                let value = attempt!(names::load_global(&function.globals, site));
                r.set(dst, value);
            }
            Op::StoreGlobal { site, src } => {
                let value = r.take(src);
                attempt!(names::store_global(&function.globals, site!(globals, site), value, cx));
            }
            Op::DeleteGlobal { site } => {
                attempt!(names::delete_global(&function.globals, site!(globals, site), cx));
            }
            Op::LoadCell { dst, at } => {
                let value = attempt!(names::load_cell(cells, code, at));
                r.set(dst, value);
            }
            Op::StoreCell { at, src } => {
                let value = r.take(src);
                names::store_cell(cells.get(usize::from(at)), Some(value));
            }
            Op::DeleteCell { at } => attempt!(names::delete_cell(cells, code, at)),
            Op::NewCell { at } => {
                if let Some(cell) = cells.get_mut(usize::from(at)) {
                    *cell = Rc::new(Cell::default());
                }
            }
            Op::LoadFree { dst, at } => {
                let value = attempt!(names::load_free(function, at));
                r.set(dst, value);
            }
            Op::StoreFree { at, src } => {
                let value = r.take(src);
                names::store_cell(function.closure.get(usize::from(at)), Some(value));
            }
            Op::DeleteFree { at } => attempt!(names::delete_free(function, at)),
            Op::LoadName { dst, site } => {
                let value = attempt!(names::load_name(role, &function.globals, site!(globals, site)));
                r.set(dst, value);
            }
            Op::LoadNameOrFree { dst, site, at } => {
                let value = attempt!(names::load_name_or_free(role, function, site!(globals, site), at));
                r.set(dst, value);
            }
            Op::StoreName { site, src } => {
                let value = r.take(src);
                names::store_name(role, &site!(globals, site).name, value);
            }
            Op::DeleteName { site } => attempt!(names::delete_name(role, &site!(globals, site).name)),
            Op::CheckLocal { reg } => {
                if r.slot(reg).is_none() {
                    raise!(names::unbound_local(code.locals.get(usize::from(reg))));
                }
            }
            Op::DeleteLocal { reg } => {
                if let Some(slot) = r.slots.get_mut(usize::from(reg)) {
                    *slot = None;
                }
            }

            Op::Add { dst, a, b } => arithmetic!(dst, a, b, BinaryOp::Add, checked_add, |x, y| x + y),
            Op::Sub { dst, a, b } => arithmetic!(dst, a, b, BinaryOp::Sub, checked_sub, |x, y| x - y),
            Op::Mul { dst, a, b } => arithmetic!(dst, a, b, BinaryOp::Mul, checked_mul, |x, y| x * y),
            Op::Div { dst, a, b } => {
                let value = attempt!(operate::binary(BinaryOp::Div, r.read(a), r.read(b), cx));
                r.set(dst, value);
            }
            Op::FloorDiv { dst, a, b } => {
                let value = match (r.read(a), r.read(b)) {
                    (Value::Int(x), Value::Int(y)) if *y > 0 => Value::Int(x.div_euclid(*y)),
                    (a, b) => attempt!(operate::binary(BinaryOp::FloorDiv, a, b, cx)),
                };
                r.set(dst, value);
            }
            Op::Mod { dst, a, b } => {
                let value = match (r.read(a), r.read(b)) {
                    (Value::Int(x), Value::Int(y)) if *y > 0 => Value::Int(x.rem_euclid(*y)),
                    (a, b) => attempt!(operate::binary(BinaryOp::Mod, a, b, cx)),
                };
                r.set(dst, value);
            }
            Op::Binary { op, dst, a, b } => {
                let value = attempt!(operate::binary(op, r.read(a), r.read(b), cx));
                r.set(dst, value);
            }
            Op::InPlace { op, dst, a, b } => {
                let value = match (op, r.read(a), r.read(b)) {
                    (BinaryOp::Add, Value::Int(x), Value::Int(y)) if x.checked_add(*y).is_some() => {
                        Value::Int(x.wrapping_add(*y))
                    }
                    (BinaryOp::Add, Value::Float(x), Value::Float(y)) => Value::Float(x + y),
                    (op, a, b) => attempt!(operate::in_place(op, a, b, cx)),
                };
                r.set(dst, value);
            }
            Op::Unary { op, dst, a } => {
                let value = attempt!(crate::ops::unary(op, r.read(a), cx));
                r.set(dst, value);
            }
            Op::Not { dst, a } => {
                let truth = attempt!(is_true(r.read(a), cx));
                r.set(dst, Value::Bool(!truth));
            }
            Op::Order { op, dst, a, b } => {
                let value = match (r.read(a), r.read(b)) {
                    (Value::Int(x), Value::Int(y)) => Value::Bool(holds(op, x, y)),
                    (a, b) => attempt!(operate::order(op, a, b, cx)),
                };
                r.set(dst, value);
            }
            Op::Eq { dst, a, b } => {
                let value = attempt!(equal(r.read(a), r.read(b), cx));
                r.set(dst, value);
            }
            Op::NotEq { dst, a, b } => {
                let value = attempt!(operate::not_equal(r.read(a), r.read(b), cx));
                r.set(dst, value);
            }
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
                    (a, b) => {
                        let result = attempt!(operate::order(op, a, b, cx));
                        attempt!(is_true(&result, cx))
                    }
                };
                pc += usize::from(skips);
            }
            Op::SkipIfEq { a, b } => {
                let result = attempt!(equal(r.read(a), r.read(b), cx));
                pc += usize::from(attempt!(is_true(&result, cx)));
            }
            Op::SkipIfNotEq { a, b } => {
                let result = attempt!(operate::not_equal(r.read(a), r.read(b), cx));
                pc += usize::from(attempt!(is_true(&result, cx)));
            }
            Op::SkipIfState { reg, n } => {
                if matches!(r.slot(reg), Some(Value::Int(state)) if *state == i64::from(n)) {
                    pc += 1;
                }
            }

            Op::GetIter { dst, src } => {
                let source = r.take(src);
                let iterator = attempt!(crate::ops::iter(&source, cx));
                r.set(dst, iterator);
            }
            Op::LeaveLoop { iter } => {
                let iterator = r.take(iter | TAKE);
                attempt!(close_if_last(iterator, cx));
            }
            Op::ForIter { dst, iter } => {
                attempt!(cx.burn(1));
                let Some(Value::Object(object)) = r.slot(iter) else { raise!(broken()) };
                if let Some(generator) = object.as_any().downcast_ref::<Generator>() {
                    match attempt!(generator.take_frame()) {
                        Some(mut callee) => {
                            let Some(me) = generator.me() else { raise!(broken()) };
                            let _ = super::prepare(&mut callee, super::Resume::Send(Value::None));
                            callee.role = Role::Generator(me);
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
            Op::Tuple { dst, items } => {
                let value = attempt!(build::tuple(&mut r, site!(lists, items)));
                r.set(dst, value);
            }
            Op::List { dst, items } => {
                let value = build::list(&mut r, site!(lists, items));
                r.set(dst, value);
            }
            Op::Set { dst, items } => {
                let value = attempt!(build::set(&mut r, site!(lists, items), cx));
                r.set(dst, value);
            }
            Op::Dict { dst, items } => {
                let value = attempt!(build::dict(&mut r, site!(lists, items), cx));
                r.set(dst, value);
            }
            Op::ListAppend { list, item } => {
                let item = r.take(item);
                build::list_append(r.slot(list), item);
            }
            Op::SetAdd { set, item } => {
                let item = r.take(item);
                attempt!(build::set_add(r.slot(set), item, cx));
            }
            Op::DictInsert { dict, key, value } => {
                let (key, value) = (r.take(key), r.take(value));
                attempt!(build::dict_insert(r.slot(dict), key, value, cx));
            }
            Op::ListExtend { list, items } => attempt!(build::list_extend(r.read(list), r.read(items), cx)),
            Op::SetExtend { set, items } => attempt!(build::set_extend(r.read(set), r.read(items), cx)),
            Op::DictUpdate { dict, mapping } => attempt!(build::dict_update(r.read(dict), r.read(mapping), cx)),
            Op::DictMerge { dict, mapping, function } => {
                attempt!(build::dict_merge(r.read(dict), r.read(mapping), r.read(function), cx));
            }
            Op::ListToTuple { dst, list } => {
                let items = attempt!(crate::ops::collect(r.read(list), cx));
                r.set(dst, Value::tuple(items));
            }
            Op::Unpack { first, src, n } => {
                if let Value::Tuple(items) = r.read(src)
                    && items.len() == usize::from(n)
                {
                    let items = Rc::clone(items);
                    for (at, item) in items.iter().enumerate() {
                        r.set(first + at as Reg, item.clone());
                    }
                } else {
                    let items = attempt!(crate::ops::unpack(r.read(src), usize::from(n), cx));
                    for (at, item) in items.into_iter().enumerate() {
                        r.set(first + at as Reg, item);
                    }
                }
            }
            Op::UnpackStarred { first, src, before, after } => {
                let items = crate::ops::unpack_starred(r.read(src), usize::from(before), usize::from(after), cx);
                for (at, item) in attempt!(items).into_iter().enumerate() {
                    r.set(first + at as Reg, item);
                }
            }

            Op::GetAttr { dst, object, name } => {
                let value = attempt!(attr::get(r.read(object), site!(names, name), cx));
                r.set(dst, value);
            }
            Op::SetAttr { object, name, value } => {
                let value = r.take(value);
                attempt!(attr::set(r.read(object), site!(names, name), value, cx));
            }
            Op::DeleteAttr { object, name } => attempt!(attr::delete(r.read(object), site!(names, name), cx)),
            Op::GetItem { dst, object, key } => {
                let value = match (r.read(object), r.read(key)) {
                    (Value::Tuple(items), Value::Int(at)) if (*at as u64) < items.len() as u64 => {
                        items[*at as usize].clone()
                    }
                    (object, key) => attempt!(crate::ops::get_item(object, key, cx)),
                };
                r.set(dst, value);
            }
            Op::SetItem { object, key, value } => {
                let value = r.take(value);
                attempt!(crate::ops::set_item(r.read(object), r.read(key), value, cx));
            }
            Op::DeleteItem { object, key } => attempt!(crate::ops::del_item(r.read(object), r.read(key), cx)),
            Op::Slice { dst, items } => {
                let items = site!(lists, items);
                let mut part = |at: usize| items.get(at).map_or(Value::None, |&item| r.take(item));
                let value = crate::ops::Slice::value(part(0), part(1), part(2));
                r.set(dst, value);
            }

            Op::Call { dst, site } => {
                attempt!(cx.burn(1));
                called!(dst, invoke::call_op(site!(calls, site), &mut r, &here!(), cx));
            }
            Op::CallMethod { dst, site } => {
                attempt!(cx.burn(1));
                let here = here!();
                let called = invoke::call_method_op(site!(calls, site), &mut r, &here, cx);
                if let (Err(_), Some(attribute)) = (&called, here.missing.get()) {
                    *saved_pc = pc;
                    return match called {
                        Err(raised) => Action::Raise(raised, Place::Part(attribute)),
                        Ok(_) => Action::Return(Value::None),
                    };
                }
                called!(dst, called);
            }
            Op::CallSpread { dst, function: callee, args } => {
                attempt!(cx.burn(1));
                let callee = r.take(callee);
                let (args, keywords) = (r.take(args | TAKE), r.take((args + 1) | TAKE));
                called!(dst, invoke::call_spread(&callee, args, &keywords, &here!(), cx));
            }
            Op::MakeFunction { dst, site } => {
                let site = site!(functions, site);
                let value = attempt!(classes::make_function(site, &mut r, function, cells, cx));
                r.set(dst, value);
            }
            Op::MakeClass { dst, site } => {
                let _ = dst;
                let site = site!(classes, site);
                let bases = site.bases.iter().map(|&base| r.take(base)).collect();
                let keywords = site.keywords.iter().map(|(name, value)| (name.clone(), r.take(*value))).collect();
                let Some(body) = super::as_function(r.read(site.body)) else { raise!(broken()) };
                let mut callee = Frame::new(Rc::clone(&body), super::registers_for(&body));
                callee.role = Role::ClassBody(Box::new(ClassBody {
                    names: Default::default(),
                    name: site.name.clone(),
                    bases,
                    keywords,
                }));
                *saved_pc = pc;
                return Action::Push(callee);
            }
            Op::Globals { dst } => r.set(dst, Value::Dict(Rc::clone(&function.globals.dict))),
            Op::Locals { dst } => {
                let value = attempt!(names::locals(role, function, r.slots, cells, cx));
                r.set(dst, value);
            }
            Op::Super { dst, at, this } => {
                let class = attempt!(names::load_free(function, at));
                let Some(class) = crate::objects::class::Class::from_value(&class) else { raise!(broken()) };
                let value = attempt!(Super::new(class, r.read(this).clone(), cx));
                r.set(dst, value);
            }
            Op::Return { src } => {
                let value = r.take(src);
                *saved_pc = pc;
                return Action::Return(value);
            }
            Op::Yield { dst, src } => {
                let _ = dst;
                let value = r.take(src);
                *saved_pc = pc;
                return Action::Yield(value);
            }
            Op::YieldFrom { dst, iter } => {
                attempt!(cx.burn(1));
                let sent = r.take(dst | TAKE);
                let Some(Value::Object(object)) = r.slot(iter) else { raise!(broken()) };
                if let Some(generator) = object.as_any().downcast_ref::<Generator>() {
                    match attempt!(generator.take_frame()) {
                        Some(mut callee) => {
                            let Some(me) = generator.me() else { raise!(broken()) };
                            let _ = super::prepare(&mut callee, super::Resume::Send(sent));
                            callee.role = Role::Generator(me);
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

            Op::Raise { exception } => {
                let exception = attempt!(exception::to_raise(r.read(exception), cx));
                raise!(unwind::raise_object(exception));
            }
            Op::RaiseFrom { exception, cause } => {
                let exception = attempt!(exception::to_raise(r.read(exception), cx));
                let cause = match r.read(cause) {
                    Value::None => Value::None,
                    cause => match exception::to_raise(cause, cx) {
                        Ok(cause) => cause,
                        Err(_) => {
                            raise!(Raised::type_error("exception causes must derive from BaseException".into()))
                        }
                    },
                };
                unwind::set_cause(&exception, cause);
                raise!(unwind::raise_object(exception));
            }
            Op::RaiseAgain => {
                *saved_pc = pc;
                return match runtime(cx).handled(cx.depth) {
                    Some(exception) => Action::Raise(unwind::raise_object(exception), Place::New),
                    None => Action::Raise(
                        Raised::new(value::ExcKind::RuntimeError, "No active exception to reraise".into()),
                        Place::New,
                    ),
                };
            }
            Op::Reraise { reg } => {
                let exception = r.read(reg).clone();
                *saved_pc = pc;
                return Action::Raise(unwind::raise_object(exception), Place::Known);
            }
            Op::AssertFail { message } => {
                let args = match r.read(message) {
                    Value::Tuple(args) => args.to_vec(),
                    _ => Vec::new(),
                };
                let error = value::Exception::builtin(value::ExcKind::AssertionError, args);
                raise!(Raised::from_value(error.into_value()));
            }
            Op::EnterHandler { reg, level } => {
                let exception = r.read(reg).clone();
                runtime(cx).enter_handler(cx.depth, level, exception);
            }
            Op::LeaveHandler { level } => runtime(cx).leave_handler(cx.depth, level),
            Op::MatchException { dst, exception, class } => {
                let fits = attempt!(exception::matches(r.read(exception), r.read(class)));
                r.set(dst, Value::Bool(fits));
            }
            Op::ExceptionClass { dst, exception } => {
                let class = crate::objects::class::class_of(r.read(exception), cx).value();
                r.set(dst, class);
            }
            Op::ContextMethods { dst, manager } => {
                let (exit, enter) = attempt!(context_methods(r.read(manager), cx));
                r.set(dst, exit);
                r.set(dst + 1, enter);
            }

            Op::Format { dst, src, conversion } => {
                let value = attempt!(operate::format(r.read(src), "", conversion, cx));
                r.set(dst, value);
            }
            Op::FormatSpec { dst, src, spec, conversion } => {
                let spec = r.read(spec).clone();
                let Value::Str(spec) = &spec else { raise!(broken()) };
                let value = attempt!(operate::format(r.read(src), spec, conversion, cx));
                r.set(dst, value);
            }
            Op::Concat { dst, items } => {
                let value = attempt!(build::concat(&r, site!(lists, items), cx));
                r.set(dst, value);
            }
            Op::Import { dst, site } => {
                let value = attempt!(imports::import(&function.globals, site!(imports, site), cx));
                r.set(dst, value);
            }
            Op::ImportFrom { dst, module, name } => {
                let name = site!(names, name);
                let value = attempt!(imports::import_from(&function.globals, r.read(module), name, cx));
                r.set(dst, value);
            }
            Op::ImportStar { module } => attempt!(imports::import_star(&function.globals, r.read(module), cx)),

            Op::MatchSequence { dst, subject, n, is_open } => {
                let fits = attempt!(matching::is_sequence(r.read(subject), usize::from(n), is_open, cx));
                r.set(dst, Value::Bool(fits));
            }
            Op::MatchMapping { dst, subject } => {
                let fits = matching::is_mapping(r.read(subject));
                r.set(dst, Value::Bool(fits));
            }
            Op::MatchKey { dst, subject, key } => {
                if let Some(value) = attempt!(matching::key(r.read(subject), r.read(key), cx)) {
                    r.set(dst, value);
                    pc += 1;
                }
            }
            Op::MatchRest { dst, subject, items } => {
                let keys: Vec<Value> = site!(lists, items).iter().map(|&key| r.read(key).clone()).collect();
                let value = attempt!(matching::rest(r.read(subject), &keys, cx));
                r.set(dst, value);
            }
            Op::MatchClass { first, subject, site } => {
                let site = site!(match_classes, site);
                let found = attempt!(matching::class(r.read(subject), r.read(site.class), site, cx));
                if let Some(values) = found {
                    for (at, value) in values.into_iter().enumerate() {
                        r.set(first + at as Reg, value);
                    }
                    pc += 1;
                }
            }
        }
    }
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
fn equal(a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Ok(Value::Bool(a == b)),
        (Value::Str(a), Value::Str(b)) => Ok(Value::Bool(a == b)),
        _ => operate::equal(a, b, cx),
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

/// Runs the `finally` blocks of a generator that is dropped here.
fn close_if_last(iterator: Value, cx: &mut CallCx) -> Result<(), Raised> {
    if let Value::Object(object) = &iterator
        && Rc::strong_count(object) == 1
        && let Some(generator) = object.as_any().downcast_ref::<Generator>()
    {
        generator.close(cx)?;
    }
    Ok(())
}

/// `__exit__` and `__enter__` of a context manager, bound.
fn context_methods(manager: &Value, cx: &mut CallCx) -> Result<(Value, Value), Raised> {
    let mut method = |name: &str| match attr::find(manager, name, cx)? {
        Some(method) => Ok(method),
        None => {
            let missed = if name == "__exit__" { " (missed __exit__ method)" } else { "" };
            Err(Raised::type_error(format!(
                "'{}' object does not support the context manager protocol{missed}",
                manager.type_name()
            )))
        }
    };
    let enter = method("__enter__")?;
    let exit = method("__exit__")?;
    Ok((exit, enter))
}

/// Instructions that do not fit their code: our own mistake, told instead of a panic.
fn broken() -> Raised {
    Raised::new(value::ExcKind::SystemError, "broken code".into())
}
