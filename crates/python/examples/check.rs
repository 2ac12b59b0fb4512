//! Compiles every program given and tells which are refused: `cargo run -p python --example check -- *.py`.

use diag::LineIndex;
use python::Program;

fn main() {
    for path in std::env::args().skip(1) {
        let text = match std::fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) => {
                println!("{path}: {error}");
                continue;
            }
        };
        if let Err(diagnostics) = Program::compile(&text) {
            for diagnostic in diagnostics {
                let line = diagnostic.span.map_or(0, |span| LineIndex::new(&text).line(span.start));
                println!("{path}:{line}: {diagnostic}");
            }
        }
    }
}
