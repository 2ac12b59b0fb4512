//! From text to syntax tree, or to the errors that CPython 3.11 would give.
//!
//! The only module that uses the parser's crates: their API changes without notice.

mod convert;
mod depth;
mod errors;
mod escapes;
mod expr;
mod halves;
pub mod lexer;
mod number;
mod strings;
mod surroundings;
mod targets;

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
    let first = parsed.errors().first().cloned();
    let too_new = parsed.unsupported_syntax_errors().first().map(|error| (error.to_string(), error.range));
    let Some(module) = parsed.try_into_module() else {
        return Err(vec![Diagnostic::error("SyntaxError", "invalid syntax").at(Span::new(0, 0))]);
    };
    let mut converter = convert::Converter::new(text);
    let body = converter.body(module.into_syntax().body);
    if first.is_some() || lexed.error.is_some() {
        let found = errors::diagnose(text, &lexed, first.as_ref(), &body);
        return Err(found.into_iter().collect());
    }
    if let Some((kind, range)) = too_new {
        return Err(vec![newer(&kind, convert::span_of(range))]);
    }
    if converter.refused.is_empty() { Ok(body) } else { Err(converter.refused) }
}

/// Python that came after 3.11; `found` is the parser's message.
fn newer(found: &str, span: Span) -> Diagnostic {
    let message = if found.starts_with("Multiple exception types") {
        "multiple exception types must be parenthesized"
    } else if found.contains("(backslash) in f-strings") {
        "f-string expression part cannot include a backslash"
    } else if found.contains("comments in f-strings") {
        "f-string expression part cannot include '#'"
    } else if found.contains("f-string") {
        "f-string: expecting '}'"
    } else if found.contains("unpacking in a") && found.contains("comprehension") {
        "iterable unpacking cannot be used in comprehension"
    } else {
        "invalid syntax"
    };
    Diagnostic::error("SyntaxError", message).at(span)
}
