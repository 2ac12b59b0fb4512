//! PySpark as programs see it: the `pyspark` module, and `Application`, which runs a program batch by batch.

mod accumulator;
mod application;
mod approximate;
mod arguments;
mod attributes;
mod bind;
mod broadcast;
pub mod chain_edit;
mod conf;
mod context_class;
mod dstream;
pub mod error;
mod exceptions;
mod java_view;
mod language;
mod listener;
mod local_iterator;
pub mod mend;
pub mod modules;
mod more;
mod rdd;
mod rdd_class;
mod spark;
mod spark_context;
mod sql;
mod storage_level;
mod streaming_context;
mod task_context;
mod unsupported;
pub mod world;

pub use application::{Application, BatchReport, BatchSlot, Ending, Phase};
pub use chain_edit::{ChainEdit, Change, EditError, TextEdit, change};
pub use spark::{Settings, Spark};
pub use spark_context::SparkContext;
pub use streaming_context::{ContextState, StreamingContext};
