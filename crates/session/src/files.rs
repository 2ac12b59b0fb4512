//! The files that a program has written.

use std::collections::BTreeMap;

use protocol::file_view::{FileContent, FileView, FilesView, FolderView, MAX_FOLDERS};

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
    let n_folders = folders.len();
    let of_all = |count: fn(&FolderView) -> u64| folders.iter().map(|(_, folder)| count(folder)).sum();
    FilesView {
        n_files: of_all(|folder| folder.files.len() as u64),
        n_folders: n_folders as u64,
        n_bytes: of_all(|folder| folder.files.iter().map(|file| file.n_bytes).sum()),
        folders: folders.into_iter().skip(n_folders.saturating_sub(MAX_FOLDERS)).map(|(_, folder)| folder).collect(),
    }
}

/// What is in all of them.
pub fn all_files(run: &mut Run) -> Vec<FileContent> {
    let content = |(path, content): (String, std::rc::Rc<[u8]>)| FileContent { path, content: content.to_vec() };
    run.application.files().into_iter().map(content).collect()
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
