//! What Spark says when a query cannot be understood or run.

use value::Raised;

/// The exception that PySpark makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    Analysis,
    Parse,
    IllegalArgument,
    NumberFormat,
    /// An exception of a task, with the Java class that it is an instance of.
    Task(&'static str),
    /// What works in Spark and is not offered here.
    Unsupported,
}

/// An error of Spark's own.
#[derive(Clone, Debug)]
pub struct SqlError {
    pub kind: ErrorKind,
    /// `UNRESOLVED_COLUMN.WITH_SUGGESTION`; empty for old messages.
    pub class: &'static str,
    /// The whole message, with the class in brackets.
    pub message: String,
    /// The name that it is about, to find its place in a query's text.
    pub about: Option<String>,
}

impl SqlError {
    /// An `AnalysisException` of an error class.
    pub fn analysis(class: &'static str, message: impl Into<String>) -> Self {
        Self::classed(ErrorKind::Analysis, class, message)
    }

    /// An `AnalysisException` without an error class.
    pub fn plain(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Analysis, class: "", message: message.into(), about: None }
    }

    /// An error of any kind with an error class.
    pub fn classed(kind: ErrorKind, class: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        let message = if class.is_empty() { message } else { format!("[{class}] {message}") };
        Self { kind, class, message, about: None }
    }

    /// Something that is not offered here.
    pub fn unsupported(what: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Unsupported, class: "", message: what.into(), about: None }
    }
}

/// What ends a query: an error of Spark's own, or an exception of the program.
#[derive(Debug)]
pub enum Failure {
    Sql(SqlError),
    /// Raised while records were computed, with the partition.
    Task(Raised, usize),
    Raised(Raised),
}

impl From<SqlError> for Failure {
    fn from(error: SqlError) -> Self {
        Self::Sql(error)
    }
}

impl From<Raised> for Failure {
    fn from(raised: Raised) -> Self {
        Self::Raised(raised)
    }
}

/// A name in back quotes, as messages show it.
pub fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A name of several parts in back quotes.
pub fn quoted_parts<T: AsRef<str>>(parts: &[T]) -> String {
    parts.iter().map(|part| quoted(part.as_ref())).collect::<Vec<_>>().join(".")
}
