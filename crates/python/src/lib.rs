//! The Python 3.11 language as PySpark streaming programs use it: parse, compile, run.

mod ast;
pub mod builtins;
pub mod callable;
mod compile;
mod copied;
pub mod driver;
mod kernels;
mod machine;
pub mod native;
pub mod objects;
pub mod ops;
mod parse;
pub mod program;
mod queries;
mod snapshot;
pub mod tokens;
pub mod traceback;
pub mod types;
mod walk;

pub use callable::{
    FunctionInfo, Transfer, callable, code_arg_count, formula_column, function_info, get_attribute, snapshot,
    snapshot_callables,
};
pub use driver::{Driver, DriverStep};
pub use machine::{call, call_values, handled_exception};
pub use native::{Library, Modules, NativeClass, NativeModule, Parameter, Signature, native_function};
pub use program::{ArgForm, CallArg, CallExpr, Program, SimpleStatement};
pub use traceback::format_traceback;
