//! What is told of the measurements: on the terminal, and in `docs/PERFORMANCE.md`.

mod document;
mod rows;
mod terminal;

pub use document::{MachineFacts, document};
pub use rows::{PlaceResults, check_places_agree};
pub use terminal::terminal;
