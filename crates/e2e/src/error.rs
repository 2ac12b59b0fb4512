//! Why a journey cannot go on.

use std::io;
use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum E2eError {
    #[error("{0} is not set: run the journeys by `cargo xtask test`")]
    NotSet(&'static str),
    #[error("`{program}` cannot be started: {source}")]
    NotStarted { program: String, source: io::Error },
    #[error("`{program}` did not say {awaited}; it printed:\n{printed}")]
    NotReady { program: String, awaited: &'static str, printed: String },
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("no answer from chromedriver: {0}")]
    Http(#[from] ureq::Error),
    #[error("{command}: {message}")]
    WebDriver { command: String, message: String },
    #[error("{command} gave an unexpected answer: {answer}")]
    Answer { command: String, answer: String },
    #[error("waited {seconds} s for {what}; {seen}")]
    TimedOut { what: String, seconds: u64, seen: String },
    #[error("the console has errors:\n{0}")]
    Console(String),
    #[error("{0}")]
    Expectation(String),
    #[error("network: {0}")]
    Network(#[from] io::Error),
}

impl E2eError {
    /// Whether an element that was found is no longer in the page.
    pub fn is_stale(&self) -> bool {
        matches!(self, Self::WebDriver { message, .. } if message.starts_with("stale element reference"))
    }
}

pub type Result<T> = std::result::Result<T, E2eError>;

/// Fails the journey with `message()` unless `is_so`.
pub fn expect(is_so: bool, message: impl FnOnce() -> String) -> Result<()> {
    if is_so { Ok(()) } else { Err(E2eError::Expectation(message())) }
}
