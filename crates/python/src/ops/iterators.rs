//! The iterator objects of the built-in containers.

use std::any::Any;
use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use value::context::CallCx;
use value::raised::ExcKind;
use value::{Args, Object, Raised, Str, Value};
use value::{Dict, List};

/// A position past every end: the iterator is used up and stays so.
const DONE: usize = usize::MAX;

/// The members of [`Object`] that every iterator has, given its type and a function that names it.
#[macro_export]
macro_rules! iterator_object {
    ($type:ty, $name:expr) => {
        fn type_name(&self) -> Cow<'static, str> {
            let name: fn(&$type) -> &'static str = $name;
            Cow::Borrowed(name(self))
        }
        fn as_any(&self) -> &dyn Any {
            self
        }
        fn is_iterator(&self) -> bool {
            true
        }
        fn iter(&self, this: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
            Ok(Some(this.clone()))
        }
        fn call_method(&self, this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
            $crate::ops::iterators::iterator_method(self, this, name, args, cx)
        }
    };
}
pub use iterator_object;

/// `it.__next__()` and `it.__iter__()` of an iterator object.
pub fn iterator_method(
    iterator: &dyn Object,
    this: &Value,
    name: &str,
    args: &Args,
    cx: &mut CallCx,
) -> Result<Option<Value>, Raised> {
    match name {
        "__next__" if args.positional.is_empty() => match iterator.next(cx)? {
            Some(item) => Ok(Some(item)),
            None => Err(Raised::new(ExcKind::StopIteration, String::new())),
        },
        "__iter__" if args.positional.is_empty() => Ok(Some(this.clone())),
        _ => Ok(None),
    }
}

/// Iterates over a list as it is at each step, so appended items are seen.
pub struct ListIter {
    pub list: Rc<List>,
    pub at: Cell<usize>,
}

impl ListIter {
    /// Hands the next item over, if there is one; whether there was.
    #[inline]
    pub fn next_into(&self, take: impl FnOnce(&Value)) -> bool {
        let at = self.at.get();
        let items = self.list.0.borrow();
        match items.get(at) {
            Some(item) => {
                self.at.set(at + 1);
                take(item);
                true
            }
            None => {
                self.at.set(DONE);
                false
            }
        }
    }
}

impl Object for ListIter {
    iterator_object!(ListIter, |_| "list_iterator");
    fn next(&self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let mut found = None;
        self.next_into(|item| found = Some(item.clone()));
        Ok(found)
    }
}

/// Iterates over a tuple.
pub struct TupleIter {
    pub items: Rc<[Value]>,
    pub at: Cell<usize>,
}

impl Object for TupleIter {
    iterator_object!(TupleIter, |_| "tuple_iterator");
    fn next(&self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let at = self.at.get();
        let item = self.items.get(at).cloned();
        if item.is_some() {
            self.at.set(at + 1);
        }
        Ok(item)
    }
}

/// Iterates over the characters of a string, each a view of it.
pub struct StrIter {
    pub text: Str,
    /// In bytes.
    pub at: Cell<usize>,
}

impl Object for StrIter {
    iterator_object!(StrIter, |this| if this.text.is_ascii() { "str_ascii_iterator" } else { "str_iterator" });
    fn next(&self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let at = self.at.get();
        if self.text.is_ascii() {
            let Some(c) = self.text.get(at..at + 1) else { return Ok(None) };
            self.at.set(at + 1);
            return Ok(Some(Value::Str(self.text.view(c))));
        }
        let Some(c) = self.text.get(at..).and_then(|rest| rest.chars().next()) else { return Ok(None) };
        let end = at + c.len_utf8();
        self.at.set(end);
        Ok(self.text.get(at..end).map(|c| Value::Str(self.text.view(c))))
    }
}

/// Iterates over the numbers of bytes.
pub struct ByteIter {
    pub bytes: Rc<[u8]>,
    pub at: Cell<usize>,
}

impl Object for ByteIter {
    iterator_object!(ByteIter, |_| "bytes_iterator");
    fn next(&self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let at = self.at.get();
        let byte = self.bytes.get(at);
        if byte.is_some() {
            self.at.set(at + 1);
        }
        Ok(byte.map(|byte| Value::Int(i64::from(*byte))))
    }
}

/// Iterates backwards over anything with positions.
pub struct ReverseIter {
    pub sequence: Value,
    /// How many items are left.
    pub left: Cell<usize>,
    pub name: &'static str,
}

impl Object for ReverseIter {
    iterator_object!(ReverseIter, |this| this.name);
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Some(at) = self.left.get().checked_sub(1) else { return Ok(None) };
        self.left.set(at);
        match crate::ops::get_item(&self.sequence, &Value::Int(at as i64), cx) {
            Ok(item) => Ok(Some(item)),
            Err(error) if error.is_a(ExcKind::IndexError) => {
                self.left.set(0);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// Which part of its entries a dict gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DictPart {
    Keys,
    Values,
    Items,
}

/// Iterates over a dict.
pub struct DictIter {
    dict: Rc<Dict>,
    part: DictPart,
    /// Next slot, or one above it when going backwards.
    at: Cell<usize>,
    /// Length of the dict when the iteration began; [`DONE`] at the end.
    expected: Cell<usize>,
    backwards: bool,
}

impl DictIter {
    pub fn new(dict: &Rc<Dict>, part: DictPart) -> Self {
        let expected = Cell::new(dict.len());
        Self { dict: Rc::clone(dict), part, at: Cell::new(0), expected, backwards: false }
    }

    pub fn reversed(dict: &Rc<Dict>, part: DictPart) -> Self {
        let at = Cell::new(dict.0.borrow().n_slots());
        Self { at, backwards: true, ..Self::new(dict, part) }
    }
}

impl Object for DictIter {
    iterator_object!(DictIter, |this| match (this.part, this.backwards) {
        (DictPart::Keys, false) => "dict_keyiterator",
        (DictPart::Values, false) => "dict_valueiterator",
        (DictPart::Items, false) => "dict_itemiterator",
        (DictPart::Keys, true) => "dict_reversekeyiterator",
        (DictPart::Values, true) => "dict_reversevalueiterator",
        (DictPart::Items, true) => "dict_reverseitemiterator",
    });
    fn next(&self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if self.expected.get() == DONE {
            return Ok(None);
        }
        let map = self.dict.0.borrow();
        if map.len() != self.expected.get() {
            return Err(Raised::new(ExcKind::RuntimeError, "dictionary changed size during iteration".into()));
        }
        loop {
            let slot = self.at.get();
            let slot = if self.backwards { slot.wrapping_sub(1) } else { slot };
            if slot >= map.n_slots() {
                self.expected.set(DONE);
                return Ok(None);
            }
            self.at.set(if self.backwards { slot } else { slot + 1 });
            if let Some((key, value)) = map.at(slot) {
                return Ok(Some(match self.part {
                    DictPart::Keys => key.clone(),
                    DictPart::Values => value.clone(),
                    DictPart::Items => Value::pair(key.clone(), value.clone()),
                }));
            }
        }
    }
}

/// Iterates over a set or frozenset.
pub struct SetIter {
    set: Value,
    at: Cell<usize>,
    expected: Cell<usize>,
}

impl SetIter {
    /// For a value that is a set or frozenset.
    pub fn new(set: &Value) -> Self {
        let len = match set {
            Value::Set(set) => set.len(),
            Value::FrozenSet(set) => set.0.len(),
            _ => 0,
        };
        Self { set: set.clone(), at: Cell::new(0), expected: Cell::new(len) }
    }

    fn advance(&self, table: &value::SetTable) -> Option<Value> {
        while self.at.get() < table.n_slots() {
            let slot = self.at.get();
            self.at.set(slot + 1);
            if let Some(key) = table.at(slot) {
                return Some(key.clone());
            }
        }
        self.expected.set(DONE);
        None
    }
}

impl Object for SetIter {
    iterator_object!(SetIter, |_| "set_iterator");
    fn next(&self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if self.expected.get() == DONE {
            return Ok(None);
        }
        match &self.set {
            Value::Set(set) => {
                let table = set.0.borrow();
                if table.len() != self.expected.get() {
                    return Err(Raised::new(ExcKind::RuntimeError, "Set changed size during iteration".into()));
                }
                Ok(self.advance(&table))
            }
            Value::FrozenSet(set) => Ok(self.advance(&set.0)),
            _ => Ok(None),
        }
    }
}
