//! Functions that are known by their form: applied to whole columns, or named for the engine.

pub mod column;
pub mod recognise;
pub mod shape;

use value::{Str, Value};

/// A function that can be applied to a column at once.
#[derive(Clone)]
pub enum Kernel {
    /// `lambda line: line.split(separator)`; the separator is not empty.
    Split { separator: Str },
    /// `lambda line: line.split()`.
    SplitWhitespace,
    /// `lambda word: (word, value)`.
    PairWith { value: Value },
}
