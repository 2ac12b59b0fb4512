//! The source tab: what stands behind each address that the program connects to.

pub mod view_model;
