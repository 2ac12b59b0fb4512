//! Where lines come from: simulated servers and their sliders, typed lines, pasted lines, files.

use e2e::error::{Result, expect};
use e2e::journey::{Journey, journey_of};
use e2e::keys::{ENTER, RIGHT, UP};
use e2e::page::{Name, Page};
use e2e::reader::{at_batch, fill, open_tab, press, wait_for_batch, wait_for_cells, wait_for_state};
use protocol::document::{Document, Source, TimedLine, address};
use protocol::examples::WORD_COUNT;
use protocol::source::{Generator, Simulated};

use crate::known::Known;

const ADDRESS: &str = "localhost:9999";

/// Two servers, of which each has a count of its own.
const TWO_SOURCES: &str = "from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext(\"local[2]\", \"TwoSources\")
ssc = StreamingContext(sc, 10)
left = ssc.socketTextStream(\"localhost\", 9999)
right = ssc.socketTextStream(\"localhost\", 9998)
left.count().pprint()
right.count().pprint()
ssc.start()
ssc.awaitTermination()
";

/// The document with another source behind an address.
fn with_source(document: &Document, port: u16, source: Source) -> Document {
    let mut document = document.clone();
    document.sources.insert(address("localhost", port), source);
    document
}

/// Takes an item of a list, as pressing it does: typing its name would choose others on the way.
fn choose(page: &Page, list: &str, item: &str) -> Result<()> {
    let script = format!(
        "arguments[0].value = {}; arguments[0].dispatchEvent(new Event('change', {{ bubbles: true }}));",
        serde_json::Value::from(item)
    );
    page.find("combobox", list)?.script(&script).map(drop)
}

/// Moves a slider by so many steps.
fn turn(page: &Page, slider: &str, n_steps: usize) -> Result<()> {
    page.find("slider", slider)?.script("arguments[0].focus()")?;
    (0..n_steps).try_for_each(|_| page.press(&[RIGHT]))
}

/// The source as the page holds it, from its draft.
fn wait_for_source(page: &Page, port: u16, is_right: impl Fn(&Source) -> bool) -> Result<Source> {
    page.wait_for("the source in the draft", |page| {
        let draft = page.script("return localStorage.getItem('dstream.draft') ?? ''")?;
        let document: Option<Document> = draft.as_str().and_then(|text| serde_json::from_str(text).ok());
        Ok(document.map(|document| document.source(&address("localhost", port))).filter(|source| is_right(source)))
    })
}

/// Waits until the cells are those of the native run with this source.
fn check_cells(page: &Page, document: &Document, source: &Source, batches: u64) -> Result<()> {
    let known = Known::of(&with_source(document, 9999, source.clone()), batches);
    wait_for_cells(page, &known.cells(0..=batches))
}

#[test]
fn presets_and_sliders_change_what_arrives_at_once() -> Result<()> {
    let document = at_batch(WORD_COUNT.program, 2);
    journey_of("presets_and_sliders_change_what_arrives", &document, |journey| {
        let page = journey.page();
        wait_for_batch(page, 2)?;
        open_tab(page, "Source")?;
        choose(page, "Kind of lines", "Clicks with a hot user")?;
        let source = wait_for_source(
            page,
            9999,
            |source| matches!(source, Source::Simulated(simulated) if simulated.template.contains("hot 40%")),
        )?;
        check_cells(page, &document, &source, 2)?;
        turn(page, "Share of the hot key", 2)?;
        turn(page, "Lines of a burst", 3)?;
        let source = wait_for_source(page, 9999, |source| {
            matches!(source, Source::Simulated(simulated) if simulated.template.contains("hot 50%")
                && simulated.burst.is_some_and(|burst| burst.n_lines == 10))
        })?;
        check_cells(page, &document, &source, 2)?;
        journey.picture()?;
        let page = journey.page();
        preview_is_what_arrives(page, &source)?;
        // A preset is taken back in one press.
        choose(page, "Kind of lines", "Late events")?;
        wait_for_source(
            page,
            9999,
            |source| matches!(source, Source::Simulated(simulated) if simulated.template.contains("late 10%")),
        )?;
        press(page, "Take back")?;
        wait_for_source(page, 9999, |now| *now == source)?;
        page.wait_for("the list to follow", |page| {
            Ok((page.find("combobox", "Kind of lines")?.value()? == "Your own").then_some(()))
        })?;
        check_cells(page, &document, &source, 2)
    })
}

/// Ten lines, with the times at which the server sends them.
fn preview_is_what_arrives(page: &Page, source: &Source) -> Result<()> {
    const LINES: &str = "return [...arguments[0].querySelectorAll('li code')].map((line) => line.textContent)";
    let Source::Simulated(simulated) = source else { return expect(false, || format!("{source:?}")) };
    let shown = page.find("list", "Next lines")?.script(LINES)?;
    let shown: Vec<&str> = shown.as_array().into_iter().flatten().filter_map(|line| line.as_str()).collect();
    let generator = Generator::new(simulated);
    let first = generator.arrivals(30_000, 30_000).start; // The page stands behind batch 2.
    let expected: Vec<String> = (first..first + 10).map(|line_idx| generator.line(line_idx)).collect();
    expect(shown == expected, || format!("the preview has {shown:?}, not {expected:?}"))
}

#[test]
fn the_rate_changes_while_it_runs() -> Result<()> {
    let document = Document::of_program(WORD_COUNT.program);
    journey_of("the_rate_changes_while_it_runs", &document, |journey| {
        let page = journey.page();
        wait_for_state(page, "running")?; // A page that opens runs by itself.
        open_tab(page, "Source")?;
        turn(page, "Rate", 3)?;
        page.find("gridcell", Name::StartingWith("lines, batch 0: 100 records"))?;
        expect(e2e::reader::run_state(page)? == "running", || "the run stopped".to_owned())?;
        let fast = Source::Simulated(Simulated { rate: 10.0, ..Simulated::default() });
        check_cells(page, &document, &fast, 0)
    })
}

#[test]
fn every_address_has_a_source_of_its_own() -> Result<()> {
    let document = at_batch(TWO_SOURCES, 1);
    journey_of("every_address_has_a_source_of_its_own", &document, |journey| {
        let page = journey.page();
        wait_for_batch(page, 1)?;
        open_tab(page, "Source")?;
        expect(page.find_all("group", Name::Containing("localhost:999"))?.len() == 2, || "not two sources".to_owned())?;
        const TURN: &str = "const radio = [...arguments[0].querySelectorAll('label')]
            .find((label) => label.textContent === 'Lines I type'); radio.click();";
        page.find("group", "localhost:9998")?.script(TURN)?;
        wait_for_source(page, 9998, |source| *source == Source::Lines(Vec::new()))?;
        let known = Known::of(&with_source(&document, 9998, Source::Lines(Vec::new())), 1);
        wait_for_cells(page, &known.cells(0..=1))
    })
}

#[test]
fn lines_are_typed_below_the_stream_and_say_their_batch() -> Result<()> {
    let document = with_source(&at_batch(WORD_COUNT.program, 1), 9999, Source::Lines(Vec::new()));
    journey_of("lines_are_typed_below_the_stream", &document, |journey| {
        let page = journey.page();
        wait_for_batch(page, 1)?;
        let field = format!("Line to {ADDRESS}");
        fill(page, field.as_str(), "to be or not to be")?;
        page.press(&[ENTER])?;
        page.wait_for("where it arrived", |page| {
            let said = page.script("return document.querySelector('.line-bar .arrived').textContent")?;
            Ok((said == "It arrived at 0:20, in batch 2.").then_some(()))
        })?;
        // What was sent before comes back, and several pasted lines are sent one by one.
        page.press(&[UP])?;
        let brought_back = page.find("textbox", field.as_str())?.value()?;
        expect(brought_back == "to be or not to be", || format!("the field has {brought_back:?}"))?;
        page.paste("one\ntwo two\n")?;
        let line = |text: &str| TimedLine { at_ms: 20_000, text: text.to_owned() };
        let source = Source::Lines(["to be or not to be", "one", "two two"].map(line).to_vec());
        wait_for_source(page, 9999, |now| *now == source)?;
        press(page, "Step forward")?;
        page.find("gridcell", Name::StartingWith("lines, batch 2: 3 records"))?;
        check_cells(page, &document, &source, 2)?;
        journey.picture()?;
        let page = journey.page();
        open_tab(page, "Source")?;
        press(page, "Remove all lines")?;
        wait_for_source(page, 9999, |now| *now == Source::Lines(Vec::new()))?;
        press(page, "Take back")?;
        wait_for_source(page, 9999, |now| *now == source)?;
        check_cells(page, &document, &source, 2)
    })
}

/// Drops a file of this text on the source.
fn drop_file(journey: &Journey, name: &str, text: &str) -> Result<()> {
    let script = format!(
        "const data = new DataTransfer();
         data.items.add(new File([{}], {}, {{ type: 'text/csv' }}));
         arguments[0].dispatchEvent(new DragEvent('dragover', {{ dataTransfer: data, bubbles: true, cancelable: true }}));
         arguments[0].dispatchEvent(new DragEvent('drop', {{ dataTransfer: data, bubbles: true, cancelable: true }}));",
        serde_json::Value::from(text),
        serde_json::Value::from(name)
    );
    journey.page().find("group", ADDRESS)?.script(&script).map(drop)
}

#[test]
fn a_dropped_file_becomes_the_source() -> Result<()> {
    let document = at_batch(WORD_COUNT.program, 1);
    journey_of("a_dropped_file_becomes_the_source", &document, |journey| {
        let page = journey.page();
        wait_for_batch(page, 1)?;
        open_tab(page, "Source")?;
        let texts: Vec<String> = (0..120).map(|number| format!("city-{},{number}", number % 3)).collect();
        drop_file(journey, "cities.csv", &(texts.join("\r\n") + "\r\n"))?;
        let lines = |every_ms: u64| {
            let line = |(idx, text): (usize, &String)| TimedLine { at_ms: every_ms * idx as u64, text: text.clone() };
            Source::Lines(texts.iter().enumerate().map(line).collect())
        };
        wait_for_source(page, 9999, |source| *source == lines(100))?;
        check_cells(page, &document, &lines(100), 1)?;
        page.wait_for("the notice", |page| {
            let said = page.script("return document.querySelector('.notice')?.textContent ?? ''")?;
            Ok(said
                .as_str()
                .unwrap_or_default()
                .contains("120 lines of cities.csv arrive now, 10 a second.")
                .then_some(()))
        })?;
        choose(page, "They arrive", "all in the first batch")?;
        wait_for_source(page, 9999, |source| *source == lines(0))?;
        check_cells(page, &document, &lines(0), 1)?;
        journey.picture()
    })
}
