//! `Callable`: a user's function as the engine sees it, row by row or a whole column at once.

use crate::column::Column;
use crate::context::CallCx;
use crate::raised::Raised;
use crate::value::Value;

/// What a function is, when that is known for certain.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Unknown,
    /// `lambda x, y: x + y` or `operator.add`.
    Sum,
    /// `sum([x, y])`, which is not `x + y` of what is no whole number.
    IntSum,
    /// `lambda x, y: x - y` or `operator.sub`.
    Difference,
    /// `lambda x, y: max(x, y)` and the like.
    Max,
    /// `lambda x, y: min(x, y)` and the like.
    Min,
    /// Of tuples, place by place.
    Tuple(Vec<Shape>),
    /// `sum(new) + (old or 0)`.
    RunningSum,
}

/// A function of the program.
pub trait Callable {
    /// Calls it with positional arguments.
    fn call(&self, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised>;

    /// Applies it to every row of a partition at once, or `None` if that cannot be done with the very same
    /// results (the caller then goes row by row, which also gives the exception and its row).
    fn call_column(&self, input: &Column, cx: &mut CallCx) -> Option<Column> {
        let _ = (input, cx);
        None
    }

    /// Like [`Callable::call_column`] for `flatMap`: the rows of all results, one after another.
    fn flat_call_column(&self, input: &Column, cx: &mut CallCx) -> Option<Column> {
        let _ = (input, cx);
        None
    }

    /// Like [`Callable::call_column`] for `filter`: which rows' results are true.
    fn test_column(&self, input: &Column, cx: &mut CallCx) -> Option<Vec<bool>> {
        match self.call_column(input, cx)? {
            Column::Bool(rows) => Some(rows),
            _ => None,
        }
    }

    /// What the function is, when that is known.
    fn shape(&self) -> Shape {
        Shape::Unknown
    }

    /// Whether this function and `before` are provably one that only computes: called with equal arguments that nobody
    /// can change, but for lists made for the call, both give equal results of the same types, or both raise, and
    /// nothing else comes of it.
    fn computes_as(&self, before: &dyn Callable) -> bool {
        let _ = before;
        false
    }

    /// Whether `f([], state)` is provably a value equal to `state` and of the same types, with no effects.
    fn keeps(&self, state: &Value, cx: &mut CallCx) -> bool {
        let _ = cx;
        matches!((self.shape(), state), (Shape::RunningSum, Value::Int(_)))
    }

    /// The function as the Python object that it is.
    fn as_value(&self) -> Value;
}
