//! Python's objects that are not values of built-in types: functions, classes, instances, generators, modules.

pub mod alias;
pub mod attr;
pub mod class;
pub mod construct;
pub mod descriptor;
pub mod exception;
pub mod found;
pub mod function;
pub mod generator;
pub mod instance;
pub mod module;
pub mod names;
pub mod special;
