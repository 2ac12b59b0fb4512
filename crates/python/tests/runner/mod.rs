//! Runs a program and tells what it printed.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use python::{Driver, DriverStep, Program};
use value::context::Sleep;
use value::{CallCx, ExcKind, Host};

/// What a program did.
#[derive(Default)]
pub struct Outcome {
    pub stdout: String,
    /// Last line of the traceback, or the syntax error; empty if all went well.
    pub last_line: String,
    /// The whole traceback.
    #[allow(dead_code, reason = "not every test that runs programs looks at it")]
    pub traceback: String,
}

/// A world that keeps what is printed, with files in memory.
#[derive(Default)]
pub struct World {
    pub stdout: Rc<RefCell<String>>,
    files: BTreeMap<String, Rc<[u8]>>,
}

impl Host for World {
    fn write_stdout(&mut self, text: &str) {
        self.stdout.borrow_mut().push_str(text);
    }
    fn write_stderr(&mut self, _text: &str) {}
    fn now_micros(&self) -> i64 {
        0
    }
    fn sleep_micros(&mut self, _micros: i64) -> Sleep {
        Sleep::Slept
    }
    fn read_file(&self, path: &str) -> Option<Rc<[u8]>> {
        self.files.get(path).cloned()
    }
    fn write_file(&mut self, path: &str, content: Vec<u8>) -> Result<(), String> {
        self.files.insert(path.to_owned(), content.into());
        Ok(())
    }
    fn list_files(&self, prefix: &str) -> Vec<String> {
        self.files.keys().filter(|path| path.starts_with(prefix)).cloned().collect()
    }
    fn memory_left(&self) -> usize {
        1 << 29
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// Runs `text` with a limit of steps.
pub fn run(text: &str) -> Outcome {
    run_with(text, 20_000_000)
}

pub fn run_with(text: &str, fuel: u64) -> Outcome {
    let world = World::default();
    let stdout = Rc::clone(&world.stdout);
    let mut cx = CallCx::new(Box::new(world));
    cx.fuel = fuel;
    let program = match Program::compile(text) {
        Ok(program) => program,
        Err(diagnostics) => {
            let last_line = diagnostics.first().map_or(String::new(), ToString::to_string);
            return Outcome { last_line, ..Outcome::default() };
        }
    };
    let mut driver = Driver::new(&program, stdlib::modules(), &mut cx);
    let step = driver.run(&mut cx);
    let (last_line, traceback) = match &step {
        DriverStep::Raised(raised) => {
            let traceback = python::format_traceback(raised, &program, &mut cx);
            let last = if raised.is_a(ExcKind::SystemExit) {
                raised.last_line(&mut cx)
            } else {
                python::traceback::last_line(&raised.parts().exception, &mut cx)
            };
            (last, traceback)
        }
        DriverStep::Finished => Default::default(),
        DriverStep::Waiting => ("waiting".to_owned(), String::new()),
    };
    drop(step);
    drop(driver);
    let stdout = without_addresses(&stdout.borrow());
    Outcome { stdout, last_line: without_addresses(&last_line), traceback: without_addresses(&traceback) }
}

/// Writes `0x<addr>` for addresses, which differ from run to run.
pub fn without_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("0x") {
        let digits = rest[at + 2..].bytes().take_while(u8::is_ascii_hexdigit).count();
        out.push_str(&rest[..at]);
        if digits >= 6 {
            out.push_str("0x<addr>");
        } else {
            out.push_str(&rest[at..at + 2 + digits]);
        }
        rest = &rest[at + 2 + digits..];
    }
    out.push_str(rest);
    out
}
