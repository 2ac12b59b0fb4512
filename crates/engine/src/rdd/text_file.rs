//! `textFile`: lines of the playground's files, in the pieces that Hadoop cuts them into.

use std::ops::Range;
use std::rc::Rc;

use value::column::StrColumn;
use value::{CallCx, Column, Raised, Value};

use super::Rdd;
use super::file_pieces::{BLOCK_SIZE, FilePiece, ReadPiece, pieces};
use super::node::{Compute, Computed, Dependency};
use super::paths::{NoFiles, files_at, several, shown};
use super::serializer::Serializer;
use super::task::{Site, Task};
use crate::language::Language;
use crate::spark_context::SparkContext;

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
        let mut files = Vec::new();
        for part in several(path) {
            match files_at(part, cx) {
                Ok(found) => files.extend(found),
                Err(reason) => return self.rdd_without_files("textFile", part, "mapred.", &reason),
            }
        }
        let files = with_lengths(files, cx);
        let total: usize = files.iter().map(|(_, length)| length).sum();
        let split_size = (total / self.min_partitions(min_partitions)).clamp(1, BLOCK_SIZE);
        let all = files.iter().flat_map(|(path, length)| pieces(path, *length, split_size));
        let (serializer, read): (_, Rc<ReadPiece>) = match lines {
            Lines::Text => (Serializer::Utf8, Rc::new(read_lines)),
            Lines::Bytes => (Serializer::Empty, Rc::new(read_raw_lines)),
        };
        let rdd = self.rdd_of_pieces("textFile", all.map(|piece| vec![piece]).collect(), serializer, read);
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
        let files = with_lengths(files, cx);
        let all = files.iter().flat_map(|(path, file_length)| {
            let size = BLOCK_SIZE.checked_div(length).map_or(BLOCK_SIZE, |n_records| n_records.max(1) * length);
            pieces(path, *file_length, size)
        });
        let partitions = all.map(|piece| vec![piece]).collect();
        self.rdd_of_pieces("binaryRecords", partitions, Serializer::Empty, read_records(length))
    }

    /// Whole files, as many to a partition as reach an even share of all bytes.
    fn rdd_of_files(
        &self,
        operator: &'static str,
        path: &str,
        n_partitions: usize,
        cx: &CallCx,
        record: impl Fn(&[u8]) -> Value + 'static,
    ) -> Rdd {
        let mut files = Vec::new();
        for part in several(path) {
            match files_at(part, cx) {
                Ok(found) => files.extend(found),
                Err(reason) => return self.rdd_without_files(operator, part, "mapreduce.lib.input.", &reason),
            }
        }
        let files = with_lengths(files, cx);
        let share = files.iter().map(|(_, length)| length).sum::<usize>().div_ceil(n_partitions);
        let (mut partitions, mut pieces, mut n_bytes) = (Vec::new(), Vec::new(), 0);
        for (file, length) in files {
            pieces.push(FilePiece { path: file.into(), range: 0..length });
            n_bytes += length;
            if n_bytes >= share.max(1) {
                partitions.push(std::mem::take(&mut pieces));
                n_bytes = 0;
            }
        }
        if !pieces.is_empty() {
            partitions.push(pieces);
        }
        let read = move |piece: &FilePiece, content: &[u8]| {
            Ok(Column::Any(vec![Value::pair(Value::string(shown(&piece.path)), record(content))]))
        };
        let rdd = self.rdd_of_pieces(operator, partitions, Serializer::Auto, Rc::new(read));
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

/// Files with their lengths in bytes.
fn with_lengths(files: Vec<String>, cx: &CallCx) -> Vec<(String, usize)> {
    let length = |file: &String| cx.host.read_file(file).map(|content| content.len());
    files.into_iter().filter_map(|file| length(&file).map(|length| (file, length))).collect()
}

/// The lines of a piece, as text.
pub(crate) fn read_lines(piece: &FilePiece, content: &[u8]) -> Result<Column, (&'static str, String)> {
    Ok(Column::Str(lines_of(content, piece.range.clone())))
}

fn read_raw_lines(piece: &FilePiece, content: &[u8]) -> Result<Column, (&'static str, String)> {
    let lines = raw_lines_of(content, piece.range.clone());
    Ok(Column::Any(lines.map(|line| Value::Bytes(line.into())).collect()))
}

/// Records of so many bytes; the last one must be whole.
pub(crate) fn read_records(length: usize) -> Rc<ReadPiece> {
    Rc::new(move |piece, content| {
        if length == 0 {
            return Err(("java.lang.ArithmeticException", "/ by zero".to_owned()));
        }
        let bytes = content.get(piece.range.start..piece.range.end.min(content.len())).unwrap_or_default();
        let records = bytes.chunks_exact(length);
        match records.remainder().is_empty() {
            true => Ok(Column::Any(records.map(|record| Value::Bytes(record.into())).collect())),
            false => Err(("java.io.EOFException", String::new())),
        }
    })
}

/// Bytes that are no UTF-8 become replacement characters, as in Hadoop's `Text`.
fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
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
