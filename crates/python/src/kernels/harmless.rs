//! Whether what a function finds under the names of others leaves it one that only computes: see [`pure`].
//!
//! [`pure`]: crate::kernels::pure

use std::cell::OnceCell;
use std::rc::{Rc, Weak};

use value::{CallCx, Value};

use crate::builtins;
use crate::kernels::inert::is_unchangeable;
use crate::kernels::known_names::is_pure_builtin;
use crate::kernels::pure::{How, Root, Used};
use crate::machine;
use crate::native::NativeFunction;
use crate::objects::class::{Basis, Class};
use crate::objects::function::Function;
use crate::objects::instance::Instance;
use crate::objects::module::Module;

/// Modules whose functions neither change nor remember anything but what they are given.
const MODULES: &[&str] = &[
    "re",
    "math",
    "json",
    "string",
    "collections",
    "itertools",
    "operator",
    "_operator",
    "functools",
    "datetime",
    "heapq",
    "bisect",
    "html",
    "base64",
    "textwrap",
    "unicodedata",
    "statistics",
    "calendar",
    "urllib.parse",
];

/// Of those modules: what tells the time, or hands out something that remembers.
const NOT_PURE: &[&str] =
    &["now", "today", "utcnow", "cache", "lru_cache", "cached_property", "setattr", "template", "purge"];

/// Methods that only look at a container.
const READING: &[&str] = &[
    "get",
    "keys",
    "values",
    "items",
    "copy",
    "count",
    "index",
    "union",
    "intersection",
    "difference",
    "symmetric_difference",
    "issubset",
    "issuperset",
    "isdisjoint",
];

/// Functions that call functions, no deeper than this.
const MAX_DEPTH: usize = 8;

/// Functions that may change what the others of them look at, since they came to a worker together.
pub struct Kin {
    functions: Vec<Weak<Function>>,
    is_calm: OnceCell<bool>,
}

impl Kin {
    /// A function by itself.
    pub fn alone(function: &Rc<Function>) -> Rc<Self> {
        Rc::new(Self { functions: vec![Rc::downgrade(function)], is_calm: OnceCell::new() })
    }

    /// All functions of a task.
    pub fn of(values: &[Value]) -> Rc<Self> {
        let mut functions = Vec::with_capacity(values.len());
        let is_calm = OnceCell::new();
        for value in values {
            match machine::as_function(value) {
                Some(function) => functions.push(Rc::downgrade(&function)),
                None if is_built_in(value) => {}
                None => drop(is_calm.set(false)),
            }
        }
        Rc::new(Self { functions, is_calm })
    }

    /// Whether all of them only compute: then nobody changes a dict while rows are looked up in it.
    pub fn are_calm(&self, cx: &mut CallCx) -> bool {
        *self.is_calm.get_or_init(|| {
            let mut functions = self.functions.iter().filter_map(Weak::upgrade);
            functions.all(|function| Look::new(Asks::Calm, usize::MAX).function(&function, cx))
        })
    }
}

fn is_built_in(value: &Value) -> bool {
    match value.downcast::<crate::types::Function>() {
        Some(native) => native.entry.owner.is_empty() && is_pure_builtin(native.entry.name),
        None => value.downcast::<Class>().is_some_and(|class| class.is_builtin),
    }
}

/// Whether `function` only computes, given what its names mean now; `n_rows` rows pay for the look.
pub fn is_harmless(function: &Function, n_rows: usize, cx: &mut CallCx) -> bool {
    Look::new(Asks::OnlyComputes, n_rows).function(function, cx)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// Whether it neither changes nor remembers anything, and tells nobody.
    OnlyComputes,
    /// Whether it changes nothing that other functions see.
    Calm,
}

struct Look<'a> {
    asks: Asks,
    n_rows: usize,
    /// The functions that are being looked at: one may call itself.
    above: Vec<&'a Function>,
}

impl Look<'_> {
    fn new(asks: Asks, n_rows: usize) -> Self {
        Self { asks, n_rows, above: Vec::new() }
    }

    fn function(&self, function: &Function, cx: &mut CallCx) -> bool {
        let Some(uses) = &function.code.uses else { return false };
        if self.above.iter().any(|known| std::ptr::eq(*known, function)) {
            return true;
        }
        if self.above.len() >= MAX_DEPTH
            || (uses.prints && self.asks == Asks::OnlyComputes)
            || !function.defaults.iter().all(is_unchangeable)
            || !function.keyword_defaults.iter().all(|(_, default)| is_unchangeable(default))
        {
            return false;
        }
        let above = self.above.iter().copied().chain([function]).collect();
        let inner = Look { asks: self.asks, n_rows: self.n_rows, above };
        uses.names.iter().all(|used| inner.used(function, used, cx).unwrap_or(false))
    }

    fn used(&self, function: &Function, used: &Used, cx: &mut CallCx) -> Option<bool> {
        let mut value = match &used.root {
            Root::Global(name) => match function.globals.dict.get_str(name) {
                Some(value) => value,
                None if is_pure_builtin(name) || (name.as_str() == "print" && self.asks == Asks::Calm) => {
                    builtins::lookup(name)?
                }
                None => return None,
            },
            Root::Free(at) => function.closure.get(*at)?.value.borrow().clone()?,
        };
        let (path, method) = match (used.how, used.path.split_last()) {
            (How::Called, Some((method, path))) => (path, Some(method)),
            _ => (used.path.as_slice(), None),
        };
        for name in path {
            value = attribute(&value, name, cx)?;
        }
        Some(match (used.how, method) {
            (How::Called, Some(method)) => self.method(&value, method, cx),
            (How::Called | How::Value, _) => is_unchangeable(&value) || self.callable(&value, cx),
            (How::Looked, _) => is_unchangeable(&value) || self.is_readable(&value) || self.callable(&value, cx),
            (How::Caught, _) => value.downcast::<Class>().is_some(),
        })
    }

    /// What may be called with anything that is harmless.
    fn callable(&self, value: &Value, cx: &mut CallCx) -> bool {
        if let Some(function) = value.downcast::<Function>() {
            return self.function(function, cx);
        }
        if let Some(native) = value.downcast::<crate::types::Function>() {
            let (owner, name) = (native.entry.owner, native.entry.name);
            return !NOT_PURE.contains(&name)
                && (MODULES.contains(&owner) || (owner.is_empty() && is_pure_builtin(name)));
        }
        value.downcast::<Class>().is_some_and(|class| match class.basis {
            Basis::Value(_) | Basis::Exception(_) if class.is_builtin => true,
            _ => is_of_module(class),
        })
    }

    /// Whether `value.method(…)` changes nothing.
    fn method(&self, value: &Value, method: &str, cx: &mut CallCx) -> bool {
        if let Some(module) = value.downcast::<Module>() {
            // The time and chance are no variables of the program.
            if self.asks == Asks::Calm && matches!(module.name.as_str(), "time" | "random") {
                return true;
            }
            return MODULES.contains(&module.name.as_str())
                && !NOT_PURE.contains(&method)
                && module
                    .dict
                    .get_str(method)
                    .is_some_and(|member| member.downcast::<NativeFunction>().is_some() || self.callable(&member, cx));
        }
        if let Some(class) = value.downcast::<Class>() {
            return is_of_module(class) && !NOT_PURE.contains(&method);
        }
        if let Value::Object(object) = value {
            return object.type_name() == "re.Pattern" && value.downcast::<Instance>().is_none();
        }
        is_unchangeable(value) || (READING.contains(&method) && self.is_readable(value))
    }

    /// Whether it is a container of what cannot be changed. Looking at all of it must not cost more than the rows do.
    fn is_readable(&self, value: &Value) -> bool {
        let most = self.n_rows.saturating_mul(16).max(256);
        match value {
            Value::List(list) => {
                let list = list.0.borrow();
                list.len() <= most && list.iter().all(is_unchangeable)
            }
            Value::Dict(dict) => {
                let dict = dict.0.borrow();
                dict.len() <= most && dict.iter().all(|(key, value)| is_unchangeable(key) && is_unchangeable(value))
            }
            Value::Set(set) => {
                let set = set.0.borrow();
                set.len() <= most && set.hashed_keys().all(|(_, key)| is_unchangeable(key))
            }
            Value::FrozenSet(set) => set.0.len() <= most && set.0.hashed_keys().all(|(_, key)| is_unchangeable(key)),
            Value::Tuple(items) => items.len() <= most && items.iter().all(is_unchangeable),
            _ => false,
        }
    }
}

/// A class that one of those modules has in Rust.
fn is_of_module(class: &Class) -> bool {
    const CLASSES: &[(&str, &str)] = &[
        ("collections", "Counter"),
        ("collections", "OrderedDict"),
        ("collections", "defaultdict"),
        ("collections", "deque"),
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "time"),
        ("datetime", "timedelta"),
    ];
    let is_known = CLASSES.contains(&(class.module.as_str(), class.name.as_str()));
    is_known || (class.is_builtin && class.module.as_str() == "itertools")
}

/// `value.name`, where reading it runs no code of the program.
pub(super) fn attribute(value: &Value, name: &str, cx: &mut CallCx) -> Option<Value> {
    if let Some(module) = value.downcast::<Module>() {
        return module.dict.get_str(name);
    }
    let Value::Object(object) = value else { return None };
    let is_broadcast = object.type_name() == "Broadcast" && value.downcast::<Instance>().is_none();
    if is_broadcast && name == "value" {
        return crate::objects::attr::get(value, name, cx).ok();
    }
    None
}
