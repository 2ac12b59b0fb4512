//! The panels of the inspector against known values, a file for each.

mod batches;
mod rdd;
mod state;
pub mod window;
