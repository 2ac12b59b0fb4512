//! The page: draws what the worker computes from the document, and changes the document.

pub mod browser;
pub mod code;
pub mod commands;
pub mod dispatch;
pub mod hooks;
pub mod places;
pub mod startup;
pub mod stores;
pub mod transport;
pub mod watchdog;
pub mod worker_client;
pub mod worker_port;
