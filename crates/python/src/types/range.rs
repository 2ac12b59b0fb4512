//! `range`.

use std::any::Any;
use std::borrow::Cow;
use std::cell::Cell;

use num_bigint::BigInt;
use value::context::CallCx;
use value::equality::eq;
use value::hash::py_hash;
use value::raised::ExcKind;
use value::repr::repr;
use value::{Args, Object, Raised, Value};

use crate::ops::call::integer;
use crate::ops::item::{index_error, sequence_index};
use crate::ops::iterators::iterator_object;
use crate::ops::slice::{Slice, position};
use crate::types::number::no_keywords;

/// `range(start, stop, step)`. Numbers past 64 bits are not supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub start: i64,
    pub stop: i64,
    pub step: i64,
    n_items: u64,
}

impl Range {
    /// For a step other than 0.
    pub fn new(start: i64, stop: i64, step: i64) -> Self {
        let n_items = match step {
            step if step > 0 && start < stop => (stop.abs_diff(start) - 1) / step.unsigned_abs() + 1,
            step if step < 0 && start > stop => (start.abs_diff(stop) - 1) / step.unsigned_abs() + 1,
            _ => 0,
        };
        Self { start, stop, step, n_items }
    }

    /// `len(range)`.
    pub fn n_items(&self) -> u64 {
        self.n_items
    }

    fn at(&self, at: u64) -> Value {
        Value::Int(self.start.wrapping_add((at as i64).wrapping_mul(self.step)))
    }

    fn index_of(&self, item: &Value, cx: &mut CallCx) -> Result<Option<u64>, Raised> {
        let number = match item {
            Value::Int(number) => *number,
            Value::Bool(truth) => i64::from(*truth),
            Value::Big(_) | Value::Str(_) | Value::None => return Ok(None),
            Value::Float(float) => match eq(&Value::Int(*float as i64), item, cx)? {
                true => *float as i64,
                false => return Ok(None),
            },
            _ => {
                for at in 0..self.n_items {
                    cx.burn(1)?;
                    if eq(&self.at(at), item, cx)? {
                        return Ok(Some(at));
                    }
                }
                return Ok(None);
            }
        };
        let distance = i128::from(number) - i128::from(self.start);
        let step = i128::from(self.step);
        let at = distance / step;
        Ok((distance % step == 0 && at >= 0 && at < i128::from(self.n_items)).then_some(at as u64))
    }

    /// `len()` as an index; a longer range has positions that cannot be named.
    fn len_checked(&self) -> Result<usize, Raised> {
        match i64::try_from(self.n_items) {
            Ok(len) => Ok(len as usize),
            Err(_) => Err(Raised::new(ExcKind::OverflowError, "Python int too large to convert to C ssize_t".into())),
        }
    }

    /// The parts that decide equality and hash.
    fn key(&self) -> Value {
        let n_items = Value::from_big(BigInt::from(self.n_items));
        Value::tuple(match self.n_items {
            0 => vec![n_items, Value::None, Value::None],
            1 => vec![n_items, Value::Int(self.start), Value::None],
            _ => vec![n_items, Value::Int(self.start), Value::Int(self.step)],
        })
    }

    fn backwards(&self) -> RangeIter {
        let last = self.start.wrapping_add((self.n_items.wrapping_sub(1) as i64).wrapping_mul(self.step));
        RangeIter { next: Cell::new(last), step: self.step.wrapping_neg(), left: Cell::new(self.n_items) }
    }
}

impl Object for Range {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("range")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(match self.step {
            1 => format!("range({}, {})", self.start, self.stop),
            step => format!("range({}, {}, {step})", self.start, self.stop),
        })
    }
    fn truthy(&self, _cx: &mut CallCx) -> Result<bool, Raised> {
        Ok(self.n_items > 0)
    }
    fn eq(&self, other: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        match other.downcast::<Self>() {
            Some(other) => eq(&self.key(), &other.key(), cx).map(Some),
            None => Ok(None),
        }
    }
    fn hash(&self, cx: &mut CallCx) -> Result<i64, Raised> {
        py_hash(&self.key(), cx)
    }
    fn len(&self, _cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        self.len_checked().map(Some)
    }
    fn iter(&self, _this: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(Value::object(RangeIter {
            next: Cell::new(self.start),
            step: self.step,
            left: Cell::new(self.n_items),
        })))
    }
    fn contains(&self, item: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(Some(self.index_of(item, cx)?.is_some()))
    }
    fn get_item(&self, this: &Value, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let len = self.len_checked()?;
        if let Some(slice) = key.downcast::<Slice>() {
            let part = slice.select(len, cx)?;
            let at = |at: i64| self.start.saturating_add(at.saturating_mul(self.step));
            return Ok(Some(Value::object(Self::new(
                at(part.start),
                at(part.stop),
                self.step.saturating_mul(part.step),
            ))));
        }
        let at = match key {
            Value::Big(_) => return Err(index_error("range object index out of range")),
            _ => sequence_index(this, key, cx)?,
        };
        match position(at, len) {
            Some(at) => Ok(Some(self.at(at as u64))),
            None => Err(index_error("range object index out of range")),
        }
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "start" => Some(Value::Int(self.start)),
            "stop" => Some(Value::Int(self.stop)),
            "step" => Some(Value::Int(self.step)),
            _ => None,
        })
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match (name, args.positional.as_slice()) {
            ("index", [item]) => match self.index_of(item, cx)? {
                Some(at) => Ok(Some(Value::Int(at as i64))),
                None => Err(Raised::value_error(format!("{} is not in range", repr(item, cx)?))),
            },
            ("count", [item]) => Ok(Some(Value::Int(i64::from(self.index_of(item, cx)?.is_some())))),
            ("__reversed__", []) => Ok(Some(Value::object(self.backwards()))),
            _ => Ok(None),
        }
    }
}

/// Iterates over a range.
pub struct RangeIter {
    next: Cell<i64>,
    step: i64,
    left: Cell<u64>,
}

impl RangeIter {
    #[inline]
    pub fn next_number(&self) -> Option<i64> {
        self.left.set(self.left.get().checked_sub(1)?);
        let number = self.next.get();
        self.next.set(number.wrapping_add(self.step));
        Some(number)
    }
}

impl Object for RangeIter {
    iterator_object!(RangeIter, |_| "range_iterator");
    #[inline]
    fn next(&self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(self.next_number().map(Value::Int))
    }
}

/// `range(…)`.
pub fn construct(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    no_keywords("range", &args.keywords)?;
    let number = |at: usize, cx: &mut CallCx| -> Result<i64, Raised> {
        match integer(&args.positional[at], cx)? {
            Value::Int(number) => Ok(number),
            _ => Err(Raised::new(
                ExcKind::OverflowError,
                "range() here takes only integers that fit into 64 bits".into(),
            )),
        }
    };
    let (start, stop, step) = match args.positional.len() {
        0 => return Err(Raised::type_error("range expected at least 1 argument, got 0".into())),
        1 => (0, number(0, cx)?, 1),
        2 => (number(0, cx)?, number(1, cx)?, 1),
        3 => (number(0, cx)?, number(1, cx)?, number(2, cx)?),
        more => return Err(Raised::type_error(format!("range expected at most 3 arguments, got {more}"))),
    };
    if step == 0 {
        return Err(Raised::value_error("range() arg 3 must not be zero".into()));
    }
    Ok(Value::object(Range::new(start, stop, step)))
}
