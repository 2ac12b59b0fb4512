//! `FileInputDStream`: the files that have come into a folder since the batch before.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use plan::{Duration, Time};
use value::CallCx;

use super::{ComputeCx, DStream, StreamId};
use crate::failure::Failure;
use crate::rdd::Rdd;
use crate::rdd::file_pieces::{BLOCK_SIZE, ReadPiece, pieces};
use crate::rdd::paths::{files_in, is_ignored_by_hadoop, shown};
use crate::rdd::serializer::Serializer;
use crate::rdd::text_file::{read_lines, read_records};

/// How a file's content becomes records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileFormat {
    /// Lines of text.
    Lines,
    /// Pieces of so many bytes.
    Records(usize),
}

/// Files are remembered for at least this long, and those written longer ago are not looked at.
const MIN_REMEMBER: Duration = Duration(60_000);

/// `textFileStream` and `binaryRecordsStream`.
///
/// A file is taken once, whole, by the first batch that it was last written before, but not if that was before the
/// stream was made. Partitions: one for each file with something in it, in the order of their names.
/// Source: FileInputDStream.scala of Spark 3.5.
pub(crate) struct FileInputDStream {
    pub(crate) slide: Duration,
    /// A folder, or a pattern for folders.
    pub(crate) directory: String,
    pub(crate) format: FileFormat,
    /// Files have to be younger than this, in microseconds since the epoch.
    pub(crate) made_at_micros: i64,
    /// When each file was taken.
    pub(crate) taken: RefCell<BTreeMap<String, Time>>,
}

impl FileInputDStream {
    /// How far back files are looked for: whole batches that are as long as [`MIN_REMEMBER`].
    fn look_back(&self) -> Duration {
        let slide = self.slide.millis().max(1);
        self.slide * ((MIN_REMEMBER.millis() + slide - 1) / slide)
    }

    /// The files that this batch is the first to see.
    fn new_files(&self, time: Time, remember: Duration, cx: &CallCx) -> Vec<String> {
        let mut taken = self.taken.borrow_mut();
        taken.retain(|_, taken_at| *taken_at >= time - self.slide - remember);
        let oldest_micros = self.made_at_micros.max((time - self.look_back()).millis().saturating_mul(1000));
        let is_new = |file: &String| {
            let micros = cx.host.file_time_micros(file).unwrap_or(self.made_at_micros);
            micros > oldest_micros && micros.div_euclid(1000) <= time.millis() && !taken.contains_key(file)
        };
        let files: Vec<String> = files_in(&self.directory, cx).into_iter().filter(is_new).collect();
        taken.extend(files.iter().map(|file| (file.clone(), time)));
        files
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
    fn compute(&self, time: Time, cx: &mut ComputeCx<'_>) -> Result<Option<Rdd>, Failure> {
        let remember = cx.graph.remember_duration(cx.this).max(self.look_back());
        let sc = &cx.graph.sc;
        let mut partitions = Vec::new();
        for file in self.new_files(time, remember, cx.call) {
            // Hadoop does not see such files, while the stream does.
            if is_ignored_by_hadoop(&file) {
                let message = format!("Input path does not exist: {}", shown(&file));
                let class = "org.apache.hadoop.mapreduce.lib.input.InvalidInputException";
                return Err(sc.language().java_exception(class, &message).into());
            }
            let length = cx.call.host.read_file(&file).map_or(0, |content| content.len());
            partitions.extend(pieces(&file, length, BLOCK_SIZE).into_iter().map(|piece| vec![piece]));
        }
        let (operator, serializer, read): (_, _, Rc<ReadPiece>) = match self.format {
            FileFormat::Lines => ("textFileStream", Serializer::Utf8, Rc::new(read_lines)),
            FileFormat::Records(length) => ("binaryRecordsStream", Serializer::Empty, read_records(length)),
        };
        Ok(Some(sc.rdd_of_pieces(operator, partitions, serializer, read)))
    }
}
