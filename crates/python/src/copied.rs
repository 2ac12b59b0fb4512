//! `Copied`: lets go of copies of functions that refer to one another.
//!
//! A function holds the module variables that it uses, and those hold the functions among them. CPython's collector
//! ends such circles; here the copies made for one task end with it, unless something of them is still in use.

use std::rc::{Rc, Weak};

use value::{Dict, FrozenSet, List, Object, Set, Value};

use crate::objects::function::Globals;

/// What was copied together, and how often each part is referred to from within.
pub(crate) struct Copied {
    globals: Vec<(Rc<Globals>, usize)>,
    parts: Vec<(Part, usize)>,
}

/// A copied object, without holding it.
enum Part {
    Tuple(Weak<[Value]>),
    List(Weak<List>),
    Dict(Weak<Dict>),
    Set(Weak<Set>),
    FrozenSet(Weak<FrozenSet>),
    Object(Weak<dyn Object>),
}

impl Part {
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Tuple(items) => Self::Tuple(Rc::downgrade(items)),
            Value::List(list) => Self::List(Rc::downgrade(list)),
            Value::Dict(dict) => Self::Dict(Rc::downgrade(dict)),
            Value::Set(set) => Self::Set(Rc::downgrade(set)),
            Value::FrozenSet(set) => Self::FrozenSet(Rc::downgrade(set)),
            Value::Object(object) => Self::Object(Rc::downgrade(object)),
            _ => return None,
        })
    }

    fn n_references(&self) -> usize {
        match self {
            Self::Tuple(items) => items.strong_count(),
            Self::List(list) => list.strong_count(),
            Self::Dict(dict) => dict.strong_count(),
            Self::Set(set) => set.strong_count(),
            Self::FrozenSet(set) => set.strong_count(),
            Self::Object(object) => object.strong_count(),
        }
    }
}

impl Copied {
    /// Counts the references to the copies, of which `roots` are those that will be handed out. Nothing else may hold
    /// any of them now but the copies themselves and the two arguments. `None` if no module variables were copied.
    pub(crate) fn new(globals: Vec<Rc<Globals>>, copies: Vec<Value>, roots: &[Value]) -> Option<Rc<Self>> {
        if globals.iter().all(|globals| globals.dict.0.borrow().is_empty()) {
            return None;
        }
        let parts: Vec<Part> = copies.iter().filter_map(Part::of).collect();
        let roots: Vec<usize> = roots.iter().filter_map(Part::of).map(|root| root.address()).collect();
        drop(copies);
        let parts = parts.into_iter().map(|part| {
            let n_roots = roots.iter().filter(|root| **root == part.address()).count();
            let n_within = part.n_references().saturating_sub(n_roots);
            (part, n_within)
        });
        let parts = parts.collect();
        let globals = globals.into_iter().map(|globals| {
            let n_within = Rc::strong_count(&globals) - 1;
            (globals, n_within)
        });
        Some(Rc::new(Self { globals: globals.collect(), parts }))
    }

    fn is_in_use(&self) -> bool {
        self.parts.iter().any(|(part, n_within)| part.n_references() > *n_within)
            || self.globals.iter().any(|(globals, n_within)| Rc::strong_count(globals) > n_within + 1)
    }
}

impl Part {
    fn address(&self) -> usize {
        match self {
            Self::Tuple(items) => items.as_ptr().cast::<()>() as usize,
            Self::List(list) => list.as_ptr() as usize,
            Self::Dict(dict) => dict.as_ptr() as usize,
            Self::Set(set) => set.as_ptr() as usize,
            Self::FrozenSet(set) => set.as_ptr() as usize,
            Self::Object(object) => object.as_ptr().cast::<()>() as usize,
        }
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        if !self.is_in_use() {
            for (globals, _) in &self.globals {
                globals.clear();
            }
        }
    }
}
