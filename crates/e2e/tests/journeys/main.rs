//! What readers do with the page, in a real browser.
//!
//! All tests are in the module `journey`: runs without a browser and a built page leave it out by that name.

mod journey;
mod known;
