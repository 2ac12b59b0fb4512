//! The pairs of one partition of a state, in versions: one for each batch, which share what they have in common.

mod index;
pub(crate) mod keys;
pub(crate) mod reading;
pub(crate) mod version;
