//! Any bytes as the text of a program: it is compiled or refused, and the editor's questions are answered.
#![no_main]

use fuzz::words::mutated;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use python::Program;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    match Program::compile(&text) {
        Ok(program) => {
            let _ = (program.warnings(), program.statement_at(text.len() as u32 / 2));
            for call in program.calls() {
                let _ = program.assigned_name(call.span);
            }
        }
        Err(found) => assert!(!found.is_empty()),
    }
    let _ = python::tokens::tokens(&text);
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    fuzz::by_word_or_byte(data, size, max_size, seed, mutated)
});
