//! The page: draws what the worker computes from the document, and changes the document.

pub mod places;
pub mod stores;
pub mod transport;
pub mod watchdog;
pub mod worker_client;
