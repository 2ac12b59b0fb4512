//! Instances of classes.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use value::held::Looks;
use value::object::BinaryOp;
use value::order::CompareOp;
use value::{Args, CallCx, Dict, ExcKind, Object, Raised, Str, Value};

use crate::machine;
use crate::objects::attr;
use crate::objects::class::Class;
use crate::objects::special;

/// Attributes of an instance: few of them in a row, or a dict once the program has asked for `__dict__`.
enum Attrs {
    Row(Vec<(Str, Value)>),
    Dict(Rc<Dict>),
}

/// More attributes than this are kept in a dict.
const MAX_IN_ROW: usize = 12;

pub struct Instance {
    pub class: Rc<Class>,
    attrs: RefCell<Attrs>,
    /// The built-in value of an instance of a class derived from a built-in one.
    pub inner: RefCell<Option<Value>>,
    me: Weak<Self>,
}

impl Drop for Instance {
    fn drop(&mut self) {
        if let Attrs::Row(row) = self.attrs.get_mut()
            && !row.is_empty()
        {
            value::trash::drop_deep(std::mem::take(row));
        }
    }
}

impl Instance {
    pub fn new(class: Rc<Class>, inner: Option<Value>) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            class,
            attrs: RefCell::new(Attrs::Row(Vec::new())),
            inner: RefCell::new(inner),
            me: me.clone(),
        })
    }

    pub fn value(&self) -> Value {
        match self.me.upgrade() {
            Some(me) => Value::Object(me),
            None => Value::None,
        }
    }

    /// The attribute set on the instance itself.
    #[inline]
    pub fn own(&self, name: &str) -> Option<Value> {
        match &*self.attrs.borrow() {
            Attrs::Row(row) => row.iter().find(|(known, _)| same_name(known, name)).map(|(_, value)| value.clone()),
            Attrs::Dict(dict) => dict.get_str(name),
        }
    }

    /// Hands over what [`Instance::own`] gives, for who remembers where such an instance has it; whether it has it.
    #[inline]
    pub fn own_near(&self, name: &str, at: &Cell<u16>, take: impl FnOnce(&Value)) -> bool {
        match &*self.attrs.borrow() {
            Attrs::Row(row) => match near(row, name, at).and_then(|at| row.get(at)) {
                Some((_, value)) => {
                    take(value);
                    true
                }
                None => false,
            },
            Attrs::Dict(dict) => dict.get_str(name).as_ref().map(take).is_some(),
        }
    }

    #[inline]
    pub fn has_own(&self, name: &str) -> bool {
        match &*self.attrs.borrow() {
            Attrs::Row(row) => row.iter().any(|(known, _)| same_name(known, name)),
            Attrs::Dict(dict) => dict.get_str(name).is_some(),
        }
    }

    /// [`Instance::set_own`] of an attribute that is in the row or has room there; gives the value back otherwise.
    #[inline]
    pub fn set_near(&self, name: &Str, at: &Cell<u16>, value: Value) -> Result<(), Value> {
        let old = {
            let mut attrs = self.attrs.borrow_mut();
            let Attrs::Row(row) = &mut *attrs else { return Err(value) };
            let n_own = row.len();
            let place = near(row, name, at);
            match place.and_then(|at| row.get_mut(at)) {
                Some(entry) => std::mem::replace(&mut entry.1, value),
                None if n_own < MAX_IN_ROW => {
                    at.set(n_own as u16);
                    row.push((name.clone(), value));
                    return Ok(());
                }
                None => return Err(value),
            }
        };
        old.let_go();
        Ok(())
    }

    pub fn set_own(&self, name: &Str, value: Value, cx: &mut CallCx) -> Result<(), Raised> {
        let old = match &mut *self.attrs.borrow_mut() {
            Attrs::Row(row) => match row.iter_mut().find(|(known, _)| same_name(known, name)) {
                Some(entry) => Some(std::mem::replace(&mut entry.1, value)),
                None => {
                    row.push((name.clone(), value));
                    None
                }
            },
            Attrs::Dict(dict) => dict.insert(Value::Str(name.clone()), value, cx)?,
        };
        drop(old);
        self.row_to_dict_if_long(cx)
    }

    fn row_to_dict_if_long(&self, cx: &mut CallCx) -> Result<(), Raised> {
        let is_long = matches!(&*self.attrs.borrow(), Attrs::Row(row) if row.len() > MAX_IN_ROW);
        if is_long {
            self.dict(cx)?;
        }
        Ok(())
    }

    /// Takes the attribute away; gives whether it was there.
    pub fn delete_own(&self, name: &Str, cx: &mut CallCx) -> Result<bool, Raised> {
        let removed = match &mut *self.attrs.borrow_mut() {
            Attrs::Row(row) => row.iter().position(|(known, _)| same_name(known, name)).map(|at| row.remove(at).1),
            Attrs::Dict(dict) => dict.remove(&Value::Str(name.clone()), cx)?.map(|(_, value)| value),
        };
        Ok(removed.is_some())
    }

    /// `__dict__`, which from now on holds the attributes.
    pub fn dict(&self, cx: &mut CallCx) -> Result<Rc<Dict>, Raised> {
        if let Attrs::Dict(dict) = &*self.attrs.borrow() {
            return Ok(Rc::clone(dict));
        }
        let row = match std::mem::replace(&mut *self.attrs.borrow_mut(), Attrs::Row(Vec::new())) {
            Attrs::Row(row) => row,
            Attrs::Dict(_) => Vec::new(),
        };
        let dict = Rc::new(Dict::default());
        for (name, value) in row {
            dict.insert(Value::Str(name), value, cx)?;
        }
        *self.attrs.borrow_mut() = Attrs::Dict(Rc::clone(&dict));
        Ok(dict)
    }

    /// Replaces all attributes, `x.__dict__ = {…}`.
    pub fn set_dict(&self, dict: Rc<Dict>) {
        let old = std::mem::replace(&mut *self.attrs.borrow_mut(), Attrs::Dict(dict));
        drop(old);
    }

    /// Names and values of the instance's own attributes.
    pub fn own_attrs(&self) -> Vec<(Value, Value)> {
        match &*self.attrs.borrow() {
            Attrs::Row(row) => row.iter().map(|(name, value)| (Value::Str(name.clone()), value.clone())).collect(),
            Attrs::Dict(dict) => dict.pairs(),
        }
    }

    fn special(&self, name: &str, args: &[Value], cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match self.class.lookup(name) {
            Some(method) => attr::call_found(&method, &self.class, &self.value(), args, cx).map(Some),
            None => Ok(None),
        }
    }
}

/// Where a name is in a row, looking at one place first.
#[inline]
fn near(row: &[(Str, Value)], name: &str, at: &Cell<u16>) -> Option<usize> {
    let guess = usize::from(at.get());
    if row.get(guess).is_some_and(|(known, _)| same_name(known, name)) {
        return Some(guess);
    }
    let found = row.iter().position(|(known, _)| same_name(known, name))?;
    at.set(found as u16);
    Some(found)
}

#[inline]
fn same_name(known: &Str, name: &str) -> bool {
    let known = known.as_str();
    (known.as_ptr() == name.as_ptr() && known.len() == name.len()) || known == name
}

impl Object for Instance {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Owned(self.class.name.to_string())
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.class.value())
    }
    fn held(&self, looks: Looks) -> usize {
        match &*self.attrs.borrow() {
            Attrs::Row(row) => row.iter().map(|(_, value)| size_of::<(Str, Value)>() + looks.held(value)).sum(),
            Attrs::Dict(dict) => looks.held(&Value::Dict(Rc::clone(dict))),
        }
    }
    fn inner(&self) -> Option<Value> {
        self.inner.borrow().clone()
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        if let Some(text) = self.special("__repr__", &[], cx)? {
            return special::expect_str("__repr__", text);
        }
        let inner = self.inner.borrow().clone();
        match inner {
            Some(inner) => value::repr::repr(&inner, cx),
            None => Ok(format!("<{} object at 0x{:012x}>", self.class.full_name(), value::object::address(self))),
        }
    }
    fn str(&self, cx: &mut CallCx) -> Result<String, Raised> {
        if let Some(text) = self.special("__str__", &[], cx)? {
            return special::expect_str("__str__", text);
        }
        let inner = self.inner.borrow().clone();
        match inner {
            Some(inner @ Value::Str(_)) if self.class.lookup("__repr__").is_none() => value::repr::str_of(&inner, cx),
            _ => self.repr(cx),
        }
    }
    fn truthy(&self, cx: &mut CallCx) -> Result<bool, Raised> {
        if let Some(truth) = self.special("__bool__", &[], cx)? {
            return match truth {
                Value::Bool(truth) => Ok(truth),
                other => {
                    Err(Raised::type_error(format!("__bool__ should return bool, returned {}", other.type_name())))
                }
            };
        }
        if let Some(n) = self.len(cx)? {
            return Ok(n > 0);
        }
        let inner = self.inner.borrow().clone();
        match inner {
            Some(inner) => value::repr::truthy(&inner, cx),
            None => Ok(true),
        }
    }
    fn eq(&self, other: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        if let Some(result) = self.special("__eq__", std::slice::from_ref(other), cx)? {
            return match special::implemented(result) {
                Some(result) => value::repr::truthy(&result, cx).map(Some),
                None => Ok(None),
            };
        }
        let inner = self.inner.borrow().clone();
        match inner {
            Some(inner) => {
                let other = special::inner_of(other).unwrap_or_else(|| other.clone());
                value::equality::eq(&inner, &other, cx).map(Some)
            }
            None => Ok(None),
        }
    }
    fn compare(&self, op: CompareOp, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let name = match op {
            CompareOp::Lt => "__lt__",
            CompareOp::Le => "__le__",
            CompareOp::Gt => "__gt__",
            CompareOp::Ge => "__ge__",
        };
        if let Some(result) = self.special(name, std::slice::from_ref(other), cx)? {
            return Ok(special::implemented(result));
        }
        let inner = self.inner.borrow().clone();
        let compared = match (&inner, special::inner_of(other)) {
            (Some(inner), Some(other)) => value::order::compare(op, inner, &other, cx),
            (Some(inner), None) if !matches!(other, Value::Object(_)) => value::order::compare(op, inner, other, cx),
            _ => return Ok(None),
        };
        let is_of_other_kind = |inner: &Value| {
            let containers = |value: &Value| matches!(value, Value::List(_) | Value::Tuple(_) | Value::Dict(_));
            containers(inner) && std::mem::discriminant(inner) != std::mem::discriminant(other)
        };
        match compared {
            // The message names this class, not what it is derived from.
            Err(raised)
                if raised.is_a(ExcKind::TypeError)
                    && (special::inner_of(other).is_none() || matches!(inner, Some(Value::Dict(_))))
                    && inner.as_ref().is_some_and(is_of_other_kind) =>
            {
                Ok(None)
            }
            compared => compared.map(Some),
        }
    }
    fn hash(&self, cx: &mut CallCx) -> Result<i64, Raised> {
        match self.class.lookup("__hash__") {
            Some(Value::None) => return Err(special::unhashable(&self.class.name)),
            Some(method) => {
                let hash = attr::call_found(&method, &self.class, &self.value(), &[], cx)?;
                return match hash {
                    Value::Int(_) | Value::Big(_) | Value::Bool(_) => value::hash::py_hash(&hash, cx),
                    _ => Err(Raised::type_error("__hash__ method should return an integer".into())),
                };
            }
            None if self.class.lookup("__eq__").is_some() => return Err(special::unhashable(&self.class.name)),
            None => {}
        }
        let inner = self.inner.borrow().clone();
        match inner {
            Some(inner @ (Value::List(_) | Value::Dict(_) | Value::Set(_))) => {
                let _ = inner;
                Err(special::unhashable(&self.class.name))
            }
            Some(inner) => value::hash::py_hash(&inner, cx),
            None => Ok((value::object::address(self) >> 4) as i64),
        }
    }
    fn key_hash(&self, cx: &mut CallCx) -> Result<u64, Raised> {
        // An instance that holds a built-in value must be found under that value.
        let inner = self.inner.borrow().clone();
        match inner {
            Some(inner) if self.class.lookup("__hash__").is_none() => value::equality::key_hash(&inner, cx),
            _ => {
                let hash = self.hash(cx)?;
                value::equality::key_hash(&Value::Int(hash), cx)
            }
        }
    }
    fn binary(&self, op: BinaryOp, other: &Value, reflected: bool, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let name = special::binary_name(op, reflected);
        match self.special(name, std::slice::from_ref(other), cx)? {
            Some(result) => Ok(special::implemented(result)),
            None => Ok(None),
        }
    }
    fn get_attr(&self, this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        attr::of_instance(self, this, name, cx)
    }
    fn set_attr(&self, name: &str, value: Option<Value>, cx: &mut CallCx) -> Result<bool, Raised> {
        let this = self.value();
        match value {
            Some(value) => attr::set(&this, &Str::new(name), value, cx)?,
            None => attr::delete(&this, &Str::new(name), cx)?,
        }
        Ok(true)
    }
    fn is_callable(&self) -> bool {
        self.class.lookup("__call__").is_some()
    }
    fn call(&self, this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        machine::call(this, args, cx)
    }
    fn len(&self, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        match self.special("__len__", &[], cx)? {
            None => Ok(None),
            Some(Value::Int(n)) if n >= 0 => Ok(Some(n as usize)),
            Some(Value::Bool(truth)) => Ok(Some(usize::from(truth))),
            Some(Value::Int(_)) => Err(Raised::value_error("__len__() should return >= 0".into())),
            Some(other) => {
                Err(Raised::type_error(format!("'{}' object cannot be interpreted as an integer", other.type_name())))
            }
        }
    }
    fn iter(&self, this: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        special::iter_of_instance(self, this, cx)
    }
    fn is_iterator(&self) -> bool {
        self.class.lookup("__next__").is_some()
    }
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match self.special("__next__", &[], cx) {
            Ok(Some(item)) => Ok(Some(item)),
            Ok(None) => Err(Raised::type_error(format!("'{}' object is not an iterator", self.class.name))),
            Err(raised) if raised.is_a(ExcKind::StopIteration) => Ok(None),
            Err(raised) => Err(raised),
        }
    }
    fn get_item(&self, _this: &Value, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if let Some(item) = self.special("__getitem__", std::slice::from_ref(key), cx)? {
            return Ok(Some(item));
        }
        special::missing_key(self, key, cx)
    }
    fn set_item(&self, key: &Value, value: Option<Value>, cx: &mut CallCx) -> Result<bool, Raised> {
        let result = match value {
            Some(value) => self.special("__setitem__", &[key.clone(), value], cx)?,
            None => {
                let is_plain = self.inner.borrow().is_none() && self.class.lookup("__delitem__").is_none();
                if is_plain && matches!(key, Value::Int(_) | Value::Bool(_)) {
                    let message = format!("'{}' object doesn't support item deletion", self.class.name);
                    return Err(Raised::type_error(message));
                }
                self.special("__delitem__", std::slice::from_ref(key), cx)?
            }
        };
        Ok(result.is_some())
    }
    fn contains(&self, item: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        match self.special("__contains__", std::slice::from_ref(item), cx)? {
            Some(found) => value::repr::truthy(&found, cx).map(Some),
            None => Ok(None),
        }
    }
}
