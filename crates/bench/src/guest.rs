//! `Guests`: programs in other languages that do the same work at the same place.

use std::fmt;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::workload::{Answer, Clock, Contender, Who};

/// A language with what it runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Guest {
    /// Hand-written, in the same browser.
    JavaScript,
    /// JavaScript with the operators of RxJS.
    RxJs,
    /// Python in the same browser.
    Pyodide,
    /// Python, natively.
    CPython,
    /// PySpark itself, DStreams.
    SparkDStream,
    /// PySpark itself, DataFrames.
    SparkDataFrame,
}

impl Guest {
    /// What the guests' own side calls it.
    pub fn key(self) -> &'static str {
        match self {
            Self::JavaScript => "javascript",
            Self::RxJs => "rxjs",
            Self::Pyodide => "pyodide",
            Self::CPython => "cpython",
            Self::SparkDStream => "spark-dstream",
            Self::SparkDataFrame => "spark-dataframe",
        }
    }

    /// Whether it is a program of its own, to which ours in the browser is compared.
    pub fn is_native(self) -> bool {
        matches!(self, Self::CPython | Self::SparkDStream | Self::SparkDataFrame)
    }
}

impl fmt::Display for Guest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::JavaScript => "hand-written JavaScript",
            Self::RxJs => "RxJS",
            Self::Pyodide => "Pyodide",
            Self::CPython => "CPython 3.11",
            Self::SparkDStream => "PySpark DStream",
            Self::SparkDataFrame => "PySpark DataFrame",
        })
    }
}

/// A question that guests know, over the lines that they have taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    WordCount,
    /// The word count with the functions of our program that remember, each called as there.
    CalledWordCount,
    /// The same with those of the program with a generator.
    GeneratedWordCount,
    LogLines,
}

impl Question {
    fn key(self) -> &'static str {
        match self {
            Self::WordCount => "word-count",
            Self::CalledWordCount => "word-count-called",
            Self::GeneratedWordCount => "word-count-generated",
            Self::LogLines => "log-lines",
        }
    }
}

/// The guests of one place. Their lines stay with them between runs.
pub trait Guests {
    /// All who are asked here; with the reason if one cannot be.
    fn invited(&self) -> Vec<(Guest, Option<String>)>;

    /// Gives a guest the lines of what follows, separated by line feeds.
    fn take(&self, guest: Guest, lines: &str) -> Result<()>;

    fn answer(&self, guest: Guest, question: &str) -> Result<Answer>;

    /// Answers once and gives the seconds that it took by the guest's own clock.
    fn run(&self, guest: Guest, question: &str) -> Result<f64>;
}

/// Where there are no guests.
pub struct NoGuests;

impl Guests for NoGuests {
    fn invited(&self) -> Vec<(Guest, Option<String>)> {
        Vec::new()
    }

    fn take(&self, _: Guest, _: &str) -> Result<()> {
        Ok(())
    }

    fn answer(&self, _: Guest, _: &str) -> Result<Answer> {
        Ok(Answer::new())
    }

    fn run(&self, _: Guest, _: &str) -> Result<f64> {
        Ok(0.0)
    }
}

/// A guest with the question that it answers.
pub struct GuestContender {
    pub guests: Rc<dyn Guests>,
    pub who: Who,
    pub guest: Guest,
    pub question: Question,
}

impl Contender for GuestContender {
    fn who(&self) -> Who {
        self.who
    }

    fn answer(&mut self) -> Result<Answer> {
        self.guests.answer(self.guest, self.question.key())
    }

    fn run(&mut self, _: &dyn Clock) -> Result<f64> {
        self.guests.run(self.guest, self.question.key())
    }
}
