//! Exceptions that PySpark's own Python code raises, with the classes that programs catch.

use python::NativeClass;
use python::native::{builtin_class, exception_of};
use value::{CallCx, Raised, Value};

use crate::spark::Spark;

/// The classes of `pyspark.errors`, and those of other modules that come out of PySpark.
pub(crate) struct ExceptionClasses {
    pub base: Value,
    pub attribute: Value,
    pub not_implemented: Value,
    pub runtime: Value,
    pub type_error: Value,
    pub value: Value,
    pub py4j_error: Value,
    pub py4j_java_error: Value,
    pub pickling: Value,
}

/// Where PySpark defines its exceptions; tracebacks show it.
const MODULE: &str = "pyspark.errors.exceptions.base";

impl ExceptionClasses {
    pub fn new() -> Self {
        let exception = builtin_class("Exception");
        let base = NativeClass::new("PySparkException", MODULE).base(&exception).build();
        let derived = |name, python| NativeClass::new(name, MODULE).base(&base).base(&builtin_class(python)).build();
        let py4j_error = NativeClass::new("Py4JError", "py4j.protocol").base(&exception).build();
        Self {
            attribute: derived("PySparkAttributeError", "AttributeError"),
            not_implemented: derived("PySparkNotImplementedError", "NotImplementedError"),
            runtime: derived("PySparkRuntimeError", "RuntimeError"),
            type_error: derived("PySparkTypeError", "TypeError"),
            value: derived("PySparkValueError", "ValueError"),
            base,
            py4j_java_error: NativeClass::new("Py4JJavaError", "py4j.protocol").base(&py4j_error).build(),
            py4j_error,
            pickling: NativeClass::new("PicklingError", "_pickle").base(&exception).build(),
        }
    }
}

impl Spark {
    /// `PySparkRuntimeError`, with the error class in front of the message.
    pub(crate) fn runtime_error(&self, error_class: &str, message: &str) -> Raised {
        let text = format!("[{error_class}] {message}");
        exception_of(&self.classes().exceptions.runtime, vec![Value::string(text)])
    }

    /// What cloudpickle ends in when something inside of `what` cannot be pickled.
    pub(crate) fn pickling_error(&self, what: &str, reason: &Raised, cx: &mut CallCx) -> Raised {
        let message = format!("Could not serialize {what}: {}", class_and_text(reason, cx));
        exception_of(&self.classes().exceptions.pickling, vec![Value::string(message)])
    }
}

/// `NotImplementedError: `: unlike in a traceback, the colon stands even without a text.
fn class_and_text(raised: &Raised, cx: &mut CallCx) -> String {
    let exception = &raised.parts().exception;
    let text = value::repr::str_of(exception, cx).unwrap_or_default();
    format!("{}: {text}", exception.type_name())
}
