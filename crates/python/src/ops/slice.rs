//! `slice` objects and what they select.

use std::any::Any;
use std::borrow::Cow;

use value::context::CallCx;
use value::equality::{eq, unhashable};
use value::object::Args;
use value::order::{CompareOp, compare};
use value::repr::repr;
use value::{Object, Raised, Value};

use crate::ops::call::{clamped_index, has_index, index};

/// `slice(start, stop, step)`; a missing part is `None`.
pub struct Slice {
    pub start: Value,
    pub stop: Value,
    pub step: Value,
}

/// The positions that a slice selects in a sequence of known length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    pub start: i64,
    pub stop: i64,
    pub step: i64,
    pub n_items: usize,
}

impl Slice {
    /// The slice object as a value.
    pub fn value(start: Value, stop: Value, step: Value) -> Value {
        Value::object(Self { start, stop, step })
    }

    /// What it selects of `len` items.
    ///
    /// Errors: `ValueError: slice step cannot be zero`, and `TypeError` for parts that are no integers.
    pub fn select(&self, len: usize, cx: &mut CallCx) -> Result<Selection, Raised> {
        let part = |value: &Value, cx: &mut CallCx| -> Result<Option<i64>, Raised> {
            match value {
                Value::None => Ok(None),
                Value::Int(number) => Ok(Some(*number)),
                other if has_index(other, cx)? => clamped_index(other, cx).map(Some),
                _ => {
                    Err(Raised::type_error("slice indices must be integers or None or have an __index__ method".into()))
                }
            }
        };
        let step = part(&self.step, cx)?.unwrap_or(1).max(-i64::MAX);
        if step == 0 {
            return Err(Raised::value_error("slice step cannot be zero".into()));
        }
        let start = part(&self.start, cx)?;
        let stop = part(&self.stop, cx)?;
        Ok(Selection::new(start, stop, step, len))
    }
}

impl Selection {
    /// What `start:stop:step` (with a step other than 0) selects of `len` items.
    pub fn new(start: Option<i64>, stop: Option<i64>, step: i64, len: usize) -> Self {
        let len = len as i64;
        let (low, high) = if step < 0 { (-1, len - 1) } else { (0, len) };
        let clamp = |at: i64| {
            let at = if at < 0 { at.saturating_add(len) } else { at };
            at.clamp(low, high)
        };
        let start = start.map_or(if step < 0 { high } else { low }, clamp);
        let stop = stop.map_or(if step < 0 { low } else { high }, clamp);
        let n_items = if step < 0 {
            if stop < start { (start - stop - 1) / -step + 1 } else { 0 }
        } else if start < stop {
            (stop - start - 1) / step + 1
        } else {
            0
        };
        Self { start, stop, step, n_items: n_items as usize }
    }

    /// The positions, in order.
    pub fn positions(self) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator {
        (0..self.n_items).map(move |i| (self.start + i as i64 * self.step) as usize)
    }

    /// The range of positions, if they are next to each other.
    pub fn as_range(self) -> Option<std::ops::Range<usize>> {
        (self.step == 1).then(|| self.start as usize..self.start as usize + self.n_items)
    }
}

/// `0 <= at < len` after adding `len` to a negative index.
pub fn position(at: i64, len: usize) -> Option<usize> {
    let at = if at < 0 { at.checked_add(len as i64)? } else { at };
    usize::try_from(at).ok().filter(|at| *at < len)
}

impl Object for Slice {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("slice")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("slice({}, {}, {})", repr(&self.start, cx)?, repr(&self.stop, cx)?, repr(&self.step, cx)?))
    }
    fn eq(&self, other: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        let Some(other) = other.downcast::<Self>() else { return Ok(None) };
        Ok(Some(eq(&self.as_tuple(), &other.as_tuple(), cx)?))
    }
    fn compare(&self, op: CompareOp, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match other.downcast::<Self>() {
            Some(other) => compare(op, &self.as_tuple(), &other.as_tuple(), cx).map(Some),
            None => Ok(None),
        }
    }
    fn hash(&self, _cx: &mut CallCx) -> Result<i64, Raised> {
        Err(unhashable(&Self::value(Value::None, Value::None, Value::None)))
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "start" => Some(self.start.clone()),
            "stop" => Some(self.stop.clone()),
            "step" => Some(self.step.clone()),
            _ => None,
        })
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match (name, args.positional.as_slice()) {
            ("indices", [len]) => {
                let len = index(len, cx)?;
                if len < 0 {
                    return Err(Raised::value_error("length should not be negative".into()));
                }
                let found = self.select(len as usize, cx)?;
                Ok(Some(Value::tuple(vec![Value::Int(found.start), Value::Int(found.stop), Value::Int(found.step)])))
            }
            _ => Ok(None),
        }
    }
}

impl Slice {
    fn as_tuple(&self) -> Value {
        Value::tuple(vec![self.start.clone(), self.stop.clone(), self.step.clone()])
    }
}
