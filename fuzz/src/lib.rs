//! What the targets share: a session with small limits, and a mutator that knows words of Python.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Once;

use protocol::document::{Document, Source, TimedLine};
use protocol::message::ToWorker;
use session::{Pulse, Session};
use value::memory::Counting;

pub mod words;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Memory that a run may use, in bytes.
const MEMORY: usize = 192 << 20;

/// Batches that a document is run for.
const BATCHES: usize = 3;

/// Every look at this clock takes most of the time that one call may have: a few million steps end any call.
#[derive(Default)]
struct Hurried(Cell<f64>);

impl Pulse for Hurried {
    fn now_ms(&self) -> f64 {
        self.0.set(self.0.get() + 700.0);
        self.0.get()
    }
    fn beat(&self) {}
}

/// Runs a program for some batches with `lines` as what its socket at localhost:9999 receives.
pub fn run(program: &str, lines: &[String]) {
    take_most_memory();
    let mut document = Document::of_program(program);
    let timed = lines.iter().enumerate().map(|(i, text)| TimedLine { at_ms: i as u64 * 170, text: text.clone() });
    document.sources.insert("localhost:9999".into(), Source::Lines(timed.collect()));
    let mut session = Session::new(Rc::new(Hurried::default()));
    session.handle(ToWorker::SetDocument { rev: 1, document });
    for _ in 0..BATCHES {
        session.handle(ToWorker::Step);
    }
}

/// The session allows two gigabytes; all but [`MEMORY`] of it is asked for here and never touched.
fn take_most_memory() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let rest = (2usize << 30) - MEMORY;
        std::mem::forget(Vec::<u8>::with_capacity(rest));
    });
}

/// Changes a text word by word half of the time, else as the fuzzer does.
pub fn by_word_or_byte(
    data: &mut [u8],
    size: usize,
    max_size: usize,
    seed: u32,
    mutated: fn(&str, u32) -> String,
) -> usize {
    if seed & 1 == 0 {
        return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
    }
    let new = mutated(&String::from_utf8_lossy(&data[..size]), seed);
    let n = new.len().min(max_size).min(data.len());
    data[..n].copy_from_slice(&new.as_bytes()[..n]);
    n
}
