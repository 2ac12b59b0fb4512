//! What a batch costs that has nothing, or next to nothing, to compute: the price of the plan itself.

use value::Column;
use value::column::StrColumn;

use crate::error::{BenchError, Result};
use crate::launched::{Launched, Looking, Partitions};
use crate::printed;
use crate::workload::{Answer, Bound, Clock, Contender, Figure, Target, Who, Workload};
use crate::workloads::Material;

/// Batches in one run: enough for the clock of a browser.
const N_BATCHES: usize = 500;

/// Batches without any data.
pub fn empty(_: &Material) -> Result<Workload> {
    workload("an empty batch", Vec::new())
}

/// Batches of ten lines, as the course's server sends them.
pub fn tiny(_: &Material) -> Result<Workload> {
    let lines: Vec<String> = (0..10).map(|i| format!("This is line {}", i * 7 % 6)).collect();
    let partitions = lines.iter().map(|line| Column::Str(StrColumn::from_rows([line.as_str()]))).collect();
    workload("a batch of ten lines", partitions)
}

fn workload(name: &str, partitions: Partitions) -> Result<Workload> {
    let ours = |looking| {
        let launched = Launched::new(PROGRAM, looking)?;
        Ok::<_, BenchError>(Box::new(Batches { looking, launched, partitions: partitions.clone() }))
    };
    Ok(Workload {
        title: format!("{name}, plan of the course's state and window program"),
        figure: Figure::TimeOfEach("batch".to_owned()),
        n_items: N_BATCHES as u64,
        targets: vec![Target { against: Who::Ours, bound: Bound::SecondsAtMost(50e-6) }],
        contenders: vec![ours(Looking::Off)?, ours(Looking::On)?],
        absent: Vec::new(),
    })
}

const PROGRAM: &str = include_str!("../../programs/state_and_window.py");

struct Batches {
    looking: Looking,
    launched: Launched,
    partitions: Partitions,
}

impl Contender for Batches {
    fn who(&self) -> Who {
        self.looking.who()
    }

    /// The rows that the state and the window print in their second batch.
    fn answer(&mut self) -> Result<Answer> {
        let mut launched = Launched::new(PROGRAM, self.looking)?;
        launched.batch(vec![self.partitions.clone()])?;
        let printed = launched.batch(vec![self.partitions.clone()])?;
        let mut answer = Answer::new();
        for (name, block) in ["state", "window"].iter().zip(printed::blocks(&printed)) {
            let pairs = printed::pairs(block, printed::whole)?;
            answer.extend(pairs.into_iter().map(|(word, n)| (format!("{name} {word}"), n)));
        }
        Ok(answer)
    }

    fn run(&mut self, clock: &dyn Clock) -> Result<f64> {
        let inputs = vec![vec![self.partitions.clone()]; N_BATCHES];
        let mut last = String::new();
        let start = clock.seconds();
        for lines in inputs {
            last = self.launched.batch(lines)?;
        }
        let seconds = clock.seconds() - start;
        match printed::blocks(&last).len() {
            2 => Ok(seconds),
            _ => Err(BenchError::Printed(last)),
        }
    }
}
