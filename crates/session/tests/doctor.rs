//! The Doctor: each cause is found where it is, not found where it is not, and gone after its first fix, when
//! something is printed.

use std::fs;
use std::path::Path;
use std::rc::Rc;

use protocol::doctor_view::{FindingView, FixAction, FixView};
use protocol::document::{Document, Source, TimedLine};
use protocol::examples::EXAMPLES;
use protocol::message::{FromWorker, ToWorker};
use protocol::plan_view::Severity;
use protocol::run_view::Link;
use protocol::source::Simulated;
use protocol::text::apply_edits;
use session::{Pulse, Session};

struct Still;

impl Pulse for Still {
    fn now_ms(&self) -> f64 {
        0.0
    }
    fn beat(&self) {}
}

const ADDRESS: &str = "localhost:9999";

/// A page with what the Doctor said last.
struct Page {
    session: Session,
    rev: u32,
    document: Document,
    found: Vec<FindingView>,
    printed: String,
    n_batches: u64,
}

impl Page {
    fn open(document: Document) -> Self {
        let session = Session::new(Rc::new(Still));
        let mut page = Self { session, rev: 0, document, found: Vec::new(), printed: String::new(), n_batches: 0 };
        page.send_document();
        page
    }

    fn of(program: &str) -> Self {
        Self::open(Document::of_program(program))
    }

    fn with_lines(program: &str, lines: &[(u64, &str)]) -> Self {
        let mut document = Document::of_program(program);
        let lines = lines.iter().map(|(at_ms, text)| TimedLine { at_ms: *at_ms, text: (*text).into() }).collect();
        document.sources.insert(ADDRESS.into(), Source::Lines(lines));
        Self::open(document)
    }

    fn send_document(&mut self) {
        self.rev += 1;
        let message = ToWorker::SetDocument { rev: self.rev, document: self.document.clone() };
        self.send(message);
    }

    fn send(&mut self, message: ToWorker) -> Vec<FromWorker> {
        let said = self.session.handle(message);
        for message in &said {
            match message {
                FromWorker::Doctor { rev, findings } => {
                    assert_eq!(*rev, self.rev);
                    self.found.clone_from(findings);
                }
                FromWorker::Batches { replaces_all, batches, .. } => {
                    if *replaces_all {
                        self.printed.clear();
                        self.n_batches = 0;
                    }
                    self.n_batches += batches.len() as u64;
                    let chunks = batches.iter().flat_map(|batch| &batch.output);
                    self.printed.extend(chunks.map(|chunk| chunk.text.as_str()));
                }
                _ => {}
            }
        }
        said
    }

    fn step(&mut self, n: usize) -> &mut Self {
        for _ in 0..n {
            self.send(ToWorker::Step);
        }
        self
    }

    fn codes(&self) -> Vec<&str> {
        self.found.iter().map(|found| found.code.as_str()).collect()
    }

    /// What has to be done about.
    fn troubles(&self) -> Vec<&FindingView> {
        self.found.iter().filter(|found| found.severity > Severity::Hint).collect()
    }

    fn finding(&self, code: &str) -> &FindingView {
        let found = self.found.iter().find(|found| found.code == code);
        found.unwrap_or_else(|| panic!("no {code} in {:#?}\n{}", self.found, self.document.program))
    }

    /// Presses a button of a finding, as the page does it.
    fn press(&mut self, code: &str, fix_idx: usize) -> &mut Self {
        let FixView { action, label } =
            self.finding(code).fixes.get(fix_idx).cloned().unwrap_or_else(|| {
                panic!("{code} has no such fix: {:#?}\n{}", self.finding(code), self.document.program)
            });
        match action {
            FixAction::Edit { edits, .. } => self.change(&edits),
            FixAction::Chain(edit) => {
                let said = self.send(ToWorker::Edit { rev: self.rev, edit });
                let edits = said.iter().find_map(|message| match message {
                    FromWorker::TextEdits { edits, .. } => Some(edits.clone()),
                    _ => None,
                });
                self.change(&edits.unwrap_or_else(|| panic!("{label} is refused: {said:#?}")));
            }
            FixAction::Simulate { address, lines_per_s } => {
                let simulated = Simulated { rate: lines_per_s, ..Simulated::default() };
                self.document.sources.insert(address, Source::Simulated(simulated));
                self.send_document();
            }
            FixAction::RunTo { batch } => {
                self.send(ToWorker::Seek { batch });
            }
            other => panic!("{other:?} is for the page"),
        }
        self
    }

    fn change(&mut self, edits: &[protocol::text::TextEdit]) {
        self.document.program = apply_edits(&self.document.program, edits).unwrap();
        self.send_document();
    }

    /// Records that were printed: lines that are neither empty nor of the frame around a batch.
    fn records(&self) -> Vec<&str> {
        let is_frame =
            |line: &&str| line.is_empty() || line.starts_with("-----") || line.starts_with("Time: ") || *line == "...";
        self.printed.lines().filter(|line| !is_frame(line)).collect()
    }

    /// The finding is there, its first fix makes it go away, and then records are printed.
    fn is_cured(&mut self, code: &str, n_batches: usize) {
        self.press(code, 0);
        if self.n_batches < n_batches as u64 {
            self.step(n_batches - self.n_batches as usize);
        }
        assert!(!self.codes().contains(&code), "{:#?}\n{}", self.found, self.document.program);
        assert!(!self.records().is_empty(), "nothing is printed by\n{}\n{:#?}", self.document.program, self.found);
        assert!(self.troubles().is_empty(), "{:#?}\n{}", self.found, self.document.program);
    }
}

const HEAD: &str = "from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext(\"local[2]\", \"app\")
ssc = StreamingContext(sc, 10)
lines = ssc.socketTextStream(\"localhost\", 9999)
";

const END: &str = "ssc.start()
ssc.awaitTermination()
";

/// A program of these steps.
fn program(steps: &str) -> String {
    format!("{HEAD}{steps}{END}")
}

#[test]
fn examples_are_well() {
    for example in &EXAMPLES {
        let mut page = Page::open(example.document());
        page.step(8);
        assert!(page.troubles().is_empty(), "{}: {:#?}", example.title, page.found);
    }
}

#[test]
fn no_output_operation() {
    let mut page = Page::of(&program("words = lines.flatMap(lambda line: line.split(\" \"))\n"));
    assert_eq!(page.codes(), ["no-output"]);
    page.is_cured("no-output", 1);
    assert!(page.document.program.contains("\nwords.pprint()\nssc.start()"), "{}", page.document.program);
}

#[test]
fn no_output_operation_of_a_stream_without_a_name() {
    let mut page = Page::of(&program("lines.flatMap(lambda line: line.split(\" \")).count()\n"));
    page.is_cured("no-output", 1);
}

#[test]
fn never_started() {
    let mut page = Page::of(&format!("{HEAD}lines.pprint()\n"));
    assert_eq!(page.codes(), ["never-started"]);
    page.is_cured("never-started", 1);
    assert!(page.document.program.ends_with("lines.pprint()\nssc.start()\nssc.awaitTermination()\n"));
}

#[test]
fn never_started_in_a_function() {
    let text = "from pyspark import SparkContext
from pyspark.streaming import StreamingContext

def main():
    sc = SparkContext(\"local[2]\", \"app\")
    ssc = StreamingContext(sc, 10)
    if True:
        ssc.socketTextStream(\"localhost\", 9999).pprint()

def other():
    return 1

if __name__ == \"__main__\":
    main()
";
    let mut page = Page::of(text);
    page.is_cured("never-started", 1);
    let text = &page.document.program;
    assert!(text.contains("pprint()\n    ssc.start()\n    ssc.awaitTermination()\n\ndef other"), "{text}");
}

#[test]
fn waited_for_but_never_started() {
    let mut page = Page::of(&format!("{HEAD}lines.pprint()\nssc.awaitTermination()\n"));
    page.is_cured("never-started", 1);
    assert!(page.document.program.ends_with("lines.pprint()\nssc.start()\nssc.awaitTermination()\n"));
}

#[test]
fn started_too_early() {
    let mut page = Page::of(&format!("{HEAD}ssc.start()\nlines.pprint()\nssc.awaitTermination()\n"));
    // Spark tells of the output operation that was missing at start().
    assert_eq!(page.codes(), ["no-output"]);
    page = Page::of(&format!("{HEAD}lines.pprint()\nssc.start()\nlines.count().pprint()\nssc.awaitTermination()\n"));
    page.is_cured("started-too-early", 1);
    assert!(page.document.program.ends_with("lines.count().pprint()\nssc.start()\nssc.awaitTermination()\n"));
}

#[test]
fn no_checkpoint_directory() {
    let steps = "pairs = lines.map(lambda line: (line, 1))
pairs.updateStateByKey(lambda new, old: sum(new) + (old or 0)).pprint()
";
    let mut page = Page::of(&program(steps));
    assert_eq!(page.codes(), ["no-checkpoint"]);
    page.is_cured("no-checkpoint", 1);
    assert!(page.document.program.contains("ssc = StreamingContext(sc, 10)\nssc.checkpoint(\"checkpoint\")\n"));
}

#[test]
fn two_streaming_contexts() {
    let text = format!(
        "{HEAD}lines.pprint()\nssc.start()\nssc2 = StreamingContext(sc, 5)\n\
         ssc2.socketTextStream(\"localhost\", 9999).count().pprint()\nssc2.start()\nssc2.awaitTermination()\n"
    );
    let mut page = Page::of(&text);
    page.is_cured("two-contexts", 1);
    assert!(page.document.program.contains("ssc.stop(stopSparkContext=False)\nssc2.start()"));
}

#[test]
fn two_spark_contexts() {
    let text = program("lines.pprint()\n").replace("ssc = ", "sc = SparkContext(\"local\", \"again\")\nssc = ");
    let mut page = Page::of(&text);
    page.is_cured("two-spark-contexts", 1);
}

#[test]
fn a_stopped_context_is_started() {
    let mut page = Page::of(&format!("{HEAD}lines.pprint()\nssc.stop(stopSparkContext=False)\n{END}"));
    page.is_cured("context-stopped", 1);
}

#[test]
fn a_window_that_is_no_multiple() {
    for (window, right) in [
        ("lines.window(25, 10)", "lines.window(30, 10)"),
        ("lines.countByWindow(30, slideDuration=12)", "lines.countByWindow(30, slideDuration=20)"),
        ("lines.window(windowDuration=0.5)", "lines.window(windowDuration=10)"),
    ] {
        let mut page = Page::of(&program(&format!("ssc.checkpoint(\"c\")\n{window}.pprint()\n")));
        page.is_cured("window-no-multiple", 3);
        assert!(page.document.program.contains(right), "{}", page.document.program);
    }
}

#[test]
fn ended_before_the_first_batch() {
    let text = format!("{HEAD}lines.pprint()\nssc.start()\nssc.awaitTerminationOrTimeout(3)\nssc.stop()\n");
    let mut page = Page::of(&text);
    page.step(1);
    assert_eq!(page.codes(), ["ended-early"]);
    page.is_cured("ended-early", 1);
}

#[test]
fn not_awaited_is_a_hint() {
    let mut page = Page::of(&format!("{HEAD}lines.pprint()\nssc.start()\n"));
    assert_eq!((page.codes(), page.troubles().len()), (vec!["not-awaited"], 0));
    page.is_cured("not-awaited", 1);
}

#[test]
fn an_unused_stream() {
    let mut page = Page::of(&program("lines.pprint()\nlong = lines.filter(lambda line: len(line) > 3)\n"));
    page.step(1);
    assert_eq!(page.codes(), ["unused-stream"]);
    page.is_cured("unused-stream", 1);
}

#[test]
fn prints_no_record() {
    let mut page = Page::of(&program("lines.pprint(0)\n"));
    page.step(1);
    assert_eq!((page.codes(), page.records().len()), (vec!["prints-nothing"], 0));
    page.is_cured("prints-nothing", 1);
}

#[test]
fn prints_the_object() {
    let mut page = Page::of(&program("words = lines.map(lambda line: line)\nprint(words)\nlines.count().pprint()\n"));
    assert!(page.codes().contains(&"prints-object"), "{:#?}", page.found);
    page.is_cured("prints-object", 1);
    assert!(page.document.program.contains("\nwords.pprint()\n"));
}

#[test]
fn a_filter_drops_everything() {
    let mut page = Page::of(&program("lines.filter(lambda line: \"error\" in line).pprint()\n"));
    page.step(2);
    assert_eq!(page.codes(), ["drops-all"]);
    assert_eq!(
        page.finding("drops-all").sentence,
        "filter dropped all 20 records that came (2 batches): its function was never true."
    );
    page.is_cured("drops-all", 2);
}

#[test]
fn only_the_step_that_drops_is_named() {
    let steps = "lines.flatMap(lambda line: []).map(lambda word: (word, 1)).reduceByKey(max).pprint()\n";
    let mut page = Page::of(&program(steps));
    page.step(3);
    assert_eq!(page.codes(), ["drops-all"]);
    assert!(page.finding("drops-all").sentence.starts_with("flatMap gave none of the 30 records"));
}

#[test]
fn a_filter_that_drops_some_is_well() {
    let mut page = Page::of(&program("lines.filter(lambda line: line.endswith(\"3\")).pprint()\n"));
    page.step(3);
    assert!(!page.records().is_empty());
    assert!(page.found.is_empty(), "{:#?}", page.found);
}

#[test]
fn a_state_that_forgets_everything() {
    let steps = "ssc.checkpoint(\"c\")
def update(new, old):
    total = sum(new) + (old or 0)
lines.map(lambda line: (line, 1)).updateStateByKey(update).pprint()
";
    let mut page = Page::of(&program(steps));
    page.step(2);
    assert_eq!(page.codes(), ["keeps-no-state"]);
}

#[test]
fn every_batch_fails() {
    let mut page = Page::of(&program("lines.map(lambda line: line.split(\" \")[9]).pprint()\n"));
    page.step(2);
    let found = page.finding("batch-fails").clone();
    assert!(found.sentence.starts_with("Every batch so far failed (2) in map: IndexError: list index"), "{found:#?}");
    assert_eq!(page.codes(), ["batch-fails"]);
    assert!(matches!(found.fixes[0].action, FixAction::ShowRecord { node: 0, .. }), "{found:#?}");
    page.press("batch-fails", 1);
    assert!(page.found.is_empty() && !page.records().is_empty(), "{:#?}", page.found);
}

#[test]
fn some_batches_fail() {
    let text = program("lines.map(lambda line: 1 // int(line)).pprint()\n");
    let mut page = Page::with_lines(&text, &[(0, "1"), (10_000, "0"), (20_000, "1")]);
    page.step(3);
    assert!(page.finding("batch-fails").sentence.starts_with("1 batch of 3 failed in map: ZeroDivisionError"));
    assert_eq!(page.finding("batch-fails").severity, Severity::Warning);
}

const JOIN: &str = "words = lines.filter(lambda line: line[0] != \"#\").map(lambda line: (line, 1))
notes = lines.filter(lambda line: line[0] == \"#\").map(lambda line: (KEY, 2))
words.join(notes).pprint()
";

#[test]
fn a_join_without_a_common_key() {
    let text = program(&JOIN.replace("KEY", "line"));
    let mut page = Page::with_lines(&text, &[(0, "a"), (1, "#a"), (10_000, "b"), (10_001, "#b")]);
    page.step(2);
    assert_eq!(page.codes(), ["join-no-key"]);
    page.is_cured("join-no-key", 2);
    let mut page = Page::with_lines(&program(&JOIN.replace("KEY", "line[1:]")), &[(0, "a"), (1, "#a")]);
    page.step(2);
    assert!(page.troubles().is_empty() && page.records().len() == 1, "{:#?}", page.found);
}

#[test]
fn a_join_of_different_batches() {
    let text = program(&JOIN.replace("KEY", "line[1:]"));
    let mut page = Page::with_lines(&text, &[(0, "a"), (10_000, "#a")]);
    page.step(2);
    assert_eq!(page.codes(), ["join-never-meets"]);
    page.is_cured("join-never-meets", 2);
}

#[test]
fn a_window_that_is_not_due() {
    let mut page = Page::of(&program("lines.window(60, 30).count().pprint()\n"));
    page.step(1);
    assert_eq!(page.codes(), ["not-due"]);
    assert!(page.finding("not-due").sentence.contains("every 30 s, for the first time in batch 2"));
    page.is_cured("not-due", 3);
    let hints = page.found.clone();
    assert_eq!(page.codes(), ["window-not-full"], "{hints:#?}");
    page.is_cured("window-not-full", 6);
    assert!(page.found.is_empty(), "{:#?}", page.found);
}

#[test]
fn a_window_that_is_due_more_often() {
    let mut page = Page::of(&program("lines.window(60, 30).count().pprint()\n"));
    page.step(1).press("not-due", 1);
    assert!(page.document.program.contains("window(60, 10)"));
    assert!(!page.records().is_empty());
}

#[test]
fn nobody_typed_a_line() {
    let mut page = Page::with_lines(&program("lines.pprint()\n"), &[]);
    assert!(page.found.is_empty(), "nothing has run: {:#?}", page.found);
    page.step(1);
    assert_eq!(page.codes(), ["source-empty"]);
    page.press("source-empty", 1);
    assert!(page.found.is_empty() && page.records().len() == 10, "{:#?}", page.found);
}

#[test]
fn lines_that_come_later() {
    let mut page = Page::with_lines(&program("lines.pprint()\n"), &[(35_000, "late")]);
    page.step(1);
    assert!(page.finding("source-empty").sentence.ends_with("comes in batch 3."));
    page.is_cured("source-empty", 4);
    page.step(1);
    assert_eq!((page.codes(), page.troubles().len()), (vec!["source-used-up"], 0));
}

#[test]
fn a_rate_that_is_too_low() {
    let mut document = Document::of_program(&program("lines.pprint()\n"));
    let slow = Simulated { rate: 0.01, ..Simulated::default() };
    document.sources.insert(ADDRESS.into(), Source::Simulated(slow));
    let mut page = Page::open(document);
    page.step(2);
    assert_eq!(page.codes(), ["source-slow"], "{:#?}", page.found);
    page.is_cured("source-slow", 2);
}

#[test]
fn a_bridge_that_is_not_connected() {
    let mut document = Document::of_program(&program("lines.pprint()\n"));
    document.sources.insert(ADDRESS.into(), Source::Bridge);
    let mut page = Page::open(document);
    assert_eq!(page.codes(), ["not-connected"]);
    let connect = FixAction::Connect { address: ADDRESS.into() };
    assert_eq!(page.finding("not-connected").fixes[0].action, connect);
    page.session.set_link(ADDRESS, Link::Connected { lines_per_s: 0.0, n_lines: 0 });
    page.step(1);
    assert_eq!(page.codes(), ["source-empty"], "connected, but nothing came");
    page.session.receive(ADDRESS, &["a line".to_owned()]);
    page.step(1);
    assert!(page.found.is_empty() && page.records() == ["a line"], "{:#?}", page.found);
}

#[test]
fn queues_and_folders_without_anything() {
    let queue = program("ssc.queueStream([[]]).pprint()\nlines.count().pprint()\n");
    let folder = program("ssc.textFileStream(\"in\").pprint()\nlines.count().pprint()\n");
    for (text, what) in [(queue, "The queue of queueStream had nothing"), (folder, "No new file was in the folder")] {
        let mut page = Page::of(&text);
        page.step(2);
        assert!(page.finding("source-empty").sentence.starts_with(what), "{:#?}", page.found);
    }
}

#[test]
fn a_text_that_cannot_be_read() {
    let mut page = Page::of(&program("lines.pprint(\n"));
    assert_eq!(page.codes(), ["SyntaxError"]);
    page.document.program = program("lines.pprint()\n");
    page.send_document();
    assert!(page.found.is_empty());
}

#[test]
fn exceptions_that_nothing_more_is_known_of_are_told() {
    let page = Page::of(&program("words = lines.flatmap(str.split)\n"));
    assert_eq!(page.codes(), ["AttributeError"]);
    let found = page.finding("AttributeError");
    assert!(found.sentence.contains("has no attribute 'flatmap'"), "{found:#?}");
    assert_eq!(found.span.map(|span| span.line), Some(7));
}

#[test]
fn what_has_not_changed_is_not_told_again() {
    let mut page = Page::of(&program("lines.pprint(0)\n"));
    page.step(1);
    let said = page.send(ToWorker::Step);
    assert!(!said.iter().any(|message| matches!(message, FromWorker::Doctor { .. })), "{said:#?}");
}

#[test]
fn a_program_that_was_started_runs_when_it_is_mended() {
    let mut page = Page::of(&program("lines.count()\n"));
    page.send(ToWorker::Start);
    page.press("no-output", 0);
    assert!(page.session.is_busy());
    page.send(ToWorker::Stop);
    page.document.program = program("lines.count()\n");
    page.send_document();
    page.press("no-output", 0);
    assert!(!page.session.is_busy(), "nobody has started it");
}

/// Every program there is.
fn programs() -> Vec<(String, String)> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let folders = fs::read_dir(corpus).expect("the corpus is there");
    let mut programs: Vec<(String, String)> = folders
        .filter_map(|case| {
            let case = case.ok()?.path();
            let text = fs::read_to_string(case.join("program.py")).ok()?;
            Some((case.file_name()?.to_string_lossy().into_owned(), text))
        })
        .collect();
    programs.sort();
    programs
}

#[test]
fn whatever_is_offered_can_be_done() {
    let mut n_edits = 0;
    for (name, text) in programs() {
        let mut page = Page::of(&text);
        page.step(4);
        for found in page.found.clone() {
            for FixView { label, action } in &found.fixes {
                let edits = match action {
                    FixAction::Edit { edits, .. } => edits.clone(),
                    FixAction::Chain(edit) => {
                        let said = page.send(ToWorker::Edit { rev: page.rev, edit: edit.clone() });
                        let edits = said.iter().find_map(|message| match message {
                            FromWorker::TextEdits { edits, .. } => Some(edits.clone()),
                            _ => None,
                        });
                        edits.unwrap_or_else(|| panic!("{name}: {label} is refused: {said:#?}"))
                    }
                    _ => continue,
                };
                n_edits += 1;
                let mended = apply_edits(&text, &edits).unwrap_or_else(|error| panic!("{name}: {label}: {error}"));
                let compiled = python::Program::compile(&mended);
                assert!(compiled.is_ok(), "{name}: {label} gives\n{mended}");
            }
        }
    }
    assert!(n_edits > 20, "only {n_edits} edits were offered");
}
