//! DStream Playground in the browser: the page, and the worker that it talks to.

pub mod page;
pub mod worker;
