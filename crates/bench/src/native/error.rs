//! Why the command ends without results.

use std::io;
use std::path::{Path, PathBuf};

use e2e::error::E2eError;

use crate::error::BenchError;

#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error("{0}")]
    Bench(#[from] BenchError),
    #[error("{0}")]
    Browser(#[from] E2eError),
    #[error("the browser measured nothing: {0}")]
    InBrowser(String),
    #[error("the browser's worker has no memory left")]
    Exhausted,
    #[error("the browser has said nothing for {seconds} s; the last was: {last}")]
    Silent { seconds: u64, last: String },
    #[error("the browser's answer cannot be read: {0}")]
    Answer(#[from] serde_json::Error),
    #[error("programs to compare with cannot be started: {0}")]
    Guests(io::Error),
    #[error("no port to serve on: {0}")]
    Serve(io::Error),
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("`{program}` does not say {what}")]
    Unknown { program: &'static str, what: &'static str },
}

impl CommandError {
    /// For `map_err` on an operation on `path`.
    pub fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}
