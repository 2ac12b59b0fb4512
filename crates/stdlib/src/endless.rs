//! `count` and `repeat` of `itertools`, which show where they are.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use value::object::BinaryOp;
use value::repr::repr;
use value::{Args, CallCx, Object, Raised, Value};

use python::ops;
use python::ops::iterators::iterator_object;

struct Count {
    number: RefCell<Value>,
    step: Value,
}

/// `itertools.count(start, step)`.
pub fn count(args: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let part = |at: usize, default: i64| args.get(at).cloned().flatten().unwrap_or(Value::Int(default));
    let (mut number, step) = (part(0, 0), part(1, 1));
    // Steps of one are counted with plain integers.
    if let (Value::Bool(truth), Value::Int(1) | Value::Bool(true)) = (&number, &step) {
        number = Value::Int(i64::from(*truth));
    }
    for part in [&number, &step] {
        let is_number = python::ops::binary::Number::of(part).is_some()
            || (matches!(part, Value::Object(_)) && python::types::get_attr(part, "__add__", cx)?.is_some())
            || part.type_name() == "decimal.Decimal";
        if !is_number {
            return Err(Raised::type_error("a number is required".into()));
        }
    }
    Ok(Value::object(Count { number: RefCell::new(number), step }))
}

impl Object for Count {
    iterator_object!(Count, |_this| "itertools.count");
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        cx.burn(1)?;
        let number = self.number.borrow().clone();
        let after = ops::binary(BinaryOp::Add, &number, &self.step, cx)?;
        self.number.replace(after);
        Ok(Some(number))
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let number = repr(&self.number.borrow(), cx)?;
        Ok(match self.step {
            Value::Int(1) => format!("count({number})"),
            _ => format!("count({number}, {})", repr(&self.step, cx)?),
        })
    }
}

struct Repeat {
    item: Value,
    left: Cell<Option<i64>>,
}

/// `itertools.repeat(object, times)`.
pub fn repeat(args: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let item = args.first().cloned().flatten().unwrap_or_default();
    let left = match args.get(1) {
        Some(Some(times)) => Some(ops::call::size(times, cx)?.max(0)),
        _ => None,
    };
    Ok(Value::object(Repeat { item, left: Cell::new(left) }))
}

impl Object for Repeat {
    iterator_object!(Repeat, |_this| "itertools.repeat");
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        cx.burn(1)?;
        match self.left.get() {
            Some(0) => return Ok(None),
            Some(left) => self.left.set(Some(left - 1)),
            None => {}
        }
        Ok(Some(self.item.clone()))
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let item = repr(&self.item, cx)?;
        Ok(match self.left.get() {
            Some(left) => format!("repeat({item}, {left})"),
            None => format!("repeat({item})"),
        })
    }
}
