//! The data that the page, its worker and the bridge exchange, and the document that is stored and shared.

pub mod bridge;
pub mod document;
pub mod examples;
pub mod message;
pub mod plan_view;
pub mod run_view;
pub mod share;
pub mod source;
pub mod text;
