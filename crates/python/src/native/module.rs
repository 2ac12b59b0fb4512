//! Modules written in Rust and the registry that `import` looks in.

use std::rc::Rc;

use value::{CallCx, Raised, Value};

/// A module written in Rust.
pub struct NativeModule {
    /// The full dotted name.
    pub name: &'static str,
    pub members: Vec<(&'static str, Value)>,
}

impl NativeModule {
    /// The module as an object.
    pub fn into_value(self) -> Value {
        unimplemented!()
    }
}

/// What can be imported. Each module is made at its first import and kept; cloning shares them.
///
/// The standard library modules of [`crate::modules`] are always there.
#[derive(Clone, Default)]
pub struct Modules(Rc<()>);

impl Modules {
    /// Only the standard library.
    pub fn new() -> Self {
        Self::default()
    }

    /// Offers the module `name` (`pyspark.streaming`; its parents are made up if they are not offered themselves).
    pub fn add(
        &self,
        name: &'static str,
        load: impl Fn(&mut CallCx) -> Result<NativeModule, Raised> + 'static,
    ) {
        let _ = (name, load);
        unimplemented!()
    }

    /// A text that helps whoever imports `name`, which does not exist here: what to use instead.
    pub fn advise(&self, name: &'static str, help: &'static str) {
        let _ = (name, help);
        unimplemented!()
    }

    /// The module `name`, as `import` gets it.
    ///
    /// Errors: `ModuleNotFoundError: No module named 'x'`.
    pub fn import(&self, name: &str, cx: &mut CallCx) -> Result<Value, Raised> {
        let _ = (name, cx);
        unimplemented!()
    }
}
