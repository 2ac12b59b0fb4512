//! `functools`.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use value::equality::eq;
use value::order::{CompareOp, compare};
use value::raised::ExcKind;
use value::repr::{repr, truthy};
use value::{Args, CallCx, KeyMap, Object, Raised, Str, Value};

use crate::support::{call, module};
use python::native::native_function;
use python::ops::{iter, next};
use python::types::get_attr;
use python::types::method::{FunctionEntry, between, named, one};

const FUNCTIONS: &[FunctionEntry] = &[
    between("functools", "reduce", 2, 3, reduce),
    named("functools", "cmp_to_key", &["mycmp"], 1, |_, args, _| {
        let cmp = args[0].clone().unwrap_or_default();
        Ok(native_function("K", move |args, _| match args.positional.as_slice() {
            [value] => Ok(Value::object(CompareKey { cmp: cmp.clone(), value: value.clone() })),
            _ => Err(Raised::type_error("K() missing required argument 'obj' (pos 1)".into())),
        }))
    }),
    one("functools", "cache", |_, args, _| Ok(LruCache::value(args[0].clone(), None))),
    named("functools", "lru_cache", &["maxsize", "typed"], 0, lru_cache),
    named("functools", "wraps", &["wrapped", "assigned", "updated"], 1, |_, args, _| {
        let wrapped = args[0].clone().unwrap_or_default();
        Ok(native_function("wraps", move |args, cx| {
            let wrapper = args.positional.first().cloned().unwrap_or_default();
            take_names(&wrapper, &wrapped, cx)?;
            Ok(wrapper)
        }))
    }),
    named("functools", "update_wrapper", &["wrapper", "wrapped", "assigned", "updated"], 2, |_, args, cx| {
        let wrapper = args[0].clone().unwrap_or_default();
        take_names(&wrapper, &args[1].clone().unwrap_or_default(), cx)?;
        Ok(wrapper)
    }),
    one("functools", "total_ordering", |_, args, cx| total_ordering(&args[0], cx)),
];

/// The module object.
pub fn load() -> Value {
    let partial = native_function("partial", |args, _| match args.positional.split_first() {
        Some((function, rest)) if is_callable(function) => Ok(Partial::value(function, rest, &args.keywords)),
        Some(_) => Err(Raised::type_error("the first argument must be callable".into())),
        None => Err(Raised::type_error("type 'partial' takes at least one argument".into())),
    });
    module("functools", FUNCTIONS, vec![("partial", partial)])
}

fn is_callable(value: &Value) -> bool {
    matches!(value, Value::Object(object) if object.is_callable())
}

fn reduce(_this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let items = iter(&args[1], cx).map_err(|error| match error.is_a(ExcKind::TypeError) {
        true => Raised::type_error("reduce() arg 2 must support iteration".into()),
        false => error,
    })?;
    let mut result = match args.get(2) {
        Some(start) => start.clone(),
        None => match next(&items, cx)? {
            Some(first) => first,
            None => {
                return Err(Raised::type_error("reduce() of empty iterable with no initial value".into()));
            }
        },
    };
    while let Some(item) = next(&items, cx)? {
        cx.burn(1)?;
        result = call(&args[0], vec![result, item], cx)?;
    }
    Ok(result)
}

/// Gives `wrapper` the name and texts of `wrapped`.
fn take_names(wrapper: &Value, wrapped: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    let Value::Object(object) = wrapper else { return Ok(()) };
    for name in ["__module__", "__name__", "__qualname__", "__doc__"] {
        if let Some(value) = get_attr(wrapped, name, cx)? {
            object.set_attr(name, Some(value), cx)?;
        }
    }
    object.set_attr("__wrapped__", Some(wrapped.clone()), cx)?;
    Ok(())
}

/// `partial(function, *args, **keywords)`.
struct Partial {
    function: Value,
    args: Args,
}

impl Partial {
    fn value(function: &Value, positional: &[Value], keywords: &[(Str, Value)]) -> Value {
        // A partial of a partial is one partial.
        if let Some(inner) = function.downcast::<Self>() {
            let mut args = inner.args.clone();
            args.positional.extend_from_slice(positional);
            merge_keywords(&mut args.keywords, keywords);
            return Value::object(Self { function: inner.function.clone(), args });
        }
        let args = Args { positional: positional.to_vec(), keywords: keywords.to_vec() };
        Value::object(Self { function: function.clone(), args })
    }
}

fn merge_keywords(into: &mut Vec<(Str, Value)>, more: &[(Str, Value)]) {
    for (name, value) in more {
        match into.iter_mut().find(|(other, _)| other == name) {
            Some((_, place)) => *place = value.clone(),
            None => into.push((name.clone(), value.clone())),
        }
    }
}

impl Object for Partial {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("functools.partial")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let mut parts = vec![repr(&self.function, cx)?];
        for value in &self.args.positional {
            parts.push(repr(value, cx)?);
        }
        for (name, value) in &self.args.keywords {
            parts.push(format!("{name}={}", repr(value, cx)?));
        }
        Ok(format!("functools.partial({})", parts.join(", ")))
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, _this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let mut all = self.args.clone();
        all.positional.extend(args.positional);
        merge_keywords(&mut all.keywords, &args.keywords);
        python::ops::call(&self.function, all, cx)
    }
    fn get_attr(&self, _this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(match name {
            "func" => self.function.clone(),
            "args" => Value::tuple(self.args.positional.clone()),
            "keywords" => {
                let mut map = KeyMap::default();
                for (name, value) in &self.args.keywords {
                    map.insert(Value::Str(name.clone()), value.clone(), cx)?;
                }
                Value::dict(map)
            }
            _ => return Ok(None),
        }))
    }
}

/// A sort key that compares by a function.
struct CompareKey {
    cmp: Value,
    value: Value,
}

impl CompareKey {
    fn compared(&self, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match other.downcast::<Self>() {
            Some(other) => call(&self.cmp, vec![self.value.clone(), other.value.clone()], cx).map(Some),
            None => Ok(None),
        }
    }
}

impl Object for CompareKey {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("functools.KeyWrapper")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn eq(&self, other: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        match self.compared(other, cx)? {
            Some(result) => eq(&result, &Value::Int(0), cx).map(Some),
            None => Ok(None),
        }
    }
    fn compare(&self, op: CompareOp, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match self.compared(other, cx)? {
            Some(result) => compare(op, &result, &Value::Int(0), cx).map(Some),
            None => Ok(None),
        }
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok((name == "obj").then(|| self.value.clone()))
    }
}

fn lru_cache(_this: &Value, args: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let maxsize = match &args[0] {
        None => Some(128),
        Some(Value::None) => None,
        // `@lru_cache` without parentheses.
        Some(function) if is_callable(function) => return Ok(LruCache::value(function.clone(), Some(128))),
        Some(value) => match value {
            Value::Int(_) | Value::Bool(_) => Some(python::ops::index(value, cx)?.max(0) as usize),
            _ => {
                return Err(Raised::type_error("Expected first argument to be an integer, a callable, or None".into()));
            }
        },
    };
    Ok(native_function("decorating_function", move |args, _| {
        Ok(LruCache::value(args.positional.first().cloned().unwrap_or_default(), maxsize))
    }))
}

/// A function whose results are kept by arguments, the longest unused ones going first.
struct LruCache {
    function: Value,
    maxsize: Option<usize>,
    results: RefCell<KeyMap<Value>>,
    hits: Cell<i64>,
    misses: Cell<i64>,
}

impl LruCache {
    fn value(function: Value, maxsize: Option<usize>) -> Value {
        Value::object(Self { function, maxsize, results: RefCell::default(), hits: Cell::new(0), misses: Cell::new(0) })
    }

    /// The result kept for a key, which becomes the one used last.
    fn kept(&self, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let mut results = std::mem::take(&mut *self.results.borrow_mut());
        let found = results.remove(key, cx);
        let outcome = match found {
            Ok(Some((key, value))) => results.insert(key, value.clone(), cx).map(|_| Some(value)),
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        *self.results.borrow_mut() = results;
        outcome
    }
}

impl Object for LruCache {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("functools._lru_cache_wrapper")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, _this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let mut parts = args.positional.clone();
        for (name, value) in &args.keywords {
            parts.push(Value::pair(Value::Str(name.clone()), value.clone()));
        }
        let key = Value::tuple(vec![Value::tuple(parts), Value::from(args.keywords.len())]);
        if let Some(value) = self.kept(&key, cx)? {
            self.hits.set(self.hits.get() + 1);
            return Ok(value);
        }
        self.misses.set(self.misses.get() + 1);
        let value = python::ops::call(&self.function, args, cx)?;
        if self.maxsize != Some(0) {
            let mut results = self.results.borrow_mut();
            if self.maxsize.is_some_and(|maxsize| results.len() >= maxsize)
                && let Some(oldest) = (0..results.n_slots()).find(|slot| results.at(*slot).is_some())
            {
                results.remove_slot(oldest);
            }
            results.insert(key, value.clone(), cx)?;
        }
        Ok(value)
    }
    fn get_attr(&self, this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match name {
            "cache_info" | "cache_clear" => Ok(Some(python::types::object_method(this, name))),
            "__wrapped__" => Ok(Some(self.function.clone())),
            _ => get_attr(&self.function, name, cx),
        }
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if !args.positional.is_empty() {
            return Ok(None);
        }
        match name {
            "cache_clear" => {
                self.results.borrow_mut().clear();
                self.hits.set(0);
                self.misses.set(0);
                Ok(Some(Value::None))
            }
            "cache_info" => {
                let fields = vec![
                    ("hits", Value::Int(self.hits.get())),
                    ("misses", Value::Int(self.misses.get())),
                    ("maxsize", self.maxsize.map_or(Value::None, Value::from)),
                    ("currsize", Value::from(self.results.borrow().len())),
                ];
                Ok(Some(super::collections::namedtuple::plain("CacheInfo", fields)))
            }
            _ => Ok(None),
        }
    }
}

/// Adds the comparisons that a class lacks, from `__eq__` and the one that it has.
fn total_ordering(class: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let Value::Object(object) = class else { return Ok(class.clone()) };
    let names = ["__lt__", "__le__", "__gt__", "__ge__"];
    let mut root = None;
    for name in names {
        // What `object` itself answers does not count.
        let own = get_attr(class, name, cx)?.is_some_and(|found| matches!(&*found.type_name(), "function" | "method"));
        if own {
            root = Some(name);
            break;
        }
    }
    let Some(root) = root else {
        return Err(Raised::value_error("must define at least one ordering operation: < > <= >=".into()));
    };
    for name in names {
        if name == root {
            continue;
        }
        let method = python::native::native_method(name, move |args, cx| match args.positional.as_slice() {
            [a, b] => derived_order(root, name, a, b, cx),
            _ => Err(Raised::type_error(format!("{name}() takes exactly one argument"))),
        });
        object.set_attr(name, Some(method), cx)?;
    }
    Ok(class.clone())
}

/// `a.name(b)` from what `a.root(b)` says.
fn derived_order(root: &str, name: &str, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let result = python::ops::special(a, root, &Args::of(vec![b.clone()]), cx)?.unwrap_or_default();
    if result.type_name() == "NotImplementedType" {
        return Ok(result);
    }
    let answer = truthy(&result, cx)?;
    let equal = eq(a, b, cx)?;
    let (is_less, is_greater) = match root {
        "__lt__" => (answer, !answer && !equal),
        "__le__" => (answer && !equal, !answer),
        "__gt__" => (!answer && !equal, answer),
        _ => (!answer, answer && !equal),
    };
    Ok(Value::Bool(match name {
        "__lt__" => is_less,
        "__le__" => is_less || equal,
        "__gt__" => is_greater,
        _ => is_greater || equal,
    }))
}
