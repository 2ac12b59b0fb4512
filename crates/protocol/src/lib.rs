//! The data that the page, its worker and the bridge exchange, and the document that is stored and shared.

pub mod bridge;
