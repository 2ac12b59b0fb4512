//! What the page knows, in five reducers split by how often they change.
//!
//! A store counts its changes in `version` and is compared by it alone, so that comparing stores costs nothing
//! however much they hold.

pub mod chain_work;
pub mod clock;
pub mod document;
pub mod layout;
pub mod plan;
pub mod run;
