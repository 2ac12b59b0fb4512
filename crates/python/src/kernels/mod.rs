//! Functions that only compute, applied to whole columns or named for the engine.
//!
//! `formula` reads the syntax tree of a function into a `tree` without variables (`loops` its loops); `eval` computes
//! that for all rows at once (`repeat` what loops do), `shape` says whether it is a sum or another fold that the engine knows.

pub mod eval;
pub mod formula;
mod inert;
pub mod lists;
mod loops;
mod numbers;
mod repeat;
mod rows;
mod select;
pub mod shape;
mod text;
pub mod tree;
