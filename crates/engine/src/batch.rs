//! Batches: the RDDs of all outputs first (Spark's `JobGenerator`), then the output operations one after the other
//! (its `JobScheduler`).

use plan::{NodeId, Time};
use value::{CallCx, Raised};

use crate::captured_output::{capture, silently};
use crate::dstream::output::Output;
use crate::failure::{Failure, FailurePoint};
use crate::history::{BatchRecord, OutputRecord, PartitionView, SeenOfBatch, StateRecord};
use crate::listener::{BatchInfo, OutputOperationInfo, StreamingListener};
use crate::rdd::Rdd;
use crate::rdd::job::run_job;
use crate::rdd::kept::KeptRows;
use crate::streaming_context::StreamingContext;

/// What a batch came to.
pub struct BatchResult {
    pub time: Time,
    /// The number of the batch, from 0.
    pub index: u64,
    /// What was printed while RDDs were made (by functions given to `transform`).
    pub generation_text: String,
    /// Why the RDDs could not be made: then no output operation ran.
    pub generation_failure: Option<BatchFailure>,
    /// The output operations that ran, in the order in which the program registered them. Those without an RDD at
    /// this time are left out.
    pub outputs: Vec<OutputResult>,
    pub info: BatchInfo,
}

/// What an output operation came to.
pub struct OutputResult {
    pub node: NodeId,
    /// The RDD that reached it.
    pub rdd: Rdd,
    /// What was printed meanwhile.
    pub text: String,
    pub failure: Option<BatchFailure>,
}

/// An exception that ended an output operation or the making of RDDs.
#[derive(Debug)]
pub struct BatchFailure {
    /// Whose function raised: a node, if it is known, else the output operation's.
    pub node: Option<NodeId>,
    pub failure: Failure,
    /// Where in a task it came up first, also if the program's own function passed it on.
    pub point: Option<FailurePoint>,
}

impl BatchFailure {
    /// The exception.
    pub fn raised(&self) -> &Raised {
        self.failure.raised()
    }

    /// Whether the run has to stop: the step limit was reached, or the reader said so.
    pub fn is_interrupt(&self) -> bool {
        self.raised().parts().interrupt.is_some()
    }
}

impl BatchResult {
    /// The failures of the batch, in the order in which they happened.
    pub fn failures(&self) -> impl Iterator<Item = &BatchFailure> {
        self.generation_failure.iter().chain(self.outputs.iter().filter_map(|output| output.failure.as_ref()))
    }
}

impl StreamingContext {
    /// Computes the next batch.
    ///
    /// A failed output operation does not keep the others of the batch from running, nor later batches: what a
    /// failure ends is up to the driver program, whose `awaitTermination` raises it. Only an interrupt stops the
    /// batch where it is.
    pub fn run_batch(&mut self, cx: &mut CallCx, listener: &mut dyn StreamingListener) -> BatchResult {
        let time = self.next_time;
        let index = self.n_batches;
        self.next_time = time + self.plan.batch_duration;
        self.n_batches += 1;
        self.streams.graph.borrow_mut().observer.begin(time);
        let inputs = self.received.iter().map(|(&node, received)| (node, received.n_rows(time))).collect();
        let mut info =
            BatchInfo { batch_time: time, inputs, submission_micros: cx.host.now_micros(), ..BatchInfo::default() };
        let (generated, generation_text) = capture(cx, |cx| self.generate_jobs(time, cx));
        let mut result = BatchResult {
            time,
            index,
            generation_text,
            generation_failure: None,
            outputs: Vec::new(),
            info: BatchInfo::default(),
        };
        match generated {
            Ok(jobs) => {
                info.n_output_operations = jobs.len();
                listener.on_batch_submitted(&info);
                info.processing_start_micros = Some(cx.host.now_micros());
                listener.on_batch_started(&info);
                for (id, (output, rdd)) in jobs.into_iter().enumerate() {
                    self.sc.set_in_batch(true);
                    let output = self.run_output(id, &output, rdd, &mut info, cx, listener);
                    self.sc.set_in_batch(false);
                    let is_interrupted = output.failure.as_ref().is_some_and(BatchFailure::is_interrupt);
                    result.outputs.push(output);
                    if is_interrupted {
                        break;
                    }
                }
                info.processing_end_micros = Some(cx.host.now_micros());
                listener.on_batch_completed(&info);
            }
            Err(failure) => result.generation_failure = Some(failure),
        }
        result.info = info;
        self.finish_batch(&result, cx);
        result
    }

    /// The RDD of every output that has one now.
    fn generate_jobs(&mut self, time: Time, cx: &mut CallCx) -> Result<Vec<(Output, Rdd)>, BatchFailure> {
        let mut jobs = Vec::new();
        let mut graph = self.streams.graph.borrow_mut();
        for output in graph.outputs.clone() {
            let depth = cx.depth;
            let rdd = graph.get_or_compute(output.parent, time, cx);
            cx.depth = depth;
            match rdd {
                Ok(Some(rdd)) => jobs.push((output, rdd)),
                Ok(None) => {}
                Err(failure) => {
                    let node = graph.observer.take_failed();
                    let point = failure.point().cloned().or_else(|| self.sc.take_failure());
                    return Err(BatchFailure { node, failure, point });
                }
            }
        }
        Ok(jobs)
    }

    fn run_output(
        &mut self,
        id: usize,
        output: &Output,
        rdd: Rdd,
        info: &mut BatchInfo,
        cx: &mut CallCx,
        listener: &mut dyn StreamingListener,
    ) -> OutputResult {
        let mut operation = OutputOperationInfo {
            batch_time: info.batch_time,
            id,
            node: output.node,
            start_micros: cx.host.now_micros(),
            end_micros: None,
            failure_reason: None,
        };
        listener.on_output_operation_started(&operation);
        self.sc.take_failure();
        let depth = cx.depth;
        let (ran, text) = capture(cx, |cx| {
            listener.tell_waiting(cx);
            let rdd = rdd.through_jvm(cx)?;
            (output.run)(&rdd, info.batch_time, cx)
        });
        cx.depth = depth;
        let failure = ran.err().map(|failure| {
            let point = failure.point().cloned().or_else(|| self.sc.take_failure());
            let node = point.as_ref().and_then(|point| point.node).or(Some(output.node));
            BatchFailure { node, failure, point }
        });
        operation.end_micros = Some(cx.host.now_micros());
        operation.failure_reason = failure.as_ref().map(|failure| failure.raised().last_line(cx));
        listener.on_output_operation_completed(&operation);
        info.output_operations.push(operation);
        OutputResult { node: output.node, rdd, text, failure }
    }

    /// Keeps what was noted of the batch, and forgets what is too old to be needed.
    fn finish_batch(&mut self, result: &BatchResult, cx: &mut CallCx) {
        let noted = self.streams.graph.borrow_mut().observer.end();
        if self.config.history_bytes > 0 {
            let mut outputs = Vec::with_capacity(result.outputs.len() + 1);
            if !result.generation_text.is_empty() || result.generation_failure.is_some() {
                let failure = result.generation_failure.as_ref().map(|failure| failure.raised().last_line(cx));
                outputs.push(OutputRecord { node: None, text: result.generation_text.clone(), failure });
            }
            for (output, operation) in result.outputs.iter().zip(&result.info.output_operations) {
                let (text, failure) = (output.text.clone(), operation.failure_reason.clone());
                outputs.push(OutputRecord { node: Some(output.node), text, failure });
            }
            let completes = self.config.completes_views && result.failures().next().is_none();
            let mut seen = SeenOfBatch::of(noted);
            let mut record = BatchRecord::new(result.time, result.index, outputs);
            add_seen(&mut record, seen.remove(&result.time).unwrap_or_default(), completes, cx);
            self.history.push(record);
            for (time, late) in seen {
                self.history.change(time, |record| add_seen(record, late, completes, cx));
            }
        }
        let mut graph = self.streams.graph.borrow_mut();
        graph.clear_metadata(result.time);
        for (&node, received) in &self.received {
            let remember = self.streams.id_of(node).map_or(self.plan.batch_duration, |id| graph.remember_duration(id));
            received.forget(result.time - remember);
        }
    }
}

/// Adds to a record what was seen of its batch.
fn add_seen(record: &mut BatchRecord, mut seen: SeenOfBatch, completes: bool, cx: &mut CallCx) {
    let states = std::mem::take(&mut seen.states);
    record.add(seen);
    if completes {
        complete(record, cx);
    }
    record.forget_rdds();
    // Not before: a state is updated partition by partition, when its RDD is computed.
    let states = states.into_iter().map(|(node, tap)| (node, StateRecord { partitions: tap.take_rows() }));
    record.states.extend(states);
}

/// The steps that completing the pictures of a batch may take.
const COMPLETION_FUEL: u64 = 10_000_000;

/// Computes what no job has asked for, in silence: functions run on copies, so nothing else changes by it.
fn complete(record: &mut BatchRecord, cx: &mut CallCx) {
    let fuel = std::mem::replace(&mut cx.fuel, COMPLETION_FUEL);
    silently(cx, |cx| {
        for cell in record.cells.values_mut().chain(record.reduced.values_mut()) {
            let Some(rdd) = cell.rdd.take() else { continue };
            let missing: Vec<usize> = (0..rdd.n_partitions())
                .filter(|&partition| !cell.partitions.get(partition).is_some_and(|view| view.is_complete))
                .collect();
            // What cannot be computed stays incomplete; the exception comes up again when a job asks for it.
            let _ = run_job(&rdd.node, missing, None, cx, |partition, computed, cx| {
                let rows = KeptRows::of_computed(computed, cx)?;
                if let Some(view) = cell.partitions.get_mut(partition) {
                    *view = PartitionView { n_rows: rows.len(), rows, is_complete: true };
                }
                Ok(std::ops::ControlFlow::Continue(()))
            });
        }
    });
    cx.fuel = fuel;
}
