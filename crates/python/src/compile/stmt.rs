//! Statements.

use diag::Span;
use value::Str;

use crate::ast::{Alias, Expr, ExprKind, ImportFrom, Stmt, StmtKind};
use crate::compile::Compiler;
use crate::compile::code::{CodeKind, ImportSite, Op, Operand, TAKE};
use crate::compile::frame::Exit;
use crate::compile::scope::ScopeKind;

impl Compiler {
    pub fn body(&mut self, body: &[Stmt]) {
        for stmt in body {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        let mark = self.frame.next;
        let is_future = matches!(&stmt.kind, StmtKind::ImportFrom(import)
            if import.module.as_ref().is_some_and(|module| module.text.as_str() == "__future__"));
        self.future_allowed = self.future_allowed && is_future;
        match &stmt.kind {
            StmtKind::Expr(value) => {
                // A lone constant does nothing.
                if !matches!(value.kind, ExprKind::Str(_) | ExprKind::None | ExprKind::Int(_) | ExprKind::Ellipsis) {
                    self.expr(value);
                }
            }
            StmtKind::Assign { targets, value } => self.assign(targets, value, stmt.span),
            StmtKind::AugAssign { target, op, value } => self.augmented(target, *op, value, stmt.span),
            StmtKind::AnnAssign { target, annotation, value } => self.annotated(target, annotation, value.as_ref()),
            StmtKind::Function(def) => self.function(def, stmt.span),
            StmtKind::Class(def) => self.class(def, stmt.span),
            StmtKind::Return(value) => self.return_stmt(value.as_ref(), stmt.span),
            StmtKind::Delete(targets) => {
                for target in targets {
                    self.delete(target);
                }
            }
            StmtKind::For(node) => self.for_loop(node, stmt.span),
            StmtKind::While { test, body, orelse } => self.while_loop(test, body, orelse, stmt.span),
            StmtKind::If { branches, orelse } => self.if_chain(branches, orelse, stmt.span),
            StmtKind::With { items, body } => self.with(items, body, stmt.span),
            StmtKind::Raise { exception, cause } => self.raise(exception.as_ref(), cause.as_ref(), stmt.span),
            StmtKind::Try(node) => self.try_stmt(node, stmt.span),
            StmtKind::Assert { test, message } => self.assert_stmt(test, message.as_ref(), stmt.span),
            StmtKind::Import(aliases) => self.import(aliases),
            StmtKind::ImportFrom(import) => self.import_from(import, stmt.span),
            StmtKind::Match { subject, cases } => self.match_stmt(subject, cases, stmt.span),
            StmtKind::Break => self.exit_loop(Exit::Break, stmt.span),
            StmtKind::Continue => self.exit_loop(Exit::Continue, stmt.span),
            StmtKind::Global(_) | StmtKind::Nonlocal(_) | StmtKind::Pass => {}
        }
        self.frame.next = mark;
    }

    fn annotated(&mut self, target: &Expr, annotation: &Expr, value: Option<&Expr>) {
        if let Some(value) = value {
            self.assign(std::slice::from_ref(target), value, target.span);
        }
        // Annotations of a function's variables are never computed.
        if let Some(dict) = self.frame.annotations {
            let value = self.annotation(annotation);
            if let ExprKind::Name(name) = &target.kind {
                let key = self.string(name, target.span);
                self.frame.emit(Op::DictInsert { dict, key, value }, annotation.span);
            }
        }
    }

    fn return_stmt(&mut self, value: Option<&Expr>, span: Span) {
        let is_function = matches!(self.frame.kind, CodeKind::Function | CodeKind::Generator);
        if !is_function {
            self.error("'return' outside function", span);
            return;
        }
        let src = match value {
            Some(value) => self.expr(value),
            None => self.none(span),
        };
        self.emit_exit(Exit::Return, src, span);
        self.frame.bound.fill(true);
    }

    fn if_chain(&mut self, branches: &[(Expr, Vec<Stmt>)], orelse: &[Stmt], span: Span) {
        let mut ends = Vec::new();
        let mut after: Option<Vec<bool>> = None;
        for (test, body) in branches {
            let otherwise = self.branch(test, false);
            let before = self.frame.bound.clone();
            self.body(body);
            merge(&mut after, &self.frame.bound);
            ends.push(self.frame.jump(span));
            self.frame.patch_here(&otherwise);
            self.frame.bound = before;
        }
        self.body(orelse);
        merge(&mut after, &self.frame.bound);
        if let Some(after) = after {
            self.frame.bound = after;
        }
        self.frame.patch_here(&ends);
    }

    fn raise(&mut self, exception: Option<&Expr>, cause: Option<&Expr>, span: Span) {
        let op = match (exception, cause) {
            (None, _) => match self.innermost_exception() {
                Some(reg) => Op::Reraise { reg },
                None => Op::RaiseAgain,
            },
            (Some(exception), None) => Op::Raise { exception: self.expr(exception) },
            (Some(exception), Some(cause)) => {
                let exception = self.expr(exception);
                Op::RaiseFrom { exception, cause: self.expr(cause) }
            }
        };
        self.frame.emit(op, span);
        self.frame.bound.fill(true);
    }

    fn assert_stmt(&mut self, test: &Expr, message: Option<&Expr>, span: Span) {
        let passed = self.branch(test, true);
        let message: Operand = match message {
            // A tuple keeps "no message" and the message `None` apart.
            Some(message) => {
                let item = self.expr(message);
                let items = self.frame.list(vec![item]);
                let dst = self.frame.temp();
                self.frame.emit(Op::Tuple { dst, items }, span);
                dst | TAKE
            }
            None => self.none(span),
        };
        self.frame.emit(Op::AssertFail { message }, test.span);
        self.frame.patch_here(&passed);
    }

    fn import(&mut self, aliases: &[Alias]) {
        for alias in aliases {
            let mark = self.frame.next;
            let dst = self.frame.temp();
            let gives_first = alias.as_name.is_none();
            self.emit_import(dst, alias.name.text.clone(), gives_first, alias.span);
            let name = match &alias.as_name {
                Some(name) => name.text.clone(),
                None => Str::new(alias.name.text.split('.').next().unwrap_or("")),
            };
            self.store_name(&name, dst | TAKE, alias.span);
            self.frame.next = mark;
        }
    }

    fn emit_import(&mut self, dst: u16, name: Str, gives_first: bool, span: Span) {
        self.frame.imports.push(ImportSite { name, gives_first });
        let site = self.frame.short(self.frame.imports.len() - 1);
        self.frame.emit(Op::Import { dst, site }, span);
    }

    fn import_from(&mut self, import: &ImportFrom, span: Span) {
        let name = match (&import.module, import.level) {
            (Some(module), 0) => module.text.clone(),
            (module, level) => {
                let dots = ".".repeat(level as usize);
                let module = module.as_ref().map_or("", |module| module.text.as_str());
                Str::from(format!("{dots}{module}"))
            }
        };
        if name.as_str() == "__future__" {
            if !self.future_allowed {
                self.error("from __future__ imports must occur at the beginning of the file", span);
            }
            for alias in &import.names {
                self.future(alias, span);
            }
            return;
        }
        let module = self.frame.temp();
        self.emit_import(module, name, false, span);
        for alias in &import.names {
            let mark = self.frame.next;
            if alias.name.text.as_str() == "*" {
                self.frame.emit(Op::ImportStar { module }, span);
            } else {
                let dst = self.frame.temp();
                let name = self.frame.attr_name(&alias.name.text);
                self.frame.emit(Op::ImportFrom { dst, module, name }, span);
                let target = alias.as_name.as_ref().unwrap_or(&alias.name);
                self.store_name(&target.text, dst | TAKE, alias.span);
            }
            self.frame.next = mark;
        }
    }

    fn future(&mut self, alias: &Alias, span: Span) {
        const KNOWN: [&str; 9] = [
            "annotations",
            "print_function",
            "division",
            "absolute_import",
            "unicode_literals",
            "with_statement",
            "generators",
            "nested_scopes",
            "generator_stop",
        ];
        match alias.name.text.as_str() {
            "annotations" => self.annotations_are_text = true,
            known if KNOWN.contains(&known) => {}
            "braces" => self.error("not a chance", span),
            unknown => self.error(format!("future feature {unknown} is not defined"), span),
        }
        // The names can be used as objects, which nobody does; they are module variables all the same.
        let target = alias.as_name.as_ref().unwrap_or(&alias.name);
        if self.scopes.all[self.frame.inner].kind == ScopeKind::Module {
            let none = self.none(alias.span);
            self.store_name(&target.text, none, alias.span);
        }
    }
}

/// What is surely bound after one of several ways.
pub fn merge(after: &mut Option<Vec<bool>>, bound: &[bool]) {
    match after {
        None => *after = Some(bound.to_vec()),
        Some(after) => {
            for (all, here) in after.iter_mut().zip(bound) {
                *all &= here;
            }
        }
    }
}
