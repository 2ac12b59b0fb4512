//! Drives the built page in a headless Chromium: what a journey needs to open it, find things by role and name,
//! act, look, and fail with a picture.
//!
//! `cargo xtask test` builds page and server and runs the journeys; they are in `tests/journeys.rs`.

pub mod accessibility;
pub mod chromedriver;
pub mod element;
pub mod error;
pub mod journey;
pub mod keyboard;
pub mod keys;
pub mod layout;
pub mod motion;
pub mod page;
pub mod process;
pub mod reader;
pub mod server;
pub mod session;
mod sought;
pub mod tcp_source;
pub mod touch;
pub mod views;
