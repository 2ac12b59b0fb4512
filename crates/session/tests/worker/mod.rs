//! A session that is given one program after another, as a page gives them to its worker.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use protocol::document::{Document, Source, TimedLine};
use protocol::message::{FromWorker, ToWorker};
use session::{Pulse, Session};

/// Set it, and the tests run by the real clock and print the longest wait for an answer with each program; without it they only ask that
/// each ends. `REAL_CLOCK=1 cargo test --profile native -p session --test limits --test memory -- --nocapture`
const REAL_CLOCK: &str = "REAL_CLOCK";

/// A clock that goes on when it is asked, so that after a few looks a call has computed for too long; or the real one.
struct Clock {
    looks_ms: Cell<f64>,
    since: Option<Instant>,
}

impl Clock {
    fn new() -> Self {
        let since = std::env::var_os(REAL_CLOCK).map(|_| Instant::now());
        Self { looks_ms: Cell::new(0.0), since }
    }
}

impl Pulse for Clock {
    fn now_ms(&self) -> f64 {
        self.looks_ms.set(self.looks_ms.get() + 600.0);
        self.since.map_or(self.looks_ms.get(), |since| since.elapsed().as_secs_f64() * 1000.0)
    }
    fn beat(&self) {}
}

/// A session that is given one program after another.
pub struct Worker {
    session: Session,
    rev: u32,
}

/// What became of a program: its messages and what it printed.
pub struct Heard {
    pub messages: Vec<String>,
    pub printed: String,
    /// The longest that the session took over a message.
    pub longest: Duration,
}

impl Worker {
    pub fn new() -> Self {
        Self { session: Session::new(Rc::new(Clock::new())), rev: 0 }
    }

    /// Runs a program over three lines, for two batches.
    pub fn run(&mut self, program: &str) -> Heard {
        let mut document = Document::of_program(program);
        let lines = ["a b", "b c", "a"].map(|text| TimedLine { at_ms: 100, text: text.into() });
        document.sources.insert("localhost:9999".into(), Source::Lines(lines.to_vec()));
        self.rev += 1;
        let mut heard = Heard { messages: Vec::new(), printed: String::new(), longest: Duration::ZERO };
        let mut said = Vec::new();
        for message in [ToWorker::SetDocument { rev: self.rev, document }, ToWorker::Step, ToWorker::Step] {
            let began = Instant::now();
            said.extend(self.session.handle(message));
            heard.longest = heard.longest.max(began.elapsed());
        }
        for message in said {
            match message {
                FromWorker::Planned { diagnostics, .. } => {
                    heard
                        .messages
                        .extend(diagnostics.into_iter().map(|found| format!("{}: {}", found.code, found.message)));
                }
                FromWorker::Batches { batches, .. } => {
                    for batch in batches {
                        heard.messages.extend(batch.failure.map(|failure| failure.message));
                        heard.printed.extend(batch.output.iter().map(|chunk| chunk.text.as_str()));
                    }
                }
                FromWorker::Output { chunk, .. } => heard.printed.push_str(&chunk.text),
                _ => {}
            }
        }
        heard
    }
}

pub const HEAD: &str = "from pyspark import SparkContext, AccumulatorParam
from pyspark.streaming import StreamingContext, StreamingListener
sc = SparkContext('local[2]', 'limits')
ssc = StreamingContext(sc, 1)
lines = ssc.socketTextStream('localhost', 9999)
words = lines.flatMap(lambda line: line.split(' '))
pairs = words.map(lambda word: (word, 1))
ssc.checkpoint('checkpoint')
def loop(*args):
    while True:
        pass
class Odd:
    def __init__(self, word):
        self.word = word
";
pub const TAIL: &str = "
ssc.start()
ssc.awaitTermination()
";

/// Runs every program and shows those that end without one of the texts, or after which the next does not run.
pub fn check(programs: &[(&str, String)], texts: &[&str]) {
    let mut worker = Worker::new();
    let mut wrong = Vec::new();
    for (name, program) in programs {
        let heard = worker.run(program);
        if std::env::var_os(REAL_CLOCK).is_some() {
            println!("{:6.2} s  {name}", heard.longest.as_secs_f64());
        }
        if !heard.messages.iter().any(|message| texts.iter().any(|text| message.contains(text))) {
            let printed: String = heard.printed.chars().take(300).collect();
            wrong.push(format!("{name}: {:?} {printed:?}", heard.messages));
        }
        let after = worker.run(&format!("{HEAD}pairs.reduceByKey(lambda a, b: a + b).pprint(){TAIL}"));
        if !after.printed.contains("('a', 2)") || !after.messages.is_empty() {
            wrong.push(format!("after {name}: {:?} {:?}", after.messages, after.printed));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Programs with this in the middle.
pub fn streaming(bodies: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    bodies.iter().map(|(name, body)| (*name, format!("{HEAD}{body}{TAIL}"))).collect()
}
