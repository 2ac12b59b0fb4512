//! Runs the contenders of a workload in turn and keeps what their runs took.

use serde::{Deserialize, Serialize};

use crate::error::{BenchError, Result};
use crate::workload::{Answer, Clock, Figure, Target, Who, Workload};

/// A workload, measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pub title: String,
    pub figure: Figure,
    pub n_items: u64,
    pub targets: Vec<Target>,
    /// Differs whenever the answer differs: the same work gives the same everywhere.
    pub fingerprint: String,
    /// In the workload's order.
    pub contenders: Vec<Runs>,
    /// Who could not be measured, with the reason.
    pub absent: Vec<(Who, String)>,
}

/// What the runs of one contender took, in the order in which they were made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Runs {
    pub who: Who,
    pub seconds: Vec<f64>,
}

/// A round may take so many seconds; if it takes longer, there are at most [`N_LONG_ROUNDS`].
const LONG_ROUND: f64 = 20.0;
const N_LONG_ROUNDS: usize = 5;

/// Compares the contenders' answers, lets each run once to warm up, then measures `n_runs` rounds in which each runs
/// once. Every other round goes the other way round, so that none always runs in another's wake.
///
/// `tell` gets a line about each step.
pub fn measure(
    workload: &mut Workload,
    n_runs: usize,
    clock: &dyn Clock,
    tell: &mut dyn FnMut(&str),
) -> Result<Measured> {
    let mut answers = Vec::new();
    for contender in &mut workload.contenders {
        tell(&format!("the answer of {}", contender.who()));
        answers.push((contender.who(), contender.answer()?));
    }
    let fingerprint = agreed(&workload.title, &answers)?;
    let mut contenders: Vec<Runs> =
        answers.iter().map(|(who, _)| Runs { who: *who, seconds: Vec::with_capacity(n_runs) }).collect();
    let (mut round, mut n_runs, mut round_seconds) = (0, n_runs, 0.0);
    while round <= n_runs {
        let mut order: Vec<usize> = (0..contenders.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for contender_idx in order {
            let seconds = workload.contenders[contender_idx].run(clock)?;
            let runs = &mut contenders[contender_idx];
            let name = if round == 0 { "warm-up".to_owned() } else { format!("run {round} of {n_runs}") };
            tell(&format!("{name}, {}: {:.1} ms", runs.who, seconds * 1e3));
            match round {
                0 => round_seconds += seconds,
                _ => runs.seconds.push(seconds),
            }
        }
        if round_seconds > LONG_ROUND {
            n_runs = n_runs.min(N_LONG_ROUNDS);
        }
        round += 1;
    }
    let Workload { title, figure, n_items, targets, absent, .. } = workload;
    let (title, figure, targets, absent) = (title.clone(), figure.clone(), targets.clone(), absent.clone());
    Ok(Measured { title, figure, n_items: *n_items, targets, fingerprint, contenders, absent })
}

/// The fingerprint of the answer that all gave.
fn agreed(workload: &str, answers: &[(Who, Answer)]) -> Result<String> {
    let Some((first_who, first)) = answers.first() else { return Ok(String::new()) };
    for (who, answer) in answers {
        if let Some(key) = first.keys().chain(answer.keys()).find(|key| first.get(*key) != answer.get(*key)) {
            let shown = |number: Option<&i64>| number.map_or("nothing".to_owned(), i64::to_string);
            let (theirs, ours) = (shown(answer.get(key)), shown(first.get(key)));
            let what = format!("{first_who} gives {ours} for {key:?}, {who} {theirs}");
            return Err(BenchError::Differs { workload: workload.to_owned(), what });
        }
    }
    Ok(fingerprint(first))
}

/// FNV-1a over keys and numbers.
fn fingerprint(answer: &Answer) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for (key, number) in answer {
        for byte in key.bytes().chain([0xff]).chain(number.to_le_bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;

    use super::*;
    use crate::workload::Contender;

    struct Scripted {
        who: Who,
        answer: Answer,
        next_seconds: f64,
        order: Rc<RefCell<Vec<Who>>>,
    }

    impl Contender for Scripted {
        fn who(&self) -> Who {
            self.who
        }

        fn answer(&mut self) -> Result<Answer> {
            Ok(self.answer.clone())
        }

        fn run(&mut self, clock: &dyn Clock) -> Result<f64> {
            self.order.borrow_mut().push(self.who);
            self.next_seconds += clock.seconds();
            Ok(self.next_seconds)
        }
    }

    struct Steady(Cell<u32>);

    impl Clock for Steady {
        fn seconds(&self) -> f64 {
            self.0.set(self.0.get() + 1);
            1.0
        }
    }

    fn measured(ours: &[(&str, i64)], theirs: &[(&str, i64)]) -> (Result<Measured>, Vec<Who>) {
        let order = Rc::new(RefCell::new(Vec::new()));
        let contender = |who, counts: &[(&str, i64)], next_seconds| {
            let answer = counts.iter().map(|(key, number)| ((*key).to_owned(), *number)).collect();
            Box::new(Scripted { who, answer, next_seconds, order: Rc::clone(&order) }) as Box<dyn Contender>
        };
        let contenders = vec![contender(Who::Ours, ours, 0.0), contender(Who::HandWrittenRust, theirs, 10.0)];
        let (title, figure) = ("w".to_owned(), Figure::Rate("words".to_owned()));
        let mut workload = Workload { title, figure, n_items: 3, targets: Vec::new(), contenders, absent: Vec::new() };
        let measured = measure(&mut workload, 3, &Steady(Cell::new(0)), &mut |_| {});
        let order = order.borrow().clone();
        (measured, order)
    }

    #[test]
    fn contenders_take_turns_and_the_first_round_does_not_count() {
        let (measured, order) = measured(&[("a", 1)], &[("a", 1)]);
        let measured = measured.expect("the answers agree");
        assert_eq!(measured.contenders[0].seconds, [2.0, 3.0, 4.0]);
        assert_eq!(measured.contenders[1].seconds, [12.0, 13.0, 14.0]);
        let (ours, theirs) = (Who::Ours, Who::HandWrittenRust);
        assert_eq!(order, [ours, theirs, theirs, ours, ours, theirs, theirs, ours]);
    }

    #[test]
    fn contenders_that_disagree_are_not_measured() {
        let error = |theirs: &[(&str, i64)]| measured(&[("a", 1)], theirs).0.expect_err("they differ").to_string();
        assert_eq!(error(&[("a", 2)]), "w: ours gives 1 for \"a\", hand-written Rust 2");
        assert_eq!(error(&[("a", 1), ("b", 3)]), "w: ours gives nothing for \"b\", hand-written Rust 3");
    }

    #[test]
    fn fingerprint_depends_on_keys_and_numbers() {
        let fingerprint = |counts: &[(&str, i64)]| measured(counts, counts).0.expect("the same").fingerprint;
        assert_eq!(fingerprint(&[("a", 1), ("b", 2)]), fingerprint(&[("b", 2), ("a", 1)]));
        assert_ne!(fingerprint(&[("a", 1), ("b", 2)]), fingerprint(&[("a", 2), ("b", 1)]));
        assert_ne!(fingerprint(&[("ab", 1)]), fingerprint(&[("a", 1)]));
    }
}
