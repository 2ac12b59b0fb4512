//! Functions, classes and modules written in Rust that programs can use.

mod class;
mod function;
mod module;
mod signature;

pub use class::NativeClass;
pub use function::native_function;
pub use module::{Modules, NativeModule};
pub use signature::{Parameter, Signature};
