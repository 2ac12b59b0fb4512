//! `try` and `with`.

use diag::Span;
use value::Str;

use crate::ast::{Expr, Handler as AstHandler, Stmt, Try};
use crate::compile::Compiler;
use crate::compile::code::{CONST, Handler, Op, Reg, TAKE};
use crate::compile::frame::{Block, Exit, RERAISE};
use crate::compile::stmt::merge;

impl Compiler {
    pub fn try_stmt(&mut self, node: &Try, span: Span) {
        if node.finally.is_empty() {
            self.try_except(node, span);
            return;
        }
        let before = self.frame.bound.clone();
        // state, value of a return, exception
        let state = self.frame.temps(3);
        let (value, exception) = (state + 1, state + 2);
        self.set_state(state, 0, span);
        self.push_block(Block::Finally { state, value, exits: Vec::new(), entries: Vec::new() }, span);
        let start = self.frame.here();
        if node.handlers.is_empty() {
            self.body(&node.body);
            self.body(&node.orelse);
        } else {
            self.try_except(node, span);
        }
        let after_body = self.frame.bound.clone();
        let (exits, entries) = self.pop_finally();
        let end = self.frame.here();
        self.set_state(state, 0, span);
        let normal = self.frame.jump(span);
        self.frame.bound.clone_from(&before);
        let target = self.frame.here();
        self.frame.handlers.push(Handler { start, end, target, reg: exception });
        self.set_state(state, RERAISE, span);
        self.frame.level += 1;
        let level = self.frame.level;
        self.frame.emit(Op::EnterHandler { reg: exception, level }, span);
        self.frame.patch_here(&[normal]);
        self.frame.patch_here(&entries);
        self.push_block(Block::Handler { level, name: None, exception: None }, span);
        self.body(&node.finally);
        self.frame.blocks.pop();
        self.frame.level -= 1;
        self.resume_exits(state, value, Some(exception), &exits, span);
        self.frame.emit(Op::LeaveHandler { level }, span);
        for (bound, after) in self.frame.bound.iter_mut().zip(after_body) {
            *bound |= after;
        }
    }

    fn pop_finally(&mut self) -> (Vec<Exit>, Vec<usize>) {
        match self.frame.blocks.pop() {
            Some(Block::Finally { exits, entries, .. }) => (exits, entries),
            _ => Default::default(),
        }
    }

    fn try_except(&mut self, node: &Try, span: Span) {
        let exception = self.frame.temp();
        let before = self.frame.bound.clone();
        let start = self.frame.here();
        self.push_block(Block::Try, span);
        self.body(&node.body);
        self.frame.blocks.pop();
        let end = self.frame.here();
        self.body(&node.orelse);
        let mut after = None;
        merge(&mut after, &self.frame.bound);
        let mut ends = vec![self.frame.jump(span)];
        let target = self.frame.here();
        self.frame.handlers.push(Handler { start, end, target, reg: exception });
        self.frame.level += 1;
        let level = self.frame.level;
        self.frame.emit(Op::EnterHandler { reg: exception, level }, span);
        for (i, handler) in node.handlers.iter().enumerate() {
            self.frame.bound.clone_from(&before);
            if handler.class.is_none() && i + 1 < node.handlers.len() {
                self.error("default 'except:' must be last", handler.span);
            }
            self.handler(handler, exception, level, &mut ends, span);
            merge(&mut after, &self.frame.bound);
        }
        self.frame.emit(Op::Reraise { reg: exception }, span);
        self.frame.level -= 1;
        self.frame.patch_here(&ends);
        if let Some(after) = after {
            self.frame.bound = after;
        }
    }

    /// One `except`; leaves the code where the next one is tried.
    fn handler(&mut self, handler: &AstHandler, exception: Reg, level: u16, ends: &mut Vec<usize>, span: Span) {
        let mut next = Vec::new();
        if let Some(class) = &handler.class {
            let mark = self.frame.next;
            let class_operand = self.expr(class);
            let dst = self.frame.temp();
            self.frame.emit(Op::MatchException { dst, exception, class: class_operand }, class.span);
            next.push(self.frame.emit(Op::JumpUnless { a: dst, to: 0 }, handler.span));
            self.frame.next = mark;
        }
        let name = handler.name.as_ref().map(|name| (name.text.clone(), name.span));
        if let Some((name, span)) = &name {
            self.store_name(name, exception, *span);
        }
        self.push_block(Block::Handler { level, name: name.clone(), exception: Some(exception) }, handler.span);
        self.body(&handler.body);
        self.frame.blocks.pop();
        if let Some((name, span)) = &name {
            self.unbind(name, *span);
        }
        self.frame.emit(Op::LeaveHandler { level }, span);
        ends.push(self.frame.jump(span));
        self.frame.patch_here(&next);
    }

    /// Ends the life of `e` in `except … as e`; the program may have deleted it itself.
    pub fn unbind(&mut self, name: &Str, span: Span) {
        let none = self.none(span);
        self.store_name(name, none, span);
        self.delete_name(name, span);
    }

    /// The register of the exception that a bare `raise` here raises again, if this function handles one.
    pub fn innermost_exception(&self) -> Option<Reg> {
        let handler = self.frame.blocks.iter().rev().find_map(|block| match block {
            Block::Handler { exception, .. } => Some(*exception),
            _ => None,
        });
        handler.flatten()
    }

    pub fn with(&mut self, items: &[(Expr, Option<Expr>)], body: &[Stmt], span: Span) {
        let Some(((context, target), rest)) = items.split_first() else {
            self.body(body);
            return;
        };
        // exit method, enter method, state, value of a return, exception
        let exit = self.frame.temps(5);
        let (enter, state, value, exception) = (exit + 1, exit + 2, exit + 3, exit + 4);
        let manager = self.expr(context);
        self.frame.emit(Op::ContextMethods { dst: exit, manager }, span);
        let entered = self.frame.temp();
        let site = self.frame.call_site(enter | TAKE, "".into(), Vec::new(), Vec::new());
        self.frame.emit(Op::Call { dst: entered, site }, span);
        self.set_state(state, 0, span);
        let before = self.frame.bound.clone();
        self.push_block(Block::Finally { state, value, exits: Vec::new(), entries: Vec::new() }, span);
        let start = self.frame.here();
        if let Some(target) = target {
            self.store(target, entered | TAKE);
        }
        self.with(rest, body, span);
        let (exits, entries) = self.pop_finally();
        let end = self.frame.here();
        self.set_state(state, 0, span);
        let normal = self.frame.jump(span);
        // An exception: `__exit__` may swallow it.
        let target = self.frame.here();
        self.frame.handlers.push(Handler { start, end, target, reg: exception });
        self.frame.level += 1;
        let level = self.frame.level;
        self.frame.emit(Op::EnterHandler { reg: exception, level }, span);
        let class = self.frame.temps(2);
        self.frame.emit(Op::ExceptionClass { dst: class, exception }, span);
        let none = self.none(span);
        let site = self.frame.call_site(exit, "".into(), vec![class, exception, none], Vec::new());
        self.frame.emit(Op::Call { dst: class, site }, span);
        let swallowed = self.frame.emit(Op::JumpIf { a: class, to: 0 }, span);
        self.frame.emit(Op::Reraise { reg: exception }, span);
        self.frame.level -= 1;
        // Any other way out.
        self.frame.patch_here(&[normal]);
        self.frame.patch_here(&entries);
        let args = if none & CONST != 0 { vec![none; 3] } else { vec![Self::keep(none); 3] };
        let site = self.frame.call_site(exit, "".into(), args, Vec::new());
        self.frame.emit(Op::Call { dst: class, site }, span);
        self.resume_exits(state, value, None, &exits, span);
        self.frame.patch_here(&[swallowed]);
        self.frame.emit(Op::LeaveHandler { level }, span);
        self.frame.bound = before;
    }
}
