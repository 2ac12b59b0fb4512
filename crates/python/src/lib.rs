//! (being built)
pub mod modules;
pub mod ops;
pub mod types;
