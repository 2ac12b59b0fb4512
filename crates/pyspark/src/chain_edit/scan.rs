//! Reading a text from a place on: lines, indents, and the gaps between the parts of an expression.

use diag::Span;

/// White space, joined lines and comments between two parts of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    /// Where the next part begins.
    pub end: u32,
    /// The ends of the comments, before their line breaks.
    pub comment_ends: Vec<u32>,
}

/// The gap that begins at `from`, at most up to `limit`.
pub(crate) fn gap(text: &str, from: u32, limit: u32) -> Gap {
    let mut comment_ends = Vec::new();
    let mut at = from;
    while at < limit {
        let rest = rest(text, at);
        match rest.bytes().next() {
            Some(b' ' | b'\t' | b'\n' | b'\x0c') => at += 1,
            Some(b'\\') if rest.starts_with("\\\n") => at += 2,
            Some(b'#') => {
                at += rest.find('\n').unwrap_or(rest.len()) as u32;
                comment_ends.push(at);
            }
            _ => break,
        }
    }
    Gap { end: at.min(limit), comment_ends }
}

/// Behind the parentheses that close around an expression which ends at `end`, and how many they are.
pub(crate) fn behind_parentheses(text: &str, end: u32, limit: u32) -> (u32, usize) {
    let (mut base, mut n) = (end, 0);
    loop {
        let next = gap(text, base, limit).end;
        if next >= limit || !rest(text, next).starts_with(')') {
            return (base, n);
        }
        base = next + 1;
        n += 1;
    }
}

pub(crate) fn rest(text: &str, from: u32) -> &str {
    text.get(from as usize..).unwrap_or("")
}

pub(crate) fn line_start(text: &str, offset: u32) -> u32 {
    let before = text.get(..offset as usize).unwrap_or("");
    before.rfind('\n').map_or(0, |at| at as u32 + 1)
}

/// The end of the line around `offset`, before its line break.
pub(crate) fn line_end(text: &str, offset: u32) -> u32 {
    offset + rest(text, offset).find('\n').unwrap_or_else(|| rest(text, offset).len()) as u32
}

/// The white space at the beginning of the line that begins at `line_start`.
pub(crate) fn indent_at(text: &str, line_start: u32) -> &str {
    let line = rest(text, line_start);
    let n = line.len() - line.trim_start_matches([' ', '\t']).len();
    line.get(..n).unwrap_or("")
}

/// Whether nothing but a comment stands between `offset` and the end of its line.
pub(crate) fn ends_line(text: &str, offset: u32) -> bool {
    let tail = Span::new(offset, line_end(text, offset)).of(text).trim_start();
    tail.is_empty() || tail.starts_with('#')
}

pub(crate) fn is_identifier(text: &str) -> bool {
    let mut signs = text.chars();
    signs.next().is_some_and(|sign| sign.is_alphabetic() || sign == '_') && signs.all(is_name_sign)
}

pub(crate) fn is_name_sign(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}
