//! `HandWritten`: what one would write in Rust for the same question, without this project.

use std::collections::HashMap;
use std::hint::black_box;

use rustc_hash::FxBuildHasher;

use crate::error::Result;
use crate::workload::{Answer, Clock, Contender, Who};

/// The map that such programs use: with a fast hash.
pub type FastMap<K, V> = HashMap<K, V, FxBuildHasher>;

/// A program without anything to keep from run to run.
pub struct HandWritten<R, A> {
    /// Gives the seconds of one run, see [`timed`].
    pub run: R,
    pub answer: A,
}

impl<R: Fn(&dyn Clock) -> f64, A: Fn() -> Answer> Contender for HandWritten<R, A> {
    fn who(&self) -> Who {
        Who::HandWrittenRust
    }

    fn answer(&mut self) -> Result<Answer> {
        Ok((self.answer)())
    }

    fn run(&mut self, clock: &dyn Clock) -> Result<f64> {
        Ok((self.run)(clock))
    }
}

/// The seconds that `work` takes; throwing its result away does not count.
pub fn timed<T>(clock: &dyn Clock, work: impl FnOnce() -> T) -> f64 {
    let start = clock.seconds();
    let result = black_box(work());
    let seconds = clock.seconds() - start;
    drop(result);
    seconds
}
