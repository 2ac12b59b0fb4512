//! `iter(x)`, `next(x)`, and taking everything that an iterable gives.

use value::CallCx;
use value::Raised;
use value::Value;

/// `iter(value)`: an iterator object, also for every built-in container.
///
/// Errors: `TypeError: 'int' object is not iterable`.
pub fn iter(value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let _ = (value, cx);
    unimplemented!()
}

/// The next item of an iterator, or `None` at its end (no `StopIteration` is made).
///
/// Errors: `TypeError: 'list' object is not an iterator`.
pub fn next(iterator: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    let _ = (iterator, cx);
    unimplemented!()
}

/// Everything that `value` gives when iterated over, `list(value)`.
pub fn collect(value: &Value, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    let _ = (value, cx);
    unimplemented!()
}

/// The `n` items of `a, b, c = value`.
///
/// Errors: `ValueError: too many values to unpack (expected 2)` and friends.
pub fn unpack(value: &Value, n: usize, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    let _ = (value, n, cx);
    unimplemented!()
}

/// The items of `a, *rest, z = value`: `before` ones, the list of those between, `after` ones.
pub fn unpack_starred(value: &Value, before: usize, after: usize, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    let _ = (value, before, after, cx);
    unimplemented!()
}
