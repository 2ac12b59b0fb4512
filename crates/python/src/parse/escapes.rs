//! Escapes in string literals that mean no character.

use diag::{Diagnostic, Span};

use crate::parse::errors::Broken;

/// The error of a string literal at token `at`; `message` is the parser's.
pub fn explain(broken: &Broken, message: &str, at: usize) -> Diagnostic {
    let span = broken.token(at).span;
    let literal = broken.word(at);
    let text = match message {
        "bytes can only contain ASCII literal characters" => message.to_owned(),
        _ => match bad_escape(literal) {
            Some(found) => found,
            None => "invalid syntax".to_owned(),
        },
    };
    Diagnostic::error("SyntaxError", text).at(Span::new(span.start, span.end))
}

/// `(unicode error) 'unicodeescape' codec can't decode bytes in position 2-3: truncated \UXXXXXXXX escape`.
fn bad_escape(literal: &str) -> Option<String> {
    let quote = literal.find(['"', '\''])?;
    let body = literal.get(quote..)?;
    let n_quotes = if body.starts_with("\"\"\"") || body.starts_with("'''") { 3 } else { 1 };
    let bytes = body.get(n_quotes..body.len().saturating_sub(n_quotes))?.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let wanted = match bytes.get(at + 1) {
            Some(b'x') => Some((2, "truncated \\xXX escape")),
            Some(b'u') => Some((4, "truncated \\uXXXX escape")),
            Some(b'U') => Some((8, "truncated \\UXXXXXXXX escape")),
            Some(b'N') => {
                let close = bytes[at..].iter().position(|byte| *byte == b'}');
                let (end, problem) = match close {
                    Some(length) => (at + length, "unknown Unicode character name"),
                    None => (at + 1, "malformed \\N character escape"),
                };
                return Some(unicode_error(at, end, problem));
            }
            _ => None,
        };
        if let Some((n_digits, problem)) = wanted {
            let digits = bytes[at + 2..].iter().take(n_digits).take_while(|byte| byte.is_ascii_hexdigit()).count();
            if digits < n_digits {
                return Some(unicode_error(at, at + 1 + digits, problem));
            }
            if n_digits == 8 && bytes[at + 2..at + 10] > b"0010ffff"[..] {
                return Some(unicode_error(at, at + 9, "illegal Unicode character"));
            }
        }
        at += 2;
    }
    None
}

fn unicode_error(start: usize, end: usize, problem: &str) -> String {
    format!("(unicode error) 'unicodeescape' codec can't decode bytes in position {start}-{end}: {problem}")
}
