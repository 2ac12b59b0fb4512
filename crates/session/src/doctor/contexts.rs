//! Causes in what the driver program does with its contexts: exceptions, `start()` and waiting missing or misplaced.

use diag::Span;
use protocol::doctor_view::{FindingView, FixView};
use protocol::plan_view::{DiagnosticView, Severity};
use pyspark::ContextState;
use pyspark::mend::ArgPlace;
use python::CallExpr;

use super::{Case, counted, duration, edit, finding};

/// What Spark says where no output operation was registered.
pub(crate) const NO_OUTPUT: &str = "No output operations registered";

/// An exception or warning of which more is known than it says itself.
struct Known {
    /// The diagnostic's code, or a part of its message.
    mark: &'static str,
    code: &'static str,
    sentence: &'static str,
    repair: fn(&Case, &DiagnosticView) -> Option<FixView>,
}

const KNOWN: [Known; 9] = [
    Known {
        mark: "never-started",
        code: "never-started",
        sentence: "start() is never called, so no batch is computed.",
        repair: add_start,
    },
    Known {
        mark: "never-ends",
        code: "never-started",
        sentence: "The program waits for a streaming context that was never started.",
        repair: add_start,
    },
    Known {
        mark: "checkpoint directory has not been set",
        code: "no-checkpoint",
        sentence: "A step remembers from batch to batch, and Spark keeps such steps only with a checkpoint directory.",
        repair: add_checkpoint,
    },
    Known {
        mark: "Only one StreamingContext may be started",
        code: "two-contexts",
        sentence: "A second streaming context is started while the first one runs; Spark runs one at a time.",
        repair: stop_first,
    },
    Known {
        mark: "StreamingContext has already been stopped",
        code: "context-stopped",
        sentence: "The streaming context is started after it was stopped, and a stopped one cannot start again.",
        repair: remove_stop,
    },
    Known {
        mark: "Cannot run multiple SparkContexts at once",
        code: "two-spark-contexts",
        sentence: "A second SparkContext is made; a program has one.",
        repair: share_spark_context,
    },
    Known {
        mark: "after starting a context is not supported",
        code: "started-too-early",
        sentence: "A step is added after start(); all streams have to be built before.",
        repair: start_later,
    },
    Known {
        mark: "must be multiple of the parent dstream's slide",
        code: "window-no-multiple",
        sentence: "A window covers whole batches, so its length and its slide are multiples of the batch interval.",
        repair: round_up,
    },
    Known {
        mark: "no-streaming-context",
        code: "no-streaming-context",
        sentence: "The program makes no StreamingContext, so there are no batches.",
        repair: |_, _| None,
    },
];

/// What Python and Spark say of the program.
pub(crate) fn told(case: &Case) -> Vec<FindingView> {
    let is_told_elsewhere = |told: &&DiagnosticView| told.message.contains(NO_OUTPUT) && case.context().is_some();
    case.diagnostics.iter().filter(|told| !is_told_elsewhere(told)).map(|told| one(case, told)).collect()
}

fn one(case: &Case, told: &DiagnosticView) -> FindingView {
    let known = KNOWN.iter().find(|known| told.code == known.mark || told.message.contains(known.mark));
    let Some(known) = known else { return as_it_is_told(told) };
    let mut found = finding(known.code, told.severity, known.sentence);
    if told.severity == Severity::Error {
        found.detail = told.message.clone();
    } else {
        found.severity = Severity::Error; // Nothing runs.
    }
    (found.span, found.node) = (told.span, told.node);
    found.fixes.extend((known.repair)(case, told));
    found
}

/// A diagnostic in its own words.
pub(crate) fn as_it_is_told(told: &DiagnosticView) -> FindingView {
    let message = match told.severity {
        Severity::Error if !told.message.starts_with(&told.code) => format!("{}: {}", told.code, told.message),
        _ => told.message.clone(),
    };
    let mut found = finding(&told.code, told.severity, message);
    found.detail = told.help.clone().unwrap_or_default();
    (found.span, found.node) = (told.span, told.node);
    found
}

/// The context is over before its first batch.
pub(crate) fn ended_early(case: &Case) -> Vec<FindingView> {
    let was_started = case.context().is_some_and(|context| context.state() == ContextState::Stopped);
    if !(was_started && case.is_over && case.has_finished() && case.tally.n_batches == 0) {
        return Vec::new();
    }
    let interval = duration(case.interval_ms());
    let sentence = format!("The program stops its context before the first batch is over, which takes {interval}.");
    let mut found = finding("ended-early", Severity::Error, sentence);
    let waits = case.context_name().and_then(|name| {
        let mender = case.mender();
        mender.call_of(&name, "awaitTerminationOrTimeout").or_else(|| mender.call_of(&name, "awaitTermination"))
    });
    if let Some(call) = waits.filter(|call| !call.args.is_empty()) {
        found.span = Some(case.span(call.span));
        let place = Span::new(call.name_span.start, call.span.end);
        found.fixes.extend(edit("Wait without a limit", case.mender().replace(place, "awaitTermination()")));
    }
    vec![found]
}

/// The page goes on with batches as a notebook does; `spark-submit` would end.
pub(crate) fn not_awaited(case: &Case) -> Vec<FindingView> {
    let is_running = case.context().is_some_and(|context| context.state() == ContextState::Active);
    if !(is_running && !case.is_over && case.has_finished()) {
        return Vec::new();
    }
    let sentence = "The program does not wait after start(): as a script it ends at once, before its first batch.";
    let mut found = finding("not-awaited", Severity::Hint, sentence);
    found.detail = "Here batches go on, as they do in a notebook.".to_owned();
    let start = case.context_name().and_then(|name| Some((case.mender().call_of(&name, "start")?, name)));
    if let Some((start, name)) = start {
        found.span = Some(case.span(start.span));
        let change = case.mender().add_below(start.span.start, &format!("{name}.awaitTermination()"));
        found.fixes.extend(edit("Wait with awaitTermination()", change));
    }
    vec![found]
}

fn diag_span(told: &DiagnosticView) -> Option<Span> {
    told.span.map(|span| Span::new(span.start, span.end))
}

/// The call around the place of an exception.
fn call_around<'a>(case: &Case<'a>, told: &DiagnosticView, name: &str) -> Option<&'a CallExpr> {
    let span = diag_span(told)?;
    let mut calls = case.program.calls().iter().filter(|call| call.name == name);
    calls.rfind(|call| call.span.start <= span.start && span.end <= call.span.end)
}

fn add_start(case: &Case, _: &DiagnosticView) -> Option<FixView> {
    let name = case.context_name()?;
    let mender = case.mender();
    let start = format!("{name}.start()");
    let waits = ["awaitTermination", "awaitTerminationOrTimeout"].iter().find_map(|wait| mender.call_of(&name, wait));
    let change = match waits {
        Some(wait) => mender.add_above(wait.span.start, &start),
        None => {
            let made_at = case.context()?.span()?.start;
            mender.add_at_end(made_at, &[start, format!("{name}.awaitTermination()")])
        }
    };
    edit(format!("Call {name}.start()"), change)
}

fn add_checkpoint(case: &Case, _: &DiagnosticView) -> Option<FixView> {
    let name = case.context_name()?;
    let made_at = case.context()?.span()?.start;
    let change = case.mender().add_below(made_at, &format!("{name}.checkpoint(\"checkpoint\")"));
    edit(format!("Set one with {name}.checkpoint(\"checkpoint\")"), change)
}

fn stop_first(case: &Case, told: &DiagnosticView) -> Option<FixView> {
    let is_running = |context: &&std::rc::Rc<pyspark::StreamingContext>| context.state() == ContextState::Active;
    let first = case.contexts.iter().find(is_running)?;
    let mender = case.mender();
    let name = mender.context_name(first.span()?)?;
    let statement = format!("{name}.stop(stopSparkContext=False)");
    edit(format!("Stop {name} before"), mender.add_above(diag_span(told)?.start, &statement))
}

fn remove_stop(case: &Case, told: &DiagnosticView) -> Option<FixView> {
    let start = call_around(case, told, "start")?;
    let receiver = start.receiver?.of(case.program.text());
    let stop = case.mender().call_of(receiver, "stop").filter(|stop| stop.span.end <= start.span.start)?;
    edit(format!("Remove {receiver}.stop()"), case.mender().remove(stop))
}

fn share_spark_context(case: &Case, told: &DiagnosticView) -> Option<FixView> {
    let call = call_around(case, told, "SparkContext")?;
    edit("Take the one there is", case.mender().replace(call.span, "SparkContext.getOrCreate()"))
}

fn start_later(case: &Case, _: &DiagnosticView) -> Option<FixView> {
    let name = case.context_name()?;
    let mender = case.mender();
    let start = mender.call_of(&name, "start")?;
    let waits = mender.call_of(&name, "awaitTermination").filter(|wait| wait.span.start > start.span.start);
    edit(format!("Move {name}.start() to the end"), mender.move_to_end(start, waits.map(|wait| wait.span.start)))
}

/// Rounds the lengths of a window up to multiples.
fn round_up(case: &Case, told: &DiagnosticView) -> Option<FixView> {
    let multiple_ms: u64 = told.message.rsplit_once('(')?.1.split(' ').next()?.parse().ok()?;
    let at = diag_span(told)?;
    let calls = case.program.calls().iter();
    let call = calls
        .filter(|call| call.span.start <= at.start && at.end <= call.span.end)
        .find(|call| call.span.end == at.end)?;
    let spec = engine::operators::find(plan::Receiver::DStream, &call.name)?.spec;
    let mender = case.mender();
    let mut edits = Vec::new();
    for name in ["windowDuration", "slideDuration"] {
        let Some(position) = spec.param_idx(name) else { continue };
        let Some(arg) = mender.argument(call, ArgPlace { name, position }) else { continue };
        let Ok(seconds) = arg.value.of(case.program.text()).parse::<f64>() else { continue };
        let (ms, multiple_ms) = ((seconds * 1000.0).round().max(1.0) as u64, multiple_ms.max(1));
        if !ms.is_multiple_of(multiple_ms) {
            let text = seconds_text(ms.next_multiple_of(multiple_ms));
            edits.push(pyspark::TextEdit { span: arg.value, text });
        }
    }
    let n = edits.len() as u64;
    let change = mender.edits(edits).filter(|_| n > 0);
    edit(format!("Round {} up to a multiple of {}", counted(n, "length", "lengths"), duration(multiple_ms)), change)
}

/// Milliseconds as seconds in Python.
fn seconds_text(ms: u64) -> String {
    if ms.is_multiple_of(1000) { (ms / 1000).to_string() } else { (ms as f64 / 1000.0).to_string() }
}
