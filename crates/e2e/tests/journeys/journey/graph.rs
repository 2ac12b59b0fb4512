//! The graph of DStreams: branches that part, joins that meet, and the counts of the batch that is shown.

use std::collections::BTreeMap;

use e2e::error::{E2eError, Result, expect};
use e2e::journey::journey_of;
use e2e::layout::nothing_overlaps;
use e2e::page::{Name, Page};
use e2e::reader::{at_batch, every_panel, open_tab, press, wait_for_batch};
use protocol::plan_view::NodeKind;

use crate::known::Known;

/// Left, top, right and bottom of something.
type Edges = [f64; 4];

/// Opens the graph and waits until it is drawn.
fn open_graph(page: &Page, n_boxes: usize) -> Result<()> {
    press(page, "Graph")?;
    page.wait_for("the boxes of the graph", |page| Ok((names(page)?.len() == n_boxes).then_some(())))
}

/// The names of the boxes, in their order.
fn names(page: &Page) -> Result<Vec<String>> {
    const NAMES: &str =
        "return [...document.querySelectorAll('.graph-boxes button .said')].map((name) => name.textContent)";
    let names = page.script(NAMES)?;
    Ok(names.as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect())
}

/// Where the boxes are, by the title that each shows.
fn places(page: &Page) -> Result<BTreeMap<String, Edges>> {
    const PLACES: &str = "return [...document.querySelectorAll('.graph-boxes button')].map((button) => {
        const box = button.getBoundingClientRect();
        return [button.querySelector('b').textContent, [box.left, box.top, box.right, box.bottom]];
    })";
    serde_json::from_value(page.script(PLACES)?)
        .map(|places: Vec<(String, Edges)>| places.into_iter().collect())
        .map_err(|error| E2eError::Expectation(format!("the places cannot be read: {error}")))
}

fn expect_counts(page: &Page, known: &Known, batch: u64) -> Result<()> {
    let cells = known.cells(batch..=batch);
    let outputs = known.plan.nodes.iter().filter(|node| node.kind == NodeKind::Output);
    let expected: Vec<&str> =
        cells.iter().map(String::as_str).chain(outputs.map(|node| node.operator.as_str())).collect();
    page.wait_for(&format!("the counts of batch {batch}"), |page| {
        let names = names(page)?;
        let has = |start: &&str| names.iter().any(|name| name.starts_with(&format!("{start}, ")));
        Ok(expected.iter().all(|start| has(start) || names.iter().any(|name| name == start)).then_some(()))
    })
    .map_err(|error| match names(page) {
        Ok(names) => E2eError::Expectation(format!("{error}: there are {names:#?}, and not all of {expected:#?}")),
        Err(other) => other,
    })
}

#[test]
fn branches_part_and_joins_meet_with_the_counts_of_the_batch() -> Result<()> {
    let document = every_panel(4);
    journey_of("branches_part_and_joins_meet", &document, |journey| {
        let page = journey.page();
        wait_for_batch(page, 4)?;
        let known = Known::of(&document, 4);
        open_graph(page, known.plan.nodes.len())?;
        expect_counts(page, &known, 4)?;
        journey.picture()?;
        let places = places(page)?;
        let place = |title: &str| {
            places.get(title).copied().ok_or_else(|| E2eError::Expectation(format!("{title} is not in {places:?}")))
        };
        // Records go to the right; what comes from one stream stands below each other.
        for (from, to) in
            [("pairs", "counts"), ("pairs", "totals"), ("pairs", "recent"), ("counts", "both"), ("totals", "both")]
        {
            let ([_, _, right, _], [left, ..]) = (place(from)?, place(to)?);
            expect(right < left, || format!("{to} is not to the right of {from}: {places:?}"))?;
        }
        for (one, other) in [("counts", "totals"), ("totals", "recent"), ("counts", "recent")] {
            let ([_, top, _, bottom], [_, other_top, _, other_bottom]) = (place(one)?, place(other)?);
            expect(bottom < other_top || other_bottom < top, || format!("{one} and {other} overlap: {places:?}"))?;
        }
        nothing_overlaps(page)?;

        // The graph stands at the batch that is shown.
        press(page, "Step back")?;
        wait_for_batch(page, 3)?;
        expect_counts(page, &known, 3)?;

        // A box is a stream to look at, as a row of the matrix is.
        page.find("button", Name::StartingWith("counts, batch 3:"))?.click()?;
        open_tab(page, "RDD")?;
        page.wait_for("the records of counts", |page| {
            let title = page.script("return document.querySelector('.rdd-panel')?.textContent ?? ''")?;
            Ok(title.as_str().is_some_and(|text| text.contains("counts")).then_some(()))
        })?;
        let pressed = page.find("button", Name::StartingWith("counts, batch 3:"))?.attribute("aria-pressed")?;
        expect(pressed.as_deref() == Some("true"), || format!("counts is pressed: {pressed:?}"))?;

        press(page, "Graph")?;
        page.find("grid", "Streams by batches")?;
        let focused = page.script("return document.activeElement.id")?;
        expect(focused == "graph-button", || format!("the focus is on {focused}"))
    })
}

#[test]
fn on_a_narrow_screen_records_go_down() -> Result<()> {
    let document = every_panel(2);
    journey_of("on_a_narrow_screen_records_go_down", &document, |journey| {
        let page = journey.page();
        page.resize(390, 844)?;
        wait_for_batch(page, 2)?;
        open_graph(page, Known::of(&document, 2).plan.nodes.len())?;
        page.wait_for("inputs above what takes them in", |page| {
            let places = places(page)?;
            let is_above = |from: &str, to: &str| Some(places.get(from)?[3] < places.get(to)?[1]);
            Ok((is_above("lines", "words") == Some(true) && is_above("totals", "both") == Some(true)).then_some(()))
        })?;
        nothing_overlaps(page)?;
        journey.picture()
    })
}

#[test]
fn more_than_can_be_laid_out_is_said_and_not_tried() -> Result<()> {
    let program = "\
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

ssc = StreamingContext(SparkContext('local[2]', 'Long'), 10)
stream = ssc.socketTextStream('localhost', 9999)
for _ in range(250):
    stream = stream.map(str.upper)
stream.pprint()
ssc.start()
ssc.awaitTermination()
";
    journey_of("more_than_can_be_laid_out", &at_batch(program, 1), |journey| {
        let page = journey.page();
        wait_for_batch(page, 1)?;
        press(page, "Graph")?;
        page.wait_for("the limit to be named", |page| {
            let text = page.find("region", "Stream")?.text()?;
            let says = "The program has 252 streams and output operations; up to 200 are drawn as a graph.";
            Ok(text.contains(says).then_some(()))
        })
    })
}
