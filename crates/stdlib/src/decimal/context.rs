//! Contexts: the rules in force, the flags they keep and the traps they set.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use value::{Args, CallCx, Object, Raised, Value};

use super::object::{construct_exact, operand};
use super::operations::{OPERATIONS, On};
use super::rules::condition::*;
use super::rules::{LIMIT, Rounding, Rules, Work};
use super::signals::{SIGNALS, raised};
use super::traps::{Lists, SignalDict, expect_conditions};
use crate::support::{class, given, parsed_arguments, receiver};
use python::native::{NativeClass, native_function};
use python::ops::item::inner_str;
use python::types::object_method;

/// What a context holds.
pub struct State {
    pub rules: Cell<Rules>,
    pub flags: Rc<Cell<u32>>,
    pub traps: Rc<Cell<u32>>,
}

impl State {
    fn new(rules: Rules, traps: u32) -> Self {
        Self { rules: Cell::new(rules), flags: Rc::default(), traps: Rc::new(Cell::new(traps)) }
    }

    fn copied(&self) -> Self {
        let copy = Self::new(self.rules.get(), self.traps.get());
        copy.flags.set(self.flags.get());
        copy
    }

    /// Does an operation by these rules.
    pub fn run<T>(&self, cx: &mut CallCx, operation: impl FnOnce(&mut Work) -> Result<T, Raised>) -> Result<T, Raised> {
        let mut work = Work { rules: self.rules.get(), status: 0, cx };
        let result = operation(&mut work)?;
        let status = work.status;
        self.note(status)?;
        Ok(result)
    }

    /// Notes conditions and raises those that are trapped.
    pub fn note(&self, status: u32) -> Result<(), Raised> {
        self.flags.set(self.flags.get() | status);
        match status & self.traps.get() {
            0 => Ok(()),
            trapped => Err(raised(trapped)),
        }
    }
}

/// A `Context`.
pub struct Context(pub Rc<State>);

const USUAL_TRAPS: u32 = INVALID | DIVISION_BY_ZERO | OVERFLOW;

thread_local! {
    static CURRENT: RefCell<Option<Value>> = const { RefCell::new(None) };
    /// `DefaultContext`, which new contexts are made from.
    static DEFAULT: RefCell<Option<Value>> = const { RefCell::new(None) };
}

fn state_of(context: &Value) -> Option<Rc<State>> {
    context.downcast::<Context>().map(|context| Rc::clone(&context.0))
}

fn value_of(state: State) -> Value {
    Value::object(Context(Rc::new(state)))
}

fn template() -> Rc<State> {
    let known = DEFAULT.with(|default| default.borrow().as_ref().and_then(state_of));
    known.unwrap_or_else(|| Rc::new(State::new(Rules::DEFAULT, USUAL_TRAPS)))
}

fn current_value() -> Value {
    if let Some(context) = CURRENT.with(|current| current.borrow().clone()) {
        return context;
    }
    let context = value_of(template().copied());
    CURRENT.set(Some(context.clone()));
    context
}

/// The context in force.
pub fn current() -> Rc<State> {
    state_of(&current_value()).unwrap_or_else(template)
}

/// The context that an argument names; the one in force without one.
pub fn context_argument(slot: &Option<Value>) -> Result<Rc<State>, Raised> {
    match given(slot) {
        None => Ok(current()),
        Some(context) => {
            state_of(context).ok_or_else(|| Raised::type_error("optional argument must be a context".into()))
        }
    }
}

/// The contexts and functions of the module; brings the default context back.
pub fn members() -> Vec<(&'static str, Value)> {
    let nine = Rules { prec: 9, ..Rules::DEFAULT };
    let basic = State::new(Rules { rounding: Rounding::HalfUp, ..nine }, USUAL_TRAPS | CLAMPED | UNDERFLOW);
    let default = value_of(State::new(Rules::DEFAULT, USUAL_TRAPS));
    let templates = [default.clone(), value_of(basic), value_of(State::new(nine, 0))];
    CURRENT.set(None);
    DEFAULT.set(Some(default));
    let [default, basic, extended] = templates.clone();
    vec![
        ("DefaultContext", default),
        ("BasicContext", basic),
        ("ExtendedContext", extended),
        ("Context", class_value()),
        (
            "getcontext",
            native_function("getcontext", |args, _| match args.positional.len() + args.keywords.len() {
                0 => Ok(current_value()),
                n => Err(Raised::type_error(format!("decimal.getcontext() takes no arguments ({n} given)"))),
            }),
        ),
        ("setcontext", native_function("setcontext", move |args, _| set_context(args, &templates))),
        ("localcontext", native_function("localcontext", local_context)),
    ]
}

fn set_context(args: &Args, templates: &[Value]) -> Result<Value, Raised> {
    let context = args.positional.first().cloned().unwrap_or_default();
    let Some(state) = state_of(&context) else {
        return Err(Raised::type_error("argument must be a context".into()));
    };
    let is_template = templates.iter().any(|known| known.is_same(&context));
    CURRENT.set(Some(if is_template { value_of(State::new(state.rules.get(), state.traps.get())) } else { context }));
    Ok(Value::None)
}

/// What a context is made of, in the order of its arguments.
const PARTS: [&str; 8] = ["prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps"];

/// The class `Context`.
pub fn class_value() -> Value {
    class("decimal.Context", || {
        let mut class = NativeClass::new("Context", "decimal").constructor(|args, cx| {
            let slots = parsed_arguments("", &PARTS, 0, &receiver(args).1)?;
            let state = template().copied();
            state.flags.set(0);
            change(&state, &slots, cx)?;
            Ok(value_of(state))
        });
        for operation in OPERATIONS.iter().filter(|operation| operation.on != On::Number) {
            let name = operation.name;
            class = class.method(name, move |args, cx| {
                let (this, rest) = receiver(args);
                expect_count(name, operation.n_operands, &rest)?;
                let operands = rest.positional.iter().map(operand).collect::<Result<Vec<_>, _>>()?;
                state_of(&this).unwrap_or_else(current).run(cx, |work| (operation.run)(&operands, work))
            });
        }
        class.build()
    })
}

fn expect_count(name: &str, count: usize, args: &Args) -> Result<(), Raised> {
    let given = args.positional.len();
    Err(Raised::type_error(match count {
        _ if !args.keywords.is_empty() => format!("{name}() takes no keyword arguments"),
        _ if given == count => return Ok(()),
        0 => format!("Context.{name}() takes no arguments ({given} given)"),
        1 => format!("Context.{name}() takes exactly one argument ({given} given)"),
        _ => format!("function takes exactly {count} arguments ({given} given)"),
    }))
}

/// Sets the parts that are given.
fn change(state: &State, slots: &[Option<Value>], cx: &mut CallCx) -> Result<(), Raised> {
    for (name, slot) in PARTS.iter().zip(slots) {
        if let Some(value) = given(slot) {
            set_part(state, name, value, Lists::Taken, cx)?;
        }
    }
    Ok(())
}

fn local_context(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let names = ["ctx", "prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps"];
    let slots = parsed_arguments("", &names, 0, args)?;
    let state = context_argument(&slots[0])?.copied();
    change(&state, &slots[1..], cx)?;
    Ok(Value::object(Local { inside: value_of(state), outside: current_value() }))
}

fn whole(value: &Value) -> Result<i64, Raised> {
    match value {
        Value::Int(number) => Ok(*number),
        Value::Bool(truth) => Ok(i64::from(*truth)),
        Value::Big(_) => {
            Err(Raised::new(value::ExcKind::OverflowError, "Python int too large to convert to C ssize_t".into()))
        }
        _ => Err(Raised::type_error("an integer is required".into())),
    }
}

/// The rounding that an argument names.
pub fn rounding_argument(value: &Value) -> Result<Rounding, Raised> {
    inner_str(value).and_then(|name| Rounding::named(&name)).ok_or_else(|| {
        let choices = "ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, \
                       ROUND_HALF_EVEN,\n   ROUND_05UP";
        Raised::type_error(format!("valid values for rounding are:\n  [{choices}]"))
    })
}

fn set_part(state: &State, name: &str, value: &Value, lists: Lists, cx: &mut CallCx) -> Result<bool, Raised> {
    let mut rules = state.rules.get();
    let number = |low: i64, high: i64, range: &str| match whole(value)? {
        number if (low..=high).contains(&number) => Ok(number),
        _ => Err(Raised::value_error(format!("valid range for {name} is {range}"))),
    };
    let choice = || match whole(value)? {
        number @ (0 | 1) => Ok(number == 1),
        _ => Err(Raised::value_error(format!("valid values for {name} are 0 or 1"))),
    };
    match name {
        "prec" => rules.prec = number(1, LIMIT, "[1, MAX_PREC]")?.unsigned_abs(),
        "Emin" => rules.emin = number(-LIMIT, 0, "[MIN_EMIN, 0]")?,
        "Emax" => rules.emax = number(0, LIMIT, "[0, MAX_EMAX]")?,
        "capitals" => rules.capitals = choice()?,
        "clamp" => rules.clamp = choice()?,
        "rounding" => rules.rounding = rounding_argument(value)?,
        "flags" | "traps" => {
            let cell = if name == "flags" { &state.flags } else { &state.traps };
            cell.set(expect_conditions(value, lists, cx)?);
        }
        _ => return Ok(false),
    }
    state.rules.set(rules);
    Ok(true)
}

const METHODS: &[&str] = &[
    "copy",
    "__copy__",
    "clear_flags",
    "clear_traps",
    "Etiny",
    "Etop",
    "radix",
    "create_decimal",
    "create_decimal_from_float",
    "power",
];

impl Object for Context {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("decimal.Context")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(class_value())
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        let rules = self.0.rules.get();
        // Signals in the order of the bits of their conditions.
        let listed = |bits: u32| {
            let mut names: Vec<&str> = Vec::new();
            for bit in (0..32).map(|bit| 1 << bit).filter(|bit| bits & bit != 0) {
                if let Some((name, _)) = SIGNALS.iter().find(|(_, signal)| signal & bit != 0)
                    && !names.contains(name)
                {
                    names.push(name);
                }
            }
            names.join(", ")
        };
        Ok(format!(
            "Context(prec={}, rounding={}, Emin={}, Emax={}, capitals={}, clamp={}, flags=[{}], traps=[{}])",
            rules.prec,
            rules.rounding.name(),
            rules.emin,
            rules.emax,
            u8::from(rules.capitals),
            u8::from(rules.clamp),
            listed(self.0.flags.get()),
            listed(self.0.traps.get()),
        ))
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let rules = self.0.rules.get();
        Ok(Some(match name {
            "prec" => Value::from(rules.prec as usize),
            "rounding" => Value::str(rules.rounding.name()),
            "Emin" => Value::Int(rules.emin),
            "Emax" => Value::Int(rules.emax),
            "capitals" => Value::Int(i64::from(rules.capitals)),
            "clamp" => Value::Int(i64::from(rules.clamp)),
            "flags" => Value::object(SignalDict(Rc::clone(&self.0.flags))),
            "traps" => Value::object(SignalDict(Rc::clone(&self.0.traps))),
            _ if METHODS.contains(&name) => object_method(this, name),
            _ => return Ok(None),
        }))
    }
    fn set_attr(&self, name: &str, value: Option<Value>, cx: &mut CallCx) -> Result<bool, Raised> {
        match value {
            Some(value) => set_part(&self.0, name, &value, Lists::Refused, cx),
            None if PARTS.contains(&name) => {
                Err(Raised::new(value::ExcKind::AttributeError, "context attributes cannot be deleted".into()))
            }
            None => Ok(false),
        }
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let rules = self.0.rules.get();
        Ok(Some(match name {
            "power" => {
                let slots = parsed_arguments("", &["a", "b", "modulo"], 2, args)?;
                let operands = slots.iter().filter_map(given).map(operand).collect::<Result<Vec<_>, _>>()?;
                let result = self.0.run(cx, |work| match operands.as_slice() {
                    [base, exponent, modulus, ..] => work.power_modulo(base, exponent, modulus),
                    [base, exponent] => work.power(base, exponent),
                    _ => Ok(work.invalid(INVALID_OPERATION)),
                })?;
                Value::object(result)
            }
            "create_decimal" | "create_decimal_from_float" => {
                let source = args.positional.first().cloned().unwrap_or(Value::Int(0));
                if name == "create_decimal_from_float" && !super::object::is_real(&source) {
                    return Err(Raised::type_error("argument must be int or float".into()));
                }
                let exact = construct_exact(&source, &self.0, cx)?;
                Value::object(self.0.run(cx, |work| work.finish(exact))?)
            }
            _ if METHODS.contains(&name) => {
                expect_count(name, 0, args)?;
                match name {
                    "clear_flags" => self.0.flags.set(0),
                    "clear_traps" => self.0.traps.set(0),
                    "Etiny" => return Ok(Some(Value::Int(rules.etiny()))),
                    "Etop" => return Ok(Some(Value::Int(rules.etop()))),
                    "radix" => return Ok(Some(Value::object(super::number::Decimal::small(10)))),
                    _ => return Ok(Some(value_of(self.0.copied()))),
                }
                Value::None
            }
            _ => return Ok(None),
        }))
    }
}

/// What `with localcontext()` enters.
struct Local {
    inside: Value,
    outside: Value,
}

impl Object for Local {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("decimal.ContextManager")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(matches!(name, "__enter__" | "__exit__").then(|| object_method(this, name)))
    }
    fn call_method(&self, _this: &Value, name: &str, _args: &Args, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "__enter__" => {
                CURRENT.set(Some(self.inside.clone()));
                Some(self.inside.clone())
            }
            "__exit__" => {
                CURRENT.set(Some(self.outside.clone()));
                Some(Value::Bool(false))
            }
            _ => None,
        })
    }
}
