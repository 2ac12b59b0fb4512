//! What a run of a program did, in the words of `expected.json`; recorded from real Spark, or from a run to compare.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A whole run. Absent fields are empty ones.
///
/// Texts may hold real batch times and addresses (`Time: 1970-01-01 00:00:01`, `0x7f…`) where the recordings have
/// `<batch 0>` and `0x<addr>`: comparing masks them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct Recording {
    /// All that was printed, in order.
    pub stdout: String,
    pub batches: Vec<Batch>,
    /// What the driver program itself printed.
    pub driver_text: Vec<DriverText>,
    /// Every file written: path → content.
    pub files: BTreeMap<String, String>,
    /// What ended the program.
    pub exception: Option<Exception>,
    /// Structured Streaming: what the console sink printed per batch.
    pub console_batches: Vec<ConsoleBatch>,
    /// Structured Streaming: the queries and their progress.
    pub queries: Vec<Query>,
}

/// What the output operations did in one batch.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Batch {
    pub batch: u64,
    pub ops: Vec<Op>,
}

/// What one output operation did in one batch.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Op {
    /// The operation's number, in the order of registration.
    pub op: usize,
    /// What it printed.
    #[serde(default)]
    pub text: String,
    /// `repr` of every record that reached it, by partition; not known for an operation that failed.
    #[serde(default)]
    pub glom: Option<Vec<Vec<String>>>,
    /// Type of the exception that it raised.
    #[serde(default)]
    pub error: Option<String>,
}

/// Text that the driver program printed while `after_batch` was the last batch started; -1 before the first.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct DriverText {
    pub after_batch: i64,
    pub text: String,
}

/// The exception that ended a program.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Exception {
    #[serde(rename = "type")]
    pub type_name: String,
    /// `str()` of it, which for a Java exception has both tracebacks.
    #[serde(default)]
    pub message: String,
    /// Lines of the program in the traceback, outermost first.
    #[serde(default)]
    pub program_lines: Vec<u32>,
    /// The Java exception and its causes, if there was one.
    #[serde(default)]
    pub java: Vec<JavaException>,
    /// The last line of the Python traceback inside the message of a Java exception.
    #[serde(default)]
    pub python_cause: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct JavaException {
    pub class: String,
    pub message: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct ConsoleBatch {
    pub batch: u64,
    pub text: String,
}

/// A streaming query; its progress is compared as it stands.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Query {
    pub name: Option<String>,
    #[serde(default)]
    pub progress: Vec<Value>,
}
