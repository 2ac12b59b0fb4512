//! What can go wrong in a command, in words for the person at the terminal.

use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum XtaskError {
    #[error("{what} failed; its whole log is in {}", log.display())]
    Failed { what: String, log: PathBuf },
    #[error("`{program}` cannot be started: {source}")]
    NotStarted { program: String, source: io::Error },
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    Json { path: PathBuf, source: serde_json::Error },
    #[error("{what} is still missing after the install; its log is in {}", log.display())]
    StillMissing { what: String, log: PathBuf },
    #[error("signals cannot be handled: {0}")]
    Signals(#[from] ctrlc::Error),
    #[error("{} cannot be split: {message}", path.display())]
    Wasm { path: PathBuf, message: String },
    #[error("{what} printed something unexpected: {printed:?}")]
    Unexpected { what: &'static str, printed: String },
}

impl XtaskError {
    /// For `map_err` on an operation on `path`.
    pub fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}
