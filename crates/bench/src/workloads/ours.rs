//! `OurProgram`: a PySpark program that gives its whole answer in one batch.

use std::rc::Rc;

use crate::error::{BenchError, Result};
use crate::launched::{Launched, Looking, Partitions};
use crate::printed;
use crate::workload::{Answer, Clock, Contender, Who};

/// What a program shows of its answer in a measured batch, and how it is made to show all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// `pprint()`.
    FirstTen,
    /// `count().pprint()`: how many rows there are, which takes all of them.
    Count,
}

/// A program, what it gets, and how its rows are read.
#[derive(Clone)]
pub struct Task {
    pub program: &'static str,
    pub shows: Shows,
    /// For each source, the lines of a batch. They are given anew for every batch.
    pub lines: Rc<dyn Fn() -> Vec<Partitions>>,
    pub read: fn(&str) -> Result<Answer>,
}

impl Task {
    /// As at the command line, and as in the page.
    pub fn contenders(&self) -> Result<Vec<Box<dyn Contender>>> {
        let ours = |looking| -> Result<Box<dyn Contender>> {
            let launched = Launched::new(self.program, looking)?;
            Ok(Box::new(OurProgram { task: self.clone(), looking, launched, expected: None }))
        };
        Ok(vec![ours(Looking::Off)?, ours(Looking::On)?])
    }

    /// The program that prints every row.
    fn telling_all(&self) -> String {
        let all = ".pprint(10000000)";
        match self.shows {
            Shows::FirstTen => self.program.replace(".pprint()", all),
            Shows::Count => self.program.replace(".count().pprint()", all),
        }
    }
}

struct OurProgram {
    task: Task,
    looking: Looking,
    launched: Launched,
    /// The rows that every batch has to show.
    expected: Option<Vec<String>>,
}

impl Contender for OurProgram {
    fn who(&self) -> Who {
        self.looking.who()
    }

    /// Runs the same program once with all rows printed.
    fn answer(&mut self) -> Result<Answer> {
        let printed = Launched::new(&self.task.telling_all(), self.looking)?.batch((self.task.lines)())?;
        let rows = printed::rows(&printed)?;
        self.expected = Some(match self.task.shows {
            Shows::FirstTen => rows.iter().take(10).map(|row| (*row).to_owned()).collect(),
            Shows::Count => vec![rows.len().to_string()],
        });
        (self.task.read)(&printed)
    }

    fn run(&mut self, clock: &dyn Clock) -> Result<f64> {
        let lines = (self.task.lines)();
        let start = clock.seconds();
        let printed = self.launched.batch(lines)?;
        let seconds = clock.seconds() - start;
        match &self.expected {
            Some(expected) if *expected != printed::rows(&printed)? => Err(BenchError::Printed(printed)),
            _ => Ok(seconds),
        }
    }
}
