//! Which functions are sums, differences, extremes or running sums: read from their text, never guessed.

use value::Shape;
use value::object::BinaryOp;

use crate::ast::{Call, Comparison, Expr, ExprKind, FunctionDef, Lambda, Params, Stmt, StmtKind};
use crate::kernels::recognise::is_name;

/// Whether a name means the built-in function of that name where the function is written.
pub trait Names {
    fn is_builtin(&mut self, name: &str) -> bool;
}

pub fn of_lambda(node: &Lambda, names: &mut impl Names) -> Shape {
    match two_params(&node.params) {
        Some((a, b)) => of_value(&node.body, a, b, names),
        None => Shape::Unknown,
    }
}

/// `def f(a, b): return …`, and the usual running count.
pub fn of_def(def: &FunctionDef, names: &mut impl Names) -> Shape {
    let Some((a, b)) = two_params(&def.params) else { return Shape::Unknown };
    if !def.decorators.is_empty() {
        return Shape::Unknown;
    }
    let is_docstring = |stmt: &&Stmt| matches!(&stmt.kind, StmtKind::Expr(Expr { kind: ExprKind::Str(_), .. }));
    let body: Vec<&Stmt> = def.body.iter().filter(|stmt| !is_docstring(stmt)).collect();
    match body.as_slice() {
        [only] => match &only.kind {
            StmtKind::Return(Some(value)) => of_value(value, a, b, names),
            _ => Shape::Unknown,
        },
        // `if old is None: old = 0`, then `return sum(new, old)`.
        [default, result] => match &result.kind {
            StmtKind::Return(Some(value)) if is_none_default(default, b) && is_sum_from(value, a, b, names) => {
                Shape::RunningSum
            }
            _ => Shape::Unknown,
        },
        _ => Shape::Unknown,
    }
}

fn two_params(params: &Params) -> Option<(&str, &str)> {
    let plain = params.positional_only.is_empty()
        && params.star.is_none()
        && params.keyword_only.is_empty()
        && params.double_star.is_none();
    match params.positional.as_slice() {
        [a, b] if plain && a.default.is_none() && b.default.is_none() => Some((&a.name.text, &b.name.text)),
        _ => None,
    }
}

fn of_value(value: &Expr, a: &str, b: &str, names: &mut impl Names) -> Shape {
    match &value.kind {
        ExprKind::Binary(node) if is_name(&node.left, a) && is_name(&node.right, b) => match node.op {
            BinaryOp::Add => Shape::Sum,
            BinaryOp::Sub => Shape::Difference,
            _ => Shape::Unknown,
        },
        ExprKind::Binary(node) if node.op == BinaryOp::Add => {
            let one = is_sum(&node.left, a, names) && is_or_zero(&node.right, b);
            let other = is_or_zero(&node.left, b) && is_sum(&node.right, a, names);
            if one || other { Shape::RunningSum } else { Shape::Unknown }
        }
        ExprKind::Call(call) => of_call(call, a, b, names),
        _ => Shape::Unknown,
    }
}

fn of_call(call: &Call, a: &str, b: &str, names: &mut impl Names) -> Shape {
    let ExprKind::Name(function) = &call.function.kind else { return Shape::Unknown };
    let [first, second] = call.args.as_slice() else { return Shape::Unknown };
    if !call.keywords.is_empty() || !names.is_builtin(function) {
        return Shape::Unknown;
    }
    match function.as_str() {
        "max" if is_name(first, a) && is_name(second, b) => Shape::Max,
        "min" if is_name(first, a) && is_name(second, b) => Shape::Min,
        "sum" if is_name(first, a) && is_or_zero(second, b) => Shape::RunningSum,
        _ => Shape::Unknown,
    }
}

/// `sum(new)`.
fn is_sum(expr: &Expr, new: &str, names: &mut impl Names) -> bool {
    let ExprKind::Call(call) = &expr.kind else { return false };
    is_name(&call.function, "sum")
        && matches!(call.args.as_slice(), [only] if is_name(only, new))
        && call.keywords.is_empty()
        && names.is_builtin("sum")
}

/// `sum(new, old)`, `sum(new) + old` or `old + sum(new)`.
fn is_sum_from(expr: &Expr, new: &str, old: &str, names: &mut impl Names) -> bool {
    match &expr.kind {
        ExprKind::Call(call) => {
            is_name(&call.function, "sum")
                && matches!(call.args.as_slice(), [first, second] if is_name(first, new) && is_name(second, old))
                && call.keywords.is_empty()
                && names.is_builtin("sum")
        }
        ExprKind::Binary(node) if node.op == BinaryOp::Add => {
            (is_sum(&node.left, new, names) && is_name(&node.right, old))
                || (is_name(&node.left, old) && is_sum(&node.right, new, names))
        }
        _ => false,
    }
}

fn is_zero(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Int(0))
}

/// `old or 0`, `old if old else 0`, `old if old is not None else 0`, `0 if old is None else old`.
fn is_or_zero(expr: &Expr, old: &str) -> bool {
    match &expr.kind {
        ExprKind::Or(items) => matches!(items.as_slice(), [first, second] if is_name(first, old) && is_zero(second)),
        ExprKind::IfElse(node) => {
            let keeps = is_name(&node.then, old)
                && is_zero(&node.orelse)
                && (is_name(&node.test, old) || is_none_test(&node.test, old, Comparison::IsNot));
            let replaces =
                is_zero(&node.then) && is_name(&node.orelse, old) && is_none_test(&node.test, old, Comparison::Is);
            keeps || replaces
        }
        _ => false,
    }
}

/// `name is None` or `name is not None`.
fn is_none_test(expr: &Expr, name: &str, op: Comparison) -> bool {
    let ExprKind::Compare(node) = &expr.kind else { return false };
    is_name(&node.left, name)
        && matches!(node.rest.as_slice(), [(found, right)] if *found == op && matches!(right.kind, ExprKind::None))
}

/// `if old is None: old = 0`.
fn is_none_default(stmt: &Stmt, old: &str) -> bool {
    let StmtKind::If { branches, orelse } = &stmt.kind else { return false };
    let [(test, body)] = branches.as_slice() else { return false };
    if !orelse.is_empty() || !is_none_test(test, old, Comparison::Is) {
        return false;
    }
    match body.as_slice() {
        [Stmt { kind: StmtKind::Assign { targets, value }, .. }] => {
            matches!(targets.as_slice(), [target] if is_name(target, old)) && is_zero(value)
        }
        _ => false,
    }
}
