//! Whether a run agrees with a recording, and where it does not.
//!
//! To the byte: what was printed, records by partition, driver text, files, console and progress figures.
//! Of an exception: its type; the Java class and message, or the Python error's last line; the program's own lines.

use std::fmt::{self, Debug, Write as _};

use similar::TextDiff;

use crate::case::Case;
use crate::mask::{mask_path, mask_text};
use crate::recording::{Batch, DriverText, Exception, Op, Recording};

/// One thing that a run did otherwise than real Spark. `Display` shows it as a diff (`-` Spark, `+` the run).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What differs: `stdout`, `batch 3, output 0: records`, …
    pub place: String,
    pub expected: String,
    pub actual: String,
}

/// All differences between `actual` and the case's recording; none if the run is right.
pub fn compare(case: &Case, actual: &Recording) -> Vec<Mismatch> {
    let expected = masked(&case.expected, case.input.batch_interval);
    let actual = masked(actual, case.input.batch_interval);
    let mut found = Mismatches::default();
    found.text("exception", &exception_lines(&expected.exception), &exception_lines(&actual.exception));
    found.text("stdout", &expected.stdout, &actual.stdout);
    compare_batches(&expected.batches, &actual.batches, &mut found);
    found.list("driver text", &merged(&expected.driver_text), &merged(&actual.driver_text));
    compare_files(&expected, &actual, &mut found);
    found.list("console batches", &expected.console_batches, &actual.console_batches);
    found.list("queries", &expected.queries, &actual.queries);
    found.0
}

#[derive(Default)]
struct Mismatches(Vec<Mismatch>);

impl Mismatches {
    fn text(&mut self, place: &str, expected: &str, actual: &str) {
        if expected != actual {
            let (place, expected, actual) = (place.to_owned(), expected.to_owned(), actual.to_owned());
            self.0.push(Mismatch { place, expected, actual });
        }
    }

    fn list<T: PartialEq + Debug>(&mut self, place: &str, expected: &[T], actual: &[T]) {
        if expected != actual {
            self.text(place, &lines_of(expected), &lines_of(actual));
        }
    }
}

fn lines_of<T: Debug>(items: &[T]) -> String {
    items.iter().map(|item| format!("{item:?}\n")).collect()
}

fn compare_batches(expected: &[Batch], actual: &[Batch], found: &mut Mismatches) {
    let numbers = |batches: &[Batch]| batches.iter().map(|batch| batch.batch).collect::<Vec<_>>();
    found.list("batches with output", &numbers(expected), &numbers(actual));
    for wanted in expected {
        let Some(got) = actual.iter().find(|batch| batch.batch == wanted.batch) else { continue };
        let place = format!("batch {}", wanted.batch);
        let numbers = |batch: &Batch| batch.ops.iter().map(|op| op.op).collect::<Vec<_>>();
        found.list(&format!("{place}: output operations"), &numbers(wanted), &numbers(got));
        for op in &wanted.ops {
            if let Some(got) = got.ops.iter().find(|other| other.op == op.op) {
                compare_ops(&format!("{place}, output {}", op.op), op, got, found);
            }
        }
    }
}

fn compare_ops(place: &str, expected: &Op, actual: &Op, found: &mut Mismatches) {
    found.text(&format!("{place}: text"), &expected.text, &actual.text);
    found.text(&format!("{place}: error"), &error_line(expected), &error_line(actual));
    // What reached an operation that failed was not recorded.
    if let Some(expected) = &expected.glom {
        let actual = actual.glom.as_ref().map_or("not known\n".to_owned(), |glom| partitions(glom));
        found.text(&format!("{place}: records"), &partitions(expected), &actual);
    }
}

fn error_line(op: &Op) -> String {
    op.error.as_ref().map(|error| format!("{error}\n")).unwrap_or_default()
}

/// A line for each partition and each record, so that a diff shows what moved.
fn partitions(glom: &[Vec<String>]) -> String {
    let mut text = String::new();
    for (partition_idx, records) in glom.iter().enumerate() {
        let _ = writeln!(text, "partition {partition_idx}"); // Writing to a string cannot fail.
        for record in records {
            let _ = writeln!(text, "  {record}");
        }
    }
    text
}

fn compare_files(expected: &Recording, actual: &Recording, found: &mut Mismatches) {
    let paths = |recording: &Recording| recording.files.keys().cloned().collect::<Vec<_>>();
    found.list("files", &paths(expected), &paths(actual));
    for (path, wanted) in &expected.files {
        if let Some(got) = actual.files.get(path) {
            found.text(&format!("file {path}"), wanted, got);
        }
    }
}

/// What has to agree of an exception, a line for each.
fn exception_lines(exception: &Option<Exception>) -> String {
    let Some(exception) = exception else { return String::new() };
    let error = match (&exception.python_cause, exception.java.first()) {
        (Some(cause), _) => format!("because of {cause}"),
        (None, Some(java)) => {
            format!("{}: {}", java.class, without_frames(cause_in_task(java.message.as_deref().unwrap_or_default())))
        }
        (None, None) => exception.message.clone(),
    };
    let mut lines = exception.program_lines.clone();
    lines.dedup(); // A traceback inside a traceback, or a recursion, repeats them.
    format!("{}\n{error}\nat lines {lines:?}\n", exception.type_name)
}

/// Of a failed task what it failed of, without the numbers of task and stage and without tracebacks of Spark's own.
fn cause_in_task(message: &str) -> &str {
    let cause = message.split_once("(localhost executor driver): ").map(|(_, cause)| cause);
    cause.and_then(|cause| cause.lines().next()).unwrap_or(message)
}

/// A message without the lines that are frames of Java's own code, `java.base/java.lang.Thread.run(Thread.java:840)`.
fn without_frames(message: &str) -> String {
    let is_frame = |line: &str| {
        line.strip_suffix(')').and_then(|line| line.split_once('(')).is_some_and(|(method, place)| {
            let is_place = place == "Unknown Source" || place == "Native Method" || place.contains(".java");
            is_place && method.contains('.') && !method.contains(' ')
        })
    };
    message.lines().filter(|line| !is_frame(line)).collect::<Vec<_>>().join("\n")
}

/// Neighbours that were printed after the same batch are one text: how it was cut depends on the recorder.
fn merged(texts: &[DriverText]) -> Vec<DriverText> {
    let mut merged: Vec<DriverText> = Vec::new();
    for text in texts {
        match merged.last_mut() {
            Some(last) if last.after_batch == text.after_batch => last.text.push_str(&text.text),
            _ => merged.push(text.clone()),
        }
    }
    merged
}

fn masked(recording: &Recording, batch_interval: Option<f64>) -> Recording {
    let mut masked = recording.clone();
    let mask = |text: &mut String| *text = mask_text(text, batch_interval);
    mask(&mut masked.stdout);
    for op in masked.batches.iter_mut().flat_map(|batch| &mut batch.ops) {
        mask(&mut op.text);
        op.glom.iter_mut().flatten().flatten().for_each(mask);
    }
    masked.driver_text.iter_mut().for_each(|text| mask(&mut text.text));
    if let Some(exception) = &mut masked.exception {
        mask(&mut exception.message);
        exception.python_cause.iter_mut().for_each(mask);
        exception.java.iter_mut().filter_map(|java| java.message.as_mut()).for_each(mask);
    }
    let files = masked.files.into_iter().map(|(path, text)| (mask_path(&path, batch_interval), text));
    masked.files = files.map(|(path, text)| (path, mask_text(&text, batch_interval))).collect();
    masked
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}:", self.place)?;
        let diff = TextDiff::from_lines(&self.expected, &self.actual);
        for line in diff.unified_diff().context_radius(3).to_string().lines() {
            writeln!(f, "    {line}")?;
        }
        Ok(())
    }
}
