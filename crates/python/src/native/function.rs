//! Functions written in Rust.

use std::any::Any;
use std::borrow::Cow;
use std::rc::Rc;

use value::{Args, CallCx, ExcKind, Interrupt, Object, Raised, Str, Value};

/// What a function written in Rust does.
pub type Run = Rc<dyn Fn(&Args, &mut CallCx) -> Result<Value, Raised>>;

/// A function object that runs Rust code.
pub struct NativeFunction {
    /// Qualified: `SparkContext.parallelize`.
    pub name: Str,
    pub run: Run,
    /// Found on a class it is a method: its receiver becomes the first argument.
    pub is_method: bool,
}

/// A function object that runs `function`; `name` is its qualified name (`SparkContext.parallelize`).
///
/// To wait for something (only the driver program can), return `Raised::interrupt(Interrupt::Wait)`.
pub fn native_function(name: &str, function: impl Fn(&Args, &mut CallCx) -> Result<Value, Raised> + 'static) -> Value {
    Value::object(NativeFunction { name: Str::new(name), run: Rc::new(function), is_method: false })
}

/// The same as a method, to be kept in a class.
pub fn native_method(name: &str, function: impl Fn(&Args, &mut CallCx) -> Result<Value, Raised> + 'static) -> Value {
    Value::object(NativeFunction { name: Str::new(name), run: Rc::new(function), is_method: true })
}

impl Object for NativeFunction {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed(if self.is_method { "function" } else { "builtin_function_or_method" })
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(if self.is_method {
            format!("<function {} at 0x{:012x}>", self.name, value::object::address(self))
        } else {
            format!("<built-in function {}>", self.name)
        })
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, _this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        (self.run)(&args, cx).map_err(cannot_wait)
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "__name__" => Some(Value::str(self.name.rsplit('.').next().unwrap_or(""))),
            "__qualname__" => Some(Value::Str(self.name.clone())),
            "__doc__" | "__module__" => Some(Value::None),
            _ => None,
        })
    }
}

/// A wait that reaches Rust code cannot be waited for: only the driver program's own calls can.
pub fn cannot_wait(raised: Raised) -> Raised {
    match raised.parts().interrupt {
        Some(Interrupt::Wait) => Raised::new(
            ExcKind::RuntimeError,
            "this call waits for the stream, so it must be made by the program itself, not from a function that \
             is being run"
                .into(),
        ),
        _ => raised,
    }
}
