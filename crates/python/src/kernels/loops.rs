//! Loops of functions that only compute.
//!
//! `for word in words: found.append(word.lower())` is the list of a comprehension; `for x in row: total += x` carries
//! variables from item to item, lists that grow and how the loop is left among them.

use std::rc::Rc;

use value::{Str, Value};

use crate::ast::{Comparison, Expr, ExprKind, For, Stmt, StmtKind};
use crate::kernels::formula::{Builder, Makes, bound};
use crate::kernels::lists_grown::growth_of;
use crate::kernels::tree::{ListOf, Node, Repeat};

/// What the end of a loop's body means.
pub enum End {
    /// The values of these variables go to the next item; of a loop that may be left early, how it went as well.
    Carries { names: Vec<Str>, has_exits: bool },
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

/// How a turn of a loop ended.
const GOES_ON: i64 = 0;
pub const BROKEN: i64 = 1;
const RETURNED: i64 = 2;

impl Builder<'_> {
    /// What the end of the statements gives: of a function, nothing.
    pub(super) fn end(&mut self) -> Option<Node> {
        match self.ends.last_mut() {
            None => self.result(Node::Literal(Value::None)),
            Some(End::Appends { asks, is_conditional, .. }) => {
                *is_conditional = true;
                Some(Node::Literal(if *asks == Asks::Condition { Value::Bool(false) } else { Value::None }))
            }
            Some(End::Carries { names, has_exits }) => {
                let (names, has_exits) = (names.clone(), *has_exits);
                let mut values = self.now(&names)?;
                if has_exits {
                    values.extend([Node::Literal(Value::Int(GOES_ON)), Node::Literal(Value::None)]);
                }
                Some(Node::Tuple(values.into()))
            }
        }
    }

    /// What the variables are.
    fn now(&self, names: &[Str]) -> Option<Vec<Node>> {
        let now = |name: &Str| self.variables.iter().find(|(known, _)| known == name).map(|(_, node)| node.clone());
        names.iter().map(now).collect()
    }

    /// `return value`, in or outside of loops.
    pub(super) fn returned(&mut self, value: Option<&Expr>) -> Option<Node> {
        // Whatever else holds a list by then makes no difference any more.
        let looked_at = self.looked_at.clone();
        let value = match value {
            None => Node::Literal(Value::None),
            Some(_) if self.makes() == Makes::Generator => return None,
            Some(value) => self.expr(value)?,
        };
        self.looked_at = looked_at;
        self.ended(value)
    }

    fn ended(&mut self, value: Node) -> Option<Node> {
        if self.ends.is_empty() { self.result(value) } else { self.left(RETURNED, value) }
    }

    /// The innermost loop is left.
    pub(super) fn left(&mut self, how: i64, value: Node) -> Option<Node> {
        let Some(End::Carries { names, has_exits: true }) = self.ends.last() else { return None };
        let mut values = self.now(&names.clone())?;
        values.extend([Node::Literal(Value::Int(how)), value]);
        Some(Node::Tuple(values.into()))
    }

    /// A loop, and what comes after it.
    pub(super) fn repeated(&mut self, node: &For, rest: &[&Stmt]) -> Option<Node> {
        let mut changes = Changes::default();
        changes.note_target(&node.target)?;
        let targets = changes.assigned.clone();
        changes.note_all(&node.body, 0)?;
        let iter = self.expr(&node.iter)?;
        let before = self.variables.clone();
        let is_known = |name: &Str| before.iter().any(|(known, _)| known == name);
        let carried: Vec<Str> =
            changes.assigned.iter().filter(|name| !targets.contains(name) && is_known(name)).cloned().collect();
        if let ([list], []) = (changes.appended.as_slice(), carried.as_slice())
            && changes.exits.is_empty()
            && let Some((_, now)) = before.iter().find(|(known, _)| known == list)
            && now.is_empty_list()
            && !self.looked_at.contains(list)
            && !targets.contains(list)
        {
            let looked_at = self.looked_at.clone();
            let item = self.slot();
            if let Some(([condition, item_node], is_conditional)) = self.appending(node, item, list) {
                let condition = is_conditional.then_some(condition);
                let made = Node::ListOf(Rc::new(ListOf { iter, slot: item, condition, item: item_node }));
                self.forget(&before, &changes);
                let slot = self.slot();
                self.set(list, Node::ListSlot(slot));
                let after: Vec<&Stmt> = node.orelse.iter().chain(rest.iter().copied()).collect();
                let rest = self.block(&after)?;
                return Some(bound(Some((slot, made)), rest));
            }
            self.variables.clone_from(&before);
            self.looked_at = looked_at;
        }
        self.carrying(node, rest, iter, carried, &changes)
    }

    /// A loop that gives new values to variables, or is left early.
    fn carrying(
        &mut self,
        node: &For,
        rest: &[&Stmt],
        iter: Node,
        carried: Vec<Str>,
        changes: &Changes,
    ) -> Option<Node> {
        let before = self.variables.clone();
        let find = |name: &Str| before.iter().find(|(known, _)| known == name).map(|(_, node)| node.clone());
        let lists: Vec<Str> = changes.appended.iter().filter(|name| find(name).is_some()).cloned().collect();
        if lists.iter().any(|list| changes.assigned.contains(list) || !find(list).is_some_and(|now| now.is_own_list()))
        {
            return None;
        }
        let names: Vec<Str> = carried.iter().chain(&lists).cloned().collect();
        let mut slots = Vec::with_capacity(names.len() + 2);
        for name in &names {
            slots.push((self.slot(), find(name)?));
        }
        let has_exits = !changes.exits.is_empty();
        let (status, value) = (self.slot(), self.slot());
        let set_all = |this: &mut Self| {
            for (name, (slot, _)) in names.iter().zip(&slots) {
                let is_list = lists.contains(name);
                this.set(name, if is_list { Node::ListSlot(*slot) } else { Node::Slot(*slot) });
            }
        };
        let item = self.slot();
        set_all(self);
        self.ends.push(End::Carries { names: names.clone(), has_exits });
        let body = self.assigned(&node.target, Node::Slot(item), &node.body.iter().collect::<Vec<_>>());
        self.ends.pop();
        let body = body?;
        // The next turn would change what something else holds.
        if lists.iter().any(|list| self.looked_at.contains(list)) {
            return None;
        }
        self.forget(&before, changes);
        set_all(self);
        let after = self.variables.clone();
        let ended: Vec<&Stmt> = node.orelse.iter().chain(rest.iter().copied()).collect();
        let mut then = self.block(&ended)?;
        for &how in &changes.exits {
            self.variables.clone_from(&after);
            let otherwise = then;
            then = if how == BROKEN { self.block(rest)? } else { self.ended(Node::Slot(value))? };
            let is_so = Node::Compare(Comparison::Eq, Rc::new([Node::Slot(status), Node::Literal(Value::Int(how))]));
            then = Node::If(Rc::new([is_so, then, otherwise]));
        }
        let place = slots.len();
        if has_exits {
            slots.push((status, Node::Literal(Value::Int(GOES_ON))));
            slots.push((value, Node::Literal(Value::None)));
        }
        let status = has_exits.then_some(place);
        Some(Node::Repeat(Rc::new(Repeat { iter, item, carried: slots, status, body, rest: then })))
    }

    /// Whatever the body gives a value to cannot be read after the loop, which may have had no item.
    fn forget(&mut self, before: &[(Str, Node)], changes: &Changes) {
        self.variables = before.to_vec();
        self.variables.retain(|(name, _)| !changes.assigned.contains(name));
    }

    /// Whether there is an item to append, and the item; and whether that is not always so.
    fn appending(&mut self, node: &For, item: usize, list: &Str) -> Option<([Node; 2], bool)> {
        let body: Vec<&Stmt> = node.body.iter().collect();
        let before = self.variables.clone();
        let mut found = Vec::with_capacity(2);
        let mut is_ever_left_out = false;
        for asks in [Asks::Condition, Asks::Item] {
            // The list cannot be read while it is filled.
            self.variables.retain(|(name, _)| name != list);
            self.ends.push(End::Appends { list: list.clone(), asks, is_conditional: false });
            let made = self.assigned(&node.target, Node::Slot(item), &body);
            if let Some(End::Appends { is_conditional, .. }) = self.ends.pop() {
                is_ever_left_out |= is_conditional;
            }
            self.variables.clone_from(&before);
            found.push(made?);
        }
        Some((found.try_into().ok()?, is_ever_left_out))
    }
}

/// What the statements of a loop's body may change.
#[derive(Default)]
struct Changes {
    assigned: Vec<Str>,
    appended: Vec<Str>,
    /// The ways of leaving it early.
    exits: Vec<i64>,
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

    fn note_exit(&mut self, how: i64) {
        if !self.exits.contains(&how) {
            self.exits.push(how);
        }
    }

    /// `None` for statements that no formula has; `depth` is how many loops are around them inside the one asked about.
    fn note_all(&mut self, stmts: &[Stmt], depth: u32) -> Option<()> {
        for stmt in stmts {
            match &stmt.kind {
                StmtKind::Pass | StmtKind::Continue => {}
                StmtKind::Break if depth > 0 => {}
                StmtKind::Break => self.note_exit(BROKEN),
                StmtKind::Return(_) => self.note_exit(RETURNED),
                StmtKind::Assign { targets, .. } => {
                    for target in targets {
                        self.note_target(target)?;
                    }
                }
                StmtKind::AugAssign { target, .. } | StmtKind::AnnAssign { target, .. } => self.note_target(target)?,
                StmtKind::Expr(expr) => {
                    let (list, _) = growth_of(expr)?;
                    Self::note(&mut self.appended, &list);
                }
                StmtKind::If { branches, orelse } => {
                    for (_, body) in branches {
                        self.note_all(body, depth)?;
                    }
                    self.note_all(orelse, depth)?;
                }
                StmtKind::For(node) => {
                    self.note_target(&node.target)?;
                    self.note_all(&node.body, depth + 1)?;
                    self.note_all(&node.orelse, depth)?;
                }
                StmtKind::Try(node) => {
                    self.note_all(&node.body, depth)?;
                    self.note_all(&node.orelse, depth)?;
                }
                _ => return None,
            }
        }
        Some(())
    }
}
