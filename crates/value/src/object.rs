//! `Object`: what a type outside the built-in ones has to offer.

use std::any::Any;
use std::borrow::Cow;

use crate::context::CallCx;
use crate::held::Looks;
use crate::order::CompareOp;
use crate::raised::Raised;
use crate::text::Str;
use crate::value::Value;

/// Arguments of a call: positional ones first, then keyword ones.
#[derive(Clone, Default)]
pub struct Args {
    pub positional: Vec<Value>,
    pub keywords: Vec<(Str, Value)>,
}

impl Args {
    /// Only positional arguments.
    pub fn of(positional: Vec<Value>) -> Self {
        Self { positional, keywords: Vec::new() }
    }
}

/// The operators that an object may take part in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    FloorDiv,
    Mod,
    Pow,
    MatMul,
    And,
    Or,
    Xor,
    LeftShift,
    RightShift,
}

impl BinaryOp {
    /// Whether floats do not have it.
    pub fn is_bitwise(self) -> bool {
        matches!(self, Self::And | Self::Or | Self::Xor | Self::LeftShift | Self::RightShift | Self::MatMul)
    }

    /// The operator as it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::FloorDiv => "//",
            Self::Mod => "%",
            Self::Pow => "**",
            Self::MatMul => "@",
            Self::And => "&",
            Self::Or => "|",
            Self::Xor => "^",
            Self::LeftShift => "<<",
            Self::RightShift => ">>",
        }
    }
}

/// A Python object of a type that is not built into [`Value`].
///
/// Every method has Python's default for an object without the matching special method. `this` is the value
/// that holds `self`, for results that must keep it (bound methods, iterators).
pub trait Object: Any {
    /// `type(x).__name__`.
    fn type_name(&self) -> Cow<'static, str>;

    /// For downcasts.
    fn as_any(&self) -> &dyn Any;

    /// `type(x)`, for types that programs can name; without one the machine makes up a class from the type's name.
    fn class(&self, cx: &mut CallCx) -> Option<Value> {
        let _ = cx;
        None
    }

    /// For classes: calls the special method `name` that the class defines for `instance`; `None` if it defines none.
    fn call_special(
        &self,
        instance: &Value,
        name: &str,
        args: &[Value],
        cx: &mut CallCx,
    ) -> Result<Option<Value>, Raised> {
        let _ = (instance, name, args, cx);
        Ok(None)
    }

    /// `repr(x)`.
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let _ = cx;
        Ok(format!("<{} object at 0x{:012x}>", self.type_name(), address(self)))
    }

    /// `str(x)`.
    fn str(&self, cx: &mut CallCx) -> Result<String, Raised> {
        self.repr(cx)
    }

    /// `bool(x)`.
    fn truthy(&self, cx: &mut CallCx) -> Result<bool, Raised> {
        let _ = cx;
        Ok(true)
    }

    /// `x == other`; `None` is Python's `NotImplemented`.
    fn eq(&self, other: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        let _ = (other, cx);
        Ok(None)
    }

    /// `x < other` and friends; `None` is Python's `NotImplemented`.
    fn compare(&self, op: CompareOp, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let _ = (op, other, cx);
        Ok(None)
    }

    /// `hash(x)`.
    fn hash(&self, cx: &mut CallCx) -> Result<i64, Raised> {
        let _ = cx;
        Ok((address(self) >> 4) as i64)
    }

    /// The hash that keyed maps use; agrees with [`Object::eq`].
    fn key_hash(&self, cx: &mut CallCx) -> Result<u64, Raised> {
        Ok(crate::equality::hash_word(self.hash(cx)? as u64))
    }

    /// The built-in value inside an instance of a class derived from a built-in one: the dict of a `Counter`, the
    /// tuple of a named tuple. What the object itself does not answer, that value does.
    fn inner(&self) -> Option<Value> {
        None
    }

    /// Rough number of bytes that the object holds besides [`Object::inner`], for limits.
    fn held(&self, looks: Looks) -> usize {
        let _ = looks;
        0
    }

    /// `x op other` (or `other op x` when `reflected`); `None` is Python's `NotImplemented`.
    fn binary(&self, op: BinaryOp, other: &Value, reflected: bool, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let _ = (op, other, reflected, cx);
        Ok(None)
    }

    /// The attribute `name`, or `None` if there is none.
    fn get_attr(&self, this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let _ = (this, name, cx);
        Ok(None)
    }

    /// Sets the attribute `name`; `false` if the type does not let itself be changed.
    fn set_attr(&self, name: &str, value: Option<Value>, cx: &mut CallCx) -> Result<bool, Raised> {
        let _ = (name, value, cx);
        Ok(false)
    }

    /// Calls method `name` in one go; `None` makes the caller use [`Object::get_attr`] and call its result.
    fn call_method(&self, this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let _ = (this, name, args, cx);
        Ok(None)
    }

    /// Whether `callable(x)`.
    fn is_callable(&self) -> bool {
        false
    }

    /// `x(*args, **kwargs)`.
    fn call(&self, this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let _ = (this, args, cx);
        Err(Raised::type_error(format!("'{}' object is not callable", self.type_name())))
    }

    /// `len(x)`, or `None` without `__len__`.
    fn len(&self, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        let _ = cx;
        Ok(None)
    }

    /// `iter(x)`, or `None` if it is not iterable.
    fn iter(&self, this: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let _ = (this, cx);
        Ok(None)
    }

    /// Whether it is an iterator (has `__next__`).
    fn is_iterator(&self) -> bool {
        false
    }

    /// `next(x)`; `None` is the end.
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let _ = cx;
        Err(Raised::type_error(format!("'{}' object is not an iterator", self.type_name())))
    }

    /// `x[key]`; `None` if it is not subscriptable.
    fn get_item(&self, this: &Value, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let _ = (this, key, cx);
        Ok(None)
    }

    /// `x[key] = value`, or `del x[key]` with no value; `false` if that is not supported.
    fn set_item(&self, key: &Value, value: Option<Value>, cx: &mut CallCx) -> Result<bool, Raised> {
        let _ = (key, value, cx);
        Ok(false)
    }

    /// `item in x`; `None` makes the caller look through the iteration.
    fn contains(&self, item: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        let _ = (item, cx);
        Ok(None)
    }
}

/// A number that stands for an object's identity, `id(x)`.
pub fn address<T: ?Sized>(object: &T) -> usize {
    std::ptr::from_ref(object).cast::<()>() as usize
}
