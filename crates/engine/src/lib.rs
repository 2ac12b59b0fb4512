//! Spark's engine: RDDs, DStreams, and the scheduler that turns batches of input into output.
//!
//! It knows no Python, no browser, no clock and no files: functions come as `value::Callable`s, times and records
//! are pushed in from outside, and everything else is reached through the `CallCx` that is passed along.

pub mod accumulator;
pub mod batch;
mod captured_output;
mod copy;
mod dstream;
pub mod failure;
pub mod history;
pub mod language;
pub mod listener;
pub mod observer;
pub mod operators;
pub mod rdd;
mod records;
pub mod spark_context;
pub mod streaming_context;

pub use batch::{BatchFailure, BatchResult, OutputResult};
pub use failure::{Failure, FailurePoint, TaskFailure};
pub use language::Language;
pub use rdd::Rdd;
pub use spark_context::{SparkConfig, SparkContext};
pub use streaming_context::{EngineConfig, InputInfo, StartFailure, StreamingContext, Streams};
