//! What is wrong with a program, or will puzzle its reader, as the page shows it.

use std::rc::Rc;

use protocol::plan_view::{DiagnosticView, Severity};
use protocol::text::Span;
use pyspark::error::{innermost, java_exception};
use pyspark::{Application, ContextState, Ending, Phase, StreamingContext};
use python::Program;
use value::{CallCx, ExcKind, Interrupt, Raised, Value};

/// A call that did not come back.
const OUT_OF_FUEL: &str = "stopped: it computed for too long in one call (an endless loop?)";
const OUT_OF_FUEL_HELP: &str = "look for a loop whose condition never becomes false";

/// Diagnostics of a text that could not be compiled.
pub fn of_compiling(text: &str, diagnostics: &[diag::Diagnostic]) -> Vec<DiagnosticView> {
    diagnostics.iter().map(|diagnostic| compiled(text, diagnostic)).collect()
}

fn compiled(text: &str, diagnostic: &diag::Diagnostic) -> DiagnosticView {
    DiagnosticView {
        code: diagnostic.code.clone(),
        severity: match diagnostic.severity {
            diag::Severity::Error => Severity::Error,
            diag::Severity::Warning => Severity::Warning,
            diag::Severity::Hint => Severity::Hint,
        },
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        span: diagnostic.span.map(|span| Span::of(text, span.start as usize, span.end as usize)),
        node: None,
    }
}

/// Diagnostics of a program that runs: how its driver code ended, and what keeps it from printing anything.
pub fn of_running(program: &Program, application: &mut Application) -> Vec<DiagnosticView> {
    let mut found: Vec<DiagnosticView> =
        program.warnings().iter().map(|diagnostic| compiled(program.text(), diagnostic)).collect();
    let (phase, cx) = application.phase_and_cx();
    match phase {
        Phase::Ended(Ending::Raised(raised)) => found.push(of_exception(program, raised, cx)),
        Phase::Stuck => found.push(hint(
            "never-ends",
            "the program waits for a streaming context that was never started",
            "call start() before awaitTermination()",
        )),
        _ => {}
    }
    let contexts = application.contexts();
    let is_ended = matches!(application.phase(), Phase::Ended(Ending::Finished | Ending::Exit { .. }));
    if is_ended && let Some(view) = never_started(program, &contexts) {
        found.push(view);
    }
    if is_ended && contexts.is_empty() {
        found.push(hint(
            "no-streaming-context",
            "the program makes no StreamingContext, so there are no batches",
            "begin with ssc = StreamingContext(sc, 10)",
        ));
    }
    found
}

fn never_started(program: &Program, contexts: &[Rc<StreamingContext>]) -> Option<DiagnosticView> {
    let context = contexts.last()?;
    if contexts.iter().any(|context| context.state() != ContextState::Initialized) {
        return None;
    }
    let mut view = hint(
        "never-started",
        "the streaming context is never started, so no batch is computed",
        "call start() on it, then awaitTermination()",
    );
    view.span = context.span().map(|span| Span::of(program.text(), span.start as usize, span.end as usize));
    Some(view)
}

/// Lines of a bridge that are kept no longer, so that batches computed again do without them.
pub fn of_forgotten(address: &str, before_ms: u64) -> DiagnosticView {
    let seconds = before_ms / 1000;
    let limit = crate::inputs::MAX_RECEIVED_BYTES >> 20;
    hint(
        "received-lines",
        &format!("lines of {address} from the first {seconds} s are kept no longer"),
        &format!("the latest {limit} MB are; batches that are computed again do without the lines before"),
    )
}

fn hint(code: &str, message: &str, help: &str) -> DiagnosticView {
    DiagnosticView {
        code: code.into(),
        severity: Severity::Warning,
        message: message.into(),
        help: Some(help.into()),
        span: None,
        node: None,
    }
}

/// An exception that ended the driver program.
pub fn of_exception(program: &Program, raised: &Raised, cx: &mut CallCx) -> DiagnosticView {
    let text = program.text();
    let span = innermost(raised).map(|(_, span)| Span::of(text, span.start as usize, span.end as usize));
    DiagnosticView {
        code: raised.parts().exception.type_name().into_owned(),
        severity: Severity::Error,
        message: message_of(raised, cx),
        help: help_of(raised),
        span,
        node: None,
    }
}

/// The failure of a batch at the place in the text where it came up.
pub fn of_failure(failure: &protocol::run_view::Failure) -> DiagnosticView {
    let (code, message) = match failure.message.split_once(": ") {
        Some((code, message)) if failure.message != OUT_OF_FUEL => (code, message),
        _ => ("Exception", failure.message.as_str()),
    };
    DiagnosticView {
        code: code.to_owned(),
        severity: Severity::Error,
        message: match &failure.record {
            Some(record) => format!("{message} (record {record})"),
            None => message.to_owned(),
        },
        help: (failure.message == OUT_OF_FUEL).then(|| OUT_OF_FUEL_HELP.into()),
        span: failure.span,
        node: failure.node,
    }
}

/// The message without Py4J's wrapping: the Java class and message, or Python's last line.
pub fn message_of(raised: &Raised, cx: &mut CallCx) -> String {
    match raised.parts().interrupt {
        Some(Interrupt::OutOfFuel) => return OUT_OF_FUEL.into(),
        Some(Interrupt::Stopped) => return "stopped".into(),
        _ => {}
    }
    match java_exception(raised) {
        Some(java) => format!("{}: {}", java.class, java.message.lines().next().unwrap_or("")),
        None => raised.last_line(cx),
    }
}

/// What to do about well-known mistakes.
fn help_of(raised: &Raised) -> Option<String> {
    if raised.parts().interrupt == Some(Interrupt::OutOfFuel) {
        return Some(OUT_OF_FUEL_HELP.into());
    }
    if raised.is_a(ExcKind::MemoryError) {
        let limit = crate::watchdog::MAX_MEMORY >> 30;
        return Some(format!("programs may hold {limit} GB together, and one object half of that"));
    }
    if let Some(module) = missing_module(raised) {
        let instead = pyspark::modules::instead_of(&module).unwrap_or("use what Python and pyspark bring along");
        return Some(format!("`{module}` is not supported here: {instead}"));
    }
    let java = java_exception(raised)?;
    let helps = [
        ("No output operations registered", "end a chain with an output operation, for instance .pprint()"),
        ("checkpoint directory has not been set", "call ssc.checkpoint(\"checkpoint\") before start()"),
        (
            "Only one StreamingContext may be started",
            "stop the first context before you start another one: ssc.stop(stopSparkContext=False)",
        ),
        ("already been stopped", "a stopped context cannot start again: make a new StreamingContext"),
        ("after starting a context is not supported", "build all streams before start()"),
    ];
    helps.iter().find(|(part, _)| java.message.contains(part)).map(|(_, help)| (*help).to_owned())
}

/// The module that an `import` did not find.
fn missing_module(raised: &Raised) -> Option<String> {
    let exception = raised.exception().filter(|exception| exception.kind() == ExcKind::ModuleNotFoundError)?;
    let attrs = exception.attrs.borrow();
    attrs.iter().find_map(|(name, module)| match module {
        Value::Str(module) if name.as_str() == "name" => Some(module.as_str().to_owned()),
        _ => None,
    })
}
