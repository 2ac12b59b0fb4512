//! From the syntax tree of a function to its [`Formula`], for functions that only compute.

use std::rc::Rc;

use value::object::BinaryOp;
use value::{Str, Value};

use crate::ast::{
    Call, Clause, Comparison, Comprehension, ComprehensionKind, Expr, ExprKind, FormatPart, FunctionDef, Lambda,
    Params, Stmt, StmtKind,
};
use crate::compile::literal;
use crate::kernels::lists_grown::Growth;
use crate::kernels::loops::{BROKEN, End};
use crate::kernels::tree::{Formula, ListOf, Node, Piece};

/// What a name that is no variable of the function means where the function is written.
pub enum Meaning {
    Global,
    Builtin,
    /// A variable of an enclosing function, by its number.
    Free(usize),
    /// Something that the function, or one inside it, may change.
    Changeable,
}

/// Tells what names mean.
pub trait Names {
    /// The function will use the name.
    fn meaning(&mut self, name: &Str) -> Meaning;
    /// The same without any consequence.
    fn look(&self, name: &Str) -> Meaning;
}

/// Larger functions stay with the general machine: every way through them would be a copy of what follows.
const MAX_NODES: usize = 200;

pub fn of_lambda(node: &Lambda, names: &mut dyn Names) -> Option<Formula> {
    let mut builder = Builder::new(&node.params, Makes::Value, names)?;
    let body = builder.expr(&node.body)?;
    Some(builder.finish(body))
}

/// What calling a function gives.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Makes {
    Value,
    Generator,
}

/// `def f(…): …` of assignments, `if`, `for`, `try`, `yield` and `return`.
pub fn of_def(def: &FunctionDef, makes: Makes, names: &mut dyn Names) -> Option<Formula> {
    if !def.decorators.is_empty() {
        return None;
    }
    let mut builder = Builder::new(&def.params, makes, names)?;
    let body = builder.block(&def.body.iter().collect::<Vec<_>>())?;
    Some(builder.finish(body))
}

pub(super) struct Builder<'a> {
    names: &'a mut dyn Names,
    n_params: usize,
    makes: Makes,
    n_slots: usize,
    n_nodes: usize,
    has_handlers: bool,
    /// What each variable is now. A list that nothing else holds is a [`Node::List`] or [`Node::ListSlot`]: it can grow.
    pub(super) variables: Vec<(Str, Node)>,
    /// Variables with such a list that something else may hold by now.
    pub(super) looked_at: Vec<Str>,
    /// What the end of the statements means; the innermost loop is last.
    pub(super) ends: Vec<End>,
}

impl<'a> Builder<'a> {
    fn new(params: &Params, makes: Makes, names: &'a mut dyn Names) -> Option<Self> {
        if params.star.is_some() || !params.keyword_only.is_empty() || params.double_star.is_some() {
            return None;
        }
        let mut variables: Vec<(Str, Node)> =
            params.all().enumerate().map(|(at, param)| (param.name.text.clone(), Node::Param(at))).collect();
        let n_params = variables.len();
        if makes == Makes::Generator {
            variables.push((YIELDED.into(), Node::List(Rc::new([]))));
        }
        Some(Self {
            names,
            n_params,
            makes,
            n_slots: 0,
            n_nodes: 0,
            has_handlers: false,
            variables,
            looked_at: Vec::new(),
            ends: Vec::new(),
        })
    }

    fn finish(self, body: Node) -> Formula {
        let is_generator = self.makes == Makes::Generator;
        let (n_params, n_slots, has_handlers) = (self.n_params, self.n_slots, self.has_handlers);
        Formula { n_params, is_generator, n_slots, has_handlers, body }
    }

    pub(super) fn slot(&mut self) -> usize {
        self.n_slots += 1;
        self.n_slots - 1
    }

    pub(super) fn makes(&self) -> Makes {
        self.makes
    }

    /// The value that statements return.
    pub(super) fn block(&mut self, stmts: &[&Stmt]) -> Option<Node> {
        self.count()?;
        let Some((first, rest)) = stmts.split_first() else { return self.end() };
        match &first.kind {
            StmtKind::Pass => self.block(rest),
            StmtKind::Expr(Expr { kind: ExprKind::Str(_), .. }) => self.block(rest),
            StmtKind::Expr(expr) => self.appended(expr, rest),
            StmtKind::Return(value) => self.returned(value.as_ref()),
            StmtKind::Break => self.left(BROKEN, Node::Literal(Value::None)),
            StmtKind::Continue => self.end(),
            StmtKind::For(node) => self.repeated(node, rest),
            // What raises goes row by row, so that handlers never run here.
            StmtKind::Try(node) if node.finally.iter().all(|stmt| matches!(stmt.kind, StmtKind::Pass)) => {
                self.has_handlers = true;
                self.block(&node.body.iter().chain(&node.orelse).chain(rest.iter().copied()).collect::<Vec<_>>())
            }
            StmtKind::Assign { targets, value } => {
                let [target] = targets.as_slice() else { return None };
                let value = self.expr(value)?;
                self.assigned(target, value, rest)
            }
            StmtKind::AnnAssign { target, value: Some(value), .. } => {
                let value = self.expr(value)?;
                self.assigned(target, value, rest)
            }
            StmtKind::AugAssign { target: Expr { kind: ExprKind::Name(name), .. }, op: BinaryOp::Add, value }
                if self.is_own_list(name) =>
            {
                self.grown(name, Growth::Items(value), rest)
            }
            StmtKind::AugAssign { target, op, value } => {
                let so_far = self.expr(target)?;
                let value = Node::InPlace(*op, Rc::new([so_far, self.expr(value)?]));
                self.assigned(target, value, rest)
            }
            StmtKind::If { branches, orelse } => self.branches(branches, orelse, rest),
            _ => None,
        }
    }

    /// What follows an `if` is part of each branch.
    fn branches(&mut self, branches: &[(Expr, Vec<Stmt>)], orelse: &[Stmt], rest: &[&Stmt]) -> Option<Node> {
        let before = self.variables.clone();
        let along = |this: &mut Self, body: &[Stmt]| {
            let all: Vec<&Stmt> = body.iter().chain(rest.iter().copied()).collect();
            let looked_at = this.looked_at.clone();
            let node = this.block(&all);
            this.variables.clone_from(&before);
            // What one way has seen is not unseen by another.
            this.looked_at.extend(looked_at);
            node
        };
        let Some(((test, body), others)) = branches.split_first() else { return along(self, orelse) };
        let test = self.expr(test)?;
        let then = along(self, body)?;
        let otherwise = self.branches(others, orelse, rest)?;
        Some(Node::If(Rc::new([test, then, otherwise])))
    }

    /// `target = value`, and what comes after it.
    pub(super) fn assigned(&mut self, target: &Expr, value: Node, rest: &[&Stmt]) -> Option<Node> {
        match &target.kind {
            ExprKind::Name(name) if !self.is_own(name) => None,
            ExprKind::Name(name) if value.is_own_list() => self.set_list(name, &value, rest),
            ExprKind::Name(name) => {
                let (node, slot) = self.kept(value);
                self.set(name, node);
                let rest = self.block(rest)?;
                Some(bound(slot, rest))
            }
            ExprKind::Tuple(targets) => {
                let (node, slot) = self.kept(Node::Method(UNPACK.into(), Rc::new([value, number(targets.len())])));
                for (at, target) in targets.iter().enumerate() {
                    let ExprKind::Name(name) = &target.kind else { return None };
                    if !self.is_own(name) {
                        return None;
                    }
                    self.set(name, Node::Item(Rc::new([node.clone(), number(at)])));
                }
                let rest = self.block(rest)?;
                Some(bound(slot, rest))
            }
            _ => None,
        }
    }

    /// `name = [item, …]`: each item is computed now, once.
    fn set_list(&mut self, name: &Str, list: &Node, rest: &[&Stmt]) -> Option<Node> {
        let Node::List(items) = list else { return None };
        let (nodes, slots): (Vec<Node>, Vec<_>) = items.iter().map(|item| self.kept(item.clone())).unzip();
        self.looked_at.retain(|known| known != name);
        self.set(name, Node::List(nodes.into()));
        let rest = self.block(rest)?;
        Some(slots.into_iter().rev().fold(rest, |body, slot| bound(slot, body)))
    }

    /// Whether a name is a variable of the function itself: nothing else is changed here.
    fn is_own(&mut self, name: &Str) -> bool {
        matches!(self.names.meaning(name), Meaning::Changeable)
    }

    /// What stands for a value that may be needed more than once, and the slot that it has to be put into.
    pub(super) fn kept(&mut self, value: Node) -> (Node, Option<(usize, Node)>) {
        if value.is_atom() {
            return (value, None);
        }
        let slot = self.slot();
        (Node::Slot(slot), Some((slot, value)))
    }

    pub(super) fn set(&mut self, name: &Str, node: Node) {
        match self.variables.iter_mut().find(|(known, _)| known == name) {
            Some((_, place)) => *place = node,
            None => self.variables.push((name.clone(), node)),
        }
    }

    fn count(&mut self) -> Option<()> {
        self.n_nodes += 1;
        (self.n_nodes <= MAX_NODES).then_some(())
    }

    fn all<'e>(&mut self, items: impl IntoIterator<Item = &'e Expr>) -> Option<Vec<Node>> {
        items.into_iter().map(|item| self.expr(item)).collect()
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Option<Node> {
        self.count()?;
        if let Some(value) = literal(expr) {
            return Some(Node::Literal(value));
        }
        Some(match &expr.kind {
            ExprKind::Name(name) => self.name(name)?,
            ExprKind::Tuple(items) => Node::Tuple(self.all(items)?.into()),
            ExprKind::List(items) => Node::List(self.all(items)?.into()),
            ExprKind::Binary(node) => Node::Binary(node.op, Rc::new([self.expr(&node.left)?, self.expr(&node.right)?])),
            ExprKind::Unary(op, operand) => Node::Unary(*op, Rc::new(self.expr(operand)?)),
            ExprKind::Not(operand) => Node::Not(Rc::new(self.expr(operand)?)),
            ExprKind::And(items) => self.chosen(items, |value, next| [value.clone(), next, value])?,
            ExprKind::Or(items) => self.chosen(items, |value, next| [value.clone(), value, next])?,
            ExprKind::IfElse(node) => {
                Node::If(Rc::new([self.expr(&node.test)?, self.expr(&node.then)?, self.expr(&node.orelse)?]))
            }
            ExprKind::Compare(node) => self.compare(&node.left, &node.rest)?,
            ExprKind::Subscript(parts) => {
                let (container, key) = &**parts;
                Node::Item(Rc::new([self.operand(container)?, self.key(key)?]))
            }
            ExprKind::Call(call) => self.call(call)?,
            ExprKind::Format(parts) => self.format(parts)?,
            ExprKind::Comprehension(node) if node.kind == ComprehensionKind::List => self.comprehension(node)?,
            _ => return None,
        })
    }

    fn name(&mut self, name: &Str) -> Option<Node> {
        if self.is_own_list(name) {
            self.looked_at.push(name.clone());
            return self.looked_into(name);
        }
        if let Some((_, node)) = self.variables.iter().find(|(known, _)| known == name) {
            return Some(node.clone());
        }
        match self.names.meaning(name) {
            Meaning::Global => Some(Node::Global(name.clone())),
            Meaning::Builtin => Some(Node::Builtin(name.clone())),
            Meaning::Free(at) => Some(Node::Free(at)),
            Meaning::Changeable => None,
        }
    }

    fn is_own_list(&self, name: &Str) -> bool {
        self.variables.iter().any(|(known, node)| known == name && node.is_own_list())
    }

    /// The value of a variable with a list, for what does not keep it.
    fn looked_into(&mut self, name: &Str) -> Option<Node> {
        let (_, node) = self.variables.iter().find(|(known, _)| known == name)?;
        Some(match node.clone() {
            Node::ListSlot(at) => Node::Slot(at),
            // Another name for it must not look like a new list.
            list => {
                let slot = self.slot();
                Node::Let(slot, Rc::new([list, Node::Slot(slot)]))
            }
        })
    }

    /// What is only looked into.
    pub(super) fn operand(&mut self, expr: &Expr) -> Option<Node> {
        match &expr.kind {
            ExprKind::Name(name) if self.is_own_list(name) => self.looked_into(name),
            _ => self.expr(expr),
        }
    }

    /// `a and b`, `a or b`: one of the values, by the truth of the first.
    fn chosen(&mut self, items: &[Expr], branches: impl Fn(Node, Node) -> [Node; 3] + Copy) -> Option<Node> {
        let (first, rest) = items.split_first()?;
        let value = self.expr(first)?;
        if rest.is_empty() {
            return Some(value);
        }
        let (value, slot) = self.kept(value);
        let next = self.chosen(rest, branches)?;
        Some(bound(slot, Node::If(Rc::new(branches(value, next)))))
    }

    /// `a < b < c`: `b` is computed once, and `c` only if it has to be.
    fn compare(&mut self, left: &Expr, rest: &[(Comparison, Expr)]) -> Option<Node> {
        let left = self.expr(left)?;
        self.compare_from(left, rest)
    }

    fn compare_from(&mut self, left: Node, rest: &[(Comparison, Expr)]) -> Option<Node> {
        let ((op, right), more) = rest.split_first()?;
        let right = match (op, &right.kind) {
            // Looked into and forgotten: as good as the tuple.
            (Comparison::In | Comparison::NotIn, ExprKind::List(items) | ExprKind::Set(items)) => {
                Node::Literal(Value::tuple(items.iter().map(literal).collect::<Option<Vec<_>>>()?))
            }
            (Comparison::In | Comparison::NotIn, _) => self.operand(right)?,
            _ => self.expr(right)?,
        };
        if more.is_empty() {
            return Some(Node::Compare(*op, Rc::new([left, right])));
        }
        let (right, slot) = self.kept(right);
        let next = self.compare_from(right.clone(), more)?;
        let first = Node::Compare(*op, Rc::new([left, right]));
        Some(bound(slot, Node::If(Rc::new([first, next, Node::Literal(Value::Bool(false))]))))
    }

    fn key(&mut self, key: &Expr) -> Option<Node> {
        let ExprKind::Slice(parts) = &key.kind else { return self.expr(key) };
        let part = |part: &Option<Expr>| part.as_ref().map_or(Some(Value::None), literal);
        let slice = crate::ops::slice::Slice::value(part(&parts.start)?, part(&parts.stop)?, part(&parts.step)?);
        Some(Node::Literal(slice))
    }

    fn call(&mut self, call: &Call) -> Option<Node> {
        if !call.keywords.is_empty() || call.args.iter().any(|arg| matches!(arg.kind, ExprKind::Starred(_))) {
            return None;
        }
        let args = match call.args.as_slice() {
            // All of it is asked for, and what it is made of has no effects: as good as the list.
            [Expr { kind: ExprKind::Comprehension(node), .. }]
                if node.kind == ComprehensionKind::Generator && self.goes_through(&call.function) =>
            {
                vec![self.comprehension(node)?]
            }
            [arg] if self.goes_through(&call.function) || self.is_len(&call.function) => vec![self.operand(arg)?],
            args => self.all(args)?,
        };
        if let ExprKind::Attribute(receiver, method) = &call.function.kind {
            let parts = [self.expr(receiver)?].into_iter().chain(args).collect();
            return Some(Node::Method(method.text.clone(), parts));
        }
        let ExprKind::Name(name) = &call.function.kind else { return None };
        if let ("sum", [list]) = (name.as_str(), call.args.as_slice())
            && self.goes_through(&call.function)
            && let Some(items) = self.known_items(list)
        {
            let sum = |so_far, item: &Node| Node::Binary(BinaryOp::Add, Rc::new([so_far, item.clone()]));
            return Some(items.iter().fold(Node::Literal(Value::Int(0)), sum));
        }
        Some(Node::Call([self.expr(&call.function)?].into_iter().chain(args).collect()))
    }

    /// The items of a list that the function has put together one by one.
    fn known_items(&self, expr: &Expr) -> Option<Rc<[Node]>> {
        let ExprKind::Name(name) = &expr.kind else { return None };
        match self.variables.iter().find(|(known, _)| known == name) {
            Some((_, Node::List(items))) => Some(Rc::clone(items)),
            _ => None,
        }
    }

    fn is_len(&mut self, function: &Expr) -> bool {
        matches!(&function.kind, ExprKind::Name(name) if name.as_str() == "len"
            && !self.variables.iter().any(|(known, _)| known == name)
            && matches!(self.names.meaning(name), Meaning::Builtin))
    }

    /// Whether a function takes a generator as it takes a list.
    fn goes_through(&mut self, function: &Expr) -> bool {
        match &function.kind {
            ExprKind::Attribute(_, method) => method.text.as_str() == "join",
            ExprKind::Name(name) => {
                matches!(name.as_str(), "sum" | "min" | "max" | "any" | "all" | "tuple")
                    && !self.variables.iter().any(|(known, _)| known == name)
                    && matches!(self.names.meaning(name), Meaning::Builtin)
            }
            _ => false,
        }
    }

    fn format(&mut self, parts: &[FormatPart]) -> Option<Node> {
        let piece = |part: &FormatPart| match part {
            FormatPart::Text(text) => Some(Piece::Text(text.clone())),
            FormatPart::Value(value) => {
                let spec = match value.spec.as_slice() {
                    [] => Str::new(""),
                    [FormatPart::Text(spec)] => spec.clone(),
                    _ => return None,
                };
                Some(Piece::Value(self.expr(&value.value)?, value.conversion, spec))
            }
        };
        Some(Node::Format(parts.iter().map(piece).collect::<Option<Vec<_>>>()?.into()))
    }

    /// Of lists, and of what is given to a function that goes through it at once.
    fn comprehension(&mut self, node: &Comprehension) -> Option<Node> {
        let [Clause { target, iter, conditions }] = node.clauses.as_slice() else { return None };
        let ExprKind::Name(name) = &target.kind else { return None };
        let iter = self.expr(iter)?;
        let slot = self.slot();
        let before = self.variables.clone();
        self.set(name, Node::Slot(slot));
        let condition = match conditions.as_slice() {
            [] => None,
            conditions => Some(self.chosen(conditions, |value, next| [value.clone(), next, value])?),
        };
        let item = self.expr(&node.item)?;
        self.variables = before;
        Some(Node::ListOf(Rc::new(ListOf { iter, slot, condition, item })))
    }
}

/// The variable that holds what a generator yields; no other can have its name.
pub(super) const YIELDED: &str = "yielded items";

/// The name of the step that checks how many items are unpacked; no method can have it.
pub const UNPACK: &str = "unpack into";

fn number(n: usize) -> Node {
    Node::Literal(Value::from(n))
}

/// `body`, with the slot filled before.
pub(super) fn bound(slot: Option<(usize, Node)>, body: Node) -> Node {
    match (slot, body) {
        (Some((slot, value)), Node::Slot(only) | Node::ListSlot(only)) if slot == only => value,
        (Some((slot, value)), body) => Node::Let(slot, Rc::new([value, body])),
        (None, body) => body,
    }
}
