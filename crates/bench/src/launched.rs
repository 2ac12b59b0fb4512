//! `Launched`: a PySpark program, launched as the page launches it and waiting for batches.

use engine::listener::StreamingListener;
use plan::NodeId;
use pyspark::world::World;
use pyspark::{Application, Phase, Settings};
use python::Program;
use value::Column;

use crate::error::{BenchError, Result};
use crate::workload::Who;

/// Whether pictures of each batch are made while it is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looking {
    /// As at the command line: only the output counts.
    Off,
    /// As in the page: the records of every step are kept, for the reader to look at.
    On,
}

impl Looking {
    pub fn who(self) -> Who {
        match self {
            Self::Off => Who::Ours,
            Self::On => Who::OursLookedAt,
        }
    }
}

/// What the page keeps of past batches.
const HISTORY_BYTES: usize = 64 << 20;

/// The lines of one source in one batch.
pub type Partitions = Vec<Column>;

struct NoListener;

impl StreamingListener for NoListener {}

/// A program with its sources, in the order in which it makes them.
pub struct Launched {
    application: Application,
    sources: Vec<NodeId>,
}

impl Launched {
    /// Runs the driver code of `text` until it waits, on a machine of eight cores.
    pub fn new(text: &str, looking: Looking) -> Result<Self> {
        let program = Program::compile(text).map_err(|errors| BenchError::Program(format!("{errors:?}")))?;
        let history_bytes = match looking {
            Looking::Off => 0,
            Looking::On => HISTORY_BYTES,
        };
        let settings = Settings { cores: 8, history_bytes, ..Settings::default() };
        let application = Application::launch(&program, settings, World::default());
        let slot = match application.phase() {
            Phase::Waiting => application.next_batch(),
            _ => None,
        };
        let sources: Vec<NodeId> = slot.into_iter().flat_map(|slot| slot.inputs).map(|input| input.node).collect();
        match sources.is_empty() {
            false => Ok(Self { application, sources }),
            true => Err(BenchError::NotRunning(format!("{:?}", application.phase()))),
        }
    }

    /// Computes the next batch of these lines for each source, and gives what the program printed.
    pub fn batch(&mut self, lines: Vec<Partitions>) -> Result<String> {
        let inputs = self.sources.iter().copied().zip(lines).collect();
        let report = self.application.run_batch(inputs, &mut NoListener);
        let report = report.ok_or_else(|| BenchError::NotRunning(format!("{:?}", self.application.phase())))?;
        if let Some(failure) = report.result.failures().next() {
            return Err(BenchError::BatchFailed(format!("{failure:?}")));
        }
        Ok(report.result.outputs.iter().map(|output| output.text.as_str()).collect())
    }
}
