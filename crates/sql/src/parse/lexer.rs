//! Words, numbers, strings and signs of a SQL text.

use crate::error::{ErrorKind, SqlError};

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// An identifier or keyword.
    Word(String),
    /// In back quotes.
    Quoted(String),
    Text(String),
    /// With its suffix, if it has one.
    Number(String),
    Sign(&'static str),
    End,
}

/// A token and where it starts, in bytes.
#[derive(Clone, Debug)]
pub struct Placed {
    pub token: Token,
    pub at: usize,
}

const SIGNS: &[&str] = &[
    "<=>", "||", "<=", ">=", "<>", "!=", "==", "->", "=>", "::", "(", ")", ",", ".", "+", "-", "*", "/", "%", "=", "<",
    ">", "!", "&", "|", "^", "~", "[", "]", ":", ";", "?", "{", "}",
];

/// The error of a text that is no SQL, with the place.
pub fn syntax_error(text: &str, at: usize, near: &str) -> SqlError {
    let found = if near.is_empty() { "end of input".to_owned() } else { format!("'{near}'") };
    located(text, at, "PARSE_SYNTAX_ERROR", &format!("[PARSE_SYNTAX_ERROR] Syntax error at or near {found}."))
}

/// A parse error with the text it is about, and a mark below the place.
pub fn located(text: &str, at: usize, class: &'static str, message: &str) -> SqlError {
    let (line, column) = place(text, at);
    let mut shown = format!("\n{message}(line {line}, pos {column})\n\n== SQL ==\n");
    for (row, content) in text.split('\n').enumerate() {
        shown.push_str(content);
        shown.push('\n');
        if row + 1 == line {
            shown.push_str(&format!("{}^^^\n", "-".repeat(column)));
        }
    }
    SqlError { kind: ErrorKind::Parse, class, message: shown, about: None }
}

/// Line (from 1) and column (from 0) of a place.
pub fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count();
    (line, column)
}

/// The tokens of a text, and an [`Token::End`].
///
/// Errors: characters that mean nothing, strings without an end.
pub fn tokens(text: &str) -> Result<Vec<Placed>, SqlError> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(c) = rest.chars().next() else { break };
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        if rest.starts_with("--") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        if rest.starts_with("/*") {
            match rest.find("*/") {
                Some(end) => at += end + 2,
                None => return Err(syntax_error(text, at, "/*")),
            }
            continue;
        }
        let (token, length) = match c {
            '\'' | '"' => string(rest, c).ok_or_else(|| syntax_error(text, at, &c.to_string()))?,
            '`' => quoted(rest).ok_or_else(|| syntax_error(text, at, "`"))?,
            c if c.is_ascii_digit()
                || (c == '.' && rest.get(1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))) =>
            {
                number(rest)
            }
            c if c.is_alphabetic() || c == '_' => {
                let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
                (Token::Word(rest.get(..length).unwrap_or(rest).to_owned()), length)
            }
            _ => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) => (Token::Sign(sign), sign.len()),
                None => return Err(syntax_error(text, at, &c.to_string())),
            },
        };
        found.push(Placed { token, at });
        at += length;
    }
    found.push(Placed { token: Token::End, at: text.len() });
    Ok(found)
}

fn string(rest: &str, quote: char) -> Option<(Token, usize)> {
    let mut out = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                let (_, escaped) = chars.next()?;
                match escaped {
                    'n' => out.push('\n'),
                    't' => out.push('\t'),
                    'r' => out.push('\r'),
                    'b' => out.push('\u{8}'),
                    '0' => out.push('\0'),
                    // These stay escaped for `LIKE`.
                    '%' | '_' => out.extend(['\\', escaped]),
                    'u' => {
                        let digits: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                        out.push(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).unwrap_or('?'));
                    }
                    other => out.push(other),
                }
            }
            c if c == quote => {
                let end = at + c.len_utf8();
                // Strings that follow each other are one.
                if let Some(next) = rest.get(end..)
                    && next.starts_with(quote)
                {
                    let (Token::Text(more), length) = string(next, quote)? else { return None };
                    return Some((Token::Text(out + &more), end + length));
                }
                return Some((Token::Text(out), end));
            }
            other => out.push(other),
        }
    }
    None
}

fn quoted(rest: &str) -> Option<(Token, usize)> {
    let mut out = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '`' if chars.peek().is_some_and(|(_, next)| *next == '`') => {
                chars.next();
                out.push('`');
            }
            '`' => return Some((Token::Quoted(out), at + 1)),
            other => out.push(other),
        }
    }
    None
}

fn number(rest: &str) -> (Token, usize) {
    let digits = |from: usize| rest.get(from..).map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    let mut length = digits(0);
    if rest.get(length..).is_some_and(|rest| rest.starts_with('.')) {
        length += 1 + digits(length + 1);
    }
    let exponent = rest.get(length..).unwrap_or("");
    if exponent.starts_with(['e', 'E']) {
        let sign = usize::from(exponent.get(1..).is_some_and(|rest| rest.starts_with(['+', '-'])));
        let n = digits(length + 1 + sign);
        if n > 0 {
            length += 1 + sign + n;
        }
    }
    let suffix = rest.get(length..).unwrap_or("");
    let n_suffix = suffix.bytes().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let known = ["L", "S", "Y", "D", "F", "BD"];
    if known.iter().any(|known| suffix.get(..n_suffix).is_some_and(|suffix| suffix.eq_ignore_ascii_case(known))) {
        length += n_suffix;
    }
    (Token::Number(rest.get(..length).unwrap_or(rest).to_owned()), length)
}
