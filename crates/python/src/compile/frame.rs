//! One function while it is compiled: its instructions, constants, registers and enclosing blocks.

use std::cell::Cell;
use std::rc::Rc;

use diag::Span;
use rustc_hash::FxHashMap;
use value::{Shape, Str, Value};

use crate::compile::code::{
    CONST, CallSite, ClassSite, CodeKind, CodeParams, FunctionSite, GlobalSite, Handler, INDEX, ImportSite, Inlined,
    MatchClassSite, Op, Operand, Reg, TAKE,
};
use crate::compile::scope::ScopeId;
use crate::kernels::pure::Uses;
use crate::kernels::tree::Formula;
use crate::objects::found::NameSite;

/// A variable: the scope that owns it, and its name.
pub type Variable = (ScopeId, Str);

/// How control leaves a block before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Break,
    Continue,
    Return,
}

/// What a jump out of here passes.
pub enum Block {
    Loop {
        /// Where `continue` goes.
        top: u32,
        /// Jumps to be sent behind the loop.
        breaks: Vec<usize>,
        /// The iterator of a `for`.
        iter: Option<Reg>,
    },
    /// A `try` with `finally`, or a `with`: leaving it runs code first.
    Finally {
        /// 0: go on behind; n: the exit n - 1; 65535: raise again.
        state: Reg,
        /// The value of a `return` on its way.
        value: Reg,
        exits: Vec<Exit>,
        /// Jumps to the code to be run.
        entries: Vec<usize>,
    },
    /// A `try` body with handlers, counted for the nesting limit only.
    Try,
    /// An `except` or `finally` body; `exception` is what a bare `raise` in it raises.
    Handler { level: u16, name: Option<(Str, Span)>, exception: Option<Reg> },
}

/// State of [`Block::Finally`]: an exception is on its way.
pub const RERAISE: u16 = u16::MAX;

pub struct FrameBuilder {
    pub kind: CodeKind,
    /// The scope of the function.
    pub scope: ScopeId,
    /// The scope that names are looked up in now: `scope`, or a comprehension in it.
    pub inner: ScopeId,
    pub name: Str,
    pub qualname: Str,
    pub span: Span,
    pub params: CodeParams,
    pub ops: Vec<Op>,
    pub spans: Vec<Span>,
    /// Places whose line counts for an instruction instead of its span's first: the method names of long chains.
    pub line_places: FxHashMap<usize, u32>,
    pub consts: Vec<Value>,
    pub const_index: FxHashMap<Box<str>, u32>,
    pub names: Vec<NameSite>,
    pub lists: Vec<Box<[Operand]>>,
    pub globals: Vec<GlobalSite>,
    pub calls: Vec<CallSite>,
    pub functions: Vec<FunctionSite>,
    pub classes: Vec<ClassSite>,
    pub imports: Vec<ImportSite>,
    pub match_classes: Vec<MatchClassSite>,
    pub handlers: Vec<Handler>,
    pub inlined: Vec<Inlined>,
    pub locals: Vec<Str>,
    pub registers: FxHashMap<Variable, Reg>,
    pub cells: Vec<Str>,
    pub cell_index: FxHashMap<Variable, u16>,
    pub free: Vec<Variable>,
    pub param_cells: Vec<(Reg, u16)>,
    /// The next free temporary.
    pub next: Reg,
    pub n_registers: Reg,
    /// Variables that surely have a value here.
    pub bound: Vec<bool>,
    /// Variables that a `del` may take away again.
    pub deleted: Vec<bool>,
    pub blocks: Vec<Block>,
    /// Number of handlers around.
    pub level: u16,
    pub has_walrus: bool,
    /// The register of `__annotations__`, in modules and classes that have any.
    pub annotations: Option<Reg>,
    pub doc: Option<Str>,
    pub shape: Shape,
    pub formula: Option<Rc<Formula>>,
    pub uses: Option<Rc<Uses>>,
    /// More registers, constants or sites than the instructions can name.
    pub is_too_large: bool,
}

impl FrameBuilder {
    pub fn new(kind: CodeKind, scope: ScopeId, name: Str, qualname: Str, span: Span) -> Self {
        Self {
            kind,
            scope,
            inner: scope,
            name,
            qualname,
            span,
            params: CodeParams::default(),
            ops: Vec::new(),
            spans: Vec::new(),
            line_places: FxHashMap::default(),
            consts: Vec::new(),
            const_index: FxHashMap::default(),
            names: Vec::new(),
            lists: Vec::new(),
            globals: Vec::new(),
            calls: Vec::new(),
            functions: Vec::new(),
            classes: Vec::new(),
            imports: Vec::new(),
            match_classes: Vec::new(),
            handlers: Vec::new(),
            inlined: Vec::new(),
            locals: Vec::new(),
            registers: FxHashMap::default(),
            cells: Vec::new(),
            cell_index: FxHashMap::default(),
            free: Vec::new(),
            param_cells: Vec::new(),
            next: 0,
            n_registers: 0,
            bound: Vec::new(),
            deleted: Vec::new(),
            blocks: Vec::new(),
            level: 0,
            has_walrus: false,
            annotations: None,
            doc: None,
            shape: Shape::Unknown,
            formula: None,
            uses: None,
            is_too_large: false,
        }
    }

    pub fn emit(&mut self, op: Op, span: Span) -> usize {
        self.ops.push(op);
        self.spans.push(span);
        self.ops.len() - 1
    }

    pub fn here(&self) -> u32 {
        self.ops.len() as u32
    }

    /// Sends the jumps at `jumps` to the next instruction.
    pub fn patch_here(&mut self, jumps: &[usize]) {
        let here = self.here();
        for &jump in jumps {
            if let Some(Op::Jump { to } | Op::Loop { to } | Op::JumpIf { to, .. } | Op::JumpUnless { to, .. }) =
                self.ops.get_mut(jump)
            {
                *to = here
            }
        }
    }

    /// A jump to be sent somewhere later.
    pub fn jump(&mut self, span: Span) -> usize {
        self.emit(Op::Jump { to: 0 }, span)
    }

    pub fn temp(&mut self) -> Reg {
        self.temps(1)
    }

    /// The first of `n` registers in a row.
    pub fn temps(&mut self, n: usize) -> Reg {
        let first = self.next;
        let end = usize::from(first) + n;
        if end >= usize::from(TAKE) {
            self.is_too_large = true;
            return 0;
        }
        self.next = end as Reg;
        self.n_registers = self.n_registers.max(self.next);
        first
    }

    pub fn is_local(&self, operand: Operand) -> bool {
        operand & CONST == 0 && usize::from(operand & INDEX) < self.locals.len()
    }

    /// The number of a constant, shared by equal ones (`key` tells them apart).
    pub fn constant(&mut self, key: &str, make: impl FnOnce() -> Value) -> u32 {
        if let Some(&at) = self.const_index.get(key) {
            return at;
        }
        let at = self.consts.len() as u32;
        self.consts.push(make());
        self.const_index.insert(key.into(), at);
        at
    }

    /// A constant that is not shared.
    pub fn own_constant(&mut self, value: Value) -> u32 {
        self.consts.push(value);
        (self.consts.len() - 1) as u32
    }

    pub fn attr_name(&mut self, name: &Str) -> u16 {
        if let Some(at) = self.names.iter().position(|known| known.name == *name) {
            return at as u16;
        }
        self.names.push(NameSite::new(name.clone()));
        self.short(self.names.len() - 1)
    }

    pub fn list(&mut self, items: Vec<Operand>) -> u16 {
        self.lists.push(items.into());
        self.short(self.lists.len() - 1)
    }

    pub fn global(&mut self, name: &Str) -> u16 {
        if let Some(at) = self.globals.iter().position(|site| site.name == *name) {
            return at as u16;
        }
        self.globals.push(GlobalSite {
            name: name.clone(),
            hint: Cell::new(0),
            builtin: crate::builtins::lookup(name),
        });
        self.short(self.globals.len() - 1)
    }

    pub fn call_site(&mut self, target: Operand, name: Str, args: Vec<Operand>, keywords: Vec<Str>) -> u16 {
        self.calls.push(CallSite {
            target,
            name: NameSite::new(name),
            attribute: Span::default(),
            args: args.into(),
            keywords: keywords.into(),
            known: Cell::new(None),
        });
        self.short(self.calls.len() - 1)
    }

    /// Lets a tuple that is returned at once take the variables in it for good: nothing reads them any more.
    pub fn move_returned(&mut self) {
        if !self.handlers.is_empty() {
            return;
        }
        for pair in self.ops.windows(2) {
            let [Op::Tuple { dst, items }, Op::Return { src }] = *pair else { continue };
            let Some(list) = self.lists.get_mut(usize::from(items)).filter(|_| src & (CONST | INDEX) == dst) else {
                continue;
            };
            let is_once =
                |operand: Operand| list.iter().filter(|other| **other & (CONST | INDEX) == operand).count() == 1;
            let moved: Vec<Operand> = list
                .iter()
                .map(|&operand| if operand & CONST == 0 && is_once(operand) { operand | TAKE } else { operand })
                .collect();
            *list = moved.into();
        }
    }

    /// `at` as an instruction's 16-bit field.
    pub fn short(&mut self, at: usize) -> u16 {
        u16::try_from(at).unwrap_or_else(|_| {
            self.is_too_large = true;
            0
        })
    }
}
