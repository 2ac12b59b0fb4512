//! Displays: tuples, lists, sets and dicts written out.

use diag::Span;

use crate::ast::{DictItem, Expr, ExprKind};
use crate::compile::Compiler;
use crate::compile::code::{Op, Operand, Reg, TAKE};
use crate::compile::literal::frozen_set;

/// Displays with more items are built piece by piece.
const MAX_ITEMS: usize = 64;

impl Compiler {
    pub fn operands(&mut self, items: &[Expr]) -> Vec<Operand> {
        items.iter().map(|item| self.expr(item)).collect()
    }

    pub fn tuple(&mut self, items: &[Expr], dst: Reg, span: Span) {
        if items.len() <= MAX_ITEMS && !items.iter().any(is_starred) {
            let items = self.operands(items);
            let items = self.frame.list(items);
            self.frame.emit(Op::Tuple { dst, items }, span);
            return;
        }
        let list = self.frame.temp();
        self.list(items, list, span);
        self.frame.emit(Op::ListToTuple { dst, list }, span);
    }

    pub fn list(&mut self, items: &[Expr], dst: Reg, span: Span) {
        if items.len() <= MAX_ITEMS && !items.iter().any(is_starred) {
            let items = self.operands(items);
            let items = self.frame.list(items);
            self.frame.emit(Op::List { dst, items }, span);
            return;
        }
        let list = self.frame.temp();
        let none = self.frame.list(Vec::new());
        self.frame.emit(Op::List { dst: list, items: none }, span);
        for item in items {
            let mark = self.frame.next;
            match &item.kind {
                ExprKind::Starred(inner) => {
                    let items = self.expr(inner);
                    self.frame.emit(Op::ListExtend { list, items }, span);
                }
                _ => {
                    let item = self.expr(item);
                    self.frame.emit(Op::ListAppend { list, item }, span);
                }
            }
            self.frame.next = mark;
        }
        self.move_to(dst, list | TAKE, span);
    }

    pub fn set(&mut self, items: &[Expr], dst: Reg, span: Span) {
        if items.len() >= 3
            && let Some(constant) = frozen_set(items)
        {
            let at = self.frame.own_constant(constant);
            let (items, none) = (self.const_operand(at, span), self.frame.list(Vec::new()));
            // Not into `dst` at once, which an exception handler might see half made.
            let set = self.frame.temp();
            self.frame.emit(Op::Set { dst: set, items: none }, span);
            self.frame.emit(Op::SetExtend { set, items }, span);
            self.move_to(dst, set | TAKE, span);
            return;
        }
        if items.len() <= MAX_ITEMS && !items.iter().any(is_starred) {
            let items = self.operands(items);
            let items = self.frame.list(items);
            self.frame.emit(Op::Set { dst, items }, span);
            return;
        }
        let set = self.frame.temp();
        let none = self.frame.list(Vec::new());
        self.frame.emit(Op::Set { dst: set, items: none }, span);
        for item in items {
            let mark = self.frame.next;
            match &item.kind {
                ExprKind::Starred(inner) => {
                    let items = self.expr(inner);
                    self.frame.emit(Op::SetExtend { set, items }, span);
                }
                _ => {
                    let item = self.expr(item);
                    self.frame.emit(Op::SetAdd { set, item }, span);
                }
            }
            self.frame.next = mark;
        }
        self.move_to(dst, set | TAKE, span);
    }

    pub fn dict(&mut self, items: &[DictItem], dst: Reg, span: Span) {
        if items.len() <= MAX_ITEMS / 2 && items.iter().all(|item| matches!(item, DictItem::Pair(..))) {
            let mut operands = Vec::with_capacity(items.len() * 2);
            for item in items {
                if let DictItem::Pair(key, value) = item {
                    operands.push(self.expr(key));
                    operands.push(self.expr(value));
                }
            }
            let items = self.frame.list(operands);
            self.frame.emit(Op::Dict { dst, items }, span);
            return;
        }
        let dict = self.frame.temp();
        let none = self.frame.list(Vec::new());
        self.frame.emit(Op::Dict { dst: dict, items: none }, span);
        for item in items {
            let mark = self.frame.next;
            match item {
                DictItem::Pair(key, value) => {
                    let key = self.expr(key);
                    let value = self.expr(value);
                    self.frame.emit(Op::DictInsert { dict, key, value }, span);
                }
                DictItem::Spread(mapping) => {
                    let mapping = self.expr(mapping);
                    self.frame.emit(Op::DictUpdate { dict, mapping }, span);
                }
            }
            self.frame.next = mark;
        }
        self.move_to(dst, dict | TAKE, span);
    }
}

fn is_starred(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Starred(_))
}
