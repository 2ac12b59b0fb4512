//! What is known of the built-in names.

use crate::ast::{Expr, ExprKind};

/// Built-in names of what neither changes nor remembers anything; exceptions are not listed.
#[rustfmt::skip]
const PURE: &[&str] = &[
    "abs", "all", "any", "ascii", "bin", "bool", "bytes", "callable", "chr", "complex", "dict", "divmod", "enumerate",
    "filter", "float", "format", "frozenset", "hash", "hex", "int", "isinstance", "iter", "len", "list", "map", "max",
    "min", "next", "oct", "ord", "pow", "range", "repr", "reversed", "round", "set", "slice", "sorted", "str", "sum",
    "tuple", "type", "zip",
];

/// Those that only look at their arguments, or make something new of the items.
#[rustfmt::skip]
const READERS: &[&str] = &[
    "all", "any", "bool", "dict", "enumerate", "filter", "frozenset", "isinstance", "len", "list", "map", "max",
    "min", "repr", "reversed", "set", "sorted", "str", "sum", "tuple", "zip",
];

/// Whether a built-in name means something that neither changes nor remembers anything.
pub fn is_pure_builtin(name: &str) -> bool {
    PURE.contains(&name) || value::ExcKind::ALL.iter().any(|kind| kind.name() == name)
}

/// Whether a built-in function only looks at its arguments, or makes something new of their items.
pub fn only_looks(name: &str) -> bool {
    name == "print" || READERS.contains(&name)
}

/// `str.lower`, `dict.fromkeys` and their like.
pub fn is_function_of_class(expr: &Expr) -> bool {
    let ExprKind::Attribute(class, name) = &expr.kind else { return false };
    let ExprKind::Name(class) = &class.kind else { return false };
    matches!(class.as_str(), "str" | "dict" | "int" | "float" | "bytes") && !name.text.starts_with("__")
}
