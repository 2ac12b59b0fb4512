//! Assignments to names, attributes, items and tuples of those.

use diag::Span;
use value::Str;
use value::object::BinaryOp;

use crate::ast::{Expr, ExprKind};
use crate::compile::code::{INDEX, Op, Operand, Reg, TAKE};
use crate::compile::{Compiler, Place};

impl Compiler {
    pub fn assign(&mut self, targets: &[Expr], value: &Expr, span: Span) {
        let mark = self.frame.next;
        if let [target] = targets {
            if let ExprKind::Name(name) = &target.kind
                && let Place::Register(register) = self.place(name)
            {
                self.expr_into(value, register);
                self.set_bound(register);
            } else if !self.assign_side_by_side(target, value) {
                let value = self.expr(value);
                self.store(target, value);
            }
        } else {
            let value = self.expr(value);
            for (i, target) in targets.iter().enumerate() {
                let is_last = i + 1 == targets.len();
                self.store(target, if is_last { value } else { Self::keep(value) });
            }
        }
        let _ = span;
        self.frame.next = mark;
    }

    pub fn set_bound(&mut self, register: Reg) {
        let at = usize::from(register);
        if !self.frame.deleted.get(at).copied().unwrap_or(true) {
            self.frame.bound[at] = true;
        }
    }

    /// `a, b = b, a`: no tuple is needed.
    fn assign_side_by_side(&mut self, target: &Expr, value: &Expr) -> bool {
        let (ExprKind::Tuple(targets) | ExprKind::List(targets), ExprKind::Tuple(values)) = (&target.kind, &value.kind)
        else {
            return false;
        };
        let is_starred = |expr: &Expr| matches!(expr.kind, ExprKind::Starred(_));
        if targets.len() != values.len()
            || targets.is_empty()
            || targets.len() > 8
            || targets.iter().any(is_starred)
            || values.iter().any(is_starred)
        {
            return false;
        }
        let registers: Vec<Reg> = values.iter().map(|value| self.in_temp(value)).collect();
        for (target, register) in targets.iter().zip(registers) {
            self.store(target, register | TAKE);
        }
        true
    }

    /// Assigns what is in `value` to `target`.
    pub fn store(&mut self, target: &Expr, value: Operand) {
        let mark = self.frame.next;
        match &target.kind {
            ExprKind::Name(name) => self.store_name(name, value, target.span),
            ExprKind::Attribute(object, name) => {
                let object = self.expr(object);
                let name = self.frame.attr_name(&name.text);
                self.frame.emit(Op::SetAttr { object, name, value }, target.span);
            }
            ExprKind::Subscript(node) => {
                let object = self.expr(&node.0);
                let key = self.expr(&node.1);
                self.frame.emit(Op::SetItem { object, key, value }, target.span);
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => self.unpack(items, value, target.span),
            ExprKind::Starred(_) => {
                self.error("starred assignment target must be in a list or tuple", target.span);
            }
            _ => self.error("cannot assign to expression", target.span),
        }
        self.frame.next = mark;
    }

    fn unpack(&mut self, items: &[Expr], value: Operand, span: Span) {
        let stars: Vec<usize> = items
            .iter()
            .enumerate()
            .filter(|(_, item)| matches!(item.kind, ExprKind::Starred(_)))
            .map(|(i, _)| i)
            .collect();
        if stars.len() > 1 {
            self.error("multiple starred expressions in assignment", span);
            return;
        }
        let first = self.frame.temps(items.len());
        match stars.first() {
            None => {
                let n = self.frame.short(items.len());
                self.frame.emit(Op::Unpack { first, src: value, n }, span);
            }
            Some(&star) => {
                let Ok(before) = u8::try_from(star) else {
                    self.error("too many expressions in star-unpacking assignment", span);
                    return;
                };
                let after = self.frame.short(items.len() - star - 1);
                self.frame.emit(Op::UnpackStarred { first, src: value, before, after }, span);
            }
        }
        for (i, item) in items.iter().enumerate() {
            let item = match &item.kind {
                ExprKind::Starred(inner) => inner,
                _ => item,
            };
            self.store(item, (first + i as Reg) | TAKE);
        }
    }

    pub fn store_name(&mut self, name: &Str, value: Operand, span: Span) {
        if matches!(name.as_str(), "__debug__") {
            self.error("cannot assign to __debug__", span);
        }
        let op = match self.place(name) {
            Place::Register(register) => {
                self.set_bound(register);
                if value & INDEX == register && self.frame.is_local(value) {
                    return;
                }
                Op::Move { dst: register, src: value }
            }
            Place::Cell(at) => Op::StoreCell { at, src: value },
            Place::Free(at) => Op::StoreFree { at, src: value },
            Place::Global(site) => Op::StoreGlobal { site, src: value },
            Place::Name(site) | Place::NameOrFree(site, _) => Op::StoreName { site, src: value },
            Place::Builtin(_) => Op::StoreGlobal { site: self.frame.global(name), src: value },
        };
        self.frame.emit(op, span);
    }

    pub fn delete(&mut self, target: &Expr) {
        let mark = self.frame.next;
        match &target.kind {
            ExprKind::Name(name) => self.delete_name(name, target.span),
            ExprKind::Attribute(object, name) => {
                let object = self.expr(object);
                let name = self.frame.attr_name(&name.text);
                self.frame.emit(Op::DeleteAttr { object, name }, target.span);
            }
            ExprKind::Subscript(node) => {
                let object = self.expr(&node.0);
                let key = self.expr(&node.1);
                self.frame.emit(Op::DeleteItem { object, key }, target.span);
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                for item in items {
                    self.delete(item);
                }
            }
            _ => self.error("cannot delete expression", target.span),
        }
        self.frame.next = mark;
    }

    pub fn delete_name(&mut self, name: &Str, span: Span) {
        let op = match self.place(name) {
            Place::Register(register) => {
                if let Some(bound) = self.frame.bound.get_mut(usize::from(register)) {
                    *bound = false;
                }
                self.frame.emit(Op::CheckLocal { reg: register }, span);
                Op::DeleteLocal { reg: register }
            }
            Place::Cell(at) => Op::DeleteCell { at },
            Place::Free(at) => Op::DeleteFree { at },
            Place::Global(site) => Op::DeleteGlobal { site },
            Place::Name(site) | Place::NameOrFree(site, _) => Op::DeleteName { site },
            Place::Builtin(_) => Op::DeleteGlobal { site: self.frame.global(name) },
        };
        self.frame.emit(op, span);
    }

    /// `target op= value`.
    pub fn augmented(&mut self, target: &Expr, op: BinaryOp, value: &Expr, span: Span) {
        let mark = self.frame.next;
        match &target.kind {
            ExprKind::Name(name) => match self.place(name) {
                Place::Register(register) if !self.frame.has_walrus => {
                    let a = self.expr(target);
                    let b = self.expr(value);
                    self.frame.emit(Op::InPlace { op, dst: register, a, b }, span);
                    self.set_bound(register);
                }
                _ => {
                    let a = self.expr(target);
                    let b = self.expr(value);
                    let dst = self.frame.temp();
                    self.frame.emit(Op::InPlace { op, dst, a, b }, span);
                    self.store_name(name, dst | TAKE, target.span);
                }
            },
            ExprKind::Attribute(object, name) => {
                let object = Self::keep(self.expr(object));
                let name = self.frame.attr_name(&name.text);
                let dst = self.frame.temp();
                self.frame.emit(Op::GetAttr { dst, object, name }, target.span);
                let b = self.expr(value);
                self.frame.emit(Op::InPlace { op, dst, a: dst | TAKE, b }, span);
                self.frame.emit(Op::SetAttr { object, name, value: dst | TAKE }, target.span);
            }
            ExprKind::Subscript(node) => {
                let object = Self::keep(self.expr(&node.0));
                let key = Self::keep(self.expr(&node.1));
                let dst = self.frame.temp();
                self.frame.emit(Op::GetItem { dst, object, key }, target.span);
                let b = self.expr(value);
                self.frame.emit(Op::InPlace { op, dst, a: dst | TAKE, b }, span);
                self.frame.emit(Op::SetItem { object, key, value: dst | TAKE }, target.span);
            }
            _ => self.error("illegal expression for augmented assignment", target.span),
        }
        self.frame.next = mark;
    }
}
