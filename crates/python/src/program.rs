//! `Program`: a text that was parsed and compiled, with what the editor asks about it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use diag::{Diagnostic, LineIndex, Span};
use value::{ExcKind, Raised};

use crate::ast::Stmt;
use crate::compile::code::{Code, Origin, Source};
use crate::queries;

/// A compiled program; cloning shares it.
#[derive(Clone)]
pub struct Program(Rc<Parts>);

struct Parts {
    source: Rc<Source>,
    code: Rc<Code>,
    body: Vec<Stmt>,
    calls: Vec<CallExpr>,
    warnings: Vec<Diagnostic>,
}

/// How an argument is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgForm {
    Positional,
    Keyword(String),
    /// `*args`.
    Star,
    /// `**kwargs`.
    DoubleStar,
}

/// One argument of a call as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallArg {
    pub form: ArgForm,
    /// The whole argument, name included.
    pub span: Span,
    /// The argument's value.
    pub value: Span,
}

/// A call expression of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallExpr {
    /// From the receiver's first byte to the closing parenthesis.
    pub span: Span,
    /// The name called: `map` of `words.map(f)`, `range` of `range(3)`; empty for other callees.
    pub name: String,
    pub name_span: Span,
    /// `words` of `words.map(f)`.
    pub receiver: Option<Span>,
    /// Parentheses included.
    pub arguments_span: Span,
    pub args: Vec<CallArg>,
    /// Name of the innermost function or class it is written in, if any.
    pub inside: Option<String>,
}

/// A statement with no statements inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimpleStatement {
    pub span: Span,
    /// The name that it assigns a value to, and the value, if it is an assignment to one name.
    pub assigns: Option<(String, Span)>,
}

impl Program {
    /// Parses and compiles `text`.
    ///
    /// Errors: what CPython would refuse (code `SyntaxError` and its kinds, CPython's wording), and Python that does
    /// not run here (code `not-supported`).
    pub fn compile(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let body = crate::parse::parse(text)?;
        let source = Rc::new(Source { origin: Origin::Program, text: text.to_owned(), lines: LineIndex::new(text) });
        let code = crate::compile::compile(&body, Rc::clone(&source))?;
        let calls = queries::calls(&body);
        let warnings = queries::warnings(&body);
        Ok(Self(Rc::new(Parts { source, code, body, calls, warnings })))
    }

    /// What is allowed but most likely a mistake.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.0.warnings
    }

    /// The text that was compiled.
    pub fn text(&self) -> &str {
        &self.0.source.text
    }

    /// Lines of the text.
    pub fn lines(&self) -> &LineIndex {
        &self.0.source.lines
    }

    /// Every call expression, in the order of their first bytes, outer ones first.
    pub fn calls(&self) -> &[CallExpr] {
        &self.0.calls
    }

    /// The variable that gets the value of the call at `span`, when the call is the whole right side of an
    /// assignment to one name.
    pub fn assigned_name(&self, call: Span) -> Option<&str> {
        queries::assigned_name(&self.0.body, call)
    }

    /// The innermost statement around a byte offset.
    pub fn statement_at(&self, offset: u32) -> Option<Span> {
        queries::statement_at(&self.0.body, offset)
    }

    /// Every statement with no statements inside it, in the order of the text.
    pub fn simple_statements(&self) -> Vec<SimpleStatement> {
        queries::simple_statements(&self.0.body)
    }

    /// The text of a function: a lambda's or a `def`'s, decorators left out.
    pub fn function_text(&self, span: Span) -> &str {
        span.of(&self.0.source.text)
    }

    pub(crate) fn code(&self) -> &Rc<Code> {
        &self.0.code
    }

    pub(crate) fn body(&self) -> &[Stmt] {
        &self.0.body
    }
}

/// The most modules whose code is remembered; a program with more has them compiled again.
const MAX_MODULES: usize = 256;

thread_local! {
    /// The code of modules by their text: a run begins with every edit, and its imports are the same.
    static MODULES: RefCell<HashMap<Box<str>, Rc<Code>>> = RefCell::new(HashMap::new());
}

/// The code of a module that is written in Python.
///
/// Errors: `SyntaxError` about a text that cannot be compiled, which no library has.
pub(crate) fn library_code(text: &str) -> Result<Rc<Code>, Raised> {
    if let Some(code) = MODULES.with_borrow(|modules| modules.get(text).cloned()) {
        return Ok(code);
    }
    let refused = |found: Vec<Diagnostic>| {
        let message = found.first().map_or_else(String::new, |found| found.message.clone());
        Raised::new(ExcKind::SyntaxError, message)
    };
    let body = crate::parse::parse(text).map_err(refused)?;
    let source = Source { origin: Origin::Library, text: text.to_owned(), lines: LineIndex::new(text) };
    let code = crate::compile::compile(&body, Rc::new(source)).map_err(refused)?;
    MODULES.with_borrow_mut(|modules| {
        if modules.len() >= MAX_MODULES {
            modules.clear();
        }
        modules.insert(text.into(), Rc::clone(&code));
    });
    Ok(code)
}
