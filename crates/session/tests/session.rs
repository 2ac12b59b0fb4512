//! What the page gets from a session, message by message.

use std::cell::Cell;
use std::rc::Rc;

use protocol::document::{Document, Source, Speed, TimedLine};
use protocol::examples::EXAMPLES;
use protocol::message::{ChainEdit, FromWorker, TableQuery, TableSort, ToWorker};
use protocol::run_view::{BatchView, RunState, StateView, Status};
use protocol::text::apply_edits;
use session::{Pulse, Session};

/// A clock that the test moves; computing takes no time on it unless it is asked often.
#[derive(Default)]
struct Clock {
    ms: Cell<f64>,
    step_ms: Cell<f64>,
}

impl Pulse for Clock {
    fn now_ms(&self) -> f64 {
        self.ms.set(self.ms.get() + self.step_ms.get());
        self.ms.get()
    }
    fn beat(&self) {}
}

/// A session with what it has said so far.
struct Page {
    session: Session,
    clock: Rc<Clock>,
    rev: u32,
    document: Document,
    batches: Vec<BatchView>,
    output: String,
    said: Vec<FromWorker>,
    status: Status,
}

impl Page {
    fn open(document: Document) -> Self {
        let clock = Rc::new(Clock::default());
        let session = Session::new(Rc::<Clock>::clone(&clock));
        let mut page = Self {
            session,
            clock,
            rev: 0,
            document,
            batches: Vec::new(),
            output: String::new(),
            said: Vec::new(),
            status: Status::default(),
        };
        page.send_document();
        page
    }

    fn of(program: &str, lines: &[(u64, &str)]) -> Self {
        let mut document = Document::of_program(program);
        let lines = lines.iter().map(|(at_ms, text)| TimedLine { at_ms: *at_ms, text: (*text).into() }).collect();
        document.sources.insert("localhost:9999".into(), Source::Lines(lines));
        Self::open(document)
    }

    fn send_document(&mut self) {
        self.rev += 1;
        let message = ToWorker::SetDocument { rev: self.rev, document: self.document.clone() };
        self.send(message);
    }

    fn send(&mut self, message: ToWorker) {
        let said = self.session.handle(message);
        self.hear(said);
    }

    fn step(&mut self, n: usize) {
        for _ in 0..n {
            self.send(ToWorker::Step);
        }
    }

    /// Lets real time pass, in frames.
    fn pass(&mut self, ms: u32) {
        for _ in 0..ms / 10 {
            self.clock.ms.set(self.clock.ms.get() + 10.0);
            let said = self.session.tick();
            self.hear(said);
        }
    }

    fn hear(&mut self, said: Vec<FromWorker>) {
        for message in said {
            match &message {
                FromWorker::Batches { replaces_all, batches, .. } => {
                    if *replaces_all {
                        self.batches.clear();
                    }
                    self.batches.extend(batches.clone());
                }
                FromWorker::Output { chunk, .. } => self.output.push_str(&chunk.text),
                FromWorker::Status { status } => self.status = status.clone(),
                _ => {}
            }
            self.said.push(message);
        }
    }

    fn printed(&self, batch: usize) -> String {
        self.batches[batch].output.iter().map(|chunk| chunk.text.as_str()).collect()
    }

    fn records(&self, batch: usize) -> Vec<u64> {
        self.batches[batch].cells.iter().map(|cell| cell.n_records).collect()
    }

    fn edit(&mut self, edit: ChainEdit) -> Result<(), String> {
        let rev = self.rev;
        self.send(ToWorker::Edit { rev, edit });
        match self.said.pop() {
            Some(FromWorker::TextEdits { edits, .. }) => {
                self.document.program = apply_edits(&self.document.program, &edits).unwrap();
                self.send_document();
                Ok(())
            }
            Some(FromWorker::EditRefused { message, .. }) => Err(message),
            other => panic!("no answer to an edit: {other:?}"),
        }
    }

    fn diagnostics(&self) -> Vec<String> {
        let planned = self.said.iter().rev().find_map(|message| match message {
            FromWorker::Planned { diagnostics, .. } => Some(diagnostics),
            _ => None,
        });
        let shown = |view: &protocol::plan_view::DiagnosticView| {
            format!("{}:{} {}", view.span.map_or(0, |span| span.line), view.code, view.message)
        };
        planned.into_iter().flatten().map(shown).collect()
    }
}

const PROGRAM: &str = r#"from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Test")
ssc = StreamingContext(sc, 1)
ssc.checkpoint("checkpoint")
lines = ssc.socketTextStream("localhost", 9999)
words = lines.flatMap(lambda line: line.split(" "))
pairs = words.map(lambda word: (word, 1))
counts = pairs.reduceByKey(lambda x, y: x + y)
counts.pprint()

ssc.start()
ssc.awaitTermination()
"#;

const LINES: &[(u64, &str)] = &[(0, "a b a"), (300, "c"), (1100, "a"), (2500, "b b")];

#[test]
fn stepping_computes_one_batch_after_the_other() {
    let mut page = Page::of(PROGRAM, LINES);
    assert!(page.batches.is_empty());
    page.step(3);
    assert_eq!(page.records(0), [2, 4, 4, 3]);
    assert_eq!(page.records(1), [1, 1, 1, 1]);
    assert!(page.printed(2).ends_with("('b', 2)\n\n"), "{}", page.printed(2));
    assert_eq!(page.batches[0].time_text, "2024-01-01 00:00:01");
    assert_eq!(page.status.next_batch, 3);
    assert_eq!(page.status.state, RunState::Paused);
}

#[test]
fn virtual_time_makes_batches_due() {
    let mut page = Page::of(PROGRAM, LINES);
    page.send(ToWorker::SetSpeed { speed: Speed::Times(10.0) });
    page.send(ToWorker::Start);
    page.pass(90);
    assert_eq!(page.batches.len(), 0);
    page.pass(20);
    assert_eq!(page.batches.len(), 1);
    page.pass(1000);
    assert_eq!(page.batches.len(), 11);
    page.send(ToWorker::Pause);
    page.pass(1000);
    assert_eq!(page.batches.len(), 11);
    assert_eq!(page.status.state, RunState::Paused);
}

#[test]
fn an_edit_computes_all_batches_again() {
    let mut page = Page::of(PROGRAM, LINES);
    page.step(3);
    page.document.program = PROGRAM.replace("x + y", "x + y + 100");
    page.send_document();
    assert_eq!(page.batches.len(), 3);
    assert!(page.printed(0).contains("('a', 102)"), "{}", page.printed(0));
}

#[test]
fn a_run_goes_on_when_a_program_that_ended_in_an_error_is_mended() {
    for (is_running, expected) in [(false, RunState::Paused), (true, RunState::Running)] {
        let mut page = Page::of(PROGRAM, LINES);
        page.step(3);
        if is_running {
            page.send(ToWorker::Start);
        }
        page.document.program = PROGRAM.replace("ssc.start()", "1 / 0\nssc.start()");
        page.send_document();
        assert_eq!(page.status.state, RunState::Finished);
        page.document.program = PROGRAM.to_owned();
        page.send_document();
        assert_eq!((page.status.state, page.batches.len()), (expected, 3));
        page.pass(3000);
        assert_eq!(page.batches.len() > 3, is_running);
    }
}

#[test]
fn a_broken_text_keeps_the_last_good_run() {
    let mut page = Page::of(PROGRAM, LINES);
    page.step(1);
    page.document.program = PROGRAM.replace("words.map(", "words.map((");
    page.send_document();
    assert!(matches!(
        page.said.iter().rev().find(|said| matches!(said, FromWorker::Planned { .. })),
        Some(FromWorker::Planned { plan: None, .. })
    ));
    assert_eq!(page.diagnostics(), ["9:SyntaxError '(' was never closed"]);
    page.step(1);
    assert_eq!(page.records(1), [1, 1, 1, 1]);
}

#[test]
fn stop_forgets_everything_and_a_program_can_run_again() {
    let mut page = Page::of(PROGRAM, LINES);
    page.step(2);
    page.send(ToWorker::Stop);
    assert!(page.batches.is_empty());
    assert_eq!(page.status.next_batch, 0);
    page.step(1);
    assert_eq!(page.records(0), [2, 4, 4, 3]);
    assert!(page.diagnostics().is_empty(), "{:?}", page.diagnostics());
}

#[test]
fn an_endless_loop_in_a_lambda_ends_as_an_error_of_its_batch() {
    let program = PROGRAM.replace(
        "words = lines.flatMap(lambda line: line.split(\" \"))",
        "def f(line):\n    while True:\n        pass\nwords = lines.flatMap(f)",
    );
    let mut page = Page::of(&program, LINES);
    page.clock.step_ms.set(30.0);
    page.step(1);
    let failure = page.batches[0].failure.clone().expect("the batch fails");
    assert!(failure.message.contains("endless loop"), "{failure:?}");
}

#[test]
fn an_exception_marks_its_batch_with_the_record_and_others_go_on() {
    let program = PROGRAM.replace("lambda word: (word, 1)", "lambda word: (word, 1 / (word != \"c\"))");
    let mut page = Page::of(&program, LINES);
    page.step(3);
    let failure = page.batches[0].failure.clone().expect("the batch fails");
    assert_eq!(failure.message, "ZeroDivisionError: division by zero");
    assert_eq!(failure.record.as_deref(), Some("'c'"));
    assert_eq!(failure.span.map(|span| span.line), Some(9));
    assert!(page.batches[1].failure.is_none());
    assert_eq!(page.batches.len(), 3);
}

/// What the page is shown of the state of step 3 after batch 1.
fn state_after_1(page: &mut Page, query: TableQuery) -> StateView {
    page.send(ToWorker::State { node: 3, batch: 1, query: TableQuery { n_rows: 100, ..query } });
    match page.said.last() {
        Some(FromWorker::State { state, .. }) => state.clone(),
        other => panic!("no state: {other:?}"),
    }
}

#[test]
fn keys_that_differ_only_behind_what_is_shown_are_told_apart() {
    let program = PROGRAM.replace("(word, 1)", "('k' * 20_000 + word, 1)").replace(
        "counts = pairs.reduceByKey(lambda x, y: x + y)",
        "counts = pairs.updateStateByKey(lambda new, old: sum(new) + (old or 0))",
    );
    let mut page = Page::of(&program, LINES);
    page.step(2);
    let sorted = state_after_1(&mut page, TableQuery { sort: TableSort::Key, ..TableQuery::default() });
    let rows: Vec<_> = sorted.rows.iter().map(|row| (row.now.as_deref(), row.changed_in)).collect();
    assert_eq!(rows, [(Some("3"), Some(1)), (Some("1"), Some(0)), (Some("1"), Some(0))]);
    assert!(sorted.rows.iter().all(|row| row.key == sorted.rows[0].key), "they are shown alike");
    let marks: std::collections::BTreeSet<u64> = sorted.rows.iter().map(|row| row.key_mark).collect();
    assert_eq!(marks.len(), 3);
    let found = state_after_1(&mut page, TableQuery { find: "ka'".into(), ..TableQuery::default() });
    assert_eq!((found.n_found, found.rows[0].now.as_deref()), (1, Some("3")));
}

#[test]
fn state_shows_what_was_and_what_is() {
    let program = PROGRAM.replace(
        "counts = pairs.reduceByKey(lambda x, y: x + y)",
        "def total(new, old):\n    return sum(new) + (old or 0)\ncounts = pairs.updateStateByKey(total)",
    );
    let mut page = Page::of(&program, LINES);
    page.step(2);
    let state = state_after_1(&mut page, TableQuery::default());
    assert_eq!((state.n_keys, state.function.as_str()), (3, "total"));
    let a = state.rows.iter().find(|row| row.key == "'a'").unwrap();
    assert_eq!(
        (a.was.as_deref(), a.new_values.as_str(), a.now.as_deref(), a.change.as_str()),
        (Some("2"), "[1]", Some("3"), "+1")
    );
    assert_eq!(a.recent, [Some(2.0), Some(3.0)]);
    let c = state.rows.iter().find(|row| row.key == "'c'").unwrap();
    assert_eq!(c.recent, [Some(1.0), Some(1.0)]);
    assert_eq!(
        (c.was.as_deref(), c.new_values.as_str(), c.change.as_str(), c.changed_in),
        (Some("1"), "[]", "", Some(0))
    );
}

#[test]
fn a_window_shows_both_ways() {
    let program = PROGRAM.replace(
        "counts = pairs.reduceByKey(lambda x, y: x + y)",
        "counts = pairs.reduceByKeyAndWindow(lambda x, y: x + y, lambda x, y: x - y, 5, 1)",
    );
    let mut page = Page::of(&program, LINES);
    page.step(7);
    page.send(ToWorker::Window { node: 3, batch: 6, query: TableQuery { n_rows: 100, ..TableQuery::default() } });
    let window = page.said.iter().rev().find_map(|said| match said {
        FromWorker::Window { window, .. } => Some(window.clone()),
        _ => None,
    });
    let window = window.unwrap_or_else(|| panic!("no window: {:?}", page.said.last()));
    let numbers = |batches: &[protocol::run_view::WindowBatch]| batches.iter().map(|it| it.batch).collect::<Vec<_>>();
    assert_eq!(numbers(&window.covered), [2, 3, 4, 5, 6]);
    assert_eq!((numbers(&window.entering), numbers(&window.leaving)), (vec![6], vec![1]));
    let a = window.rows.iter().find(|row| row.key == "'a'").unwrap();
    assert_eq!((a.previous.as_deref(), a.leaving.as_deref(), a.now.as_deref()), (Some("1"), Some("1"), Some("0")));
}

#[test]
fn a_link_to_a_batch_computes_up_to_it_and_stands_there() {
    let mut page = Page::of(PROGRAM, LINES);
    page.send(ToWorker::Seek { batch: 2 });
    assert_eq!((page.batches.len(), page.status.state), (3, RunState::Paused));
    page.pass(5000);
    assert_eq!(page.batches.len(), 3);
}

#[test]
fn a_module_that_is_not_here_is_named_with_what_to_use_instead() {
    let mut page = Page::of("import pandas\n", &[]);
    let help = page.said.iter().find_map(|message| match message {
        FromWorker::Planned { diagnostics, .. } => diagnostics.first()?.help.clone(),
        _ => None,
    });
    assert!(help.is_some_and(|help| help.starts_with("`pandas` is not supported here: use lists")));
    assert_eq!(page.diagnostics(), ["1:ModuleNotFoundError ModuleNotFoundError: No module named 'pandas'"]);
    page.step(1);
}

#[test]
fn steps_are_added_changed_and_removed_in_the_text() {
    let mut page = Page::of(PROGRAM, LINES);
    page.step(1);
    page.edit(ChainEdit::ReplaceArg { node: 3, arg: "func".into(), text: "lambda x, y: x * 10 + y".into() }).unwrap();
    assert!(page.printed(0).contains("('a', 11)"), "{}", page.printed(0));
    page.edit(ChainEdit::Insert { after: 1, operator: "filter".into(), args: vec!["lambda w: w != \"b\"".into()] })
        .unwrap();
    assert!(page.document.program.contains(".split(\" \")).filter(lambda w: w != \"b\")\n"));
    assert_eq!(page.records(0), [2, 4, 3, 3, 2]);
    page.edit(ChainEdit::Remove { node: 2 }).unwrap();
    assert_eq!(page.records(0), [2, 4, 4, 3]);
    let refused = page.edit(ChainEdit::Remove { node: 0 }).unwrap_err();
    assert!(refused.contains("source"), "{refused}");
}

#[test]
fn every_example_runs_without_a_complaint() {
    for example in EXAMPLES {
        let mut page = Page::open(example.document());
        page.step(4);
        assert_eq!(page.diagnostics(), Vec::<String>::new(), "{}", example.title);
        assert!(page.batches.iter().all(|batch| batch.failure.is_none()), "{}", example.title);
        assert!(!page.printed(3).is_empty(), "{}", example.title);
    }
}

#[test]
fn programs_find_the_documents_arguments_in_sys_argv() {
    let program = "import sys\nprint(sys.argv[1:])\nfrom pyspark import SparkContext\n";
    let mut page = Page::of(program, LINES);
    assert_eq!(page.output, "['localhost', '9999']\n");
    page.document.settings.argv = vec!["host".into(), "7".into(), "x".into()];
    page.send_document();
    assert!(page.output.ends_with("['host', '7', 'x']\n"), "{}", page.output);
}

#[test]
fn a_million_keys_come_page_by_page() {
    let program = "from pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\n\n\
        ssc = StreamingContext(SparkContext('local[2]', 'App'), 1)\nssc.checkpoint('c')\n\
        lines = ssc.socketTextStream('localhost', 9999)\n\
        keys = lines.flatMap(lambda line: range(int(line))).map(lambda n: (n, 1))\n\
        totals = keys.updateStateByKey(lambda new, old: sum(new) + (old or 0))\n\
        totals.pprint()\nssc.start()\nssc.awaitTermination()\n";
    let mut page = Page::of(program, &[(100, "1000000")]);
    page.send(ToWorker::Step);
    let totals = page.batches[0].cells.iter().find(|cell| cell.n_records == 1_000_000).map(|cell| cell.node);
    assert!(totals.is_some(), "{:?}", page.batches[0].cells.iter().map(|cell| cell.n_records).collect::<Vec<_>>());
    let state = page.batches[0].cells.last().expect("there are cells").node;
    page.send(ToWorker::State { node: state, batch: 0, query: TableQuery { n_rows: 50, ..TableQuery::default() } });
    let Some(FromWorker::State { state, .. }) = page.said.last() else { panic!("{:?}", page.said.last()) };
    assert_eq!(state.rows.len(), 50);
    assert_eq!(state.n_keys, 1_000_000);
}

#[test]
fn a_line_of_50_mb_is_counted_and_cut_where_it_is_shown() {
    let program = "from pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\n\n\
        ssc = StreamingContext(SparkContext('local[2]', 'App'), 1)\n\
        lines = ssc.socketTextStream('localhost', 9999)\n\
        lines.map(len).pprint()\nlines.pprint()\nssc.start()\nssc.awaitTermination()\n";
    let long = "x".repeat(50 << 20);
    let mut page = Page::of(program, &[(100, &long)]);
    page.send(ToWorker::Step);
    let printed = page.printed(0);
    assert!(printed.contains("\n52428800\n"), "{}", printed.chars().take(400).collect::<String>());
    let shown: usize = page.batches[0].cells.iter().flat_map(|cell| &cell.chips).map(|row| row.len()).sum();
    assert!(shown < 10_000, "{shown} bytes are sent for the picture");
}

#[test]
fn a_timeout_within_a_batch_ends_before_it() {
    let program = "from pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\n\n\
        ssc = StreamingContext(SparkContext('local[2]', 'App'), 10)\n\
        ssc.socketTextStream('localhost', 9999).pprint()\nssc.start()\n\
        ssc.awaitTerminationOrTimeout(25)\nprint('bye')\nssc.stop()\n";
    let mut page = Page::of(program, LINES);
    page.step(4);
    assert_eq!(page.batches.len(), 2);
    assert_eq!(page.output, "bye\n");
}

#[test]
fn a_driver_that_sleeps_for_no_time_does_not_keep_batches_from_coming() {
    let program = "import time\nfrom pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\n\n\
        ssc = StreamingContext(SparkContext('local[2]', 'App'), 1)\n\
        ssc.socketTextStream('localhost', 9999).pprint()\nssc.start()\nwhile True:\n    time.sleep(0)\n";
    let mut page = Page::of(program, LINES);
    page.step(3);
    assert_eq!(page.batches.len(), 3);
}

#[test]
fn keys_that_changed_come_first_and_all_others_after_them_in_their_order() {
    let program = PROGRAM.replace(
        "counts = pairs.reduceByKey(lambda x, y: x + y)",
        "counts = pairs.updateStateByKey(lambda new, old: sum(new) + (old or 0))",
    );
    let mut page = Page::of(&program, &[(100, "a b c d e f"), (1100, "e c e")]);
    page.step(2);
    let keys = |page: &mut Page, first: u64, n_rows: u32, sort: TableSort| -> Vec<String> {
        let query = TableQuery { sort, first, n_rows, ..TableQuery::default() };
        page.send(ToWorker::State { node: 3, batch: 1, query });
        let Some(FromWorker::State { state, .. }) = page.said.last() else { panic!("{:?}", page.said.last()) };
        state.rows.iter().map(|row| row.key.clone()).collect()
    };
    let all = keys(&mut page, 0, 100, TableSort::ChangedFirst);
    assert_eq!((all[0].as_str(), all[1].as_str(), all.len()), ("'e'", "'c'", 6));
    let others: Vec<_> =
        keys(&mut page, 0, 100, TableSort::Engine).into_iter().filter(|key| !all[..2].contains(key)).collect();
    assert_eq!(all[2..], others);
    let paged: Vec<_> = (0..6).flat_map(|first| keys(&mut page, first, 1, TableSort::ChangedFirst)).collect();
    assert_eq!(paged, all);
}

#[test]
fn a_batch_counts_what_its_inputs_received_and_which_output_operations_succeeded() {
    let program =
        PROGRAM.replace("counts.pprint()", "counts.pprint()\npairs.map(lambda pair: 1 / (pair[0] != 'c')).pprint()");
    let mut page = Page::of(&program, LINES);
    page.step(2);
    let counted = |batch: &BatchView| {
        let inputs: Vec<_> = batch.inputs.iter().map(|input| (input.node, input.n_records)).collect();
        (inputs, batch.n_succeeded_ops, batch.n_output_ops, batch.interval_ms)
    };
    let n_lines = |batch: u64| LINES.iter().filter(|(at_ms, _)| at_ms / 1000 == batch).count() as u64;
    assert_eq!(counted(&page.batches[0]), (vec![(0, n_lines(0))], 1, 2, 1000));
    assert_eq!(counted(&page.batches[1]), (vec![(0, n_lines(1))], 2, 2, 1000));
}

#[test]
fn lines_of_a_bridge_come_back_when_stopping_is_taken_back() {
    let mut document = Document::of_program(EXAMPLES[0].program);
    document.sources.insert("localhost:9999".into(), Source::Bridge);
    let mut page = Page::open(document);
    page.session.receive("localhost:9999", &["hello bridge".to_owned()]);
    page.step(2);
    let (printed, records) = (page.printed(0), page.records(0));
    assert!(printed.contains("('hello', 1)"), "{printed}");
    page.send(ToWorker::Stop);
    assert!(page.batches.is_empty());
    assert!(page.said.iter().any(|message| matches!(message, FromWorker::LetGo { n_lines: 1, .. })));
    page.send(ToWorker::TakeBackStop);
    assert_eq!((page.printed(0), page.records(0), page.batches.len()), (printed, records, 2));
    assert_eq!(page.status.state, RunState::Paused);
    // Where nothing was let go, nothing is said.
    let mut page = Page::of(EXAMPLES[0].program, &[(0, "a line")]);
    page.step(1);
    page.send(ToWorker::Stop);
    assert!(!page.said.iter().any(|message| matches!(message, FromWorker::LetGo { .. })));
}

#[test]
fn of_a_batch_that_failed_nothing_is_said_of_what_was_not_computed() {
    let program = EXAMPLES[0].program.replace("(word, 1)", "(word, 1 // len(word[1:]))");
    let mut page = Page::of(&program, &[(0, "ab a ab"), (10_000, "ab ab")]);
    page.step(2);
    assert!(page.batches[0].failure.is_some() && page.batches[1].failure.is_none());
    let counts = |batch: usize| page.batches[batch].cells.last().map(|cell| (cell.is_unknown(), cell.count()));
    assert_eq!((counts(0), counts(1)), (Some((true, "–".to_owned())), Some((false, "1".to_owned()))));
}
