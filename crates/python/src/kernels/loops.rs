//! Loops of functions that only compute.
//!
//! `for word in words: found.append(word.lower())` is the list of a comprehension; `for x in row: total += x` carries
//! variables from item to item. Loops that do both, or end early, stay with the general machine.

use std::rc::Rc;

use value::{Str, Value};

use crate::ast::{Expr, ExprKind, For, Stmt, StmtKind};
use crate::kernels::formula::{Builder, bound};
use crate::kernels::tree::{ListOf, Node, Repeat};

/// What the end of a loop's body means.
pub enum End {
    /// The values of these variables go to the next item.
    Carries(Vec<Str>),
    /// Nothing was appended to the list.
    Appends { list: Str, asks: Asks, is_conditional: bool },
}

/// What is wanted of a body that appends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Whether there is an item.
    Condition,
    Item,
}

impl Builder<'_> {
    /// What the end of the statements gives: of a function, nothing.
    pub(super) fn end(&mut self) -> Option<Node> {
        match self.ends.last_mut() {
            None => Some(Node::Literal(Value::None)),
            Some(End::Appends { asks, is_conditional, .. }) => {
                *is_conditional = true;
                Some(Node::Literal(if *asks == Asks::Condition { Value::Bool(false) } else { Value::None }))
            }
            Some(End::Carries(names)) => {
                let now = |name: &Str| self.variables.iter().find(|(known, _)| known == name);
                let values = names.iter().map(|name| now(name).map(|(_, node)| node.clone()));
                Some(Node::Tuple(values.collect::<Option<Vec<_>>>()?.into()))
            }
        }
    }

    /// A call as a statement: of a list's `append` in a loop that fills it, as the last thing that is done.
    pub(super) fn appended(&mut self, expr: &Expr, rest: &[&Stmt]) -> Option<Node> {
        let (name, item) = append_of(expr)?;
        let Some(End::Appends { list, asks, .. }) = self.ends.last() else { return None };
        let is_last = rest.iter().all(|stmt| matches!(stmt.kind, StmtKind::Pass | StmtKind::Continue));
        match asks {
            _ if list != name || !is_last => None,
            Asks::Condition => Some(Node::Literal(Value::Bool(true))),
            Asks::Item => self.expr(item),
        }
    }

    /// A loop, and what comes after it.
    pub(super) fn repeated(&mut self, node: &For, rest: &[&Stmt]) -> Option<Node> {
        let mut changes = Changes::default();
        changes.note_target(&node.target)?;
        let targets = changes.assigned.clone();
        changes.note_all(&node.body)?;
        let iter = self.expr(&node.iter)?;
        let before = self.variables.clone();
        let is_known = |name: &Str| before.iter().any(|(known, _)| known == name);
        let carried: Vec<Str> =
            changes.assigned.iter().filter(|name| !targets.contains(name) && is_known(name)).cloned().collect();
        let body: Vec<&Stmt> = node.body.iter().collect();
        let after: Vec<&Stmt> = node.orelse.iter().chain(rest.iter().copied()).collect();
        let item = self.slot();
        // Whatever the body gives a value to cannot be read after the loop, which may have had no item.
        let forget = |this: &mut Self| {
            this.variables.clone_from(&before);
            this.variables.retain(|(name, _)| !changes.assigned.contains(name));
        };
        match changes.appended.as_slice() {
            [list] if carried.is_empty() => {
                let (_, node_of_list) = before.iter().find(|(known, _)| known == list)?;
                if !node_of_list.is_empty_list() || self.looked_at.contains(list) {
                    return None;
                }
                let ([condition, item_node], is_conditional) = self.appending(node, item, &body, list)?;
                let condition = is_conditional.then_some(condition);
                let made = Node::ListOf(Rc::new(ListOf { iter, slot: item, condition, item: item_node }));
                forget(self);
                let slot = self.slot();
                self.set(list, Node::Slot(slot));
                let rest = self.block(&after)?;
                Some(bound(Some((slot, made)), rest))
            }
            [] if !carried.is_empty() => {
                let mut slots = Vec::with_capacity(carried.len());
                for name in &carried {
                    let (_, now) = before.iter().find(|(known, _)| known == name)?;
                    slots.push((self.slot(), now.clone()));
                }
                self.set_all(&carried, &slots);
                self.ends.push(End::Carries(carried.clone()));
                let body = self.assigned(&node.target, Node::Slot(item), &body);
                self.ends.pop();
                let body = body?;
                forget(self);
                self.set_all(&carried, &slots);
                let rest = self.block(&after)?;
                Some(Node::Repeat(Rc::new(Repeat { iter, item, carried: slots, body, rest })))
            }
            _ => None,
        }
    }

    /// Whether there is an item to append, and the item; and whether that is not always so.
    fn appending(&mut self, node: &For, item: usize, body: &[&Stmt], list: &Str) -> Option<([Node; 2], bool)> {
        let before = self.variables.clone();
        let mut found = Vec::with_capacity(2);
        let mut is_ever_left_out = false;
        for asks in [Asks::Condition, Asks::Item] {
            // The list cannot be read while it is filled.
            self.variables.retain(|(name, _)| name != list);
            self.ends.push(End::Appends { list: list.clone(), asks, is_conditional: false });
            let made = self.assigned(&node.target, Node::Slot(item), body);
            if let Some(End::Appends { is_conditional, .. }) = self.ends.pop() {
                is_ever_left_out |= is_conditional;
            }
            self.variables.clone_from(&before);
            found.push(made?);
        }
        Some((found.try_into().ok()?, is_ever_left_out))
    }

    fn set_all(&mut self, names: &[Str], slots: &[(usize, Node)]) {
        for (name, (slot, _)) in names.iter().zip(slots) {
            self.set(name, Node::Slot(*slot));
        }
    }
}

/// `list.append(item)`.
fn append_of(expr: &Expr) -> Option<(&Str, &Expr)> {
    let ExprKind::Call(call) = &expr.kind else { return None };
    let (ExprKind::Attribute(receiver, method), [item]) = (&call.function.kind, call.args.as_slice()) else {
        return None;
    };
    let ExprKind::Name(list) = &receiver.kind else { return None };
    (method.text.as_str() == "append" && call.keywords.is_empty()).then_some((list, item))
}

/// What the statements of a loop's body may change.
#[derive(Default)]
struct Changes {
    assigned: Vec<Str>,
    appended: Vec<Str>,
}

impl Changes {
    fn note(names: &mut Vec<Str>, name: &Str) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }

    fn note_target(&mut self, target: &Expr) -> Option<()> {
        match &target.kind {
            ExprKind::Name(name) => {
                Self::note(&mut self.assigned, name);
                Some(())
            }
            ExprKind::Tuple(targets) => targets.iter().try_for_each(|target| self.note_target(target).ok_or(())).ok(),
            _ => None,
        }
    }

    /// `None` for statements that no formula has.
    fn note_all(&mut self, stmts: &[Stmt]) -> Option<()> {
        for stmt in stmts {
            match &stmt.kind {
                StmtKind::Pass | StmtKind::Continue => {}
                StmtKind::Assign { targets, .. } => {
                    for target in targets {
                        self.note_target(target)?;
                    }
                }
                StmtKind::AugAssign { target, .. } | StmtKind::AnnAssign { target, .. } => self.note_target(target)?,
                StmtKind::Expr(expr) => {
                    let (list, _) = append_of(expr)?;
                    Self::note(&mut self.appended, list);
                }
                StmtKind::If { branches, orelse } => {
                    for (_, body) in branches {
                        self.note_all(body)?;
                    }
                    self.note_all(orelse)?;
                }
                StmtKind::For(node) => {
                    self.note_target(&node.target)?;
                    self.note_all(&node.body)?;
                    self.note_all(&node.orelse)?;
                }
                StmtKind::Try(node) => {
                    self.note_all(&node.body)?;
                    self.note_all(&node.orelse)?;
                }
                _ => return None,
            }
        }
        Some(())
    }
}
