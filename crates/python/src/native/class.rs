//! Classes written in Rust.

use value::{Args, CallCx, Raised, Value};

/// A class to be made: programs can call it, derive from it and ask `isinstance`.
///
/// Its instances are either objects of Rust types (made by the constructor; their `Object::class` must give the
/// class), or plain Python instances with the methods given here. Methods get the receiver as first argument.
/// A class of a program that is derived from it makes plain instances and runs its own `__init__`.
pub struct NativeClass {
    name: &'static str,
    module: &'static str,
}

impl NativeClass {
    /// A class derived from `object`.
    pub fn new(name: &'static str, module: &'static str) -> Self {
        Self { name, module }
    }

    /// Derives it from `base`, a class object (built-in exceptions included).
    #[must_use]
    pub fn base(self, base: Value) -> Self {
        let _ = base;
        self
    }

    /// What calling the class gives; arguments as the caller gave them, the class itself first.
    #[must_use]
    pub fn constructor(
        self,
        new: impl Fn(&Args, &mut CallCx) -> Result<Value, Raised> + 'static,
    ) -> Self {
        let _ = new;
        self
    }

    /// A method; the receiver is the first argument.
    #[must_use]
    pub fn method(
        self,
        name: &'static str,
        run: impl Fn(&Args, &mut CallCx) -> Result<Value, Raised> + 'static,
    ) -> Self {
        let _ = (name, run);
        self
    }

    /// A class method; the class is the first argument.
    #[must_use]
    pub fn class_method(
        self,
        name: &'static str,
        run: impl Fn(&Args, &mut CallCx) -> Result<Value, Raised> + 'static,
    ) -> Self {
        let _ = (name, run);
        self
    }

    /// A static method.
    #[must_use]
    pub fn static_method(
        self,
        name: &'static str,
        run: impl Fn(&Args, &mut CallCx) -> Result<Value, Raised> + 'static,
    ) -> Self {
        let _ = (name, run);
        self
    }

    /// A property without a setter.
    #[must_use]
    pub fn property(
        self,
        name: &'static str,
        get: impl Fn(&Value, &mut CallCx) -> Result<Value, Raised> + 'static,
    ) -> Self {
        let _ = (name, get);
        self
    }

    /// Any other attribute of the class (`SparkSession.builder`).
    #[must_use]
    pub fn member(self, name: &'static str, value: Value) -> Self {
        let _ = (name, value);
        self
    }

    /// The class object. Make it once and keep it: classes are compared by identity.
    pub fn build(self) -> Value {
        let _ = (self.name, self.module);
        unimplemented!()
    }
}
