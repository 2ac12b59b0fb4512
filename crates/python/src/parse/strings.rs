//! String literals in the token stream.

use crate::parse::lexer::Lexer;

/// Length of the letters before the quote, if a string literal starts here.
pub fn prefix_len(bytes: &[u8]) -> Option<usize> {
    let quote = |at: usize| matches!(bytes.get(at), Some(b'"' | b'\''));
    let letter = |at: usize| bytes.get(at).map_or(0, u8::to_ascii_lowercase);
    if quote(0) {
        Some(0)
    } else if quote(1) && matches!(letter(0), b'r' | b'b' | b'f' | b'u') {
        Some(1)
    } else if quote(2) && matches!((letter(0), letter(1)), (b'r', b'b' | b'f') | (b'b' | b'f', b'r')) {
        Some(2)
    } else {
        None
    }
}

/// Moves behind a string literal, or to the end of the line if it is not closed.
pub fn string(lexer: &mut Lexer, prefix_len: usize) {
    let start = lexer.at;
    lexer.at += prefix_len;
    let quote = lexer.peek(0);
    let is_triple = lexer.peek(1) == quote && lexer.peek(2) == quote;
    if lexer.peek(1) == quote && !is_triple {
        lexer.at += 2;
        return;
    }
    lexer.at += if is_triple { 3 } else { 1 };
    loop {
        if lexer.at >= lexer.bytes.len() {
            unterminated(lexer, start, is_triple);
            return;
        }
        match lexer.peek(0) {
            b'\\' => {
                // `\` and a two-byte line end count as one.
                if lexer.peek(1) == b'\r' && lexer.peek(2) == b'\n' {
                    lexer.at += 1;
                }
                lexer.at = (lexer.at + 2).min(lexer.bytes.len());
                while !lexer.text.is_char_boundary(lexer.at) {
                    lexer.at += 1;
                }
            }
            b'\n' | b'\r' if !is_triple => {
                unterminated(lexer, start, is_triple);
                return;
            }
            byte if byte == quote && !is_triple => {
                lexer.at += 1;
                return;
            }
            byte if byte == quote && lexer.peek(1) == quote && lexer.peek(2) == quote => {
                lexer.at += 3;
                return;
            }
            _ => lexer.at += 1,
        }
    }
}

fn unterminated(lexer: &mut Lexer, start: usize, is_triple: bool) {
    let mut end = lexer.at;
    if lexer.at >= lexer.bytes.len() && lexer.bytes.last() == Some(&b'\n') {
        // The line number is that of the last line with text.
        end -= 1;
    }
    let line = 1 + lexer.bytes[..end].iter().filter(|&&byte| byte == b'\n').count();
    let what = if is_triple { "triple-quoted string" } else { "string" };
    lexer.syntax_error(format!("unterminated {what} literal (detected at line {line})"), start, start + 1);
}
