//! `dict_keys`, `dict_values` and `dict_items`.

use std::any::Any;
use std::borrow::Cow;
use std::rc::Rc;

use value::Dict;
use value::context::CallCx;
use value::equality::eq;
use value::object::BinaryOp;
use value::order::CompareOp;
use value::repr::repr;
use value::{Args, Object, Raised, SetTable, Value};

use crate::ops::iterate::{collect, iter, next};
use crate::ops::iterators::{DictIter, DictPart};
use crate::ops::sets;
use crate::types::dict::as_dict;

/// A view of a dict.
pub struct DictView {
    pub dict: Rc<Dict>,
    pub part: DictPart,
    /// Shown as an `OrderedDict`'s view.
    pub name: &'static str,
}

impl DictView {
    /// The view of a dict, or of what has a dict inside.
    pub fn value(dict: &Value, part: DictPart) -> Value {
        let name = match part {
            DictPart::Keys => "dict_keys",
            DictPart::Values => "dict_values",
            DictPart::Items => "dict_items",
        };
        Value::object(Self { dict: as_dict(dict).unwrap_or_default(), part, name })
    }

    /// The same of an `OrderedDict`.
    pub fn ordered(dict: &Value, part: DictPart) -> Value {
        let name = match part {
            DictPart::Keys => "odict_keys",
            DictPart::Values => "odict_values",
            DictPart::Items => "odict_items",
        };
        Value::object(Self { dict: as_dict(dict).unwrap_or_default(), part, name })
    }

    fn items(&self) -> Vec<Value> {
        let map = self.dict.0.borrow();
        match self.part {
            DictPart::Keys => map.keys().cloned().collect(),
            DictPart::Values => map.values().cloned().collect(),
            DictPart::Items => map.iter().map(|(key, value)| Value::pair(key.clone(), value.clone())).collect(),
        }
    }

    fn is_set_like(&self) -> bool {
        self.part != DictPart::Values
    }

    fn to_set(&self, cx: &mut CallCx) -> Result<SetTable, Raised> {
        let mut table = SetTable::default();
        if self.part == DictPart::Keys {
            table.make_room(self.dict.len());
        }
        for item in self.items() {
            table.insert(item, cx)?;
        }
        Ok(table)
    }

    fn has(&self, item: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
        match self.part {
            DictPart::Keys => self.dict.contains(item, cx),
            DictPart::Items => {
                let Value::Tuple(pair) = item else { return Ok(false) };
                let [key, value] = &**pair else { return Ok(false) };
                match self.dict.get(key, cx)? {
                    Some(found) => Ok(found.is_same(value) || eq(&found, value, cx)?),
                    None => Ok(false),
                }
            }
            DictPart::Values => {
                for value in self.items() {
                    if value.is_same(item) || eq(&value, item, cx)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    fn intersection(&self, other: &Value, cx: &mut CallCx) -> Result<SetTable, Raised> {
        let other_view = other.downcast::<Self>().filter(|view| view.is_set_like());
        if let Value::Set(_) | Value::FrozenSet(_) = other
            && let Some(table) = sets::table_of(other)
            && self.dict.len() <= table.len()
        {
            let mut result = SetTable::default();
            for item in self.items() {
                if table.contains(&item, cx)? {
                    result.insert(item, cx)?;
                }
            }
            return Ok(result);
        }
        let swapped = other_view.filter(|view| view.dict.len() > self.dict.len());
        let (kept, looped) = match swapped {
            Some(view) => (view, Value::list(self.items())),
            None => (self, other.clone()),
        };
        let mut result = SetTable::default();
        let items = iter(&looped, cx)?;
        while let Some(item) = next(&items, cx)? {
            cx.burn(1)?;
            if kept.has(&item, cx)? {
                result.insert(item, cx)?;
            }
        }
        Ok(result)
    }

    fn operate(&self, op: BinaryOp, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let result = match op {
            BinaryOp::And => self.intersection(other, cx)?,
            BinaryOp::Or => {
                let mut table = self.to_set(cx)?;
                sets::update(&mut table, other, cx)?;
                table
            }
            BinaryOp::Sub => {
                let mut table = self.to_set(cx)?;
                sets::difference_update(&mut table, other, cx)?;
                table
            }
            BinaryOp::Xor => {
                let mut table = self.to_set(cx)?;
                sets::symmetric_update(&mut table, other, cx)?;
                table
            }
            _ => return Ok(None),
        };
        Ok(Some(Value::set(result)))
    }
}

/// Whether a value may be compared with a view as a set.
fn is_set_like(value: &Value) -> bool {
    match value {
        Value::Set(_) | Value::FrozenSet(_) => true,
        other => other.downcast::<DictView>().is_some_and(DictView::is_set_like),
    }
}

impl Object for DictView {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed(self.name)
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        cx.enter(" while getting the repr of an object")?;
        let shown = repr(&Value::list(self.items()), cx);
        cx.leave();
        Ok(format!("{}({})", self.name, shown?))
    }
    fn truthy(&self, _cx: &mut CallCx) -> Result<bool, Raised> {
        Ok(!self.dict.is_empty())
    }
    fn len(&self, _cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        Ok(Some(self.dict.len()))
    }
    fn iter(&self, _this: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(Value::object(DictIter::new(&self.dict, self.part))))
    }
    fn contains(&self, item: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        self.has(item, cx).map(Some)
    }
    fn hash(&self, _cx: &mut CallCx) -> Result<i64, Raised> {
        if self.is_set_like() {
            return Err(Raised::type_error(format!("unhashable type: '{}'", self.name)));
        }
        Ok((value::object::address(self) >> 4) as i64)
    }
    fn eq(&self, other: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        if !self.is_set_like() || !is_set_like(other) {
            return Ok(None);
        }
        let others = collect(other, cx)?;
        if others.len() != self.dict.len() {
            return Ok(Some(false));
        }
        for item in &others {
            if !self.has(item, cx)? {
                return Ok(Some(false));
            }
        }
        Ok(Some(true))
    }
    fn compare(&self, op: CompareOp, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if !self.is_set_like() || !is_set_like(other) {
            return Ok(None);
        }
        let (mine, others) = (self.to_set(cx)?, sets::from_iterable(other, cx)?);
        value::order::compare(op, &Value::set(mine), &Value::set(others), cx).map(Some)
    }
    fn binary(&self, op: BinaryOp, other: &Value, reflected: bool, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if !self.is_set_like() || !matches!(op, BinaryOp::Or | BinaryOp::And | BinaryOp::Sub | BinaryOp::Xor) {
            return Ok(None);
        }
        if !reflected || op == BinaryOp::And {
            return self.operate(op, other, cx);
        }
        // `{…} - d.keys()`: the left side decides how the result is built.
        let mut table = sets::from_iterable(other, cx)?;
        let mine = Value::list(self.items());
        match op {
            BinaryOp::Or => sets::update(&mut table, &mine, cx)?,
            BinaryOp::Sub => sets::difference_update(&mut table, &mine, cx)?,
            BinaryOp::Xor => sets::symmetric_update(&mut table, &mine, cx)?,
            _ => return Ok(None),
        }
        Ok(Some(Value::set(table)))
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok((name == "mapping").then(|| Value::Dict(Rc::clone(&self.dict))))
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match (name, args.positional.as_slice()) {
            ("__reversed__", []) => Ok(Some(Value::object(DictIter::reversed(&self.dict, self.part)))),
            ("isdisjoint", [other]) if self.is_set_like() => {
                let items = iter(other, cx)?;
                while let Some(item) = next(&items, cx)? {
                    if self.has(&item, cx)? {
                        return Ok(Some(Value::Bool(false)));
                    }
                }
                Ok(Some(Value::Bool(true)))
            }
            _ => Ok(None),
        }
    }
}
