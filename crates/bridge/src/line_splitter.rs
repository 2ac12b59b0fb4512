//! Splits bytes that arrive in pieces into lines, where Java's `BufferedReader.readLine` splits them.
//!
//! `\n`, `\r` and `\r\n` end a line. After a `\r` the line is given at once, without waiting to see whether a
//! `\n` follows. What is left at the end of the stream is a line too, unless it is empty.

use std::collections::VecDeque;

use crate::utf8::{Decoded, decode};

/// Bytes in, lines out, first in first out.
#[derive(Debug)]
pub struct LineSplitter {
    pending: Vec<u8>,
    ready: VecDeque<Decoded>,
    ended_with_cr: bool,
    longest_line: usize,
}

/// A line had more bytes than may be kept; its beginning was given as a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineTooLong {
    /// Bytes of the pushed piece that were thrown away: the line's, and whatever came after them.
    pub n_dropped_bytes: usize,
}

impl LineSplitter {
    /// A line may have up to `longest_line` bytes.
    pub fn new(longest_line: usize) -> Self {
        Self { pending: Vec::new(), ready: VecDeque::new(), ended_with_cr: false, longest_line }
    }

    /// Takes the next bytes of the stream. After an error nothing more may be pushed.
    pub fn push(&mut self, mut bytes: &[u8]) -> Result<(), LineTooLong> {
        if self.ended_with_cr && !bytes.is_empty() {
            bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
            self.ended_with_cr = false;
        }
        while let Some(end) = memchr::memchr2(b'\n', b'\r', bytes) {
            let (line, from_end) = bytes.split_at(end); // `end` is a position in `bytes`.
            self.append(line, from_end.len())?;
            self.finish_line();
            bytes = match from_end {
                [b'\r', b'\n', after @ ..] => after,
                [b'\r'] => {
                    self.ended_with_cr = true;
                    &[]
                }
                [_, after @ ..] => after,
                [] => &[],
            };
        }
        self.append(bytes, 0)
    }

    /// The stream has ended: gives what is left as a line.
    pub fn finish(&mut self) {
        if !self.pending.is_empty() {
            self.finish_line();
        }
    }

    /// Bytes of the line that has not ended yet.
    pub fn n_pending_bytes(&self) -> usize {
        self.pending.len()
    }

    /// The next line, to be looked at.
    pub fn peek(&self) -> Option<&Decoded> {
        self.ready.front()
    }

    /// The next line, if it is wanted.
    pub fn pop_if(&mut self, wanted: impl FnOnce(&Decoded) -> bool) -> Option<Decoded> {
        self.ready.pop_front_if(|line| wanted(line))
    }

    /// Adds to the line that has not ended; `n_after` bytes of the same piece follow.
    fn append(&mut self, bytes: &[u8], n_after: usize) -> Result<(), LineTooLong> {
        let room = self.longest_line - self.pending.len(); // Never more is kept.
        let Some((kept, dropped)) = bytes.split_at_checked(room).filter(|(_, dropped)| !dropped.is_empty()) else {
            self.pending.extend_from_slice(bytes);
            return Ok(());
        };
        self.pending.extend_from_slice(kept);
        self.finish_line();
        Err(LineTooLong { n_dropped_bytes: dropped.len() + n_after })
    }

    fn finish_line(&mut self) {
        self.ready.push_back(decode(std::mem::take(&mut self.pending)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(pieces: &[&[u8]]) -> Vec<String> {
        let mut splitter = LineSplitter::new(100);
        for piece in pieces {
            splitter.push(piece).expect("no piece here is too long");
        }
        splitter.finish();
        std::iter::from_fn(|| splitter.pop_if(|_| true)).map(|line| line.text).collect()
    }

    fn check(bytes: &[u8], expected: &[&str]) {
        assert_eq!(split(&[bytes]), expected);
        let one_by_one: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(split(&one_by_one), expected, "byte by byte");
        for at in 0..=bytes.len() {
            let (first, second) = bytes.split_at(at);
            assert_eq!(split(&[first, b"", second]), expected, "cut at {at}");
        }
    }

    #[test]
    fn all_three_line_ends_end_a_line() {
        check(b"a\nb\rc\r\nd", &["a", "b", "c", "d"]);
    }

    #[test]
    fn empty_lines_count() {
        check(b"\n\r\r\n\r\n\n", &["", "", "", "", ""]);
    }

    #[test]
    fn nothing_after_the_last_line_end_is_no_line() {
        check(b"a\n", &["a"]);
        check(b"a\r", &["a"]);
        check(b"", &[]);
    }

    #[test]
    fn signs_may_arrive_in_pieces() {
        check("é😀\n€".as_bytes(), &["é😀", "€"]);
    }

    #[test]
    fn what_is_not_utf8_is_counted() {
        let mut splitter = LineSplitter::new(100);
        splitter.push(b"\xff\xfe!\n").expect("short");
        let expected = Decoded { text: "\u{fffd}\u{fffd}!".to_owned(), n_bad_bytes: 2 };
        assert_eq!(splitter.peek(), Some(&expected));
        assert_eq!(splitter.pop_if(|_| true), Some(expected));
        assert_eq!(splitter.pop_if(|_| true), None);
    }

    #[test]
    fn a_line_of_exactly_the_limit_passes() {
        let mut splitter = LineSplitter::new(3);
        assert_eq!(splitter.push(b"abc\nde"), Ok(()));
        assert_eq!(splitter.push(b"f"), Ok(()));
        assert_eq!(splitter.push(b"\n"), Ok(()));
        assert_eq!(splitter.n_pending_bytes(), 0);
    }

    #[test]
    fn a_longer_line_is_cut_and_the_rest_counted() {
        let mut splitter = LineSplitter::new(3);
        assert_eq!(splitter.push(b"x\nab"), Ok(()));
        assert_eq!(splitter.push(b"cde\nf"), Err(LineTooLong { n_dropped_bytes: 4 }));
        let lines: Vec<String> = std::iter::from_fn(|| splitter.pop_if(|_| true)).map(|line| line.text).collect();
        assert_eq!(lines, ["x", "abc"]);
    }
}
