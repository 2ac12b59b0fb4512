//! A run that goes on and on needs no more memory than one that has filled its history. In a process of its own, since
//! it counts all memory.

use std::rc::Rc;

use protocol::document::{Document, Source, address};
use protocol::message::ToWorker;
use protocol::source::Simulated;
use session::{Pulse, Session};
use value::memory::{Counting, in_use};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Still;

impl Pulse for Still {
    fn now_ms(&self) -> f64 {
        0.0
    }
    fn beat(&self) {}
}

const PROGRAM: &str = "\
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext('local[2]', 'Long')
ssc = StreamingContext(sc, 1)
ssc.checkpoint('checkpoints')

words = ssc.socketTextStream('localhost', 9999).flatMap(lambda line: line.split(' '))
pairs = words.map(lambda word: (word, 1))
pairs.updateStateByKey(lambda new_values, last: sum(new_values) + (last or 0)).pprint()
pairs.reduceByKeyAndWindow(lambda x, y: x + y, lambda x, y: x - y, 10, 1).pprint()

ssc.start()
ssc.awaitTermination()
";
/// Enough for the history, and the lines that are kept for edits, to be full before the first look.
const LOOKS: [u64; 3] = [500, 600, 700];
/// What is kept besides the history: the program, the state, the batches that windows reach back to.
const MOST: usize = 160 << 20;

#[test]
fn a_long_run_keeps_within_its_memory() {
    let mut document = Document::of_program(PROGRAM);
    let template = "w{0..99} w{100..999} w{0..9} w{10..99}".to_owned();
    let source = Simulated { template, rate: 2000.0, ..Simulated::default() };
    document.sources.insert(address("localhost", 9999), Source::Simulated(source));
    let mut session = Session::new(Rc::new(Still));
    session.handle(ToWorker::SetDocument { rev: 1, document });
    let in_use: Vec<usize> = LOOKS
        .iter()
        .map(|&batch| {
            session.handle(ToWorker::Seek { batch });
            in_use()
        })
        .collect();
    let (early, late) = (in_use[0], in_use[2]);
    eprintln!("in use after {LOOKS:?} batches: {in_use:?}");
    assert!(late < MOST, "{in_use:?}");
    assert!(late < early + early / 20, "{in_use:?}");
}
