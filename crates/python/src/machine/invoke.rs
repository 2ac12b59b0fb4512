//! Calls: of functions of the program (a new frame), and of everything else (done at once).

use std::any::Any;
use std::rc::Rc;

use value::{Args, CallCx, ExcKind, Raised, Str, Value};

use crate::compile::code::{CallSite, Operand, Reg, TAKE};
use crate::machine::bind::bind_function;
use crate::machine::execute::Here;
use crate::machine::frame::{Frame, Role};
use crate::machine::registers::Registers;
use crate::native::NativeFunction;
use crate::objects::attr;
use crate::objects::class::Class;
use crate::objects::construct;
use crate::objects::descriptor::{StaticMethod, Super};
use crate::objects::function::{BoundMethod, Function};
use crate::objects::generator::Generator;
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
pub fn plain_frame(function: &Rc<Function>, args: &[Value]) -> Option<Box<Frame>> {
    let params = &function.code.params;
    if !params.is_simple() {
        return None;
    }
    let n_defaults = params.n_positional.checked_sub(args.len())?;
    let defaults = function.defaults.get(function.defaults.len().checked_sub(n_defaults)?..)?;
    let mut frame = Frame::of(function);
    for (slot, value) in frame.registers.iter_mut().zip(args.iter().chain(defaults)) {
        *slot = Some(value.clone());
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
    let is_plain = !class.is_builtin
        && class.constructor.is_none()
        && class.basis == crate::objects::class::Basis::Object
        && class.lookup("__new__").is_none()
        && class.lookup("__class_call__").is_none();
    if !is_plain {
        return None;
    }
    crate::machine::as_function(&class.lookup("__init__")?)
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
                let $args: [Value; 0] = [];
                $call
            }
            [a] => {
                let $args = [$registers.take(a)];
                $call
            }
            [a, b] => {
                let $args = [$registers.take(a), $registers.take(b)];
                $call
            }
            [a, b, c] => {
                let $args = [$registers.take(a), $registers.take(b), $registers.take(c)];
                $call
            }
            _ => {
                let $args: Vec<Value> = $site.args.iter().map(|&arg| $registers.take(arg)).collect();
                $call
            }
        }
    };
}

/// `target(*args)` of a call site.
#[inline(never)]
pub fn call_op(site: &CallSite, registers: &mut Registers, here: &Here, cx: &mut CallCx) -> Result<Called, Raised> {
    let Value::Object(object) = registers.read(site.target) else {
        return Err(not_callable(registers.read(site.target)));
    };
    if site.keywords.is_empty() {
        let any: Rc<dyn Any> = Rc::clone(object) as Rc<dyn Any>;
        let any = match any.downcast::<Function>() {
            Ok(function) => return call_function_op(&function, None, site, registers),
            Err(any) => any,
        };
        if let Some(native) = any.downcast_ref::<crate::types::Function>() {
            return with_arguments!(site, registers, |args| native
                .entry
                .call(&Value::None, &args, &[], cx)
                .map(Called::Value));
        }
        if let Ok(class) = any.downcast::<Class>() {
            if class.is_builtin
                && let [only] = *site.args
                && let Some(result) = crate::builtins::convert(&class, registers.read(only), cx)
            {
                return result.map(Called::Value);
            }
            if let Some(init) = plain_init(&class) {
                let instance = construct::new_instance(&class, &Args::default(), cx)?;
                let called = call_function_op(&init, Some(instance.clone()), site, registers)?;
                return with_role(called, instance);
            }
        }
    }
    let callee = registers.read(site.target).clone();
    let (positional, keywords) = gather(site, registers);
    here.note_call(cx);
    let called = invoke(&callee, positional, keywords, cx);
    here.forget_call(cx);
    called
}

/// Calls a function of the program with the positional arguments of a site.
fn call_function_op(
    function: &Rc<Function>,
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
        return call_python(function, positional, Vec::new());
    }
    let mut frame = Frame::of(function);
    let mut slots = frame.registers.iter_mut();
    if let Some(this) = this
        && let Some(slot) = slots.next()
    {
        *slot = Some(this);
    }
    for (&arg, slot) in site.args.iter().zip(slots.by_ref()) {
        *slot = Some(registers.take(arg));
    }
    if n_defaults > 0 {
        let first = function.defaults.len() - n_defaults;
        for (default, slot) in function.defaults[first..].iter().zip(slots) {
            *slot = Some(default.clone());
        }
    }
    frame.make_cells();
    Ok(Called::Push(frame))
}

/// `target.name(*args)` of a call site.
#[inline(never)]
pub fn call_method_op(
    site: &CallSite,
    registers: &mut Registers,
    here: &Here,
    cx: &mut CallCx,
) -> Result<Called, Raised> {
    let receiver = registers.read(site.target);
    if !matches!(receiver, Value::Object(_)) {
        return call_built_in(site, registers, here, cx);
    }
    if let Some(instance) = receiver.downcast::<Instance>() {
        if let Some(found) = instance.class.lookup(&site.name)
            && let Some(function) = crate::machine::as_function(&found)
            && instance.own(&site.name).is_none()
            && site.keywords.is_empty()
        {
            let this = receiver.clone();
            return call_function_op(&function, Some(this), site, registers);
        }
    } else if let Some(above) = receiver.downcast::<Super>() {
        if let Some(function) = above.lookup(&site.name).as_ref().and_then(crate::machine::as_function)
            && site.keywords.is_empty()
        {
            let this = above.this.clone();
            return call_function_op(&function, Some(this), site, registers);
        }
    } else if let Some(module) = receiver.downcast::<Module>() {
        if let Some(found) = module.dict.get_str(&site.name)
            && site.keywords.is_empty()
            && let Some(native) = found.downcast::<crate::types::Function>()
        {
            return with_arguments!(site, registers, |args| native
                .entry
                .call(&Value::None, &args, &[], cx)
                .map(Called::Value));
        }
    } else if receiver.downcast::<Class>().is_none() {
        return call_foreign(site, registers, here, cx);
    }
    let receiver = receiver.clone();
    let function = method(&receiver, site, here, cx)?;
    let (positional, keywords) = gather(site, registers);
    here.note_call(cx);
    let called = invoke(&function, positional, keywords, cx);
    here.forget_call(cx);
    called
}

/// The attribute that a method call calls.
fn method(receiver: &Value, site: &CallSite, here: &Here, cx: &mut CallCx) -> Result<Value, Raised> {
    attr::get(receiver, &site.name, cx).inspect_err(|_| here.note_missing(site.attribute))
}

/// A method of a value of a built-in type.
fn call_built_in(site: &CallSite, registers: &mut Registers, here: &Here, cx: &mut CallCx) -> Result<Called, Raised> {
    let receiver = registers.read(site.target);
    let variant = std::mem::discriminant(receiver);
    let entry = match site.known.get() {
        Some((known, entry)) if known == variant => entry,
        _ => match crate::types::find_method(receiver, &site.name) {
            Some(entry) => {
                site.known.set(Some((variant, entry)));
                entry
            }
            None => {
                let receiver = receiver.clone();
                let function = method(&receiver, site, here, cx)?;
                let (positional, keywords) = gather(site, registers);
                return invoke(&function, positional, keywords, cx);
            }
        },
    };
    if site.keywords.is_empty() {
        return with_arguments!(site, registers, |args| {
            let receiver = registers.read(site.target);
            entry.call(receiver, &args, &[], cx).map(Called::Value)
        });
    }
    let (positional, keywords) = gather(site, registers);
    entry.call(registers.read(site.target), &positional, &keywords, cx).map(Called::Value)
}

/// A method of an object of a Rust type.
fn call_foreign(site: &CallSite, registers: &mut Registers, here: &Here, cx: &mut CallCx) -> Result<Called, Raised> {
    let receiver = registers.read(site.target).clone();
    let Value::Object(object) = &receiver else { return Err(not_callable(&receiver)) };
    let (positional, keywords) = gather(site, registers);
    let args = Args { positional, keywords };
    here.note_call(cx);
    let called = match object.call_method(&receiver, &site.name, &args, cx) {
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
    function: Operand,
    args: Reg,
    here: &Here,
    cx: &mut CallCx,
) -> Result<Called, Raised> {
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
    called
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
