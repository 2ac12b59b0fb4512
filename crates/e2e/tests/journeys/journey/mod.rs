//! One file for each part of the page, and one that shows that the harness finds what is wrong.

mod editor;
mod harness;
mod opening;
