//! The course's word count over many lines in one batch.

use std::rc::Rc;

use crate::error::Result;
use crate::guest::{Guest, Question};
use crate::printed;
use crate::word_lines::WordLines;
use crate::workload::{Answer, Bound, Clock, Contender, Figure, Target, Who, Workload};
use crate::workloads::Material;
use crate::workloads::hand_written::{FastMap, HandWritten, timed};
use crate::workloads::ours::{Shows, Task};

/// With lambdas that are computed by the column. Every guest counts words.
pub fn known_functions(material: &Material) -> Result<Workload> {
    let target = |against, times| Target { against, bound: Bound::AtLeastAsFast(times) };
    workload(
        ("word count", include_str!("../../programs/word_count.py")),
        &[
            target(Who::HandWrittenRust, 2.0),
            target(Who::Guest(Guest::CPython), 10.0),
            target(Who::Guest(Guest::Pyodide), 15.0),
            target(Who::Guest(Guest::SparkDStream), 20.0),
            target(Who::Guest(Guest::SparkDataFrame), 4.0),
        ],
        &[(Question::WordCount, |guest| Some(Who::Guest(guest)))],
        material,
    )
}

/// With functions of several statements that only compute.
pub fn general_functions(material: &Material) -> Result<Workload> {
    let named =
        ("word count with functions of several statements", include_str!("../../programs/word_count_general.py"));
    workload(named, &[], &[], material)
}

/// With loops and handlers.
pub fn looping_functions(material: &Material) -> Result<Workload> {
    let named = ("word count with loops in its functions", include_str!("../../programs/word_count_loops.py"));
    workload(named, &[], &[], material)
}

/// With a generator, a default and a list that is changed. Python counts the words as anybody would, and calling the
/// same functions.
pub fn generating_functions(material: &Material) -> Result<Workload> {
    let named = ("word count with a generator", include_str!("../../programs/word_count_generators.py"));
    beside_python(named, Question::GeneratedWordCount, material)
}

/// With functions that remember, and so have to be called row by row; likewise.
pub fn called_functions(material: &Material) -> Result<Workload> {
    let named =
        ("word count with functions that are called row by row", include_str!("../../programs/word_count_machine.py"));
    beside_python(named, Question::CalledWordCount, material)
}

fn beside_python(named: (&str, &'static str), calling: Question, material: &Material) -> Result<Workload> {
    let target = |guest, times| Target { against: Who::Guest(guest), bound: Bound::AtLeastAsFast(times) };
    let targets = [target(Guest::CPython, 1.5), target(Guest::Pyodide, 3.0)];
    let plain: fn(Guest) -> Option<Who> = |guest| is_python(guest).then_some(Who::Guest(guest));
    let same: fn(Guest) -> Option<Who> = |guest| is_python(guest).then_some(Who::GuestCalling(guest));
    workload(named, &targets, &[(Question::WordCount, plain), (calling, same)], material)
}

fn is_python(guest: Guest) -> bool {
    matches!(guest, Guest::CPython | Guest::Pyodide)
}

fn workload(
    (name, program): (&str, &'static str),
    targets: &[Target],
    questions: &[(Question, fn(Guest) -> Option<Who>)],
    material: &Material,
) -> Result<Workload> {
    let lines = material.lines();
    let received = Rc::clone(&lines);
    let task = Task {
        program,
        shows: Shows::FirstTen,
        lines: Rc::new(move || vec![received.columns()]),
        read: |printed| printed::pairs(printed, printed::whole),
    };
    let mut contenders = task.contenders()?;
    let (title, n_items) = (format!("{name}, {}", lines.spec()), lines.spec().n_words() as u64);
    contenders.push(hand_written(Rc::clone(&lines)));
    let figure = Figure::Rate("words".to_owned());
    let (targets, absent) = (targets.to_vec(), Vec::new());
    let mut workload = Workload { title, figure, n_items, targets, contenders, absent };
    material.invite(&mut workload, questions, lines.lines())?;
    Ok(workload)
}

fn hand_written(lines: Rc<WordLines>) -> Box<dyn Contender> {
    let same_lines = Rc::clone(&lines);
    Box::new(HandWritten {
        run: move |clock: &dyn Clock| timed(clock, || count(lines.lines())),
        answer: move || answer(count(same_lines.lines())),
    })
}

fn count<'a>(lines: impl Iterator<Item = &'a str>) -> FastMap<&'a str, i64> {
    let mut counts = FastMap::default();
    for line in lines {
        for word in line.split(' ') {
            *counts.entry(word).or_insert(0) += 1;
        }
    }
    counts
}

fn answer(counts: FastMap<&str, i64>) -> Answer {
    counts.into_iter().map(|(word, n)| (word.to_owned(), n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_single_spaces_separate() {
        let counts = answer(count(["a b a", "", "a  c"].into_iter()));
        let expected = [("", 2), ("a", 3), ("b", 1), ("c", 1)].map(|(word, n)| (word.to_owned(), n));
        assert_eq!(counts, expected.into());
    }
}
