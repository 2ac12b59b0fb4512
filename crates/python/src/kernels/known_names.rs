//! What is known of the built-in names.

use value::Value;

use crate::ast::{Expr, ExprKind};
use crate::builtins;
use Known::{Looks, Plain, Steady};

/// What a built-in function is known for, besides neither changing nor remembering anything.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It gives the same for the same plain values.
    Steady,
    /// What it gives for plain values is as plain, so that it can be computed for a whole column.
    Plain,
    /// It only looks at its arguments, or makes something new of their items.
    Looks,
}

/// Built-in names of what neither changes nor remembers anything; exceptions are not listed.
const PURE: &[(&str, &[Known])] = &[
    ("abs", &[Steady, Plain]),
    ("all", &[Steady, Plain, Looks]),
    ("any", &[Steady, Plain, Looks]),
    ("ascii", &[]),
    ("bin", &[]),
    ("bool", &[Steady, Plain, Looks]),
    ("bytes", &[Steady]),
    ("callable", &[]),
    ("chr", &[Steady, Plain]),
    ("complex", &[]),
    ("dict", &[Steady, Looks]),
    ("divmod", &[Steady, Plain]),
    ("enumerate", &[Steady, Looks]),
    ("filter", &[Steady, Looks]),
    ("float", &[Steady, Plain]),
    ("format", &[]),
    ("frozenset", &[Steady, Looks]),
    ("hash", &[]),
    ("hex", &[]),
    ("int", &[Steady, Plain]),
    ("isinstance", &[Steady, Looks]),
    ("iter", &[]),
    ("len", &[Steady, Plain, Looks]),
    ("list", &[Steady, Looks]),
    ("map", &[Steady, Looks]),
    ("max", &[Steady, Plain, Looks]),
    ("min", &[Steady, Plain, Looks]),
    ("next", &[]),
    ("oct", &[]),
    ("ord", &[Steady, Plain]),
    ("pow", &[Steady]),
    ("range", &[Steady]),
    ("repr", &[Steady, Plain, Looks]),
    ("reversed", &[Steady, Looks]),
    ("round", &[Steady, Plain]),
    ("set", &[Steady, Looks]),
    ("slice", &[]),
    ("sorted", &[Steady, Looks]),
    ("str", &[Steady, Plain, Looks]),
    ("sum", &[Steady, Plain, Looks]),
    ("tuple", &[Steady, Plain, Looks]),
    ("type", &[Steady]),
    ("zip", &[Steady, Looks]),
];

/// Whether a built-in name means something that neither changes nor remembers anything.
pub fn is_pure_builtin(name: &str) -> bool {
    PURE.iter().any(|(known, _)| *known == name) || value::ExcKind::ALL.iter().any(|kind| kind.name() == name)
}

/// The name of the pure built-in function that a value is, if that is known for it.
pub fn pure_builtin(value: &Value, what: Known) -> Option<&'static str> {
    let mut candidates = PURE.iter().filter(|(_, knowledge)| knowledge.contains(&what)).map(|(name, _)| *name);
    candidates.find(|name| builtins::lookup(name).is_some_and(|known| known.is_same(value)))
}

/// Whether a built-in function only looks at its arguments, or makes something new of their items.
pub fn only_looks(name: &str) -> bool {
    name == "print" || PURE.iter().any(|(known, knowledge)| *known == name && knowledge.contains(&Looks))
}

/// `str.lower`, `dict.fromkeys` and their like.
pub fn is_function_of_class(expr: &Expr) -> bool {
    let ExprKind::Attribute(class, name) = &expr.kind else { return false };
    let ExprKind::Name(class) = &class.kind else { return false };
    matches!(class.as_str(), "str" | "dict" | "int" | "float" | "bytes") && !name.text.starts_with("__")
}
