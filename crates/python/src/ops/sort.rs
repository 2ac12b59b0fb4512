//! Stable sorting by Python's `<`.

use value::CallCx;
use value::Raised;
use value::Value;

/// Which way to sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortOrder {
    Ascending,
    /// `reverse=True`: equal items keep their order.
    Descending,
}

/// `sorted(iterable, key=…, reverse=…)`.
pub fn sorted(iterable: &Value, key: Option<&Value>, order: SortOrder, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    let mut items = crate::ops::collect(iterable, cx)?;
    sort_values(&mut items, key, order, cx)?;
    Ok(items)
}

/// Sorts in place; on an error the items are all there, in some order.
pub fn sort_values(items: &mut Vec<Value>, key: Option<&Value>, order: SortOrder, cx: &mut CallCx) -> Result<(), Raised> {
    let _ = (items, key, order, cx);
    unimplemented!()
}
