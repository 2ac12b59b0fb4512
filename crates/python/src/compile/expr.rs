//! Expressions.

use diag::Span;
use value::object::BinaryOp;
use value::{Str, Value};

use crate::ast::{Compare, Comparison, Expr, ExprKind, FormatPart, FormatValue, IfElse, SliceParts};
use crate::compile::code::{CONST, Op, Operand, Reg, TAKE};
use crate::compile::literal::{frozen_set, literal};
use crate::compile::{Compiler, Place};
use crate::ops::UnaryOp;

impl Compiler {
    /// Computes `expr`; gives the place of its value: a variable's register, a constant, or a temporary.
    pub fn expr(&mut self, expr: &Expr) -> Operand {
        if let Some(constant) = self.constant(expr) {
            return constant;
        }
        if let ExprKind::Name(name) = &expr.kind {
            match self.place(name) {
                Place::Register(register) => {
                    self.check_bound(register, expr.span);
                    if !self.frame.has_walrus {
                        return register;
                    }
                    // A later `:=` in the same expression must not change what was read here.
                    let dst = self.frame.temp();
                    self.frame.emit(Op::Move { dst, src: register }, expr.span);
                    return dst | TAKE;
                }
                Place::Builtin(at) => return CONST | at as Operand,
                place => {
                    let dst = self.frame.temp();
                    self.load(place, dst, expr.span);
                    return dst | TAKE;
                }
            }
        }
        let dst = self.frame.temp();
        self.expr_into(expr, dst);
        dst | TAKE
    }

    /// [`Compiler::expr`], then forgets the temporaries but the result's register, which is `self.frame.next`.
    pub fn in_temp(&mut self, expr: &Expr) -> Reg {
        let dst = self.frame.temp();
        self.expr_into(expr, dst);
        dst
    }

    /// Raises unless the variable surely has a value.
    fn check_bound(&mut self, register: Reg, span: Span) {
        let at = usize::from(register);
        let is_variable = at < self.frame.locals.len();
        if is_variable && !self.frame.bound.get(at).copied().unwrap_or(false) {
            self.frame.emit(Op::CheckLocal { reg: register }, span);
            if !self.frame.deleted.get(at).copied().unwrap_or(true) {
                self.frame.bound[at] = true;
            }
        }
    }

    pub fn load(&mut self, place: Place, dst: Reg, span: Span) {
        let op = match place {
            Place::Register(register) => {
                self.check_bound(register, span);
                if register == dst {
                    return;
                }
                Op::Move { dst, src: register }
            }
            Place::Cell(at) => Op::LoadCell { dst, at },
            Place::Free(at) => Op::LoadFree { dst, at },
            Place::Global(site) => Op::LoadGlobal { dst, site },
            Place::Name(site) => Op::LoadName { dst, site },
            Place::NameOrFree(site, at) => Op::LoadNameOrFree { dst, site, at },
            Place::Builtin(at) => Op::Move { dst, src: CONST | at as Operand },
        };
        self.frame.emit(op, span);
    }

    /// The operand of a constant expression.
    fn constant(&mut self, expr: &Expr) -> Option<Operand> {
        let at = match &expr.kind {
            ExprKind::None => self.frame.constant("None", || Value::None),
            ExprKind::Bool(true) => self.frame.constant("True", || Value::Bool(true)),
            ExprKind::Bool(false) => self.frame.constant("False", || Value::Bool(false)),
            ExprKind::Int(number) => self.frame.constant(&format!("i{number}"), || Value::Int(*number)),
            ExprKind::Float(number) => self.frame.constant(&format!("f{}", number.to_bits()), || Value::Float(*number)),
            ExprKind::Str(text) => self.frame.constant(&format!("s{text}"), || Value::Str(text.clone())),
            ExprKind::Ellipsis => self.frame.constant("...", crate::builtins::ellipsis),
            ExprKind::BigInt(_) | ExprKind::Bytes(_) | ExprKind::Imaginary(_) | ExprKind::Unary(..) => {
                let value = literal(expr)?;
                self.frame.own_constant(value)
            }
            // A tuple of constants is one itself.
            ExprKind::Tuple(items) => {
                let items: Vec<Value> = items.iter().map(literal).collect::<Option<_>>()?;
                self.frame.own_constant(Value::tuple(items))
            }
            _ => return None,
        };
        Some(self.const_operand(at, expr.span))
    }

    /// Computes `expr` into the register `dst`, which is written only when all else is done.
    pub fn expr_into(&mut self, expr: &Expr, dst: Reg) {
        let mark = self.frame.next;
        if let Some(constant) = self.constant(expr) {
            self.frame.emit(Op::Move { dst, src: constant }, expr.span);
            self.frame.next = mark;
            return;
        }
        match &expr.kind {
            ExprKind::Name(name) => {
                let place = self.place(name);
                self.load(place, dst, expr.span);
            }
            ExprKind::Binary(_) | ExprKind::Attribute(..) | ExprKind::Subscript(_) | ExprKind::Call(_) => {
                self.chain(expr, dst);
            }
            ExprKind::Tuple(items) => self.tuple(items, dst, expr.span),
            ExprKind::List(items) => self.list(items, dst, expr.span),
            ExprKind::Set(items) => self.set(items, dst, expr.span),
            ExprKind::Dict(items) => self.dict(items, dst, expr.span),
            ExprKind::Unary(op, inner) => self.unary(*op, inner, dst, expr.span),
            ExprKind::Not(inner) => {
                let a = self.expr(inner);
                self.frame.emit(Op::Not { dst, a }, expr.span);
            }
            ExprKind::And(items) => self.and_or(items, true, dst, expr.span),
            ExprKind::Or(items) => self.and_or(items, false, dst, expr.span),
            ExprKind::Compare(node) => self.compare(node, dst, expr.span),
            ExprKind::IfElse(node) => self.if_else(node, dst, expr.span),
            ExprKind::Lambda(node) => self.lambda(node, dst, expr.span),
            ExprKind::Comprehension(node) => self.comprehension(node, dst, expr.span),
            ExprKind::Slice(node) => self.slice(node, dst, expr.span),
            ExprKind::Format(parts) => self.format(parts, dst, expr.span),
            ExprKind::Walrus(name, value) => {
                let value = self.expr(value);
                self.frame.emit(Op::Move { dst, src: Self::keep(value) }, expr.span);
                self.store_name(&name.text, value, name.span);
            }
            ExprKind::Yield(value) => {
                let src = match value {
                    Some(value) => self.expr(value),
                    None => self.none(expr.span),
                };
                self.frame.emit(Op::Yield { dst, src }, expr.span);
            }
            ExprKind::YieldFrom(value) => {
                let src = self.expr(value);
                let iter = self.frame.temp();
                self.frame.emit(Op::GetIter { dst: iter, src }, value.span);
                self.frame.emit(Op::YieldFrom { dst, iter }, expr.span);
            }
            ExprKind::Starred(_) => self.error("can't use starred expression here", expr.span),
            _ => {}
        }
        self.frame.next = mark;
    }

    /// A chain that leans to the left: operators, attributes, subscripts and calls, innermost first.
    fn chain(&mut self, expr: &Expr, dst: Reg) {
        let mut links: Vec<&Expr> = Vec::new();
        let mut at = expr;
        loop {
            let left = match &at.kind {
                ExprKind::Binary(node) => &node.left,
                ExprKind::Attribute(value, _) => value,
                ExprKind::Subscript(node) => &node.0,
                ExprKind::Call(node) => &node.function,
                _ => break,
            };
            links.push(at);
            at = left;
        }
        let mark = self.frame.next;
        let holder = self.frame.temp();
        let mut left = None;
        while let Some(link) = links.pop() {
            let mark = self.frame.next;
            let target = if links.is_empty() { dst } else { holder };
            let left_operand = match left {
                Some(operand) => operand,
                None if self.is_super_call(link) => 0,
                None => self.expr(at),
            };
            match &link.kind {
                ExprKind::Binary(node) => {
                    let b = self.expr(&node.right);
                    self.frame.emit(binary(node.op, target, left_operand, b), link.span);
                }
                ExprKind::Subscript(node) => {
                    let op = match &node.1.kind {
                        ExprKind::Slice(parts) => {
                            let items = self.slice_parts(parts, node.1.span);
                            Op::GetSlice { dst: target, object: left_operand, items }
                        }
                        _ => Op::GetItem { dst: target, object: left_operand, key: self.expr(&node.1) },
                    };
                    self.frame.emit(op, link.span);
                }
                ExprKind::Attribute(_, name) => {
                    let method_call = links.last().filter(|outer| matches!(&outer.kind, ExprKind::Call(_)));
                    if let Some(outer) = method_call
                        && let ExprKind::Call(call) = &outer.kind
                        && !Self::is_spread(call)
                    {
                        let span = outer.span;
                        links.pop();
                        let target = if links.is_empty() { dst } else { holder };
                        self.method_call(left_operand, name, call, target, span);
                    } else {
                        let place = name.span.start;
                        let name = self.frame.attr_name(&name.text);
                        let at = self.frame.emit(Op::GetAttr { dst: target, object: left_operand, name }, link.span);
                        self.frame.line_places.insert(at, place);
                    }
                }
                ExprKind::Call(node) if left.is_none() && self.is_super_call(link) => {
                    self.super_call(target, link.span, &node.function);
                }
                ExprKind::Call(node) if self.is_namespace_call(node) => self.namespace_call(node, target, link.span),
                ExprKind::Call(node) => self.call(left_operand, node, target, link.span),
                _ => {}
            }
            // What the first operand left in temporaries was used; the holder has the rest.
            self.frame.next = mark;
            left = Some(holder | TAKE);
        }
        self.frame.next = mark;
    }

    fn unary(&mut self, op: UnaryOp, inner: &Expr, dst: Reg, span: Span) {
        let a = self.expr(inner);
        self.frame.emit(Op::Unary { op, dst, a }, span);
    }

    /// `a and b`, `a or b`: a temporary holds the answer so far, as `dst` may be read by what comes next.
    fn and_or(&mut self, items: &[Expr], is_and: bool, dst: Reg, span: Span) {
        let answer = self.frame.temp();
        let mut jumps = Vec::new();
        let mut surely_bound = Vec::new();
        for (i, item) in items.iter().enumerate() {
            self.expr_into(item, answer);
            if i == 0 {
                surely_bound = self.frame.bound.clone();
            }
            if i + 1 < items.len() {
                let op = if is_and { Op::JumpUnless { a: answer, to: 0 } } else { Op::JumpIf { a: answer, to: 0 } };
                jumps.push(self.frame.emit(op, span));
            }
        }
        self.frame.bound = surely_bound;
        self.frame.patch_here(&jumps);
        self.move_to(dst, answer | TAKE, span);
    }

    fn compare(&mut self, node: &Compare, dst: Reg, span: Span) {
        let mut left = self.expr(&node.left);
        if let [(op, right)] = node.rest.as_slice() {
            let right = self.right_side(*op, right);
            self.frame.emit(comparison(*op, dst, left, right), span);
            return;
        }
        let answer = self.frame.temp();
        let mut jumps = Vec::new();
        let mut surely_bound = Vec::new();
        for (i, (op, right)) in node.rest.iter().enumerate() {
            let is_last = i + 1 == node.rest.len();
            let right = if is_last { self.right_side(*op, right) } else { self.expr(right) };
            let right = Self::keep(right);
            if i == 0 {
                surely_bound = self.frame.bound.clone();
            }
            self.frame.emit(comparison(*op, answer, left, right), span);
            if i + 1 < node.rest.len() {
                jumps.push(self.frame.emit(Op::JumpUnless { a: answer, to: 0 }, span));
            }
            left = right;
        }
        self.frame.bound = surely_bound;
        self.frame.patch_here(&jumps);
        self.move_to(dst, answer | TAKE, span);
    }

    /// The container in `x in {1, 2, 3}` is made once.
    fn right_side(&mut self, op: Comparison, right: &Expr) -> Operand {
        if matches!(op, Comparison::In | Comparison::NotIn) {
            let constant = match &right.kind {
                ExprKind::Set(items) => frozen_set(items),
                ExprKind::List(items) => items.iter().map(literal).collect::<Option<Vec<_>>>().map(Value::tuple),
                _ => None,
            };
            if let Some(value) = constant {
                let at = self.frame.own_constant(value);
                return self.const_operand(at, right.span);
            }
        }
        self.expr(right)
    }

    fn if_else(&mut self, node: &IfElse, dst: Reg, span: Span) {
        let mut ends = Vec::new();
        let mut node = node;
        // A chain of conditional expressions leans to the right: walked in a loop.
        loop {
            let otherwise = self.branch(&node.test, false);
            let before = self.frame.bound.clone();
            self.expr_into(&node.then, dst);
            ends.push(self.frame.jump(span));
            self.frame.patch_here(&otherwise);
            self.frame.bound = before;
            match &node.orelse.kind {
                ExprKind::IfElse(inner) => node = inner,
                _ => break,
            }
        }
        let before = self.frame.bound.clone();
        self.expr_into(&node.orelse, dst);
        self.frame.bound = before;
        self.frame.patch_here(&ends);
    }

    fn slice(&mut self, node: &SliceParts, dst: Reg, span: Span) {
        let items = self.slice_parts(node, span);
        self.frame.emit(Op::Slice { dst, items }, span);
    }

    fn slice_parts(&mut self, node: &SliceParts, span: Span) -> u16 {
        let part = |compiler: &mut Self, part: &Option<Expr>| match part {
            Some(part) => compiler.expr(part),
            None => compiler.none(span),
        };
        let items = vec![part(self, &node.start), part(self, &node.stop), part(self, &node.step)];
        self.frame.list(items)
    }

    fn format(&mut self, parts: &[FormatPart], dst: Reg, span: Span) {
        let operand = self.format_operand(parts, span);
        self.move_to(dst, operand, span);
    }

    /// The string that the parts make together.
    fn format_operand(&mut self, parts: &[FormatPart], span: Span) -> Operand {
        match parts {
            [] => self.string(&Str::from(""), span),
            [FormatPart::Text(text)] => self.string(text, span),
            [FormatPart::Value(value)] => self.format_value(value),
            _ => {
                let dst = self.frame.temp();
                let mark = self.frame.next;
                let items: Vec<Operand> = parts
                    .iter()
                    .map(|part| match part {
                        FormatPart::Text(text) => self.string(text, span),
                        FormatPart::Value(value) => self.format_value(value),
                    })
                    .collect();
                let items = self.frame.list(items);
                self.frame.emit(Op::Concat { dst, items }, span);
                self.frame.next = mark;
                dst | TAKE
            }
        }
    }

    fn format_value(&mut self, part: &FormatValue) -> Operand {
        let dst = self.frame.temp();
        let mark = self.frame.next;
        let span = part.value.span;
        let src = self.expr(&part.value);
        let conversion = part.conversion;
        if part.spec.is_empty() {
            self.frame.emit(Op::Format { dst, src, conversion }, span);
        } else {
            let spec = self.format_operand(&part.spec, span);
            self.frame.emit(Op::FormatSpec { dst, src, spec, conversion }, span);
        }
        self.frame.next = mark;
        dst | TAKE
    }

    /// Jumps (given back, to be sent somewhere) if the truth of `expr` is `when`; goes on otherwise.
    pub fn branch(&mut self, expr: &Expr, when: bool) -> Vec<usize> {
        let mark = self.frame.next;
        let jumps = self.branch_inner(expr, when);
        self.frame.next = mark;
        jumps
    }

    fn branch_inner(&mut self, expr: &Expr, when: bool) -> Vec<usize> {
        match &expr.kind {
            ExprKind::Not(inner) => self.branch(inner, !when),
            ExprKind::Bool(truth) => {
                if *truth == when {
                    vec![self.frame.jump(expr.span)]
                } else {
                    Vec::new()
                }
            }
            ExprKind::And(items) => self.branch_all(items, true, when),
            ExprKind::Or(items) => self.branch_all(items, false, when),
            ExprKind::Compare(node) if node.rest.len() == 1 && !when => {
                let (op, right) = &node.rest[0];
                let a = self.expr(&node.left);
                let skip = match op {
                    Comparison::Order(op) => {
                        let b = self.expr(right);
                        Op::SkipIfOrder { op: *op, a, b }
                    }
                    Comparison::Eq => {
                        let b = self.expr(right);
                        Op::SkipIfEq { a, b }
                    }
                    Comparison::NotEq => {
                        let b = self.expr(right);
                        Op::SkipIfNotEq { a, b }
                    }
                    op => {
                        let b = self.right_side(*op, right);
                        let dst = self.frame.temp();
                        self.frame.emit(comparison(*op, dst, a, b), expr.span);
                        return vec![self.frame.emit(Op::JumpUnless { a: dst, to: 0 }, expr.span)];
                    }
                };
                self.frame.emit(skip, expr.span);
                vec![self.frame.jump(expr.span)]
            }
            _ => {
                let a = Self::keep(self.expr(expr));
                let op = if when { Op::JumpIf { a, to: 0 } } else { Op::JumpUnless { a, to: 0 } };
                vec![self.frame.emit(op, expr.span)]
            }
        }
    }

    /// `and` (`is_and`) and `or`: an item that decides alone jumps, or falls behind them all.
    fn branch_all(&mut self, items: &[Expr], is_and: bool, when: bool) -> Vec<usize> {
        let Some((last, firsts)) = items.split_last() else { return Vec::new() };
        let decides = !is_and;
        let mut jumps = Vec::new();
        let mut over = Vec::new();
        let mut surely_bound = None;
        for item in firsts {
            let decided = self.branch(item, decides);
            surely_bound.get_or_insert_with(|| self.frame.bound.clone());
            if decides == when { jumps.extend(decided) } else { over.extend(decided) }
        }
        jumps.extend(self.branch(last, when));
        if let Some(bound) = surely_bound {
            self.frame.bound = bound;
        }
        self.frame.patch_here(&over);
        jumps
    }
}

pub fn binary(op: BinaryOp, dst: Reg, a: Operand, b: Operand) -> Op {
    match op {
        BinaryOp::Add => Op::Add { dst, a, b },
        BinaryOp::Sub => Op::Sub { dst, a, b },
        BinaryOp::Mul => Op::Mul { dst, a, b },
        BinaryOp::Div => Op::Div { dst, a, b },
        BinaryOp::FloorDiv => Op::FloorDiv { dst, a, b },
        BinaryOp::Mod => Op::Mod { dst, a, b },
        op => Op::Binary { op, dst, a, b },
    }
}

pub fn comparison(op: Comparison, dst: Reg, a: Operand, b: Operand) -> Op {
    match op {
        Comparison::Order(op) => Op::Order { op, dst, a, b },
        Comparison::Eq => Op::Eq { dst, a, b },
        Comparison::NotEq => Op::NotEq { dst, a, b },
        Comparison::Is => Op::Is { dst, a, b },
        Comparison::IsNot => Op::IsNot { dst, a, b },
        Comparison::In => Op::In { dst, a, b },
        Comparison::NotIn => Op::NotIn { dst, a, b },
    }
}
