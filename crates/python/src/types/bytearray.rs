//! `bytearray`, and what bytes-like values share.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use value::context::CallCx;
use value::object::BinaryOp;
use value::order::{CompareOp, compare};
use value::raised::ExcKind;
use value::repr::write_bytes_repr;
use value::{Args, Object, Raised, Value};

use crate::ops::call::{index, integer};
use crate::ops::item::{index_error, remove_selected};
use crate::ops::iterate::collect;
use crate::ops::iterators::iterator_object;
use crate::ops::sequence::repeat_count;
use crate::ops::slice::{Slice, position};
use crate::types::{bound_method, bytes, lookup};

/// A `bytearray`.
pub struct ByteArray(pub RefCell<Vec<u8>>);

/// The bytes of a bytes-like value, copied.
pub fn bytes_of(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::Bytes(bytes) => Some(bytes.to_vec()),
        Value::Object(object) => match value.downcast::<ByteArray>() {
            Some(bytes) => Some(bytes.0.borrow().clone()),
            None => match object.inner()? {
                Value::Bytes(bytes) => Some(bytes.to_vec()),
                _ => None,
            },
        },
        _ => None,
    }
}

/// An integer as a byte; `message` is that of the `ValueError`.
pub fn byte(value: &Value, message: &str, cx: &mut CallCx) -> Result<u8, Raised> {
    match integer(value, cx)? {
        Value::Int(number @ 0..=255) => Ok(number as u8),
        _ => Err(Raised::value_error(message.into())),
    }
}

/// `item in bytes`.
pub fn contains(bytes: &[u8], item: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    if let Some(part) = bytes_of(item) {
        return Ok(part.is_empty() || bytes.windows(part.len()).any(|window| window == part));
    }
    match item {
        Value::Int(_) | Value::Bool(_) | Value::Big(_) => {
            Ok(bytes.contains(&byte(item, "byte must be in range(0, 256)", cx)?))
        }
        _ => Err(Raised::type_error(format!("a bytes-like object is required, not '{}'", item.type_name()))),
    }
}

impl ByteArray {
    /// A new bytearray.
    pub fn value(bytes: Vec<u8>) -> Value {
        Value::object(Self(RefCell::new(bytes)))
    }

    /// `bytearray op= other`; `false` if there is no such operator.
    pub fn operate_in_place(&self, op: BinaryOp, other: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
        match op {
            BinaryOp::Add => {
                let Some(mut more) = bytes_of(other) else {
                    return Err(Raised::type_error(format!("can't concat {} to bytearray", other.type_name())));
                };
                self.0.borrow_mut().append(&mut more);
                Ok(true)
            }
            BinaryOp::Mul => {
                let count = repeat_count(&Value::None, other, cx)?.unwrap_or(0);
                cx.reserve(self.0.borrow().len().saturating_mul(count))?;
                let repeated = self.0.borrow().repeat(count);
                *self.0.borrow_mut() = repeated;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn mutate(&self, name: &str, args: &[Value], cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match (name, args) {
            ("append", [item]) => {
                let byte = byte(item, "byte must be in range(0, 256)", cx)?;
                self.0.borrow_mut().push(byte);
            }
            ("extend", [items]) => {
                let mut more = match bytes_of(items) {
                    Some(more) => more,
                    None => {
                        let mut more = Vec::new();
                        for item in collect(items, cx)? {
                            more.push(byte(&item, "byte must be in range(0, 256)", cx)?);
                        }
                        more
                    }
                };
                self.0.borrow_mut().append(&mut more);
            }
            ("insert", [at, item]) => {
                let byte = byte(item, "byte must be in range(0, 256)", cx)?;
                let at = index(at, cx)?;
                let mut bytes = self.0.borrow_mut();
                let len = bytes.len() as i64;
                let at = if at < 0 { (at + len).max(0) } else { at.min(len) };
                bytes.insert(at as usize, byte);
            }
            ("pop", [] | [_]) => {
                let at = args.first().map_or(Ok(-1), |at| index(at, cx))?;
                let mut bytes = self.0.borrow_mut();
                if bytes.is_empty() {
                    return Err(index_error("pop from empty bytearray"));
                }
                let at = position(at, bytes.len()).ok_or_else(|| index_error("pop index out of range"))?;
                return Ok(Some(Value::Int(i64::from(bytes.remove(at)))));
            }
            ("remove", [item]) => {
                let byte = byte(item, "byte must be in range(0, 256)", cx)?;
                let mut bytes = self.0.borrow_mut();
                match bytes.iter().position(|other| *other == byte) {
                    Some(at) => bytes.remove(at),
                    None => return Err(Raised::value_error("value not found in bytearray".into())),
                };
            }
            ("reverse", []) => self.0.borrow_mut().reverse(),
            ("clear", []) => self.0.borrow_mut().clear(),
            ("copy", []) => return Ok(Some(Self::value(self.0.borrow().clone()))),
            _ => return Ok(None),
        }
        Ok(Some(Value::None))
    }
}

impl Object for ByteArray {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("bytearray")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        let mut out = String::from("bytearray(");
        write_bytes_repr(&mut out, &self.0.borrow());
        out.push(')');
        Ok(out)
    }
    fn truthy(&self, _cx: &mut CallCx) -> Result<bool, Raised> {
        Ok(!self.0.borrow().is_empty())
    }
    fn eq(&self, other: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(bytes_of(other).map(|other| *self.0.borrow() == other))
    }
    fn compare(&self, op: CompareOp, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Some(other) = bytes_of(other) else { return Ok(None) };
        let mine = Value::Bytes(self.0.borrow().as_slice().into());
        compare(op, &mine, &Value::Bytes(other.into()), cx).map(Some)
    }
    fn hash(&self, _cx: &mut CallCx) -> Result<i64, Raised> {
        Err(Raised::type_error("unhashable type: 'bytearray'".into()))
    }
    fn len(&self, _cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        Ok(Some(self.0.borrow().len()))
    }
    fn iter(&self, this: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(Value::object(ByteArrayIter { bytes: this.clone(), at: Cell::new(0) })))
    }
    fn binary(&self, op: BinaryOp, other: &Value, reflected: bool, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match (op, reflected, bytes_of(other)) {
            (BinaryOp::Add, false, Some(other)) => Ok(Some(Self::value([&**self.0.borrow(), &other].concat()))),
            (BinaryOp::Add, false, None) => {
                Err(Raised::type_error(format!("can't concat {} to bytearray", other.type_name())))
            }
            _ => Ok(None),
        }
    }
    fn get_item(&self, _this: &Value, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let bytes = self.0.borrow().clone();
        if let Some(slice) = key.downcast::<Slice>() {
            let selection = slice.select(bytes.len(), cx)?;
            return Ok(Some(Self::value(selection.positions().filter_map(|at| bytes.get(at).copied()).collect())));
        }
        let at = bytearray_index(key, cx)?;
        match position(at, bytes.len()) {
            Some(at) => Ok(Some(Value::Int(i64::from(bytes[at])))),
            None => Err(index_error("bytearray index out of range")),
        }
    }
    fn set_item(&self, key: &Value, value: Option<Value>, cx: &mut CallCx) -> Result<bool, Raised> {
        let len = self.0.borrow().len();
        if let Some(slice) = key.downcast::<Slice>() {
            let selection = slice.select(len, cx)?;
            let Some(value) = value else {
                remove_selected(&mut self.0.borrow_mut(), selection);
                return Ok(true);
            };
            let new = bytes::construct("bytearray", &Args::of(vec![value]), cx)?;
            let mut bytes = self.0.borrow_mut();
            if let Some(range) = selection.as_range() {
                let start = range.start.min(bytes.len());
                let end = range.end.min(bytes.len());
                bytes.splice(start..end, new);
            } else if new.is_empty() {
                remove_selected(&mut bytes, selection);
            } else if new.len() != selection.n_items {
                return Err(Raised::value_error(format!(
                    "attempt to assign bytes of size {} to extended slice of size {}",
                    new.len(),
                    selection.n_items
                )));
            } else {
                for (at, byte) in selection.positions().zip(new) {
                    if let Some(place) = bytes.get_mut(at) {
                        *place = byte;
                    }
                }
            }
            return Ok(true);
        }
        let at = bytearray_index(key, cx)?;
        let byte = match &value {
            Some(value) => Some(byte(value, "byte must be in range(0, 256)", cx)?),
            None => None,
        };
        let mut bytes = self.0.borrow_mut();
        let Some(at) = position(at, bytes.len()) else {
            return Err(index_error("bytearray index out of range"));
        };
        match byte {
            Some(byte) => bytes[at] = byte,
            None => {
                bytes.remove(at);
            }
        }
        Ok(true)
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let entry = lookup(bytes::LIKE_STR, name).or_else(|| lookup(bytes::METHODS, name));
        if let Some(entry) = entry {
            return Ok(Some(bound_method(this, entry)));
        }
        let names = ["append", "extend", "insert", "pop", "remove", "reverse", "clear", "copy"];
        Ok(names.contains(&name).then(|| crate::types::object_method(this, name)))
    }
    fn call_method(&self, this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if let Some(entry) = lookup(bytes::LIKE_STR, name).or_else(|| lookup(bytes::METHODS, name)) {
            return entry.call(this, &args.positional, &args.keywords, cx).map(Some);
        }
        self.mutate(name, &args.positional, cx)
    }
}

fn bytearray_index(key: &Value, cx: &mut CallCx) -> Result<i64, Raised> {
    index(key, cx).map_err(|error| match error.is_a(ExcKind::TypeError) {
        true => Raised::type_error(format!("bytearray indices must be integers or slices, not {}", key.type_name())),
        false => error,
    })
}

/// Iterates over a bytearray as it is at each step.
struct ByteArrayIter {
    bytes: Value,
    at: Cell<usize>,
}

impl Object for ByteArrayIter {
    iterator_object!(ByteArrayIter, |_| "bytearray_iterator");
    fn next(&self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let at = self.at.get();
        let found = self.bytes.downcast::<ByteArray>().and_then(|bytes| bytes.0.borrow().get(at).copied());
        if found.is_some() {
            self.at.set(at + 1);
        }
        Ok(found.map(|byte| Value::Int(i64::from(byte))))
    }
}
