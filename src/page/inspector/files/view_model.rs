//! What the files panel says of what a program has written.

use protocol::file_view::{FilesView, FolderView};

use crate::page::chain::view_model::plural;

/// The most of a file that is shown; all of it can be downloaded.
pub const MAX_SHOWN_BYTES: usize = 64 << 10;

/// A number of bytes for people: `812 B`, `1.5 KB`.
pub fn size_text(n_bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")];
    match UNITS.iter().find(|(unit, _)| n_bytes >= *unit) {
        Some((unit, name)) => format!("{:.1} {name}", n_bytes as f64 / *unit as f64),
        None => format!("{n_bytes} B"),
    }
}

/// `3 files in 2 folders, 1.2 KB`.
pub fn summary(files: &FilesView) -> String {
    let (n_files, n_folders) = (files.n_files, files.n_folders);
    let (file, folder) = (plural(n_files, "file"), plural(n_folders, "folder"));
    format!("{n_files} {file} in {n_folders} {folder}, {}", size_text(files.n_bytes))
}

/// What is said when not all folders are listed.
pub fn left_out(files: &FilesView) -> Option<String> {
    let n_listed = files.folders.len() as u64;
    (n_listed < files.n_folders).then(|| format!("; the latest {n_listed} folders are listed, the ZIP has all"))
}

/// A row of the list: positions of a folder and of a file in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Folder(usize),
    File(usize, usize),
}

/// The rows of the list, the latest folder first.
pub fn rows(files: &FilesView) -> Vec<Row> {
    let of_folder = |(idx, folder): (usize, &FolderView)| {
        std::iter::once(Row::Folder(idx)).chain((0..folder.files.len()).map(move |file| Row::File(idx, file)))
    };
    files.folders.iter().enumerate().rev().flat_map(of_folder).collect()
}

/// The path of a file.
pub fn path_of(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        _ => format!("{folder}/{name}"),
    }
}

/// The name that a path is saved as: its last part.
pub fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What a folder is called.
pub fn folder_title(folder: &FolderView) -> String {
    let path = if folder.path.is_empty() { "working folder" } else { &folder.path };
    match folder.batch {
        Some(batch) => format!("{path} · batch {batch}"),
        None => format!("{path} · before the first batch"),
    }
}

/// The beginning of a file as text, and whether that is not all of it; nothing if it is no text.
pub fn shown_text(content: &[u8]) -> Option<(&str, bool)> {
    let first = content.get(..MAX_SHOWN_BYTES).unwrap_or(content);
    let is_cut = first.len() < content.len();
    match std::str::from_utf8(first) {
        Ok(text) => Some((text, is_cut)),
        // The cut may go through a character.
        Err(error) if is_cut && error.error_len().is_none() => {
            let text = first.get(..error.valid_up_to()).and_then(|whole| std::str::from_utf8(whole).ok());
            text.map(|text| (text, true))
        }
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use protocol::file_view::FileView;

    use super::*;

    #[test]
    fn sizes_have_their_units() {
        assert_eq!([0, 1023, 1536, 3 << 20].map(size_text), ["0 B", "1023 B", "1.5 KB", "3.0 MB"]);
    }

    #[test]
    fn files_are_counted_and_named() {
        let file = |name: &str| FileView { name: name.into(), n_bytes: 1024 };
        let folder =
            FolderView { path: "out/a-1".into(), batch: Some(2), files: vec![file("part-00000"), file("_SUCCESS")] };
        let own = FolderView { path: String::new(), batch: None, files: vec![file("notes.txt")] };
        assert_eq!(folder_title(&folder), "out/a-1 · batch 2");
        assert_eq!(folder_title(&own), "working folder · before the first batch");
        let files = FilesView { folders: vec![own, folder], n_files: 3, n_folders: 2, n_bytes: 3072 };
        assert_eq!((summary(&files).as_str(), left_out(&files)), ("3 files in 2 folders, 3.0 KB", None));
        let many = FilesView { n_folders: 3, ..files.clone() };
        assert_eq!(left_out(&many).as_deref(), Some("; the latest 2 folders are listed, the ZIP has all"));
        assert_eq!(rows(&files), [Row::Folder(1), Row::File(1, 0), Row::File(1, 1), Row::Folder(0), Row::File(0, 0)]);
        assert_eq!((path_of("", "x"), path_of("a/b", "x")), ("x".to_owned(), "a/b/x".to_owned()));
        assert_eq!((name_of("a/b/x"), name_of("x")), ("x", "x"));
    }

    #[test]
    fn the_beginning_of_a_long_text_is_shown_up_to_a_whole_character() {
        assert_eq!(shown_text("né".as_bytes()), Some(("né", false)));
        assert_eq!(shown_text(&[0xff, 0xfe]), None);
        let long = "é".repeat(MAX_SHOWN_BYTES);
        let (text, is_cut) = shown_text(&long.as_bytes()[1..]).unwrap_or(("", false));
        assert_eq!((text, is_cut), ("", false));
        let odd = format!("x{long}");
        let (text, is_cut) = shown_text(odd.as_bytes()).unwrap();
        assert!(is_cut && text.len() == MAX_SHOWN_BYTES - 1);
    }
}
