//! Frames for calls: arguments put where a function of the program has its parameters.

use std::rc::Rc;

use value::{Raised, Str, Value};

use crate::compile::code::{CallSite, TAKE};
use crate::machine::bind::bind_function;
use crate::machine::frame::Frame;
use crate::machine::invoke::Called;
use crate::machine::registers::{Registers, put_clone};
use crate::objects::function::Function;
use crate::objects::generator::Generator;

/// A frame with its arguments, ready to be run, or the generator that it is for.
#[inline]
pub fn start(function: &Rc<Function>, mut frame: Box<Frame>) -> Called {
    frame.make_cells();
    if function.is_generator() {
        Called::Value(Generator::new(Rc::clone(function), frame))
    } else {
        Called::Push(frame)
    }
}

/// A frame with positional arguments, if binding them is no more than copying them and the defaults.
#[inline]
pub fn plain_frame(function: &Rc<Function>, this: Option<&Value>, args: &[Value]) -> Option<Box<Frame>> {
    let params = &function.code.params;
    if !function.code.is_simple {
        return None;
    }
    let n_given = args.len() + usize::from(this.is_some());
    let n_defaults = params.n_positional.checked_sub(n_given)?;
    let first_default = function.defaults.len().checked_sub(n_defaults)?;
    let mut frame = Frame::of(function);
    let n_this = usize::from(this.is_some());
    if let (Some(this), Some(slot)) = (this, frame.registers.first_mut()) {
        put_clone(slot, this);
    }
    for (value, slot) in args.iter().zip(frame.registers.iter_mut().skip(n_this)) {
        put_clone(slot, value);
    }
    if n_defaults > 0 {
        for (value, slot) in function.defaults[first_default..].iter().zip(frame.registers.iter_mut().skip(n_given)) {
            put_clone(slot, value);
        }
    }
    Some(frame)
}

/// Calls a function of the program with any arguments.
pub fn call_python(
    function: &Rc<Function>,
    positional: Vec<Value>,
    keywords: Vec<(Str, Value)>,
) -> Result<Called, Raised> {
    let values = bind_function(function, positional, keywords)?;
    let mut frame = Frame::of(function);
    for (slot, value) in frame.registers.iter_mut().zip(values) {
        *slot = value;
    }
    Ok(start(function, frame))
}

/// Calls a function of the program with the positional arguments of a site.
pub fn call_function_op(
    function: Rc<Function>,
    this: Option<Value>,
    site: &CallSite,
    registers: &mut Registers,
) -> Result<Called, Raised> {
    let n_given = site.args.len() + usize::from(this.is_some());
    let code = &function.code;
    let n_wanted = code.params.n_positional;
    let n_defaults = n_wanted.wrapping_sub(n_given);
    if !code.is_simple || n_given > n_wanted || n_defaults > function.defaults.len() {
        let mut positional: Vec<Value> = this.into_iter().collect();
        positional.extend(site.args.iter().map(|&arg| registers.take(arg)));
        return call_python(&function, positional, Vec::new());
    }
    let mut frame = Frame::of(&function);
    let mut slots = frame.registers.iter_mut();
    if let Some(this) = this
        && let Some(slot) = slots.next()
    {
        *slot = Some(this);
    }
    for (&arg, slot) in site.args.iter().zip(slots.by_ref()) {
        registers.take_into(slot, arg);
    }
    if n_defaults > 0 {
        let first = function.defaults.len() - n_defaults;
        for (default, slot) in function.defaults[first..].iter().zip(slots) {
            *slot = Some(default.clone());
        }
    }
    Ok(start(&function, frame))
}

/// Calls a function of the program with arguments that are in part named, if each finds its parameter and none is left
/// out that has no default; takes nothing from the registers otherwise.
pub fn call_named(function: &Rc<Function>, site: &CallSite, registers: &mut Registers) -> Option<Called> {
    let params = &function.code.params;
    let n_positional = site.args.len() - site.keywords.len();
    if params.has_star || params.has_double_star || n_positional > params.n_positional {
        return None;
    }
    let mut frame = Frame::of(function);
    let mut is_bound = true;
    for (name, &arg) in site.keywords.iter().zip(&site.args[n_positional..]) {
        let place = params.names.iter().position(|param| param == name);
        let slot = place
            .filter(|&at| at >= n_positional && at >= params.n_positional_only)
            .and_then(|at| frame.registers.get_mut(at))
            .filter(|slot| slot.is_none());
        match slot {
            // A clone, as it may turn out that the arguments do not fit.
            Some(slot) => *slot = Some(registers.read(arg).clone()),
            None => is_bound = false,
        }
    }
    let first_default = params.n_positional.saturating_sub(function.defaults.len());
    for (at, slot) in frame.registers.iter_mut().enumerate().take(params.names.len()).skip(n_positional) {
        if slot.is_some() {
            continue;
        }
        *slot = if at < params.n_positional {
            at.checked_sub(first_default).and_then(|at| function.defaults.get(at)).cloned()
        } else {
            let named = |(name, _): &&(Str, Value)| params.names.get(at) == Some(name);
            function.keyword_defaults.iter().find(named).map(|(_, value)| value.clone())
        };
        is_bound &= slot.is_some();
    }
    if !is_bound {
        frame.recycle();
        return None;
    }
    for (&arg, slot) in site.args.iter().zip(frame.registers.iter_mut()).take(n_positional) {
        *slot = Some(registers.take(arg));
    }
    for &arg in &site.args[n_positional..] {
        if arg & TAKE != 0 {
            drop(registers.take(arg));
        }
    }
    Some(start(function, frame))
}
