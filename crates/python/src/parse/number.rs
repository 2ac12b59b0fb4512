//! Number literals in the token stream.

use crate::parse::lexer::Lexer;

/// Moves behind a number literal.
pub fn number(lexer: &mut Lexer) {
    let start = lexer.at;
    if lexer.peek(0) == b'0' {
        let radix = match lexer.peek(1) {
            b'x' | b'X' => Some(("hexadecimal", 16)),
            b'o' | b'O' => Some(("octal", 8)),
            b'b' | b'B' => Some(("binary", 2)),
            _ => None,
        };
        if let Some((name, radix)) = radix {
            lexer.at += 2;
            in_radix(lexer, name, radix);
            return;
        }
    }
    let starts_with_zero = lexer.peek(0) == b'0';
    if lexer.peek(0) != b'.' {
        decimal_digits(lexer);
    }
    let whole_end = lexer.at;
    let mut is_float = false;
    if lexer.peek(0) == b'.' {
        is_float = true;
        lexer.at += 1;
        if lexer.peek(0).is_ascii_digit() {
            decimal_digits(lexer);
        }
    }
    if matches!(lexer.peek(0), b'e' | b'E') {
        let sign = usize::from(matches!(lexer.peek(1), b'+' | b'-'));
        if lexer.peek(1 + sign).is_ascii_digit() {
            is_float = true;
            lexer.at += 1 + sign;
            decimal_digits(lexer);
        }
    }
    if matches!(lexer.peek(0), b'j' | b'J') {
        lexer.at += 1;
        check_end(lexer, "imaginary");
        return;
    }
    let is_nonzero = lexer.bytes[start..whole_end].iter().any(|byte| (b'1'..=b'9').contains(byte));
    if starts_with_zero && !is_float && is_nonzero {
        let zeros = lexer.bytes[start..whole_end].iter().take_while(|&&byte| byte == b'0' || byte == b'_').count();
        let message = "leading zeros in decimal integer literals are not permitted; \
                       use an 0o prefix for octal integers";
        lexer.syntax_error(message, start, start + zeros);
        return;
    }
    check_end(lexer, "decimal");
}

fn decimal_digits(lexer: &mut Lexer) {
    loop {
        while lexer.peek(0).is_ascii_digit() {
            lexer.at += 1;
        }
        if lexer.peek(0) != b'_' {
            return;
        }
        if !lexer.peek(1).is_ascii_digit() {
            lexer.syntax_error("invalid decimal literal", lexer.at, lexer.at);
            lexer.at += 1;
            return;
        }
        lexer.at += 1;
    }
}

fn in_radix(lexer: &mut Lexer, name: &str, radix: u32) {
    loop {
        if lexer.peek(0) == b'_' {
            lexer.at += 1;
        }
        let first = lexer.peek(0);
        if !char::from(first).is_digit(radix) {
            if first.is_ascii_digit() {
                let message = format!("invalid digit '{}' in {name} literal", char::from(first));
                lexer.syntax_error(message, lexer.at, lexer.at + 1);
            } else {
                lexer.syntax_error(format!("invalid {name} literal"), lexer.at.saturating_sub(1), lexer.at);
            }
            return;
        }
        while char::from(lexer.peek(0)).is_digit(radix) {
            lexer.at += 1;
        }
        if lexer.peek(0) != b'_' {
            break;
        }
    }
    let next = lexer.peek(0);
    if next.is_ascii_digit() {
        let message = format!("invalid digit '{}' in {name} literal", char::from(next));
        lexer.syntax_error(message, lexer.at, lexer.at + 1);
        return;
    }
    check_end(lexer, name);
}

/// A number may be followed by a keyword (`1if x else 2`), not by another name.
fn check_end(lexer: &mut Lexer, name: &str) {
    let rest = &lexer.text[lexer.at..];
    if ["and", "else", "for", "if", "in", "is", "or", "not"].iter().any(|keyword| rest.starts_with(keyword)) {
        return;
    }
    if rest.chars().next().is_some_and(|c| c == '_' || c.is_alphanumeric()) {
        lexer.syntax_error(format!("invalid {name} literal"), lexer.at.saturating_sub(1), lexer.at);
    }
}
