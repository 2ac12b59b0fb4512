//! Tracebacks as CPython 3.11 prints them.

use value::{CallCx, Raised};

use crate::program::Program;

/// The text that CPython prints for an exception that ended the program: every frame with its line and markers,
/// the exceptions before it, and the last line. The program's file is called `program.py`.
pub fn format_traceback(raised: &Raised, program: &Program, cx: &mut CallCx) -> String {
    let _ = (raised, program, cx);
    unimplemented!()
}
