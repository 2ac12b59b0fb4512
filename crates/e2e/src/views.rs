//! The named views of the page that pictures are made of.
//!
//! A view is data: a document, and what a reader does until the page shows it. Another one is an entry in [`VIEWS`].

use std::path::{Path, PathBuf};

use protocol::arrivals::Burst;
use protocol::document::{Document, Source, TimedLine, address};
use protocol::examples::WORD_COUNT;
use protocol::source::Simulated;

use crate::error::Result;
use crate::journey::{Journey, journey_by_touch, journey_with_mouse};
use crate::keys;
use crate::page::{Name, Page, Theme};
use crate::reader::{at_batch, every_panel, fill, open_tab, totals_and_recent, wait_for_batch};

/// The widths at which each view is shown, in CSS pixels: a large screen, a tablet, a phone.
pub const WIDTHS: [(u32, u32); 3] = [(1440, 900), (1024, 768), (390, 844)];
pub const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];
/// Up to this width the page shows one of its panels at a time.
const NARROW: u32 = 860;

/// Up to this width it is shown on a touch screen.
const TOUCH: u32 = 1024;

/// Something to look at.
pub struct View {
    pub name: &'static str,
    /// The document that the page opens with; none is a reader who comes for the first time.
    document: Option<fn() -> Document>,
    /// The batch that is shown.
    batch: u64,
    steps: &'static [Step],
}

/// What a reader does.
enum Step {
    /// Goes to a panel, where the page is so narrow that it shows one at a time.
    Panel(&'static str),
    Tab(&'static str),
    Click(&'static str, Name<'static>),
    Fill(&'static str, &'static str),
    /// Chooses the item of a list that has this text.
    Choose(&'static str, &'static str),
    Press(&'static [char]),
    /// Presses a key so many times.
    Repeat(u32, char),
    Type(&'static str),
    /// Waits until this is there.
    See(&'static str, Name<'static>),
    /// Waits until something in the page is as this expression says.
    Until(&'static str),
}

use Step::{Choose, Click, Fill, Panel, Press, Repeat, See, Tab, Type, Until};

const PROGRAM: &str = "Program";
const STREAM: &str = "Stream";
const INSPECTOR: &str = "Inspector";

pub const VIEWS: [View; 14] = [
    View { name: "first-look", document: None, batch: 3, steps: &[] },
    View {
        name: "chain-editing",
        document: Some(word_count),
        batch: 4,
        steps: &[
            Panel(PROGRAM),
            Fill("func of reduceByKey", "lambda x, y: x + +"),
            See("alert", Name::Any),
            Until("document.querySelector('.field-ink .wrong')"),
        ],
    },
    View {
        name: "insert-menu",
        document: Some(word_count),
        batch: 4,
        steps: &[
            Panel(PROGRAM),
            Click("button", Name::Exactly("Add a step after words")),
            Type("win"),
            See("option", Name::StartingWith("window")),
        ],
    },
    View {
        name: "code",
        document: Some(word_count),
        batch: 4,
        steps: &[
            Panel(PROGRAM),
            Tab("Code"),
            Until("document.querySelector('.code-editor .cm-content')"),
            Click("textbox", Name::Exactly("Program")),
            Press(&[keys::CONTROL, keys::HOME]),
            Repeat(11, keys::DOWN),
            Press(&[keys::END]),
            Type("\ncounts.filter(lambda pair: pair[1] >).pprint()\ncounts.map"),
            Until("document.querySelector('.cm-lintRange-error')"),
            Press(&[keys::CONTROL, keys::SPACE]),
            See("option", Name::StartingWith("mapValues")),
        ],
    },
    View {
        name: "graph",
        document: Some(branches),
        batch: 4,
        steps: &[
            Panel(STREAM),
            Click("button", Name::Exactly("Graph")),
            Click("button", Name::StartingWith("totals, batch 4:")),
        ],
    },
    View {
        name: "rdd",
        document: Some(state_and_window),
        batch: 4,
        steps: &[
            Panel(STREAM),
            Click("gridcell", Name::StartingWith("pairs, batch 4:")),
            Panel(INSPECTOR),
            Tab("RDD"),
            See("button", Name::StartingWith("partition 0 ")),
            See("button", Name::Containing("('This', 1)")),
        ],
    },
    View {
        name: "state",
        document: Some(state_and_window),
        batch: 4,
        steps: &[Panel(INSPECTOR), Tab("State"), See("complementary", Name::Exactly("Why"))],
    },
    View {
        name: "window",
        document: Some(long_window),
        batch: 6,
        steps: &[Panel(INSPECTOR), Tab("Window"), See("region", Name::Exactly("Window by key"))],
    },
    View {
        name: "shuffle",
        document: Some(clicks),
        batch: 4,
        steps: &[Panel(INSPECTOR), Tab("Shuffle"), See("region", Name::Exactly("Keys of the shuffle"))],
    },
    View {
        name: "lineage",
        document: Some(state_and_window),
        batch: 4,
        steps: &[
            Panel(STREAM),
            Click("gridcell", Name::StartingWith("totals, batch 4:")),
            Panel(INSPECTOR),
            Tab("RDD"),
            Click("button", Name::StartingWith("partition 1 ")),
            Click("button", Name::Containing("('This', 50)")),
            Until("document.querySelectorAll('.lineage-level').length > 4"),
        ],
    },
    View {
        name: "batches",
        document: Some(bursts),
        batch: 39,
        steps: &[Panel(INSPECTOR), Tab("Batches"), Until("document.querySelectorAll('.chart canvas').length > 2")],
    },
    View {
        name: "source",
        document: Some(word_count),
        batch: 4,
        steps: &[
            Panel(PROGRAM),
            Tab("Source"),
            Choose("Kind of lines", "Clicks with a hot user"),
            See("slider", Name::Exactly("Share of the hot key")),
        ],
    },
    View {
        name: "failed-batch",
        document: Some(failing),
        batch: 3,
        steps: &[Panel(INSPECTOR), Tab("Output"), See("alert", Name::Any)],
    },
    View {
        name: "doctor",
        document: Some(puzzling),
        batch: 3,
        steps: &[
            Click("button", Name::StartingWith("Doctor: 2 findings")),
            See("button", Name::Exactly("Switch filter off")),
        ],
    },
];

/// The pictures in the README.
pub const README: [(&str, u32, Theme); 3] =
    [("state", 1440, Theme::Light), ("window", 1440, Theme::Dark), ("first-look", 390, Theme::Light)];

fn word_count() -> Document {
    at_batch(WORD_COUNT.program, 4)
}

fn state_and_window() -> Document {
    totals_and_recent(4)
}

/// A chain that parts into a count, a state and a window, two of which are joined.
fn branches() -> Document {
    every_panel(4)
}

/// A window that is long enough for an inverse function to be less work.
fn long_window() -> Document {
    let program = totals_and_recent(6).program.replace("20, 10)", "50, 10)");
    with_source(
        at_batch(&program, 6),
        Simulated { template: "{word skew 1} {word skew 1}".to_owned(), ..Simulated::default() },
    )
}

/// One user makes four of ten clicks, so that one partition has most records.
fn clicks() -> Document {
    let program = WORD_COUNT.program.replace("line.split(\" \")", "line.split(\" \")[:1]");
    let template = "user-{key of 50 hot 40%} {word of home, search, product, cart skew 1}".to_owned();
    with_source(at_batch(&program, 4), Simulated { template, rate: 10.0, ..Simulated::default() })
}

fn bursts() -> Document {
    let burst = Some(Burst { n_lines: 400, every_ms: 70_000 });
    with_source(at_batch(WORD_COUNT.program, 39), Simulated { rate: 20.0, burst, ..Simulated::default() })
}

/// A filter that drops everything, and a stream that nothing asks for.
fn puzzling() -> Document {
    let steps = "errors = words.filter(lambda word: word == \"error\")\npairs = errors.map";
    at_batch(
        &WORD_COUNT
            .program
            .replace("pairs = words.map", steps)
            .replace("counts.pprint()", "counts.pprint()\nlong = words.map(len)"),
        3,
    )
}

/// A step that fails at a record of batch 3.
fn failing() -> Document {
    let program = "\
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext(\"local[2]\", \"Readings\")
ssc = StreamingContext(sc, 5)

lines = ssc.socketTextStream(\"localhost\", 9999)
readings = lines.map(lambda line: line.split(\",\"))
celsius = readings.map(lambda r: (r[0], (float(r[1]) - 32) / 1.8))
hottest = celsius.reduceByKey(max)
hottest.pprint()

ssc.start()
ssc.awaitTermination()
";
    let mut document = at_batch(program, 3);
    let line = |second: u64, text: &str| TimedLine { at_ms: second * 1_000 + 500, text: text.to_owned() };
    let texts = ["64.4", "66.2", "68.0", "66.2", "69.8", "71.6"];
    let lines = (0..24_u64).map(|second| {
        let reading = if second == 17 { "n/a" } else { texts[second as usize % 6] };
        line(second, &format!("room-{},{reading}", second % 3 + 1))
    });
    document.sources.insert(address("localhost", 9999), Source::Lines(lines.collect()));
    document
}

fn with_source(mut document: Document, simulated: Simulated) -> Document {
    document.sources.insert(address("localhost", 9999), Source::Simulated(simulated));
    document
}

impl View {
    /// Shows the view at this width in these themes and writes a picture of each into `folder`; gives their paths.
    pub fn pictures(&self, (width, height): (u32, u32), themes: &[Theme], folder: &Path) -> Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        let steps = |journey: &mut Journey| {
            let page = journey.page();
            page.resize(width, height)?;
            if self.document.is_some() {
                wait_for_batch(page, self.batch)?;
            } else {
                wait_for_at_least(page, self.batch)?;
            }
            for step in self.steps {
                step.take(page, width)?;
            }
            for theme in themes {
                page.prefer(*theme)?;
                page.settle()?;
                let path = folder.join(picture_name(self.name, width, *theme));
                page.screenshot(&path)?;
                paths.push(path);
            }
            Ok(())
        };
        let document = self.document.map(|document| document());
        match width <= TOUCH {
            true => journey_by_touch(self.name, document.as_ref(), steps)?,
            false => journey_with_mouse(self.name, document.as_ref(), steps)?,
        }
        Ok(paths)
    }
}

/// The file of a picture: `state-1440-dark.png`.
pub fn picture_name(view: &str, width: u32, theme: Theme) -> String {
    format!("{view}-{width}-{}.png", theme.name())
}

impl Step {
    fn take(&self, page: &Page, width: u32) -> Result<()> {
        match *self {
            Panel(panel) if width <= NARROW => open_tab(page, panel),
            Panel(_) => Ok(()),
            Tab(tab) => open_tab(page, tab),
            Click(role, name) => page.find(role, name)?.click(),
            Fill(field, text) => fill(page, field, text),
            Choose(list, item) => page.find("combobox", list)?.type_text(item),
            Press(keys) => page.press(keys),
            Repeat(times, key) => (0..times).try_for_each(|_| page.press(&[key])),
            Type(text) => page.insert_text(text),
            // By names alone: an element may be drawn anew between finding it and asking for it.
            See(role, name) => page.wait_for(&format!("{role} {name:?}"), |page| {
                Ok(page.names(role)?.iter().any(|other| name.is_met_by(other)).then_some(()))
            }),
            Until(expression) => page.wait_for(expression, |page| {
                Ok((page.script(&format!("return Boolean({expression})"))? == true).then_some(()))
            }),
        }
    }
}

/// A page that runs by itself goes past its batches.
fn wait_for_at_least(page: &Page, batch: u64) -> Result<()> {
    page.wait_for(&format!("batch {batch} to be shown"), |page| {
        let shown =
            page.script("return Number(document.querySelector('input[type=range][aria-label=Batch]')?.value ?? -1)")?;
        Ok(shown.as_f64().is_some_and(|shown| shown >= batch as f64).then_some(()))
    })
}
