//! Lists that a function makes and fills: each step gives the next list.
//!
//! Nobody sees that it is another one as long as only one variable holds it.

use std::rc::Rc;

use value::Value;

use crate::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::kernels::formula::{Builder, Makes, YIELDED, bound};
use crate::kernels::loops::{Asks, End};
use crate::kernels::tree::Node;
use value::Str;

/// What a list gets.
#[derive(Clone, Copy)]
pub enum Growth<'a> {
    Item(&'a Expr),
    /// `yield` without a value.
    Nothing,
    /// All items of another list.
    Items(&'a Expr),
}

impl Builder<'_> {
    /// A statement that makes a list longer, and what comes after it.
    pub(super) fn appended(&mut self, expr: &Expr, rest: &[&Stmt]) -> Option<Node> {
        let (name, growth) = growth_of(expr)?;
        if let Some(End::Appends { list, asks, .. }) = self.ends.last() {
            let is_last = rest.iter().all(|stmt| matches!(stmt.kind, StmtKind::Pass | StmtKind::Continue));
            let Growth::Item(item) = growth else { return None };
            return match asks {
                _ if *list != name || !is_last => None,
                Asks::Condition => Some(Node::Literal(Value::Bool(true))),
                Asks::Item => self.expr(item),
            };
        }
        self.grown(&name, growth, rest)
    }

    /// A longer list for the variable, and what comes after it.
    pub(super) fn grown(&mut self, name: &Str, growth: Growth<'_>, rest: &[&Stmt]) -> Option<Node> {
        let more = match growth {
            Growth::Item(item) => Node::List(Rc::new([self.expr(item)?])),
            Growth::Nothing => Node::List(Rc::new([Node::Literal(Value::None)])),
            Growth::Items(items) => self.operand(items)?,
        };
        if self.looked_at.contains(name) {
            return None;
        }
        let (_, now) = self.variables.iter().find(|(known, _)| known == name)?;
        match (now.clone(), more) {
            (Node::List(items), Node::List(more)) if !matches!(growth, Growth::Items(_)) => {
                let (item, slot) = self.kept(more.first()?.clone());
                self.set(name, Node::List(items.iter().cloned().chain([item]).collect()));
                let rest = self.block(rest)?;
                Some(bound(slot, rest))
            }
            (now, more) if now.is_own_list() => {
                let slot = self.slot();
                self.set(name, Node::ListSlot(slot));
                let rest = self.block(rest)?;
                Some(bound(Some((slot, Node::Concat(Rc::new([now, more])))), rest))
            }
            _ => None,
        }
    }

    /// What a call ends with: of a generator all that it has yielded.
    pub(super) fn result(&self, value: Node) -> Option<Node> {
        match self.makes() {
            Makes::Value => Some(value),
            Makes::Generator => {
                let (_, yielded) = self.variables.iter().find(|(known, _)| known.as_str() == YIELDED)?;
                Some(yielded.clone())
            }
        }
    }
}

/// The list that a statement makes longer: `list.append(item)`, `list.extend(items)`, `yield item`.
pub(super) fn growth_of(expr: &Expr) -> Option<(Str, Growth<'_>)> {
    match &expr.kind {
        ExprKind::Yield(None) => Some((YIELDED.into(), Growth::Nothing)),
        ExprKind::Yield(Some(item)) => Some((YIELDED.into(), Growth::Item(item))),
        ExprKind::YieldFrom(items) => Some((YIELDED.into(), Growth::Items(items))),
        ExprKind::Call(call) => {
            let (ExprKind::Attribute(receiver, method), [arg]) = (&call.function.kind, call.args.as_slice()) else {
                return None;
            };
            let ExprKind::Name(list) = &receiver.kind else { return None };
            if !call.keywords.is_empty() {
                return None;
            }
            match method.text.as_str() {
                "append" => Some((list.clone(), Growth::Item(arg))),
                "extend" => Some((list.clone(), Growth::Items(arg))),
                _ => None,
            }
        }
        _ => None,
    }
}
