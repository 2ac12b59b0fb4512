//! `textFile`: lines of the playground's files, in the pieces that Hadoop cuts them into.

use std::ops::Range;
use std::rc::Rc;

use value::column::StrColumn;
use value::{CallCx, Column, Value};

use super::Rdd;
use super::serializer::Serializer;
use crate::spark_context::SparkContext;

/// A last piece may be so much longer than the others.
const SPLIT_SLOP: f64 = 1.1;
/// The block size of local files.
const BLOCK_SIZE: usize = 32 << 20;

impl SparkContext {
    /// The files that a path names: itself, all in a folder, or what a pattern with `*` fits. Hidden ones are not.
    pub fn files_at(path: &str, cx: &CallCx) -> Vec<String> {
        let path = path.strip_prefix("file://").unwrap_or(path).trim_end_matches('/');
        if cx.host.read_file(path).is_some() {
            return vec![path.to_owned()];
        }
        let is_shown = |file: &String| {
            let name = file.rsplit('/').next().unwrap_or(file);
            !name.starts_with('_') && !name.starts_with('.')
        };
        let folder = match path.split_once('*') {
            Some((before, _)) => before.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned() + "/",
            None => format!("{path}/"),
        };
        let folder = if folder == "/" { String::new() } else { folder };
        let files = cx.host.list_files(&folder).into_iter().filter(is_shown);
        match path.contains('*') {
            true => files.filter(|file| matches_pattern(path, file)).collect(),
            false => files.filter(|file| !file[folder.len()..].contains('/')).collect(),
        }
    }

    /// Files that a pattern fits and that are not hidden.
    pub(crate) fn paths_like(pattern: &str, cx: &CallCx) -> Vec<String> {
        let folder = pattern.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let is_shown = |file: &String| !file.rsplit('/').next().unwrap_or(file).starts_with('.');
        let files = cx.host.list_files(&folder).into_iter();
        files.filter(|file| is_shown(file) && matches_pattern(pattern, file)).collect()
    }

    /// `sc.textFile(path, minPartitions)`: one record for each line. `None` if there is no such file.
    pub fn text_file(&self, path: &str, min_partitions: Option<usize>, cx: &CallCx) -> Option<Rdd> {
        let mut contents = Vec::new();
        for part in path.split(',') {
            let files = Self::files_at(part, cx);
            if files.is_empty() {
                return None;
            }
            contents.extend(files.iter().filter_map(|file| cx.host.read_file(file)));
        }
        let min_partitions = min_partitions.unwrap_or_else(|| self.default_parallelism().min(2)).max(1);
        let total: usize = contents.iter().map(|content| content.len()).sum();
        let split_size = (total / min_partitions).clamp(1, BLOCK_SIZE);
        let mut partitions = Vec::new();
        for content in &contents {
            for split in splits(content.len(), split_size) {
                partitions.push(Rc::new(Column::Str(lines_of(content, split))));
            }
        }
        Some(self.rdd_of_partitions("textFile", partitions, Serializer::Utf8))
    }

    /// `sc.wholeTextFiles(path)`: a pair of path and content for each file. `None` if there is no such file.
    pub fn whole_text_files(&self, path: &str, min_partitions: Option<usize>, cx: &CallCx) -> Option<Rdd> {
        let files = Self::files_at(path, cx);
        if files.is_empty() {
            return None;
        }
        let pairs: Vec<Value> = files
            .iter()
            .filter_map(|file| {
                let content = cx.host.read_file(file)?;
                Some(Value::pair(Value::str(&format!("file:{file}")), Value::string(text_of(&content))))
            })
            .collect();
        let n = min_partitions.unwrap_or_else(|| self.default_parallelism().min(2)).clamp(1, pairs.len().max(1));
        let per_partition = pairs.len().div_ceil(n).max(1);
        let partitions = pairs.chunks(per_partition).map(|rows| Rc::new(Column::Any(rows.to_vec()))).collect();
        Some(self.rdd_of_partitions("wholeTextFiles", partitions, Serializer::Auto))
    }
}

/// Bytes that are no UTF-8 become replacement characters, as in Hadoop's `Text`.
fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn splits(length: usize, size: usize) -> Vec<Range<usize>> {
    let mut begin = 0;
    let mut splits = Vec::new();
    while (length - begin) as f64 / size as f64 > SPLIT_SLOP {
        splits.push(begin..begin + size);
        begin += size;
    }
    // An empty file is one empty piece.
    if begin < length || splits.is_empty() {
        splits.push(begin..length);
    }
    splits
}

/// The lines that begin in a piece. One that begins right at its end belongs to it; one right at its start to the
/// piece before.
pub(crate) fn lines_of(content: &[u8], split: Range<usize>) -> StrColumn {
    let mut lines = Vec::new();
    let mut begin = 0;
    while begin < content.len() && begin <= split.end {
        let end = content[begin..].iter().position(|&byte| byte == b'\n').map_or(content.len(), |at| begin + at);
        if begin > split.start || split.start == 0 {
            let line = &content[begin..end];
            lines.push(text_of(line.strip_suffix(b"\r").unwrap_or(line)));
        }
        begin = end + 1;
    }
    StrColumn::from_rows(lines.iter().map(String::as_str))
}

/// Whether a path fits a pattern in which `*` stands for anything within one folder's name.
fn matches_pattern(pattern: &str, path: &str) -> bool {
    let (mut patterns, mut names) = (pattern.split('/'), path.split('/'));
    loop {
        match (patterns.next(), names.next()) {
            (None, None) => return true,
            (Some(pattern), Some(name)) if matches_name(pattern.as_bytes(), name.as_bytes()) => {}
            _ => return false,
        }
    }
}

fn matches_name(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut in_pattern) = (0, 0);
    // Where to go on if what follows the last star does not fit: only that star ever has to take more.
    let mut retry: Option<(usize, usize)> = None;
    while at < name.len() {
        match pattern.get(in_pattern) {
            Some(b'*') => {
                in_pattern += 1;
                retry = Some((at, in_pattern));
            }
            Some(expected) if *expected == name[at] => {
                at += 1;
                in_pattern += 1;
            }
            _ => match &mut retry {
                Some((taken, after_star)) => {
                    *taken += 1;
                    (at, in_pattern) = (*taken, *after_star);
                }
                None => return false,
            },
        }
    }
    pattern[in_pattern.min(pattern.len())..].iter().all(|&byte| byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_in_one_piece() {
        let content = b"aa\nbb\n\ncccc\nd";
        for size in 1..=content.len() {
            let lines: Vec<String> = splits(content.len(), size)
                .into_iter()
                .flat_map(|split| lines_of(content, split).iter().map(str::to_owned).collect::<Vec<_>>())
                .collect();
            assert_eq!(lines, ["aa", "bb", "", "cccc", "d"], "pieces of {size}");
        }
    }

    #[test]
    fn a_star_stays_within_a_folder() {
        assert!(matches_pattern("logs/*.txt", "logs/a.txt"));
        assert!(matches_pattern("*a*b", "xaxxabb"));
        assert!(!matches_pattern("logs/*.txt", "logs/a/b.txt"));
        assert!(!matches_pattern("*a*b", "xaxxabbc"));
    }
}
