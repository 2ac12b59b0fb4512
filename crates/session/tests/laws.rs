//! Laws of a session, for any lines and any of some programs.

use std::rc::Rc;

use proptest::prelude::*;
use protocol::document::{Document, Source, TimedLine};
use protocol::message::{ChainEdit, FromWorker, ToWorker};
use protocol::run_view::BatchView;
use protocol::text::apply_edits;
use session::{Pulse, Session};

struct StillClock;

impl Pulse for StillClock {
    fn now_ms(&self) -> f64 {
        0.0
    }
    fn beat(&self) {}
}

/// What is done with the pairs of a word and 1.
const STEPS: [&str; 6] = [
    "reduceByKey(lambda a, b: a + b)",
    "reduceByKeyAndWindow(lambda a, b: a + b, lambda a, b: a - b, 5, 1)",
    "updateStateByKey(lambda new, old: sum(new) + (old or 0))",
    "groupByKey().mapValues(lambda ones: sorted(ones))",
    "window(3, 2).countByValue()",
    "transform(lambda rdd: rdd.sortByKey())",
];

fn program(step: &str) -> String {
    format!(
        "from pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\n\
         sc = SparkContext('local[2]', 'Law')\nssc = StreamingContext(sc, 1)\nssc.checkpoint('checkpoint')\n\
         lines = ssc.socketTextStream('localhost', 9999)\n\
         pairs = lines.flatMap(lambda line: line.split(' ')).map(lambda word: (word, 1))\n\
         pairs.{step}.pprint(100)\nssc.start()\nssc.awaitTermination()\n"
    )
}

fn document(program: &str, lines: &[(u64, String)]) -> Document {
    let mut document = Document::of_program(program);
    let lines = lines.iter().map(|(at_ms, text)| TimedLine { at_ms: *at_ms, text: text.clone() }).collect();
    document.sources.insert("localhost:9999".into(), Source::Lines(lines));
    document
}

struct Page {
    session: Session,
    batches: Vec<BatchView>,
    answer: Option<FromWorker>,
}

impl Page {
    fn open(document: Document) -> Self {
        let mut page = Self { session: Session::new(Rc::new(StillClock)), batches: Vec::new(), answer: None };
        page.send(ToWorker::SetDocument { rev: 1, document });
        page
    }

    fn send(&mut self, message: ToWorker) {
        for said in self.session.handle(message) {
            if let FromWorker::Batches { replaces_all, batches, .. } = &said {
                if *replaces_all {
                    self.batches.clear();
                }
                self.batches.extend(batches.clone());
            }
            self.answer = Some(said);
        }
    }

    /// What each batch printed, and how many records went through each stream.
    fn seen(&self) -> Vec<(String, Vec<u64>)> {
        let of = |batch: &BatchView| {
            let text = batch.output.iter().map(|chunk| chunk.text.as_str()).collect();
            (text, batch.cells.iter().map(|cell| cell.n_records).collect())
        };
        self.batches.iter().map(of).collect()
    }
}

/// Lines in order of time, over some seconds.
fn lines() -> impl Strategy<Value = Vec<(u64, String)>> {
    let lines = prop::collection::vec((0..8000_u64, "[abé ]{0,6}"), 0..25);
    lines.prop_map(|mut lines| {
        lines.sort_by_key(|(at_ms, _)| *at_ms);
        lines
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn going_to_a_batch_is_running_up_to_it(lines in lines(), step in 0..STEPS.len(), batch in 0..9_u64) {
        let document = document(&program(STEPS[step]), &lines);
        let mut there = Page::open(document.clone());
        there.send(ToWorker::Seek { batch });
        let mut step_by_step = Page::open(document);
        for _ in 0..=batch {
            step_by_step.send(ToWorker::Step);
        }
        prop_assert_eq!(there.batches.len() as u64, batch + 1);
        prop_assert_eq!(there.seen(), step_by_step.seen());
    }

    #[test]
    fn stopping_and_running_again_gives_the_same(lines in lines(), step in 0..STEPS.len()) {
        let mut page = Page::open(document(&program(STEPS[step]), &lines));
        page.send(ToWorker::Seek { batch: 6 });
        let first = page.seen();
        page.send(ToWorker::Stop);
        page.send(ToWorker::Seek { batch: 6 });
        prop_assert_eq!(page.seen(), first);
    }

    #[test]
    fn an_edit_of_the_chain_is_the_program_written_so(lines in lines(), from in 0..STEPS.len()) {
        let text = program(STEPS[from]);
        let mut edited = Page::open(document(&text, &lines));
        let edit = ChainEdit::Insert { after: 1, operator: "filter".into(), args: vec!["lambda word: word > 'a'".into()] };
        edited.send(ToWorker::Edit { rev: 1, edit });
        let Some(FromWorker::TextEdits { edits, .. }) = edited.answer.take() else { panic!("no edits") };
        let changed = apply_edits(&text, &edits).expect("the edits fit the text");
        let mut page = Page::open(document(&changed, &lines));
        page.send(ToWorker::Seek { batch: 5 });
        let written = text.replace("split(' '))", "split(' ')).filter(lambda word: word > 'a')");
        let mut by_hand = Page::open(document(&written, &lines));
        by_hand.send(ToWorker::Seek { batch: 5 });
        prop_assert_eq!(page.seen(), by_hand.seen());
    }

    #[test]
    fn no_program_ends_the_session(at in 0..600_usize, put in "[\\[\\](){}:=,.a-z0-9'\" \n]{0,12}") {
        let mut text = program(STEPS[0]);
        let at = text.char_indices().map(|(at, _)| at).nth(at % text.chars().count()).unwrap_or(0);
        text.insert_str(at, &put);
        let mut page = Page::open(document(&text, &[(100, "a b".into())]));
        page.send(ToWorker::Seek { batch: 1 });
    }
}
