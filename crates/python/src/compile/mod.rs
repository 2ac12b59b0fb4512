//! From the syntax tree to instructions.

mod assign;
mod call;
pub mod code;
mod collect;
mod comprehension;
mod control;
mod display;
mod expr;
mod frame;
mod function;
mod literal;
pub mod op;
mod pattern;
mod scope;
mod stmt;
mod try_stmt;

pub use literal::literal;

use std::rc::Rc;

use diag::{Diagnostic, Span};
use value::calm_sort::calm_sort;
use value::{Str, Value};

use crate::ast::{Expr, Stmt};
use crate::compile::code::{CONST, Code, CodeKind, INDEX, Op, Operand, Reg, Source, TAKE};
use crate::compile::frame::FrameBuilder;
use crate::compile::scope::{Owner, Scopes};
use crate::kernels::formula::{Meaning, Names};

/// Compiles a module.
///
/// Errors: `SyntaxError`s that CPython's compiler finds, and programs too large for the machine.
pub fn compile(body: &[Stmt], source: Rc<Source>) -> Result<Rc<Code>, Vec<Diagnostic>> {
    let mut compiler = Compiler::of(body, source);
    let code = compiler.module(body);
    compiler.result(code)
}

/// Compiles an expression as a module that returns its value; `body` is the statement that it is.
///
/// Errors: as of [`compile`].
pub fn compile_expression(expr: &Expr, body: &[Stmt], source: Rc<Source>) -> Result<Rc<Code>, Vec<Diagnostic>> {
    let mut compiler = Compiler::of(body, source);
    // Its variables are anyone's.
    compiler.trusts_builtins = false;
    let src = compiler.expr(expr);
    compiler.frame.emit(Op::Return { src }, expr.span);
    let code = compiler.finish();
    compiler.result(code)
}

struct Compiler {
    scopes: Scopes,
    source: Rc<Source>,
    errors: Vec<Diagnostic>,
    /// Built-in names that the text never binds mean the built-in functions.
    trusts_builtins: bool,
    /// `from __future__ import annotations`.
    annotations_are_text: bool,
    /// Nothing but `from __future__` imports and the docstring came so far.
    future_allowed: bool,
    /// The function being compiled.
    frame: FrameBuilder,
}

/// Where a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Register(Reg),
    Cell(u16),
    Free(u16),
    Global(u16),
    /// Of a class body, module variables included.
    Name(u16),
    /// A name used in a class body that belongs to a function around the class.
    NameOrFree(u16, u16),
    Builtin(u32),
}

impl Compiler {
    fn of(body: &[Stmt], source: Rc<Source>) -> Self {
        let mut scopes = collect::collect(body);
        let errors = std::mem::take(&mut scopes.errors);
        Self {
            // With `globals()` or `import *` a program may replace built-in names unseen.
            trusts_builtins: !scopes.has_star_import && !scopes.all.iter().any(|scope| scope.mentions_globals()),
            scopes,
            source,
            errors,
            annotations_are_text: false,
            future_allowed: true,
            frame: FrameBuilder::new(CodeKind::Module, 0, "<module>".into(), "<module>".into(), Span::default()),
        }
    }

    fn result(mut self, code: Rc<Code>) -> Result<Rc<Code>, Vec<Diagnostic>> {
        if self.errors.is_empty() {
            return Ok(code);
        }
        let place = |error: &Diagnostic| error.span.map_or(u32::MAX, |span| span.start);
        calm_sort(&mut self.errors, |a, b| place(a).cmp(&place(b)));
        Err(self.errors)
    }

    fn module(&mut self, body: &[Stmt]) -> Rc<Code> {
        self.frame.has_walrus = self.scopes.all[0].has_walrus;
        self.frame.span = Span::new(0, self.source.text.len() as u32);
        let body = self.docstring(body, StoreDoc::AsVariable);
        self.declare_annotations(body);
        self.body(body);
        self.finish()
    }

    fn error(&mut self, message: impl Into<String>, span: Span) {
        self.errors.push(Diagnostic::error("SyntaxError", message).at(span));
    }

    /// Where the variable `name` is.
    fn place(&mut self, name: &Str) -> Place {
        let owner = self.scopes.owner(self.frame.inner, name);
        let Owner::Scope(owner) = owner else {
            return self.global_place(name);
        };
        let variable = (owner, name.clone());
        if self.scopes.frame_of(owner) != self.frame.scope {
            let at = self.frame.free.iter().position(|free| *free == variable).unwrap_or(0);
            let at = self.frame.short(at);
            let is_class_name = self.frame.kind == CodeKind::ClassBody && self.frame.inner == self.frame.scope;
            if is_class_name && name.as_str() != "__class__" {
                let site = self.frame.global(name);
                return Place::NameOrFree(site, at);
            }
            return Place::Free(at);
        }
        if let Some(&at) = self.frame.cell_index.get(&variable) {
            return Place::Cell(at);
        }
        if let Some(&register) = self.frame.registers.get(&variable) {
            return Place::Register(register);
        }
        Place::Name(self.frame.global(name))
    }

    fn global_place(&mut self, name: &Str) -> Place {
        if self.trusts_builtins
            && !self.scopes.binds_global(name)
            && let Some(value) = crate::builtins::lookup(name)
        {
            let at = self.frame.constant(&format!("builtin {name}"), || value);
            if at < u32::from(TAKE) {
                return Place::Builtin(at);
            }
        }
        Place::Global(self.frame.global(name))
    }

    /// The operand of a constant: its number, or a register it was loaded into.
    fn const_operand(&mut self, at: u32, span: Span) -> Operand {
        if at < u32::from(TAKE) {
            return CONST | at as Operand;
        }
        let dst = self.frame.temp();
        self.frame.emit(Op::LoadConst { dst, at }, span);
        dst | TAKE
    }

    fn none(&mut self, span: Span) -> Operand {
        let at = self.frame.constant("None", || Value::None);
        self.const_operand(at, span)
    }

    fn string(&mut self, text: &Str, span: Span) -> Operand {
        let at = self.frame.constant(&format!("s{text}"), || Value::Str(text.clone()));
        self.const_operand(at, span)
    }

    /// Copies an operand into a register, unless it is there.
    fn move_to(&mut self, dst: Reg, src: Operand, span: Span) {
        if src & CONST != 0 || src & INDEX != dst {
            self.frame.emit(Op::Move { dst, src }, span);
        }
    }

    /// The operand without permission to move it out: it is read again.
    fn keep(operand: Operand) -> Operand {
        if operand & CONST == 0 { operand & !TAKE } else { operand }
    }

    /// Turns the frame that was compiled into code.
    fn finish(&mut self) -> Rc<Code> {
        let none = self.none(self.frame.span);
        self.frame.emit(Op::Return { src: none }, self.frame.span);
        let empty = FrameBuilder::new(CodeKind::Function, 0, "".into(), "".into(), Span::default());
        let mut frame = std::mem::replace(&mut self.frame, empty);
        frame.move_returned();
        if frame.is_too_large {
            self.errors.push(
                Diagnostic::error("not-supported", "this function is too large")
                    .at(frame.span)
                    .with_help("split it, or read large tables from a file"),
            );
        }
        let line = self.source.lines.line(frame.span.start);
        Rc::new(Code {
            is_simple: frame.params.is_simple(),
            name: frame.name,
            qualname: frame.qualname,
            kind: frame.kind,
            params: frame.params,
            lines: frame
                .spans
                .iter()
                .enumerate()
                .map(|(at, span)| {
                    let place = frame.line_places.get(&at).copied().unwrap_or(span.start);
                    self.source.lines.line(place)
                })
                .collect(),
            ops: frame.ops,
            spans: frame.spans,
            consts: frame.consts,
            names: frame.names,
            lists: frame.lists,
            globals: frame.globals,
            calls: frame.calls,
            functions: frame.functions,
            classes: frame.classes,
            imports: frame.imports,
            match_classes: frame.match_classes,
            handlers: frame.handlers,
            inlined: frame.inlined,
            n_registers: frame.n_registers,
            locals: frame.locals,
            cells: frame.cells,
            param_cells: frame.param_cells,
            free: frame.free.into_iter().map(|(_, name)| name).collect(),
            doc: frame.doc,
            span: frame.span,
            line,
            source: Rc::clone(&self.source),
            shape: frame.shape,
            formula: frame.formula,
            uses: frame.uses,
            spare: Default::default(),
            unpickled: Default::default(),
        })
    }
}

impl Names for Compiler {
    fn meaning(&mut self, name: &Str) -> Meaning {
        match self.place(name) {
            Place::Global(_) | Place::Name(_) => Meaning::Global,
            Place::Builtin(_) => Meaning::Builtin,
            Place::Free(at) => Meaning::Free(usize::from(at)),
            Place::Register(_) | Place::Cell(_) | Place::NameOrFree(..) => Meaning::Changeable,
        }
    }

    fn look(&self, name: &Str) -> Meaning {
        let Owner::Scope(owner) = self.scopes.owner(self.frame.inner, name) else {
            let is_builtin =
                self.trusts_builtins && !self.scopes.binds_global(name) && crate::builtins::lookup(name).is_some();
            return if is_builtin { Meaning::Builtin } else { Meaning::Global };
        };
        if self.scopes.frame_of(owner) == self.frame.scope {
            return Meaning::Changeable;
        }
        match self.frame.free.iter().position(|(scope, free)| *scope == owner && free == name) {
            Some(at) => Meaning::Free(at),
            None => Meaning::Changeable,
        }
    }
}

/// What becomes of a docstring.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StoreDoc {
    /// Modules and classes keep it in `__doc__`.
    AsVariable,
    /// Functions keep it in their code.
    InCode,
}
