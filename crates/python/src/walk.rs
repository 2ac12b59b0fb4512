//! Walks over a syntax tree, for whoever wants to see every expression.

use crate::ast::{DictItem, Expr, ExprKind, FormatPart, Keyword, Params, Pattern, PatternKind, Stmt, StmtKind};

/// Sees every expression of a tree, and which functions and classes they are in.
pub trait Visitor {
    /// A function or class begins.
    fn enter(&mut self, name: &str);
    fn leave(&mut self);
    /// Called for an expression before those inside it.
    fn expr(&mut self, expr: &Expr);
}

/// The bodies inside a statement.
pub fn bodies(stmt: &Stmt) -> Vec<&[Stmt]> {
    match &stmt.kind {
        StmtKind::Function(def) => vec![&def.body],
        StmtKind::Class(def) => vec![&def.body],
        StmtKind::For(node) => vec![&node.body, &node.orelse],
        StmtKind::While { body, orelse, .. } => vec![body, orelse],
        StmtKind::If { branches, orelse } => {
            branches.iter().map(|(_, body)| body.as_slice()).chain([orelse.as_slice()]).collect()
        }
        StmtKind::With { body, .. } => vec![body],
        StmtKind::Try(node) => std::iter::once(node.body.as_slice())
            .chain(node.handlers.iter().map(|handler| handler.body.as_slice()))
            .chain([node.orelse.as_slice(), node.finally.as_slice()])
            .collect(),
        StmtKind::Match { cases, .. } => cases.iter().map(|case| case.body.as_slice()).collect(),
        _ => Vec::new(),
    }
}

pub fn body(stmts: &[Stmt], visitor: &mut impl Visitor) {
    for stmt in stmts {
        statement(stmt, visitor);
    }
}

fn exprs<'a>(exprs: impl IntoIterator<Item = &'a Expr>, visitor: &mut impl Visitor) {
    for inner in exprs {
        expr(inner, visitor);
    }
}

fn keywords(keywords: &[Keyword], visitor: &mut impl Visitor) {
    exprs(keywords.iter().map(|keyword| &keyword.value), visitor);
}

fn params(params: &Params, visitor: &mut impl Visitor) {
    for param in params.all() {
        exprs(&param.default, visitor);
        exprs(&param.annotation, visitor);
    }
}

fn statement(stmt: &Stmt, visitor: &mut impl Visitor) {
    let mut name = None;
    match &stmt.kind {
        StmtKind::Expr(value) => expr(value, visitor),
        StmtKind::Assign { targets, value } => {
            exprs(targets, visitor);
            expr(value, visitor);
        }
        StmtKind::AugAssign { target, value, .. } => exprs([target, value], visitor),
        StmtKind::AnnAssign { target, annotation, value } => {
            exprs([target, annotation], visitor);
            exprs(value, visitor);
        }
        StmtKind::Function(def) => {
            exprs(&def.decorators, visitor);
            params(&def.params, visitor);
            exprs(&def.returns, visitor);
            name = Some(def.name.text.clone());
        }
        StmtKind::Class(def) => {
            exprs(&def.decorators, visitor);
            exprs(&def.bases, visitor);
            keywords(&def.keywords, visitor);
            name = Some(def.name.text.clone());
        }
        StmtKind::Return(value) => exprs(value, visitor),
        StmtKind::Delete(targets) => exprs(targets, visitor),
        StmtKind::For(node) => exprs([&node.target, &node.iter], visitor),
        StmtKind::While { test, .. } => expr(test, visitor),
        StmtKind::If { branches, .. } => exprs(branches.iter().map(|(test, _)| test), visitor),
        StmtKind::With { items, .. } => {
            for (context, target) in items {
                expr(context, visitor);
                exprs(target, visitor);
            }
        }
        StmtKind::Raise { exception, cause } => {
            exprs(exception, visitor);
            exprs(cause, visitor);
        }
        StmtKind::Try(node) => exprs(node.handlers.iter().filter_map(|handler| handler.class.as_ref()), visitor),
        StmtKind::Assert { test, message } => {
            expr(test, visitor);
            exprs(message, visitor);
        }
        StmtKind::Match { subject, cases } => {
            expr(subject, visitor);
            for case in cases {
                pattern(&case.pattern, visitor);
                exprs(&case.guard, visitor);
            }
        }
        StmtKind::Import(_)
        | StmtKind::ImportFrom(_)
        | StmtKind::Global(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue => {}
    }
    if let Some(name) = &name {
        visitor.enter(name);
    }
    for inner in bodies(stmt) {
        body(inner, visitor);
    }
    if name.is_some() {
        visitor.leave();
    }
}

pub fn expr(outer: &Expr, visitor: &mut impl Visitor) {
    // Chains that lean to the left are walked in a loop.
    let mut at = outer;
    loop {
        visitor.expr(at);
        at = match &at.kind {
            ExprKind::Binary(node) => {
                expr(&node.right, visitor);
                &node.left
            }
            ExprKind::Attribute(value, _) => value,
            ExprKind::Subscript(node) => {
                expr(&node.1, visitor);
                &node.0
            }
            ExprKind::Call(node) => {
                exprs(&node.args, visitor);
                keywords(&node.keywords, visitor);
                &node.function
            }
            _ => break,
        };
    }
    inside(at, visitor);
}

fn inside(outer: &Expr, visitor: &mut impl Visitor) {
    match &outer.kind {
        ExprKind::Tuple(items)
        | ExprKind::List(items)
        | ExprKind::Set(items)
        | ExprKind::And(items)
        | ExprKind::Or(items) => exprs(items, visitor),
        ExprKind::Dict(items) => {
            for item in items {
                match item {
                    DictItem::Pair(key, value) => exprs([key, value], visitor),
                    DictItem::Spread(mapping) => expr(mapping, visitor),
                }
            }
        }
        ExprKind::Unary(_, inner)
        | ExprKind::Not(inner)
        | ExprKind::Starred(inner)
        | ExprKind::Walrus(_, inner)
        | ExprKind::YieldFrom(inner)
        | ExprKind::Yield(Some(inner)) => expr(inner, visitor),
        ExprKind::Compare(node) => {
            expr(&node.left, visitor);
            exprs(node.rest.iter().map(|(_, right)| right), visitor);
        }
        ExprKind::IfElse(node) => exprs([&node.test, &node.then, &node.orelse], visitor),
        ExprKind::Lambda(node) => {
            params(&node.params, visitor);
            visitor.enter("<lambda>");
            expr(&node.body, visitor);
            visitor.leave();
        }
        ExprKind::Slice(node) => {
            exprs(&node.start, visitor);
            exprs(&node.stop, visitor);
            exprs(&node.step, visitor);
        }
        ExprKind::Comprehension(node) => {
            expr(&node.item, visitor);
            exprs(&node.value, visitor);
            for clause in &node.clauses {
                exprs([&clause.target, &clause.iter], visitor);
                exprs(&clause.conditions, visitor);
            }
        }
        ExprKind::Format(parts) => format(parts, visitor),
        _ => {}
    }
}

fn format(parts: &[FormatPart], visitor: &mut impl Visitor) {
    for part in parts {
        if let FormatPart::Value(value) = part {
            expr(&value.value, visitor);
            format(&value.spec, visitor);
        }
    }
}

fn pattern(outer: &Pattern, visitor: &mut impl Visitor) {
    match &outer.kind {
        PatternKind::Value(value) | PatternKind::Singleton(value) => expr(value, visitor),
        PatternKind::Sequence(items) | PatternKind::Or(items) => {
            for item in items {
                pattern(item, visitor);
            }
        }
        PatternKind::Mapping { items, .. } => {
            for (key, item) in items {
                expr(key, visitor);
                pattern(item, visitor);
            }
        }
        PatternKind::Class { class, positional, keywords } => {
            expr(class, visitor);
            for item in positional.iter().chain(keywords.iter().map(|(_, item)| item)) {
                pattern(item, visitor);
            }
        }
        PatternKind::As { pattern: Some(inner), .. } => pattern(inner, visitor),
        PatternKind::As { pattern: None, .. } | PatternKind::Star(_) => {}
    }
}
