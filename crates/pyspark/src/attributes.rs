//! What PySpark's classes have in common: attributes that cannot be set, types as `RDD[int]`.

use python::NativeClass;
use value::{CallCx, ExcKind, Raised, Value};

/// For `Object::set_attr` of an object whose class has properties and nothing else that can be set.
///
/// Errors: CPython's `AttributeError` about a property without a setter.
pub(crate) fn refuse_properties(class: Option<Value>, name: &str, cx: &mut CallCx) -> Result<bool, Raised> {
    let Some(class) = class else { return Ok(false) };
    match python::get_attribute(&class, name, cx) {
        Ok(found) if found.type_name() == "property" => {
            let class_name = python::get_attribute(&class, "__name__", cx)?;
            let class_name = value::repr::str_of(&class_name, cx)?;
            let message = format!("property '{name}' of '{class_name}' object has no setter");
            Err(Raised::new(ExcKind::AttributeError, message))
        }
        _ => Ok(false),
    }
}

/// A class of PySpark's that annotations give types to: `RDD[int]`. The types have no effect.
pub(crate) fn generic(class: NativeClass) -> NativeClass {
    class.class_method("__class_item__", |args, _cx| Ok(args.positional.first().cloned().unwrap_or_default()))
}
