//! `FileInputDStream`: the files that have come into a folder since the batch before.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use plan::{Duration, Time};
use value::{CallCx, Column, Value};

use super::{ComputeCx, DStream, StreamId};
use crate::failure::Failure;
use crate::rdd::Rdd;
use crate::rdd::paths::files_in;
use crate::rdd::serializer::Serializer;
use crate::rdd::text_file::lines_of;

/// How a file's content becomes records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileFormat {
    /// Lines of text.
    Lines,
    /// Pieces of so many bytes.
    Records(usize),
}

/// `textFileStream` and `binaryRecordsStream`.
///
/// A file is taken once, whole, by the first batch after it has come; files that were there when the context started
/// are not taken. Partitions: one for each file, in the order of their names.
pub(crate) struct FileInputDStream {
    pub(crate) slide: Duration,
    pub(crate) directory: String,
    pub(crate) format: FileFormat,
    pub(crate) seen: RefCell<BTreeSet<String>>,
}

impl FileInputDStream {
    /// Files right in the folder, but for those whose name begins with a dot.
    fn files(&self, cx: &CallCx) -> Vec<String> {
        files_in(&self.directory, cx)
    }
}

impl DStream for FileInputDStream {
    fn class(&self) -> &'static str {
        "FileInputDStream"
    }
    fn dependencies(&self) -> Vec<StreamId> {
        Vec::new()
    }
    fn slide_duration(&self) -> Duration {
        self.slide
    }
    fn on_start(&self, cx: &CallCx) {
        self.seen.borrow_mut().extend(self.files(cx));
    }
    fn compute(&self, _: Time, cx: &mut ComputeCx<'_>) -> Result<Option<Rdd>, Failure> {
        let mut partitions = Vec::new();
        for file in self.files(cx.call) {
            if !self.seen.borrow_mut().insert(file.clone()) {
                continue;
            }
            let Some(content) = cx.call.host.read_file(&file) else { continue };
            // An empty file has no partition.
            if content.is_empty() {
                continue;
            }
            partitions.push(Rc::new(match self.format {
                FileFormat::Lines => Column::Str(lines_of(&content, 0..content.len())),
                FileFormat::Records(length) => {
                    let pieces = content.chunks_exact(length.max(1)).map(|piece| Value::Bytes(piece.into()));
                    Column::Any(pieces.collect())
                }
            }));
        }
        let (operator, serializer) = match self.format {
            FileFormat::Lines => ("textFileStream", Serializer::Utf8),
            FileFormat::Records(_) => ("binaryRecordsStream", Serializer::Empty),
        };
        Ok(Some(cx.graph.sc.rdd_of_partitions(operator, partitions, serializer)))
    }
}
