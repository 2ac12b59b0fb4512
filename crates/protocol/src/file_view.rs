//! The files that a program has written, as the page lists them.

use serde::{Deserialize, Serialize};

/// The most folders that are listed.
pub const MAX_FOLDERS: usize = 1000;

/// The files of a run, by folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesView {
    pub n_files: u64,
    pub n_folders: u64,
    pub n_bytes: u64,
    /// In the order in which they were first written to; the latest [`MAX_FOLDERS`].
    pub folders: Vec<FolderView>,
}

/// A folder that has files in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderView {
    /// Without a slash at its end; empty for the working folder.
    pub path: String,
    /// The batch in which its last file was written; none if the driver program wrote it before the first batch.
    pub batch: Option<u64>,
    pub files: Vec<FileView>,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    /// Within its folder.
    pub name: String,
    pub n_bytes: u64,
}

/// What is in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileContent {
    pub path: String,
    #[serde(with = "serde_bytes")]
    pub content: Vec<u8>,
}
