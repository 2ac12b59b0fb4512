//! The RDD panel against known values.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::page::{Name, Page};
use e2e::reader::{at_batch, open_tab, press, totals_and_recent, wait_for_batch};

use crate::known::Known;

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
