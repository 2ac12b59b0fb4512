//! What a document says about the machine decides what is printed, and no run leaves anything behind for the next.

use std::rc::Rc;

use protocol::document::{Document, Source, StringHash, TimedLine};
use protocol::message::{FromWorker, ToWorker};
use protocol::run_view::BatchView;
use session::{Pulse, Session};

struct StillClock;

impl Pulse for StillClock {
    fn now_ms(&self) -> f64 {
        0.0
    }
    fn beat(&self) {}
}

const WORD_COUNT: &str = r#"from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[*]", "WordCount")
ssc = StreamingContext(sc, 1)
lines = ssc.socketTextStream("localhost", 9999)
lines.flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b).pprint()
ssc.start()
ssc.awaitTermination()
"#;

fn document(program: &str) -> Document {
    let mut document = Document::of_program(program);
    let lines = (0..6).map(|n| TimedLine { at_ms: 100 + n * 10, text: format!("This is line {n}") }).collect();
    document.sources.insert("localhost:9999".into(), Source::Lines(lines));
    document
}

/// A session with the batches that it has computed.
struct Page {
    session: Session,
    rev: u32,
    batches: Vec<BatchView>,
    wrong: Vec<(String, Option<String>)>,
}

impl Page {
    fn new() -> Self {
        let session = Session::new(Rc::new(StillClock));
        Self { session, rev: 0, batches: Vec::new(), wrong: Vec::new() }
    }

    fn send(&mut self, message: ToWorker) {
        for said in self.session.handle(message) {
            match said {
                FromWorker::Batches { replaces_all, batches, .. } => {
                    if replaces_all {
                        self.batches.clear();
                    }
                    self.batches.extend(batches);
                }
                FromWorker::Planned { diagnostics, .. } => {
                    self.wrong = diagnostics.into_iter().map(|found| (found.message, found.help)).collect();
                }
                _ => {}
            }
        }
    }

    /// Gives the document and computes a batch: what the first one prints.
    fn run(&mut self, document: &Document) -> String {
        self.rev += 1;
        self.send(ToWorker::SetDocument { rev: self.rev, document: document.clone() });
        self.send(ToWorker::Step);
        let chunks = self.batches.first().into_iter().flat_map(|batch| &batch.output);
        chunks.map(|chunk| chunk.text.as_str()).collect()
    }
}

/// The words in the order in which they are printed.
fn words(printed: &str) -> Vec<&str> {
    printed.lines().filter_map(|line| line.strip_prefix("('")?.split('\'').next()).collect()
}

fn order(cores: u32, hash: StringHash) -> String {
    let mut document = document(WORD_COUNT);
    document.settings.cores = cores;
    document.settings.hash = hash;
    words(&Page::new().run(&document)).join(" ")
}

#[test]
fn eight_cores_and_the_old_hash_print_as_listings_of_old_pythons_do() {
    assert_eq!(order(8, StringHash::SipHash24), "4 line 0 1 This 5 3 is 2");
}

#[test]
fn cores_and_hash_each_decide_the_order() {
    let orders = [
        order(8, StringHash::SipHash24),
        order(8, StringHash::SipHash13),
        order(2, StringHash::SipHash24),
        order(2, StringHash::SipHash13),
    ];
    let distinct: std::collections::BTreeSet<&String> = orders.iter().collect();
    assert_eq!(distinct.len(), 4, "{orders:?}");
}

#[test]
fn a_master_in_the_program_wins() {
    let mut document = document(&WORD_COUNT.replace("local[*]", "local[2]"));
    document.settings.cores = 8;
    let printed = Page::new().run(&document);
    assert_eq!(words(&printed).join(" "), order(2, StringHash::SipHash13));
}

#[test]
fn two_started_contexts_get_sparks_message_and_what_to_do() {
    let second = "ssc.start()\nother = StreamingContext(sc, 5)\nother.socketTextStream('localhost', 9998).pprint()\nother.start()\n";
    let mut page = Page::new();
    page.run(&document(&WORD_COUNT.replace("ssc.start()\n", second)));
    let [(message, help)] = page.wrong.as_slice() else { panic!("{:?}", page.wrong) };
    assert!(message.contains("Only one StreamingContext may be started in this JVM"), "{message}");
    assert!(help.as_deref().is_some_and(|help| help.contains("ssc.stop(stopSparkContext=False)")), "{help:?}");
}

#[test]
fn running_again_never_meets_the_context_of_the_run_before() {
    let mut page = Page::new();
    let mut document = document(WORD_COUNT);
    let printed = page.run(&document);
    assert_eq!(words(&printed).len(), 9);
    for n in 0..3 {
        document.program.push_str(&format!("# {n}\n"));
        assert_eq!((page.run(&document), page.wrong.clone()), (printed.clone(), Vec::new()));
        page.send(ToWorker::Stop);
        assert_eq!((page.run(&document), page.wrong.clone()), (printed.clone(), Vec::new()));
    }
}
