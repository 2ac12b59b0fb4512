//! The document: the program text, its inputs and its settings. It is all that is stored, edited and shared.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::examples;
use crate::source::{Simulated, to_thousandths};

/// Everything that decides what the reader sees.
///
/// A field that is missing in stored text takes its default, an unknown one is ignored, so that a document of
/// an older version can always be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// A program that real PySpark 3.5 accepts.
    pub program: String,
    /// What `socketTextStream(host, port)` receives, by `host:port`; see [`Document::source`].
    pub sources: BTreeMap<String, Source>,
    pub settings: Settings,
    pub view: View,
}

/// What stands behind one `host:port`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Source {
    /// Lines made from a template and a seed.
    Simulated(Simulated),
    /// Lines that were typed, pasted or captured, each with its time of arrival; in order of time.
    Lines(Vec<TimedLine>),
    /// Lines from a real TCP server through `dstream serve`; connected only when the reader asks for it.
    Bridge,
}

/// A line and when it arrived, in milliseconds since the streaming context started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimedLine {
    pub at_ms: u64,
    pub text: String,
}

/// What a real run would take from its machine and its command line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How many cores `local[*]` stands for; a master named in the program wins.
    pub cores: u32,
    pub hash: StringHash,
    /// The time at which the streaming context starts, in milliseconds since 1970 UTC.
    pub start_time_ms: i64,
    pub speed: Speed,
    /// `sys.argv[1:]`.
    pub argv: Vec<String>,
    /// The seed of everything random that is not a source.
    pub seed: u64,
}

/// How Python hashes strings, which decides partitions and so the order of what is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum StringHash {
    /// CPython 3.11 and newer.
    #[default]
    SipHash13,
    /// CPython 3.10 and older.
    SipHash24,
}

/// How fast the virtual clock goes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Speed {
    /// So many virtual seconds in one real second; 0.25 to 100 in the page.
    Times(f64),
    /// As fast as batches can be computed.
    Max,
}

/// Where the reader is looking.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// The batch that all panels show; none follows the newest one.
    pub pinned: Option<u64>,
    /// The position in the plan of the stream that panels about one stream show.
    pub node: Option<u32>,
    /// The record of that stream in the shown batch whose lineage is shown.
    pub record: Option<RecordPlace>,
    pub panel: Panel,
}

/// Where a record is in an RDD.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordPlace {
    pub partition: u32,
    /// Its position in the partition, from 0.
    pub row: u64,
}

/// A tab of the inspector. A name that this version does not know shows the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Panel {
    State,
    Window,
    Rdd,
    Shuffle,
    Lineage,
    Batches,
    Files,
    #[default]
    #[serde(other)]
    Output,
}

/// Cores that `local[*]` stands for when the document does not say.
pub const DEFAULT_CORES: u32 = 2;

/// The most cores that a document may ask for.
pub const MAX_CORES: u32 = 256;

/// The slowest and the fastest speed that is not [`Speed::Max`].
pub const SPEEDS: (f64, f64) = (0.25, 100.0);

/// 9000-01-01 00:00:00 UTC: far enough from the last time that Python's `datetime` knows.
pub const MAX_START_TIME_MS: i64 = 221_845_392_000_000;

/// 2024-01-01 00:00:00 UTC: a fixed time, so that everyone sees the same times printed.
pub const DEFAULT_START_TIME_MS: i64 = 1_704_067_200_000;

/// What programs that read `sys.argv` find there.
pub const DEFAULT_ARGV: [&str; 2] = ["localhost", "9999"];

impl Default for Document {
    /// The word count over the simulated server.
    fn default() -> Self {
        Self::of_program(examples::WORD_COUNT.program)
    }
}

impl Document {
    /// A document with this program and all else as in a new one.
    pub fn of_program(program: &str) -> Self {
        Self {
            program: program.to_owned(),
            sources: BTreeMap::new(),
            settings: Settings::default(),
            view: View::default(),
        }
    }

    /// The document with every setting moved into its bounds, so that no document asks for the impossible.
    pub fn bounded(mut self) -> Self {
        let settings = &mut self.settings;
        settings.cores = settings.cores.clamp(1, MAX_CORES);
        settings.start_time_ms = settings.start_time_ms.clamp(0, MAX_START_TIME_MS);
        settings.speed = match settings.speed {
            Speed::Times(times) if times.is_finite() => Speed::Times(to_thousandths(times.clamp(SPEEDS.0, SPEEDS.1))),
            Speed::Times(_) => Settings::default().speed,
            Speed::Max => Speed::Max,
        };
        for source in self.sources.values_mut() {
            if let Source::Simulated(simulated) = source {
                *simulated = std::mem::take(simulated).bounded();
            }
        }
        self
    }

    /// What stands behind this address: what the document says, else the simulated server.
    pub fn source(&self, address: &str) -> Source {
        self.sources.get(address).cloned().unwrap_or_default()
    }
}

/// Adds lines to others, each behind those that arrived at the same time or earlier.
///
/// After a run was started over, new lines may arrive before old ones.
pub fn add_lines(kept: &mut Vec<TimedLine>, lines: impl IntoIterator<Item = TimedLine>) {
    for line in lines {
        let place = match kept.last() {
            Some(last) if last.at_ms > line.at_ms => kept.partition_point(|other| other.at_ms <= line.at_ms),
            _ => kept.len(),
        };
        kept.insert(place, line);
    }
}

impl Default for Source {
    fn default() -> Self {
        Self::Simulated(Simulated::default())
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            cores: DEFAULT_CORES,
            hash: StringHash::default(),
            start_time_ms: DEFAULT_START_TIME_MS,
            speed: Speed::Times(10.0),
            argv: DEFAULT_ARGV.map(str::to_owned).to_vec(),
            seed: 7,
        }
    }
}

/// The key of [`Document::sources`] for a host and a port.
pub fn address(host: &str, port: u16) -> String {
    format!("{host}:{port}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_fields_take_their_defaults_and_unknown_ones_are_ignored() {
        let read: Document = serde_json::from_str(r#"{"program":"x","settings":{"cores":8},"later":1}"#).unwrap();
        let mut expected = Document::of_program("x");
        expected.settings.cores = 8;
        assert_eq!(read, expected);
    }

    #[test]
    fn an_unknown_panel_shows_the_output() {
        let view: View = serde_json::from_str(r#"{"panel":"Hologram","pinned":3}"#).unwrap();
        assert_eq!(view, View { pinned: Some(3), ..View::default() });
    }

    #[test]
    fn lines_stay_in_the_order_of_their_arrival() {
        let line = |at_ms: u64, text: &str| TimedLine { at_ms, text: text.to_owned() };
        let mut kept = vec![line(1, "a"), line(9, "c")];
        add_lines(&mut kept, [line(1, "b"), line(9, "d")]);
        let texts: Vec<&str> = kept.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["a", "b", "c", "d"]);
    }

    #[test]
    fn an_address_without_a_source_is_the_simulated_server() {
        assert_eq!(Document::default().source("localhost:9999"), Source::default());
    }
}
