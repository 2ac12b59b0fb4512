//! Functions of the program as the engine uses them.

use std::rc::Rc;

use diag::Span;
use value::{CallCx, Callable, Raised, Value};

/// Any callable object (function, lambda, built-in, class, bound method, `functools.partial`…) for the engine.
/// Whether it is callable is found out when it is called, as in Python.
pub fn callable(value: &Value) -> Rc<dyn Callable> {
    let _ = value;
    unimplemented!()
}

/// `func.__code__.co_argcount`, or `None` for what has no `__code__` (built-ins, classes, other objects).
pub fn code_arg_count(value: &Value) -> Option<usize> {
    let _ = value;
    None
}

/// What is known about a function of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionInfo {
    /// `<lambda>` for lambdas.
    pub name: String,
    /// The lambda or the `def` statement in the program's text.
    pub span: Span,
    /// 1-based line of its first byte.
    pub line: u32,
    /// Names of the enclosing functions' variables that it uses.
    pub free_variables: Vec<String>,
    /// Module variables that it or functions written inside it use, in order of first use, built-ins left out.
    pub globals: Vec<String>,
}

/// Where a function of the program is written and what it uses; `None` for other objects. A bound method is its function.
pub fn function_info(value: &Value) -> Option<FunctionInfo> {
    let _ = value;
    None
}

/// A copy of a function as PySpark's workers get it: what it captured and the module variables that it uses are
/// copied deeply, functions it refers to likewise; modules and classes are shared.
/// Other values are copied deeply. Sharing and cycles inside the copy are kept.
///
/// Errors: `refuse` is asked about every object that is not one of Python's own types and may raise.
pub fn snapshot(
    value: &Value,
    refuse: &mut dyn FnMut(&Value, &mut CallCx) -> Result<(), Raised>,
    cx: &mut CallCx,
) -> Result<Value, Raised> {
    let _ = (value, refuse, cx);
    unimplemented!()
}
