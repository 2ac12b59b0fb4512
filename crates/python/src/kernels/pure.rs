//! Which functions do nothing but compute, whatever statements they are made of: read from their syntax trees.
//!
//! Such a function changes only what it has made itself, provided that its arguments and what it finds under the names
//! of others cannot be changed, or is only looked at, and that the functions it calls are of the same kind. [`Uses`]
//! says what that comes down to for the names; `harmless` asks that when rows are there.

use value::Str;

use crate::ast::{
    Call, Comparison, Comprehension, DictItem, Expr, ExprKind, FormatPart, FunctionDef, Handler, Lambda, Params, Stmt,
    StmtKind,
};
use crate::compile::literal;
use crate::kernels::formula::{Meaning, Names};
use crate::kernels::known_names::{is_function_of_class, is_pure_builtin, only_looks};

/// What a function needs of names that are not its own.
#[derive(Default)]
pub struct Uses {
    pub names: Vec<Used>,
    /// It prints: it changes nothing that functions see, and yet does more than compute.
    pub prints: bool,
}

/// `name.attribute.attribute`, and what is done with it.
pub struct Used {
    pub root: Root,
    pub path: Vec<Str>,
    pub how: How,
}

#[derive(Clone, PartialEq, Eq)]
pub enum Root {
    Global(Str),
    Free(usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Handed on.
    Value,
    /// Only looked at: indexed, gone through, looked into.
    Looked,
    Called,
    /// The class of a handler.
    Caught,
}

pub fn of_lambda(node: &Lambda, names: &dyn Names) -> Option<Uses> {
    let mut reader = Reader { names, inner: Vec::new(), uses: Uses::default() };
    reader.expr(&node.body)?;
    Some(reader.uses)
}

pub fn of_def(def: &FunctionDef, names: &dyn Names) -> Option<Uses> {
    let mut reader = Reader { names, inner: Vec::new(), uses: Uses::default() };
    reader.block(&def.body)?;
    Some(reader.uses)
}

struct Reader<'a> {
    names: &'a dyn Names,
    /// Variables of lambdas, functions and comprehensions inside.
    inner: Vec<Vec<Str>>,
    uses: Uses,
}

impl Reader<'_> {
    fn is_own(&self, name: &Str) -> bool {
        self.inner.iter().any(|names| names.contains(name)) || matches!(self.names.look(name), Meaning::Changeable)
    }

    fn block(&mut self, stmts: &[Stmt]) -> Option<()> {
        stmts.iter().try_for_each(|stmt| self.stmt(stmt).ok_or(())).ok()
    }

    fn stmt(&mut self, stmt: &Stmt) -> Option<()> {
        match &stmt.kind {
            StmtKind::Expr(expr) => self.expr(expr),
            StmtKind::Assign { targets, value } => {
                self.expr(value)?;
                self.targets(targets)
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.target(target)?;
                self.expr(value)
            }
            StmtKind::AnnAssign { target, value, .. } => {
                self.all(value)?;
                self.target(target)
            }
            StmtKind::Function(def) => {
                if !def.decorators.is_empty() || !self.is_own(&def.name.text) {
                    return None;
                }
                self.all(&def.returns)?;
                self.function(&def.params, |this| this.block(&def.body), assigned_in(&def.body)?)
            }
            StmtKind::Return(value) => self.all(value),
            StmtKind::Delete(targets) => self.targets(targets),
            StmtKind::For(node) => {
                self.looked(&node.iter)?;
                self.target(&node.target)?;
                self.block(&node.body)?;
                self.block(&node.orelse)
            }
            StmtKind::While { test, body, orelse } => {
                self.looked(test)?;
                self.block(body)?;
                self.block(orelse)
            }
            StmtKind::If { branches, orelse } => {
                for (test, body) in branches {
                    self.looked(test)?;
                    self.block(body)?;
                }
                self.block(orelse)
            }
            StmtKind::Raise { exception, cause } => {
                self.all(exception)?;
                self.all(cause)
            }
            StmtKind::Try(node) => {
                self.block(&node.body)?;
                for handler in &node.handlers {
                    self.handler(handler)?;
                }
                self.block(&node.orelse)?;
                self.block(&node.finally)
            }
            StmtKind::Assert { test, message } => {
                self.looked(test)?;
                self.all(message)
            }
            StmtKind::Pass | StmtKind::Break | StmtKind::Continue => Some(()),
            StmtKind::Class(_)
            | StmtKind::With { .. }
            | StmtKind::Import(_)
            | StmtKind::ImportFrom(_)
            | StmtKind::Global(_)
            | StmtKind::Nonlocal(_)
            | StmtKind::Match { .. } => None,
        }
    }

    fn handler(&mut self, handler: &Handler) -> Option<()> {
        match handler.class.as_ref().map(|class| &class.kind) {
            None => {}
            Some(ExprKind::Tuple(classes)) => {
                classes.iter().try_for_each(|class| self.used(class, How::Caught).ok_or(())).ok()?;
            }
            Some(_) => self.used(handler.class.as_ref()?, How::Caught)?,
        }
        if let Some(name) = &handler.name
            && !self.is_own(&name.text)
        {
            return None;
        }
        self.block(&handler.body)
    }

    fn targets(&mut self, targets: &[Expr]) -> Option<()> {
        targets.iter().try_for_each(|target| self.target(target).ok_or(())).ok()
    }

    /// A variable of its own, or a place in something that one of them holds.
    fn target(&mut self, target: &Expr) -> Option<()> {
        match &target.kind {
            ExprKind::Name(name) => self.is_own(name).then_some(()),
            ExprKind::Tuple(targets) | ExprKind::List(targets) => self.targets(targets),
            ExprKind::Starred(target) => self.target(target),
            ExprKind::Subscript(parts) => {
                self.target(&parts.0)?;
                self.expr(&parts.1)
            }
            _ => None,
        }
    }

    fn all<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) -> Option<()> {
        exprs.into_iter().try_for_each(|expr| self.expr(expr).ok_or(())).ok()
    }

    fn expr(&mut self, expr: &Expr) -> Option<()> {
        self.used(expr, How::Value)
    }

    fn looked(&mut self, expr: &Expr) -> Option<()> {
        self.used(expr, How::Looked)
    }

    fn used(&mut self, expr: &Expr, how: How) -> Option<()> {
        if literal(expr).is_some() {
            return Some(());
        }
        match &expr.kind {
            ExprKind::Name(_) => self.named(expr, how),
            ExprKind::Attribute(receiver, name) => {
                if name.text.starts_with("__") && name.text.as_str() != "__name__" {
                    return None;
                }
                if self.root(expr).is_some() { self.named(expr, how) } else { self.expr(receiver) }
            }
            ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Set(items) => self.all(items),
            ExprKind::And(items) | ExprKind::Or(items) => {
                items.iter().try_for_each(|item| self.used(item, how).ok_or(())).ok()
            }
            ExprKind::Dict(items) => items
                .iter()
                .try_for_each(|item| {
                    let found = match item {
                        DictItem::Pair(key, value) => self.all([key, value]),
                        DictItem::Spread(mapping) => self.looked(mapping),
                    };
                    found.ok_or(())
                })
                .ok(),
            ExprKind::Binary(node) => self.all([&node.left, &node.right]),
            ExprKind::Unary(_, operand) => self.expr(operand),
            ExprKind::Not(operand) => self.looked(operand),
            ExprKind::Compare(node) => {
                let mut left = &node.left;
                self.looked(left)?;
                for (op, right) in &node.rest {
                    // Which objects two names hold may depend on the way that the rows came.
                    let is_of_one = |side: &Expr| matches!(side.kind, ExprKind::None | ExprKind::Bool(_));
                    if matches!(op, Comparison::Is | Comparison::IsNot) && !is_of_one(left) && !is_of_one(right) {
                        return None;
                    }
                    self.looked(right)?;
                    left = right;
                }
                Some(())
            }
            ExprKind::IfElse(node) => {
                self.looked(&node.test)?;
                self.used(&node.then, how)?;
                self.used(&node.orelse, how)
            }
            ExprKind::Lambda(node) => self.function(&node.params, |this| this.expr(&node.body), Vec::new()),
            ExprKind::Call(call) => self.call(call),
            ExprKind::Subscript(parts) => {
                self.looked(&parts.0)?;
                self.expr(&parts.1)
            }
            ExprKind::Slice(parts) => {
                self.all(&parts.start)?;
                self.all(&parts.stop)?;
                self.all(&parts.step)
            }
            ExprKind::Starred(items) => self.looked(items),
            ExprKind::Format(parts) => self.format(parts),
            ExprKind::Comprehension(node) => self.comprehension(node),
            ExprKind::Walrus(name, value) => {
                self.expr(value)?;
                self.is_own(&name.text).then_some(())
            }
            ExprKind::Yield(value) => self.all(value.as_deref()),
            ExprKind::YieldFrom(items) => self.looked(items),
            _ => None,
        }
    }

    fn format(&mut self, parts: &[FormatPart]) -> Option<()> {
        for part in parts {
            if let FormatPart::Value(value) = part {
                self.looked(&value.value)?;
                self.format(&value.spec)?;
            }
        }
        Some(())
    }

    /// The name that `name.attribute.attribute` begins with, if it is not one of the function's own.
    fn root(&self, expr: &Expr) -> Option<(Meaning, Vec<Str>)> {
        match &expr.kind {
            ExprKind::Name(name) if !self.is_own(name) => Some((self.names.look(name), Vec::new())),
            ExprKind::Attribute(receiver, name) => {
                let (meaning, mut path) = self.root(receiver)?;
                path.push(name.text.clone());
                Some((meaning, path))
            }
            _ => None,
        }
    }

    /// A name, or an attribute of something of others.
    fn named(&mut self, expr: &Expr, how: How) -> Option<()> {
        let Some((meaning, path)) = self.root(expr) else { return Some(()) };
        let root = match meaning {
            Meaning::Builtin => {
                let is_pure = match &expr.kind {
                    ExprKind::Name(name) if name.as_str() == "print" => {
                        self.uses.prints = true;
                        true
                    }
                    ExprKind::Name(name) => is_pure_builtin(name),
                    _ => is_function_of_class(expr),
                };
                return is_pure.then_some(());
            }
            Meaning::Global => Root::Global(first_name(expr)?),
            Meaning::Free(at) => Root::Free(at),
            Meaning::Changeable => return None,
        };
        let is_known = |used: &Used| used.root == root && used.path == path && used.how == how;
        if !self.uses.names.iter().any(is_known) {
            self.uses.names.push(Used { root, path, how });
        }
        Some(())
    }

    fn call(&mut self, call: &Call) -> Option<()> {
        let mut only_reads = false;
        match &call.function.kind {
            ExprKind::Name(name) if !self.is_own(name) => {
                let is_reader = only_looks(name);
                only_reads = is_reader && matches!(self.names.look(name), Meaning::Builtin);
                self.named(&call.function, How::Called)?;
            }
            ExprKind::Attribute(..) if self.root(&call.function).is_some() => {
                self.named(&call.function, How::Called)?
            }
            ExprKind::Attribute(receiver, name) if !name.text.starts_with("__") => self.looked(receiver)?,
            _ => self.expr(&call.function)?,
        }
        let how = if only_reads { How::Looked } else { How::Value };
        for arg in call.args.iter().chain(call.keywords.iter().map(|keyword| &keyword.value)) {
            self.used(arg, how)?;
        }
        Some(())
    }

    fn comprehension(&mut self, node: &Comprehension) -> Option<()> {
        let mut own = Vec::new();
        for clause in &node.clauses {
            note_names(&clause.target, &mut own)?;
        }
        // The first iterable does not see them.
        self.looked(&node.clauses.first()?.iter)?;
        self.inner.push(own);
        let mut read = || {
            for (at, clause) in node.clauses.iter().enumerate() {
                if at > 0 {
                    self.looked(&clause.iter)?;
                }
                clause.conditions.iter().try_for_each(|condition| self.looked(condition).ok_or(())).ok()?;
            }
            self.expr(&node.item)?;
            self.all(&node.value)
        };
        let found = read();
        self.inner.pop();
        found
    }

    /// A function inside, with what it gives names to.
    fn function(
        &mut self,
        params: &Params,
        body: impl FnOnce(&mut Self) -> Option<()>,
        mut own: Vec<Str>,
    ) -> Option<()> {
        self.all(params.all().flat_map(|param| param.default.iter().chain(&param.annotation)))?;
        own.extend(params.all().map(|param| param.name.text.clone()));
        self.inner.push(own);
        let found = body(self);
        self.inner.pop();
        found
    }
}

fn first_name(expr: &Expr) -> Option<Str> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.clone()),
        ExprKind::Attribute(receiver, _) => first_name(receiver),
        _ => None,
    }
}

fn note_names(target: &Expr, names: &mut Vec<Str>) -> Option<()> {
    match &target.kind {
        ExprKind::Name(name) => names.push(name.clone()),
        ExprKind::Tuple(targets) | ExprKind::List(targets) => {
            targets.iter().try_for_each(|target| note_names(target, names).ok_or(())).ok()?;
        }
        ExprKind::Starred(target) => note_names(target, names)?,
        ExprKind::Subscript(_) => {}
        _ => return None,
    }
    Some(())
}

/// The variables of a function inside: what its statements give values to.
fn assigned_in(stmts: &[Stmt]) -> Option<Vec<Str>> {
    let mut names = Vec::new();
    let mut waiting: Vec<&Stmt> = stmts.iter().collect();
    while let Some(stmt) = waiting.pop() {
        match &stmt.kind {
            StmtKind::Assign { targets, .. } => {
                targets.iter().try_for_each(|target| note_names(target, &mut names).ok_or(())).ok()?;
            }
            StmtKind::AugAssign { target, .. } | StmtKind::AnnAssign { target, .. } => note_names(target, &mut names)?,
            StmtKind::For(node) => note_names(&node.target, &mut names)?,
            StmtKind::Try(node) => {
                names.extend(node.handlers.iter().filter_map(|handler| Some(handler.name.as_ref()?.text.clone())));
            }
            StmtKind::Function(def) => {
                names.push(def.name.text.clone());
                continue;
            }
            _ => {}
        }
        waiting.extend(crate::walk::bodies(stmt).into_iter().flatten());
    }
    Some(names)
}
