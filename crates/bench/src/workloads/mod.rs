//! Everything that is measured, by name.

mod hand_written;
mod join;
mod log_lines;
mod ours;
mod small_batches;
mod state;
mod window;
mod word_count;

use std::cell::OnceCell;
use std::rc::Rc;

use value::Column;
use value::column::StrColumn;

use crate::error::{BenchError, Result};
use crate::guest::{Guest, GuestContender, Guests, Question};
use crate::launched::Partitions;
use crate::word_lines::{LinesSpec, WordLines};
use crate::workload::{Contender, Who, Workload};

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
    Entry { name: "word-count-loops", make: word_count::looping_functions },
    Entry { name: "word-count-generators", make: word_count::generating_functions },
    Entry { name: "word-count-machine", make: word_count::called_functions },
    Entry { name: "log-lines", make: log_lines::averages },
    Entry { name: "state", make: state::running_counts },
    Entry { name: "window", make: window::counts },
    Entry { name: "join", make: join::pairs },
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

/// How much there is to do; all else about the data is fixed, so that results can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Lines of the word counts and of the log.
    pub n_lines: usize,
    /// Keys that a batch touches in a state.
    pub n_touched: usize,
    /// Keys in a window.
    pub n_window_keys: usize,
    /// Pairs on either side of a join.
    pub n_pairs: usize,
}

impl Sizes {
    /// What is measured for the table.
    pub fn with_lines(n_lines: usize) -> Self {
        Self { n_lines, n_touched: 10_000, n_window_keys: 100_000, n_pairs: 200_000 }
    }
}

/// Data that workloads share, generated when the first of them asks for it.
pub struct Material {
    pub sizes: Sizes,
    guests: Rc<dyn Guests>,
    lines: OnceCell<Rc<WordLines>>,
}

/// In how many partitions the lines of a batch come.
const N_PARTITIONS: usize = 8;

impl Material {
    pub fn new(sizes: Sizes, guests: Rc<dyn Guests>) -> Self {
        Self { sizes, guests, lines: OnceCell::new() }
    }

    fn lines(&self) -> Rc<WordLines> {
        let n_lines = self.sizes.n_lines;
        let spec =
            LinesSpec { n_lines, words_per_line: 8, vocabulary: 10_000, n_partitions: N_PARTITIONS, seed: 20_240_430 };
        Rc::clone(self.lines.get_or_init(|| Rc::new(WordLines::generate(spec))))
    }
}

impl Material {
    /// Lets the guests of this place that `is_asked` answer a question about these lines.
    fn invite<'a>(
        &self,
        workload: &mut Workload,
        questions: &[(Question, fn(Guest) -> Option<Who>)],
        lines: impl Iterator<Item = &'a str>,
    ) -> Result<()> {
        let invited = self.guests.invited();
        let text = if invited.is_empty() { String::new() } else { lines.collect::<Vec<_>>().join("\n") };
        for (guest, missing) in invited {
            let asked: Vec<_> = questions.iter().filter_map(|(question, who)| Some((*question, who(guest)?))).collect();
            match missing {
                Some(reason) => workload.absent.extend(asked.iter().map(|(_, who)| (*who, reason.clone()))),
                None if asked.is_empty() => {}
                None => {
                    self.guests.take(guest, &text)?;
                    workload.contenders.extend(asked.into_iter().map(|(question, who)| -> Box<dyn Contender> {
                        Box::new(GuestContender { guests: Rc::clone(&self.guests), who, guest, question })
                    }));
                }
            }
        }
        Ok(())
    }
}

/// `n_lines` lines in partitions of about the same size; `write` puts the line with a number at the end of a text.
fn partitions(n_lines: usize, mut write: impl FnMut(usize, &mut String)) -> Vec<StrColumn> {
    let mut partitions = Vec::with_capacity(N_PARTITIONS);
    for partition_idx in 0..N_PARTITIONS {
        let (mut text, mut spans) = (String::new(), Vec::new());
        for line_idx in n_lines * partition_idx / N_PARTITIONS..n_lines * (partition_idx + 1) / N_PARTITIONS {
            let start = text.len() as u32;
            write(line_idx, &mut text);
            spans.push((start, text.len() as u32));
        }
        partitions.push(StrColumn::new(text.into(), spans));
    }
    partitions
}

/// The partitions as the engine takes them: the texts are shared, the places of the lines copied.
fn columns(partitions: &[StrColumn]) -> Partitions {
    partitions.iter().cloned().map(Column::Str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guest::NoGuests;
    use crate::measure::measure;
    use crate::workload::{Clock, Who};

    struct Stopped;

    impl Clock for Stopped {
        fn seconds(&self) -> f64 {
            0.0
        }
    }

    #[test]
    fn contenders_agree_in_every_workload() {
        let material =
            Material::new(Sizes { n_lines: 300, n_touched: 20, n_window_keys: 30, n_pairs: 200 }, Rc::new(NoGuests));
        for entry in WORKLOADS {
            let mut workload = entry.make(&material).expect("the program can be launched");
            let measured = measure(&mut workload, 1, &Stopped, &mut |_| {}).expect("the answers agree");
            assert!(measured.contenders.len() > 1, "{} is compared with something", entry.name);
            for target in &measured.targets {
                assert!(
                    matches!(target.against, Who::Guest(_) | Who::GuestCalling(_))
                        || measured.contenders.iter().any(|runs| runs.who == target.against),
                    "the target of {} is about one of its contenders",
                    entry.name
                );
            }
        }
    }
}
