//! From text to syntax tree, or to the errors that CPython 3.11 would give.
//!
//! The only module that uses the parser's crates: their API changes without notice.

mod convert;
mod depth;
mod expr;
pub mod lexer;
mod number;
mod strings;

use diag::{Diagnostic, Span};
use ruff_python_ast::PythonVersion;
use ruff_python_parser::{Mode, ParseOptions};

use crate::ast::Stmt;

/// The statements of a program.
///
/// Errors: the first syntax error as CPython words it, or what this machine does not run.
pub fn parse(text: &str) -> Result<Vec<Stmt>, Vec<Diagnostic>> {
    let lexed = lexer::lex(text);
    if let Some(too_deep) = depth::check(text, &lexed.tokens) {
        return Err(vec![too_deep]);
    }
    let options = ParseOptions::from(Mode::Module).with_target_version(PythonVersion::PY311);
    let parsed = ruff_python_parser::parse_unchecked(text, options);
    if let Some(error) = &lexed.error {
        return Err(vec![Diagnostic::error(error.class, error.message.clone()).at(error.span)]);
    }
    if let Some(error) = parsed.errors().first() {
        let span = convert::span_of(error.location);
        return Err(vec![Diagnostic::error("SyntaxError", error.error.to_string()).at(span)]);
    }
    let Some(module) = parsed.try_into_module() else {
        return Err(vec![Diagnostic::error("SyntaxError", "invalid syntax").at(Span::new(0, 0))]);
    };
    let mut converter = convert::Converter::new(text);
    let body = converter.body(module.into_syntax().body);
    if converter.refused.is_empty() { Ok(body) } else { Err(converter.refused) }
}
