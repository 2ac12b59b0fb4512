//! What the page gets when it looks into a batch: lineage, shuffles, files, the record that failed.

use std::rc::Rc;

use protocol::document::{Document, RecordPlace, Source, TimedLine};
use protocol::file_view::{FileContent, FilesView};
use protocol::lineage_view::{LineageStep, LineageView};
use protocol::message::{FromWorker, TableQuery, TableSort, ToWorker};
use protocol::plan_view::PlanView;
use protocol::run_view::BatchView;
use protocol::shuffle_view::{ShuffleMethod, ShuffleView};
use session::{Pulse, Session};

/// Time stands still, so that everything is computed at once.
struct Still;

impl Pulse for Still {
    fn now_ms(&self) -> f64 {
        0.0
    }
    fn beat(&self) {}
}

/// A program over lines, run for so many batches of a second.
struct Looked {
    session: Session,
    plan: PlanView,
    batches: Vec<BatchView>,
}

const HEAD: &str = "from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext('local[2]', 'looks')
ssc = StreamingContext(sc, 1)
ssc.checkpoint('checkpoint')
lines = ssc.socketTextStream('localhost', 9999)
";

impl Looked {
    fn at(body: &str, batches: &[&str]) -> Self {
        let mut document = Document::of_program(&format!("{HEAD}{body}\nssc.start()\nssc.awaitTermination()\n"));
        let lines = (0..).zip(batches).flat_map(|(batch, lines)| {
            lines.split(',').map(move |text| TimedLine { at_ms: batch * 1000 + 100, text: text.trim().into() })
        });
        document.sources.insert("localhost:9999".into(), Source::Lines(lines.collect()));
        let mut looked = Self { session: Session::new(Rc::new(Still)), plan: PlanView::default(), batches: Vec::new() };
        let last = batches.len() as u64 - 1;
        for message in [ToWorker::SetDocument { rev: 1, document }, ToWorker::Seek { batch: last }] {
            for said in looked.session.handle(message) {
                match said {
                    FromWorker::Planned { plan: Some(plan), .. } => looked.plan = plan,
                    FromWorker::Batches { batches, .. } => looked.batches.extend(batches),
                    _ => {}
                }
            }
        }
        looked
    }

    fn node(&self, title: &str) -> u32 {
        let is_it = |node: &&protocol::plan_view::NodeView| node.name.as_deref().unwrap_or(&node.operator) == title;
        self.plan.nodes.iter().find(is_it).expect("a node").id
    }

    fn title(&self, node: u32) -> &str {
        let node = &self.plan.nodes[node as usize];
        node.name.as_deref().unwrap_or(&node.operator)
    }

    fn ask<T>(&mut self, message: ToWorker, answer: impl Fn(FromWorker) -> Option<T>) -> T {
        self.session.handle(message).into_iter().find_map(answer).expect("an answer")
    }

    fn lineage(&mut self, title: &str, batch: u64, partition: u32, row: u64) -> LineageView {
        let (node, record) = (self.node(title), RecordPlace { partition, row });
        self.ask(ToWorker::Lineage { node, batch, record }, |said| match said {
            FromWorker::Lineage { lineage, .. } => Some(lineage),
            _ => None,
        })
    }

    fn shuffle(&mut self, title: &str, batch: u64, query: TableQuery) -> ShuffleView {
        let node = self.node(title);
        self.ask(ToWorker::Shuffle { node, batch, query }, |said| match said {
            FromWorker::Shuffle { shuffle, .. } => Some(shuffle),
            _ => None,
        })
    }

    fn files(&mut self) -> FilesView {
        self.ask(ToWorker::Files, |said| match said {
            FromWorker::Files { files, .. } => Some(files),
            _ => None,
        })
    }

    fn file(&mut self, path: &str) -> FileContent {
        self.ask(ToWorker::File { path: path.into() }, |said| match said {
            FromWorker::File { file, .. } => Some(file),
            _ => None,
        })
    }

    fn shown(&self, steps: &[LineageStep]) -> Vec<String> {
        let text = |step: &LineageStep| {
            let records: Vec<&str> = step.records.iter().map(|record| record.text.as_str()).collect();
            format!("{} {}: {}", self.title(step.node), step.batch, records.join(" "))
        };
        steps.iter().map(text).collect()
    }
}

fn page(sort: TableSort, find: &str) -> TableQuery {
    TableQuery { find: find.into(), sort, first: 0, n_rows: 100 }
}

const COUNTS: &str = "words = lines.flatMap(lambda line: line.split(' '))
pairs = words.map(lambda word: (word, 1))
counts = pairs.reduceByKey(lambda a, b: a + b)
counts.pprint(1)";

#[test]
fn a_record_is_followed_from_its_lines_to_what_is_printed() {
    let mut looked = Looked::at(COUNTS, &["a b, a", "c"]);
    // One of the two partitions has 'a', by its hash.
    let partition = (0..2).find(|&partition| looked.lineage_text(partition) == "('a', 2)").expect("a partition");
    let view = looked.lineage("counts", 0, partition, 0);
    assert_eq!(looked.shown(&view.ancestors), ["lines 0: 'a b' 'a'", "words 0: 'a' 'a'", "pairs 0: ('a', 1) ('a', 1)"]);
    assert_eq!(looked.shown(&view.descendants), ["pprint 0: ('a', 2)"]);
    assert!(view.ancestors.iter().all(|step| step.is_exact && step.is_complete));
    let is_first = looked.batches[0].output[0].text.contains("('a', 2)");
    assert_eq!(view.descendants[0].n_printed, Some(u64::from(is_first)));
}

impl Looked {
    fn lineage_text(&mut self, partition: u32) -> String {
        let (node, record) = (self.node("counts"), RecordPlace { partition, row: 0 });
        let said = self.session.handle(ToWorker::Lineage { node, batch: 0, record });
        let text = said.into_iter().find_map(|said| match said {
            FromWorker::Lineage { lineage, .. } => Some(lineage.text),
            _ => None,
        });
        text.unwrap_or_default()
    }
}

#[test]
fn a_state_and_a_window_are_followed_over_batches() {
    let body = "pairs = lines.map(lambda word: (word, 1))
totals = pairs.updateStateByKey(lambda new, old: sum(new) + (old or 0), 1)
recent = pairs.reduceByKeyAndWindow(lambda a, b: a + b, lambda a, b: a - b, 2, 1, 1)
totals.pprint()
recent.pprint()";
    let mut looked = Looked::at(body, &["a", "a", "a"]);
    let view = looked.lineage("totals", 2, 0, 0);
    assert_eq!(view.text, "('a', 3)");
    assert_eq!(looked.shown(&view.ancestors), ["lines 2: 'a'", "pairs 2: ('a', 1)", "totals 1: ('a', 2)"]);
    assert!(view.ancestors[2].is_earlier_state);
    let view = looked.lineage("recent", 2, 0, 0);
    assert_eq!(
        looked.shown(&view.ancestors),
        ["lines 1: 'a'", "lines 2: 'a'", "pairs 1: ('a', 1)", "pairs 2: ('a', 1)"]
    );
    let view = looked.lineage("lines", 1, 0, 0);
    assert_eq!(
        looked.shown(&view.descendants),
        [
            "pairs 1: ('a', 1)",
            "totals 1: ('a', 2)",
            "recent 1: ('a', 2)",
            "recent 2: ('a', 2)",
            "pprint 1: ('a', 2)",
            "pprint 1: ('a', 2)",
            "pprint 2: ('a', 2)"
        ]
    );
}

#[test]
fn of_many_records_the_first_come_along_and_all_are_counted() {
    let body = "words = lines.flatMap(lambda line: range(1000))
words.count().pprint()";
    let mut looked = Looked::at(body, &["x"]);
    let view = looked.lineage("count", 0, 0, 0);
    assert_eq!((view.ancestors[1].n_records, view.ancestors[1].records.len()), (1000, 50));
}

#[test]
fn a_shuffle_says_where_each_key_goes_and_how_many_records_it_has() {
    let mut looked = Looked::at(COUNTS, &["a b a, a c"]);
    let view = looked.shuffle("counts", 0, page(TableSort::Value, ""));
    assert_eq!((view.method.clone(), view.n_keys, view.is_complete), (ShuffleMethod::PortableHash, 3, true));
    assert_eq!((view.rows[0].key.as_str(), view.rows[0].n_records), ("'a'", 3));
    for row in &view.rows {
        let hash: i64 = row.hash.parse().expect("a number");
        assert_eq!(hash.rem_euclid(2), i64::from(row.partition));
    }
    let n_records: u64 = view.partitions.iter().filter_map(|partition| partition.n_records).sum();
    let n_keys: u64 = view.partitions.iter().map(|partition| partition.n_keys).sum();
    assert_eq!((n_records, n_keys, view.inputs[0].partition_sizes.iter().sum::<u64>()), (5, 3, 5));
    let found = looked.shuffle("counts", 0, page(TableSort::Engine, "'c'"));
    assert_eq!((found.n_found, found.rows.len(), found.n_keys), (1, 1, 3));
}

#[test]
fn only_steps_that_move_records_are_shuffles() {
    let body = "pairs = lines.map(lambda x: (x, 1))
both = pairs.union(pairs)
joined = pairs.join(pairs)
recent = pairs.window(2)
both.pprint()
joined.pprint()
recent.countByWindow(2, 1).pprint()";
    let looked = Looked::at(body, &["a"]);
    let shuffles: Vec<&str> =
        looked.plan.nodes.iter().filter(|node| node.is_shuffle).map(|node| looked.title(node.id)).collect();
    assert_eq!(shuffles, ["joined", "countByWindow"]);
}

#[test]
fn files_are_listed_by_folder_with_the_batch_that_wrote_them() {
    let body = "with open('notes.txt', 'w') as out:
    out.write('begun')
lines.saveAsTextFiles('out/lines', 'txt')";
    let mut looked = Looked::at(body, &["a, b", "c"]);
    let files = looked.files();
    let folders: Vec<(&str, Option<u64>, usize)> =
        files.folders.iter().map(|folder| (folder.path.as_str(), folder.batch, folder.files.len())).collect();
    let name = |batch: usize| format!("out/lines-{}.txt", looked.batches[batch].time_ms);
    assert_eq!(folders, [("", None, 1), (&name(0), Some(0), 2), (&name(1), Some(1), 2)]);
    let path = format!("{}/part-00000", name(0));
    let content = looked.file(&path);
    assert_eq!((content.path, content.content), (path, b"a\nb\n".to_vec()));
    let said = looked.session.handle(ToWorker::File { path: "nowhere".into() });
    assert!(said.iter().any(|said| matches!(said, FromWorker::Failed { message } if message.contains("nowhere"))));
}

#[test]
fn the_record_that_failed_can_be_found() {
    let body = "words = lines.flatMap(lambda line: line.split(' '))
numbers = words.map(lambda word: int(word))
numbers.pprint()";
    let mut looked = Looked::at(body, &["1 2, 3 x 4"]);
    let failure = looked.batches[0].failure.clone().expect("a failure");
    let place = failure.place.expect("a place");
    assert_eq!((looked.title(place.node), failure.record.as_deref()), ("words", Some("'x'")));
    let view = looked.lineage("words", 0, place.record.partition, place.record.row);
    assert_eq!((view.text.as_str(), looked.shown(&view.ancestors)), ("'x'", vec!["lines 0: '3 x 4'".to_owned()]));
}
