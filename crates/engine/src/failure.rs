//! `Failure`: an exception, and whether it was raised on the driver or in a task.

use plan::NodeId;
use value::{Raised, Value};

/// What ends a job or the generation of a batch.
#[derive(Debug)]
pub enum Failure {
    /// An exception on the driver: in a function given to `transform` or `foreachRDD`, or a check of PySpark's own.
    Driver(Raised),
    /// An exception in a function that ran on records. PySpark shows it inside a `Py4JJavaError`.
    Task(Box<TaskFailure>),
}

/// An exception in a task.
#[derive(Debug)]
pub struct TaskFailure {
    pub raised: Raised,
    pub at: FailurePoint,
}

/// What was being computed when an exception came up.
#[derive(Clone, Default)]
pub struct FailurePoint {
    /// The RDD operation whose function raised, `map`.
    pub operator: &'static str,
    /// The plan's node that the RDD belongs to.
    pub node: Option<NodeId>,
    pub partition: usize,
    /// Whether the task wrote a file, which Spark tells in its own words.
    pub writes: bool,
    /// The record that the function was called with, where there is a single one.
    pub record: Option<Value>,
}

impl std::fmt::Debug for FailurePoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of partition {}", self.operator, self.partition)
    }
}

impl Failure {
    /// The exception itself.
    pub fn raised(&self) -> &Raised {
        match self {
            Self::Driver(raised) => raised,
            Self::Task(failure) => &failure.raised,
        }
    }

    /// Where it came up, if that was in a task.
    pub fn point(&self) -> Option<&FailurePoint> {
        match self {
            Self::Driver(_) => None,
            Self::Task(failure) => Some(&failure.at),
        }
    }
}

impl From<Raised> for Failure {
    fn from(raised: Raised) -> Self {
        Self::Driver(raised)
    }
}
