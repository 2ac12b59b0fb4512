//! `deque`.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use value::equality::eq;
use value::held::Looks;
use value::object::BinaryOp;
use value::order::{CompareOp, compare};
use value::raised::ExcKind;
use value::repr::repr;
use value::{Args, CallCx, Object, Raised, Value};

use crate::support::{class, parsed_arguments};
use python::native::NativeClass;
use python::ops::call::index;
use python::ops::collect;
use python::ops::item::index_error;
use python::ops::iterators::iterator_object;
use python::ops::slice::position;
use python::types::object_method;

/// The class object.
pub fn class_value() -> Value {
    class("collections.deque", || NativeClass::new("deque", "collections").constructor(construct).build())
}

/// A double-ended queue, of at most `maxlen` items.
pub struct Deque {
    items: RefCell<VecDeque<Value>>,
    maxlen: Option<usize>,
    /// Counts changes of length, which iterators must not meet.
    version: Cell<u64>,
}

fn construct(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let rest =
        Args { positional: args.positional.get(1..).unwrap_or_default().to_vec(), keywords: args.keywords.clone() };
    let slots = parsed_arguments("deque", &["iterable", "maxlen"], 0, &rest)?;
    let maxlen = match slots[1].as_ref().filter(|maxlen| !matches!(maxlen, Value::None)) {
        Some(maxlen) => Some(
            usize::try_from(index(maxlen, cx).map_err(|_| Raised::type_error("an integer is required".into()))?)
                .map_err(|_| Raised::value_error("maxlen must be non-negative".into()))?,
        ),
        None => None,
    };
    let deque = Deque::new(Vec::new(), maxlen);
    if let Some(items) = &slots[0] {
        deque.extend(items, cx)?;
    }
    Ok(Value::object(deque))
}

impl Deque {
    fn new(items: Vec<Value>, maxlen: Option<usize>) -> Self {
        Self { items: RefCell::new(items.into()), maxlen, version: Cell::new(0) }
    }

    fn changed(&self) {
        self.version.set(self.version.get() + 1);
    }

    fn push(&self, item: Value) {
        let mut items = self.items.borrow_mut();
        items.push_back(item);
        if self.maxlen.is_some_and(|maxlen| items.len() > maxlen) {
            items.pop_front();
        }
        self.changed();
    }

    fn push_left(&self, item: Value) {
        let mut items = self.items.borrow_mut();
        items.push_front(item);
        if self.maxlen.is_some_and(|maxlen| items.len() > maxlen) {
            items.pop_back();
        }
        self.changed();
    }

    fn extend(&self, more: &Value, cx: &mut CallCx) -> Result<(), Raised> {
        for item in collect(more, cx)? {
            self.push(item);
        }
        Ok(())
    }

    fn to_vec(&self) -> Vec<Value> {
        self.items.borrow().iter().cloned().collect()
    }

    fn position_of(&self, wanted: &Value, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        for (at, item) in self.to_vec().iter().enumerate() {
            if item.is_same(wanted) || eq(item, wanted, cx)? {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    fn rotate(&self, by: i64) {
        let mut items = self.items.borrow_mut();
        let len = items.len();
        if len > 0 {
            items.rotate_right(by.rem_euclid(len as i64) as usize);
        }
        self.changed();
    }

    fn run(&self, name: &str, args: &[Value], cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let empty = || index_error("pop from an empty deque");
        match (name, args) {
            ("append", [item]) => self.push(item.clone()),
            ("appendleft", [item]) => self.push_left(item.clone()),
            ("pop", []) => {
                self.changed();
                return self.items.borrow_mut().pop_back().ok_or_else(empty).map(Some);
            }
            ("popleft", []) => {
                self.changed();
                return self.items.borrow_mut().pop_front().ok_or_else(empty).map(Some);
            }
            ("extend", [items]) => self.extend(items, cx)?,
            ("extendleft", [items]) => {
                for item in collect(items, cx)? {
                    self.push_left(item);
                }
            }
            ("clear", []) => {
                let old = std::mem::take(&mut *self.items.borrow_mut());
                drop(old);
                self.changed();
            }
            ("copy" | "__copy__", []) => return Ok(Some(Value::object(Self::new(self.to_vec(), self.maxlen)))),
            ("count", [wanted]) => {
                let mut count = 0;
                for item in self.to_vec() {
                    count += i64::from(item.is_same(wanted) || eq(&item, wanted, cx)?);
                }
                return Ok(Some(Value::Int(count)));
            }
            ("index", [wanted, range @ ..]) if range.len() <= 2 => {
                let len = self.items.borrow().len();
                let mut bounds = [0, len];
                for (bound, given) in bounds.iter_mut().zip(range) {
                    let at = index(given, cx)?;
                    let from_end = if at < 0 { at.saturating_add(len as i64) } else { at };
                    *bound = from_end.clamp(0, len as i64) as usize;
                }
                for (at, item) in self.to_vec().iter().enumerate().take(bounds[1]).skip(bounds[0]) {
                    if item.is_same(wanted) || eq(item, wanted, cx)? {
                        return Ok(Some(Value::from(at)));
                    }
                }
                return Err(Raised::value_error(format!("{} is not in deque", repr(wanted, cx)?)));
            }
            ("remove", [wanted]) => match self.position_of(wanted, cx)? {
                Some(at) => {
                    self.items.borrow_mut().remove(at);
                    self.changed();
                }
                None => return Err(Raised::value_error(format!("{} is not in deque", repr(wanted, cx)?))),
            },
            ("insert", [at, item]) => {
                let at = index(at, cx)?;
                if self.maxlen.is_some_and(|maxlen| self.items.borrow().len() >= maxlen) {
                    return Err(index_error("deque already at its maximum size"));
                }
                let mut items = self.items.borrow_mut();
                let len = items.len() as i64;
                let at = if at < 0 { (at + len).max(0) } else { at.min(len) };
                items.insert(at as usize, item.clone());
                self.changed();
            }
            ("reverse", []) => self.items.borrow_mut().make_contiguous().reverse(),
            ("rotate", [] | [_]) => self.rotate(args.first().map_or(Ok(1), |by| index(by, cx))?),
            ("__reversed__", []) => {
                let mut items = self.to_vec();
                items.reverse();
                return Ok(Some(crate::support::Generated::of("_collections._deque_reverse_iterator", items)));
            }
            (name, args) if METHODS.contains(&name) => {
                let takes = match name {
                    "pop" | "popleft" | "clear" | "copy" | "reverse" => "no arguments",
                    "insert" | "rotate" | "index" => {
                        let most = if name == "rotate" { "at most 1 argument" } else { "2 arguments" };
                        return Err(Raised::type_error(format!("{name} expected {most}, got {}", args.len())));
                    }
                    _ => "exactly one argument",
                };
                return Err(Raised::type_error(format!("deque.{name}() takes {takes} ({} given)", args.len())));
            }
            _ => return Ok(None),
        }
        Ok(Some(Value::None))
    }
}

const METHODS: &[&str] = &[
    "append",
    "appendleft",
    "pop",
    "popleft",
    "extend",
    "extendleft",
    "clear",
    "copy",
    "count",
    "index",
    "remove",
    "insert",
    "reverse",
    "rotate",
];

impl Object for Deque {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("collections.deque")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(class_value())
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        cx.enter(" while getting the repr of an object")?;
        let shown = repr(&Value::list(self.to_vec()), cx);
        cx.leave();
        let maxlen = self.maxlen.map_or(String::new(), |maxlen| format!(", maxlen={maxlen}"));
        Ok(format!("deque({}{maxlen})", shown?))
    }
    fn held(&self, looks: Looks) -> usize {
        let items = self.items.borrow();
        let (front, back) = items.as_slices();
        looks.items(front) + looks.items(back)
    }
    fn truthy(&self, _cx: &mut CallCx) -> Result<bool, Raised> {
        Ok(!self.items.borrow().is_empty())
    }
    fn len(&self, _cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        Ok(Some(self.items.borrow().len()))
    }
    fn hash(&self, _cx: &mut CallCx) -> Result<i64, Raised> {
        Err(Raised::type_error("unhashable type: 'collections.deque'".into()))
    }
    fn eq(&self, other: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        match other.downcast::<Self>() {
            Some(other) => eq(&Value::list(self.to_vec()), &Value::list(other.to_vec()), cx).map(Some),
            None => Ok(None),
        }
    }
    fn compare(&self, op: CompareOp, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match other.downcast::<Self>() {
            Some(other) => compare(op, &Value::list(self.to_vec()), &Value::list(other.to_vec()), cx).map(Some),
            None => Ok(None),
        }
    }
    fn binary(&self, op: BinaryOp, other: &Value, reflected: bool, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match (op, reflected, other.downcast::<Self>()) {
            (BinaryOp::Add, false, Some(other)) => {
                let sum = Self::new(self.to_vec(), self.maxlen);
                sum.extend(&Value::list(other.to_vec()), cx)?;
                Ok(Some(Value::object(sum)))
            }
            (BinaryOp::Add, false, None) => {
                Err(Raised::type_error(format!("can only concatenate deque (not \"{}\") to deque", other.type_name())))
            }
            (BinaryOp::Mul, _, None) => {
                let list = Value::list(self.to_vec());
                let repeated = python::ops::binary(BinaryOp::Mul, &list, other, cx)?;
                let result = Self::new(Vec::new(), self.maxlen);
                result.extend(&repeated, cx)?;
                Ok(Some(Value::object(result)))
            }
            _ => Ok(None),
        }
    }
    fn iter(&self, this: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let version = self.version.get();
        Ok(Some(Value::object(DequeIter { deque: this.clone(), at: Cell::new(0), version })))
    }
    fn contains(&self, item: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(Some(self.position_of(item, cx)?.is_some()))
    }
    fn get_item(&self, _this: &Value, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let at = deque_index(key, cx)?;
        let items = self.items.borrow();
        match position(at, items.len()) {
            Some(at) => Ok(items.get(at).cloned()),
            None => Err(index_error("deque index out of range")),
        }
    }
    fn set_item(&self, key: &Value, value: Option<Value>, cx: &mut CallCx) -> Result<bool, Raised> {
        let at = deque_index(key, cx)?;
        let mut items = self.items.borrow_mut();
        let Some(at) = position(at, items.len()) else { return Err(index_error("deque index out of range")) };
        match value {
            Some(value) => items[at] = value,
            None => {
                items.remove(at);
                self.changed();
            }
        }
        Ok(true)
    }
    fn set_attr(&self, name: &str, _value: Option<Value>, _cx: &mut CallCx) -> Result<bool, Raised> {
        match name {
            "maxlen" => Err(Raised::new(
                value::ExcKind::AttributeError,
                "attribute 'maxlen' of 'collections.deque' objects is not writable".into(),
            )),
            _ => Ok(false),
        }
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "maxlen" => Some(self.maxlen.map_or(Value::None, Value::from)),
            _ if METHODS.contains(&name) => Some(object_method(this, name)),
            _ => None,
        })
    }
    fn call_method(&self, this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if name == "__iadd__" {
            self.extend(&args.positional.first().cloned().unwrap_or_default(), cx)?;
            return Ok(Some(this.clone()));
        }
        self.run(name, &args.positional, cx)
    }
}

fn deque_index(key: &Value, cx: &mut CallCx) -> Result<i64, Raised> {
    index(key, cx).map_err(|error| match error.is_a(ExcKind::TypeError) {
        true => Raised::type_error(format!("sequence index must be integer, not '{}'", key.type_name())),
        false => error,
    })
}

struct DequeIter {
    deque: Value,
    at: Cell<usize>,
    version: u64,
}

impl Object for DequeIter {
    iterator_object!(DequeIter, |_| "_collections._deque_iterator");
    fn next(&self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Some(deque) = self.deque.downcast::<Deque>() else { return Ok(None) };
        if deque.version.get() != self.version {
            return Err(Raised::new(ExcKind::RuntimeError, "deque mutated during iteration".into()));
        }
        let at = self.at.get();
        let item = deque.items.borrow().get(at).cloned();
        if item.is_some() {
            self.at.set(at + 1);
        }
        Ok(item)
    }
}
