//! Everything that is measured, by name.

mod hand_written;
mod small_batches;
mod word_count;

use std::cell::OnceCell;
use std::rc::Rc;

use crate::error::{BenchError, Result};
use crate::word_lines::{LinesSpec, WordLines};
use crate::workload::Workload;

/// A workload before its data exists.
pub struct Entry {
    /// How it is asked for.
    pub name: &'static str,
    make: fn(&Material) -> Result<Workload>,
}

/// In the order in which they are measured.
pub const WORKLOADS: &[Entry] = &[
    Entry { name: "word-count", make: word_count::known_functions },
    Entry { name: "word-count-general", make: word_count::general_functions },
    Entry { name: "word-count-machine", make: word_count::called_functions },
    Entry { name: "empty-batch", make: small_batches::empty },
    Entry { name: "tiny-batch", make: small_batches::tiny },
];

impl Entry {
    /// Generates the data that is not in `material` yet, and launches the programs.
    pub fn make(&self, material: &Material) -> Result<Workload> {
        (self.make)(material)
    }
}

/// The workloads with these names; all of them if there are no names.
pub fn chosen(names: &[String]) -> Result<Vec<&'static Entry>> {
    let known = || WORKLOADS.iter().map(|entry| entry.name).collect::<Vec<_>>().join(", ");
    if let Some(unknown) = names.iter().find(|name| WORKLOADS.iter().all(|entry| entry.name != **name)) {
        return Err(BenchError::NoWorkload { name: unknown.clone(), known: known() });
    }
    Ok(WORKLOADS.iter().filter(|entry| names.is_empty() || names.iter().any(|name| name == entry.name)).collect())
}

/// Data that workloads share, generated when the first of them asks for it.
pub struct Material {
    spec: LinesSpec,
    lines: OnceCell<Rc<WordLines>>,
}

impl Material {
    /// Lines as many as `n_lines`; all else about them is fixed, so that results can be compared.
    pub fn new(n_lines: usize) -> Self {
        let spec = LinesSpec { n_lines, words_per_line: 8, vocabulary: 10_000, n_partitions: 8, seed: 20_240_430 };
        Self { spec, lines: OnceCell::new() }
    }

    fn lines(&self) -> Rc<WordLines> {
        Rc::clone(self.lines.get_or_init(|| Rc::new(WordLines::generate(self.spec))))
    }
}
