//! Which functions are sums, differences, extremes or running sums: read from what they compute, never guessed.

use value::object::BinaryOp;
use value::{Shape, Value};

use crate::ast::Comparison;
use crate::kernels::tree::{Formula, Node};

/// What a function of two parameters is.
pub fn of(formula: &Formula) -> Shape {
    if formula.n_params != 2 {
        return Shape::Unknown;
    }
    let running = of_running_sum(&formula.body);
    if running { Shape::RunningSum } else { of_node(&formula.body, &Node::Param(0), &Node::Param(1)) }
}

/// What `node` is of `a` and `b`.
fn of_node(node: &Node, a: &Node, b: &Node) -> Shape {
    match node {
        Node::Binary(op, parts) | Node::InPlace(op, parts) if is(&parts[0], a) && is(&parts[1], b) => match op {
            BinaryOp::Add => Shape::Sum,
            BinaryOp::Sub => Shape::Difference,
            _ => Shape::Unknown,
        },
        // As `sum` computes it.
        Node::Binary(BinaryOp::Add, parts) => match &parts[0] {
            Node::Binary(BinaryOp::Add, first) if is_zero(&first[0]) && is(&first[1], a) && is(&parts[1], b) => {
                Shape::IntSum
            }
            _ => Shape::Unknown,
        },
        Node::Call(parts) => match &parts[..] {
            [Node::Builtin(name), first, second] if is(first, a) && is(second, b) => match name.as_str() {
                "max" => Shape::Max,
                "min" => Shape::Min,
                _ => Shape::Unknown,
            },
            _ => Shape::Unknown,
        },
        // Pairs and the like, place by place.
        Node::Tuple(items) if !items.is_empty() => {
            let shapes = items.iter().enumerate().map(|(at, item)| {
                let [a, b] = [a, b].map(|side| Node::Item([side.clone(), Node::Literal(Value::from(at))].into()));
                of_node(item, &a, &b)
            });
            let shapes: Vec<Shape> = shapes.collect();
            if shapes.contains(&Shape::Unknown) { Shape::Unknown } else { Shape::Tuple(shapes) }
        }
        _ => Shape::Unknown,
    }
}

/// Whether both are the same parameter, or the same place of it.
fn is(node: &Node, wanted: &Node) -> bool {
    match (node, wanted) {
        (Node::Param(a), Node::Param(b)) => a == b,
        (Node::Item(a), Node::Item(b)) => {
            let place = |node: &Node| match node {
                Node::Literal(Value::Int(at)) => Some(*at),
                _ => None,
            };
            place(&a[1]).is_some() && place(&a[1]) == place(&b[1]) && is(&a[0], &b[0])
        }
        _ => false,
    }
}

/// A function of the new values and of what was there before, if anything was.
fn of_running_sum(body: &Node) -> bool {
    match body {
        // `if old is None: old = 0`, and then the sum.
        Node::If(parts) => {
            let [test, then, otherwise] = &**parts;
            match none_test(test) {
                Some(Comparison::Is) => is_sum_from(then, is_zero) && is_sum_from(otherwise, is_old),
                Some(Comparison::IsNot) => is_sum_from(then, is_old) && is_sum_from(otherwise, is_zero),
                _ => false,
            }
        }
        _ => is_sum_from(body, is_old_or_zero),
    }
}

/// `sum(new, start)`, `sum(new) + start` or `start + sum(new)`.
fn is_sum_from(node: &Node, is_start: impl Fn(&Node) -> bool) -> bool {
    match node {
        Node::Call(parts) => match &parts[..] {
            [Node::Builtin(name), new, start] => name.as_str() == "sum" && is_new(new) && is_start(start),
            _ => false,
        },
        Node::Binary(BinaryOp::Add, parts) => {
            (is_sum(&parts[0]) && is_start(&parts[1])) || (is_start(&parts[0]) && is_sum(&parts[1]))
        }
        _ => false,
    }
}

/// `sum(new)`.
fn is_sum(node: &Node) -> bool {
    let Node::Call(parts) = node else { return false };
    matches!(&parts[..], [Node::Builtin(name), new] if name.as_str() == "sum" && is_new(new))
}

fn is_new(node: &Node) -> bool {
    matches!(node, Node::Param(0))
}

fn is_old(node: &Node) -> bool {
    matches!(node, Node::Param(1))
}

fn is_zero(node: &Node) -> bool {
    matches!(node, Node::Literal(Value::Int(0)))
}

/// `old or 0`, `old if old else 0`, `old if old is not None else 0`, `0 if old is None else old`.
fn is_old_or_zero(node: &Node) -> bool {
    let Node::If(parts) = node else { return false };
    let [test, then, otherwise] = &**parts;
    let keeps = is_old(then) && is_zero(otherwise) && (is_old(test) || none_test(test) == Some(Comparison::IsNot));
    keeps || (is_zero(then) && is_old(otherwise) && none_test(test) == Some(Comparison::Is))
}

/// `old is None` or `old is not None`: which of them.
fn none_test(node: &Node) -> Option<Comparison> {
    let Node::Compare(op, parts) = node else { return None };
    (is_old(&parts[0]) && matches!(parts[1], Node::Literal(Value::None))).then_some(*op)
}
