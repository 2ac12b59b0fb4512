//! `Run`: one run of a document's program, from its first line, batch by batch.

use std::collections::BTreeMap;
use std::rc::Rc;

use engine::listener::StreamingListener;
use plan::Time;
use protocol::document::{Settings, StringHash};
use protocol::plan_view::{DiagnosticView, PlanView};
use protocol::run_view::BatchView;
use pyspark::world::World;
use pyspark::{Application, BatchSlot, Ending, Phase, StreamingContext};
use python::Program;
use value::hash::HashAlgorithm;

use crate::diagnostics;
use crate::doctor::Tally;
use crate::inputs::Inputs;
use crate::plan_view::{Numbering, plan_view};
use crate::views::batch_view;
use crate::watchdog::{FUEL, Pulse, Watchdog};

/// How much of past batches a run keeps for looking at, in bytes.
pub const HISTORY_BYTES: usize = 64 << 20;

/// A batch that was computed.
pub(crate) struct Done {
    pub context: Rc<StreamingContext>,
    pub context_idx: usize,
    pub time: Time,
}

/// One run.
pub struct Run {
    program: Program,
    pub(crate) application: Application,
    pub(crate) numbering: Numbering,
    watchdog: Watchdog,
    pulse: Rc<dyn Pulse>,
    done: Vec<Done>,
    /// Virtual time before the context that runs now, in milliseconds.
    base_ms: u64,
    /// The context that the latest batch belongs to.
    latest: Option<Rc<StreamingContext>>,
    n_nodes: usize,
    failure: Option<DiagnosticView>,
    tally: Tally,
}

/// How often the driver program may wake up within a batch: one that sleeps for no time would do nothing else.
const MAX_WAKES: u32 = 1_000;

/// Nobody listens to the events of a batch.
struct NoListener;

impl StreamingListener for NoListener {}

impl Run {
    /// Runs the driver code until it waits or ends.
    pub fn launch(program: &Program, settings: &Settings, pulse: &Rc<dyn Pulse>) -> Self {
        let watchdog = Watchdog::new(Rc::clone(pulse));
        let world =
            World::new(settings.start_time_ms.saturating_mul(1000), BTreeMap::new()).with_limits(watchdog.clone());
        let application = Application::launch(program, spark_settings(settings), world);
        let contexts = application.contexts();
        Self {
            program: program.clone(),
            numbering: Numbering::of(&contexts),
            n_nodes: count_nodes(&contexts),
            application,
            watchdog,
            pulse: Rc::clone(pulse),
            done: Vec::new(),
            base_ms: 0,
            latest: None,
            failure: None,
            tally: Tally::default(),
        }
    }

    pub fn program(&self) -> &Program {
        &self.program
    }

    /// How many batches have been computed.
    pub fn n_batches(&self) -> u64 {
        self.done.len() as u64
    }

    pub(crate) fn done(&self, batch: u64) -> Option<&Done> {
        self.done.get(usize::try_from(batch).ok()?)
    }

    /// The batch that is being filled, and when it begins, in milliseconds of virtual time since the run began.
    pub fn filling(&self) -> Option<(BatchSlot, u64)> {
        let slot = self.application.next_batch()?;
        let is_same = match (&self.latest, self.application.running()) {
            (Some(latest), Some(running)) => Rc::ptr_eq(latest, &running),
            _ => true,
        };
        // A second context begins where the first one ended.
        let base_ms = if is_same { self.base_ms } else { self.end_ms() };
        let begin_ms = base_ms + slot.since_start.millis().max(0) as u64;
        Some((slot, begin_ms))
    }

    /// Virtual time at the end of the latest batch.
    fn end_ms(&self) -> u64 {
        let Some(done) = self.done.last() else { return 0 };
        let engine = done.context.engine();
        let zero = engine.as_ref().map_or(done.time, engine::StreamingContext::zero_time);
        self.base_ms + (done.time - zero).millis().max(0) as u64
    }

    /// Computes the batch that is being filled; `None` if no context runs.
    pub fn run_batch(&mut self, inputs: &mut Inputs) -> Option<BatchView> {
        self.watchdog.restart();
        // The driver program may have something to do before, and may end the context.
        (0..MAX_WAKES).take_while(|_| self.application.wake()).count();
        let (slot, begin_ms) = self.filling()?;
        let running = self.application.running()?;
        let interval_ms = slot.interval.millis().max(1) as u64;
        self.base_ms = begin_ms - slot.since_start.millis().max(0) as u64;
        let received = slot
            .inputs
            .iter()
            .map(|input| {
                let address = format!("{}:{}", input.hostname, input.port);
                (input.node, inputs.partitions(&address, begin_ms, begin_ms + interval_ms))
            })
            .collect();
        self.watchdog.restart();
        let began_ms = self.pulse.now_ms();
        let report = self.application.run_batch(received, &mut NoListener)?;
        let processing_us = ((self.pulse.now_ms() - began_ms) * 1000.0).max(0.0) as u64;
        let contexts = self.application.contexts();
        let context_idx = contexts.iter().position(|context| Rc::ptr_eq(context, &running)).unwrap_or(0);
        self.done.push(Done { context: Rc::clone(&running), context_idx, time: slot.time });
        let mut view = batch_view(self, &report);
        (view.interval_ms, view.processing_us) = (interval_ms, processing_us);
        if let Some(failure) = &view.failure {
            self.failure = Some(diagnostics::of_failure(failure));
        }
        self.tally.add(&view, running.plan().plan(), &self.numbering, context_idx);
        self.latest = Some(running);
        Some(view)
    }

    /// What the batches so far came to.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Whether the program has made streams since the last look: then the plan has to be shown again.
    pub fn has_new_nodes(&mut self) -> bool {
        let contexts = self.application.contexts();
        let n_nodes = count_nodes(&contexts);
        let has_new = n_nodes != self.n_nodes;
        self.n_nodes = n_nodes;
        self.numbering = Numbering::of(&contexts);
        has_new
    }

    pub fn plan_view(&self) -> PlanView {
        plan_view(&self.program, &self.application.contexts(), &self.numbering)
    }

    pub fn diagnostics(&mut self) -> Vec<DiagnosticView> {
        let mut found = self.program_diagnostics();
        found.extend(self.failure.clone());
        found
    }

    /// What there is to say about the driver program; failed batches are told apart.
    pub fn program_diagnostics(&mut self) -> Vec<DiagnosticView> {
        let mut found = diagnostics::of_running(&self.program, &mut self.application);
        if self.failure.is_some() {
            // What awaitTermination raises repeats the failure of the batch, which says more at its own place.
            found.retain(|view| !matches!(view.code.as_str(), "Py4JJavaError" | "KeyboardInterrupt"));
        }
        found
    }

    /// Whether no batch can ever come any more.
    pub fn is_over(&self) -> bool {
        self.application.running().is_none()
    }

    /// Text for the end of the run that the driver program has left: what Python prints on `sys.stderr`.
    pub fn ending_text(&mut self) -> Option<String> {
        let program = self.program.clone();
        let (phase, cx) = self.application.phase_and_cx();
        match phase {
            Phase::Ended(Ending::Raised(raised)) => Some(python::format_traceback(raised, &program, cx)),
            Phase::Ended(Ending::Exit { message: Some(message), .. }) => Some(format!("{message}\n")),
            _ => None,
        }
    }

    /// What the driver program printed before the first batch, or since the last look outside of batches.
    pub fn take_driver_text(&mut self) -> String {
        self.application.take_driver_text()
    }
}

fn count_nodes(contexts: &[Rc<StreamingContext>]) -> usize {
    contexts.iter().map(|context| context.plan().plan().nodes.len() + 1).sum()
}

fn spark_settings(settings: &Settings) -> pyspark::Settings {
    pyspark::Settings {
        cores: settings.cores.max(1) as usize,
        hash_algorithm: match settings.hash {
            StringHash::SipHash13 => HashAlgorithm::SipHash13,
            StringHash::SipHash24 => HashAlgorithm::SipHash24,
        },
        start: Time(settings.start_time_ms),
        argv: settings.argv.clone(),
        history_bytes: HISTORY_BYTES,
        fuel: FUEL,
        ..pyspark::Settings::default()
    }
}
