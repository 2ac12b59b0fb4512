//! What can be wrong with a case itself.

use std::io;
use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("case `{case}` has no `{file}`")]
    FileMissing { case: String, file: String },
    #[error("case `{case}`, `{file}`: {source}")]
    Json { case: String, file: String, source: serde_json::Error },
    #[error("the embedded cases cannot be read: {0}")]
    Embedded(serde_json::Error),
    #[error("{} has no cases", path.display())]
    NoCases { path: PathBuf },
}
