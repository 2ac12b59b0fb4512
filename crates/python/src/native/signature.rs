//! Parameters of a function, and binding arguments to them with CPython's messages.

use value::{Args, Raised, Str, Value};

/// One parameter.
#[derive(Clone)]
pub struct Parameter {
    pub name: Str,
    /// The value when it is left out; without one it is required.
    pub default: Option<Value>,
}

/// The parameters of a function, all of which may be given by position or by name.
#[derive(Clone)]
pub struct Signature {
    /// Qualified name, for messages: `DStream.map`.
    pub function: Str,
    pub params: Vec<Parameter>,
}

impl Signature {
    /// The values of the parameters, in order.
    ///
    /// Errors: `TypeError: DStream.map() missing 1 required positional argument: 'f'` and the other messages of
    /// CPython about arguments that do not fit.
    pub fn bind(&self, args: &Args) -> Result<Vec<Value>, Raised> {
        let _ = args;
        unimplemented!()
    }
}
