//! What stands around a place in a broken text: where expressions begin and end, what is open.

use crate::parse::errors::Broken;
use crate::parse::lexer::LexKind;

impl Broken<'_> {
    /// Whether two expressions stand side by side in brackets.
    pub(super) fn forgot_comma(&self, at: usize) -> bool {
        let previous = at - 1;
        let start = self.operand_start(at);
        let is_prefixed_string = self.kind(start) == LexKind::Name && self.kind(start + 1) == LexKind::String;
        let is_soft_keyword = matches!(self.word(start), "match" | "case" | "_");
        self.token(at).level > 0
            && self.token(previous).level >= self.token(at).level
            && self.starts_expression(at)
            && self.ends_expression(previous)
            && !self.lambda_is_open(at)
            && !is_prefixed_string
            && !(is_soft_keyword && start == previous)
            && !(self.word(self.line_start(at)) == "def" && self.token(at).level == 1)
            && !matches!(self.word(self.line_start(at)), "from" | "import")
    }

    pub(super) fn starts_expression(&self, at: usize) -> bool {
        match self.kind(at) {
            LexKind::Number | LexKind::String => true,
            LexKind::Name => {
                let word = self.word(at);
                !crate::tokens::is_keyword(word) || matches!(word, "None" | "True" | "False" | "lambda" | "not")
            }
            _ => false,
        }
    }

    pub(super) fn ends_expression(&self, at: usize) -> bool {
        match self.kind(at) {
            LexKind::Number | LexKind::String => true,
            LexKind::Name => {
                let word = self.word(at);
                !crate::tokens::is_keyword(word) || matches!(word, "None" | "True" | "False")
            }
            LexKind::Op => matches!(self.word(at), ")" | "]" | "}"),
            _ => false,
        }
    }

    /// The first token of the expression that ends before token `at`: back to a comma, an opening bracket and so on.
    pub(super) fn operand_start(&self, at: usize) -> usize {
        let mut depth = 0;
        let mut start = at;
        while start > 0 {
            let word = self.word(start - 1);
            match self.kind(start - 1) {
                LexKind::Newline | LexKind::Indent | LexKind::Dedent => break,
                LexKind::Op if matches!(word, ")" | "]" | "}") => depth += 1,
                LexKind::Op if matches!(word, "(" | "[" | "{") => {
                    if depth == 0 {
                        break;
                    }
                    depth -= 1;
                }
                LexKind::Op
                    if depth == 0
                        && (matches!(word, "," | ":" | ";" | "=" | ":=" | "->")
                            || (word.ends_with('=') && !matches!(word, "==" | "!=" | "<=" | ">="))) =>
                {
                    break;
                }
                LexKind::Name
                    if depth == 0
                        && matches!(
                            word,
                            "if" | "else"
                                | "elif"
                                | "while"
                                | "for"
                                | "return"
                                | "yield"
                                | "lambda"
                                | "assert"
                                | "del"
                                | "raise"
                                | "import"
                                | "from"
                                | "with"
                                | "as"
                        ) =>
                {
                    break;
                }
                _ => {}
            }
            start -= 1;
        }
        start
    }

    /// Whether token `at` is among the parameters of a lambda.
    pub(super) fn lambda_is_open(&self, at: usize) -> bool {
        let level = self.token(at).level;
        let mut n_colons = 0;
        for before in (0..at).rev() {
            let token = self.token(before);
            if token.kind == LexKind::Newline || token.level < level {
                return false;
            }
            if token.level > level {
                continue;
            }
            match self.word(before) {
                ":" => n_colons += 1,
                "lambda" if n_colons == 0 => return true,
                "lambda" => n_colons -= 1,
                _ => {}
            }
        }
        false
    }

    /// Whether token `at` follows a key in a `{…}` that had a pair or a `**` before.
    pub(super) fn is_in_dict_after_pair(&self, at: usize) -> bool {
        let level = if self.word(at) == "}" { self.token(at).level + 1 } else { self.token(at).level };
        let (mut seen_comma, mut seen_colon) = (false, false);
        for before in (0..at).rev() {
            let token = self.token(before);
            if token.level > level {
                continue;
            }
            match self.word(before) {
                "{" if token.level == level => return seen_comma && seen_colon,
                "(" | "[" if token.level == level => return false,
                "," => seen_comma = true,
                ":" | "**" if seen_comma => seen_colon = true,
                ":" => return false,
                _ => {}
            }
            if token.level < level || token.kind == LexKind::Newline {
                return false;
            }
        }
        false
    }

    /// Where the `except` of a `try` should be: its `else`, or the end of the last line.
    pub(super) fn behind_try(&self, at: usize) -> usize {
        let is_else = |at: usize| self.word(at) == "else" && self.kind(at.saturating_sub(1)) == LexKind::Dedent;
        let mut depth = 0;
        for before in (0..at).rev() {
            match self.kind(before) {
                LexKind::Dedent => depth += 1,
                LexKind::Indent => depth -= 1,
                _ if depth == 0 && is_else(before) => return before,
                _ => {}
            }
            if depth < 0 || self.word(before) == "try" {
                break;
            }
        }
        if self.kind(at) == LexKind::End {
            return (0..at).rev().find(|before| self.kind(*before) == LexKind::Newline).unwrap_or(at);
        }
        at
    }
}
