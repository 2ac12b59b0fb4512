//! Python's operators on any value: what `a + b`, `a[i]`, `x in a`, `for x in a` and `len(a)` do.
//!
//! Comparison is in `value::order::compare`, `==` in `value::equality::eq`, `bool()` in `value::repr::truthy`.

pub mod binary;
pub mod call;
pub mod float;
pub mod int;
pub mod item;
pub mod iterate;
pub mod iterators;
pub mod real;
pub mod sequence;
pub mod sets;
pub mod slice;
pub mod sort;

pub use binary::{UnaryOp, absolute, binary, divmod, in_place, power_mod, unary};
pub use call::{call, index, special};
pub use item::{contains, del_item, get_item, len, set_item};
pub use iterate::{collect, iter, next, reversed, unpack, unpack_starred};
pub use slice::Slice;
pub use sort::{SortOrder, sort_values, sorted};
