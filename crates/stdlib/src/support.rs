//! What the modules share: making module objects and iterators.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;

use value::{Args, CallCx, Object, Raised, Value};

use python::native::NativeModule;
use python::ops::iterators::iterator_object;
use python::types::{Function, FunctionEntry};

/// A module of functions and other members.
pub fn module(name: &'static str, functions: &[FunctionEntry], others: Vec<(&'static str, Value)>) -> Value {
    let mut members: Vec<(&'static str, Value)> =
        functions.iter().map(|entry| (entry.name, Function::value(*entry))).collect();
    members.extend(others);
    NativeModule { name, members }.into_value()
}

/// What gives the items of a [`Generated`] iterator; `None` is the end.
pub type Step = Box<dyn FnMut(&mut CallCx) -> Result<Option<Value>, Raised>>;

/// An iterator object made of a closure.
pub struct Generated {
    name: &'static str,
    /// `None` once it has ended.
    step: RefCell<Option<Step>>,
}

impl Generated {
    /// An iterator whose type is called `name`.
    pub fn value(
        name: &'static str,
        step: impl FnMut(&mut CallCx) -> Result<Option<Value>, Raised> + 'static,
    ) -> Value {
        Value::object(Self { name, step: RefCell::new(Some(Box::new(step))) })
    }

    /// An iterator over items that are known.
    pub fn of(name: &'static str, items: Vec<Value>) -> Value {
        let mut items = items.into_iter();
        Self::value(name, move |_| Ok(items.next()))
    }
}

impl Object for Generated {
    iterator_object!(Generated, |this| this.name);
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Ok(mut place) = self.step.try_borrow_mut() else {
            return Err(Raised::value_error("generator already executing".into()));
        };
        let Some(step) = place.as_mut() else { return Ok(None) };
        cx.burn(1)?;
        let item = step(cx)?;
        if item.is_none() {
            *place = None;
        }
        Ok(item)
    }
}

/// Calls `function` with positional arguments.
pub fn call(function: &Value, args: Vec<Value>, cx: &mut CallCx) -> Result<Value, Raised> {
    python::ops::call(function, Args::of(args), cx)
}

/// Whether an optional argument was given and is not `None`.
pub fn given(slot: &Option<Value>) -> Option<&Value> {
    slot.as_ref().filter(|value| !matches!(value, Value::None))
}

/// The truth of an optional argument.
pub fn flag(slot: &Option<Value>, default: bool, cx: &mut CallCx) -> Result<bool, Raised> {
    match slot {
        Some(value) => value::repr::truthy(value, cx),
        None => Ok(default),
    }
}

thread_local! {
    /// The classes of the modules made so far: a class is the same object wherever it comes from.
    static CLASSES: RefCell<Vec<(&'static str, Value)>> = const { RefCell::new(Vec::new()) };
}

/// The class `name` (with its module), made when it is first asked for.
pub fn class(name: &'static str, make: impl FnOnce() -> Value) -> Value {
    let find =
        || CLASSES.with(|classes| classes.borrow().iter().find(|(known, _)| *known == name).map(|(_, c)| c.clone()));
    if let Some(known) = find() {
        return known;
    }
    let made = make();
    CLASSES.with(|classes| classes.borrow_mut().push((name, made.clone())));
    made
}

/// Arguments of a Python function bound to its parameters: one slot each, those from `required` on optional.
///
/// Errors: `TypeError: f() missing 1 required positional argument: 'x'` and the like.
pub fn bind(function: &str, names: &[&str], required: usize, args: &Args) -> Result<Vec<Option<Value>>, Raised> {
    let given = args.positional.len();
    if given > names.len() {
        let takes = match required == names.len() {
            true => format!("{}", names.len()),
            false => format!("from {required} to {}", names.len()),
        };
        let plural = if names.len() == 1 { "" } else { "s" };
        let verb = if given == 1 { "was" } else { "were" };
        return Err(Raised::type_error(format!(
            "{function}() takes {takes} positional argument{plural} but {given} {verb} given"
        )));
    }
    let mut slots: Vec<Option<Value>> = args.positional.iter().cloned().map(Some).collect();
    slots.resize(names.len(), None);
    for (keyword, value) in &args.keywords {
        match names.iter().position(|name| *name == keyword.as_str()) {
            None => {
                return Err(Raised::type_error(format!("{function}() got an unexpected keyword argument '{keyword}'")));
            }
            Some(at) if slots[at].is_some() => {
                return Err(Raised::type_error(format!("{function}() got multiple values for argument '{keyword}'")));
            }
            Some(at) => slots[at] = Some(value.clone()),
        }
    }
    let missing: Vec<String> = names
        .iter()
        .zip(&slots)
        .take(required)
        .filter(|(_, slot)| slot.is_none())
        .map(|(n, _)| format!("'{n}'"))
        .collect();
    match missing.as_slice() {
        [] => Ok(slots),
        [only] => Err(Raised::type_error(format!("{function}() missing 1 required positional argument: {only}"))),
        [first @ .., last] => {
            let listed = first.join(", ");
            let comma = if first.len() > 1 { "," } else { "" };
            Err(Raised::type_error(format!(
                "{function}() missing {} required positional arguments: {listed}{comma} and {last}",
                missing.len()
            )))
        }
    }
}

/// Arguments bound to the parameters of a function of CPython's own, one slot each; some of those are not named in
/// messages, and have an empty name here.
///
/// Errors: `TypeError: function missing required argument 'exp' (pos 1)` and the like.
pub fn parsed_arguments(
    function: &str,
    names: &[&str],
    required: usize,
    args: &Args,
) -> Result<Vec<Option<Value>>, Raised> {
    let n_given = args.positional.len() + args.keywords.len();
    let (shown, this) = match function {
        "" => ("function".to_owned(), "this function".to_owned()),
        name => (format!("{name}()"), format!("{name}()")),
    };
    let plural = if names.len() == 1 { "" } else { "s" };
    if n_given > names.len() {
        let quantity = if required == names.len() { "exactly" } else { "at most" };
        let keyword = if args.positional.is_empty() { "keyword " } else { "" };
        return Err(Raised::type_error(format!(
            "{shown} takes {quantity} {} {keyword}argument{plural} ({n_given} given)",
            names.len()
        )));
    }
    let mut slots: Vec<Option<Value>> = args.positional.iter().cloned().map(Some).collect();
    slots.resize(names.len(), None);
    for (keyword, value) in &args.keywords {
        match names.iter().position(|name| *name == keyword.as_str()) {
            None => {
                let message = format!("'{keyword}' is an invalid keyword argument for {this}");
                return Err(Raised::type_error(message));
            }
            Some(at) if slots[at].is_some() => {
                let message = format!("argument for {shown} given by name ('{keyword}') and position ({})", at + 1);
                return Err(Raised::type_error(message));
            }
            Some(at) => slots[at] = Some(value.clone()),
        }
    }
    match slots.iter().take(required).position(Option::is_none) {
        Some(at) => {
            let message = format!("{shown} missing required argument '{}' (pos {})", names[at], at + 1);
            Err(Raised::type_error(message))
        }
        None => Ok(slots),
    }
}

/// The receiver of a native method, and the arguments after it.
pub fn receiver(args: &Args) -> (Value, Args) {
    let mut positional = args.positional.clone();
    let this = if positional.is_empty() { Value::None } else { positional.remove(0) };
    (this, Args { positional, keywords: args.keywords.clone() })
}
