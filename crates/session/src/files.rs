//! The files that a program has written.

use std::collections::BTreeMap;

use protocol::file_view::{FileContent, FileView, FilesView, FolderView};

use crate::pages::PageError;
use crate::run::Run;

/// All files by folder.
pub fn files(run: &mut Run) -> FilesView {
    let ends: Vec<i64> =
        (0..run.n_batches()).filter_map(|batch| run.done(batch)).map(|done| done.time.millis()).collect();
    let paths = run.application.files();
    let host = &run.application.cx().host;
    // Each with the time at which it was first written to.
    let mut folders: BTreeMap<String, (i64, FolderView)> = BTreeMap::new();
    for (path, content) in paths {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path.as_str()));
        let micros = host.file_time_micros(&path).unwrap_or(0);
        let (first, view) = folders
            .entry(folder.to_owned())
            .or_insert_with(|| (micros, FolderView { path: folder.to_owned(), ..FolderView::default() }));
        *first = micros.min(*first);
        view.batch = view.batch.max(batch_at(&ends, micros));
        view.files.push(FileView { name: name.to_owned(), n_bytes: content.len() as u64 });
    }
    let mut folders: Vec<(i64, FolderView)> = folders.into_values().collect();
    folders.sort_by_key(|(first, _)| *first);
    FilesView { folders: folders.into_iter().map(|(_, folder)| folder).collect() }
}

/// The batch that ran at a moment, of batches that end at these; the clock stands at its end while a batch runs.
fn batch_at(ends_ms: &[i64], micros: i64) -> Option<u64> {
    let n_begun = ends_ms.partition_point(|end| *end <= micros.div_euclid(1000));
    n_begun.checked_sub(1).map(|batch| batch as u64)
}

/// What is in a file.
pub fn file(run: &mut Run, path: &str) -> Result<FileContent, PageError> {
    let content = run.application.cx().host.read_file(path);
    let content = content.ok_or_else(|| PageError::NoFile { path: path.to_owned() })?;
    Ok(FileContent { path: path.to_owned(), content: content.to_vec() })
}
