//! Functions written in Rust as Python sees them: their table entries, how arguments are checked and bound.

use std::any::Any;
use std::borrow::Cow;

use value::CallCx;
use value::{Args, Object};
use value::Raised;
use value::Str;
use value::Value;

/// How many arguments a function takes, in the ways CPython tells apart by its messages.
#[derive(Clone, Copy, Debug)]
pub enum Arity {
    /// `lower() takes no arguments (1 given)`.
    Zero,
    /// `join() takes exactly one argument (2 given)`.
    One,
    /// `strip expected at most 1 argument, got 2`.
    Between(usize, usize),
    /// `find() takes at least 1 argument (0 given)`.
    Parsed(usize, usize),
    /// Parameters with names, of which the first `required` must be given; the first `positional_only` not by name,
    /// those from `keyword_only` on only by name.
    Named { names: &'static [&'static str], required: usize, positional_only: usize, keyword_only: usize },
    /// The function checks for itself.
    Any,
}

/// The function itself. The first argument is the receiver (`None` for a module's function).
#[derive(Clone, Copy)]
pub enum Run {
    /// Gets the positional arguments; there are no others.
    Positional(fn(&Value, &[Value], &mut CallCx) -> Result<Value, Raised>),
    /// Gets one slot for every name of [`Arity::Named`].
    Bound(fn(&Value, &[Option<Value>], &mut CallCx) -> Result<Value, Raised>),
    /// Gets everything as it was given.
    Raw(fn(&Value, &[Value], &[(Str, Value)], &mut CallCx) -> Result<Value, Raised>),
}

/// One line of a method table or of a module.
#[derive(Clone, Copy)]
pub struct FunctionEntry {
    pub name: &'static str,
    pub arity: Arity,
    pub run: Run,
}

impl FunctionEntry {
    /// Checks and binds the arguments, then runs the function.
    #[inline]
    pub fn call(
        &self,
        receiver: &Value,
        positional: &[Value],
        keywords: &[(Str, Value)],
        cx: &mut CallCx,
    ) -> Result<Value, Raised> {
        let _ = (receiver, positional, keywords, cx);
        unimplemented!()
    }
}

/// A function of a module, `math.sqrt`.
pub struct Function {
    pub entry: FunctionEntry,
    pub module: &'static str,
}

impl Object for Function {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("builtin_function_or_method")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, _this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        self.entry.call(&Value::None, &args.positional, &args.keywords, cx)
    }
}

/// A method with its receiver, `"a,b".split`.
pub struct BoundMethod {
    pub receiver: Value,
    pub entry: FunctionEntry,
}

impl Object for BoundMethod {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("builtin_function_or_method")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, _this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        self.entry.call(&self.receiver, &args.positional, &args.keywords, cx)
    }
}
