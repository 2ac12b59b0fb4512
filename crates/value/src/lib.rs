//! Python's objects as Rust values: what records are, how they compare, hash, print and are kept in columns.

pub mod callable;
pub mod column;
pub mod context;
pub mod equality;
pub mod hash;
pub mod map;
pub mod object;
pub mod order;
pub mod raised;
pub mod repr;
pub mod text;
mod value;

pub use callable::{Callable, Shape};
pub use column::Column;
pub use context::{CallCx, Host};
pub use map::KeyMap;
pub use object::{Args, Object};
pub use raised::{ExcKind, Exception, Interrupt, Raised, TraceEntry};
pub use text::Str;
pub use value::{Dict, FrozenSet, List, Set, Value};
