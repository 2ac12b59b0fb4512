//! `Session`: answers the page's messages, and computes batches as virtual time goes on.

use std::collections::BTreeMap;
use std::rc::Rc;

use protocol::document::{Document, Source, Speed, TimedLine, View, add_lines};
use protocol::message::{FromWorker, ToWorker};
use protocol::plan_view::DiagnosticView;
use protocol::run_view::{InputStatus, Link, MAX_CHIPS, OutputChunk, RunState, Status};
use protocol::text::Rev;
use python::Program;

use crate::doctor::DoctorRound;
use crate::inputs::Inputs;
use crate::run::Run;
use crate::watchdog::Pulse;
use crate::{diagnostics, edits, plan_view};

/// How long a tick may compute before it sends what it has: under a frame.
const TICK_MS: f64 = 10.0;

/// How long computing everything again after an edit may take before the first batches are sent, and then again.
const RECOMPUTE_MS: f64 = 90.0;

/// The most batches that are sent in one message.
const MAX_BATCHES: usize = 500;

/// One document in one worker.
pub struct Session {
    pub(crate) pulse: Rc<dyn Pulse>,
    pub(crate) rev: Rev,
    pub(crate) document: Document,
    pub(crate) inputs: Inputs,
    pub(crate) run: Option<Run>,
    /// A run that was computed again to look at an old batch.
    pub(crate) replay: Option<Run>,
    state: RunState,
    /// What the run did until the program ended: it goes on when an edit makes a program that does not.
    state_before_end: RunState,
    /// Virtual time since the run began, in milliseconds.
    clock_ms: f64,
    /// When the clock was moved last.
    ticked_ms: f64,
    /// How many batches are to be computed before the clock counts again.
    catch_up_to: u64,
    /// How many batches there were when the last run with lines of bridges was stopped.
    stopped_at: u64,
    /// Whether the next batches make all others stale.
    replaces_all: bool,
    pub(crate) links: BTreeMap<String, Link>,
    diagnostics: Vec<DiagnosticView>,
    ending_was_told: bool,
    status: Option<Status>,
    pub(crate) doctor: DoctorRound,
}

impl Session {
    pub fn new(pulse: Rc<dyn Pulse>) -> Self {
        Self {
            ticked_ms: pulse.now_ms(),
            pulse,
            rev: 0,
            document: Document::of_program(""),
            inputs: Inputs::default(),
            run: None,
            replay: None,
            state: RunState::Stopped,
            state_before_end: RunState::Stopped,
            clock_ms: 0.0,
            catch_up_to: 0,
            stopped_at: 0,
            replaces_all: false,
            links: BTreeMap::new(),
            diagnostics: Vec::new(),
            ending_was_told: false,
            status: None,
            doctor: DoctorRound::default(),
        }
    }

    /// The first message of a worker.
    pub fn ready() -> FromWorker {
        FromWorker::Ready { catalogue: plan_view::catalogue() }
    }

    /// Whether [`Session::tick`] has something to do.
    pub fn is_busy(&self) -> bool {
        matches!(self.state, RunState::Running | RunState::WaitingForData) || self.is_catching_up()
    }

    pub(crate) fn is_catching_up(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.n_batches() < self.catch_up_to && !run.is_over())
    }

    /// Answers a message.
    pub fn handle(&mut self, message: ToWorker) -> Vec<FromWorker> {
        let mut out = Vec::new();
        match message {
            ToWorker::SetDocument { rev, document } => self.set_document(rev, document.bounded(), &mut out),
            ToWorker::Edit { rev, edit } => out.push(self.edit(rev, &edit)),
            ToWorker::Start => self.start(&mut out),
            ToWorker::Pause => self.pause(),
            ToWorker::Step => self.step(&mut out),
            ToWorker::Seek { batch } => {
                self.pause();
                if self.state == RunState::Stopped && self.run.is_some() {
                    self.state = RunState::Paused;
                }
                self.catch_up_to = self.catch_up_to.max(batch.saturating_add(1));
                self.advance(RECOMPUTE_MS, &mut out);
            }
            ToWorker::Stop => {
                let (n_lines, n_batches) = self.stop(&mut out);
                if n_lines > 0 {
                    self.stopped_at = n_batches;
                    out.push(FromWorker::LetGo { rev: self.rev, n_lines });
                }
            }
            ToWorker::TakeBackStop => self.take_back_stop(&mut out),
            ToWorker::SetSpeed { speed } => {
                self.document.settings.speed = speed;
                self.document = std::mem::take(&mut self.document).bounded();
            }
            ToWorker::Push { address, lines } => out.push(self.push(address, &lines)),
            // The worker around the session connects bridges.
            ToWorker::Connect { .. } | ToWorker::Disconnect { .. } => {}
            question => out.extend(self.look(question)),
        }
        self.tell_status(&mut out);
        self.tell_findings(&mut out);
        out
    }

    /// Moves virtual time to now and computes the batches that have become due.
    pub fn tick(&mut self) -> Vec<FromWorker> {
        let mut out = Vec::new();
        let now = self.pulse.now_ms();
        let passed = (now - self.ticked_ms).clamp(0.0, 1000.0);
        self.ticked_ms = now;
        if self.is_catching_up() {
            self.advance(RECOMPUTE_MS, &mut out);
        } else if matches!(self.state, RunState::Running | RunState::WaitingForData) {
            match self.document.settings.speed {
                Speed::Times(times) => {
                    self.clock_ms += passed * times;
                    self.advance_to_clock(&mut out);
                }
                Speed::Max => {
                    self.clock_ms = f64::INFINITY;
                    self.advance_to_clock(&mut out);
                }
            }
        }
        self.tell_status(&mut out);
        self.tell_findings(&mut out);
        out
    }

    /// Lines that a bridge sent for an address.
    pub fn receive(&mut self, address: &str, lines: &[String]) {
        self.inputs.push(address, self.now_ms(), lines);
    }

    /// The state of the connection behind an address.
    pub fn set_link(&mut self, address: &str, link: Link) {
        self.links.insert(address.to_owned(), link);
    }

    /// What has changed without a message of the page: connections, lines that arrived.
    pub fn news(&mut self) -> Vec<FromWorker> {
        let mut out = Vec::new();
        self.tell_status(&mut out);
        self.tell_findings(&mut out);
        out
    }

    /// Lines of an address that wait for their batch.
    pub fn n_waiting(&self, address: &str) -> u64 {
        let begin_ms = self.run.as_ref().and_then(Run::filling).map_or(0, |(_, begin_ms)| begin_ms);
        self.inputs.n_received_since(address, begin_ms)
    }

    /// Virtual time since the run began.
    fn now_ms(&self) -> u64 {
        let filling = self.run.as_ref().and_then(Run::filling);
        let (begin, end) = match &filling {
            Some((slot, begin_ms)) => (*begin_ms, *begin_ms + slot.interval.millis().max(1) as u64 - 1),
            None => (0, u64::MAX),
        };
        (self.clock_ms as u64).clamp(begin, end)
    }

    fn set_document(&mut self, rev: Rev, document: Document, out: &mut Vec<FromWorker>) {
        self.rev = rev;
        let is_same_run = self.run.is_some()
            && Document { view: View::default(), ..document.clone() }
                == Document { view: View::default(), ..self.document.clone() };
        let only_speed = self.run.is_some() && differs_in_speed_only(&document, &self.document);
        self.document = document;
        if is_same_run || only_speed {
            self.tell_plan(out);
            return;
        }
        match Program::compile(&self.document.program) {
            Err(found) => {
                let diagnostics = diagnostics::of_compiling(&self.document.program, &found);
                self.doctor.tell_of_text(rev, &diagnostics, out);
                out.push(FromWorker::Planned { rev, plan: None, diagnostics });
            }
            Ok(program) => {
                self.inputs.set_document(&self.document);
                let n_batches = self.run.as_ref().map_or(0, Run::n_batches).max(self.catch_up_to);
                self.launch(&program, out);
                if self.state == RunState::Finished && self.run.as_ref().is_some_and(|run| !run.is_over()) {
                    self.state = self.state_before_end;
                    self.clock_ms = self.now_ms() as f64;
                }
                if n_batches > 0 {
                    self.catch_up_to = n_batches;
                    self.advance(RECOMPUTE_MS, out);
                }
            }
        }
    }

    /// Begins a new run; all batches so far are stale.
    fn launch(&mut self, program: &Program, out: &mut Vec<FromWorker>) {
        self.replay = None;
        self.run = Some(Run::launch(program, &self.document.settings, &self.pulse));
        self.replaces_all = true;
        self.ending_was_told = false;
        self.diagnostics.clear();
        self.tell_plan(out);
        self.tell_driver_text(out);
    }

    fn tell_plan(&mut self, out: &mut Vec<FromWorker>) {
        self.doctor.begin();
        let Some(run) = &mut self.run else { return };
        run.has_new_nodes();
        self.diagnostics = run.diagnostics();
        self.diagnostics.extend(self.inputs.forgotten().map(|(address, ms)| diagnostics::of_forgotten(address, ms)));
        out.push(FromWorker::Planned {
            rev: self.rev,
            plan: Some(run.plan_view()),
            diagnostics: self.diagnostics.clone(),
        });
    }

    /// What the driver program printed outside of batches, and how it ended.
    fn tell_driver_text(&mut self, out: &mut Vec<FromWorker>) {
        let Some(run) = &mut self.run else { return };
        let mut text = run.take_driver_text();
        if !self.ending_was_told
            && let Some(ending) = run.ending_text()
        {
            self.ending_was_told = true;
            text.push_str(&ending);
        }
        if !text.is_empty() {
            out.push(FromWorker::Output { rev: self.rev, chunk: OutputChunk { node: None, text } });
        }
    }

    fn edit(&mut self, rev: Rev, edit: &protocol::message::ChainEdit) -> FromWorker {
        let refused = |message: String| FromWorker::EditRefused { rev, message };
        match &self.run {
            Some(run) if run.program().text() == self.document.program => match edits::change(run, edit) {
                Ok(change) => match self.unknown_name(edit, &change) {
                    Some(message) => refused(format!("the step cannot stand there: {message}")),
                    None => FromWorker::TextEdits { rev, focus: change.focus, edits: edits::text_edits(change) },
                },
                Err(error) => refused(error.to_string()),
            },
            _ => refused("the program has to be mended first".into()),
        }
    }

    /// What Python says of a name that is not known where a change puts it, if it was known before.
    fn unknown_name(&mut self, edit: &protocol::message::ChainEdit, change: &pyspark::Change) -> Option<String> {
        if !edits::moves_names(edit) {
            return None;
        }
        let unknown = |run: &mut Run| run.ending_text().filter(|text| text.contains("NameError: "));
        let before = unknown(self.run.as_mut()?);
        let text = pyspark::chain_edit::apply(&self.document.program, &change.edits);
        let mut tried = Run::launch(&Program::compile(&text).ok()?, &self.document.settings, &self.pulse);
        let said = unknown(&mut tried).filter(|_| before.is_none())?;
        said.lines().rev().find_map(|line| line.split_once("NameError: ")).map(|(_, message)| message.to_owned())
    }

    fn start(&mut self, out: &mut Vec<FromWorker>) {
        if self.run.is_none() {
            self.relaunch(out);
        }
        // A run that is over begins again.
        if self.run.as_ref().is_some_and(Run::is_over) && self.state == RunState::Finished {
            let _ = self.stop(out); // What bridges sent to a run that is over goes with it.
        }
        match self.run.as_ref().map(Run::is_over) {
            Some(false) => {
                self.state = RunState::Running;
                self.catch_up_to = 0;
                self.ticked_ms = self.pulse.now_ms();
            }
            // It ended before its first batch: it runs as soon as it is mended.
            Some(true) => (self.state, self.state_before_end) = (RunState::Finished, RunState::Running),
            None => {}
        }
    }

    fn pause(&mut self) {
        if matches!(self.state, RunState::Running | RunState::WaitingForData) {
            self.state = RunState::Paused;
            self.clock_ms = self.now_ms() as f64;
        }
    }

    fn step(&mut self, out: &mut Vec<FromWorker>) {
        if self.run.is_none() {
            self.relaunch(out);
        }
        let Some(run) = &self.run else { return };
        self.state = RunState::Paused;
        self.catch_up_to = run.n_batches() + 1;
        self.advance(f64::INFINITY, out);
    }

    /// Goes back to the beginning; gives how many lines of bridges and how many batches there were.
    fn stop(&mut self, out: &mut Vec<FromWorker>) -> (u64, u64) {
        let n_batches = self.run.as_ref().map_or(0, Run::n_batches);
        self.state = RunState::Stopped;
        self.clock_ms = 0.0;
        self.catch_up_to = 0;
        let n_lines = self.inputs.let_go_received();
        self.inputs.set_document(&self.document);
        self.relaunch(out);
        out.push(FromWorker::Batches { rev: self.rev, replaces_all: true, batches: Vec::new() });
        self.replaces_all = false;
        (n_lines, n_batches)
    }

    fn take_back_stop(&mut self, out: &mut Vec<FromWorker>) {
        self.inputs.bring_back_received();
        self.relaunch(out);
        self.state = RunState::Paused;
        self.catch_up_to = self.stopped_at;
        self.advance(RECOMPUTE_MS, out);
    }

    fn relaunch(&mut self, out: &mut Vec<FromWorker>) {
        let compiled = self.run.as_ref().map(|run| run.program().clone());
        let program = match compiled {
            Some(program) => Ok(program),
            None => Program::compile(&self.document.program),
        };
        if let Ok(program) = program {
            self.launch(&program, out);
        }
    }

    fn push(&mut self, address: String, lines: &[String]) -> FromWorker {
        let at_ms = self.now_ms();
        self.inputs.push(&address, at_ms, lines);
        let lines: Vec<TimedLine> = lines.iter().map(|text| TimedLine { at_ms, text: text.clone() }).collect();
        // The page will send the same lines back in its document: they are no change then.
        if let Some(Source::Lines(known)) = self.document.sources.get_mut(&address) {
            add_lines(known, lines.clone());
        }
        FromWorker::Pushed { address, lines }
    }

    /// Computes up to [`Session::catch_up_to`], for at most `budget_ms`.
    fn advance(&mut self, budget_ms: f64, out: &mut Vec<FromWorker>) {
        let deadline = self.pulse.now_ms() + budget_ms;
        self.compute(out, |session| session.is_catching_up() && session.pulse.now_ms() < deadline);
        if let Some((_, begin_ms)) = self.run.as_ref().and_then(Run::filling) {
            self.clock_ms = self.clock_ms.clamp(begin_ms as f64, self.end_of_filling());
        }
    }

    fn advance_to_clock(&mut self, out: &mut Vec<FromWorker>) {
        let deadline = self.pulse.now_ms() + TICK_MS;
        self.compute(out, |session| session.clock_ms >= session.end_of_filling() && session.pulse.now_ms() < deadline);
        // What cannot be computed in time makes the virtual clock wait.
        self.clock_ms = self.clock_ms.min(self.end_of_filling());
    }

    fn end_of_filling(&self) -> f64 {
        match self.run.as_ref().and_then(Run::filling) {
            Some((slot, begin_ms)) => (begin_ms + slot.interval.millis().max(1) as u64) as f64,
            None => f64::INFINITY,
        }
    }

    /// Computes batches while `goes_on`, and tells of them.
    fn compute(&mut self, out: &mut Vec<FromWorker>, goes_on: impl Fn(&Self) -> bool) {
        let mut batches = Vec::new();
        let mut has_new_nodes = false;
        let mut has_failed = false;
        while batches.len() < MAX_BATCHES && goes_on(self) {
            let Some(run) = &mut self.run else { break };
            let Some(view) = run.run_batch(&mut self.inputs) else { break };
            has_new_nodes |= run.has_new_nodes();
            has_failed |= view.failure.is_some();
            batches.push(view);
            if has_new_nodes {
                break;
            }
        }
        if has_new_nodes || has_failed {
            self.tell_plan(out);
        }
        if !batches.is_empty() || (self.replaces_all && !self.is_catching_up()) {
            let replaces_all = std::mem::replace(&mut self.replaces_all, false);
            out.push(FromWorker::Batches { rev: self.rev, replaces_all, batches });
        }
        let is_over = self.run.as_ref().is_none_or(Run::is_over);
        if is_over && !matches!(self.state, RunState::Stopped | RunState::Finished) {
            self.state_before_end = std::mem::replace(&mut self.state, RunState::Finished);
        }
        self.tell_driver_text(out);
    }

    fn tell_status(&mut self, out: &mut Vec<FromWorker>) {
        let status = self.current_status();
        if self.status.as_ref() != Some(&status) {
            self.status = Some(status.clone());
            out.push(FromWorker::Status { status });
        }
    }

    fn current_status(&mut self) -> Status {
        let mut status = Status {
            state: self.state,
            clock_ms: if self.clock_ms.is_finite() { self.clock_ms as u64 } else { 0 },
            speed: Some(self.document.settings.speed),
            ..Status::default()
        };
        let Some(run) = &self.run else { return status };
        status.next_batch = run.n_batches();
        let Some((slot, begin_ms)) = run.filling() else { return status };
        status.batch_interval_ms = slot.interval.millis().max(0) as u64;
        let until_ms = (self.clock_ms.min(self.end_of_filling()) as u64).max(begin_ms);
        status.clock_ms = until_ms;
        let contexts = run.application.contexts();
        let running = run.application.running();
        let context_idx = contexts
            .iter()
            .position(|context| running.as_ref().is_some_and(|running| Rc::ptr_eq(running, context)))
            .unwrap_or(0);
        for input in &slot.inputs {
            let address = format!("{}:{}", input.hostname, input.port);
            let node = run.numbering.outer(context_idx, input.node);
            let (n_filling, chips) = self.inputs.filling(&address, begin_ms, until_ms, MAX_CHIPS);
            let link = match (self.links.get(&address), self.document.source(&address)) {
                (Some(link), Source::Bridge) => link.clone(),
                (None, Source::Bridge) => Link::Idle,
                _ => Link::Local,
            };
            status.inputs.push(InputStatus { node, address, n_filling, chips, link });
        }
        status
    }
}

fn differs_in_speed_only(new: &Document, old: &Document) -> bool {
    let mut old = old.clone();
    old.settings.speed = new.settings.speed;
    old.view = new.view.clone();
    old == *new
}
