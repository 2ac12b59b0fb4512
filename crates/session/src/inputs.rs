//! What every source received, by virtual time: the input log that makes any batch computable again.

use std::collections::{BTreeMap, VecDeque};

use protocol::document::{Document, Settings, Source, TimedLine, add_lines};
use protocol::source::Generator;
use value::column::{Column, StrColumn};

use crate::simulated::SimulatedServer;

/// Spark's `spark.streaming.blockInterval`: what arrives within one makes one partition.
pub const BLOCK_INTERVAL_MS: u64 = 200;

/// The most lines of one source that a batch takes; what is beyond is left out and counted.
pub const MAX_BATCH_LINES: u64 = 5_000_000;

/// Text of one source's bridge that is kept, in bytes: the lines that came first are forgotten when there is more.
pub const MAX_RECEIVED_BYTES: usize = 64 << 20;

/// What keeping a line costs beside its text.
const LINE_OVERHEAD: usize = size_of::<TimedLine>();

/// Where the lines of one address come from.
enum Origin {
    Simulated(SimulatedServer),
    /// In order of arrival; more are added while a reader types.
    Lines(Vec<TimedLine>),
    /// What a bridge has sent.
    Received,
}

/// What a bridge has sent, in order of arrival.
#[derive(Default)]
struct Received {
    lines: VecDeque<TimedLine>,
    n_bytes: usize,
    /// Some lines that arrived before this time are forgotten; 0 if none are.
    complete_from_ms: u64,
}

impl Received {
    fn push(&mut self, line: TimedLine) {
        self.n_bytes += line.text.len() + LINE_OVERHEAD;
        self.lines.push_back(line);
        while self.n_bytes > MAX_RECEIVED_BYTES && self.lines.len() > 1 {
            let Some(first) = self.lines.pop_front() else { break };
            self.n_bytes -= first.text.len() + LINE_OVERHEAD;
            self.complete_from_ms = first.at_ms + 1;
        }
    }

    fn between(&self, begin_ms: u64, end_ms: u64) -> impl ExactSizeIterator<Item = &TimedLine> {
        let first = self.lines.partition_point(|line| line.at_ms < begin_ms);
        let last = self.lines.partition_point(|line| line.at_ms < end_ms).max(first);
        self.lines.range(first..last)
    }
}

/// All sources of a document. Times are milliseconds since the streaming context started.
pub struct Inputs {
    /// When the streaming context starts, for the times that simulated servers write.
    start_time_ms: i64,
    by_address: BTreeMap<String, Origin>,
    /// What bridges sent, kept when the document changes.
    received: BTreeMap<String, Received>,
    /// The same of the run before, in case the reader wants it back.
    let_go: BTreeMap<String, Received>,
}

impl Default for Inputs {
    fn default() -> Self {
        let start_time_ms = Settings::default().start_time_ms;
        Self { start_time_ms, by_address: BTreeMap::new(), received: BTreeMap::new(), let_go: BTreeMap::new() }
    }
}

impl Inputs {
    /// Takes the sources of a document; lines received from bridges stay.
    pub fn set_document(&mut self, document: &Document) {
        let addresses: Vec<String> = document.sources.keys().cloned().collect();
        if std::mem::replace(&mut self.start_time_ms, document.settings.start_time_ms)
            != document.settings.start_time_ms
        {
            // Servers that no source is set for are made again when they are asked.
            self.by_address.clear();
        }
        self.by_address.retain(|address, _| addresses.contains(address));
        for address in addresses {
            let source = document.source(&address);
            self.set_source(&address, &source);
        }
    }

    /// Takes another source for one address.
    pub fn set_source(&mut self, address: &str, source: &Source) {
        let origin = match source {
            Source::Simulated(simulated) => {
                let generator = Generator::new(simulated).starting_at(self.start_time_ms);
                match self.by_address.get(address) {
                    Some(Origin::Simulated(server)) if server.generator == generator => return,
                    _ => Origin::Simulated(SimulatedServer::new(generator)),
                }
            }
            Source::Lines(lines) => Origin::Lines(lines.clone()),
            Source::Bridge => Origin::Received,
        };
        self.by_address.insert(address.to_owned(), origin);
    }

    /// Adds lines that arrive at `at_ms`; to what a bridge sends, that is not before any line of this address.
    pub fn push(&mut self, address: &str, at_ms: u64, lines: &[String]) {
        let timed = lines.iter().map(|text| TimedLine { at_ms, text: text.clone() });
        if let Origin::Lines(log) = self.origin(address) {
            add_lines(log, timed);
            return;
        }
        let received = self.received.entry(address.to_owned()).or_default();
        timed.for_each(|line| received.push(line));
    }

    /// How many lines of a bridge arrived at `begin_ms` or later.
    pub fn n_received_since(&self, address: &str, begin_ms: u64) -> u64 {
        self.received.get(address).map_or(0, |received| received.between(begin_ms, u64::MAX).len() as u64)
    }

    /// The address with the latest time before which lines of a bridge are forgotten, and that time.
    pub fn forgotten(&self) -> Option<(&str, u64)> {
        let times = self.received.iter().map(|(address, received)| (address.as_str(), received.complete_from_ms));
        times.filter(|(_, time)| *time > 0).max_by_key(|(_, time)| *time)
    }

    /// Lets go of the lines that bridges sent, and says how many there were.
    pub fn let_go_received(&mut self) -> u64 {
        let received = std::mem::take(&mut self.received);
        let n_lines = received.values().map(|received| received.lines.len() as u64).sum();
        if n_lines > 0 {
            self.let_go = received;
        }
        n_lines
    }

    /// Brings back the lines that were let go last; what has come since follows them.
    pub fn bring_back_received(&mut self) {
        let since = std::mem::replace(&mut self.received, std::mem::take(&mut self.let_go));
        for (address, since) in since {
            let received = self.received.entry(address).or_default();
            let last_ms = received.lines.back().map_or(0, |line| line.at_ms);
            for line in since.lines {
                received.push(TimedLine { at_ms: line.at_ms.max(last_ms), ..line });
            }
        }
    }

    /// The partitions that the receiver of `address` makes of what arrives in `begin_ms..end_ms`: one for each block
    /// interval in which something did.
    pub fn partitions(&mut self, address: &str, begin_ms: u64, end_ms: u64) -> Vec<Column> {
        let mut blocks = Blocks::new(begin_ms);
        match self.origin(address) {
            Origin::Simulated(server) => {
                return server.partitions(begin_ms, end_ms, |generator| {
                    let range = generator.arrivals(begin_ms, end_ms);
                    let end = range.end.min(range.start.saturating_add(MAX_BATCH_LINES));
                    for line_idx in range.start..end {
                        blocks.start_line(generator.arrival_ms(line_idx));
                        generator.push_line(line_idx, &mut blocks.text);
                        blocks.end_line();
                    }
                    blocks.finish()
                });
            }
            Origin::Lines(lines) => between(lines, begin_ms, end_ms).iter().for_each(|line| blocks.line(line)),
            Origin::Received => {
                let received = self.received.entry(address.to_owned()).or_default();
                received.between(begin_ms, end_ms).for_each(|line| blocks.line(line));
            }
        }
        blocks.finish()
    }

    /// How many lines arrive in `begin_ms..end_ms`, and the first `n_first` of them.
    pub fn filling(&mut self, address: &str, begin_ms: u64, end_ms: u64, n_first: usize) -> (u64, Vec<String>) {
        match self.origin(address) {
            Origin::Simulated(SimulatedServer { generator, .. }) => {
                let range = generator.arrivals(begin_ms, end_ms);
                let first = range.clone().take(n_first).map(|line_idx| generator.line(line_idx)).collect();
                (range.end - range.start, first)
            }
            Origin::Lines(lines) => {
                let lines = between(lines, begin_ms, end_ms);
                (lines.len() as u64, lines.iter().take(n_first).map(|line| line.text.clone()).collect())
            }
            Origin::Received => {
                let lines = self.received.entry(address.to_owned()).or_default().between(begin_ms, end_ms);
                (lines.len() as u64, lines.take(n_first).map(|line| line.text.clone()).collect())
            }
        }
    }

    fn origin(&mut self, address: &str) -> &mut Origin {
        let start_time_ms = self.start_time_ms;
        self.by_address.entry(address.to_owned()).or_insert_with(|| {
            let generator = Generator::new(&protocol::source::Simulated::default()).starting_at(start_time_ms);
            Origin::Simulated(SimulatedServer::new(generator))
        })
    }
}

fn between(lines: &[TimedLine], begin_ms: u64, end_ms: u64) -> &[TimedLine] {
    let first = lines.partition_point(|line| line.at_ms < begin_ms);
    let last = lines.partition_point(|line| line.at_ms < end_ms).max(first);
    lines.get(first..last).unwrap_or(&[])
}

/// Collects lines into one shared text for each block.
struct Blocks {
    begin_ms: u64,
    block: Option<u64>,
    text: String,
    spans: Vec<(u32, u32)>,
    start: usize,
    done: Vec<Column>,
}

impl Blocks {
    fn new(begin_ms: u64) -> Self {
        Self { begin_ms, block: None, text: String::new(), spans: Vec::new(), start: 0, done: Vec::new() }
    }

    fn line(&mut self, line: &TimedLine) {
        self.start_line(line.at_ms);
        self.text.push_str(&line.text);
        self.end_line();
    }

    fn start_line(&mut self, at_ms: u64) {
        let block = at_ms.saturating_sub(self.begin_ms) / BLOCK_INTERVAL_MS;
        if self.block != Some(block) {
            self.close();
            self.block = Some(block);
        }
        self.start = self.text.len();
    }

    fn end_line(&mut self) {
        self.spans.push((self.start as u32, self.text.len() as u32));
    }

    fn close(&mut self) {
        if self.spans.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        self.done.push(Column::Str(StrColumn::new(text.into(), std::mem::take(&mut self.spans))));
    }

    fn finish(mut self) -> Vec<Column> {
        self.close();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(partitions: &[Column]) -> Vec<Vec<String>> {
        let text = |column: &Column| match column {
            Column::Str(rows) => rows.iter().map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        partitions.iter().map(text).collect()
    }

    #[test]
    fn one_line_a_second_gives_a_partition_for_each_line() {
        let partitions = Inputs::default().partitions("localhost:9999", 0, 10_000);
        assert_eq!(partitions.len(), 10);
        assert!(rows(&partitions).iter().all(|rows| rows.len() == 1 && rows[0].starts_with("This is line ")));
    }

    #[test]
    fn lines_of_one_block_interval_make_one_partition() {
        let mut inputs = Inputs::default();
        let lines = [(0, "a"), (199, "b"), (200, "c"), (900, "d"), (1000, "e")];
        let lines = lines.map(|(at_ms, text)| TimedLine { at_ms, text: text.into() }).to_vec();
        inputs.set_source("h:1", &Source::Lines(lines));
        assert_eq!(rows(&inputs.partitions("h:1", 0, 1000)), [vec!["a", "b"], vec!["c"], vec!["d"]]);
        assert_eq!(inputs.filling("h:1", 0, 1000, 2), (4, vec!["a".into(), "b".into()]));
        assert!(inputs.partitions("h:1", 2000, 3000).is_empty());
    }

    #[test]
    fn a_line_typed_after_starting_over_arrives_among_the_old_ones() {
        let mut inputs = Inputs::default();
        let old = TimedLine { at_ms: 15_000, text: "old".into() };
        inputs.set_source("h:1", &Source::Lines(vec![old]));
        inputs.push("h:1", 5, &["new".into()]);
        assert_eq!(rows(&inputs.partitions("h:1", 0, 10_000)), [vec!["new"]]);
        assert_eq!(rows(&inputs.partitions("h:1", 10_000, 20_000)), [vec!["old"]]);
    }

    #[test]
    fn what_a_bridge_sent_stays_when_the_document_changes() {
        let mut inputs = Inputs::default();
        inputs.set_source("h:1", &Source::Bridge);
        inputs.push("h:1", 5, &["x".into()]);
        inputs.set_source("h:1", &Source::Bridge);
        assert_eq!(rows(&inputs.partitions("h:1", 0, 10)), [vec!["x"]]);
    }

    #[test]
    fn what_came_first_is_forgotten_when_a_bridge_has_sent_too_much() {
        let mut inputs = Inputs::default();
        inputs.set_source("h:1", &Source::Bridge);
        let long = "x".repeat(1 << 20);
        for at_ms in 0..100 {
            inputs.push("h:1", at_ms, std::slice::from_ref(&long));
        }
        let n_kept = inputs.n_received_since("h:1", 0);
        assert!((60..64).contains(&n_kept), "{n_kept} lines are kept");
        assert_eq!(inputs.forgotten(), Some(("h:1", 100 - n_kept)));
        assert_eq!(inputs.filling("h:1", 0, 1000, 0).0, n_kept);
        inputs.let_go_received();
        assert_eq!(inputs.forgotten(), None);
    }

    #[test]
    fn what_was_let_go_can_be_brought_back() {
        let mut inputs = Inputs::default();
        inputs.set_source("h:1", &Source::Bridge);
        inputs.push("h:1", 5, &["old".into()]);
        inputs.push("h:1", 2000, &["older run".into()]);
        assert_eq!((inputs.let_go_received(), inputs.n_received_since("h:1", 0)), (2, 0));
        // Nothing came in between: what was let go before still is there.
        assert_eq!(inputs.let_go_received(), 0);
        inputs.push("h:1", 10, &["new".into()]);
        inputs.bring_back_received();
        assert_eq!(rows(&inputs.partitions("h:1", 0, 1000)), [vec!["old"]]);
        assert_eq!(rows(&inputs.partitions("h:1", 2000, 3000)), [vec!["older run", "new"]]);
    }
}
