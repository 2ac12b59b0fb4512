//! `dstream run`: a program on the playground's engine, on real sockets and by the real clock, printing what PySpark prints.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration as RealDuration, SystemTime, UNIX_EPOCH};

use engine::listener::StreamingListener;
use engine::{BatchResult, InputInfo};
use plan::{Duration, NodeId, Time, Zone};
use protocol::bridge::FromBridge;
use pyspark::world::World;
use pyspark::{Application, Ending, Phase, Settings};
use python::Program;
use tokio::sync::{mpsc, watch};
use value::column::StrColumn;
use value::hash::HashAlgorithm;
use value::{Column, Refuel};

use crate::cli::TextHash;
use crate::disk::MachineFiles;
use crate::error::BridgeError;
use crate::limits::Limits;
use crate::receiver::{Receiver, receive};
use crate::targets::AllowedTargets;

/// Lines received within this time make one partition, as Spark's `spark.streaming.blockInterval`.
const BLOCK_INTERVAL_MS: i64 = 200;

/// Messages of receivers that may wait here.
const MAX_MESSAGES: usize = 1024;

/// Steps between two looks at how much memory is in use: some tenths of a second of work.
const FUEL: u64 = 1 << 24;

/// Programs may compute for as long as they like, as under real Python, but do not drive the machine out of memory.
struct MachineLimits {
    /// Bytes that may be in use.
    max_memory: usize,
}

impl MachineLimits {
    /// Most of what is available now, where the system tells it.
    fn of_this_machine() -> Self {
        let told = std::fs::read_to_string("/proc/meminfo").ok();
        let available = told.as_deref().and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("MemAvailable:"))?;
            line.split_whitespace().nth(1)?.parse::<usize>().ok()
        });
        Self { max_memory: available.map_or(usize::MAX, |kilobytes| kilobytes.saturating_mul(1024) / 10 * 7) }
    }
}

impl pyspark::world::Limits for MachineLimits {
    fn refuel(&mut self, _: u64) -> Refuel {
        if self.memory_left() == 0 { Refuel::MemoryIsFull(FUEL) } else { Refuel::Steps(FUEL) }
    }

    fn memory_left(&self) -> usize {
        self.max_memory.saturating_sub(value::memory::in_use())
    }
}

/// What to run.
#[derive(Clone, Debug)]
pub struct RunConfig {
    pub text: String,
    /// `sys.argv[1:]`.
    pub argv: Vec<String>,
    /// What `local[*]` stands for.
    pub cores: usize,
    /// How keys of text are hashed.
    pub hash: TextHash,
    /// End after so many batches, as if Ctrl-C was pressed.
    pub max_batches: Option<u64>,
}

/// Runs the program to its end; the exit code is Python's.
///
/// Output goes to standard output when a batch is done, tracebacks to standard error. `stop` is Ctrl-C.
pub async fn run(config: RunConfig, stop: impl Future<Output = ()>) -> Result<ExitCode, BridgeError> {
    let program = match Program::compile(&config.text) {
        Ok(program) => program,
        Err(diagnostics) => {
            eprint!("{}", syntax_errors(&config.text, &diagnostics));
            return Ok(ExitCode::FAILURE);
        }
    };
    let settings = Settings {
        cores: config.cores.max(1),
        start: Time(now_ms()),
        zone: local_zone(),
        argv: config.argv.clone(),
        hash_algorithm: match config.hash {
            TextHash::Siphash13 => HashAlgorithm::SipHash13,
            TextHash::Siphash24 => HashAlgorithm::SipHash24,
        },
        fuel: FUEL,
        ..Settings::default()
    };
    let world = World::new(now_ms() * 1000, BTreeMap::new())
        .with_limits(MachineLimits::of_this_machine())
        .with_disk(MachineFiles);
    let mut runner = Runner { application: Application::launch(&program, settings, world), inputs: Inputs::new() };
    runner.tell_driver_text()?;
    runner.batches(config.max_batches, stop).await?;
    runner.ending(&program)
}

struct Runner {
    application: Application,
    inputs: Inputs,
}

struct NoListener;

impl StreamingListener for NoListener {}

impl Runner {
    async fn batches(&mut self, max_batches: Option<u64>, stop: impl Future<Output = ()>) -> Result<(), BridgeError> {
        let mut stop = std::pin::pin!(stop);
        let mut n_batches = 0;
        while !matches!(self.application.phase(), Phase::Ended(_)) {
            let Some(slot) = self.application.next_batch() else {
                // It waits for a context that never starts, as real Python would.
                stop.as_mut().await;
                self.interrupt()?;
                return Ok(());
            };
            for input in &slot.inputs {
                self.inputs.open(input);
            }
            let wakes_at = self.application.wakes_at();
            let is_stopped = tokio::select! {
                () = &mut stop => true,
                () = self.inputs.collect_until(wakes_at.unwrap_or(slot.time)) => false,
            };
            if wakes_at.is_some() && !is_stopped {
                self.application.wake();
                self.tell_driver_text()?;
                continue;
            }
            if is_stopped || max_batches.is_some_and(|max| n_batches >= max) {
                self.interrupt()?;
                return Ok(());
            }
            let received = self.inputs.take(slot.begin, slot.time);
            let report = self.application.run_batch(received, &mut NoListener);
            n_batches += 1;
            if let Some(report) = report {
                tell_batch(&report.result)?;
                tell(&report.driver_text)?;
            }
            eprint!("{}", self.application.take_stderr());
        }
        Ok(())
    }

    /// Ctrl-C: what the program does about it still counts.
    fn interrupt(&mut self) -> Result<(), BridgeError> {
        self.application.interrupt();
        self.tell_driver_text()
    }

    fn tell_driver_text(&mut self) -> Result<(), BridgeError> {
        let text = self.application.take_driver_text();
        tell(&text)?;
        eprint!("{}", self.application.take_stderr());
        Ok(())
    }

    fn ending(&mut self, program: &Program) -> Result<ExitCode, BridgeError> {
        let (phase, cx) = self.application.phase_and_cx();
        Ok(match phase {
            Phase::Ended(Ending::Finished | Ending::Exit { code: 0, .. }) | Phase::Waiting | Phase::Stuck => {
                ExitCode::SUCCESS
            }
            Phase::Ended(Ending::Exit { code, message }) => {
                if let Some(message) = message {
                    eprintln!("{message}");
                }
                ExitCode::from(*code)
            }
            Phase::Ended(Ending::Raised(raised)) => {
                eprint!("{}", python::format_traceback(raised, program, cx));
                ExitCode::FAILURE
            }
        })
    }
}

fn tell_batch(result: &BatchResult) -> Result<(), BridgeError> {
    tell(&result.generation_text)?;
    result.outputs.iter().try_for_each(|output| tell(&output.text))
}

fn tell(text: &str) -> Result<(), BridgeError> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// As CPython prints them: the line, and a mark below the place.
fn syntax_errors(text: &str, diagnostics: &[diag::Diagnostic]) -> String {
    let lines = diag::LineIndex::new(text);
    let mut shown = String::new();
    for diagnostic in diagnostics {
        let (line, column) = lines.line_column(text, diagnostic.span.map_or(0, |span| span.start));
        let code = text.lines().nth(line.saturating_sub(1) as usize).unwrap_or("");
        let indent = code.len() - code.trim_start().len();
        let mark = " ".repeat((column as usize).saturating_sub(1 + indent));
        shown.push_str(&format!(
            "  File \"program.py\", line {line}\n    {}\n    {mark}^\n{}: {}\n",
            code.trim(),
            diagnostic.code,
            diagnostic.message
        ));
        if let Some(help) = &diagnostic.help {
            shown.push_str(&format!("help: {help}\n"));
        }
    }
    shown
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The zone that Python's `datetime.fromtimestamp` uses.
fn local_zone() -> Zone {
    let seconds = chrono::Local::now().offset().local_minus_utc();
    Zone { offset: Duration(i64::from(seconds) * 1000) }
}

/// All sockets of a program and what they have received.
struct Inputs {
    sources: Vec<Source>,
    messages: mpsc::Receiver<FromBridge>,
    sender: mpsc::Sender<FromBridge>,
}

struct Source {
    node: NodeId,
    host: String,
    port: i64,
    taken: watch::Sender<u64>,
    /// Lines that no batch has taken yet, with the time of their arrival.
    lines: Vec<(i64, Vec<String>)>,
}

impl Inputs {
    fn new() -> Self {
        let (sender, messages) = mpsc::channel(MAX_MESSAGES);
        Self { sources: Vec::new(), messages, sender }
    }

    /// Connects a source, unless it is connected already.
    fn open(&mut self, input: &InputInfo) {
        let is_open =
            |source: &Source| source.node == input.node && source.host == input.hostname && source.port == input.port;
        if self.sources.iter().any(is_open) {
            return;
        }
        let (taken, watched) = watch::channel(0);
        let id = u32::try_from(self.sources.len()).unwrap_or(u32::MAX);
        self.sources.push(Source {
            node: input.node,
            host: input.hostname.clone(),
            port: input.port,
            taken,
            lines: Vec::new(),
        });
        let Ok(port) = u16::try_from(input.port) else { return };
        // Whoever runs a program at the command line may connect wherever the program says.
        let pattern = format!("{}:{port}", input.hostname).parse().into_iter().collect();
        tokio::spawn(receive(Receiver {
            input: id,
            host: input.hostname.clone(),
            port,
            targets: Arc::new(AllowedTargets::with(pattern)),
            limits: Arc::new(Limits::default()),
            taken: watched,
            to_page: self.sender.clone(),
        }));
    }

    /// Takes what arrives until a time of the real clock.
    async fn collect_until(&mut self, time: Time) {
        loop {
            let left_ms = time.millis() - now_ms();
            let left = RealDuration::from_millis(u64::try_from(left_ms).unwrap_or(0));
            tokio::select! {
                biased;
                () = tokio::time::sleep(left) => return,
                message = self.messages.recv() => match message {
                    Some(message) => self.keep(message),
                    None => return,
                },
            }
        }
    }

    fn keep(&mut self, message: FromBridge) {
        match message {
            FromBridge::Lines { input, first, lines, .. } => {
                let Some(source) = self.sources.get_mut(input as usize) else { return };
                // The receiver is gone when nobody watches any more, and then needs no answer.
                let _ = source.taken.send(first + lines.len() as u64);
                source.lines.push((now_ms(), lines));
            }
            FromBridge::Closed { input, reason, retry_in_ms } => {
                let Some(source) = self.sources.get(input as usize) else { return };
                let then = retry_in_ms.map_or(String::new(), |ms| format!("; connecting again in {ms} ms"));
                eprintln!("dstream: {}:{}: {}{then}", source.host, source.port, reason.text());
            }
            _ => {}
        }
    }

    /// The partitions of a batch: what arrived before `end`, a partition for each block interval.
    fn take(&mut self, begin: Time, end: Time) -> Vec<(NodeId, Vec<Column>)> {
        self.sources
            .iter_mut()
            .map(|source| {
                let mut blocks: BTreeMap<i64, Vec<String>> = BTreeMap::new();
                for (at_ms, lines) in std::mem::take(&mut source.lines) {
                    let block = (at_ms.clamp(begin.millis(), end.millis() - 1) - begin.millis()) / BLOCK_INTERVAL_MS;
                    blocks.entry(block).or_default().extend(lines);
                }
                let column = |lines: &Vec<String>| Column::Str(StrColumn::from_rows(lines.iter().map(String::as_str)));
                (source.node, blocks.values().map(column).collect())
            })
            .collect()
    }
}
