//! The steps of narrow chains.

pub(crate) mod count;
pub(crate) mod element;
pub(crate) mod native;
pub(crate) mod partition;
pub(crate) mod value;
