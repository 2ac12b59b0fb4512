//! `Program`: a text that was parsed and compiled, with what the editor asks about it.

use std::rc::Rc;

use diag::{Diagnostic, LineIndex, Span};

/// A compiled program; cloning shares it.
#[derive(Clone)]
pub struct Program(Rc<Parts>);

struct Parts {
    text: String,
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

impl Program {
    /// Parses and compiles `text`.
    ///
    /// Errors: what CPython would refuse (code `SyntaxError` and its kinds, CPython's wording), and Python that does
    /// not run here (code `not-supported`).
    pub fn compile(text: &str) -> Result<Self, Vec<Diagnostic>> {
        Ok(Self(Rc::new(Parts { text: text.into() })))
    }

    /// What is allowed but most likely a mistake.
    pub fn warnings(&self) -> &[Diagnostic] {
        &[]
    }

    /// The text that was compiled.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Lines of the text.
    pub fn lines(&self) -> &LineIndex {
        unimplemented!()
    }

    /// Every call expression, in the order of their first bytes, outer ones first.
    pub fn calls(&self) -> &[CallExpr] {
        unimplemented!()
    }

    /// The variable that gets the value of the call at `span`, when the call is the whole right side of an
    /// assignment to one name.
    pub fn assigned_name(&self, call: Span) -> Option<&str> {
        let _ = call;
        None
    }

    /// The text of a function: a lambda's or a `def`'s, decorators left out.
    pub fn function_text(&self, span: Span) -> &str {
        span.of(&self.0.text)
    }
}
