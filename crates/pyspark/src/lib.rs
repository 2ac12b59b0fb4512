//! PySpark as programs see it: the `pyspark` module, and `Application`, which runs a program batch by batch.

mod application;
mod arguments;
mod bind;
pub mod chain_edit;
mod conf;
mod dstream;
pub mod error;
mod language;
pub mod modules;
mod rdd;
mod spark;
mod spark_context;
mod streaming_context;
pub mod world;

pub use application::{Application, BatchReport, BatchSlot, Ending, Phase};
pub use chain_edit::{ChainEdit, EditError, TextEdit, text_edits};
pub use spark::{Settings, Spark};
pub use spark_context::SparkContext;
pub use streaming_context::{ContextState, StreamingContext};
