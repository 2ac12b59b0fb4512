//! `pyspark.sql`: sessions, DataFrames, columns and rows as objects of the program, over the crate `sql`.

pub(crate) mod actions;
mod catalog;
pub(crate) mod classes;
mod column;
mod convert;
mod create;
mod errors;
pub(crate) mod frame;
mod functions;
mod grouped;
mod hooks;
mod infer;
mod na;
mod reader;
mod row;
pub(crate) mod session;
mod source;
mod statistics;
mod types;
mod udf;
mod verify;
mod window;
mod writer;
