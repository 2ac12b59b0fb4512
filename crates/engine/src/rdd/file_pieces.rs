//! RDDs of pieces of files, which are read when a task needs them.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use value::{CallCx, Column, Raised};

use super::Rdd;
use super::block::concat;
use super::jvm;
use super::node::{Compute, Computed, Dependency};
use super::paths::shown;
use super::serializer::Serializer;
use super::task::{Site, Task};
use crate::language::Language;
use crate::spark_context::SparkContext;

/// A last piece may be so much longer than the others.
const SPLIT_SLOP: f64 = 1.1;
/// The block size of local files.
pub(crate) const BLOCK_SIZE: usize = 32 << 20;

/// Some bytes of a file.
#[derive(Clone)]
pub(crate) struct FilePiece {
    pub(crate) path: Rc<str>,
    pub(crate) range: Range<usize>,
}

/// What becomes of a piece, given the whole content of its file. An error is a Java exception: its class and message.
pub(crate) type ReadPiece = dyn Fn(&FilePiece, &[u8]) -> Result<Column, (&'static str, String)>;

/// The pieces of about `size` bytes that Hadoop cuts a file into; none of an empty one.
pub(crate) fn pieces(path: &str, length: usize, size: usize) -> Vec<FilePiece> {
    let path: Rc<str> = path.into();
    splits(length, size).into_iter().map(|range| FilePiece { path: Rc::clone(&path), range }).collect()
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

/// Partitions of pieces.
struct Files {
    operator: &'static str,
    partitions: Vec<Vec<FilePiece>>,
    read: Rc<ReadPiece>,
    language: Rc<dyn Language>,
    /// The file that a stage has read last: its other pieces are likely to come next.
    latest: RefCell<Option<(u32, Rc<str>, Rc<[u8]>)>>,
}

impl Files {
    fn content(&self, path: &Rc<str>, stage_id: u32, cx: &CallCx) -> Result<Rc<[u8]>, Raised> {
        if let Some((stage, latest, content)) = &*self.latest.borrow()
            && (*stage, latest) == (stage_id, path)
        {
            return Ok(Rc::clone(content));
        }
        let Some(content) = cx.host.read_file(path) else {
            let message = format!("File {} does not exist", shown(path));
            return Err(self.language.java_exception("java.io.FileNotFoundException", &message));
        };
        *self.latest.borrow_mut() = Some((stage_id, Rc::clone(path), Rc::clone(&content)));
        Ok(content)
    }
}

impl Compute for Files {
    fn operator(&self) -> &'static str {
        self.operator
    }
    fn dependencies(&self) -> Vec<Dependency<'_>> {
        Vec::new()
    }
    fn compute(&self, partition: usize, _: Site, task: &Rc<Task>, cx: &mut CallCx) -> Result<Computed, Raised> {
        let mut columns = Vec::new();
        for piece in self.partitions.get(partition).into_iter().flatten() {
            let content = self.content(&piece.path, task.stage_id, cx)?;
            let column = (self.read)(piece, &content);
            columns.push(Rc::new(column.map_err(|(class, message)| self.language.java_exception(class, &message))?));
        }
        if partition + 1 == self.partitions.len() {
            *self.latest.borrow_mut() = None;
        }
        Ok(Computed::Column(concat(&columns)))
    }
}

impl SparkContext {
    /// An RDD of pieces of files; `read` makes records of them.
    pub(crate) fn rdd_of_pieces(
        &self,
        operator: &'static str,
        partitions: Vec<Vec<FilePiece>>,
        serializer: Serializer,
        read: Rc<ReadPiece>,
    ) -> Rdd {
        let (n_partitions, language) = (partitions.len(), Rc::clone(self.language()));
        let files = Files { operator, partitions, read, language, latest: RefCell::default() };
        let rdd = Rdd::new(self, n_partitions, serializer, files);
        jvm::made_of_data(&rdd.node, operator);
        rdd
    }
}

#[cfg(test)]
mod tests {
    use super::super::text_file::lines_of;
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
