//! `Driver`: runs a program from its first line, and can wait in the middle of a call.

use std::rc::Rc;

use value::{CallCx, Dict, Raised, Value};

use crate::machine::{Exit, Frame, Machine};
use crate::native::Modules;
use crate::objects::function::{Function, Globals};
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

/// A program being run. Dropping it lets go of all that the program made.
pub struct Driver {
    globals: Rc<Globals>,
    machine: Machine,
    /// The module's frame, until it is run.
    start: Option<Box<Frame>>,
}

impl Driver {
    /// Ready to run `program`, with `modules` to import from.
    pub fn new(program: &Program, modules: Modules, cx: &mut CallCx) -> Self {
        let dict = Rc::new(Dict::default());
        for (name, value) in [
            ("__name__", Value::str("__main__")),
            ("__doc__", Value::None),
            ("__package__", Value::None),
            ("__spec__", Value::None),
            ("__file__", Value::str("program.py")),
        ] {
            // Keys are strings, whose insertion cannot fail.
            let _ = dict.insert(Value::str(name), value, cx);
        }
        let globals = Globals::new(dict, modules);
        globals.modules.set_main(&globals.dict);
        let function = Rc::new(Function::of_module(Rc::clone(program.code()), Rc::clone(&globals)));
        let mut frame = Frame::of(&function);
        frame.make_cells();
        let start = Some(frame);
        Self { globals, machine: Machine::for_driver(), start }
    }

    /// Runs to the end, an exception, or a wait.
    pub fn run(&mut self, cx: &mut CallCx) -> DriverStep {
        let Some(frame) = self.start.take() else { return DriverStep::Finished };
        cx.depth += 1;
        let result = self.machine.run(frame, cx);
        Self::step(result, cx)
    }

    /// Goes on behind the call that asked to wait: it gives `result`, or raises it there.
    pub fn resume(&mut self, result: Result<Value, Raised>, cx: &mut CallCx) -> DriverStep {
        if !self.machine.is_waiting() {
            return DriverStep::Finished;
        }
        let result = self.machine.resume(result, cx);
        Self::step(result, cx)
    }

    fn step(result: Result<Exit, Raised>, cx: &mut CallCx) -> DriverStep {
        match result {
            Ok(Exit::Waiting) => DriverStep::Waiting,
            Ok(Exit::Return(_) | Exit::Yield(_)) => {
                cx.depth -= 1;
                DriverStep::Finished
            }
            Err(raised) => {
                cx.depth -= 1;
                DriverStep::Raised(raised)
            }
        }
    }

    /// A variable of the module.
    pub fn global(&self, name: &str) -> Option<Value> {
        self.globals.dict.get_str(name)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.machine.clear();
        self.globals.clear();
        self.globals.modules.clear();
    }
}
