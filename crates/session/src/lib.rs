//! A session of the playground: a document being run, stepped and looked at. The page's worker and tests drive it.
//!
//! It knows no browser: time comes through [`watchdog::Pulse`], messages are values.

pub mod diagnostics;
mod doctor;
pub mod edits;
pub mod files;
pub mod inputs;
pub mod lineage;
mod looks;
pub mod off_view;
pub mod pages;
pub mod plan_view;
pub mod run;
pub mod sentence;
pub mod session;
mod shown;
pub mod shuffle;
mod simulated;
mod state_page;
pub mod views;
pub mod watchdog;

pub use session::Session;
pub use watchdog::Pulse;
