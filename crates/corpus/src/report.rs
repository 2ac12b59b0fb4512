//! Runs cases and tells which agree with real Spark.

use std::fmt;

use crate::case::Case;
use crate::compare::{Mismatch, compare};
use crate::recording::Recording;

/// Shown of a failed case; the rest is counted.
const N_SHOWN: usize = 6;

/// How a number of cases went. `Display` shows each failed one with its differences, then `N passed, M failed`.
#[derive(Debug, Default)]
pub struct Report {
    pub passed: Vec<String>,
    pub failed: Vec<(String, Vec<Mismatch>)>,
}

/// Runs every case and compares.
pub fn run_all(cases: &[Case], run: impl Fn(&Case) -> Recording) -> Report {
    let mut report = Report::default();
    for case in cases {
        report.add(case, &run(case));
    }
    report
}

impl Report {
    /// Adds what a run of `case` did.
    pub fn add(&mut self, case: &Case, actual: &Recording) {
        let mismatches = compare(case, actual);
        if mismatches.is_empty() {
            self.passed.push(case.name.clone());
        } else {
            self.failed.push((case.name.clone(), mismatches));
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, mismatches) in &self.failed {
            writeln!(f, "FAILED {name}")?;
            for mismatch in mismatches.iter().take(N_SHOWN) {
                write!(f, "  {mismatch}")?;
            }
            if mismatches.len() > N_SHOWN {
                writeln!(f, "  … and {} more differences", mismatches.len() - N_SHOWN)?;
            }
        }
        write!(f, "{} passed, {} failed", self.passed.len(), self.failed.len())
    }
}
