//! What the reader is told about a text: where, how bad, and what to do.

use std::fmt;

/// A byte range in the program text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end: end.max(start) }
    }

    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The text in this range, or nothing if the range does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    Error,
    Warning,
    Hint,
}

/// One thing to tell the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name of the cause: a Python or Java exception's class (`SyntaxError`), or our own (`not-supported`).
    pub code: String,
    pub severity: Severity,
    pub message: String,
    pub span: Option<Span>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    pub fn error(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), severity: Severity::Error, message: message.into(), span: None, help: None }
    }

    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

/// Turns byte offsets into lines and columns.
#[derive(Clone, Debug)]
pub struct LineIndex {
    /// Offset of each line's first byte.
    starts: Vec<u32>,
}

impl LineIndex {
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1));
        Self { starts }
    }

    /// 1-based line of a byte offset.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// 1-based line, and 1-based column counted in characters.
    pub fn line_column(&self, text: &str, offset: u32) -> (u32, u32) {
        let line = self.line(offset);
        let start = self.starts.get(line as usize - 1).copied().unwrap_or(0) as usize;
        let column = text.get(start..offset as usize).map_or(0, |before| before.chars().count() as u32);
        (line, column + 1)
    }

    /// Byte offset where a 1-based line starts (the text's end for lines beyond it is not known here: the last start).
    pub fn line_start(&self, line: u32) -> u32 {
        let last = self.starts.last().copied().unwrap_or(0);
        self.starts.get((line.max(1) - 1) as usize).copied().unwrap_or(last)
    }
}

#[cfg(test)]
mod tests {
    use super::LineIndex;

    #[test]
    fn columns_count_characters_and_lines_start_at_one() {
        let text = "a = 'é'\nb = 2\n";
        let lines = LineIndex::new(text);
        assert_eq!(lines.line_column(text, 0), (1, 1));
        assert_eq!(lines.line_column(text, 7), (1, 7));
        assert_eq!(lines.line_column(text, 9), (2, 1));
        assert_eq!(lines.line(1000), 3);
    }
}
