//! Cases in folders.

use std::fs;
use std::path::{Path, PathBuf};

use crate::case::Case;
use crate::error::CorpusError;

/// The cases below `dir` in order of their names, or the one case that `dir` itself is.
pub fn load(dir: &Path) -> Result<Vec<Case>, CorpusError> {
    let mut folders = vec![dir.to_owned()];
    if !is_case(dir) {
        folders = subfolders(dir)?;
        folders.retain(|folder| is_case(folder));
        folders.sort();
    }
    if folders.is_empty() {
        return Err(CorpusError::NoCases { path: dir.to_owned() });
    }
    let mut cases = Vec::new();
    for folder in folders {
        let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy();
        // A file that cannot be read is missing; the error then names it.
        cases.extend(Case::read(&name, |file| fs::read_to_string(folder.join(file)).ok())?);
    }
    Ok(cases)
}

fn is_case(dir: &Path) -> bool {
    dir.join("program.py").is_file()
}

fn subfolders(dir: &Path) -> Result<Vec<PathBuf>, CorpusError> {
    let failed = |source| CorpusError::File { path: dir.to_owned(), source };
    let mut folders = Vec::new();
    for entry in fs::read_dir(dir).map_err(failed)? {
        folders.push(entry.map_err(failed)?.path());
    }
    Ok(folders)
}
