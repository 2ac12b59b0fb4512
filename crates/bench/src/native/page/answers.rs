//! How soon the page answers: a press on Step, and an edit that has many batches computed again.

use e2e::journey::{Journey, journey_of};
use e2e::keys::{CONTROL, END, HOME};
use e2e::page::Name;
use e2e::reader::{open_tab, press, totals_and_recent, wait_for_batch};
use protocol::document::{Document, Source, address};
use protocol::source::Simulated;
use serde_json::{Value, json};

use super::PAINTED;
use crate::native::error::CommandError;
use crate::native::progress::Progress;
use crate::report::PageFigure;

const N_STEPS: usize = 20;
/// The course's chain; the number in its first line decides the counts.
const COURSE: &str = "\
N = 1
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext('local[2]', 'Recompute')
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream('localhost', 9999)
words = lines.flatMap(lambda line: line.split(' '))
pairs = words.map(lambda word: (word, N))
counts = pairs.reduceByKey(lambda x, y: x + y)
counts.pprint()

ssc.start()
ssc.awaitTermination()
";
const N_BATCHES: u64 = 200;
const LINES_A_BATCH: f64 = 1000.0;

/// Presses the button so many times, each when the last answer is on the screen, and gives the milliseconds.
const STEPS: &str = "
    const [button, nSteps, done] = arguments;
    const batch = () => Number(document.querySelector('input[type=range][aria-label=Batch]').value);
    const times = [];
    const step = () => {
        if (times.length === nSteps) {
            return done(times);
        }
        const before = batch();
        const start = performance.now();
        new MutationObserver((_, observer) => {
            if (batch() > before) {
                observer.disconnect();
                painted((now) => {
                    times.push(now - start);
                    // At any place in a frame, as presses come.
                    setTimeout(step, 30 + 7 * (times.length % 5));
                });
            }
        }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
        button.click();
    };
    step();";

/// From now on: when the reader typed last, and when the last batch's cell had changed after that.
const WATCH_EDIT: &str = "
    const name = arguments[0];
    const cell = () => [...document.querySelectorAll(\"[role=gridcell]\")].find((c) => c.textContent.startsWith(name))?.textContent;
    const edit = { typed: null, answered: null, before: cell() };
    window.benchEdit = edit;
    document.addEventListener('beforeinput', () => { edit.typed = performance.now(); }, { capture: true, once: true });
    new MutationObserver((_, observer) => {
        const now = cell();
        if (edit.typed !== null && now && now !== edit.before) {
            observer.disconnect();
            painted((at) => { edit.answered = at; });
        }
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });";

const EDIT_TIME: &str = "
    const { typed, answered } = window.benchEdit;
    return typed !== null && answered !== null ? answered - typed : null;";

pub fn measure(n_runs: usize, progress: &mut Progress) -> Result<Vec<PageFigure>, CommandError> {
    progress.tell("the page: steps");
    let mut steps = Vec::new();
    journey_of("bench_step", &totals_and_recent(3), |journey| {
        wait_for_batch(journey.page(), 3)?;
        let button = journey.page().find("button", "Step forward")?;
        let arguments = json!([button.id().to_value(), N_STEPS]);
        let script = json!({ "script": format!("{PAINTED}{STEPS}"), "args": arguments });
        let times = journey.page().session().post("/execute/async", script)?;
        steps.extend(times.as_array().into_iter().flatten().filter_map(Value::as_f64));
        Ok(())
    })?;

    let mut edits = Vec::new();
    journey_of("bench_recompute", &course(), |journey| {
        wait_for_batch(journey.page(), N_BATCHES - 1)?;
        for run in 1..=n_runs {
            progress.tell(&format!("the page: edit {run} of {n_runs}"));
            edits.push(edit(journey)?);
        }
        Ok(())
    })?;
    Ok(vec![
        PageFigure::at_most("a press on Step to the painted frame, state and window", "ms", steps, 16.0),
        PageFigure::at_most("an edit to 200 batches of 1,000 lines painted again", "ms", edits, 100.0),
    ])
}

/// 200 batches of 1,000 lines, computed, and the last one shown.
fn course() -> Document {
    let mut document = Document::of_program(COURSE);
    let source = Simulated { rate: LINES_A_BATCH, ..Simulated::default() };
    document.sources.insert(address("localhost", 9999), Source::Simulated(source));
    document.view.pinned = Some(N_BATCHES - 1);
    document
}

/// Types a digit at the end of the first line.
fn edit(journey: &Journey) -> e2e::error::Result<f64> {
    let page = journey.page();
    let cell = format!("counts, batch {}", N_BATCHES - 1);
    page.find("gridcell", Name::StartingWith(&cell))?;
    open_tab(page, "Code")?;
    page.find("textbox", "Program")?.click()?;
    page.press(&[CONTROL, HOME])?;
    page.press(&[END])?;
    page.session().execute(&format!("{PAINTED}{WATCH_EDIT}"), &[json!(cell)])?;
    page.insert_text("1")?;
    let time = page.wait_for("the answer to an edit", |page| Ok(page.script(EDIT_TIME)?.as_f64()))?;
    press(page, "Newest batch")?;
    Ok(time)
}
