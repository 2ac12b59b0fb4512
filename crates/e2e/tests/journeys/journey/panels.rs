//! The panels below the matrix against known values.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::page::{Name, Page};
use e2e::reader::{at_batch, open_tab, press, totals_and_recent, wait_for_batch, wait_for_rows};
use protocol::run_view::{StateView, WindowView};

use crate::known::Known;

/// The state table's rows.
fn state_rows(view: &StateView) -> Vec<Vec<String>> {
    let row = |row: &protocol::run_view::StateRowView| {
        let or = |text: Option<&str>, other: &str| text.unwrap_or(other).to_owned();
        vec![
            row.key.clone(),
            or(row.was.as_deref(), "–"),
            row.new_values.clone(),
            or(row.now.as_deref(), "removed"),
            or(Some(row.change.as_str()).filter(|change| !change.is_empty()), "·"),
            row.changed_in.map(|batch| format!("batch {batch}")).unwrap_or_default(),
            row.partition.to_string(),
        ]
    };
    view.rows.iter().map(row).collect()
}

/// The window table's rows, of a window with an inverse function.
pub fn window_rows(view: &WindowView) -> Vec<Vec<String>> {
    let row = |row: &protocol::run_view::WindowRowView| {
        let signed = |sign: &str, value: &Option<String>| value.as_ref().map(|value| format!("{sign} {value}"));
        let plain = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
        vec![
            row.key.clone(),
            plain(&row.previous),
            signed("−", &row.leaving).unwrap_or_default(),
            signed("+", &row.entering).unwrap_or_default(),
            plain(&row.now),
            plain(&row.recomputed),
            "same".to_owned(),
        ]
    };
    view.rows.iter().map(row).collect()
}

#[test]
fn the_state_panel_shows_what_each_key_was_and_is() -> Result<()> {
    let document = totals_and_recent(3);
    journey_of("the_state_panel", &document, |journey| {
        let page = journey.page();
        let mut known = Known::of(&document, 3);
        wait_for_batch(page, 3)?;
        open_tab(page, "State")?;
        for batch in [3, 2] {
            let rows = state_rows(&known.state("totals", batch)?);
            // Ten lines a batch, each with one `This`: known without any engine.
            let this = rows.iter().find(|row| row[0] == "'This'").map(|row| (row[1].as_str(), row[3].as_str()));
            let counted = [(batch * 10).to_string(), ((batch + 1) * 10).to_string()];
            expect(this == Some((&counted[0], &counted[1])), || format!("`This` has {this:?} in batch {batch}"))?;
            wait_for_rows(page, "State by key", &rows)?;
            if batch == 3 {
                journey.picture()?;
                press(page, "Step back")?;
            }
        }
        press(page, "'line'")?;
        let call = "add_up([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 20) = 30";
        page.wait_for("the call of the key", |page| {
            let shown = page.script("return document.querySelector('.why-call').textContent")?;
            Ok((shown == call).then_some(()))
        })
    })
}

#[test]
fn the_window_panel_shows_both_ways_to_the_result() -> Result<()> {
    let document = totals_and_recent(4);
    journey_of("the_window_panel", &document, |journey| {
        let page = journey.page();
        let mut known = Known::of(&document, 4);
        wait_for_batch(page, 4)?;
        open_tab(page, "Window")?;
        let view = known.window("recent", 4)?;
        let covered: Vec<u64> = view.covered.iter().map(|batch| batch.batch).collect();
        expect(covered == [3, 4], || format!("20 s of 10 s batches cover {covered:?}"))?;
        wait_for_rows(page, "Window by key", &window_rows(&view))?;
        let strip = page.find("list", "Batches of the window")?.text()?;
        let strip: Vec<&str> = strip.lines().collect();
        let known_strip = ["batch 2", "40 records", "− went out", "batch 3", "40 records", "stays"];
        expect(strip.starts_with(&known_strip), || format!("the strip says {strip:?}"))?;
        journey.picture()
    })
}

/// The texts of the items in this region.
fn items(page: &Page, region: &str) -> Result<Vec<String>> {
    const ITEMS: &str = "return [...arguments[0].querySelectorAll('[role=listitem]')].map((item) => item.innerText)";
    let items = page.find("region", region)?.script(ITEMS)?;
    Ok(items.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect())
}

fn wait_for_items(page: &Page, region: &str, expected: &[String]) -> Result<()> {
    let mut last = Vec::new();
    let found = page.wait_for(region, |page| {
        last = items(page, region)?;
        Ok((last == expected).then_some(()))
    });
    expect(found.is_ok(), || format!("{region:?} has\n{last:#?}\nnot\n{expected:#?}"))
}

#[test]
fn the_rdd_panel_shows_every_partition_and_its_records() -> Result<()> {
    let document = totals_and_recent(3);
    journey_of("the_rdd_panel", &document, |journey| {
        let page = journey.page();
        let mut known = Known::of(&document, 3);
        wait_for_batch(page, 3)?;
        open_tab(page, "RDD")?;
        for (title, batch) in [("lines", 3), ("totals", 3), ("totals", 2)] {
            page.find("combobox", "Stream")?.type_text(title)?;
            let sizes = known.rows(title, batch, 0)?.partition_sizes;
            let plural = |size: u64| if size == 1 { "record" } else { "records" };
            let partitions: Vec<String> =
                (0..).zip(&sizes).map(|(idx, size)| format!("partition {idx}\n{size} {}", plural(*size))).collect();
            wait_for_items(page, "Partitions", &partitions)?;
            for (idx, size) in (0..).zip(&sizes).filter(|(_, size)| **size > 0) {
                press(page, Name::StartingWith(&format!("partition {idx} ")))?;
                let rows = known.rows(title, batch, idx)?.rows;
                expect(rows.len() as u64 == *size, || format!("{} of {size} records", rows.len()))?;
                let rows: Vec<String> = (0..).zip(rows).map(|(row, text): (u64, _)| format!("{row}\n{text}")).collect();
                wait_for_items(page, "Records", &rows)?;
            }
            if (title, batch) == ("totals", 3) {
                journey.picture()?;
                press(page, "Step back")?;
            }
        }
        Ok(())
    })
}

#[test]
fn a_partition_of_very_many_records_scrolls_to_its_last_one() -> Result<()> {
    let program = "\
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext('local[2]', 'Many')
ssc = StreamingContext(sc, 1)
numbers = ssc.queueStream([sc.parallelize(range(1000000), 2)])
numbers.count().pprint()
ssc.start()
ssc.awaitTermination()
";
    journey_of("very_many_records", &at_batch(program, 0), |journey| {
        let page = journey.page();
        wait_for_batch(page, 0)?;
        open_tab(page, "RDD")?;
        press(page, Name::StartingWith("partition 1 "))?;
        page.wait_for("the records", |page| {
            Ok(items(page, "Records")?.first().is_some_and(|item| item == "0\n500000").then_some(()))
        })?;
        page.find("region", "Records")?.script("arguments[0].scrollTop = arguments[0].scrollHeight")?;
        page.wait_for("the last record", |page| {
            Ok(items(page, "Records")?.last().is_some_and(|item| item == "65535\n565535").then_some(()))
        })?;
        let note = "The first 65536 of 500000 records are kept to be looked at.";
        let shown = page.script("return document.querySelector('.records-note')?.textContent")?;
        expect(shown == note, || format!("below the records stands {shown}"))?;
        journey.picture()
    })
}
