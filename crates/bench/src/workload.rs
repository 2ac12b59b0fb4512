//! `Workload`: work to be measured, and the contenders that each do all of it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::guest::Guest;
use crate::word_lines::grouped;

/// One piece of work. All contenders give the same answer.
pub struct Workload {
    /// What it is, in full: sizes included.
    pub title: String,
    pub figure: Figure,
    /// How many items one run is made of.
    pub n_items: u64,
    /// What ours should reach in the browser.
    pub targets: Vec<Target>,
    /// `Ours` first.
    pub contenders: Vec<Box<dyn Contender>>,
    /// Who should be among them and cannot be, with the reason.
    pub absent: Vec<(Who, String)>,
}

/// Which figure tells the speed, and what its items are called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Figure {
    /// Items in a second, like `words`.
    Rate(String),
    /// The time of one item, like `batch`.
    TimeOfEach(String),
}

/// How fast ours should be in the browser, beside a contender on the same machine.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub against: Who,
    pub bound: Bound,
}

/// What a target asks for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Bound {
    /// Ours is this many times as fast as the contender.
    AtLeastAsFast(f64),
    /// Ours takes at most this many times as long as the contender, which does less.
    AtMostAsLong(f64),
    /// An item takes at most these seconds; the contender is ours itself.
    SecondsAtMost(f64),
}

/// Whose way of doing the work it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Who {
    /// A PySpark program, run by this project's engine.
    Ours,
    /// The same, while the records of every step are kept for the page to show.
    OursLookedAt,
    /// Ours with less to keep: so many keys in the state.
    OursWithKeys(u32),
    /// Ours with less to keep: a window of so many batches.
    OursWithWindow(u32),
    /// The straightforward Rust program for the same question.
    HandWrittenRust,
    /// The straightforward program in another language.
    Guest(Guest),
    /// A program in another language that calls the same functions as ours.
    GuestCalling(Guest),
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ours => f.pad("ours"),
            Self::OursLookedAt => f.pad("ours, looked at"),
            Self::OursWithKeys(n_keys) => f.pad(&format!("ours, {} keys", grouped(*n_keys as usize))),
            Self::OursWithWindow(n_batches) => f.pad(&format!("ours, {n_batches} batches")),
            Self::HandWrittenRust => f.pad("hand-written Rust"),
            Self::Guest(guest) => guest.fmt(f),
            Self::GuestCalling(guest) => f.pad(&format!("{guest}, calling")),
        }
    }
}

/// Keys with their numbers: what the work comes to.
pub type Answer = BTreeMap<String, i64>;

/// Tells how much time has passed since some moment.
pub trait Clock {
    fn seconds(&self) -> f64;
}

/// One way to do the work, any number of times.
pub trait Contender {
    fn who(&self) -> Who;

    /// The whole answer. Called once, before the first run; its time does not count.
    fn answer(&mut self) -> Result<Answer>;

    /// Does the work once and gives the seconds that it took by `clock`, without getting ready and cleaning up.
    ///
    /// Errors: what the run gave is not the answer, as far as a run shows it.
    fn run(&mut self, clock: &dyn Clock) -> Result<f64>;
}
