//! Following a record back to its source and on to what is printed.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::page::{Name, Page};
use e2e::reader::{at_batch, open_tab, press, totals_and_recent, wait_for_batch};
use protocol::document::RecordPlace;
use protocol::lineage_view::{LineageStep, LineageView};

use crate::known::Known;

/// Records of a step that are drawn at first.
const N_FIRST: usize = 8;

/// The lineage as the page shows it: a line for each stream, batch and record.
fn shown(page: &Page) -> Result<Vec<String>> {
    const LINES: &str =
        "return [...arguments[0].querySelectorAll('.lineage-stream b, .lineage-step > small, .lineage-record')]
        .map((part) => part.textContent)";
    let lines = page.find("region", "Lineage")?.script(LINES)?;
    Ok(lines.as_array().into_iter().flatten().filter_map(|line| line.as_str().map(str::to_owned)).collect())
}

/// The same, from what the engine says.
fn expected(known: &Known, view: &LineageView) -> Vec<String> {
    let title = |node: u32| {
        let node = &known.plan.nodes[node as usize];
        node.name.clone().unwrap_or_else(|| node.operator.clone())
    };
    let mut lines = Vec::new();
    let mut level = None;
    let mut push = |lines: &mut Vec<String>, step: &LineageStep| {
        if level != Some((step.node, step.is_earlier_state)) {
            level = Some((step.node, step.is_earlier_state));
            lines.push(format!("{}{}", title(step.node), if step.is_earlier_state { " before" } else { "" }));
        }
        let plural = if step.n_records == 1 { "" } else { "s" };
        let printed = match step.n_printed {
            Some(n) if n == step.n_records => ", printed",
            Some(0) => ", below what is printed",
            _ => "",
        };
        lines.push(format!("batch {}: {} record{plural}{printed}", step.batch, step.n_records));
        lines.extend(step.records.iter().take(N_FIRST).map(|record| record.text.clone()));
    };
    view.ancestors.iter().for_each(|step| push(&mut lines, step));
    lines.extend([title(view.node), format!("batch {}", view.batch), view.text.clone()]);
    view.descendants.iter().for_each(|step| push(&mut lines, step));
    lines
}

fn wait_for_lineage(page: &Page, known: &Known, view: &LineageView) -> Result<()> {
    let expected = expected(known, view);
    let mut last = Vec::new();
    let found = page.wait_for("the lineage", |page| {
        last = shown(page)?;
        Ok((last == expected).then_some(()))
    });
    expect(found.is_ok(), || format!("the page shows\n{last:#?}\nnot\n{expected:#?}"))
}

/// Where the record of this text is.
fn place_of(known: &mut Known, title: &str, batch: u64, text: &str) -> Result<(u32, RecordPlace)> {
    let node = known.node(title)?.id;
    for partition in 0..known.rows(title, batch, 0)?.partition_sizes.len() as u32 {
        let rows = known.rows(title, batch, partition)?.rows;
        if let Some(row) = rows.iter().position(|row| row == text) {
            return Ok((node, RecordPlace { partition, row: row as u64 }));
        }
    }
    Err(e2e::error::E2eError::Expectation(format!("{title} has no {text} in batch {batch}")))
}

#[test]
fn a_count_is_followed_back_to_its_lines_and_to_the_state_before() -> Result<()> {
    let document = totals_and_recent(3);
    journey_of("the_lineage_panel", &document, |journey| {
        let page = journey.page();
        let mut known = Known::of(&document, 3);
        wait_for_batch(page, 3)?;
        open_tab(page, "RDD")?;
        page.find("combobox", "Stream")?.type_text("totals")?;
        let (node, record) = place_of(&mut known, "totals", 3, "('This', 40)")?;
        press(page, Name::StartingWith(&format!("partition {} ", record.partition)))?;
        press(page, Name::Containing("('This', 40)"))?;
        let view = known.lineage(node, 3, record)?;
        // Ten lines a batch, each with one `This`: known without any engine.
        let lines = view.ancestors.first().map(|step| (step.batch, step.n_records));
        expect(lines == Some((3, 10)), || format!("it comes from {lines:?}"))?;
        wait_for_lineage(page, &known, &view)?;
        journey.picture()?;
        // The state before has a lineage of its own.
        let before = view.ancestors.iter().find(|step| step.is_earlier_state);
        let before = before.map(|step| step.records[0].clone());
        let before = before.ok_or_else(|| e2e::error::E2eError::Expectation("no state before".to_owned()))?;
        press(page, before.text.as_str())?;
        wait_for_batch(page, 2)?;
        let view = known.lineage(node, 2, before.place)?;
        wait_for_lineage(page, &known, &view)
    })
}

#[test]
fn a_line_is_followed_through_the_windows_that_it_is_in() -> Result<()> {
    let document = totals_and_recent(4);
    journey_of("the_lineage_of_a_line", &document, |journey| {
        let page = journey.page();
        let mut known = Known::of(&document, 4);
        wait_for_batch(page, 4)?;
        press(page, "Step back")?;
        wait_for_batch(page, 3)?;
        open_tab(page, "RDD")?;
        page.find("combobox", "Stream")?.type_text("lines")?;
        press(page, Name::StartingWith("partition 0 "))?;
        press(page, Name::StartingWith("0 'This is line"))?;
        let record = RecordPlace { partition: 0, row: 0 };
        let view = known.lineage(known.node("lines")?.id, 3, record)?;
        let recent = known.node("recent")?.id;
        let windows: Vec<u64> =
            view.descendants.iter().filter(|step| step.node == recent).map(|step| step.batch).collect();
        expect(windows == [3, 4], || format!("20 s windows every 10 s hold it in {windows:?}"))?;
        wait_for_lineage(page, &known, &view)
    })
}

#[test]
fn a_failed_batch_leads_to_the_line_that_it_failed_on() -> Result<()> {
    let program = "\
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext('local[2]', 'Fails')
ssc = StreamingContext(sc, 10)
lines = ssc.socketTextStream('localhost', 9999)
words = lines.flatMap(lambda line: line.split(' '))
numbers = words.map(lambda word: 1 / (3 - int(word)) if word.isdigit() else 0)
numbers.pprint()
ssc.start()
ssc.awaitTermination()
";
    let document = at_batch(program, 0);
    journey_of("a_failed_batch_leads_to_its_line", &document, |journey| {
        let page = journey.page();
        let mut known = Known::of(&document, 0);
        let failure = known.batches[0].failure.clone().unwrap_or_default();
        let place = failure.place.unwrap_or_default();
        expect(failure.message == "ZeroDivisionError: division by zero", || failure.message.clone())?;
        wait_for_batch(page, 0)?;
        press(page, "Where it comes from")?;
        let view = known.lineage(place.node, 0, place.record)?;
        expect(view.text == "'3'", || format!("the record is {}", view.text))?;
        expect(view.ancestors[0].records[0].text == "'This is line 3'", || format!("{:?}", view.ancestors))?;
        wait_for_lineage(page, &known, &view)?;
        journey.picture()
    })
}
