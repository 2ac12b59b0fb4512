//! Runs a case on the playground's own engine, under the clock that the recordings were made with.

use plan::{NodeId, Time};
use pyspark::world::World;
use pyspark::{Application, BatchReport, Ending, Phase, Settings};
use python::Program;
use value::column::StrColumn;
use value::{CallCx, Column, Value};

use crate::case::{Case, Kind};
use crate::recording::{Batch, DriverText, Exception, JavaException, Op, Recording};

/// More waits of a driver program than any case has: a program that waits in an endless loop ends here.
const MAX_WAITS: usize = 10_000;

/// What the playground does with the case's program and inputs.
pub fn run(case: &Case) -> Recording {
    if case.input.kind != Kind::DStream {
        return Recording::default();
    }
    match Program::compile(&case.program) {
        Ok(program) => run_program(case, &program),
        Err(diagnostics) => {
            Recording { exception: diagnostics.first().map(|it| of_compiling(case, it)), ..Recording::default() }
        }
    }
}

fn of_compiling(case: &Case, diagnostic: &diag::Diagnostic) -> Exception {
    let lines = diag::LineIndex::new(&case.program);
    let line = diagnostic.span.map_or(0, |span| lines.line(span.start));
    Exception {
        type_name: diagnostic.code.clone(),
        message: format!("{} (program.py, line {line})", diagnostic.message),
        program_lines: vec![line],
        ..Exception::default()
    }
}

fn run_program(case: &Case, program: &Program) -> Recording {
    let settings = Settings {
        cores: case.input.parallelism().unwrap_or(2),
        master: Some(case.input.master.clone()),
        start: Time(0),
        clock_per_context: true,
        ..Settings::default()
    };
    let application = Application::launch(program, settings, World::default());
    let mut player = Player { case, application, recording: Recording::default(), n_earlier_outputs: 0, context: 0 };
    player.play();
    player.recording
}

struct Player<'a> {
    case: &'a Case,
    application: Application,
    recording: Recording,
    /// Output operations of contexts before the running one.
    n_earlier_outputs: usize,
    context: usize,
}

impl Player<'_> {
    fn play(&mut self) {
        let text = self.application.take_driver_text();
        self.driver_text(-1, &text);
        let n_batches = self.case.input.n_batches();
        let mut latest = -1;
        for _ in 0..MAX_WAITS {
            if matches!(self.application.phase(), Phase::Ended(_)) {
                break;
            }
            match self.application.next_batch() {
                Some(slot) if slot.index < n_batches || self.application.is_stopping() => {
                    // The recordings count the batches up to where a graceful stop begins.
                    if !self.application.is_stopping() {
                        latest = slot.index as i64;
                    }
                    self.batch(slot.index, latest);
                }
                _ => {
                    self.application.end_of_input();
                    let text = self.application.take_driver_text();
                    self.driver_text(latest, &text);
                    if matches!(self.application.phase(), Phase::Stuck) {
                        break;
                    }
                }
            }
        }
        self.recording.exception = self.exception();
        for (path, content) in self.application.files() {
            if !path.starts_with("checkpoint") {
                let text = str::from_utf8(&content).map(universal_newlines);
                let text = text.unwrap_or_else(|_| format!("<binary {} bytes>", content.len()));
                self.recording.files.insert(path, text);
            }
        }
    }

    fn batch(&mut self, index: u64, latest: i64) {
        let Some(slot) = self.application.next_batch() else { return };
        let received: Vec<(NodeId, Vec<Column>)> = slot
            .inputs
            .iter()
            .map(|input| {
                let source = self.case.input.sources.get(&format!("{}:{}", input.hostname, input.port));
                let batch = source.and_then(|source| source.batches.get(index as usize));
                (input.node, batch.map(|partitions| columns(partitions)).unwrap_or_default())
            })
            .collect();
        self.find_context();
        let order = self.outputs();
        if let Some(report) = self.application.run_batch(received, &mut Silent) {
            self.record(index, latest, &order, &report);
        }
    }

    /// Counts the output operations of earlier contexts, which the recordings number on.
    fn find_context(&mut self) {
        let contexts = self.application.contexts();
        let running = self.application.running();
        let idx = contexts
            .iter()
            .position(|context| running.as_ref().is_some_and(|running| std::rc::Rc::ptr_eq(running, context)))
            .unwrap_or(0);
        self.context = idx;
        self.n_earlier_outputs = contexts.iter().take(idx).map(|context| context.plan().plan().outputs().count()).sum();
    }

    fn outputs(&self) -> Vec<NodeId> {
        let contexts = self.application.contexts();
        let context = contexts.get(self.context);
        context.map(|context| context.plan().plan().outputs().map(|node| node.id).collect()).unwrap_or_default()
    }

    fn record(&mut self, index: u64, latest: i64, order: &[NodeId], report: &BatchReport) {
        let result = &report.result;
        self.driver_text(index as i64, &result.generation_text);
        let mut ops = Vec::new();
        for output in &result.outputs {
            let Some(position) = order.iter().position(|&node| node == output.node) else { continue };
            self.recording.stdout.push_str(&output.text);
            let cx = self.application.cx();
            ops.push(Op {
                op: self.n_earlier_outputs + position,
                text: output.text.clone(),
                glom: glom(&output.rdd, cx),
                error: output.failure.as_ref().map(|failure| match &failure.failure {
                    engine::Failure::Task(_) => "Py4JJavaError".to_owned(),
                    engine::Failure::Driver(raised) => raised.parts().exception.type_name().into_owned(),
                }),
            });
        }
        // Contexts that follow one another number their batches from 0, and the recordings put them together.
        if !ops.is_empty() {
            match self.recording.batches.iter_mut().find(|batch| batch.batch == index) {
                Some(batch) => batch.ops.extend(ops),
                None => self.recording.batches.push(Batch { batch: index, ops }),
            }
        }
        self.driver_text(latest, &report.driver_text);
    }

    fn driver_text(&mut self, after_batch: i64, text: &str) {
        if !text.is_empty() {
            self.recording.stdout.push_str(text);
            self.recording.driver_text.push(DriverText { after_batch, text: text.to_owned() });
        }
    }

    fn exception(&mut self) -> Option<Exception> {
        let (phase, cx) = self.application.phase_and_cx();
        let Phase::Ended(ending) = phase else { return None };
        let raised = match ending {
            Ending::Raised(raised) => raised,
            Ending::Exit { message, .. } => {
                return Some(Exception {
                    type_name: "SystemExit".into(),
                    message: message.clone().unwrap_or_else(|| "None".into()),
                    ..Exception::default()
                });
            }
            Ending::Finished => return None,
        };
        let message = value::repr::str_of(&raised.parts().exception, cx).unwrap_or_default();
        let places = raised.parts().traceback.iter().rev().filter(|entry| entry.is_program);
        let mut program_lines: Vec<u32> = places.map(|entry| entry.line).collect();
        program_lines.extend(lines_in(&message));
        Some(Exception {
            type_name: raised.parts().exception.type_name().into_owned(),
            python_cause: python_cause(&message),
            java: pyspark::error::java_exception(raised)
                .map(|java| JavaException { class: java.class.clone(), message: Some(java.message.clone()) })
                .into_iter()
                .collect(),
            message,
            program_lines,
        })
    }
}

/// Text as Python reads it from a file, which the recordings were made with.
fn universal_newlines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

struct Silent;

impl engine::listener::StreamingListener for Silent {}

fn columns(partitions: &[Vec<String>]) -> Vec<Column> {
    partitions.iter().map(|lines| Column::Str(StrColumn::from_rows(lines.iter().map(String::as_str)))).collect()
}

/// Every record that reaches an output operation, by partition; `None` if it cannot be computed.
fn glom(rdd: &engine::Rdd, cx: &mut CallCx) -> Option<Vec<Vec<String>>> {
    let partitions = rdd.collect_partitions(cx).ok()?;
    partitions.iter().map(|rows| rows.iter().map(|row| shown(row, cx)).collect()).collect()
}

/// `repr`, with a `ResultIterable` shown by what it holds, as the recordings do.
fn shown(value: &Value, cx: &mut CallCx) -> Option<String> {
    let joined = |items: &[Value], cx: &mut CallCx| -> Option<String> {
        let items: Option<Vec<String>> = items.iter().map(|item| shown(item, cx)).collect();
        Some(items?.join(", "))
    };
    Some(match value {
        Value::Tuple(items) => format!("({}{})", joined(items, cx)?, if items.len() == 1 { "," } else { "" }),
        Value::List(items) => {
            let items = items.0.borrow().clone();
            format!("[{}]", joined(&items, cx)?)
        }
        Value::Dict(items) => {
            let items: Vec<(Value, Value)> = items.0.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            let pairs: Option<Vec<String>> =
                items.iter().map(|(k, v)| Some(format!("{}: {}", shown(k, cx)?, shown(v, cx)?))).collect();
            format!("{{{}}}", pairs?.join(", "))
        }
        _ => match value.downcast::<engine::rdd::result_iterable::ResultIterable>() {
            Some(iterable) => format!("ResultIterable([{}])", joined(&iterable.items(), cx)?),
            None => value::repr::repr(value, cx).ok()?,
        },
    })
}

/// Lines of the program that a message's tracebacks name.
fn lines_in(message: &str) -> Vec<u32> {
    let after = message.split("File \"program.py\", line ").skip(1);
    after.filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()).collect()
}

/// The last line of the message that names a Python exception, which is none of Java's or Py4J's.
fn python_cause(message: &str) -> Option<String> {
    const ENDS: [&str; 6] = ["Error", "Exception", "Interrupt", "Warning", "StopIteration", "Exit"];
    let is_cause = |line: &&str| {
        let Some((class, _)) = line.split_once(':') else { return false };
        let is_name = class.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
        let last = class.rsplit('.').next().unwrap_or(class);
        let is_foreign = ["org.", "java.", "py4j."].iter().any(|package| class.starts_with(package));
        is_name
            && !is_foreign
            && last.starts_with(|c: char| c.is_ascii_uppercase())
            && ENDS.iter().any(|end| last.ends_with(end))
    };
    message.lines().rfind(is_cause).map(str::to_owned)
}
