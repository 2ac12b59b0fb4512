//! Loops, and leaving blocks by `break`, `continue` and `return`.

use diag::Span;

use crate::ast::{Expr, For, Stmt};
use crate::compile::Compiler;
use crate::compile::code::{Op, Operand, Reg, TAKE};
use crate::compile::frame::{Block, Exit, RERAISE};
use crate::compile::stmt::merge;

/// CPython's limit.
const MAX_BLOCKS: usize = 20;

impl Compiler {
    pub fn push_block(&mut self, block: Block, span: Span) {
        if self.frame.blocks.len() == MAX_BLOCKS {
            self.error("too many statically nested blocks", span);
        }
        self.frame.blocks.push(block);
    }

    pub fn for_loop(&mut self, node: &For, span: Span) {
        let source = self.expr(&node.iter);
        let iter = self.frame.temp();
        self.frame.emit(Op::GetIter { dst: iter, src: source }, span);
        let top = self.frame.here();
        let direct = match &node.target.kind {
            crate::ast::ExprKind::Name(name) => match self.place(name) {
                super::Place::Register(register) => Some(register),
                _ => None,
            },
            _ => None,
        };
        let item = direct.unwrap_or_else(|| self.frame.temp());
        self.frame.emit(Op::ForIter { dst: item, iter }, span);
        let end = self.frame.jump(span);
        let before = self.frame.bound.clone();
        match direct {
            Some(register) => self.set_bound(register),
            None => self.store(&node.target, item | TAKE),
        }
        self.push_block(Block::Loop { top, breaks: Vec::new(), iter: Some(iter) }, span);
        self.body(&node.body);
        self.frame.emit(Op::Jump { to: top }, span);
        self.end_loop(end, before, &node.orelse);
    }

    pub fn while_loop(&mut self, test: &Expr, body: &[Stmt], orelse: &[Stmt], span: Span) {
        let top = self.frame.here();
        let ends = self.branch(test, false);
        let before = self.frame.bound.clone();
        self.push_block(Block::Loop { top, breaks: Vec::new(), iter: None }, span);
        self.body(body);
        self.frame.emit(Op::Loop { to: top }, span);
        let breaks = self.pop_loop();
        self.frame.patch_here(&ends);
        self.after_loop(before, breaks, orelse);
    }

    fn end_loop(&mut self, end: usize, before: Vec<bool>, orelse: &[Stmt]) {
        let breaks = self.pop_loop();
        self.frame.patch_here(&[end]);
        self.after_loop(before, breaks, orelse);
    }

    fn pop_loop(&mut self) -> Vec<usize> {
        match self.frame.blocks.pop() {
            Some(Block::Loop { breaks, .. }) => breaks,
            _ => Vec::new(),
        }
    }

    /// The `else` of a loop, and where `break` goes.
    fn after_loop(&mut self, before: Vec<bool>, breaks: Vec<usize>, orelse: &[Stmt]) {
        self.frame.bound.clone_from(&before);
        self.body(orelse);
        self.frame.patch_here(&breaks);
        let mut after = Some(before);
        merge(&mut after, &self.frame.bound);
        self.frame.bound = after.unwrap_or_default();
    }

    /// `break` or `continue`.
    pub fn exit_loop(&mut self, exit: Exit, span: Span) {
        if !self.frame.blocks.iter().any(|block| matches!(block, Block::Loop { .. })) {
            match exit {
                Exit::Break => self.error("'break' outside loop", span),
                _ => self.error("'continue' not properly in loop", span),
            }
            return;
        }
        self.emit_exit(exit, 0, span);
        self.frame.bound.fill(true);
    }

    /// Leaves the blocks around: up to the loop for `break` and `continue`, all of them for `return` (of `src`).
    pub fn emit_exit(&mut self, exit: Exit, src: Operand, span: Span) {
        let mut at = self.frame.blocks.len();
        while at > 0 {
            at -= 1;
            match &mut self.frame.blocks[at] {
                Block::Loop { top, iter, .. } => match exit {
                    Exit::Return => {
                        if let Some(iter) = *iter {
                            self.frame.emit(Op::LeaveLoop { iter }, span);
                        }
                    }
                    Exit::Continue => {
                        // Going round costs a step here for `while`, in `ForIter` for `for`.
                        let to = *top;
                        self.frame.emit(Op::Loop { to }, span);
                        return;
                    }
                    Exit::Break => {
                        if let Some(iter) = *iter {
                            self.frame.emit(Op::LeaveLoop { iter }, span);
                        }
                        let jump = self.frame.jump(span);
                        if let Block::Loop { breaks, .. } = &mut self.frame.blocks[at] {
                            breaks.push(jump);
                        }
                        return;
                    }
                },
                Block::Finally { state, value, exits, .. } => {
                    // What comes first is the block's own business; the rest follows behind it.
                    let n = match exits.iter().position(|known| *known == exit) {
                        Some(known) => known,
                        None => {
                            exits.push(exit);
                            exits.len() - 1
                        }
                    };
                    let (state, value) = (*state, *value);
                    if exit == Exit::Return {
                        self.move_to(value, src, span);
                    }
                    self.set_state(state, n as u16 + 1, span);
                    let jump = self.frame.jump(span);
                    if let Block::Finally { entries, .. } = &mut self.frame.blocks[at] {
                        entries.push(jump);
                    }
                    return;
                }
                Block::Try => {}
                Block::Handler { level, name, .. } => {
                    let level = *level;
                    let name = name.clone();
                    let mut kept = src;
                    if let (Some((name, name_span)), Exit::Return) = (&name, exit) {
                        // The value may be the very variable that is deleted here.
                        if self.frame.is_local(src) {
                            let held = self.frame.temp();
                            self.move_to(held, src, span);
                            kept = held | TAKE;
                        }
                        self.unbind(name, *name_span);
                    } else if let Some((name, name_span)) = &name {
                        self.unbind(name, *name_span);
                    }
                    self.frame.emit(Op::LeaveHandler { level }, span);
                    if kept != src {
                        let blocks = self.frame.blocks.split_off(at);
                        self.emit_exit(exit, kept, span);
                        self.frame.blocks.extend(blocks);
                        return;
                    }
                }
            }
        }
        if exit == Exit::Return {
            self.frame.emit(Op::Return { src }, span);
        }
    }

    pub fn set_state(&mut self, state: Reg, n: u16, span: Span) {
        let at = self.frame.constant(&format!("i{n}"), || value::Value::Int(i64::from(n)));
        let src = self.const_operand(at, span);
        self.frame.emit(Op::Move { dst: state, src }, span);
    }

    /// Behind a `finally` body: raises again, or takes the exits that waited for it.
    pub fn resume_exits(&mut self, state: Reg, value: Reg, exception: Option<Reg>, exits: &[Exit], span: Span) {
        if let Some(reg) = exception {
            self.frame.emit(Op::SkipIfState { reg: state, n: RERAISE }, span);
            let over = self.frame.jump(span);
            self.frame.emit(Op::Reraise { reg }, span);
            self.frame.patch_here(&[over]);
        }
        for (n, exit) in exits.iter().enumerate() {
            self.frame.emit(Op::SkipIfState { reg: state, n: n as u16 + 1 }, span);
            let over = self.frame.jump(span);
            self.emit_exit(*exit, value, span);
            self.frame.patch_here(&[over]);
        }
    }
}
