//! `types.MappingProxyType`: a mapping to look at.

use std::any::Any;
use std::borrow::Cow;

use value::repr::repr;
use value::{Args, CallCx, Object, Raised, Value};

use crate::support::{class, receiver};
use python::native::NativeClass;
use python::ops::{get_item, iter, len};
use python::types::dict::as_dict;
use python::types::object_method;

/// The class object.
pub fn class_value() -> Value {
    class("types.mappingproxy", || {
        NativeClass::new("mappingproxy", "builtins")
            .constructor(|args, _| {
                let mapping = receiver(args).1.positional.first().cloned().unwrap_or_default();
                match as_dict(&mapping) {
                    Some(_) => Ok(Value::object(MappingProxy(mapping))),
                    None => {
                        let name = mapping.type_name();
                        Err(Raised::type_error(format!("mappingproxy() argument must be a mapping, not {name}")))
                    }
                }
            })
            .build()
    })
}

/// A dict that cannot be changed through this.
pub struct MappingProxy(pub Value);

const METHODS: &[&str] = &["get", "items", "keys", "values", "copy"];

impl Object for MappingProxy {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("mappingproxy")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(class_value())
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("mappingproxy({})", repr(&self.0, cx)?))
    }
    fn str(&self, cx: &mut CallCx) -> Result<String, Raised> {
        repr(&self.0, cx)
    }
    fn truthy(&self, cx: &mut CallCx) -> Result<bool, Raised> {
        value::repr::truthy(&self.0, cx)
    }
    fn eq(&self, other: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        let other = other.downcast::<Self>().map_or(other, |other| &other.0);
        value::equality::eq(&self.0, other, cx).map(Some)
    }
    fn hash(&self, _cx: &mut CallCx) -> Result<i64, Raised> {
        Err(Raised::type_error("unhashable type: 'mappingproxy'".into()))
    }
    fn len(&self, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        len(&self.0, cx).map(Some)
    }
    fn iter(&self, _this: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        iter(&self.0, cx).map(Some)
    }
    fn get_item(&self, _this: &Value, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        get_item(&self.0, key, cx).map(Some)
    }
    fn contains(&self, item: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        match as_dict(&self.0) {
            Some(dict) => dict.contains(item, cx).map(Some),
            None => Ok(Some(false)),
        }
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(METHODS.contains(&name).then(|| object_method(this, name)))
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match METHODS.contains(&name) {
            true => python::types::call_method(&self.0, name, args, cx).transpose(),
            false => Ok(None),
        }
    }
}
