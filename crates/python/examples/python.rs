//! Runs a Python program of this language from a file: `cargo run -p python --example python -- program.py`.

use std::any::Any;
use std::io::Write;
use std::rc::Rc;

use python::{Driver, DriverStep, Program, format_traceback};
use value::context::Sleep;
use value::{CallCx, ExcKind, Host, Raised};

/// The terminal, without files.
struct Terminal;

impl Host for Terminal {
    fn write_stdout(&mut self, text: &str) {
        print!("{text}");
    }
    fn write_stderr(&mut self, text: &str) {
        eprint!("{text}");
    }
    fn now_micros(&self) -> i64 {
        0
    }
    fn sleep_micros(&mut self, _micros: i64) -> Sleep {
        Sleep::Slept
    }
    fn read_file(&self, _path: &str) -> Option<Rc<[u8]>> {
        None
    }
    fn write_file(&mut self, _path: &str, _content: Vec<u8>) -> Result<(), String> {
        Err("there are no files here".into())
    }
    fn list_files(&self, _prefix: &str) -> Vec<String> {
        Vec::new()
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

fn main() {
    let path = std::env::args().nth(1).unwrap_or_default();
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => return eprintln!("{path}: {error}"),
    };
    let program = match Program::compile(&text) {
        Ok(program) => program,
        Err(diagnostics) => {
            for diagnostic in diagnostics {
                let line = diagnostic.span.map_or(0, |span| diag::LineIndex::new(&text).line(span.start));
                eprintln!("line {line}: {diagnostic}");
            }
            std::process::exit(1);
        }
    };
    let mut cx = CallCx::new(Box::new(Terminal));
    let mut driver = Driver::new(&program, stdlib::modules(), &mut cx);
    let step = driver.run(&mut cx);
    let failed = match &step {
        DriverStep::Raised(raised) => report(raised, &program, &mut cx),
        DriverStep::Finished | DriverStep::Waiting => false,
    };
    // Nothing more is to be seen if the terminal is gone.
    let _ = std::io::stdout().flush();
    if failed {
        std::process::exit(1);
    }
}

fn report(raised: &Raised, program: &Program, cx: &mut CallCx) -> bool {
    if raised.is_a(ExcKind::SystemExit) {
        return false;
    }
    eprint!("{}", format_traceback(raised, program, cx));
    true
}
