//! Comprehensions: lists, sets and dicts are built in place, generator expressions are functions of their own.

use diag::Span;
use value::Str;

use crate::ast::{Comprehension, ComprehensionKind, ExprKind};
use crate::compile::Compiler;
use crate::compile::code::{CodeKind, Inlined, Op, Reg, TAKE};
use crate::compile::function::FunctionValues;

impl Compiler {
    pub fn comprehension(&mut self, node: &Comprehension, dst: Reg, span: Span) {
        let Some((first, _)) = node.clauses.split_first() else { return };
        if node.kind == ComprehensionKind::Generator {
            self.generator(node, dst, span);
            return;
        }
        // The iterable belongs to the scope around.
        let source = self.expr(&first.iter);
        let result = self.frame.temp();
        let iter = self.frame.temp();
        self.frame.emit(Op::GetIter { dst: iter, src: source }, span);
        let start = self.frame.here();
        let items = self.frame.list(Vec::new());
        let (op, name) = match node.kind {
            ComprehensionKind::List => (Op::List { dst: result, items }, "<listcomp>"),
            ComprehensionKind::Set => (Op::Set { dst: result, items }, "<setcomp>"),
            _ => (Op::Dict { dst: result, items }, "<dictcomp>"),
        };
        self.frame.emit(op, span);
        let outer = self.frame.inner;
        self.frame.inner = self.scopes.of_span(span);
        self.declare_comprehension_variables(span);
        let bound = self.frame.bound.clone();
        self.clauses(node, 0, iter, &Build { result, kind: node.kind }, span);
        self.frame.bound = bound;
        self.frame.inner = outer;
        let end = self.frame.here();
        self.frame.inlined.push(Inlined { start, end, name, span });
        self.move_to(dst, result | TAKE, span);
    }

    /// Registers for the comprehension's own names, as long as it runs; those that functions capture get fresh cells.
    fn declare_comprehension_variables(&mut self, span: Span) {
        let id = self.frame.inner;
        let scope = &self.scopes.all[id];
        let own: Vec<(Str, bool)> = scope
            .order
            .iter()
            .filter_map(|name| {
                let symbol = scope.symbols.get(name)?;
                let is_own = symbol.is_assigned && !symbol.is_nonlocal && !symbol.is_global;
                is_own.then(|| (name.clone(), symbol.is_captured))
            })
            .collect();
        for (name, is_captured) in own {
            if is_captured {
                let at = self.frame.short(self.frame.cells.len());
                self.frame.cells.push(name.clone());
                self.frame.cell_index.insert((id, name), at);
                self.frame.emit(Op::NewCell { at }, span);
            } else {
                let register = self.frame.temp();
                self.frame.registers.insert((id, name), register);
            }
        }
    }

    /// The loop of clause `at`, and those inside it, over the iterator in `iter`.
    fn clauses(&mut self, node: &Comprehension, at: usize, iter: Reg, build: &Build, span: Span) {
        let Some(clause) = node.clauses.get(at) else { return };
        let mark = self.frame.next;
        let item = self.frame.temp();
        let top = self.frame.here();
        // A plain name gets the items directly.
        let direct = match &clause.target.kind {
            ExprKind::Name(name) => match self.place(name) {
                super::Place::Register(register) => Some(register),
                _ => None,
            },
            _ => None,
        };
        self.frame.emit(Op::ForIter { dst: direct.unwrap_or(item), iter }, span);
        let end = self.frame.jump(span);
        if direct.is_none() {
            self.store(&clause.target, item | TAKE);
        }
        for condition in &clause.conditions {
            let again = self.branch(condition, false);
            for jump in again {
                self.send_back(jump, top);
            }
        }
        match node.clauses.get(at + 1) {
            Some(next) => {
                let source = self.expr(&next.iter);
                let inner = self.frame.temp();
                self.frame.emit(Op::GetIter { dst: inner, src: source }, span);
                self.clauses(node, at + 1, inner, build, span);
            }
            None => self.build(node, build, span),
        }
        self.frame.emit(Op::Jump { to: top }, span);
        self.frame.patch_here(&[end]);
        self.frame.next = mark;
    }

    fn send_back(&mut self, jump: usize, to: u32) {
        if let Some(Op::Jump { to: target } | Op::JumpIf { to: target, .. } | Op::JumpUnless { to: target, .. }) =
            self.frame.ops.get_mut(jump)
        {
            *target = to
        }
    }

    fn build(&mut self, node: &Comprehension, build: &Build, span: Span) {
        let result = build.result;
        match build.kind {
            ComprehensionKind::List => {
                let item = self.expr(&node.item);
                self.frame.emit(Op::ListAppend { list: result, item }, span);
            }
            ComprehensionKind::Set => {
                let item = self.expr(&node.item);
                self.frame.emit(Op::SetAdd { set: result, item }, span);
            }
            ComprehensionKind::Dict => {
                let key = self.expr(&node.item);
                let value = match &node.value {
                    Some(value) => self.expr(value),
                    None => self.none(span),
                };
                self.frame.emit(Op::DictInsert { dict: result, key, value }, span);
            }
            ComprehensionKind::Generator => {
                let dst = self.frame.temp();
                let src = self.expr(&node.item);
                self.frame.emit(Op::Yield { dst, src }, node.item.span);
            }
        }
    }

    /// `(item for …)`: a generator function that is given the first iterator, called at once.
    fn generator(&mut self, node: &Comprehension, dst: Reg, span: Span) {
        let Some(first) = node.clauses.first() else { return };
        let source = self.expr(&first.iter);
        let iter = self.frame.temp();
        self.frame.emit(Op::GetIter { dst: iter, src: source }, span);
        let outer = self.enter(CodeKind::Function, "<genexpr>".into(), span);
        let argument = Str::from(".0");
        self.frame.params.names.push(argument.clone());
        self.frame.params.n_positional = 1;
        self.scopes.symbol(self.frame.scope, &argument);
        self.declare_names(vec![argument]);
        self.clauses(node, 0, 0, &Build { result: 0, kind: node.kind }, span);
        let code = self.leave(outer);
        let function = self.frame.temp();
        self.make_function(function, code, span, FunctionValues::default());
        let site = self.frame.call_site(function | TAKE, "".into(), vec![iter | TAKE], Vec::new());
        self.frame.emit(Op::Call { dst, site }, span);
    }
}

/// What a comprehension makes, and the register of the list, set or dict.
struct Build {
    result: Reg,
    kind: ComprehensionKind,
}
