//! The data that the page, its worker and the bridge exchange, and the document that is stored and shared.

pub mod arrivals;
pub mod bridge;
pub mod doctor_view;
pub mod document;
pub mod examples;
pub mod file_view;
pub mod lineage_view;
pub mod members;
pub mod message;
pub mod plan_view;
pub mod run_view;
pub mod share;
pub mod shuffle_view;
pub mod source;
pub mod template;
pub mod text;
pub mod words;
