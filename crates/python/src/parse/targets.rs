//! What CPython calls an expression that cannot be assigned to.

use diag::{Diagnostic, Span};

use crate::ast::{ComprehensionKind, Expr, ExprKind};
use crate::parse::errors::Broken;
use crate::walk::{self, Visitor};

struct Finder {
    span: Span,
    name: Option<&'static str>,
}

impl Visitor for Finder {
    fn enter(&mut self, _name: &str) {}
    fn leave(&mut self) {}
    fn expr(&mut self, expr: &Expr) {
        if expr.span == self.span && self.name.is_none() {
            self.name = Some(name(expr));
        }
    }
}

fn name(expr: &Expr) -> &'static str {
    match &expr.kind {
        ExprKind::None => "None",
        ExprKind::Bool(true) => "True",
        ExprKind::Bool(false) => "False",
        ExprKind::Ellipsis => "ellipsis",
        ExprKind::Int(_)
        | ExprKind::BigInt(_)
        | ExprKind::Float(_)
        | ExprKind::Imaginary(_)
        | ExprKind::Str(_)
        | ExprKind::Bytes(_) => "literal",
        ExprKind::Format(_) => "f-string expression",
        ExprKind::Name(_) => "name",
        ExprKind::Tuple(_) => "tuple",
        ExprKind::List(_) => "list",
        ExprKind::Set(_) => "set display",
        ExprKind::Dict(_) => "dict literal",
        ExprKind::Binary(_) | ExprKind::Unary(..) | ExprKind::Not(_) | ExprKind::And(_) | ExprKind::Or(_) => {
            "expression"
        }
        ExprKind::Compare(_) => "comparison",
        ExprKind::IfElse(_) => "conditional expression",
        ExprKind::Lambda(_) => "lambda",
        ExprKind::Call(_) => "function call",
        ExprKind::Attribute(..) => "attribute",
        ExprKind::Subscript(_) | ExprKind::Slice(_) => "subscript",
        ExprKind::Starred(_) => "starred",
        ExprKind::Comprehension(node) => match node.kind {
            ComprehensionKind::List => "list comprehension",
            ComprehensionKind::Set => "set comprehension",
            ComprehensionKind::Dict => "dict comprehension",
            ComprehensionKind::Generator => "generator expression",
        },
        ExprKind::Walrus(..) => "named expression",
        ExprKind::Yield(_) | ExprKind::YieldFrom(_) => "yield expression",
    }
}

/// What the expression at `span` is called.
pub fn name_at(broken: &Broken, span: Span) -> &'static str {
    let mut finder = Finder { span, name: None };
    walk::body(broken.body, &mut finder);
    finder.name.unwrap_or("expression")
}

/// `cannot assign to function call here. Maybe you meant '==' instead of '='?`
pub fn assignment(broken: &Broken, span: Span, at: usize) -> Diagnostic {
    let name = name_at(broken, span);
    if name == "yield expression" {
        return Diagnostic::error("SyntaxError", "assignment to yield expression not possible").at(span);
    }
    let is_statement = (0..at).next_back().is_none_or(|before| {
        let word = broken.word(before);
        word.trim().is_empty() || matches!(word, ";" | ":" | "(") && broken.token(before).level <= 1
    });
    let next_is_assignment = {
        let mut behind = at;
        while broken.token(behind).span.end <= span.end && broken.token(behind).span.end > 0 && behind < at + 1000 {
            behind += 1;
        }
        // A closing parenthesis around the target.
        while broken.word(behind) == ")" {
            behind += 1;
        }
        broken.word(behind) == "="
    };
    let suggests = !matches!(
        name,
        "comparison" | "lambda" | "conditional expression" | "tuple" | "list" | "None" | "True" | "False"
    );
    let message = if is_statement && next_is_assignment && suggests {
        format!("cannot assign to {name} here. Maybe you meant '==' instead of '='?")
    } else {
        format!("cannot assign to {name}")
    };
    Diagnostic::error("SyntaxError", message).at(span)
}
