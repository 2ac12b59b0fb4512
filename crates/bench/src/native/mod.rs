//! The command `bench`: measures in both places and tells the results.

mod browser;
pub mod cli;
mod error;
mod machine;
mod page;
mod processes;
mod progress;
mod site;
