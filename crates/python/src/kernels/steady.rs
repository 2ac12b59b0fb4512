//! Whether the result of a function depends on its arguments only.

use value::Value;
use value::equality::is_exactly;

use crate::builtins;
use crate::kernels::formula::UNPACK;
use crate::kernels::inert::is_unchangeable;
use crate::kernels::known_names::{Known, pure_builtin};
use crate::kernels::tree::Node;
use crate::machine;
use crate::objects::function::Function;

/// Functions that call functions, no deeper than this.
const MAX_DEPTH: u32 = 8;

/// The name of a built-in function that only computes.
pub(super) fn pure_name(value: &Value) -> Option<&'static str> {
    pure_builtin(value, Known::Steady)
}

/// What a name means in a function.
pub(super) fn resolved(function: &Function, node: &Node) -> Option<Value> {
    match node {
        Node::Global(name) => function.globals.dict.get_str(name).or_else(|| builtins::lookup(name)),
        Node::Builtin(name) => builtins::lookup(name),
        Node::Free(at) => function.closure.get(*at)?.value.borrow().clone(),
        _ => None,
    }
}

/// Whether two functions are one, whose result depends on its arguments only and whose calls change nothing else:
/// the same code, which only computes, with the same constants.
pub fn is_one(now: &Function, before: &Function) -> bool {
    is_one_below(now, before, MAX_DEPTH)
}

fn is_one_below(now: &Function, before: &Function, depth: u32) -> bool {
    let Some(formula) = now.code.formula.as_ref() else { return false };
    depth > 0
        && std::rc::Rc::ptr_eq(&now.code, &before.code)
        && !formula.has_handlers
        && !formula.is_generator
        && now.defaults.is_empty()
        && before.defaults.is_empty()
        && is_steady(&formula.body, now, before, depth)
}

fn is_steady(node: &Node, now: &Function, before: &Function, depth: u32) -> bool {
    let mut parts = node.parts();
    match node {
        Node::Global(_) | Node::Builtin(_) | Node::Free(_) => {
            let (Some(a), Some(b)) = (resolved(now, node), resolved(before, node)) else { return false };
            let is_constant = is_unchangeable(&a) && is_exactly(&a, &b);
            return is_constant || (pure_name(&a).is_some() && a.is_same(&b));
        }
        // Nothing that a class defines is called by its name, and no method of plain values has effects but on them.
        Node::Method(name, _) if name.starts_with('_') && name.as_str() != UNPACK => return false,
        Node::Call(callee) => {
            let Some(callee) = callee.first() else { return false };
            let (Some(a), Some(b)) = (resolved(now, callee), resolved(before, callee)) else { return false };
            let is_known = match (machine::as_function(&a), machine::as_function(&b)) {
                (Some(a), Some(b)) => is_one_below(&a, &b, depth - 1),
                _ => pure_name(&a).is_some() && a.is_same(&b),
            };
            if !is_known {
                return false;
            }
            parts.remove(0);
        }
        _ => {}
    }
    parts.into_iter().all(|part| is_steady(part, now, before, depth))
}
