//! `textFile`: lines of the playground's files, in the pieces that Hadoop cuts them into.

use std::ops::Range;
use std::rc::Rc;

use value::column::StrColumn;
use value::{CallCx, Column, Raised, Value};

use super::Rdd;
use super::node::{Compute, Computed, Dependency};
use super::paths::{NoFiles, files_at, several, shown};
use super::serializer::Serializer;
use super::task::{Site, Task};
use crate::language::Language;
use crate::spark_context::SparkContext;

/// A last piece may be so much longer than the others.
const SPLIT_SLOP: f64 = 1.1;
/// The block size of local files.
const BLOCK_SIZE: usize = 32 << 20;

/// Whether records of a text file are text or bytes: `use_unicode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    Text,
    Bytes,
}

impl SparkContext {
    fn min_partitions(&self, given: Option<usize>) -> usize {
        given.unwrap_or_else(|| self.default_parallelism().min(2)).max(1)
    }

    /// `sc.textFile(path, minPartitions, use_unicode)`: one record for each line.
    ///
    /// Errors: none now; the jobs of an RDD of files that are not there fail.
    pub fn text_file(&self, path: &str, min_partitions: Option<usize>, lines: Lines, cx: &CallCx) -> Rdd {
        let mut contents = Vec::new();
        for part in several(path) {
            match files_at(part, cx) {
                Ok(files) => contents.extend(files.iter().filter_map(|file| cx.host.read_file(file))),
                Err(reason) => return self.rdd_without_files("textFile", part, "mapred.", &reason),
            }
        }
        let total: usize = contents.iter().map(|content| content.len()).sum();
        let split_size = (total / self.min_partitions(min_partitions)).clamp(1, BLOCK_SIZE);
        let mut partitions = Vec::new();
        for content in &contents {
            for split in splits(content.len(), split_size) {
                partitions.push(Rc::new(match lines {
                    Lines::Text => Column::Str(lines_of(content, split)),
                    Lines::Bytes => {
                        Column::Any(raw_lines_of(content, split).map(|line| Value::Bytes(line.into())).collect())
                    }
                }));
            }
        }
        let serializer = if lines == Lines::Text { Serializer::Utf8 } else { Serializer::Empty };
        let rdd = self.rdd_of_partitions("textFile", partitions, serializer);
        rdd.notes().name = Some(path.to_owned());
        rdd
    }

    /// `sc.wholeTextFiles(path, minPartitions)`: a pair of path and content for each file.
    ///
    /// Errors: as [`SparkContext::text_file`].
    pub fn whole_text_files(&self, path: &str, min_partitions: Option<usize>, cx: &CallCx) -> Rdd {
        self.rdd_of_files("wholeTextFiles", path, self.min_partitions(min_partitions), cx, |content| {
            Value::string(text_of(content))
        })
    }

    /// `sc.binaryFiles(path)`: a pair of path and bytes for each file, all in one partition unless they are large.
    ///
    /// Errors: as [`SparkContext::text_file`].
    pub fn binary_files(&self, path: &str, cx: &CallCx) -> Rdd {
        self.rdd_of_files("binaryFiles", path, 1, cx, |content| Value::Bytes(content.into()))
    }

    /// `sc.binaryRecords(path, recordLength)`: pieces of so many bytes.
    ///
    /// Errors: as [`SparkContext::text_file`].
    pub fn binary_records(&self, path: &str, length: usize, cx: &CallCx) -> Rdd {
        let files = match files_at(path, cx) {
            Ok(files) => files,
            Err(reason) => return self.rdd_without_files("binaryRecords", path, "mapreduce.lib.input.", &reason),
        };
        let contents: Vec<Rc<[u8]>> = files.iter().filter_map(|file| cx.host.read_file(file)).collect();
        // The last piece must be whole, which only the task finds out.
        let unreadable = match length {
            0 => Some(("java.lang.ArithmeticException", "/ by zero")),
            _ => contents.iter().any(|content| content.len() % length != 0).then_some(("java.io.EOFException", "")),
        };
        if let Some((class, message)) = unreadable {
            let language = Rc::clone(self.language());
            return Rdd::new(self, contents.len(), Serializer::Empty, Unreadable { class, message, language });
        }
        let partitions = contents.iter().map(|content| {
            let pieces = content.chunks_exact(length).map(|piece| Value::Bytes(piece.into()));
            Rc::new(Column::Any(pieces.collect()))
        });
        self.rdd_of_partitions("binaryRecords", partitions.collect(), Serializer::Empty)
    }

    /// Whole files, as many to a partition as reach an even share of all bytes.
    fn rdd_of_files(
        &self,
        operator: &'static str,
        path: &str,
        n_partitions: usize,
        cx: &CallCx,
        record: impl Fn(&[u8]) -> Value,
    ) -> Rdd {
        let mut files = Vec::new();
        for part in several(path) {
            match files_at(part, cx) {
                Ok(found) => files.extend(found),
                Err(reason) => return self.rdd_without_files(operator, part, "mapreduce.lib.input.", &reason),
            }
        }
        let contents: Vec<(String, Rc<[u8]>)> =
            files.into_iter().filter_map(|file| cx.host.read_file(&file).map(|content| (file, content))).collect();
        let share = contents.iter().map(|(_, content)| content.len()).sum::<usize>().div_ceil(n_partitions);
        let (mut partitions, mut rows, mut n_bytes) = (Vec::new(), Vec::new(), 0);
        for (file, content) in &contents {
            rows.push(Value::pair(Value::string(shown(file)), record(content)));
            n_bytes += content.len();
            if n_bytes >= share.max(1) {
                partitions.push(Rc::new(Column::Any(std::mem::take(&mut rows))));
                n_bytes = 0;
            }
        }
        if !rows.is_empty() {
            partitions.push(Rc::new(Column::Any(rows)));
        }
        let rdd = self.rdd_of_partitions(operator, partitions, Serializer::Auto);
        rdd.notes().name = Some(path.to_owned());
        rdd
    }

    /// What jobs on files that are not there find: Spark's refusal. `package` is Hadoop's, of two.
    fn rdd_without_files(&self, operator: &'static str, path: &str, package: &str, reason: &NoFiles) -> Rdd {
        let invalid = format!("org.apache.hadoop.{package}InvalidInputException");
        let (class, message) = match reason {
            NoFiles::Missing => (invalid, format!("Input path does not exist: {}", shown(path))),
            NoFiles::NoMatch => (invalid, format!("Input Pattern {} matches 0 files", shown(path))),
            NoFiles::Folder(folder) => {
                let message = format!(
                    "Path: {folder} is a directory, which is not supported by the record reader when `mapreduce.input.fileinputformat.input.dir.recursive` is false."
                );
                ("java.io.IOException".to_owned(), message)
            }
        };
        let refused = Refused { operator, class, message, language: Rc::clone(self.language()) };
        Rdd::new(self, 1, Serializer::Utf8, refused)
    }
}

/// An RDD that cannot be computed.
struct Refused {
    operator: &'static str,
    class: String,
    message: String,
    language: Rc<dyn Language>,
}

impl Compute for Refused {
    fn operator(&self) -> &'static str {
        self.operator
    }
    fn dependencies(&self) -> Vec<Dependency<'_>> {
        Vec::new()
    }
    fn compute(&self, _: usize, _: Site, _: &Rc<Task>, _: &mut CallCx) -> Result<Computed, Raised> {
        Err(self.language.java_exception(&self.class, &self.message))
    }
    fn refusal(&self) -> Option<Raised> {
        Some(self.language.java_exception(&self.class, &self.message))
    }
}

/// Files that no task can read.
struct Unreadable {
    class: &'static str,
    message: &'static str,
    language: Rc<dyn Language>,
}

impl Compute for Unreadable {
    fn operator(&self) -> &'static str {
        "binaryRecords"
    }
    fn dependencies(&self) -> Vec<Dependency<'_>> {
        Vec::new()
    }
    fn compute(&self, _: usize, _: Site, _: &Rc<Task>, _: &mut CallCx) -> Result<Computed, Raised> {
        Err(self.language.java_exception(self.class, self.message))
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
    // An empty file has no piece.
    if begin < length {
        splits.push(begin..length);
    }
    splits
}

/// The lines that begin in a piece. One that begins right at its end belongs to it; one right at its start to the
/// piece before.
pub(crate) fn lines_of(content: &[u8], split: Range<usize>) -> StrColumn {
    let lines: Vec<String> = raw_lines_of(content, split).map(text_of).collect();
    StrColumn::from_rows(lines.iter().map(String::as_str))
}

fn raw_lines_of(content: &[u8], split: Range<usize>) -> impl Iterator<Item = &[u8]> {
    let mut begin = 0;
    std::iter::from_fn(move || {
        while begin < content.len() && begin <= split.end {
            let rest = content.get(begin..)?;
            let length = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
            let is_in_piece = begin > split.start || split.start == 0;
            begin += length + 1;
            if is_in_piece {
                let line = rest.get(..length)?;
                return Some(line.strip_suffix(b"\r").unwrap_or(line));
            }
        }
        None
    })
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
}
