//! Functions of the program as the engine uses them.

use std::rc::Rc;

use diag::Span;
use value::{CallCx, Callable, Column, Raised, Shape, Value};

use crate::kernels::eval::Shared;
use crate::kernels::harmless::Kin;
use crate::kernels::keeping::Kept;
use crate::kernels::{self, one_by_one};
use crate::machine;
use crate::objects::attr;
use crate::objects::function::{BoundMethod, Function};

use crate::copied::Copied;

pub use crate::snapshot::{Transfer, snapshot, snapshot_callables};

/// Any callable object (function, lambda, built-in, class, bound method, `functools.partial`…) for the engine.
/// Whether it is callable is found out when it is called, as in Python.
pub fn callable(value: &Value) -> Rc<dyn Callable> {
    match machine::as_function(value) {
        Some(function) => {
            Rc::new(OfFunction { kin: Kin::alone(&function), kept: Kept::default(), function, _copied: None })
        }
        None => Rc::new(OfValue { value: value.clone(), _copied: None }),
    }
}

/// [`callable`] of a copy, which lives with it, and with those that were copied with it.
pub(crate) fn callable_of_copy(value: Value, kin: &Rc<Kin>, copied: Option<Rc<Copied>>) -> Rc<dyn Callable> {
    match machine::as_function(&value) {
        // The value is one more reference, which must be gone when the copies are looked at.
        Some(function) => {
            drop(value);
            Rc::new(OfFunction { function, kin: Rc::clone(kin), kept: Kept::default(), _copied: copied })
        }
        None => Rc::new(OfValue { value, _copied: copied }),
    }
}

/// What the formula of a function of the program gives for a column, if it has one that takes these rows.
pub fn formula_column(function: &Value, input: &Column, cx: &mut CallCx) -> Option<Rc<Column>> {
    let function = machine::as_function(function)?;
    kernels::eval::call(&function, vec![Rc::new(input.clone())], Shared::Stay, cx)
}

/// A function of the program.
struct OfFunction {
    function: Rc<Function>,
    kin: Rc<Kin>,
    kept: Kept,
    // Dropped after the function: see there.
    _copied: Option<Rc<Copied>>,
}

impl OfFunction {
    fn results(&self, input: &Column, cx: &mut CallCx) -> Option<Rc<Column>> {
        self.function.code.formula.as_ref()?;
        // A row costs a step, as it would one by one.
        cx.burn(input.len() as u64).ok()?;
        kernels::eval::call(&self.function, vec![Rc::new(input.clone())], self.shared(cx), cx)
    }

    /// Asked only where names of others are used at all.
    fn shared(&self, cx: &mut CallCx) -> Shared {
        if !self.uses_none() && self.kin.are_calm(cx) { Shared::Stay } else { Shared::MayChange }
    }

    fn uses_none(&self) -> bool {
        self.function.code.uses.as_ref().is_some_and(|uses| uses.names.is_empty())
    }

    fn is_called_for_each(&self, input: &Column, cx: &mut CallCx) -> bool {
        (self.uses_none() || self.kin.are_calm(cx)) && one_by_one::is_possible(&self.function, input, cx)
    }
}

impl Callable for OfFunction {
    fn call(&self, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
        machine::call_function(&self.function, args, cx)
    }
    fn call_column(&self, input: &Column, cx: &mut CallCx) -> Option<Column> {
        if self.function.is_generator() {
            return None;
        }
        if let Some(result) = self.results(input, cx) {
            return Some(Rc::try_unwrap(result).unwrap_or_else(|shared| (*shared).clone()));
        }
        self.is_called_for_each(input, cx).then(|| one_by_one::map(&self.function, input, cx))?
    }
    fn flat_call_column(&self, input: &Column, cx: &mut CallCx) -> Option<Column> {
        if let Some(items) = self.results(input, cx).and_then(|results| kernels::lists::flattened(&results)) {
            return Some(items);
        }
        self.is_called_for_each(input, cx).then(|| one_by_one::flat_map(&self.function, input, cx))?
    }
    fn test_column(&self, input: &Column, cx: &mut CallCx) -> Option<Vec<bool>> {
        if self.function.is_generator() {
            return None;
        }
        if let Some(truth) = self.results(input, cx).and_then(|results| kernels::select::truth(&results, cx)) {
            return Some(truth);
        }
        self.is_called_for_each(input, cx).then(|| one_by_one::test(&self.function, input, cx))?
    }
    fn shape(&self) -> Shape {
        self.function.code.shape.clone()
    }
    fn computes_as(&self, before: &dyn Callable) -> bool {
        before.as_value().downcast::<Function>().is_some_and(|before| kernels::steady::is_one(&self.function, before))
    }
    fn keeps(&self, state: &Value, cx: &mut CallCx) -> bool {
        self.kept.keeps(&self.function, state, cx)
    }
    fn as_value(&self) -> Value {
        Value::Object(Rc::clone(&self.function) as Rc<dyn value::Object>)
    }
}

/// Any other object.
struct OfValue {
    value: Value,
    _copied: Option<Rc<Copied>>,
}

impl Callable for OfValue {
    fn call(&self, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
        machine::call_values(&self.value, args, cx)
    }
    fn shape(&self) -> Shape {
        let Some(native) = self.value.downcast::<crate::types::Function>() else { return Shape::Unknown };
        match (native.entry.owner, native.entry.name) {
            ("operator" | "_operator", "add") => Shape::Sum,
            ("operator" | "_operator", "sub") => Shape::Difference,
            ("", "max") => Shape::Max,
            ("", "min") => Shape::Min,
            _ => Shape::Unknown,
        }
    }
    fn as_value(&self) -> Value {
        self.value.clone()
    }
}

/// `func.__code__.co_argcount`, or `None` for what has no `__code__` (built-ins, classes, other objects).
/// A bound method counts its receiver, as in Python.
pub fn code_arg_count(value: &Value) -> Option<usize> {
    with_function(value, |function| function.code.params.n_positional)
}

/// Calls `read` with the function in a value, or behind a bound method.
fn with_function<T>(value: &Value, read: impl FnOnce(&Function) -> T) -> Option<T> {
    if let Some(function) = value.downcast::<Function>() {
        return Some(read(function));
    }
    let method = value.downcast::<BoundMethod>()?;
    method.function.downcast::<Function>().map(read)
}

/// `value.name`, as a program would get it.
///
/// Errors: `AttributeError: 'str' object has no attribute '__code__'` and the like.
pub fn get_attribute(value: &Value, name: &str, cx: &mut CallCx) -> Result<Value, Raised> {
    attr::get(value, name, cx)
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
    /// Whether constants of it, or of functions inside it, are sets, whose order pickling may change.
    pub has_set_constants: bool,
}

/// Where a function of the program is written and what it uses; `None` for other objects. A bound method is its function.
pub fn function_info(value: &Value) -> Option<FunctionInfo> {
    with_function(value, |function| {
        let code = &function.code;
        FunctionInfo {
            name: function.name().to_string(),
            span: code.span,
            line: code.line,
            free_variables: code.free.iter().map(ToString::to_string).collect(),
            has_set_constants: !Rc::ptr_eq(code, &code.unpickled()),
            globals: crate::snapshot::referenced_globals(code)
                .into_iter()
                .filter(|name| function.globals.dict.get_str(name).is_some() || crate::builtins::lookup(name).is_none())
                .map(|name| name.to_string())
                .collect(),
        }
    })
}
