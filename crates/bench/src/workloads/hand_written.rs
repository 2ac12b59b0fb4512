//! What one would write in Rust for the same question, without this project.

use std::collections::HashMap;
use std::hint::black_box;
use std::rc::Rc;

use rustc_hash::FxBuildHasher;

use crate::error::Result;
use crate::word_lines::WordLines;
use crate::workload::{Answer, Clock, Contender, Who};

/// Counts words in a map with a fast hash.
pub struct HandWrittenWordCount {
    pub lines: Rc<WordLines>,
}

type Counts<'a> = HashMap<&'a str, i64, FxBuildHasher>;

fn count<'a>(lines: impl Iterator<Item = &'a str>) -> Counts<'a> {
    let mut counts = Counts::default();
    for line in lines {
        for word in line.split(' ') {
            *counts.entry(word).or_insert(0) += 1;
        }
    }
    counts
}

impl Contender for HandWrittenWordCount {
    fn who(&self) -> Who {
        Who::HandWrittenRust
    }

    fn answer(&mut self) -> Result<Answer> {
        let counts = count(self.lines.lines());
        Ok(counts.into_iter().map(|(word, n)| (word.to_owned(), n)).collect())
    }

    fn run(&mut self, clock: &dyn Clock) -> Result<f64> {
        let start = clock.seconds();
        let counts = black_box(count(self.lines.lines()));
        let seconds = clock.seconds() - start;
        drop(counts);
        Ok(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_single_spaces_separate() {
        let counts = count(["a b a", "", "a  c"].into_iter());
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_unstable();
        assert_eq!(counts, [("", 2), ("a", 3), ("b", 1), ("c", 1)]);
    }
}
