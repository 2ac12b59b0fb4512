//! Why a measurement cannot be made, or cannot be believed.

use crate::guest::Guest;

#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    #[error("the program does not compile: {0}")]
    Program(String),
    #[error("the program does not wait for batches: {0}")]
    NotRunning(String),
    #[error("a batch failed: {0}")]
    BatchFailed(String),
    #[error("the program printed something unexpected: {0:?}")]
    Printed(String),
    #[error("{workload}: {what}")]
    Differs { workload: String, what: String },
    #[error("{guest}: {what}")]
    Guest { guest: Guest, what: String },
    #[error("{0}")]
    NoAnswer(String),
    #[error("there is no workload {name:?}; there are {known}")]
    NoWorkload { name: String, known: String },
}

pub type Result<T> = std::result::Result<T, BenchError>;
