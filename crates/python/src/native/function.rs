//! Functions written in Rust.

use value::{Args, CallCx, Raised, Value};

/// A function object that runs `function`; `name` is its qualified name (`SparkContext.parallelize`).
///
/// To wait for something (only the driver program can), return `Raised::interrupt(Interrupt::Wait)`.
pub fn native_function(
    name: &str,
    function: impl Fn(&Args, &mut CallCx) -> Result<Value, Raised> + 'static,
) -> Value {
    let _ = (name, function);
    unimplemented!()
}
