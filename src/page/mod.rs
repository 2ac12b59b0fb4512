//! The page: draws what the worker computes from the document, and changes the document.

pub mod bar;
pub mod browser;
pub mod chain;
pub mod code;
pub mod commands;
pub mod dispatch;
pub mod highlight;
pub mod hooks;
pub mod matrix;
pub mod places;
pub mod source;
pub mod startup;
pub mod stores;
pub mod transport;
pub mod watchdog;
pub mod widgets;
pub mod worker_client;
pub mod worker_port;
