//! What is said about a batch: small programs, each with the sentences of its batches.

use std::rc::Rc;

use protocol::document::{Document, Source, TimedLine};
use protocol::message::{FromWorker, ToWorker};
use session::{Pulse, Session};

/// Time stands still, so that everything is computed at once.
struct Still;

impl Pulse for Still {
    fn now_ms(&self) -> f64 {
        0.0
    }
    fn beat(&self) {}
}

const HEAD: &str = "from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext('local[2]', 'sentences')
ssc = StreamingContext(sc, 1)
ssc.checkpoint('checkpoint')
lines = ssc.socketTextStream('localhost', 9999)
";

/// Runs a program; batches of lines are divided by `|`, lines by `,`. A second server says what stands behind `//`.
fn check(body: &str, batches: &str, expected: &[&str]) {
    let mut document = Document::of_program(&format!("{HEAD}{body}\nssc.start()\nssc.awaitTermination()\n"));
    let (first, second) = batches.split_once("//").unwrap_or((batches, ""));
    for (address, batches) in [("localhost:9999", first), ("localhost:9998", second)] {
        let lines = (0..).zip(batches.split('|')).flat_map(|(batch, lines)| {
            let lines = lines.split(',').map(str::trim).filter(|line| !line.is_empty());
            lines.map(move |text| TimedLine { at_ms: batch * 1000 + 100, text: text.into() })
        });
        document.sources.insert(address.into(), Source::Lines(lines.collect()));
    }
    let mut session = Session::new(Rc::new(Still));
    let mut said = Vec::new();
    for message in [ToWorker::SetDocument { rev: 1, document }, ToWorker::Seek { batch: expected.len() as u64 - 1 }] {
        for answer in session.handle(message) {
            if let FromWorker::Batches { batches, .. } = answer {
                said.extend(batches.into_iter().map(|batch| batch.sentence));
            }
        }
    }
    assert_eq!(said, expected, "{body}");
}

#[test]
fn a_chain_is_counted_from_its_source_on() {
    check(
        "words = lines.flatMap(lambda line: line.split(' '))\n\
         counts = words.map(lambda word: (word, 1)).reduceByKey(lambda x, y: x + y)\n\
         counts.pprint()",
        "a b, b | a | ",
        &[
            "Batch 0: 2 lines → 3 words → 2 counts",
            "Batch 1: 1 lines → 1 words → 1 counts",
            "Batch 2: no lines arrived",
        ],
    );
}

#[test]
fn streams_without_a_name_are_told_by_their_step() {
    check(
        "ssc.socketTextStream('localhost', 9998).flatMap(lambda line: line.split(' ')).pprint()",
        "// a b | a",
        &["Batch 0: 1 line → 2 after flatMap", "Batch 1: 1 line"],
    );
}

#[test]
fn a_filter_that_drops_all_is_named() {
    check(
        "errors = lines.filter(lambda line: line.startswith('E'))\nerrors.map(lambda line: line[1:]).pprint()",
        "I1, E2 | I3, I4",
        &["Batch 0: 2 lines → 1 errors", "Batch 1: 2 lines → 0 errors (the filter drops all)"],
    );
    check(
        "lines.filter(lambda line: line > 'z').pprint()",
        "a",
        &["Batch 0: 1 lines → 0 after filter (the filter drops all)"],
    );
}

#[test]
fn a_window_says_its_batches_and_what_enters_and_leaves() {
    check(
        "recent = lines.map(lambda line: (line, 1)).reduceByKeyAndWindow(lambda x, y: x + y, lambda x, y: x - y, 2, 1)\n\
         recent.pprint()",
        "a, b | a | c | ",
        &[
            "Batch 0: 2 lines → 2 recent over batch 0",
            "Batch 1: 1 lines → 2 recent over batches 0–1 (batch 1 entered)",
            "Batch 2: 1 lines → 2 recent over batches 1–2 (batch 2 entered, batch 0 left)",
            "Batch 3: no lines arrived; 1 recent over batches 2–3 (batch 3 entered, batch 1 left)",
        ],
    );
}

#[test]
fn a_window_that_slides_rarely_says_when_it_is_next_computed() {
    check(
        "last = lines.window(4, 3)\nlast.pprint()",
        "a | b | c | d | e | f",
        &[
            "Batch 0: 1 line arrived; last is next computed in batch 2",
            "Batch 1: 1 line arrived; last is next computed in batch 2",
            "Batch 2: 1 lines → 3 last over batches 0–2",
            "Batch 3: 1 line arrived; last is next computed in batch 5",
            "Batch 4: 1 line arrived; last is next computed in batch 5",
            "Batch 5: 1 lines → 4 last over batches 2–5 (batches 3–5 entered, batches 0–1 left)",
        ],
    );
}

const PAIRS: &str = "left = lines.map(lambda line: (line[0], line))\n\
    other = ssc.socketTextStream('localhost', 9998)\nright = other.map(lambda line: (line[0], line))\n";

#[test]
fn a_join_says_what_meets_and_when_nothing_matches() {
    check(
        &format!("{PAIRS}both = left.join(right)\nboth.pprint()"),
        "a1, b1 | a2 | a3 // a1, a2 | b1 | ",
        &[
            "Batch 0: 2 left and 2 right → 2 both",
            "Batch 1: 1 left and 1 right → 0 both (no key in common)",
            "Batch 2: 1 left and 0 right → 0 both",
        ],
    );
    check(
        &format!("{PAIRS}left.leftOuterJoin(right).map(lambda pair: pair[0]).pprint()"),
        "a1, b1 // a2",
        &["Batch 0: 2 left and 1 right → 2 after leftOuterJoin"],
    );
}

#[test]
fn a_union_is_told_with_both_sides() {
    check(
        &format!("{PAIRS}both = left.union(right)\nkeys = both.reduceByKey(max)\nkeys.pprint()"),
        "a1, b1 | // a2 | ",
        &["Batch 0: 2 left and 1 right → 3 both → 2 keys", "Batch 1: no lines arrived"],
    );
}

#[test]
fn a_state_says_which_keys_are_new_changed_and_removed() {
    check(
        "def keep(new, old):\n    return None if new == [] and old == 1 else len(new) + (old or 0)\n\
         totals = lines.map(lambda line: (line, 1)).updateStateByKey(keep)\ntotals.pprint()",
        "a, b, b | a | | c",
        &[
            "Batch 0: 3 lines → 2 totals; totals: 2 keys new ('b' is 2, 'a' is 1)",
            "Batch 1: 1 lines → 2 totals; totals: 1 key changed ('a' 1 → 2)",
            "Batch 2: no lines arrived; 2 totals",
            "Batch 3: 1 lines → 3 totals; totals: 1 key new ('c' is 1)",
        ],
    );
    check(
        "totals = lines.map(lambda line: (line, 1)).updateStateByKey(lambda new, old: len(new) or None)\n\
         totals.pprint()",
        "a, b | b, b | ",
        &[
            "Batch 0: 2 lines → 2 totals; totals: 2 keys new ('b' is 1, 'a' is 1)",
            "Batch 1: 2 lines → 1 totals; totals: 1 key changed, 1 removed ('b' 1 → 2, 'a' is gone)",
            "Batch 2: no lines arrived; totals: 1 key removed ('b' is gone)",
        ],
    );
}

#[test]
fn several_outputs_are_told_from_where_they_part() {
    check(
        "words = lines.flatMap(lambda line: line.split(' '))\n\
         counts = words.map(lambda word: (word, 1)).reduceByKey(lambda x, y: x + y)\ncounts.pprint()\n\
         long = words.filter(lambda word: len(word) > 3)\nlong.pprint()\nwords.count().pprint()\n\
         words.countByValue().pprint()\ncounts.pprint()",
        "a long word, a",
        &["Batch 0: 2 lines → 4 words → 3 counts; words → 2 long; words → 1 after count; 1 more output"],
    );
}

#[test]
fn a_failed_batch_says_the_step_and_the_record() {
    check(
        "numbers = lines.map(lambda line: int(line))\nnumbers.pprint()\nlines.pprint()",
        "1, 2 | x",
        &[
            "Batch 0: 2 lines → 2 numbers",
            "Batch 1 failed at numbers (map): ValueError: invalid literal for int() with base 10: 'x'; \
             the record was 'x'; 1 of 2 output operations succeeded",
        ],
    );
}

#[test]
fn queues_have_no_lines() {
    check(
        "numbers = ssc.queueStream([sc.parallelize([1, 2, 3], 2)])\nnumbers.filter(lambda n: n > 1).count().pprint()",
        "",
        &["Batch 0: 3 numbers → 2 after filter → 1 after count", "Batch 1: no lines arrived; 1 after count"],
    );
}
