//! The Python 3.11 language as PySpark streaming programs use it: parse, compile, run.

pub mod callable;
pub mod driver;
pub mod modules;
pub mod native;
pub mod ops;
pub mod program;
pub mod tokens;
pub mod traceback;
pub mod types;

pub use callable::{FunctionInfo, callable, code_arg_count, function_info, snapshot};
pub use driver::{Driver, DriverStep};
pub use native::{Modules, NativeClass, NativeModule, Parameter, Signature, native_function};
pub use program::{ArgForm, CallArg, CallExpr, Program};
pub use traceback::format_traceback;
