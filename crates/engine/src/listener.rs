//! `StreamingListener`: what happens to batches, as Spark tells it.

use plan::{NodeId, Time};
use value::CallCx;

/// What is known of a batch. Times are the host's, so that they can be virtual.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BatchInfo {
    pub batch_time: Time,
    /// Records of each input.
    pub inputs: Vec<(NodeId, usize)>,
    pub submission_micros: i64,
    pub processing_start_micros: Option<i64>,
    pub processing_end_micros: Option<i64>,
    /// How many output operations the batch has, also those that have not run.
    pub n_output_operations: usize,
    /// Those that ran.
    pub output_operations: Vec<OutputOperationInfo>,
}

impl BatchInfo {
    pub fn n_records(&self) -> usize {
        self.inputs.iter().map(|(_, n)| n).sum()
    }

    /// Time from submission to the start of processing, in microseconds.
    pub fn scheduling_delay_micros(&self) -> Option<i64> {
        self.processing_start_micros.map(|start| start - self.submission_micros)
    }

    /// Time of processing, in microseconds.
    pub fn processing_delay_micros(&self) -> Option<i64> {
        Some(self.processing_end_micros? - self.processing_start_micros?)
    }

    /// Both together.
    pub fn total_delay_micros(&self) -> Option<i64> {
        Some(self.processing_end_micros? - self.submission_micros)
    }
}

/// One output operation of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputOperationInfo {
    pub batch_time: Time,
    /// Its number among the batch's jobs, from 0.
    pub id: usize,
    pub node: NodeId,
    pub start_micros: i64,
    pub end_micros: Option<i64>,
    /// The last line of the exception that ended it.
    pub failure_reason: Option<String>,
}

/// Told of what happens, in this order: submitted, started, each output operation started and completed, completed.
pub trait StreamingListener {
    fn on_batch_submitted(&mut self, info: &BatchInfo) {
        let _ = info;
    }
    fn on_batch_started(&mut self, info: &BatchInfo) {
        let _ = info;
    }
    fn on_output_operation_started(&mut self, info: &OutputOperationInfo) {
        let _ = info;
    }
    fn on_output_operation_completed(&mut self, info: &OutputOperationInfo) {
        let _ = info;
    }
    fn on_batch_completed(&mut self, info: &BatchInfo) {
        let _ = info;
    }
    /// An output operation is about to run: the place for code of the program that wants to know what has happened
    /// so far. What it prints stands before what the operation prints.
    fn tell_waiting(&mut self, cx: &mut CallCx) {
        let _ = cx;
    }
}

/// Nobody listens.
impl StreamingListener for () {}
