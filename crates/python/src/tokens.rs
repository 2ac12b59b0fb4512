//! Pieces of a text for colouring; works on any text, broken ones too.

use diag::Span;

use crate::parse::lexer::{self, LexKind};

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Keyword,
    /// A name of Python's own: `print`, `range`, `ValueError`…
    Builtin,
    Name,
    Number,
    String,
    Comment,
    Operator,
    /// A character that no Python text has there.
    Unknown,
}

/// One piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Whether `word` is a keyword of Python 3.11.
pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// The pieces of `text` in order; white space is left out.
pub fn tokens(text: &str) -> Vec<Token> {
    let builtins = crate::builtins::names();
    lexer::lex(text)
        .tokens
        .iter()
        .filter_map(|token| {
            let word = token.text(text);
            let kind = match token.kind {
                LexKind::Name if is_keyword(word) => TokenKind::Keyword,
                LexKind::Name if builtins.binary_search(&word).is_ok() => TokenKind::Builtin,
                LexKind::Name => TokenKind::Name,
                LexKind::Number => TokenKind::Number,
                LexKind::String => TokenKind::String,
                LexKind::Comment => TokenKind::Comment,
                LexKind::Op => TokenKind::Operator,
                LexKind::Unknown => TokenKind::Unknown,
                LexKind::Newline | LexKind::Indent | LexKind::Dedent | LexKind::End => return None,
            };
            Some(Token { kind, span: token.span })
        })
        .collect()
}
