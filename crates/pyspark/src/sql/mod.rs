//! `pyspark.sql`: sessions, DataFrames, columns and rows as objects of the program, over the crate `sql`.

pub(crate) mod actions;
mod builder;
mod catalog;
pub(crate) mod classes;
mod column;
mod convert;
mod create;
mod errors;
pub(crate) mod frame;
mod function_table;
mod functions;
mod grouped;
mod hooks;
mod infer;
mod na;
mod queries;
mod reader;
mod row;
pub(crate) mod session;
mod source;
mod statistics;
mod type_classes;
mod types;
mod udf;
mod verify;
mod window;
mod writer;
