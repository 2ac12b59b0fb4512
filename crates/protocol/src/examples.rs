//! Programs to start from, each with the source it reads.

use crate::document::{Document, Source, address};
use crate::source::Simulated;

/// A program of the examples menu.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Example {
    /// Stays the same for ever; used in addresses.
    pub id: &'static str,
    pub title: &'static str,
    /// What it shows, in one sentence.
    pub summary: &'static str,
    pub program: &'static str,
    /// The template of the simulated server, if not the default one.
    pub template: Option<&'static str>,
}

pub const WORD_COUNT: Example = Example {
    id: "word-count",
    title: "Word count",
    summary: "Splits lines into words and counts them, batch by batch.",
    program: include_str!("../programs/word_count.py"),
    template: None,
};

/// All examples, the first is the one a new reader sees.
pub const EXAMPLES: [Example; 4] = [
    WORD_COUNT,
    Example {
        id: "running-word-count",
        title: "Running word count",
        summary: "Keeps a total per word from the first batch on: updateStateByKey.",
        program: include_str!("../programs/running_word_count.py"),
        template: None,
    },
    Example {
        id: "windowed-word-count",
        title: "Windowed word count",
        summary: "Counts the last 20 seconds, every 10 seconds: reduceByKeyAndWindow.",
        program: include_str!("../programs/windowed_word_count.py"),
        template: None,
    },
    Example {
        id: "log-levels",
        title: "Log levels",
        summary: "Asks two questions of one stream: lines per level, and the errors.",
        program: include_str!("../programs/log_levels.py"),
        template: Some("{INFO|INFO|INFO|WARN|ERROR} service-{1..3} request {#}"),
    },
];

impl Example {
    /// A new document that holds this example.
    pub fn document(&self) -> Document {
        let mut document = Document::of_program(self.program);
        if let Some(template) = self.template {
            let source = Simulated { template: template.to_owned(), ..Simulated::default() };
            document.sources.insert(address("localhost", 9999), Source::Simulated(source));
        }
        document
    }
}
