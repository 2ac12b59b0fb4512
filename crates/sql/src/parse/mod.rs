//! The SQL parser: queries, expressions, types.

mod command;
mod expression;
pub mod lexer;
pub mod query;
mod types;
mod window;
mod words;

use std::rc::Rc;

pub use types::{schema, schema_type, type_by_name};

use self::lexer::{Placed, Token, syntax_error, tokens};
use crate::error::SqlError;
use crate::expr::Expr;

/// Most levels of parentheses and operators inside one another.
const MAX_DEPTH: usize = 60;

pub struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
}

type Parsed<T> = Result<T, SqlError>;

impl<'a> Parser<'a> {
    /// Errors: what [`tokens`] says.
    pub fn new(text: &'a str) -> Parsed<Self> {
        Ok(Self { text, tokens: tokens(text)?, next: 0, depth: 0 })
    }

    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |placed| &placed.token)
    }

    fn peek_at(&self, ahead: usize) -> &Token {
        self.tokens.get(self.next + ahead).map_or(&Token::End, |placed| &placed.token)
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    fn error<T>(&self) -> Parsed<T> {
        let placed = self.tokens.get(self.next).or(self.tokens.last());
        let at = placed.map_or(0, |placed| placed.at);
        let end = self.tokens.get(self.next + 1).map_or(self.text.len(), |placed| placed.at);
        let near = match placed.map(|placed| &placed.token) {
            Some(Token::End) | None => "",
            _ => self.text.get(at..end).unwrap_or("").trim_end(),
        };
        Err(syntax_error(self.text, at, near))
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Word(found) if found.eq_ignore_ascii_case(word))
    }

    fn is_word_at(&self, ahead: usize, word: &str) -> bool {
        matches!(self.peek_at(ahead), Token::Word(found) if found.eq_ignore_ascii_case(word))
    }

    fn accept_word(&mut self, word: &str) -> bool {
        let is_there = self.is_word(word);
        self.next += usize::from(is_there);
        is_there
    }

    /// Several words in a row, or none of them.
    fn accept_words(&mut self, words: &[&str]) -> bool {
        let are_there = words.iter().enumerate().all(|(ahead, word)| self.is_word_at(ahead, word));
        self.next += if are_there { words.len() } else { 0 };
        are_there
    }

    fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.accept_word(word) { Ok(()) } else { self.error() }
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.peek(), Token::Sign(found) if *found == sign)
    }

    fn accept_sign(&mut self, sign: &str) -> bool {
        let is_there = self.is_sign(sign);
        self.next += usize::from(is_there);
        is_there
    }

    fn expect_sign(&mut self, sign: &str) -> Parsed<()> {
        if self.accept_sign(sign) { Ok(()) } else { self.error() }
    }

    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return self.error();
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn identifier(&mut self) -> Parsed<Rc<str>> {
        match self.peek().clone() {
            Token::Word(name) | Token::Quoted(name) => {
                self.next += 1;
                Ok(name.as_str().into())
            }
            _ => self.error(),
        }
    }

    fn identifiers(&mut self) -> Parsed<Vec<Rc<str>>> {
        let mut parts = vec![self.identifier()?];
        while self.accept_sign(".") {
            parts.push(self.identifier()?);
        }
        Ok(parts)
    }

    /// Items between commas.
    fn list<T>(&mut self, mut parse: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = vec![parse(self)?];
        while self.accept_sign(",") {
            items.push(parse(self)?);
        }
        Ok(items)
    }

    fn end(&mut self) -> Parsed<()> {
        while self.accept_sign(";") {}
        if *self.peek() == Token::End { Ok(()) } else { self.error() }
    }
}

/// A text as `expr(…)` and `selectExpr(…)` take it: an expression, perhaps with a name.
///
/// Errors: Spark's `ParseException`.
pub fn expression(text: &str) -> Parsed<Expr> {
    let mut parser = Parser::new(text)?;
    let parsed = parser.named_expression()?;
    parser.end()?;
    Ok(parsed)
}

/// The place of a name in a query, for messages: `; line 1 pos 7`.
pub fn place_of(text: &str, name: &str) -> Option<(usize, usize)> {
    let tokens = tokens(text).ok()?;
    let parts: Vec<&str> = name.split('.').collect();
    let is_here = |at: usize| {
        parts.iter().enumerate().all(|(part_idx, part)| {
            match tokens.get(at + 2 * part_idx).map(|placed| &placed.token) {
                Some(Token::Word(word) | Token::Quoted(word)) => word.eq_ignore_ascii_case(part),
                _ => false,
            }
        })
    };
    let at = (0..tokens.len()).find(|at| is_here(*at))?;
    Some(lexer::place(text, tokens.get(at)?.at))
}
