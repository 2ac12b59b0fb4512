//! Spark SQL: types, rows, expressions, the analyzer, the parser, and running queries in Spark's order of rows.
//!
//! It knows no Python: functions of the program come as [`expr::Udf`], rows from outside as [`plan::Source`].

pub mod analyze;
pub mod cast;
pub mod coerce;
pub mod datum;
pub mod decimal;
pub mod error;
pub mod eval;
pub mod execute;
pub mod expr;
pub mod functions;
pub mod json;
mod murmur;
pub mod naming;
pub mod parse;
pub mod plan;
pub mod session;
pub mod show;
mod similar;
pub mod time;
pub mod types;
