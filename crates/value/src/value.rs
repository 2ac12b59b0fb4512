//! `Value`: one Python object.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use crate::map::KeyMap;
use crate::object::Object;
use crate::set::SetTable;
use crate::text::Str;
use crate::trash::drop_deep;

/// A Python object. Small ones are held directly, the others are shared by reference as in Python.
#[derive(Clone, Default)]
pub enum Value {
    #[default]
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Str),
    /// An integer that does not fit into `i64`; build it with [`Value::from_big`].
    Big(Rc<BigInt>),
    Bytes(Rc<[u8]>),
    Tuple(Rc<[Value]>),
    List(Rc<List>),
    Dict(Rc<Dict>),
    Set(Rc<Set>),
    FrozenSet(Rc<FrozenSet>),
    /// Everything else: functions, classes, instances, iterators, modules, RDDs.
    Object(Rc<dyn Object>),
}

/// A Python list.
///
/// No borrow may be held while user code runs (it could reach the same list): copy what is needed first.
#[derive(Default)]
pub struct List(pub RefCell<Vec<Value>>);

/// A Python dict, in insertion order.
#[derive(Default)]
pub struct Dict(pub RefCell<KeyMap<Value>>);

/// A Python set.
#[derive(Default)]
pub struct Set(pub RefCell<SetTable>);

/// A Python frozenset.
#[derive(Default)]
pub struct FrozenSet(pub SetTable);

impl Drop for List {
    fn drop(&mut self) {
        let items = std::mem::take(self.0.get_mut());
        if !items.is_empty() {
            drop_deep(items);
        }
    }
}

impl Drop for Dict {
    fn drop(&mut self) {
        let items = std::mem::take(self.0.get_mut());
        if !items.is_empty() {
            drop_deep(items);
        }
    }
}

impl Value {
    /// The string `text`, copied.
    pub fn str(text: &str) -> Self {
        Self::Str(Str::new(text))
    }

    /// The string `text`, taken over.
    pub fn string(text: String) -> Self {
        Self::Str(Str::from_string(text))
    }

    /// A tuple of `items`.
    pub fn tuple(items: impl Into<Rc<[Self]>>) -> Self {
        Self::Tuple(items.into())
    }

    /// The tuple `(first, second)`.
    pub fn pair(first: Self, second: Self) -> Self {
        Self::Tuple(Rc::new([first, second]))
    }

    /// A new list of `items`.
    pub fn list(items: Vec<Self>) -> Self {
        Self::List(Rc::new(List(RefCell::new(items))))
    }

    /// A new dict of `items`.
    pub fn dict(items: KeyMap<Self>) -> Self {
        Self::Dict(Rc::new(Dict(RefCell::new(items))))
    }

    /// A new set of `items`.
    pub fn set(items: SetTable) -> Self {
        Self::Set(Rc::new(Set(RefCell::new(items))))
    }

    /// The integer `number`, in the small form whenever it fits.
    pub fn from_big(number: BigInt) -> Self {
        match number.to_i64() {
            Some(small) => Self::Int(small),
            None => Self::Big(Rc::new(number)),
        }
    }

    /// A new frozenset of `items`.
    pub fn frozenset(items: SetTable) -> Self {
        Self::FrozenSet(Rc::new(FrozenSet(items)))
    }

    /// An object of another type.
    pub fn object(object: impl Object) -> Self {
        Self::Object(Rc::new(object))
    }

    /// A clone, without a call for what is held directly.
    #[inline(always)]
    pub fn quick_clone(&self) -> Self {
        match self {
            Self::Int(number) => Self::Int(*number),
            Self::None => Self::None,
            Self::Bool(truth) => Self::Bool(*truth),
            other => other.clone(),
        }
    }

    /// Drops it, without a call for what is held directly.
    #[inline(always)]
    pub fn let_go(self) {
        match &self {
            Self::Int(_) | Self::None | Self::Bool(_) | Self::Float(_) => std::mem::forget(self),
            _ => drop(self),
        }
    }

    /// The object behind this value, if it is a `T`.
    #[inline]
    pub fn downcast<T: Object>(&self) -> Option<&T> {
        match self {
            Self::Object(object) => (&**object as &dyn Any).downcast_ref(),
            _ => None,
        }
    }

    /// `type(self).__name__`.
    pub fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::None => "NoneType",
            Self::Bool(_) => "bool",
            Self::Int(_) | Self::Big(_) => "int",
            Self::Float(_) => "float",
            Self::Str(_) => "str",
            Self::Bytes(_) => "bytes",
            Self::Tuple(_) => "tuple",
            Self::List(_) => "list",
            Self::Dict(_) => "dict",
            Self::Set(_) => "set",
            Self::FrozenSet(_) => "frozenset",
            Self::Object(object) => return object.type_name(),
        })
    }

    /// Whether somebody else has the same object; small values are nobody's.
    pub fn is_shared(&self) -> bool {
        match self {
            Self::None | Self::Bool(_) | Self::Int(_) | Self::Float(_) => false,
            Self::Str(text) => text.is_shared(),
            Self::Big(shared) => Rc::strong_count(shared) > 1,
            Self::Bytes(shared) => Rc::strong_count(shared) > 1,
            Self::Tuple(shared) => Rc::strong_count(shared) > 1,
            Self::List(shared) => Rc::strong_count(shared) > 1,
            Self::Dict(shared) => Rc::strong_count(shared) > 1,
            Self::Set(shared) => Rc::strong_count(shared) > 1,
            Self::FrozenSet(shared) => Rc::strong_count(shared) > 1,
            Self::Object(shared) => Rc::strong_count(shared) > 1,
        }
    }

    /// Python's `is`: the same object (equal small values count as the same).
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a.to_bits() == b.to_bits(),
            (Self::Str(a), Self::Str(b)) => a.is_same(b) || (a.len() < 64 && a == b),
            (Self::Big(a), Self::Big(b)) => Rc::ptr_eq(a, b),
            (Self::Bytes(a), Self::Bytes(b)) => Rc::ptr_eq(a, b),
            (Self::Tuple(a), Self::Tuple(b)) => Rc::ptr_eq(a, b) || (a.is_empty() && b.is_empty()),
            (Self::List(a), Self::List(b)) => Rc::ptr_eq(a, b),
            (Self::Dict(a), Self::Dict(b)) => Rc::ptr_eq(a, b),
            (Self::Set(a), Self::Set(b)) => Rc::ptr_eq(a, b),
            (Self::FrozenSet(a), Self::FrozenSet(b)) => Rc::ptr_eq(a, b),
            (Self::Object(a), Self::Object(b)) => Rc::as_ptr(a).cast::<()>() == Rc::as_ptr(b).cast::<()>(),
            _ => false,
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::str(text)
    }
}

impl From<usize> for Value {
    fn from(count: usize) -> Self {
        Self::Int(count as i64)
    }
}
