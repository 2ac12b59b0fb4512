//! Functions, lambdas and classes.

use diag::Span;
use std::rc::Rc;
use value::Str;

use crate::ast::{ClassDef, Expr, ExprKind, FunctionDef, Lambda, Params, Stmt, StmtKind};
use crate::compile::code::{Capture, ClassSite, Code, CodeKind, CodeParams, FunctionSite, Op, Operand, Reg, TAKE};
use crate::compile::frame::FrameBuilder;
use crate::compile::scope::ScopeKind;
use crate::compile::{Compiler, StoreDoc};
use crate::kernels;
use crate::kernels::formula::Makes;
use crate::kernels::tree::Formula;

impl Compiler {
    /// Begins the function, class body or generator expression written at `span`; gives back the frame around it.
    pub fn enter(&mut self, kind: CodeKind, name: Str, span: Span) -> FrameBuilder {
        let scope = self.scopes.of_span(span);
        let qualname = self.qualname(&name);
        let is_generator = kind == CodeKind::Function && self.scopes.all[scope].has_yield;
        let kind = if is_generator { CodeKind::Generator } else { kind };
        let mut frame = FrameBuilder::new(kind, scope, name, qualname, span);
        frame.has_walrus = self.scopes.all[scope].has_walrus;
        frame.free = self.scopes.all[scope].free.clone();
        std::mem::replace(&mut self.frame, frame)
    }

    /// Ends a function; the frame around it goes on.
    pub fn leave(&mut self, outer: FrameBuilder) -> Rc<Code> {
        let code = self.finish();
        self.frame = outer;
        code
    }

    /// `f.<locals>.g`, `Class.method`.
    fn qualname(&self, name: &Str) -> Str {
        let outer = &self.frame;
        let is_global = self.scopes.all[outer.inner].symbols.get(name).is_some_and(|symbol| symbol.is_global);
        match outer.kind {
            _ if is_global => name.clone(),
            CodeKind::Module => name.clone(),
            CodeKind::ClassBody => format!("{}.{name}", outer.qualname).into(),
            CodeKind::Function | CodeKind::Generator => format!("{}.<locals>.{name}", outer.qualname).into(),
        }
    }

    /// Gives the scope's own variables registers and cells, parameters first.
    pub fn declare_variables(&mut self, params: &Params) {
        self.frame.params = CodeParams {
            names: params.all().map(|param| param.name.text.clone()).collect(),
            n_positional_only: params.positional_only.len(),
            n_positional: params.positional_only.len() + params.positional.len(),
            n_keyword_only: params.keyword_only.len(),
            has_star: params.star.is_some(),
            has_double_star: params.double_star.is_some(),
        };
        let names = self.frame.params.names.clone();
        self.declare_names(names);
    }

    /// Registers for `params`, then for the scope's other variables.
    pub fn declare_names(&mut self, params: Vec<Str>) {
        let id = self.frame.scope;
        let scope = &self.scopes.all[id];
        let frame = &mut self.frame;
        let n_params = params.len();
        let own = scope.order.iter().filter(|name| {
            scope.symbols.get(*name).is_some_and(|symbol| {
                symbol.is_assigned && !symbol.is_param && !symbol.is_global && !symbol.is_nonlocal
            })
        });
        for (i, name) in params.iter().chain(own).enumerate() {
            let Some(symbol) = scope.symbols.get(name) else { continue };
            let is_class_name = scope.kind == ScopeKind::Class && name.as_str() != "__class__";
            if is_class_name {
                continue;
            }
            if i < n_params || !symbol.is_captured {
                let register = frame.locals.len();
                frame.locals.push(name.clone());
                frame.bound.push(i < n_params && !symbol.is_deleted);
                frame.deleted.push(symbol.is_deleted);
                let register = frame.short(register);
                frame.registers.insert((id, name.clone()), register);
            }
            if symbol.is_captured {
                let at = frame.short(frame.cells.len());
                frame.cells.push(name.clone());
                frame.cell_index.insert((id, name.clone()), at);
                if i < n_params {
                    frame.param_cells.push((i as Reg, at));
                }
            }
        }
        frame.next = frame.short(frame.locals.len());
        frame.n_registers = frame.next;
    }

    /// Where a function made here finds the variables that it captures.
    fn captures(&mut self, free: &[(usize, Str)]) -> Vec<Capture> {
        free.iter()
            .map(|variable| match self.frame.cell_index.get(variable) {
                Some(&cell) => Capture::Cell(cell),
                None => {
                    let at = self.frame.free.iter().position(|free| free == variable).unwrap_or(0);
                    Capture::Free(self.frame.short(at))
                }
            })
            .collect()
    }

    /// Defaults, keyword-only defaults and annotations, computed where the function is made.
    fn param_values(&mut self, params: &Params) -> (Vec<Operand>, Vec<(Str, Operand)>) {
        let positional = params.positional_only.iter().chain(&params.positional);
        let defaults: Vec<Operand> =
            positional.filter_map(|param| param.default.as_ref()).map(|default| self.expr(default)).collect();
        let mut keyword_defaults = Vec::new();
        for param in &params.keyword_only {
            if let Some(default) = &param.default {
                keyword_defaults.push((param.name.text.clone(), self.expr(default)));
            }
        }
        (defaults, keyword_defaults)
    }

    fn param_annotations(&mut self, params: &Params, returns: Option<&Expr>) -> Vec<(Str, Operand)> {
        let mut annotations = Vec::new();
        let written = params
            .all()
            .filter_map(|param| Some((param.name.text.clone(), param.annotation.as_ref()?)))
            .chain(returns.map(|returns| ("return".into(), returns)));
        for (name, annotation) in written {
            let value = self.annotation(annotation);
            annotations.push((name, value));
        }
        annotations
    }

    /// The value of an annotation: computed, or its text after `from __future__ import annotations`.
    pub fn annotation(&mut self, annotation: &Expr) -> Operand {
        if self.annotations_are_text {
            let text = Str::new(annotation.span.of(&self.source.text));
            return self.string(&text, annotation.span);
        }
        self.expr(annotation)
    }

    /// Makes a function of `code`, whose scope was the one at `span`.
    pub fn make_function(&mut self, dst: Reg, code: Rc<Code>, span: Span, values: FunctionValues) {
        let scope = self.scopes.of_span(code.span);
        let free = self.scopes.all[scope].free.clone();
        let captures = self.captures(&free);
        self.frame.functions.push(FunctionSite {
            code,
            defaults: values.defaults.into(),
            keyword_defaults: values.keyword_defaults.into(),
            captures: captures.into(),
            annotations: values.annotations.into(),
        });
        let site = self.frame.short(self.frame.functions.len() - 1);
        self.frame.emit(Op::MakeFunction { dst, site }, span);
    }

    pub fn lambda(&mut self, node: &Lambda, dst: Reg, span: Span) {
        let (defaults, keyword_defaults) = self.param_values(&node.params);
        let outer = self.enter(CodeKind::Function, "<lambda>".into(), span);
        self.declare_variables(&node.params);
        let formula = kernels::formula::of_lambda(node, self);
        self.note_formula(formula);
        self.frame.uses = kernels::pure::of_lambda(node, self).map(Rc::new);
        let src = self.expr(&node.body);
        self.frame.emit(Op::Return { src }, node.body.span);
        let code = self.leave(outer);
        self.make_function(dst, code, span, FunctionValues { defaults, keyword_defaults, annotations: Vec::new() });
    }

    pub fn function(&mut self, def: &FunctionDef, stmt_span: Span) {
        let mark = self.frame.next;
        let decorators: Vec<Reg> = def.decorators.iter().map(|decorator| self.in_temp(decorator)).collect();
        let (defaults, keyword_defaults) = self.param_values(&def.params);
        let annotations = self.param_annotations(&def.params, def.returns.as_ref());
        let outer = self.enter(CodeKind::Function, def.name.text.clone(), def.span);
        self.declare_variables(&def.params);
        let makes = match self.frame.kind {
            CodeKind::Generator => Makes::Generator,
            _ => Makes::Value,
        };
        let formula = kernels::formula::of_def(def, makes, self);
        self.note_formula(formula);
        self.frame.uses = kernels::pure::of_def(def, self).map(Rc::new);
        let body = self.docstring(&def.body, StoreDoc::InCode);
        self.body(body);
        let code = self.leave(outer);
        let dst = self.frame.temp();
        self.make_function(dst, code, def.span, FunctionValues { defaults, keyword_defaults, annotations });
        self.decorate(&decorators, &def.decorators, dst);
        self.store_name(&def.name.text, dst | TAKE, stmt_span);
        self.frame.next = mark;
    }

    fn note_formula(&mut self, formula: Option<Formula>) {
        if let Some(formula) = formula {
            if self.frame.kind == CodeKind::Function {
                self.frame.shape = kernels::shape::of(&formula);
            }
            self.frame.formula = Some(Rc::new(formula));
        }
    }

    /// Applies decorators, the last one first.
    fn decorate(&mut self, registers: &[Reg], decorators: &[Expr], dst: Reg) {
        for (register, decorator) in registers.iter().zip(decorators).rev() {
            let site = self.frame.call_site(register | TAKE, "".into(), vec![dst | TAKE], Vec::new());
            self.frame.emit(Op::Call { dst, site }, decorator.span);
        }
    }

    pub fn class(&mut self, def: &ClassDef, stmt_span: Span) {
        let mark = self.frame.next;
        let decorators: Vec<Reg> = def.decorators.iter().map(|decorator| self.in_temp(decorator)).collect();
        let body_function = self.frame.temp();
        let is_spread = def.bases.iter().any(|base| matches!(base.kind, ExprKind::Starred(_)))
            || def.keywords.iter().any(|keyword| keyword.name.is_none());
        if is_spread {
            self.errors.push(
                diag::Diagnostic::error("not-supported", "spread bases are not supported here")
                    .at(def.name.span)
                    .with_help("write the base classes one by one"),
            );
            return;
        }
        let outer = self.enter(CodeKind::ClassBody, def.name.text.clone(), def.span);
        self.declare_names(Vec::new());
        let body = self.docstring(&def.body, StoreDoc::AsVariable);
        self.declare_annotations(body);
        self.body(body);
        let code = self.leave(outer);
        self.make_function(body_function, code, def.span, FunctionValues::default());
        let bases: Vec<Operand> = def.bases.iter().map(|base| self.expr(base)).collect();
        let mut keywords = Vec::new();
        for keyword in &def.keywords {
            if let Some(name) = &keyword.name {
                keywords.push((name.text.clone(), self.expr(&keyword.value)));
            }
        }
        self.frame.classes.push(ClassSite {
            body: body_function | TAKE,
            name: def.name.text.clone(),
            bases: bases.into(),
            keywords: keywords.into(),
        });
        let site = self.frame.short(self.frame.classes.len() - 1);
        self.frame.emit(Op::MakeClass { dst: body_function, site }, def.span);
        self.decorate(&decorators, &def.decorators, body_function);
        self.store_name(&def.name.text, body_function | TAKE, stmt_span);
        self.frame.next = mark;
    }

    /// Keeps the docstring, if there is one; gives the statements behind it.
    pub fn docstring<'a>(&mut self, body: &'a [Stmt], store: StoreDoc) -> &'a [Stmt] {
        let Some((first, rest)) = body.split_first() else { return body };
        let StmtKind::Expr(Expr { kind: ExprKind::Str(text), span }) = &first.kind else { return body };
        match store {
            StoreDoc::InCode => self.frame.doc = Some(text.clone()),
            StoreDoc::AsVariable => {
                let value = self.string(text, *span);
                let site = self.frame.global(&"__doc__".into());
                let op = if self.frame.kind == CodeKind::Module {
                    Op::StoreGlobal { site, src: value }
                } else {
                    Op::StoreName { site, src: value }
                };
                self.frame.emit(op, *span);
            }
        }
        rest
    }

    /// Makes `__annotations__` if the body has annotated variables.
    pub fn declare_annotations(&mut self, body: &[Stmt]) {
        if !has_annotations(body) {
            return;
        }
        let span = self.frame.span;
        let dst = self.frame.temp();
        let items = self.frame.list(Vec::new());
        self.frame.emit(Op::Dict { dst, items }, span);
        let site = self.frame.global(&"__annotations__".into());
        let op = if self.frame.kind == CodeKind::Module {
            Op::StoreGlobal { site, src: dst }
        } else {
            Op::StoreName { site, src: dst }
        };
        self.frame.emit(op, span);
        self.frame.annotations = Some(dst);
    }
}

/// What a function gets when it is made.
#[derive(Default)]
pub struct FunctionValues {
    pub defaults: Vec<Operand>,
    pub keyword_defaults: Vec<(Str, Operand)>,
    pub annotations: Vec<(Str, Operand)>,
}

/// Whether a module or class body annotates variables, in nested statements too.
fn has_annotations(body: &[Stmt]) -> bool {
    body.iter().any(|stmt| match &stmt.kind {
        StmtKind::AnnAssign { .. } => true,
        StmtKind::If { branches, orelse } => {
            branches.iter().any(|(_, body)| has_annotations(body)) || has_annotations(orelse)
        }
        StmtKind::For(stmt) => has_annotations(&stmt.body) || has_annotations(&stmt.orelse),
        StmtKind::While { body, orelse, .. } => has_annotations(body) || has_annotations(orelse),
        StmtKind::With { body, .. } => has_annotations(body),
        StmtKind::Try(stmt) => {
            has_annotations(&stmt.body)
                || stmt.handlers.iter().any(|handler| has_annotations(&handler.body))
                || has_annotations(&stmt.orelse)
                || has_annotations(&stmt.finally)
        }
        _ => false,
    })
}
