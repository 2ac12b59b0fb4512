//! Instructions that small functions seldom run.

use std::rc::Rc;

use value::object::BinaryOp;
use value::{CallCx, ExcKind, Exception, Raised, Value};

use crate::compile::code::{ClassSite, Op, TAKE};
use crate::machine::execute::broken;
use crate::machine::frame::{ClassBody, Frame, Role};
use crate::machine::registers::Registers;
use crate::machine::{build, classes, imports, matching, names, operate, runtime, unwind};
use crate::objects::attr;
use crate::objects::class::{Class, class_of};
use crate::objects::descriptor::Super;
use crate::objects::exception;
use crate::objects::function::{Cell, Function};
use crate::objects::generator::Generator;

/// Where to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Next,
    /// Over the next instruction.
    Skip,
}

/// The frame that runs the body of a class.
pub fn class_body(r: &mut Registers, site: &ClassSite) -> Result<Box<Frame>, Raised> {
    let bases = site.bases.iter().map(|&base| r.take(base)).collect();
    let keywords = site.keywords.iter().map(|(name, value)| (name.clone(), r.take(*value))).collect();
    let body = super::as_function(r.read(site.body)).ok_or_else(broken)?;
    let mut callee = Frame::of(&body);
    callee.make_cells();
    callee.role =
        Role::ClassBody(Box::new(ClassBody { names: Default::default(), name: site.name.clone(), bases, keywords }));
    Ok(callee)
}

#[inline(never)]
pub fn execute(
    op: Op,
    r: &mut Registers,
    function: &Rc<Function>,
    cells: &mut [Rc<Cell>],
    role: &mut Role,
    cx: &mut CallCx,
) -> Result<Then, Raised> {
    let code = &*function.code;
    macro_rules! site {
        ($table:ident, $at:expr) => {
            code.$table.get(usize::from($at)).ok_or_else(broken)?
        };
    }
    match op {
        Op::LoadConst { dst, at } => {
            let value = code.consts.get(at as usize).cloned().unwrap_or_default();
            r.set(dst, value);
        }
        Op::DeleteGlobal { site } => names::delete_global(&function.globals, site!(globals, site), cx)?,
        Op::DeleteCell { at } => names::delete_cell(cells, code, at)?,
        Op::NewCell { at } => {
            if let Some(cell) = cells.get_mut(usize::from(at)) {
                *cell = Rc::new(Cell::default());
            }
        }
        Op::DeleteFree { at } => names::delete_free(function, at)?,
        Op::LoadName { dst, site } => {
            let value = names::load_name(role, &function.globals, site!(globals, site))?;
            r.set(dst, value);
        }
        Op::LoadNameOrFree { dst, site, at } => {
            let value = names::load_name_or_free(role, function, site!(globals, site), at)?;
            r.set(dst, value);
        }
        Op::StoreName { site, src } => {
            let value = r.take(src);
            names::store_name(role, &site!(globals, site).name, value);
        }
        Op::DeleteName { site } => names::delete_name(role, &site!(globals, site).name)?,
        Op::DeleteLocal { reg } => r.clear(reg),
        Op::Div { dst, a, b } => operate::binary_into(r, BinaryOp::Div, dst, a, b, cx)?,
        Op::Binary { op, dst, a, b } => operate::binary_into(r, op, dst, a, b, cx)?,
        Op::Unary { op, dst, a } => {
            let value = crate::ops::unary(op, r.read(a), cx)?;
            r.set(dst, value);
        }
        Op::SkipIfState { reg, n } => {
            if matches!(r.slot(reg), Some(Value::Int(state)) if *state == i64::from(n)) {
                return Ok(Then::Skip);
            }
        }
        Op::LeaveLoop { iter } => {
            let iterator = r.take(iter | TAKE);
            close_if_last(iterator, cx)?;
        }
        Op::Set { dst, items } => build::set(r, dst, site!(lists, items), cx)?,
        Op::Dict { dst, items } => build::dict(r, dst, site!(lists, items), cx)?,
        Op::SetAdd { set, item } => {
            let item = r.take(item);
            build::set_add(r.slot(set), item, cx)?;
        }
        Op::DictInsert { dict, key, value } => {
            let (key, value) = (r.take(key), r.take(value));
            build::dict_insert(r.slot(dict), key, value, cx)?;
        }
        Op::ListExtend { list, items } => build::list_extend(r.read(list), r.read(items), cx)?,
        Op::SetExtend { set, items } => build::set_extend(r.read(set), r.read(items), cx)?,
        Op::DictUpdate { dict, mapping } => build::dict_update(r.read(dict), r.read(mapping), cx)?,
        Op::DictMerge { dict, mapping, function } => {
            build::dict_merge(r.read(dict), r.read(mapping), r.read(function), cx)?;
        }
        Op::ListToTuple { dst, list } => {
            let items = crate::ops::collect(r.read(list), cx)?;
            r.set(dst, Value::tuple(items));
        }
        Op::UnpackStarred { first, src, before, after } => {
            let items = crate::ops::unpack_starred(r.read(src), usize::from(before), usize::from(after), cx)?;
            r.set_all(first, items);
        }
        Op::DeleteAttr { object, name } => attr::delete(r.read(object), &site!(names, name).name, cx)?,
        Op::DeleteItem { object, key } => crate::ops::del_item(r.read(object), r.read(key), cx)?,
        Op::Slice { dst, items } => {
            let items = site!(lists, items);
            let mut part = |at: usize| items.get(at).map_or(Value::None, |&item| r.take(item));
            let value = crate::ops::Slice::value(part(0), part(1), part(2));
            r.set(dst, value);
        }
        Op::MakeFunction { dst, site } => {
            let value = classes::make_function(site!(functions, site), r, function, cells, cx)?;
            r.set(dst, value);
        }
        Op::Globals { dst } => r.set(dst, Value::Dict(Rc::clone(&function.globals.dict))),
        Op::Locals { dst } => {
            let value = names::locals(role, function, r.slots, cells, cx)?;
            r.set(dst, value);
        }
        Op::Super { dst, at, this } => {
            let class = names::load_free(function, at)?;
            let class = Class::from_value(&class).ok_or_else(broken)?;
            let value = Super::new(class, r.read(this).clone(), cx)?;
            r.set(dst, value);
        }
        op => return exceptional(op, r, function, cx),
    }
    Ok(Then::Next)
}

/// Exceptions, context managers, f-strings, imports and `match`.
#[inline(never)]
fn exceptional(op: Op, r: &mut Registers, function: &Rc<Function>, cx: &mut CallCx) -> Result<Then, Raised> {
    let code = &*function.code;
    macro_rules! site {
        ($table:ident, $at:expr) => {
            code.$table.get(usize::from($at)).ok_or_else(broken)?
        };
    }
    match op {
        Op::Raise { exception } => {
            let exception = exception::to_raise(r.read(exception), cx)?;
            return Err(unwind::raise_object(exception));
        }
        Op::RaiseFrom { exception, cause } => {
            let exception = exception::to_raise(r.read(exception), cx)?;
            let cause = match r.read(cause) {
                Value::None => Value::None,
                cause => exception::to_raise(cause, cx)
                    .map_err(|_| Raised::type_error("exception causes must derive from BaseException".into()))?,
            };
            unwind::set_cause(&exception, cause);
            return Err(unwind::raise_object(exception));
        }
        Op::RaiseAgain => {
            let depth = cx.depth;
            return Err(match runtime(cx).handled(depth) {
                Some(exception) => unwind::raise_object(exception),
                None => Raised::new(ExcKind::RuntimeError, "No active exception to reraise".into()),
            });
        }
        Op::AssertFail { message } => {
            let args = match r.read(message) {
                Value::Tuple(args) => args.to_vec(),
                _ => Vec::new(),
            };
            let error = Exception::builtin(ExcKind::AssertionError, args);
            return Err(Raised::from_value(error.into_value()));
        }
        Op::EnterHandler { reg, level } => {
            let exception = r.read(reg).clone();
            let depth = cx.depth;
            runtime(cx).enter_handler(depth, level, exception);
        }
        Op::LeaveHandler { level } => {
            let depth = cx.depth;
            runtime(cx).leave_handler(depth, level);
        }
        Op::MatchException { dst, exception, class } => {
            let fits = exception::matches(r.read(exception), r.read(class))?;
            r.set(dst, Value::Bool(fits));
        }
        Op::ExceptionClass { dst, exception } => {
            let class = class_of(r.read(exception), cx).value();
            r.set(dst, class);
        }
        Op::ContextMethods { dst, manager } => {
            let (exit, enter) = context_methods(r.read(manager), cx)?;
            r.set(dst, exit);
            r.set(dst + 1, enter);
        }
        Op::FormatSpec { dst, src, spec, conversion } => {
            let spec = r.read(spec).clone();
            let Value::Str(spec) = &spec else { return Err(broken()) };
            let value = operate::format(r.read(src), spec, conversion, cx)?;
            r.set(dst, value);
        }
        Op::Import { dst, site } => {
            let value = imports::import(&function.globals, site!(imports, site), cx)?;
            r.set(dst, value);
        }
        Op::ImportFrom { dst, module, name } => {
            let value = imports::import_from(&function.globals, r.read(module), &site!(names, name).name, cx)?;
            r.set(dst, value);
        }
        Op::ImportStar { module } => imports::import_star(&function.globals, r.read(module), cx)?,
        Op::MatchSequence { dst, subject, n, is_open } => {
            let fits = matching::is_sequence(r.read(subject), usize::from(n), is_open, cx)?;
            r.set(dst, Value::Bool(fits));
        }
        Op::MatchMapping { dst, subject } => {
            let fits = matching::is_mapping(r.read(subject));
            r.set(dst, Value::Bool(fits));
        }
        Op::MatchKey { dst, subject, key } => {
            if let Some(value) = matching::key(r.read(subject), r.read(key), cx)? {
                r.set(dst, value);
                return Ok(Then::Skip);
            }
        }
        Op::MatchRest { dst, subject, items } => {
            let keys: Vec<Value> = site!(lists, items).iter().map(|&key| r.read(key).clone()).collect();
            let value = matching::rest(r.read(subject), &keys, cx)?;
            r.set(dst, value);
        }
        Op::MatchClass { first, subject, site } => {
            let site = site!(match_classes, site);
            if let Some(values) = matching::class(r.read(subject), r.read(site.class), site, cx)? {
                r.set_all(first, values);
                return Ok(Then::Skip);
            }
        }
        _ => return Err(broken()),
    }
    Ok(Then::Next)
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
