//! `ResultIterable`: what `groupByKey` and `cogroup` give for the values of a key.

use std::any::Any;
use std::borrow::Cow;
use std::rc::Rc;

use value::held::Looks;
use value::object::address;
use value::{CallCx, List, Object, Raised, Value};

use super::rows::RowIterator;
use crate::language::Language;
use crate::records::iterate;

/// An iterable over the values of a key, with a length and no indexing.
pub struct ResultIterable {
    data: Rc<List>,
    language: Rc<dyn Language>,
}

impl ResultIterable {
    /// The object around a list of values.
    pub fn value(values: Vec<Value>, language: &Rc<dyn Language>) -> Value {
        match Value::list(values) {
            Value::List(data) => Value::object(Self { data, language: Rc::clone(language) }),
            other => other,
        }
    }

    /// The values.
    pub fn items(&self) -> Vec<Value> {
        self.data.0.borrow().clone()
    }
}

impl Object for ResultIterable {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("ResultIterable")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _: &mut CallCx) -> Option<Value> {
        self.language.result_iterable_class()
    }
    fn repr(&self, _: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("<pyspark.resultiterable.ResultIterable object at 0x{:012x}>", address(self)))
    }
    fn held(&self, looks: Looks) -> usize {
        looks.items(&self.data.0.borrow())
    }
    fn get_attr(&self, _: &Value, name: &str, _: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "data" => Some(Value::List(Rc::clone(&self.data))),
            "maxindex" => Some(Value::from(self.data.0.borrow().len())),
            "index" => Some(Value::Int(0)),
            _ => None,
        })
    }
    fn len(&self, _: &mut CallCx) -> Result<Option<usize>, Raised> {
        Ok(Some(self.data.0.borrow().len()))
    }
    fn truthy(&self, _: &mut CallCx) -> Result<bool, Raised> {
        Ok(!self.data.0.borrow().is_empty())
    }
    fn iter(&self, _: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let rows = iterate(&Value::List(Rc::clone(&self.data)), cx)?;
        Ok(Some(RowIterator::value(rows, "list_iterator")))
    }
}
