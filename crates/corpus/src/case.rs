//! One golden case: a program, its input, and the recording of real Spark.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::CorpusError;
use crate::recording::Recording;

#[derive(Clone, Debug)]
pub struct Case {
    /// The folder's name; for a recording with other masters, `wordcount@local[4]`.
    pub name: String,
    pub program: String,
    pub input: Input,
    pub expected: Recording,
}

/// What a program is run on; see `tests/corpus/README.md`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Input {
    /// `local[k]`.
    pub master: String,
    /// Seconds; Structured Streaming has none.
    pub batch_interval: Option<f64>,
    pub kind: Kind,
    /// `host:port` → what it sends.
    pub sources: BTreeMap<String, Source>,
    /// Empty batches after the longest source.
    pub drain: u64,
    /// How many batches a program runs that needs no source.
    pub total_batches: Option<u64>,
    /// Structured Streaming: folder → files of `(name, text)`, one a trigger, oldest first.
    pub files: BTreeMap<String, Vec<(String, String)>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    #[default]
    DStream,
    Structured,
}

/// Batches of partitions of lines. A batch without partitions is an RDD without partitions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Source {
    pub batches: Vec<Vec<Vec<String>>>,
}

impl Input {
    /// How many batches the clock is advanced by while the program waits for ever.
    pub fn n_batches(&self) -> u64 {
        let longest = self.sources.values().map(|source| source.batches.len() as u64).max().unwrap_or(0);
        self.total_batches.unwrap_or(longest + self.drain)
    }

    /// The `k` of `local[k]`, which is the default parallelism.
    pub fn parallelism(&self) -> Option<usize> {
        self.master.strip_prefix("local[")?.strip_suffix(']')?.parse().ok()
    }
}

/// Other masters that recordings may exist for, with their files' names.
const OTHER_MASTERS: [(&str, &str); 2] = [("local[1]", "expected.local1.json"), ("local[4]", "expected.local4.json")];

impl Case {
    /// The cases of one folder, given what a file of it holds: the case itself, then those for other masters.
    pub(crate) fn read(name: &str, file: impl Fn(&str) -> Option<String>) -> Result<Vec<Self>, CorpusError> {
        let needed = |name_of_file: &str| {
            file(name_of_file)
                .ok_or_else(|| CorpusError::FileMissing { case: name.to_owned(), file: name_of_file.to_owned() })
        };
        let program = needed("program.py")?;
        let input: Input = parse(name, "input.json", &needed("input.json")?)?;
        let expected = parse(name, "expected.json", &needed("expected.json")?)?;
        let mut cases = vec![Self { name: name.to_owned(), program, input, expected }];
        for (master, recording) in OTHER_MASTERS {
            if let Some(text) = file(recording) {
                cases.push(cases[0].with_master(master, parse(name, recording, &text)?));
            }
        }
        Ok(cases)
    }

    /// The same case on another master, also where the program names it.
    fn with_master(&self, master: &str, expected: Recording) -> Self {
        let input = Input { master: master.to_owned(), ..self.input.clone() };
        let program = self.program.replace(&self.input.master, master);
        Self { name: format!("{}@{master}", self.name), program, input, expected }
    }
}

fn parse<T: for<'de> Deserialize<'de>>(case: &str, file: &str, text: &str) -> Result<T, CorpusError> {
    serde_json::from_str(text).map_err(|source| CorpusError::Json {
        case: case.to_owned(),
        file: file.to_owned(),
        source,
    })
}
