//! The course's word count over many lines in one batch.

use std::rc::Rc;

use crate::error::{BenchError, Result};
use crate::launched::{Launched, Looking};
use crate::printed;
use crate::word_lines::WordLines;
use crate::workload::{Answer, Clock, Contender, Figure, Who, Workload};
use crate::workloads::Material;
use crate::workloads::hand_written::HandWrittenWordCount;

/// With lambdas that are computed by the column.
pub fn known_functions(material: &Material) -> Result<Workload> {
    workload("word count", include_str!("../../programs/word_count.py"), material)
}

/// With functions of several statements that only compute.
pub fn general_functions(material: &Material) -> Result<Workload> {
    workload(
        "word count with functions of several statements",
        include_str!("../../programs/word_count_general.py"),
        material,
    )
}

/// With functions that have to be called row by row.
pub fn called_functions(material: &Material) -> Result<Workload> {
    workload(
        "word count with loops and exceptions in its functions",
        include_str!("../../programs/word_count_machine.py"),
        material,
    )
}

fn workload(name: &str, program: &'static str, material: &Material) -> Result<Workload> {
    let lines = material.lines();
    let ours = |looking| OurWordCount::new(program, &lines, looking).map(Box::new);
    Ok(Workload {
        title: format!("{name}, {}", lines.spec()),
        figure: Figure::Rate("words".to_owned()),
        n_items: lines.spec().n_words() as u64,
        contenders: vec![
            ours(Looking::Off)?,
            ours(Looking::On)?,
            Box::new(HandWrittenWordCount { lines: Rc::clone(&lines) }),
        ],
    })
}

struct OurWordCount {
    program: &'static str,
    looking: Looking,
    lines: Rc<WordLines>,
    launched: Launched,
    /// What `pprint` has to show in every batch.
    first_rows: Option<Vec<String>>,
}

impl OurWordCount {
    fn new(program: &'static str, lines: &Rc<WordLines>, looking: Looking) -> Result<Self> {
        let (lines, launched) = (Rc::clone(lines), Launched::new(program, looking)?);
        Ok(Self { program, looking, lines, launched, first_rows: None })
    }
}

impl Contender for OurWordCount {
    fn who(&self) -> Who {
        match self.looking {
            Looking::Off => Who::Ours,
            Looking::On => Who::OursLookedAt,
        }
    }

    /// Runs the same program once with all words printed instead of the first ten.
    fn answer(&mut self) -> Result<Answer> {
        let all = self.program.replace("pprint()", "pprint(10000000)");
        let printed = Launched::new(&all, self.looking)?.batch(self.lines.columns())?;
        self.first_rows = Some(printed::rows(&printed)?.into_iter().take(10).map(str::to_owned).collect());
        printed::pairs(&printed)
    }

    fn run(&mut self, clock: &dyn Clock) -> Result<f64> {
        let columns = self.lines.columns();
        let start = clock.seconds();
        let printed = self.launched.batch(columns)?;
        let seconds = clock.seconds() - start;
        match &self.first_rows {
            Some(first_rows) if *first_rows != printed::rows(&printed)? => Err(BenchError::Printed(printed)),
            _ => Ok(seconds),
        }
    }
}
