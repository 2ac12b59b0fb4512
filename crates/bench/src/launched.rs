//! `Launched`: a PySpark program, launched as the page launches it and waiting for batches.

use plan::NodeId;
use pyspark::world::World;
use pyspark::{Application, Input, Phase, Settings};
use python::Program;
use value::Column;

use crate::error::{BenchError, Result};

/// A program with one socket source.
pub struct Launched {
    application: Application,
    source: NodeId,
}

impl Launched {
    /// Runs the driver code of `text` until it waits, on a machine of eight cores.
    pub fn new(text: &str) -> Result<Self> {
        let program = Program::compile(text).map_err(|errors| BenchError::Program(format!("{errors:?}")))?;
        let settings = Settings { cores: 8, ..Settings::default() };
        let application = Application::launch(&program, settings, World::default());
        let slot = match application.phase() {
            Phase::Waiting => application.next_batch(),
            _ => None,
        };
        let source = slot.and_then(|slot| slot.sources.first().map(|source| source.node));
        match source {
            Some(source) => Ok(Self { application, source }),
            None => Err(BenchError::NotRunning(format!("{:?}", application.phase()))),
        }
    }

    /// Computes the next batch of these lines, and gives what the program printed.
    pub fn batch(&mut self, partitions: Vec<Column>) -> Result<String> {
        let inputs = vec![(self.source, Input { partitions })];
        let report = self.application.run_batch(inputs);
        let report = report.ok_or_else(|| BenchError::NotRunning(format!("{:?}", self.application.phase())))?;
        if let Some(failure) = report.result.failures().next() {
            return Err(BenchError::BatchFailed(format!("{failure:?}")));
        }
        Ok(report.result.outputs.iter().map(|output| output.text.as_str()).collect())
    }
}
