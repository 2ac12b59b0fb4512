//! Which lambdas have a column kernel.

use crate::ast::{Call, Expr, ExprKind, Lambda, Params};
use crate::compile::literal;
use crate::kernels::Kernel;

/// The kernel of a lambda, if it has one.
pub fn of_lambda(node: &Lambda) -> Option<Kernel> {
    let param = only_param(&node.params)?;
    match &node.body.kind {
        ExprKind::Call(call) => split(call, param),
        ExprKind::Tuple(items) => match items.as_slice() {
            [first, second] if is_name(first, param) => Some(Kernel::PairWith { value: literal(second)? }),
            _ => None,
        },
        _ => None,
    }
}

fn only_param(params: &Params) -> Option<&str> {
    let plain = params.positional_only.is_empty()
        && params.star.is_none()
        && params.keyword_only.is_empty()
        && params.double_star.is_none();
    match params.positional.as_slice() {
        [only] if plain && only.default.is_none() => Some(&only.name.text),
        _ => None,
    }
}

pub fn is_name(expr: &Expr, name: &str) -> bool {
    matches!(&expr.kind, ExprKind::Name(found) if found.as_str() == name)
}

fn split(call: &Call, param: &str) -> Option<Kernel> {
    let ExprKind::Attribute(receiver, method) = &call.function.kind else { return None };
    if !is_name(receiver, param) || method.text.as_str() != "split" || !call.keywords.is_empty() {
        return None;
    }
    match call.args.as_slice() {
        [] => Some(Kernel::SplitWhitespace),
        [separator] => match &separator.kind {
            ExprKind::Str(separator) if !separator.is_empty() => Some(Kernel::Split { separator: separator.clone() }),
            ExprKind::None => Some(Kernel::SplitWhitespace),
            _ => None,
        },
        _ => None,
    }
}
