//! What is told of the measurements: on the terminal, and in `docs/PERFORMANCE.md`.

mod document;
mod page;
mod plot;
mod rows;
mod terminal;

pub use document::{MachineFacts, document};
pub use page::{PageFigure, page_table};
pub use plot::plot;
pub use rows::{PlaceResults, check_places_agree};
pub use terminal::terminal;
