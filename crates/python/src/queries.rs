//! What the editor asks about a program's text: its calls, and which variable gets a call's value.

use diag::{Diagnostic, Severity, Span};
use value::calm_sort::calm_sort;

use crate::ast::{Call, Expr, ExprKind, Stmt, StmtKind};
use crate::program::{ArgForm, CallArg, CallExpr, SimpleStatement};
use crate::walk::{self, Visitor};

/// All calls, by their first byte, outer ones first.
pub fn calls(body: &[Stmt]) -> Vec<CallExpr> {
    let mut collector = Calls { found: Vec::new(), inside: Vec::new() };
    walk::body(body, &mut collector);
    let mut found = collector.found;
    calm_sort(&mut found, |a, b| (a.span.start, b.span.end).cmp(&(b.span.start, a.span.end)));
    found
}

struct Calls {
    found: Vec<CallExpr>,
    inside: Vec<String>,
}

impl Visitor for Calls {
    fn enter(&mut self, name: &str) {
        self.inside.push(name.to_owned());
    }
    fn leave(&mut self) {
        self.inside.pop();
    }
    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Call(call) = &expr.kind {
            self.found.push(describe(expr.span, call, self.inside.last()));
        }
    }
}

fn describe(span: Span, call: &Call, inside: Option<&String>) -> CallExpr {
    let (name, name_span, receiver) = match &call.function.kind {
        ExprKind::Attribute(receiver, name) => (name.text.to_string(), name.span, Some(receiver.span)),
        ExprKind::Name(name) => (name.to_string(), call.function.span, None),
        _ => (String::new(), call.function.span, None),
    };
    let positional = call.args.iter().map(|arg| match &arg.kind {
        ExprKind::Starred(inner) => CallArg { form: ArgForm::Star, span: arg.span, value: inner.span },
        _ => CallArg { form: ArgForm::Positional, span: arg.span, value: arg.span },
    });
    let keywords = call.keywords.iter().map(|keyword| CallArg {
        form: match &keyword.name {
            Some(name) => ArgForm::Keyword(name.text.to_string()),
            None => ArgForm::DoubleStar,
        },
        span: keyword.span,
        value: keyword.value.span,
    });
    let mut args: Vec<CallArg> = positional.chain(keywords).collect();
    calm_sort(&mut args, |a, b| a.span.start.cmp(&b.span.start));
    CallExpr { span, name, name_span, receiver, arguments_span: call.arguments_span, args, inside: inside.cloned() }
}

/// The one name that a statement assigns the value at `value` to.
pub fn assigned_name(body: &[Stmt], value: Span) -> Option<&str> {
    for stmt in body {
        if !stmt.span.contains(value) {
            continue;
        }
        match &stmt.kind {
            StmtKind::Assign { targets, value: assigned } if assigned.span == value => {
                return match targets.as_slice() {
                    [Expr { kind: ExprKind::Name(name), .. }] => Some(name),
                    _ => None,
                };
            }
            StmtKind::AnnAssign { target, value: Some(assigned), .. } if assigned.span == value => {
                return match &target.kind {
                    ExprKind::Name(name) => Some(name),
                    _ => None,
                };
            }
            _ => {}
        }
        return walk::bodies(stmt).into_iter().find_map(|inner| assigned_name(inner, value));
    }
    None
}

/// The innermost statement around a byte offset that has no statements of its own inside it there.
pub fn statement_at(body: &[Stmt], offset: u32) -> Option<Span> {
    let found = body.iter().find(|stmt| stmt.span.start <= offset && offset <= stmt.span.end)?;
    let inner = walk::bodies(found).into_iter().find_map(|inner| statement_at(inner, offset));
    Some(inner.unwrap_or(found.span))
}

/// The statements that hold no others, in the order of the text.
pub fn simple_statements(body: &[Stmt]) -> Vec<SimpleStatement> {
    let mut found = Vec::new();
    for stmt in body {
        let inner = walk::bodies(stmt);
        if inner.is_empty() {
            found.push(SimpleStatement { span: stmt.span, assigns: assignment(stmt) });
        }
        for body in inner {
            found.extend(simple_statements(body));
        }
    }
    found
}

fn assignment(stmt: &Stmt) -> Option<(String, Span)> {
    let (target, value) = match &stmt.kind {
        StmtKind::Assign { targets, value } => match targets.as_slice() {
            [target] => (target, value),
            _ => return None,
        },
        StmtKind::AnnAssign { target, value: Some(value), .. } => (target, value),
        _ => return None,
    };
    match &target.kind {
        ExprKind::Name(name) => Some((name.to_string(), value.span)),
        _ => None,
    }
}

/// Mistakes that Python does not refuse.
pub fn warnings(body: &[Stmt]) -> Vec<Diagnostic> {
    let mut warnings = Warnings(Vec::new());
    walk::body(body, &mut warnings);
    warnings.0
}

struct Warnings(Vec<Diagnostic>);

impl Visitor for Warnings {
    fn enter(&mut self, _name: &str) {}
    fn leave(&mut self) {}
    fn expr(&mut self, expr: &Expr) {
        let ExprKind::Compare(node) = &expr.kind else { return };
        let is_literal = |expr: &Expr| {
            matches!(expr.kind, ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) | ExprKind::Tuple(_))
        };
        let mut left = &node.left;
        for (op, right) in &node.rest {
            let (symbol, better) = match op {
                crate::ast::Comparison::Is => ("is", "=="),
                crate::ast::Comparison::IsNot => ("is not", "!="),
                _ => {
                    left = right;
                    continue;
                }
            };
            if is_literal(left) || is_literal(right) {
                let message = format!("\"{symbol}\" with a literal. Did you mean \"{better}\"?");
                let mut warning = Diagnostic::error("SyntaxWarning", message).at(expr.span);
                warning.severity = Severity::Warning;
                self.0.push(warning);
            }
            left = right;
        }
    }
}
