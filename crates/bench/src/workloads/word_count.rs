//! The course's word count over many lines in one batch.

use std::rc::Rc;

use crate::error::Result;
use crate::printed;
use crate::word_lines::WordLines;
use crate::workload::{Answer, Bound, Clock, Contender, Figure, Target, Who, Workload};
use crate::workloads::Material;
use crate::workloads::hand_written::{FastMap, HandWritten, timed};
use crate::workloads::ours::{Shows, Task};

/// With lambdas that are computed by the column.
pub fn known_functions(material: &Material) -> Result<Workload> {
    let mut workload = workload("word count", include_str!("../../programs/word_count.py"), material)?;
    workload.targets = vec![Target { against: Who::HandWrittenRust, bound: Bound::AtLeastAsFast(2.0) }];
    Ok(workload)
}

/// With functions of several statements that only compute.
pub fn general_functions(material: &Material) -> Result<Workload> {
    workload(
        "word count with functions of several statements",
        include_str!("../../programs/word_count_general.py"),
        material,
    )
}

/// With loops and handlers.
pub fn looping_functions(material: &Material) -> Result<Workload> {
    workload("word count with loops in its functions", include_str!("../../programs/word_count_loops.py"), material)
}

/// With functions that have to be called row by row.
pub fn called_functions(material: &Material) -> Result<Workload> {
    workload(
        "word count with functions that are called row by row",
        include_str!("../../programs/word_count_machine.py"),
        material,
    )
}

fn workload(name: &str, program: &'static str, material: &Material) -> Result<Workload> {
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
    contenders.push(hand_written(lines));
    Ok(Workload { title, figure: Figure::Rate("words".to_owned()), n_items, targets: Vec::new(), contenders })
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
