//! Counts over a sliding window: whether a batch costs more when the window is longer.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::rc::Rc;

use value::column::StrColumn;

use crate::error::{BenchError, Result};
use crate::launched::{Launched, Looking};
use crate::printed;
use crate::word_lines::grouped;
use crate::workload::{Answer, Bound, Clock, Contender, Figure, Target, Who, Workload};
use crate::workloads::hand_written::FastMap;
use crate::workloads::{Material, columns, partitions};

const PROGRAM: &str = include_str!("../../programs/window.py");
/// Batches in one run: from one checkpoint to the next, since every partition is computed then at the latest.
const N_BATCHES: usize = 10;
const LONG: usize = 100;
const SHORT: usize = 10;

pub fn counts(material: &Material) -> Result<Workload> {
    let n_keys = material.sizes.n_window_keys;
    let keys = Rc::new(Keys::new(n_keys));
    // Printing all of them a hundred times would take longer than all measurements.
    let n_answered = n_keys.min(1000);
    let answered = Rc::new(Keys::new(n_answered));
    let ours = |who, n_window| -> Box<dyn Contender> {
        let (keys, answered) = (Rc::clone(&keys), Rc::clone(&answered));
        Box::new(Ours { who, n_window, keys, answered, launched: None })
    };
    let short = Who::OursWithWindow(SHORT as u32);
    Ok(Workload {
        title: format!(
            "reduceByKeyAndWindow with inverse, {} keys a batch, {LONG} batches, 8 partitions",
            grouped(n_keys)
        ),
        figure: Figure::TimeOfEach("batch".to_owned()),
        n_items: N_BATCHES as u64,
        targets: vec![Target { against: short, bound: Bound::AtMostAsLong(1.2) }],
        contenders: vec![
            ours(Who::Ours, LONG),
            ours(short, SHORT),
            Box::new(HandWrittenWindow { keys: Rc::clone(&keys), answered, window: Window::default(), next: 0 }),
        ],
        absent: Vec::new(),
    })
}

/// Two batches that alternate: in the second, the first of every three keys comes twice.
struct Keys {
    batches: [Vec<StrColumn>; 2],
}

impl Keys {
    fn new(n_keys: usize) -> Self {
        let lines = |n_twice: usize| {
            partitions(n_keys + n_twice, |line_idx, text| {
                let key = line_idx.checked_sub(n_keys).map_or(line_idx, |twice| twice * 3);
                let _ = write!(text, "k{key}"); // Writing to a string cannot fail.
            })
        };
        Self { batches: [lines(0), lines(n_keys.div_ceil(3))] }
    }

    fn batch(&self, batch_idx: usize) -> &[StrColumn] {
        &self.batches[batch_idx % 2]
    }
}

/// How often each key comes in every two batches of a window of `n_window` batches.
fn answer<'a>(n_window: usize, counts: impl Iterator<Item = (&'a str, i64)>) -> Answer {
    // Thousandths, so that a count that is off by one is seen.
    counts.map(|(key, count)| (key.to_owned(), count * 2000 / n_window as i64)).collect()
}

/// How far the window has moved on, when it is looked at.
const N_AFTER_FULL: usize = 3;

struct Ours {
    who: Who,
    n_window: usize,
    keys: Rc<Keys>,
    answered: Rc<Keys>,
    /// With a window that is full, and the next batch.
    launched: Option<(Launched, usize)>,
}

impl Ours {
    fn filled(&self, shown: &str, keys: &Keys) -> Result<(Launched, String)> {
        let program = PROGRAM.replace(", 100, 1)", &format!(", {}, 1)", self.n_window)).replace("pprint()", shown);
        let mut launched = Launched::new(&program, Looking::Off)?;
        let mut printed = String::new();
        for batch_idx in 0..self.n_window + N_AFTER_FULL {
            printed = launched.batch(vec![columns(keys.batch(batch_idx))])?;
        }
        Ok((launched, printed))
    }
}

impl Contender for Ours {
    fn who(&self) -> Who {
        self.who
    }

    fn answer(&mut self) -> Result<Answer> {
        let (_, printed) = self.filled("pprint(10000000)", &self.answered)?;
        let counts = printed::pairs(&printed, printed::whole)?;
        Ok(answer(self.n_window, counts.iter().map(|(key, count)| (key.as_str(), *count))))
    }

    fn run(&mut self, clock: &dyn Clock) -> Result<f64> {
        if self.launched.is_none() {
            let (launched, _) = self.filled("pprint()", &self.keys)?;
            self.launched = Some((launched, self.n_window + N_AFTER_FULL));
        }
        let Some((launched, next)) = &mut self.launched else { return Ok(0.0) };
        let batches: Vec<_> = (*next..*next + N_BATCHES).map(|idx| vec![columns(self.keys.batch(idx))]).collect();
        *next += N_BATCHES;
        let mut last = String::new();
        let start = clock.seconds();
        for lines in batches {
            last = launched.batch(lines)?;
        }
        let seconds = clock.seconds() - start;
        let counts = printed::pairs(&last, printed::whole)?;
        let seen = answer(self.n_window, counts.iter().map(|(key, count)| (key.as_str(), *count)));
        let is_right = |(key, count): (&String, &i64)| {
            let place: Option<usize> = key.strip_prefix('k').and_then(|digits| digits.parse().ok());
            place.is_some_and(|place| *count == if place.is_multiple_of(3) { 3000 } else { 2000 })
        };
        match seen.len() == 10 && seen.iter().all(is_right) {
            true => Ok(seconds),
            false => Err(BenchError::Printed(last)),
        }
    }
}

/// What is in the window, and the counts of each of its batches, which leave it later.
#[derive(Default)]
struct Window {
    counts: FastMap<String, i64>,
    batches: VecDeque<FastMap<String, i64>>,
}

impl Window {
    fn slide(&mut self, batch: &[StrColumn]) {
        let mut entering: FastMap<String, i64> = FastMap::default();
        for key in batch.iter().flat_map(StrColumn::iter) {
            increase(&mut entering, key, 1);
        }
        for (key, count) in &entering {
            increase(&mut self.counts, key, *count);
        }
        self.batches.push_back(entering);
        if self.batches.len() > LONG {
            for (key, count) in self.batches.pop_front().into_iter().flatten() {
                increase(&mut self.counts, &key, -count);
            }
        }
    }
}

fn increase(counts: &mut FastMap<String, i64>, key: &str, by: i64) {
    match counts.get_mut(key) {
        Some(count) => *count += by,
        None => drop(counts.insert(key.to_owned(), by)),
    }
}

struct HandWrittenWindow {
    keys: Rc<Keys>,
    answered: Rc<Keys>,
    window: Window,
    next: usize,
}

impl Contender for HandWrittenWindow {
    fn who(&self) -> Who {
        Who::HandWrittenRust
    }

    fn answer(&mut self) -> Result<Answer> {
        let mut window = Window::default();
        for batch_idx in 0..LONG + N_AFTER_FULL {
            window.slide(self.answered.batch(batch_idx));
        }
        Ok(answer(LONG, window.counts.iter().map(|(key, count)| (key.as_str(), *count))))
    }

    fn run(&mut self, clock: &dyn Clock) -> Result<f64> {
        while self.window.batches.len() < LONG {
            self.window.slide(self.keys.batch(self.next));
            self.next += 1;
        }
        let start = clock.seconds();
        for batch_idx in self.next..self.next + N_BATCHES {
            self.window.slide(self.keys.batch(batch_idx));
        }
        let seconds = clock.seconds() - start;
        self.next += N_BATCHES;
        Ok(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_the_window_is_subtracted() {
        let (keys, mut window) = (Keys::new(4), Window::default());
        for batch_idx in 0..LONG + 1 {
            window.slide(keys.batch(batch_idx));
        }
        let answer = answer(LONG, window.counts.iter().map(|(key, count)| (key.as_str(), *count)));
        let expected = [("k0", 3000), ("k1", 2000), ("k2", 2000), ("k3", 3000)];
        assert_eq!(answer, expected.map(|(key, count)| (key.to_owned(), count)).into());
    }
}
