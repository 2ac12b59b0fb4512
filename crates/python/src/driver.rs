//! `Driver`: runs a program from its first line, and can wait in the middle of a call.

use value::{CallCx, Raised, Value};

use crate::native::Modules;
use crate::program::Program;

/// Where a run of the program stands.
pub enum DriverStep {
    /// The last line was run.
    Finished,
    /// An exception ended it (`SystemExit` among them).
    Raised(Raised),
    /// A function asked to wait with [`value::Interrupt::Wait`]: go on with [`Driver::resume`].
    Waiting,
}

/// A program being run. Dropping it drops all that the program made.
pub struct Driver {
    program: Program,
    modules: Modules,
}

impl Driver {
    /// Ready to run `program`, with `modules` to import from.
    pub fn new(program: &Program, modules: Modules, cx: &mut CallCx) -> Self {
        let _ = cx;
        Self {
            program: program.clone(),
            modules,
        }
    }

    /// Runs to the end, an exception, or a wait.
    pub fn run(&mut self, cx: &mut CallCx) -> DriverStep {
        let _ = (cx, &self.program, &self.modules);
        unimplemented!()
    }

    /// Goes on behind the call that asked to wait: it gives `result`, or raises it there.
    pub fn resume(&mut self, result: Result<Value, Raised>, cx: &mut CallCx) -> DriverStep {
        let _ = (result, cx);
        unimplemented!()
    }

    /// A variable of the module.
    pub fn global(&self, name: &str) -> Option<Value> {
        let _ = name;
        None
    }
}
