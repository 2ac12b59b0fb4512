//! Calls: of functions of the program (a new frame), and of everything else (done at once).

use std::any::Any;
use std::rc::Rc;

use value::{Args, CallCx, ExcKind, Raised, Str, Value};

use crate::compile::code::{CallSite, Operand, Reg, TAKE};
use crate::machine::arguments::{call_function_op, call_named, call_python};
use crate::machine::frame::{Frame, Role};
use crate::machine::here::Here;
use crate::machine::registers::Registers;
use crate::native::NativeFunction;
use crate::objects::attr;
use crate::objects::class::Class;
use crate::objects::construct;
use crate::objects::descriptor::{StaticMethod, Super};
use crate::objects::function::{BoundMethod, Function};
use crate::objects::instance::Instance;
use crate::objects::module::Module;

/// What became of a call.
pub enum Called {
    Value(Value),
    /// A function of the program is to be run.
    Push(Box<Frame>),
}

fn not_callable(value: &Value) -> Raised {
    Raised::type_error(format!("'{}' object is not callable", value.type_name()))
}

/// What messages about spread arguments call a function.
pub fn described(function: &Value) -> String {
    if let Some(function) = function.downcast::<Function>() {
        return format!("{}()", function.full_name());
    }
    if let Some(method) = function.downcast::<BoundMethod>() {
        return described(&method.function);
    }
    if let Some(class) = function.downcast::<Class>() {
        return format!("{}()", class.full_name());
    }
    if let Some(native) = function.downcast::<crate::types::Function>() {
        return format!("{}()", native.entry.name);
    }
    format!("{} object", function.type_name())
}

/// Calls any value.
pub fn invoke(
    callee: &Value,
    mut positional: Vec<Value>,
    keywords: Vec<(Str, Value)>,
    cx: &mut CallCx,
) -> Result<Called, Raised> {
    let mut callee = callee.clone();
    loop {
        let Value::Object(object) = &callee else { return Err(not_callable(&callee)) };
        let any: Rc<dyn Any> = Rc::clone(object) as Rc<dyn Any>;
        let any = match any.downcast::<Function>() {
            Ok(function) => return call_python(&function, positional, keywords),
            Err(any) => any,
        };
        if let Some(native) = any.downcast_ref::<crate::types::Function>() {
            return native.entry.call(&Value::None, &positional, &keywords, cx).map(Called::Value);
        }
        if let Some(native) = any.downcast_ref::<NativeFunction>() {
            let args = Args { positional, keywords };
            return (native.run)(&args, cx).map(Called::Value);
        }
        let next = if let Some(method) = any.downcast_ref::<BoundMethod>() {
            positional.insert(0, method.this.clone());
            method.function.clone()
        } else if any.is::<Class>() {
            let Ok(class) = any.downcast::<Class>() else { return Err(not_callable(&callee)) };
            return call_class(&class, positional, keywords, cx);
        } else if let Some(method) = any.downcast_ref::<StaticMethod>() {
            method.function.clone()
        } else if let Some(instance) = any.downcast_ref::<Instance>() {
            let Some(found) = instance.class.lookup("__call__") else { return Err(not_callable(&callee)) };
            attr::bind(found, &instance.class, &callee, cx)?
        } else {
            if !object.is_callable() {
                return Err(not_callable(&callee));
            }
            return object.call(&callee, Args { positional, keywords }, cx).map(Called::Value);
        };
        callee = next;
    }
}

/// `Class(*args)`: for a plain class with an `__init__` of the program, a frame that runs it.
fn call_class(
    class: &Rc<Class>,
    mut positional: Vec<Value>,
    keywords: Vec<(Str, Value)>,
    cx: &mut CallCx,
) -> Result<Called, Raised> {
    if let Some(init) = plain_init(class) {
        let instance = construct::new_instance(class, &Args::default(), cx)?;
        positional.insert(0, instance.clone());
        return with_role(call_python(&init, positional, keywords)?, instance);
    }
    construct::instantiate(class, Args { positional, keywords }, cx).map(Called::Value)
}

/// The `__init__` to be run in a frame, if making an instance is nothing but that.
fn plain_init(class: &Rc<Class>) -> Option<Rc<Function>> {
    if !class.makes_plain(is_plain) {
        return None;
    }
    crate::machine::as_function(&class.lookup("__init__")?)
}

fn is_plain(class: &Class) -> bool {
    !class.is_builtin
        && class.constructor.is_none()
        && class.basis == crate::objects::class::Basis::Object
        && class.lookup("__new__").is_none()
        && class.lookup("__class_call__").is_none()
}

fn with_role(called: Called, instance: Value) -> Result<Called, Raised> {
    match called {
        Called::Push(mut frame) => {
            frame.role = Role::Init(instance);
            Ok(Called::Push(frame))
        }
        Called::Value(value) => Err(construct::init_returned(&value)),
    }
}

/// The positional arguments and keyword arguments of a call site.
fn gather(site: &CallSite, registers: &mut Registers) -> (Vec<Value>, Vec<(Str, Value)>) {
    let n_positional = site.args.len() - site.keywords.len();
    let mut positional = Vec::with_capacity(n_positional + 1);
    positional.extend(site.args[..n_positional].iter().map(|&arg| registers.take(arg)));
    let keywords = site
        .keywords
        .iter()
        .zip(&site.args[n_positional..])
        .map(|(name, &arg)| (name.clone(), registers.take(arg)))
        .collect();
    (positional, keywords)
}

/// Runs a table entry with the arguments of a site, without a `Vec` for few of them.
macro_rules! with_arguments {
    ($site:expr, $registers:expr, |$args:ident| $call:expr) => {
        match *$site.args {
            [] => {
                let $args: &[Value] = &[];
                $call
            }
            // Nothing else reads it before it is let go.
            [a] if a & TAKE == 0 => {
                let $args = std::slice::from_ref($registers.read(a));
                $call
            }
            [a] => {
                let $args = &[$registers.take(a)];
                $call
            }
            [a, b] => {
                let $args = &[$registers.take(a), $registers.take(b)];
                $call
            }
            [a, b, c] => {
                let $args = &[$registers.take(a), $registers.take(b), $registers.take(c)];
                $call
            }
            _ => {
                let $args: &[Value] = &$site.args.iter().map(|&arg| $registers.take(arg)).collect::<Vec<_>>();
                $call
            }
        }
    };
}

/// Puts the value of a call into its register, or gives the frame that is to be run for it.
#[inline]
fn settle(called: Result<Called, Raised>, dst: Reg, registers: &mut Registers) -> Entered {
    match called? {
        Called::Value(value) => {
            registers.set(dst, value);
            Ok(None)
        }
        Called::Push(frame) => Ok(Some(frame)),
    }
}

/// The frame that a call enters, if it is not done.
type Entered = Result<Option<Box<Frame>>, Raised>;

/// `dst = target(*args)` of a call site.
#[inline(never)]
pub fn call_op(site: &CallSite, dst: Reg, registers: &mut Registers, here: &Here, cx: &mut CallCx) -> Entered {
    let Value::Object(object) = registers.read(site.target) else {
        return Err(not_callable(registers.read(site.target)));
    };
    if site.keywords.is_empty() {
        // A built-in function is a constant.
        if let Some(native) = registers.constant(site.target).and_then(Value::downcast::<crate::types::Function>) {
            let value = with_arguments!(site, registers, |args| native.entry.call(&Value::None, args, &[], cx))?;
            registers.set(dst, value);
            return Ok(None);
        }
        let any: Rc<dyn Any> = Rc::clone(object) as Rc<dyn Any>;
        let any = match any.downcast::<Function>() {
            Ok(function) => return settle(call_function_op(function, None, site, registers), dst, registers),
            Err(any) => any,
        };
        if let Some(native) = any.downcast_ref::<crate::types::Function>() {
            let value = with_arguments!(site, registers, |args| native.entry.call(&Value::None, args, &[], cx))?;
            registers.set(dst, value);
            return Ok(None);
        }
        if let Ok(class) = any.downcast::<Class>() {
            if class.is_builtin
                && let [only] = *site.args
                && let Some(result) = crate::builtins::convert(&class, registers.read(only), cx)
            {
                return settle(result.map(Called::Value), dst, registers);
            }
            if let Some(init) = plain_init(&class) {
                let instance = construct::new_instance(&class, &Args::default(), cx)?;
                let called = call_function_op(init, Some(instance.clone()), site, registers)?;
                return settle(with_role(called, instance), dst, registers);
            }
        }
    }
    if let Some(function) = crate::machine::as_function(registers.read(site.target))
        && let Some(called) = call_named(&function, site, registers)
    {
        return settle(Ok(called), dst, registers);
    }
    let callee = registers.read(site.target).clone();
    let (positional, keywords) = gather(site, registers);
    here.note_call(cx);
    let called = invoke(&callee, positional, keywords, cx);
    here.forget_call(cx);
    settle(called, dst, registers)
}

/// `target.name(*args)` of a call site.
#[inline(never)]
pub fn call_method_op(site: &CallSite, dst: Reg, registers: &mut Registers, here: &Here, cx: &mut CallCx) -> Entered {
    let receiver = registers.read(site.target);
    if !matches!(receiver, Value::Object(_)) {
        return call_built_in(site, dst, registers, here, cx);
    }
    if let Some(instance) = receiver.downcast::<Instance>() {
        if site.keywords.is_empty()
            && let Some(function) = site.name.method(instance)
        {
            let this = receiver.clone();
            return settle(call_function_op(function, Some(this), site, registers), dst, registers);
        }
    } else if let Some(above) = receiver.downcast::<Super>() {
        if let Some(function) = above.lookup(&site.name.name).as_ref().and_then(crate::machine::as_function)
            && site.keywords.is_empty()
        {
            let this = above.this.clone();
            return settle(call_function_op(function, Some(this), site, registers), dst, registers);
        }
    } else if let Some(module) = receiver.downcast::<Module>() {
        if let Some(found) = module.dict.get_str(&site.name.name)
            && site.keywords.is_empty()
            && let Some(native) = found.downcast::<crate::types::Function>()
        {
            let value = with_arguments!(site, registers, |args| native.entry.call(&Value::None, args, &[], cx))?;
            registers.set(dst, value);
            return Ok(None);
        }
    } else if receiver.downcast::<Class>().is_none() {
        return settle(call_foreign(site, registers, here, cx), dst, registers);
    }
    let receiver = receiver.clone();
    let function = method(&receiver, site, here, cx)?;
    let (positional, keywords) = gather(site, registers);
    here.note_call(cx);
    let called = invoke(&function, positional, keywords, cx);
    here.forget_call(cx);
    settle(called, dst, registers)
}

/// The attribute that a method call calls.
fn method(receiver: &Value, site: &CallSite, here: &Here, cx: &mut CallCx) -> Result<Value, Raised> {
    attr::get(receiver, &site.name.name, cx).inspect_err(|_| here.note_missing(site.attribute))
}

/// A method of a value of a built-in type.
fn call_built_in(site: &CallSite, dst: Reg, registers: &mut Registers, here: &Here, cx: &mut CallCx) -> Entered {
    let receiver = registers.read(site.target);
    let variant = std::mem::discriminant(receiver);
    let entry = match site.known.get() {
        Some((known, entry)) if known == variant => entry,
        _ => match crate::types::find_method(receiver, &site.name.name) {
            Some(entry) => {
                site.known.set(Some((variant, entry)));
                entry
            }
            None => {
                let receiver = receiver.clone();
                let function = method(&receiver, site, here, cx)?;
                let (positional, keywords) = gather(site, registers);
                return settle(invoke(&function, positional, keywords, cx), dst, registers);
            }
        },
    };
    if let (Value::Dict(dict), "get", [key, default @ ..]) = (receiver, entry.name, &*site.args)
        && default.len() < 2
        && site.keywords.is_empty()
    {
        // The value is handed on from where it is.
        let (dict, key) = (Rc::clone(dict), registers.take(*key));
        let default = default.first().map_or(Value::None, |&default| registers.take(default));
        let slot = dict.slot_of(&key, cx)?;
        // Comparing keys may have changed the dict.
        match slot.and_then(|slot| dict.0.borrow().at(slot).map(|(_, value)| registers.set_clone(dst, value))) {
            Some(()) => {}
            None => registers.set(dst, default),
        }
        return Ok(None);
    }
    let value = if site.keywords.is_empty() {
        with_arguments!(site, registers, |args| entry.call(registers.read(site.target), args, &[], cx))?
    } else {
        let (positional, keywords) = gather(site, registers);
        entry.call(registers.read(site.target), &positional, &keywords, cx)?
    };
    registers.set(dst, value);
    Ok(None)
}

/// A method of an object of a Rust type.
fn call_foreign(site: &CallSite, registers: &mut Registers, here: &Here, cx: &mut CallCx) -> Result<Called, Raised> {
    let receiver = registers.read(site.target).clone();
    let Value::Object(object) = &receiver else { return Err(not_callable(&receiver)) };
    let (positional, keywords) = gather(site, registers);
    let args = Args { positional, keywords };
    here.note_call(cx);
    let called = match object.call_method(&receiver, &site.name.name, &args, cx) {
        Ok(Some(value)) => Ok(Called::Value(value)),
        Ok(None) => match method(&receiver, site, here, cx) {
            Ok(function) => invoke(&function, args.positional, args.keywords, cx),
            Err(raised) => Err(raised),
        },
        Err(raised) => Err(raised),
    };
    here.forget_call(cx);
    called
}

/// `function(*args, **kwargs)`: `args` is any iterable, `keywords` a dict or nothing.
#[inline(never)]
pub fn call_spread(
    registers: &mut Registers,
    dst: Reg,
    function: Operand,
    args: Reg,
    here: &Here,
    cx: &mut CallCx,
) -> Entered {
    let function = &registers.take(function);
    let (args, keywords) = (registers.take(args | TAKE), &registers.take((args + 1) | TAKE));
    let positional = match &args {
        Value::Tuple(items) => items.to_vec(),
        _ => crate::ops::collect(&args, cx).map_err(|raised| not_iterable(raised, function, &args))?,
    };
    let keywords = match keywords {
        Value::Dict(dict) => dict
            .pairs()
            .into_iter()
            .filter_map(|(name, value)| match name {
                Value::Str(name) => Some((name, value)),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    here.note_call(cx);
    let called = invoke(function, positional, keywords, cx);
    here.forget_call(cx);
    settle(called, dst, registers)
}

fn not_iterable(raised: Raised, function: &Value, args: &Value) -> Raised {
    let is_plain = raised.is_a(ExcKind::TypeError)
        && raised.exception().is_some_and(|exception| {
            matches!(exception.args.borrow().first(), Some(Value::Str(text)) if text.ends_with("object is not iterable"))
        });
    if is_plain {
        return Raised::type_error(format!(
            "{} argument after * must be an iterable, not {}",
            described(function),
            args.type_name()
        ));
    }
    raised
}
