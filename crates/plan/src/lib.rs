//! The plan of a program: its streams and output operations, the rules that they must keep, and edits of its text.

pub mod ancestry;
pub mod builder;
pub mod error;
pub mod plan;
pub mod spec;
pub mod time;

pub use ancestry::{Ancestry, Argument, KeyOf};
pub use builder::PlanBuilder;
pub use error::{ErrorClass, PlanError};
pub use plan::{Arg, BoundArgs, Mark, NewNode, Node, NodeId, Origin, Packing, Place, Plan};
pub use spec::{Category, Example, OperatorSpec, Param, ParamDefault, ParamKind, Receiver, Rules};
pub use time::{Duration, Interval, Time, Zone};
