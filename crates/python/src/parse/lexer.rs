//! Splits a text into tokens as CPython 3.11's tokenizer does, with its errors.
//!
//! The parser has a lexer of its own; this one is for what the parser does not tell: CPython's words for broken
//! texts, how deep a text nests before anything recursive sees it, and colours for texts that do not parse.

use diag::Span;

use crate::parse::number;
use crate::parse::strings;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LexKind {
    /// Names and keywords.
    Name,
    Number,
    /// A whole string literal, prefix and quotes included.
    String,
    Op,
    /// End of a logical line.
    Newline,
    Indent,
    Dedent,
    Comment,
    /// A character that starts no token.
    Unknown,
    End,
}

#[derive(Clone, Copy, Debug)]
pub struct LexToken {
    pub kind: LexKind,
    pub span: Span,
    /// Open brackets after this token.
    pub level: u16,
}

impl LexToken {
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        self.span.of(text)
    }
}

/// What the tokenizer refuses: the kind of `SyntaxError`, its message and place.
#[derive(Clone, Debug)]
pub struct LexError {
    pub class: &'static str,
    pub message: String,
    pub span: Span,
}

/// An open bracket.
#[derive(Clone, Copy, Debug)]
pub struct Bracket {
    pub byte: u8,
    pub at: u32,
}

/// The tokens of a text, comments included; on the first error the rest is still split, for colouring.
#[derive(Default)]
pub struct Lexed {
    pub tokens: Vec<LexToken>,
    pub error: Option<LexError>,
    /// Number of tokens before the error.
    pub n_before_error: usize,
    /// Brackets that were open at the end, or at the error.
    pub open: Vec<Bracket>,
}

const MAX_BRACKETS: usize = 200;
const MAX_INDENTS: usize = 100;

pub struct Lexer<'t> {
    pub text: &'t str,
    pub bytes: &'t [u8],
    pub at: usize,
    out: Lexed,
    brackets: Vec<Bracket>,
    /// Columns of the open indents, with tabs to the next 8 and with tabs as one.
    indents: Vec<(u32, u32)>,
}

pub fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        out: Lexed::default(),
        brackets: Vec::new(),
        indents: vec![(0, 0)],
    };
    if text.starts_with('\u{feff}') {
        lexer.at = 3;
    }
    lexer.run();
    if lexer.out.error.is_none() {
        lexer.out.open = lexer.brackets;
        lexer.out.n_before_error = lexer.out.tokens.len();
    }
    lexer.out
}

impl Lexer<'_> {
    pub fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The character at the current place.
    fn char(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    pub fn fail(&mut self, class: &'static str, message: String, start: usize, end: usize) {
        if self.out.error.is_none() {
            self.out.error = Some(LexError { class, message, span: Span::new(start as u32, end as u32) });
            self.out.n_before_error = self.out.tokens.len();
            self.out.open = self.brackets.clone();
        }
    }

    pub fn syntax_error(&mut self, message: impl Into<String>, start: usize, end: usize) {
        self.fail("SyntaxError", message.into(), start, end);
    }

    fn push(&mut self, kind: LexKind, start: usize) {
        let level = self.brackets.len().min(usize::from(u16::MAX)) as u16;
        self.out.tokens.push(LexToken { kind, span: Span::new(start as u32, self.at as u32), level });
    }

    fn run(&mut self) {
        let mut line_start = true;
        while self.at < self.bytes.len() {
            if line_start && self.brackets.is_empty() {
                self.indentation();
            }
            line_start = self.rest_of_line();
        }
        if self.line_has_tokens() && self.brackets.is_empty() {
            self.push(LexKind::Newline, self.at);
        }
        for _ in 1..self.indents.len() {
            self.push(LexKind::Dedent, self.at);
        }
        self.push(LexKind::End, self.at);
    }

    /// Measures the indentation of a line and tells where blocks begin and end. Blank lines have none.
    fn indentation(&mut self) {
        let start = self.at;
        let (mut column, mut alternative) = (0, 0);
        loop {
            match self.peek(0) {
                b' ' => {
                    column += 1;
                    alternative += 1;
                }
                b'\t' => {
                    column = (column / 8 + 1) * 8;
                    alternative += 1;
                }
                0x0c => {
                    column = 0;
                    alternative = 0;
                }
                _ => break,
            }
            self.at += 1;
        }
        if matches!(self.peek(0), b'#' | b'\n' | b'\r') || self.at >= self.bytes.len() {
            return;
        }
        let (top, top_alternative) = self.indents.last().copied().unwrap_or_default();
        if column == top {
            if alternative != top_alternative {
                self.tab_error(start);
            }
            return;
        }
        if column > top {
            if self.indents.len() >= MAX_INDENTS {
                self.fail("IndentationError", "too many levels of indentation".into(), start, self.at);
            }
            if alternative <= top_alternative {
                self.tab_error(start);
            }
            self.indents.push((column, alternative));
            self.push(LexKind::Indent, start);
            return;
        }
        while self.indents.last().is_some_and(|&(open, _)| column < open) {
            self.indents.pop();
            self.push(LexKind::Dedent, self.at);
        }
        let (top, top_alternative) = self.indents.last().copied().unwrap_or_default();
        if column != top {
            let message = "unindent does not match any outer indentation level".into();
            let end = self.line_end(self.at);
            self.fail("IndentationError", message, self.at, end);
        } else if alternative != top_alternative {
            self.tab_error(start);
        }
    }

    fn tab_error(&mut self, start: usize) {
        let end = self.line_end(self.at);
        self.fail("TabError", "inconsistent use of tabs and spaces in indentation".into(), start, end);
    }

    pub fn line_end(&self, from: usize) -> usize {
        self.bytes[from.min(self.bytes.len())..]
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
            .map_or(self.bytes.len(), |length| from + length)
    }

    /// Splits up to and including the end of the line; `false` at the end of the text.
    fn rest_of_line(&mut self) -> bool {
        while self.at < self.bytes.len() {
            let start = self.at;
            match self.peek(0) {
                b' ' | b'\t' | 0x0c => self.at += 1,
                b'\n' | b'\r' => {
                    self.newline();
                    if self.brackets.is_empty() && self.line_has_tokens() {
                        let span = Span::new(start as u32, self.at as u32);
                        self.out.tokens.push(LexToken { kind: LexKind::Newline, span, level: 0 });
                    }
                    return true;
                }
                b'#' => {
                    self.at = self.line_end(self.at);
                    self.push(LexKind::Comment, start);
                }
                b'\\' => {
                    if !self.continuation() {
                        return false;
                    }
                }
                _ => self.token(),
            }
        }
        false
    }

    /// Whether the logical line that ends here has a token besides comments.
    fn line_has_tokens(&self) -> bool {
        for token in self.out.tokens.iter().rev() {
            match token.kind {
                LexKind::Comment => {}
                LexKind::Newline | LexKind::Indent | LexKind::Dedent => return false,
                _ => return true,
            }
        }
        false
    }

    fn newline(&mut self) {
        if self.peek(0) == b'\r' && self.peek(1) == b'\n' {
            self.at += 1;
        }
        self.at += 1;
    }

    /// A backslash at the end of a line; `false` at the end of the text.
    fn continuation(&mut self) -> bool {
        let start = self.at;
        self.at += 1;
        match self.peek(0) {
            b'\n' | b'\r' => {
                self.newline();
                if self.at >= self.bytes.len() {
                    self.syntax_error("unexpected EOF while parsing", start + 1, start + 1);
                    return false;
                }
            }
            _ => {
                self.push(LexKind::Unknown, start);
                self.syntax_error("unexpected character after line continuation character", start + 1, start + 1);
            }
        }
        true
    }

    fn token(&mut self) {
        let start = self.at;
        let byte = self.peek(0);
        if let Some(prefix_len) = strings::prefix_len(&self.bytes[start..]) {
            strings::string(self, prefix_len);
            self.push(LexKind::String, start);
        } else if byte.is_ascii_digit() || (byte == b'.' && self.peek(1).is_ascii_digit()) {
            number::number(self);
            self.push(LexKind::Number, start);
        } else if byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80 {
            self.name();
        } else {
            self.operator();
        }
    }

    fn name(&mut self) {
        let start = self.at;
        while let Some(c) = self.char() {
            if !(c == '_' || c.is_alphanumeric() || (self.at > start && is_name_mark(c))) {
                break;
            }
            self.at += c.len_utf8();
        }
        if self.at > start {
            self.push(LexKind::Name, start);
        }
        if let Some(c) = self.char()
            && !c.is_ascii()
        {
            let at = self.at;
            self.at += c.len_utf8();
            self.push(LexKind::Unknown, at);
            let message = if value::unicode::is_printable(c) {
                format!("invalid character '{c}' (U+{:04X})", u32::from(c))
            } else {
                format!("invalid non-printable character U+{:04X}", u32::from(c))
            };
            self.syntax_error(message, at, self.at);
        }
    }

    fn operator(&mut self) {
        let start = self.at;
        let three = [self.peek(0), self.peek(1), self.peek(2)];
        let length = match &three {
            b"**=" | b"//=" | b">>=" | b"<<=" | b"..." => 3,
            [a, b, _] => match &[*a, *b] {
                b"**" | b"//" | b">>" | b"<<" | b"!=" | b"==" | b"<=" | b">=" | b"<>" | b"->" | b":=" | b"+="
                | b"-=" | b"*=" | b"/=" | b"%=" | b"&=" | b"|=" | b"^=" | b"@=" => 2,
                _ => 1,
            },
        };
        let byte = three[0];
        self.at += length;
        match byte {
            b'(' | b'[' | b'{' => {
                if self.brackets.len() >= MAX_BRACKETS {
                    self.syntax_error("too many nested parentheses", start, start + 1);
                }
                self.brackets.push(Bracket { byte, at: start as u32 });
                self.push(LexKind::Op, start);
            }
            b')' | b']' | b'}' => {
                self.close(byte, start);
                self.push(LexKind::Op, start);
            }
            b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'~' | b'<' | b'>' | b'=' | b',' | b':'
            | b'.' | b';' => {
                self.push(LexKind::Op, start);
            }
            b'!' if length == 2 => self.push(LexKind::Op, start),
            _ => {
                self.push(LexKind::Unknown, start);
                if !matches!(byte, b'$' | b'?' | b'!') {
                    let message = format!("invalid non-printable character U+{byte:04X}");
                    self.syntax_error(message, start, start + 1);
                }
            }
        }
    }

    fn close(&mut self, byte: u8, start: usize) {
        let closer = char::from(byte);
        let Some(open) = self.brackets.pop() else {
            self.syntax_error(format!("unmatched '{closer}'"), start, start + 1);
            return;
        };
        if (open.byte, byte) != (b'(', b')') && (open.byte, byte) != (b'[', b']') && (open.byte, byte) != (b'{', b'}') {
            let opener = char::from(open.byte);
            let lines = &self.bytes[open.at as usize..start];
            let message = if lines.contains(&b'\n') {
                let line = 1 + self.bytes[..open.at as usize].iter().filter(|&&byte| byte == b'\n').count();
                format!("closing parenthesis '{closer}' does not match opening parenthesis '{opener}' on line {line}")
            } else {
                format!("closing parenthesis '{closer}' does not match opening parenthesis '{opener}'")
            };
            self.syntax_error(message, start, start + 1);
        }
    }
}

/// Characters that may follow in a name but not start it (combining marks, the middle dot).
fn is_name_mark(c: char) -> bool {
    matches!(u32::from(c), 0xb7 | 0x300..=0x36f | 0x483..=0x487 | 0x591..=0x5bd | 0x64b..=0x669 | 0x900..=0x903
        | 0x93a..=0x94f | 0x1ab0..=0x1aff | 0x20d0..=0x20f0 | 0xfe20..=0xfe2f)
}
