//! How fast the engine is: workloads, other ways to do the same work beside it, and what is told of both.
//!
//! The same code measures natively (`bench`) and in a browser's worker (`bench_worker`); `cargo xtask bench` builds
//! and runs both. A workload is one file in `workloads` and a line in its list.

pub mod error;
pub mod growth;
pub mod guest;
mod launched;
pub mod measure;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
mod printed;
mod random;
pub mod report;
pub mod request;
mod statistics;
mod word_lines;
pub mod workload;
mod workloads;
mod zipf;
