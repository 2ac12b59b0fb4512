//! `ChainMap`: several mappings seen as one.

use std::any::Any;
use std::borrow::Cow;

use value::raised::ExcKind;
use value::repr::repr;
use value::{Args, CallCx, Object, Raised, Value};

use crate::support::class;
use python::native::NativeClass;
use python::ops::item::key_error;
use python::ops::{collect, get_item, iter, set_item};
use python::types::object_method;

/// The class object.
pub fn class_value() -> Value {
    class("collections.ChainMap", || {
        NativeClass::new("ChainMap", "collections")
            .constructor(|args, _| {
                let mut maps = args.positional.get(1..).unwrap_or_default().to_vec();
                if maps.is_empty() {
                    maps.push(Value::dict(Default::default()));
                }
                Ok(Value::object(ChainMap { maps }))
            })
            .build()
    })
}

struct ChainMap {
    maps: Vec<Value>,
}

impl ChainMap {
    fn find(&self, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        for map in &self.maps {
            match get_item(map, key, cx) {
                Ok(value) => return Ok(Some(value)),
                Err(error) if error.is_a(ExcKind::KeyError) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// All keys, those of the last mapping first.
    fn merged(&self, cx: &mut CallCx) -> Result<Value, Raised> {
        let merged = std::rc::Rc::new(value::Dict::default());
        for map in self.maps.iter().rev() {
            for key in collect(map, cx)? {
                let value = get_item(map, &key, cx)?;
                merged.insert(key, value, cx)?;
            }
        }
        Ok(Value::Dict(merged))
    }
}

impl Object for ChainMap {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("ChainMap")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(class_value())
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let shown: Result<Vec<String>, Raised> = self.maps.iter().map(|map| repr(map, cx)).collect();
        Ok(format!("ChainMap({})", shown?.join(", ")))
    }
    fn truthy(&self, cx: &mut CallCx) -> Result<bool, Raised> {
        Ok(self.len(cx)?.unwrap_or(0) > 0)
    }
    fn len(&self, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        let merged = self.merged(cx)?;
        python::ops::len(&merged, cx).map(Some)
    }
    fn iter(&self, _this: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let merged = self.merged(cx)?;
        iter(&merged, cx).map(Some)
    }
    fn contains(&self, item: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(Some(self.find(item, cx)?.is_some()))
    }
    fn get_item(&self, _this: &Value, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        self.find(key, cx)?.ok_or_else(|| key_error(key)).map(Some)
    }
    fn set_item(&self, key: &Value, value: Option<Value>, cx: &mut CallCx) -> Result<bool, Raised> {
        let Some(first) = self.maps.first() else { return Ok(false) };
        match value {
            Some(value) => set_item(first, key, value, cx)?,
            None => python::ops::del_item(first, key, cx).map_err(|error| match error.is_a(ExcKind::KeyError) {
                true => key_error(&Value::string(format!(
                    "Key not found in the first mapping: {}",
                    repr(key, cx).unwrap_or_default()
                ))),
                false => error,
            })?,
        }
        Ok(true)
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "maps" => Some(Value::list(self.maps.clone())),
            "parents" => Some(Value::object(Self { maps: self.maps.get(1..).unwrap_or_default().to_vec() })),
            "get" | "keys" | "values" | "items" | "new_child" => Some(object_method(this, name)),
            _ => None,
        })
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match (name, args.positional.as_slice()) {
            ("get", [key]) => Ok(Some(self.find(key, cx)?.unwrap_or_default())),
            ("get", [key, default]) => Ok(Some(self.find(key, cx)?.unwrap_or_else(|| default.clone()))),
            ("keys" | "values" | "items", []) => {
                let merged = self.merged(cx)?;
                // Values come from the first mapping that has the key.
                python::types::call_method(&merged, name, args, cx).transpose()
            }
            ("new_child", [] | [_]) => {
                let first = args.positional.first().cloned().unwrap_or_else(|| Value::dict(Default::default()));
                let maps = std::iter::once(first).chain(self.maps.iter().cloned()).collect();
                Ok(Some(Value::object(Self { maps })))
            }
            _ => Ok(None),
        }
    }
}
