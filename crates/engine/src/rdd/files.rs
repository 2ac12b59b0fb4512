//! RDDs written to files and read from them.

use value::{CallCx, Raised, Value};

use super::Rdd;
use crate::failure::Failure;
use crate::records::drain;

/// Whether there is anything under `path`.
pub(crate) fn exists(path: &str, cx: &CallCx) -> bool {
    cx.host.read_file(path).is_some() || !cx.host.list_files(&format!("{path}/")).is_empty()
}

impl Rdd {
    /// `saveAsTextFile(path)`: a folder with one file for each partition, a line for each record.
    ///
    /// Errors: Spark's `FileAlreadyExistsException` is the caller's to raise: see [`Rdd::can_save_to`].
    pub fn save_as_text_file(&self, path: &str, cx: &mut CallCx) -> Result<(), Failure> {
        // Nothing is there before every task has succeeded, as Hadoop moves the files to their place last.
        let mut contents = Vec::new();
        self.fold_partitions(cx, |rows, cx| {
            let mut content = Vec::new();
            for row in drain(rows, cx)? {
                write_line(&mut content, &row, cx)?;
            }
            contents.push(content);
            Ok(())
        })
        .map_err(|mut failure| {
            if let Failure::Task(task) = &mut failure {
                task.at.writes = true;
            }
            failure
        })?;
        let mut failed = None;
        for (partition, content) in contents.into_iter().enumerate() {
            if let Err(reason) = cx.host.write_file(&format!("{path}/part-{partition:05}"), content) {
                failed.get_or_insert(reason);
            }
        }
        if let Err(reason) = cx.host.write_file(&format!("{path}/_SUCCESS"), Vec::new()) {
            failed.get_or_insert(reason);
        }
        match failed {
            Some(reason) => Err(Raised::new(value::ExcKind::OSError, format!("{path}: {reason}")).into()),
            None => Ok(()),
        }
    }

    /// Whether `saveAsTextFile(path)` would not meet a folder that is there already.
    pub fn can_save_to(path: &str, cx: &CallCx) -> bool {
        !exists(path, cx)
    }
}

fn write_line(content: &mut Vec<u8>, row: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    match row {
        Value::Str(text) => content.extend_from_slice(text.as_bytes()),
        Value::Bytes(bytes) => content.extend_from_slice(bytes),
        other => content.extend_from_slice(value::repr::str_of(other, cx)?.as_bytes()),
    }
    content.push(b'\n');
    Ok(())
}
