//! Python's objects as Rust values: what records are, how they compare, hash, print and are kept in columns.

pub mod callable;
pub mod calm_sort;
pub mod column;
mod container;
pub mod context;
pub mod equality;
pub mod hash;
pub mod held;
pub mod map;
pub mod memory;
pub mod object;
pub mod order;
mod probe;
pub mod raised;
pub mod repr;
pub mod scan;
pub mod set;
pub mod surrogate;
pub mod text;
pub mod trash;
mod typed;
pub mod unicode;
mod value;

pub use callable::{Callable, Shape};
pub use column::Column;
pub use context::{CallCx, CallSite, Host, Refuel, Sleep};
pub use map::KeyMap;
pub use object::{Args, Object};
pub use raised::{ExcKind, Exception, Interrupt, Raised, TraceEntry};
pub use set::SetTable;
pub use text::Str;
pub use value::{Dict, FrozenSet, List, Set, Value};
