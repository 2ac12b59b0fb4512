//! Functions that only compute, applied to whole columns or named for the engine.
//!
//! `formula` reads the syntax tree of a function into a `tree` without variables (`loops` its loops); `eval` computes
//! that for all rows at once (`repeat` what loops do), `shape` says whether it is a sum or another fold that the engine knows,
//! `steady` whether its result depends on anything but its arguments, and `keeping` which states it leaves as they are.
//! A function that has no such tree, or meets rows that its tree does not take, but that only computes all the same
//! (`pure`, `harmless`), is called for each row, and its results become a column again (`one_by_one`).

pub mod eval;
pub mod formula;
pub mod harmless;
mod inert;
pub mod keeping;
mod known_names;
pub mod lists;
mod lists_grown;
mod loops;
mod numbers;
pub mod one_by_one;
pub mod pure;
mod repeat;
mod rows;
pub mod select;
pub mod shape;
pub mod steady;
mod text;
pub mod tree;
