//! Running counts: whether a batch costs what it touches, or what there is.

use std::fmt::Write as _;

use value::column::StrColumn;

use crate::error::{BenchError, Result};
use crate::launched::{Launched, Looking};
use crate::printed;
use crate::word_lines::grouped;
use crate::workload::{Answer, Bound, Clock, Contender, Figure, Target, Who, Workload};
use crate::workloads::hand_written::FastMap;
use crate::workloads::{Material, columns, partitions};

const PROGRAM: &str = include_str!("../../programs/state.py");
/// Batches in one run: from one checkpoint to the next, since every partition is computed then at the latest.
const N_BATCHES: usize = 10;
/// The large state has so many sets of keys, each as large as the small state. A batch touches one set.
const N_SETS: usize = 100;

pub fn running_counts(material: &Material) -> Result<Workload> {
    let n_touched = material.sizes.n_touched;
    let small = Who::OursWithKeys(n_touched as u32);
    let ours = |who, looking, n_sets| -> Result<Box<dyn Contender>> {
        let keys = Keys { n_sets, n_touched };
        Ok(Box::new(Ours { who, looking, keys, launched: None }))
    };
    let (n_keys, n_shown) = (grouped(n_touched * N_SETS), grouped(n_touched));
    Ok(Workload {
        title: format!("updateStateByKey, {n_keys} keys, {n_shown} touched a batch, 8 partitions"),
        figure: Figure::TimeOfEach("batch".to_owned()),
        n_items: N_BATCHES as u64,
        targets: vec![Target { against: small, bound: Bound::AtMostAsLong(1.3) }],
        contenders: vec![
            ours(Who::Ours, Looking::Off, N_SETS)?,
            ours(small, Looking::Off, 1)?,
            ours(Who::OursLookedAt, Looking::On, N_SETS)?,
            Box::new(HandWrittenState {
                keys: Keys { n_sets: N_SETS, n_touched },
                counts: FastMap::default(),
                next: 0,
            }),
        ],
        absent: Vec::new(),
    })
}

/// Which keys a batch touches. The first of every three comes twice in a batch.
#[derive(Clone, Copy)]
struct Keys {
    n_sets: usize,
    n_touched: usize,
}

impl Keys {
    /// Every key once.
    fn all(self) -> Vec<StrColumn> {
        partitions(self.n_sets * self.n_touched, |line_idx, text| {
            write_key(line_idx / self.n_touched, line_idx % self.n_touched, text);
        })
    }

    fn batch(self, batch_idx: usize) -> Vec<StrColumn> {
        let n_twice = self.n_touched.div_ceil(3);
        partitions(self.n_touched + n_twice, |line_idx, text| {
            let place = line_idx.checked_sub(self.n_touched).map_or(line_idx, |twice| twice * 3);
            write_key(batch_idx % self.n_sets, place, text);
        })
    }

    /// How often each place of a set was touched after every key had come once, whichever set it was in.
    fn answer<'a>(self, counts: impl Iterator<Item = (&'a str, i64)>) -> Answer {
        let mut answer = Answer::new();
        for (key, count) in counts {
            let place = key.split_once('.').map_or(key, |(_, place)| place);
            *answer.entry(place.to_owned()).or_insert(0) += count - 1;
        }
        answer
    }
}

fn write_key(set: usize, place: usize, text: &mut String) {
    let _ = write!(text, "k{set}.{place}"); // Writing to a string cannot fail.
}

/// How many batches the answer is about.
const N_ANSWERED: usize = 3;

struct Ours {
    who: Who,
    looking: Looking,
    keys: Keys,
    /// With every key in the state, once it was measured; and the next batch.
    launched: Option<(Launched, usize)>,
}

impl Contender for Ours {
    fn who(&self) -> Who {
        self.who
    }

    fn answer(&mut self) -> Result<Answer> {
        let mut launched = Launched::new(&PROGRAM.replace(".pprint()", ".pprint(10000000)"), Looking::Off)?;
        let mut printed = launched.batch(vec![columns(&self.keys.all())])?;
        for batch_idx in 0..N_ANSWERED {
            printed = launched.batch(vec![columns(&self.keys.batch(batch_idx))])?;
        }
        let counts = printed::pairs(&printed, printed::whole)?;
        Ok(self.keys.answer(counts.iter().map(|(key, count)| (key.as_str(), *count))))
    }

    fn run(&mut self, clock: &dyn Clock) -> Result<f64> {
        if self.launched.is_none() {
            let mut launched = Launched::new(PROGRAM, self.looking)?;
            launched.batch(vec![columns(&self.keys.all())])?;
            self.launched = Some((launched, 0));
        }
        let Some((launched, next)) = &mut self.launched else { return Ok(0.0) };
        let batches: Vec<_> = (*next..*next + N_BATCHES).map(|idx| vec![columns(&self.keys.batch(idx))]).collect();
        *next += N_BATCHES;
        let mut last = String::new();
        let start = clock.seconds();
        for lines in batches {
            last = launched.batch(lines)?;
        }
        let seconds = clock.seconds() - start;
        match printed::rows(&last)?.len() {
            10 => Ok(seconds),
            _ => Err(BenchError::Printed(last)),
        }
    }
}

/// A map that lives from batch to batch.
struct HandWrittenState {
    keys: Keys,
    counts: FastMap<String, i64>,
    next: usize,
}

impl HandWrittenState {
    fn ready(&mut self) {
        if self.counts.is_empty() {
            add(&mut self.counts, &self.keys.all());
        }
    }
}

fn add(counts: &mut FastMap<String, i64>, batch: &[StrColumn]) {
    for key in batch.iter().flat_map(StrColumn::iter) {
        match counts.get_mut(key) {
            Some(count) => *count += 1,
            None => drop(counts.insert(key.to_owned(), 1)),
        }
    }
}

impl Contender for HandWrittenState {
    fn who(&self) -> Who {
        Who::HandWrittenRust
    }

    fn answer(&mut self) -> Result<Answer> {
        self.ready();
        for batch_idx in 0..N_ANSWERED {
            add(&mut self.counts, &self.keys.batch(batch_idx));
        }
        Ok(self.keys.answer(self.counts.iter().map(|(key, count)| (key.as_str(), *count))))
    }

    fn run(&mut self, clock: &dyn Clock) -> Result<f64> {
        self.ready();
        let batches: Vec<_> = (self.next..self.next + N_BATCHES).map(|idx| self.keys.batch(idx)).collect();
        self.next += N_BATCHES;
        let start = clock.seconds();
        for batch in &batches {
            add(&mut self.counts, batch);
        }
        Ok(clock.seconds() - start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_touches_one_set_and_every_third_place_twice() {
        let keys = Keys { n_sets: 2, n_touched: 4 };
        let text = |batch: &[StrColumn]| batch.iter().flat_map(StrColumn::iter).collect::<Vec<_>>().join(" ");
        assert_eq!(text(&keys.batch(3)), "k1.0 k1.1 k1.2 k1.3 k1.0 k1.3");
        assert_eq!(text(&keys.all()), "k0.0 k0.1 k0.2 k0.3 k1.0 k1.1 k1.2 k1.3");
        let counts = [("k0.0", 3), ("k1.0", 5), ("k0.1", 1), ("k1.1", 2)];
        assert_eq!(keys.answer(counts.into_iter()), [("0".to_owned(), 6), ("1".to_owned(), 1)].into());
    }
}
