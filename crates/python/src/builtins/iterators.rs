//! `map`, `filter`, `zip`, `enumerate`, `reversed` and `iter(function, sentinel)`.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use value::equality::eq;
use value::object::BinaryOp;
use value::repr::truthy;
use value::{Args, CallCx, Object, Raised, Value};

use crate::machine;
use crate::ops;
use crate::ops::iterators::iterator_object;
use crate::types::FunctionEntry;

pub const TABLE: &[FunctionEntry] = &[];

/// The iterators of all arguments.
fn iterators(values: &[Value], cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    values.iter().map(|value| ops::iter(value, cx)).collect()
}

fn no_keywords(name: &str, args: &Args) -> Result<(), Raised> {
    if args.keywords.is_empty() {
        return Ok(());
    }
    Err(Raised::type_error(format!("{name}() takes no keyword arguments")))
}

struct Map {
    function: Value,
    sources: Vec<Value>,
}

pub fn map(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    no_keywords("map", args)?;
    match args.positional.split_first() {
        Some((function, sources)) if !sources.is_empty() => {
            Ok(Value::object(Map { function: function.clone(), sources: iterators(sources, cx)? }))
        }
        _ => Err(Raised::type_error("map() must have at least two arguments.".into())),
    }
}

impl Object for Map {
    iterator_object!(Map, |_| "map");
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if let [source] = self.sources.as_slice() {
            let Some(item) = ops::next(source, cx)? else { return Ok(None) };
            return machine::call_values(&self.function, std::slice::from_ref(&item), cx).map(Some);
        }
        let mut items = Vec::with_capacity(self.sources.len());
        for source in &self.sources {
            match ops::next(source, cx)? {
                Some(item) => items.push(item),
                None => return Ok(None),
            }
        }
        machine::call_values(&self.function, &items, cx).map(Some)
    }
}

struct Filter {
    /// Without one, true items pass.
    function: Value,
    source: Value,
}

pub fn filter(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    no_keywords("filter", args)?;
    match args.positional.as_slice() {
        [function, source] => Ok(Value::object(Filter { function: function.clone(), source: ops::iter(source, cx)? })),
        other => Err(Raised::type_error(format!("filter expected 2 arguments, got {}", other.len()))),
    }
}

impl Object for Filter {
    iterator_object!(Filter, |_| "filter");
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        while let Some(item) = ops::next(&self.source, cx)? {
            cx.burn(1)?;
            let passes = match &self.function {
                Value::None => truthy(&item, cx)?,
                function => {
                    let answer = machine::call_values(function, std::slice::from_ref(&item), cx)?;
                    truthy(&answer, cx)?
                }
            };
            if passes {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }
}

struct Zip {
    sources: Vec<Value>,
    is_strict: bool,
    is_done: Cell<bool>,
}

pub fn zip(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let mut is_strict = false;
    for (name, value) in &args.keywords {
        match name.as_str() {
            "strict" => is_strict = truthy(value, cx)?,
            _ => return Err(Raised::type_error(format!("'{name}' is an invalid keyword argument for zip()"))),
        }
    }
    let sources = iterators(&args.positional, cx)?;
    Ok(Value::object(Zip { sources, is_strict, is_done: Cell::new(false) }))
}

impl Object for Zip {
    iterator_object!(Zip, |_| "zip");
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if self.sources.is_empty() || self.is_done.get() {
            return Ok(None);
        }
        let mut items = Vec::with_capacity(self.sources.len());
        for (at, source) in self.sources.iter().enumerate() {
            match ops::next(source, cx)? {
                Some(item) => items.push(item),
                None => {
                    self.is_done.set(true);
                    return if self.is_strict { self.uneven(at, cx) } else { Ok(None) };
                }
            }
        }
        Ok(Some(Value::tuple(items)))
    }
}

impl Zip {
    /// Source number `at` ended; in strict mode all must end together.
    fn uneven(&self, at: usize, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let others = |n: usize| if n == 1 { " 1".to_owned() } else { format!("s 1-{n}") };
        if at > 0 {
            return Err(Raised::value_error(format!(
                "zip() argument {} is shorter than argument{}",
                at + 1,
                others(at)
            )));
        }
        for (later, source) in self.sources.iter().enumerate().skip(1) {
            if ops::next(source, cx)?.is_some() {
                return Err(Raised::value_error(format!(
                    "zip() argument {} is longer than argument{}",
                    later + 1,
                    others(later)
                )));
            }
        }
        Ok(None)
    }
}

struct Enumerate {
    source: Value,
    next: RefCell<Value>,
}

pub fn enumerate(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let mut source = args.positional.first().cloned();
    let mut start = args.positional.get(1).cloned();
    for (name, value) in &args.keywords {
        match name.as_str() {
            "iterable" => source = Some(value.clone()),
            "start" => start = Some(value.clone()),
            _ => {
                return Err(Raised::type_error(format!("'{name}' is an invalid keyword argument for enumerate()")));
            }
        }
    }
    let Some(source) = source else {
        return Err(Raised::type_error("enumerate() missing required argument 'iterable' (pos 1)".into()));
    };
    if args.positional.len() > 2 {
        return Err(Raised::type_error(format!(
            "enumerate() takes at most 2 arguments ({} given)",
            args.positional.len()
        )));
    }
    let start = match start {
        Some(start) => ops::call::integer(&start, cx)?,
        None => Value::Int(0),
    };
    Ok(Value::object(Enumerate { source: ops::iter(&source, cx)?, next: RefCell::new(start) }))
}

impl Object for Enumerate {
    iterator_object!(Enumerate, |_| "enumerate");
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Some(item) = ops::next(&self.source, cx)? else { return Ok(None) };
        let number = self.next.borrow().clone();
        let following = match &number {
            Value::Int(number) if *number < i64::MAX => Value::Int(number + 1),
            other => ops::binary(BinaryOp::Add, other, &Value::Int(1), cx)?,
        };
        *self.next.borrow_mut() = following;
        Ok(Some(Value::pair(number, item)))
    }
}

pub fn reversed(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    no_keywords("reversed", args)?;
    match args.positional.as_slice() {
        [sequence] => {
            if let Some(instance) = sequence.downcast::<crate::objects::instance::Instance>()
                && let Some(found) =
                    crate::objects::attr::call_special_of(&instance.class, sequence, "__reversed__", &[], cx)?
            {
                return Ok(found);
            }
            ops::iterate::reversed(sequence, cx)
        }
        other => Err(Raised::type_error(format!("reversed expected 1 argument, got {}", other.len()))),
    }
}

/// `iter(function, sentinel)`.
struct CallUntil {
    function: Value,
    sentinel: Value,
    is_done: Cell<bool>,
}

pub fn call_until(function: &Value, sentinel: &Value) -> Result<Value, Raised> {
    if !super::objects::is_callable(function) {
        return Err(Raised::type_error("iter(v, w): v must be callable".into()));
    }
    Ok(Value::object(CallUntil { function: function.clone(), sentinel: sentinel.clone(), is_done: Cell::new(false) }))
}

impl Object for CallUntil {
    iterator_object!(CallUntil, |_| "callable_iterator");
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if self.is_done.get() {
            return Ok(None);
        }
        let item = machine::call_values(&self.function, &[], cx)?;
        if eq(&item, &self.sentinel, cx)? {
            self.is_done.set(true);
            return Ok(None);
        }
        Ok(Some(item))
    }
}
