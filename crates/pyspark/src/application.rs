//! `Application`: a program being run: its driver code until it waits, then batch after batch.

use std::collections::BTreeMap;
use std::rc::Rc;

use engine::listener::StreamingListener;
use engine::{BatchResult, InputInfo};
use plan::{Duration, NodeId, Time};
use python::{Driver, DriverStep, Program};
use value::{CallCx, Column, ExcKind, Raised, Value};

use crate::error::BatchError;
use crate::listener::Noting;
use crate::spark::{Settings, Spark, Wait, world};
use crate::streaming_context::{ContextState, StreamingContext};
use crate::world::World;

/// Where the driver program stands.
#[derive(Debug)]
pub enum Phase {
    /// It waits for batches (or for time to pass).
    Waiting,
    /// It waits, and nothing that it started can ever wake it.
    Stuck,
    /// Its last line was run, or an exception ended it.
    Ended(Ending),
}

/// How a driver program ended.
#[derive(Debug)]
pub enum Ending {
    Finished,
    /// `sys.exit(…)` or `exit(…)`: the exit code, and the text that Python would print for it, if any.
    Exit {
        code: u8,
        message: Option<String>,
    },
    Raised(Raised),
}

/// The batch that is being filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchSlot {
    /// Counted from 0 for each context.
    pub index: u64,
    /// Data that arrives in `begin..time` belongs to it.
    pub begin: Time,
    /// The batch's time, at which it is computed.
    pub time: Time,
    pub interval: Duration,
    /// From the start of the context to [`BatchSlot::begin`].
    pub since_start: Duration,
    pub inputs: Vec<InputInfo>,
}

/// What one batch did.
pub struct BatchReport {
    pub result: BatchResult,
    /// What the driver program itself printed after the batch.
    pub driver_text: String,
}

/// One run of a program.
pub struct Application {
    spark: Rc<Spark>,
    driver: Driver,
    cx: CallCx,
    phase: Phase,
    /// What the driver printed and nobody took yet.
    driver_text: String,
}

impl Application {
    /// Runs the driver code of `program` until it waits or ends, in `world`.
    ///
    /// [`value::Host::refuel`] of the world decides what happens when `settings.fuel` is used up.
    pub fn launch(program: &Program, settings: Settings, mut world: World) -> Self {
        world.set_args(settings.argv.clone());
        let mut cx = CallCx::new(Box::new(world));
        cx.hash_algorithm = settings.hash_algorithm;
        cx.fuel = settings.fuel;
        let spark = Spark::new(program.clone(), settings);
        let driver = Driver::new(program, crate::modules::registry(&spark), &mut cx);
        let mut application = Self { spark, driver, cx, phase: Phase::Stuck, driver_text: String::new() };
        application.run_driver(|driver, cx| driver.run(cx));
        application
    }

    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// The phase together with the context of calls, for what has to be shown of an exception.
    pub fn phase_and_cx(&mut self) -> (&Phase, &mut CallCx) {
        (&self.phase, &mut self.cx)
    }

    pub fn spark(&self) -> &Spark {
        &self.spark
    }

    /// Every streaming context that the program made so far, in order.
    pub fn contexts(&self) -> Vec<Rc<StreamingContext>> {
        self.spark.contexts.borrow().clone()
    }

    /// Whether the driver program waits for a graceful stop, which still computes batches.
    pub fn is_stopping(&self) -> bool {
        matches!(&*self.spark.wait.borrow(), Some(Wait::GracefulStop { .. }))
    }

    /// The context that was started and not stopped. It may outlive the driver program, as in a notebook.
    pub fn running(&self) -> Option<Rc<StreamingContext>> {
        self.spark.running.borrow().clone()
    }

    /// What the driver program printed since the last call, outside of batches.
    pub fn take_driver_text(&mut self) -> String {
        std::mem::take(&mut self.driver_text)
    }

    /// What the program wrote to `sys.stderr` since the last call.
    pub fn take_stderr(&mut self) -> String {
        world(&mut self.cx).map(World::take_stderr).unwrap_or_default()
    }

    /// The context of calls into the program and its objects, for views of records.
    pub fn cx(&mut self) -> &mut CallCx {
        &mut self.cx
    }

    /// The files that the program has written and was given.
    pub fn files(&mut self) -> BTreeMap<String, Rc<[u8]>> {
        world(&mut self.cx).map(|world| world.files().clone()).unwrap_or_default()
    }

    /// The batch that the running context fills now; `None` if none runs.
    pub fn next_batch(&self) -> Option<BatchSlot> {
        let running = self.running()?;
        let engine = running.engine.borrow();
        let engine = engine.as_ref()?;
        let (time, interval) = (engine.next_batch_time(), engine.plan().batch_duration);
        Some(BatchSlot {
            index: engine.n_batches(),
            begin: time - interval,
            time,
            interval,
            since_start: time - interval - engine.zero_time(),
            inputs: engine.inputs(),
        })
    }

    /// When the driver program goes on before the next batch: its timeout or its sleep ends earlier.
    pub fn wakes_at(&self) -> Option<Time> {
        let until = match &*self.spark.wait.borrow() {
            Some(Wait::Termination { until: Some(until), .. } | Wait::Sleep { until }) => *until,
            _ => return None,
        };
        self.next_batch().is_some_and(|slot| until < slot.time).then_some(until)
    }

    /// Lets the driver program go on at [`Application::wakes_at`]; `false` if nothing wakes it before the next batch.
    pub fn wake(&mut self) -> bool {
        let Some(until) = self.wakes_at() else { return false };
        if let Some(world) = world(&mut self.cx) {
            world.advance_to(until.millis() * 1000);
        }
        self.settle();
        true
    }

    /// Computes the batch that [`Application::next_batch`] describes from the partitions that its inputs received,
    /// then lets the driver program go on if it was waiting for that. `None` if no context runs.
    pub fn run_batch(
        &mut self,
        received: Vec<(NodeId, Vec<Column>)>,
        listener: &mut dyn StreamingListener,
    ) -> Option<BatchReport> {
        let slot = self.next_batch()?;
        let running = self.running()?;
        self.cx.fuel = self.spark.settings.fuel;
        if let Some(world) = world(&mut self.cx) {
            world.set_clock(slot.time.millis() * 1000);
        }
        let listeners = running.listeners.borrow().clone();
        let mut noting = Noting { listeners, events: Vec::new(), next: listener };
        let result = {
            let mut engine = running.engine.borrow_mut();
            let engine = engine.as_mut()?;
            for (node, partitions) in received {
                engine.push_partitions(node, slot.time, partitions);
            }
            engine.run_batch(&mut self.cx, &mut noting)
        };
        // What output operations printed is in the result already.
        if let Some(world) = world(&mut self.cx) {
            world.take_stdout();
        }
        noting.tell_all(&mut self.cx);
        if let Some(world) = world(&mut self.cx) {
            self.driver_text.push_str(&world.take_stdout());
        }
        if let Some(failure) = result.failures().next() {
            let error = Rc::new(BatchError::of(&failure.failure, &mut self.cx));
            running.failure.borrow_mut().get_or_insert(error);
        }
        if let Some(Wait::GracefulStop { n_batches_left, .. }) = &mut *self.spark.wait.borrow_mut() {
            *n_batches_left = n_batches_left.saturating_sub(1);
        }
        self.settle();
        let driver_text = self.take_driver_text();
        Some(BatchReport { result, driver_text })
    }

    /// No more input will ever come: whatever the driver program waits for is over now, and a context that would
    /// run for ever stops.
    pub fn end_of_input(&mut self) {
        let wait = self.spark.wait.borrow_mut().take();
        match wait {
            Some(Wait::Termination { context, until, tells, .. }) => {
                if until.is_none() {
                    self.spark.stop_streaming(&context, false);
                }
                let stopped = context.state() == ContextState::Stopped;
                let answer = if tells { Value::Bool(stopped) } else { Value::None };
                self.resume(Ok(answer));
            }
            Some(Wait::GracefulStop { context, stop_spark_context, .. }) => {
                self.spark.stop_streaming(&context, stop_spark_context);
                self.resume(Ok(Value::None));
            }
            Some(Wait::Sleep { .. }) => self.resume(Ok(Value::None)),
            None => {}
        }
    }

    /// Presses Ctrl-C: `KeyboardInterrupt` where the driver program waits.
    pub fn interrupt(&mut self) {
        if self.spark.wait.borrow_mut().take().is_some() {
            self.resume(Err(Raised::new(ExcKind::KeyboardInterrupt, String::new())));
        }
    }

    /// Resumes the driver as long as what it waits for has come.
    fn settle(&mut self) {
        while let Some(answer) = self.answer() {
            self.spark.wait.borrow_mut().take();
            self.resume(answer);
        }
    }

    /// What the wait ends with, if it is over.
    fn answer(&mut self) -> Option<Result<Value, Raised>> {
        let wait = self.spark.wait.borrow();
        let now = Time(self.cx.host.now_micros().div_euclid(1000));
        match wait.as_ref()? {
            Wait::Termination { context, until, method, tells } => {
                let failure = context.failure.borrow().clone();
                if let Some(failure) = failure {
                    return Some(Err(self.spark.batch_error(method, &failure)));
                }
                let stopped = context.has_ended();
                let is_over = stopped || until.is_some_and(|until| now >= until);
                is_over.then(|| Ok(if *tells { Value::Bool(stopped) } else { Value::None }))
            }
            Wait::Sleep { until } => (now >= *until).then_some(Ok(Value::None)),
            Wait::GracefulStop { n_batches_left: 1.., .. } => None,
            Wait::GracefulStop { context, stop_spark_context, .. } => {
                self.spark.stop_streaming(context, *stop_spark_context);
                Some(Ok(Value::None))
            }
        }
    }

    fn resume(&mut self, answer: Result<Value, Raised>) {
        self.cx.fuel = self.spark.settings.fuel;
        self.run_driver(|driver, cx| driver.resume(answer, cx));
    }

    fn run_driver(&mut self, run: impl FnOnce(&mut Driver, &mut CallCx) -> DriverStep) {
        let batches_are_due = self.running().is_some();
        if let Some(world) = world(&mut self.cx) {
            world.set_driver_runs(true);
            world.set_batches_are_due(batches_are_due);
        }
        let step = run(&mut self.driver, &mut self.cx);
        let slept = world(&mut self.cx).and_then(|world| {
            world.set_driver_runs(false);
            self.driver_text.push_str(&world.take_stdout());
            world.take_sleep()
        });
        if let Some(until) = slept {
            // The shortest sleep ends later than now, so that something else can happen in between.
            let earliest = self.cx.host.now_micros().div_euclid(1000) + 1;
            let until = Time((until + 999).div_euclid(1000).max(earliest));
            *self.spark.wait.borrow_mut() = Some(Wait::Sleep { until });
        }
        self.phase = match step {
            DriverStep::Finished => Phase::Ended(Ending::Finished),
            DriverStep::Raised(raised) => Phase::Ended(self.ending(raised)),
            DriverStep::Waiting => self.waiting(),
        };
    }

    /// Whether the driver waits for something that can come.
    fn waiting(&mut self) -> Phase {
        if self.running().is_some() {
            return Phase::Waiting;
        }
        // No batch will move the clock, so it jumps to where the wait ends.
        let until = match &*self.spark.wait.borrow() {
            Some(Wait::Termination { until: Some(until), .. } | Wait::Sleep { until }) => Some(*until),
            _ => None,
        };
        match until {
            Some(until) => {
                if let Some(world) = world(&mut self.cx) {
                    world.advance_to(until.millis() * 1000);
                }
                self.phase = Phase::Waiting;
                self.settle();
                std::mem::replace(&mut self.phase, Phase::Stuck)
            }
            None => Phase::Stuck,
        }
    }

    fn ending(&mut self, raised: Raised) -> Ending {
        if !raised.is_a(ExcKind::SystemExit) {
            return Ending::Raised(raised);
        }
        let argument = raised.exception().and_then(|exception| exception.args.borrow().first().cloned());
        match argument {
            None | Some(Value::None) => Ending::Exit { code: 0, message: None },
            Some(Value::Int(code)) => Ending::Exit { code: code.rem_euclid(256) as u8, message: None },
            Some(Value::Bool(truth)) => Ending::Exit { code: u8::from(truth), message: None },
            Some(message) => Ending::Exit { code: 1, message: value::repr::str_of(&message, &mut self.cx).ok() },
        }
    }
}
