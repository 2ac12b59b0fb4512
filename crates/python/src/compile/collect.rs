//! Walks the tree once and notes every name in its scope.

use diag::Span;
use value::Str;

use crate::ast::{
    Clause, Comprehension, ComprehensionKind, DictItem, Expr, ExprKind, FormatPart, Name, Params, Pattern, PatternKind,
    Stmt, StmtKind,
};
use crate::compile::scope::{ScopeId, ScopeKind, Scopes};

/// The scopes of a whole module.
pub fn collect(body: &[Stmt]) -> Scopes {
    let mut collector = Collector { scopes: Scopes::new(), at: 0 };
    collector.body(body);
    collector.scopes.resolve();
    collector.scopes
}

struct Collector {
    scopes: Scopes,
    at: ScopeId,
}

impl Collector {
    fn bind(&mut self, name: &Str) {
        self.scopes.symbol(self.at, name).is_assigned = true;
    }

    fn used(&mut self, name: &Str) {
        self.scopes.symbol(self.at, name);
    }

    fn body(&mut self, body: &[Stmt]) {
        for stmt in body {
            self.stmt(stmt);
        }
    }

    fn exprs<'a>(&mut self, exprs: impl IntoIterator<Item = &'a Expr>) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Expr(value) => self.expr(value),
            StmtKind::Assign { targets, value } => {
                self.expr(value);
                self.exprs(targets);
                for target in targets {
                    self.target(target);
                }
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.expr(target);
                self.expr(value);
                self.target(target);
            }
            StmtKind::AnnAssign { target, annotation, value } => {
                self.expr(annotation);
                self.exprs(value);
                self.expr(target);
                self.target(target);
            }
            StmtKind::Function(def) => {
                self.exprs(&def.decorators);
                self.bind(&def.name.text);
                self.annotations(&def.params);
                self.exprs(&def.returns);
                self.function(&def.params, def.span, |inner| inner.body(&def.body));
            }
            StmtKind::Class(def) => {
                self.exprs(&def.decorators);
                self.exprs(&def.bases);
                self.exprs(def.keywords.iter().map(|keyword| &keyword.value));
                self.bind(&def.name.text);
                self.inside(ScopeKind::Class, def.span, |inner| {
                    // What `super()` and `__class__` in methods refer to.
                    inner.bind(&"__class__".into());
                    inner.body(&def.body);
                });
            }
            StmtKind::Return(value) => self.exprs(value),
            StmtKind::Delete(targets) => {
                self.exprs(targets);
                for target in targets {
                    self.target(target);
                    self.deleted(target);
                }
            }
            StmtKind::For(stmt) => {
                self.expr(&stmt.iter);
                self.expr(&stmt.target);
                self.target(&stmt.target);
                self.body(&stmt.body);
                self.body(&stmt.orelse);
            }
            StmtKind::While { test, body, orelse } => {
                self.expr(test);
                self.body(body);
                self.body(orelse);
            }
            StmtKind::If { branches, orelse } => {
                for (test, body) in branches {
                    self.expr(test);
                    self.body(body);
                }
                self.body(orelse);
            }
            StmtKind::With { items, body } => {
                for (context, target) in items {
                    self.expr(context);
                    if let Some(target) = target {
                        self.expr(target);
                        self.target(target);
                    }
                }
                self.body(body);
            }
            StmtKind::Raise { exception, cause } => {
                self.exprs(exception);
                self.exprs(cause);
            }
            StmtKind::Try(stmt) => {
                self.body(&stmt.body);
                for handler in &stmt.handlers {
                    self.exprs(&handler.class);
                    if let Some(name) = &handler.name {
                        self.bind(&name.text);
                        self.scopes.symbol(self.at, &name.text).is_deleted = true;
                    }
                    self.body(&handler.body);
                }
                self.body(&stmt.orelse);
                self.body(&stmt.finally);
            }
            StmtKind::Assert { test, message } => {
                self.expr(test);
                self.exprs(message);
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject);
                for case in cases {
                    self.pattern(&case.pattern);
                    self.exprs(&case.guard);
                    self.body(&case.body);
                }
            }
            StmtKind::Import(_) | StmtKind::ImportFrom(_) => self.import(stmt),
            StmtKind::Global(names) => self.declare(names, Declared::Global, stmt.span),
            StmtKind::Nonlocal(names) => self.declare(names, Declared::Nonlocal, stmt.span),
            StmtKind::Pass | StmtKind::Break | StmtKind::Continue => {}
        }
    }

    fn import(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Import(aliases) => {
                for alias in aliases {
                    match &alias.as_name {
                        Some(name) => self.bind(&name.text),
                        None => {
                            let first = alias.name.text.split('.').next().unwrap_or("");
                            self.bind(&first.into());
                        }
                    }
                }
            }
            StmtKind::ImportFrom(import) => {
                for alias in &import.names {
                    if alias.name.text.as_str() == "*" {
                        self.scopes.has_star_import = true;
                        if self.at != 0 {
                            self.scopes.error("import * only allowed at module level".into(), alias.span);
                        }
                        continue;
                    }
                    let name = alias.as_name.as_ref().unwrap_or(&alias.name);
                    self.bind(&name.text);
                }
            }
            _ => {}
        }
    }

    fn declare(&mut self, names: &[Name], declared: Declared, span: Span) {
        let is_module = self.at == 0;
        for name in names {
            if is_module && declared == Declared::Nonlocal {
                self.scopes.error("nonlocal declaration not allowed at module level".into(), span);
                return;
            }
            let known = self.scopes.all[self.at].symbols.contains_key(&name.text);
            let word = if declared == Declared::Global { "global" } else { "nonlocal" };
            let symbol = self.scopes.symbol(self.at, &name.text);
            let problem = if symbol.is_param {
                Some(format!("name '{}' is parameter and {word}", name.text))
            } else if symbol.is_assigned && !is_module {
                Some(format!("name '{}' is assigned to before {word} declaration", name.text))
            } else if known && !symbol.is_global && !symbol.is_nonlocal && !is_module {
                Some(format!("name '{}' is used prior to {word} declaration", name.text))
            } else {
                None
            };
            match declared {
                Declared::Global => symbol.is_global = true,
                Declared::Nonlocal => symbol.is_nonlocal = true,
            }
            symbol.declared = span;
            if let Some(problem) = problem {
                self.scopes.error(problem, span);
            }
            if declared == Declared::Global && !is_module {
                self.scopes.symbol(0, &name.text).is_assigned = true;
            }
        }
    }

    /// Notes the names that assigning to `target` binds; its other names were seen by `expr`.
    fn target(&mut self, target: &Expr) {
        match &target.kind {
            ExprKind::Name(name) => self.bind(name),
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                for item in items {
                    self.target(item);
                }
            }
            ExprKind::Starred(inner) => self.target(inner),
            _ => {}
        }
    }

    fn deleted(&mut self, target: &Expr) {
        match &target.kind {
            ExprKind::Name(name) => self.scopes.symbol(self.at, name).is_deleted = true,
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                for item in items {
                    self.deleted(item);
                }
            }
            _ => {}
        }
    }

    fn annotations(&mut self, params: &Params) {
        for param in params.all() {
            self.exprs(&param.default);
            self.exprs(&param.annotation);
        }
    }

    fn inside(&mut self, kind: ScopeKind, span: Span, walk: impl FnOnce(&mut Self)) {
        let outer = self.at;
        self.at = self.scopes.open(kind, Some(outer), span);
        walk(self);
        self.at = outer;
    }

    /// The inside of a function; defaults and annotations belong to the scope around it.
    fn function(&mut self, params: &Params, span: Span, walk: impl FnOnce(&mut Self)) {
        self.inside(ScopeKind::Function, span, |inner| {
            for param in params.all() {
                let symbol = inner.scopes.symbol(inner.at, &param.name.text);
                let is_double = symbol.is_param;
                symbol.is_param = true;
                symbol.is_assigned = true;
                if is_double {
                    let message = format!("duplicate argument '{}' in function definition", param.name.text);
                    inner.scopes.error(message, param.name.span);
                }
            }
            walk(inner);
        });
    }

    fn expr(&mut self, expr: &Expr) {
        // Chains that lean to the left are walked in a loop.
        let mut at = expr;
        loop {
            at = match &at.kind {
                ExprKind::Binary(node) => {
                    self.expr(&node.right);
                    &node.left
                }
                ExprKind::Attribute(value, _) => value,
                ExprKind::Subscript(node) => {
                    self.expr(&node.1);
                    &node.0
                }
                ExprKind::Call(node) => {
                    self.exprs(&node.args);
                    self.exprs(node.keywords.iter().map(|keyword| &keyword.value));
                    if matches!(&node.function.kind, ExprKind::Name(name) if name.as_str() == "super") {
                        self.used(&"__class__".into());
                    }
                    &node.function
                }
                _ => break,
            };
        }
        self.leaf(at);
    }

    fn leaf(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name(name) => self.used(name),
            ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Set(items) => self.exprs(items),
            ExprKind::And(items) | ExprKind::Or(items) => self.exprs(items),
            ExprKind::Dict(items) => {
                for item in items {
                    match item {
                        DictItem::Pair(key, value) => {
                            self.expr(key);
                            self.expr(value);
                        }
                        DictItem::Spread(mapping) => self.expr(mapping),
                    }
                }
            }
            ExprKind::Unary(_, inner) | ExprKind::Not(inner) | ExprKind::Starred(inner) => self.expr(inner),
            ExprKind::Compare(node) => {
                self.expr(&node.left);
                self.exprs(node.rest.iter().map(|(_, right)| right));
            }
            ExprKind::IfElse(node) => self.exprs([&node.test, &node.then, &node.orelse]),
            ExprKind::Lambda(node) => {
                self.annotations(&node.params);
                self.function(&node.params, expr.span, |inner| inner.expr(&node.body));
            }
            ExprKind::Slice(node) => {
                self.exprs(&node.start);
                self.exprs(&node.stop);
                self.exprs(&node.step);
            }
            ExprKind::Comprehension(node) => self.comprehension(node, expr.span),
            ExprKind::Walrus(name, value) => self.walrus(name, value),
            ExprKind::Yield(value) => {
                self.yields(expr.span);
                if let Some(value) = value {
                    self.expr(value);
                }
            }
            ExprKind::YieldFrom(value) => {
                self.yields(expr.span);
                self.expr(value);
            }
            ExprKind::Format(parts) => self.format(parts),
            _ => {}
        }
    }

    fn format(&mut self, parts: &[FormatPart]) {
        for part in parts {
            if let FormatPart::Value(value) = part {
                self.expr(&value.value);
                self.format(&value.spec);
            }
        }
    }

    fn yields(&mut self, span: Span) {
        match self.scopes.all[self.at].kind {
            ScopeKind::Function => self.scopes.all[self.at].has_yield = true,
            ScopeKind::Comprehension => self.scopes.error("'yield' inside list comprehension".into(), span),
            _ => self.scopes.error("'yield' outside function".into(), span),
        }
    }

    fn comprehension(&mut self, node: &Comprehension, span: Span) {
        let Some((first, rest)) = node.clauses.split_first() else { return };
        // The first iterable is computed outside, before the comprehension's own names exist.
        self.expr(&first.iter);
        let kind =
            if node.kind == ComprehensionKind::Generator { ScopeKind::Function } else { ScopeKind::Comprehension };
        self.inside(kind, span, |inner| {
            inner.scopes.all[inner.at].is_generator_expression = kind == ScopeKind::Function;
            inner.clause(first);
            for clause in rest {
                inner.expr(&clause.iter);
                inner.clause(clause);
            }
            inner.expr(&node.item);
            inner.exprs(&node.value);
            if kind == ScopeKind::Function {
                inner.scopes.all[inner.at].has_yield = true;
            }
        });
    }

    fn clause(&mut self, clause: &Clause) {
        self.expr(&clause.target);
        self.target(&clause.target);
        self.exprs(&clause.conditions);
    }

    /// `:=` in a comprehension binds in the function around it.
    fn walrus(&mut self, name: &Name, value: &Expr) {
        self.expr(value);
        let mut scope = self.at;
        while self.is_comprehension(scope) {
            let bound_here = self.scopes.all[scope].symbols.get(&name.text).is_some_and(|symbol| symbol.is_assigned);
            if bound_here {
                let message =
                    format!("assignment expression cannot rebind comprehension iteration variable '{}'", name.text);
                self.scopes.error(message, name.span);
                return;
            }
            self.scopes.symbol(scope, &name.text).is_nonlocal = true;
            self.scopes.all[scope].has_walrus = true;
            let Some(parent) = self.scopes.all[scope].parent else { break };
            scope = parent;
        }
        if scope == 0 && self.at != 0 {
            // A module variable is found without a declaration.
            let mut inner = self.at;
            while self.is_comprehension(inner) {
                let symbol = self.scopes.symbol(inner, &name.text);
                symbol.is_nonlocal = false;
                symbol.is_global = true;
                let Some(parent) = self.scopes.all[inner].parent else { break };
                inner = parent;
            }
        }
        self.scopes.symbol(scope, &name.text).is_assigned = true;
        let frame = self.scopes.frame_of(scope);
        self.scopes.all[frame].has_walrus = true;
    }

    /// Comprehensions of all kinds; generator expressions are functions without a name of their own.
    fn is_comprehension(&self, scope: ScopeId) -> bool {
        let scope = &self.scopes.all[scope];
        scope.kind == ScopeKind::Comprehension || scope.is_generator_expression
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Value(value) | PatternKind::Singleton(value) => self.expr(value),
            PatternKind::Sequence(items) | PatternKind::Or(items) => {
                for item in items {
                    self.pattern(item);
                }
            }
            PatternKind::Mapping { items, rest } => {
                for (key, item) in items {
                    self.expr(key);
                    self.pattern(item);
                }
                self.bind_name(rest.as_ref());
            }
            PatternKind::Class { class, positional, keywords } => {
                self.expr(class);
                for item in positional.iter().chain(keywords.iter().map(|(_, item)| item)) {
                    self.pattern(item);
                }
            }
            PatternKind::Star(name) => self.bind_name(name.as_ref()),
            PatternKind::As { pattern, name } => {
                if let Some(pattern) = pattern {
                    self.pattern(pattern);
                }
                self.bind_name(name.as_ref());
            }
        }
    }

    fn bind_name(&mut self, name: Option<&Name>) {
        if let Some(name) = name {
            self.bind(&name.text);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Declared {
    Global,
    Nonlocal,
}
