//! Functions, classes and modules written in Rust that programs can use.

mod class;
mod function;
mod module;
mod signature;

pub use class::NativeClass;
pub use function::{NativeFunction, cannot_wait, native_function, native_method};
pub use module::{Library, Modules, NativeModule};
pub use signature::{Parameter, Signature};

use value::{Args, CallCx, Raised, Value};

use crate::objects::class::Class;
use crate::objects::instance::Instance;

/// A built-in class by its name: `ValueError`, `dict`.
pub fn builtin_class(name: &str) -> Value {
    crate::objects::class::builtin(name).value()
}

/// A new plain instance of a class, without running `__init__`.
pub fn new_instance(class: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    match Class::from_value(class) {
        Some(class) => crate::objects::construct::new_instance(&class, &Args::default(), cx),
        None => Err(Raised::type_error(format!("'{}' object is not a class", class.type_name()))),
    }
}

/// A new instance of a class derived from a built-in type, which holds `inner`.
pub fn instance_of_value(class: &Value, inner: Value) -> Value {
    match Class::from_value(class) {
        Some(class) => Instance::new(class, Some(inner)).value(),
        None => inner,
    }
}

/// Whether `class` is `base` or derived from it.
pub fn derives_from(class: &Value, base: &Value) -> bool {
    match (Class::from_value(class), Class::from_value(base)) {
        (Some(class), Some(base)) => class.is_subclass(&base),
        _ => false,
    }
}

/// A new exception of a class made with [`NativeClass`] (derived from a built-in exception), to be raised.
pub fn exception_of(class: &Value, args: Vec<Value>) -> Raised {
    match Class::from_value(class) {
        Some(class) => match class.basis {
            crate::objects::class::Basis::Exception(kind) => {
                Raised::from_value(crate::objects::exception::new(&class, kind, args))
            }
            _ => Raised::type_error("exceptions must derive from BaseException".into()),
        },
        None => Raised::type_error("exceptions must derive from BaseException".into()),
    }
}
