//! `a[key]`, `a[key] = x`, `del a[key]`, `x in a` and `len(a)`.

use value::CallCx;
use value::Raised;
use value::Value;

/// `container[key]`; slices are keys of type [`crate::ops::Slice`].
pub fn get_item(container: &Value, key: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let _ = (container, key, cx);
    unimplemented!()
}

/// `container[key] = item`.
pub fn set_item(container: &Value, key: &Value, item: Value, cx: &mut CallCx) -> Result<(), Raised> {
    let _ = (container, key, item, cx);
    unimplemented!()
}

/// `del container[key]`.
pub fn del_item(container: &Value, key: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    let _ = (container, key, cx);
    unimplemented!()
}

/// `item in container`.
///
/// Errors: `TypeError: argument of type 'int' is not iterable`.
pub fn contains(container: &Value, item: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    let _ = (container, item, cx);
    unimplemented!()
}

/// `len(value)`.
///
/// Errors: `TypeError: object of type 'int' has no len()`.
pub fn len(value: &Value, cx: &mut CallCx) -> Result<usize, Raised> {
    let _ = (value, cx);
    unimplemented!()
}
