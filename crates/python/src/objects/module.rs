//! Modules.

use std::any::Any;
use std::borrow::Cow;
use std::rc::Rc;

use value::{CallCx, Dict, Object, Raised, Str, Value};

/// A module: its members are a dict, as in Python.
pub struct Module {
    pub name: Str,
    pub dict: Rc<Dict>,
}

impl Object for Module {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("module")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("<module '{}'>", self.name))
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if let Some(found) = self.dict.get_str(name) {
            return Ok(Some(found));
        }
        Ok(match name {
            "__name__" => Some(Value::Str(self.name.clone())),
            "__dict__" => Some(Value::Dict(Rc::clone(&self.dict))),
            "__doc__" => Some(Value::None),
            _ => None,
        })
    }
    fn set_attr(&self, name: &str, value: Option<Value>, cx: &mut CallCx) -> Result<bool, Raised> {
        match value {
            Some(value) => {
                self.dict.insert(Value::str(name), value, cx)?;
                Ok(true)
            }
            None => Ok(self.dict.remove(&Value::str(name), cx)?.is_some()),
        }
    }
}
