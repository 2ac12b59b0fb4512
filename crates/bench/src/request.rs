//! What to measure: as the command line asks for it, and as it is sent to the browser.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::guest::Guests;
use crate::measure::{Measured, measure};
use crate::workload::Clock;
use crate::workloads::{self, Material, Sizes};

/// One request gives one list of measurements in every place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Names of workloads; empty for all.
    pub only: Vec<String>,
    /// Lines of the workloads about many lines.
    pub n_lines: usize,
    /// How many times each contender is measured.
    pub n_runs: usize,
}

impl Request {
    /// Measures what is asked for, here and now; `tell` gets a line about each step.
    pub fn fulfil(
        &self,
        clock: &dyn Clock,
        guests: Rc<dyn Guests>,
        tell: &mut dyn FnMut(&str),
    ) -> Result<Vec<Measured>> {
        let chosen = workloads::chosen(&self.only)?;
        let material = Material::new(Sizes::with_lines(self.n_lines), guests);
        let mut measured = Vec::with_capacity(chosen.len());
        for entry in chosen {
            tell(&format!("{}: getting ready", entry.name));
            let mut workload = entry.make(&material)?;
            let mut tell = |line: &str| tell(&format!("{}: {line}", entry.name));
            measured.push(measure(&mut workload, self.n_runs, clock, &mut tell)?);
        }
        Ok(measured)
    }
}
