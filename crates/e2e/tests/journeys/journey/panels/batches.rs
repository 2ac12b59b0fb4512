//! The Batches panel against known values.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::keys;
use e2e::page::{Name, Page};
use e2e::reader::{at_batch, open_tab, press, totals_and_recent, wait_for_batch};
use protocol::run_view::BatchView;

use crate::known::Known;

const GRID: &str = "Completed Batches by time";

/// The cells of the rows that are drawn.
fn rows(page: &Page) -> Result<Vec<Vec<String>>> {
    const ROWS: &str = "return [...arguments[0].querySelectorAll('.virtual-row')].map((row) =>
        [...row.children].map((cell) => cell.firstChild?.textContent ?? ''))";
    let rows = page.find("grid", GRID)?.script(ROWS)?;
    let text = |cell: &serde_json::Value| cell.as_str().unwrap_or_default().to_owned();
    let row = |row: &serde_json::Value| row.as_array().into_iter().flatten().map(text).collect();
    Ok(rows.as_array().into_iter().flatten().map(row).collect())
}

/// What a row has to say of a batch, but for the times that are measured.
fn known_row(batch: &BatchView) -> (String, String, String) {
    let n_records: u64 = batch.inputs.iter().map(|input| input.n_records).sum();
    let n_failed = batch.n_output_ops - batch.n_succeeded_ops;
    let failed = if n_failed > 0 { format!(" ({n_failed} failed)") } else { String::new() };
    (
        batch.time_text.replace('-', "/"),
        format!("{n_records} {}", if n_records == 1 { "record" } else { "records" }),
        format!("{}/{}{failed}", batch.n_succeeded_ops, batch.n_output_ops),
    )
}

/// Waits until the table has exactly these batches, the newest first.
fn wait_for_batches(page: &Page, known: &Known) -> Result<Vec<Vec<String>>> {
    let expected: Vec<_> = known.batches.iter().rev().map(known_row).collect();
    let mut last = Vec::new();
    let found = page.wait_for("the completed batches", |page| {
        last = rows(page)?;
        let shown =
            last.iter().filter_map(|row| Some((row.first()?.clone(), row.get(1)?.clone(), row.get(5)?.clone())));
        Ok(shown.eq(expected.iter().cloned()).then(|| last.clone()))
    });
    expect(found.is_ok(), || format!("the table has\n{last:#?}\nnot\n{expected:#?}"))?;
    found
}

/// Waits until so many charts have drawn something.
fn wait_for_charts(page: &Page, n_charts: usize) -> Result<()> {
    const DRAWN: &str = "return [...document.querySelectorAll('.chart canvas')].filter((canvas) => {
        if (canvas.width === 0 || canvas.height === 0) return false;
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return data.some((value) => value > 0);
    }).length";
    page.wait_for("the charts", |page| Ok((page.script(DRAWN)? == n_charts).then_some(())))
}

#[test]
fn the_batches_panel_counts_what_the_run_did() -> Result<()> {
    let document = totals_and_recent(5);
    journey_of("the_batches_panel", &document, |journey| {
        let page = journey.page();
        page.resize(1440, 1000)?;
        let known = Known::of(&document, 5);
        wait_for_batch(page, 5)?;
        open_tab(page, "Batches")?;
        let shown = wait_for_batches(page, &known)?;
        // A batch takes far less than its interval, so that none has to wait.
        let waits: Vec<&str> = shown.iter().map(|row| row[2].as_str()).collect();
        expect(waits.iter().all(|wait| *wait == "0 ms"), || format!("the scheduling delays are {waits:?}"))?;
        expect(shown.iter().all(|row| row[3] == row[4]), || format!("without a delay the total is more: {shown:?}"))?;
        let n_records: u64 = known.batches.iter().flat_map(|batch| &batch.inputs).map(|input| input.n_records).sum();
        let head = page.script("return document.querySelector('.batches-head').textContent")?;
        let head = head.as_str().unwrap_or_default();
        let expected =
            ("Running batches of 10 seconds for 1 minute", format!("(6 completed batches, {n_records} records)"));
        expect(head.starts_with(expected.0) && head.ends_with(&expected.1), || format!("the panel says {head:?}"))?;
        expect(head.contains("since 2024/01/01 00:00:00"), || format!("the panel says {head:?}"))?;
        let rate = "Input Rate of 6 batches: least 1.00 records/sec, average 1.00 records/sec, most 1.00 records/sec";
        page.find("image", rate)?;
        wait_for_charts(page, 8)?;
        journey.picture()?;

        page.find("row", Name::StartingWith("2024/01/01 00:00:30 batch 2 "))?.click()?;
        wait_for_batch(page, 2)?;
        let selected =
            page.find("row", Name::StartingWith("2024/01/01 00:00:30 batch 2 "))?.attribute("aria-selected")?;
        expect(selected.as_deref() == Some("true"), || format!("the pinned row is selected: {selected:?}"))?;
        page.find("grid", GRID)?.script("arguments[0].focus()")?;
        page.press(&[keys::UP])?;
        page.press(&[keys::ENTER])?;
        wait_for_batch(page, 3)?;
        page.press(&[keys::END])?;
        page.press(&[keys::ENTER])?;
        wait_for_batch(page, 0)?;
        press(page, "Records")?;
        const SORTED: &str = "return arguments[0].querySelector('[aria-sort]')?.textContent ?? ''";
        page.wait_for("the table to be sorted by records", |page| {
            let sorted = page.find("grid", GRID)?.script(SORTED)?;
            Ok(sorted.as_str().is_some_and(|head| head.starts_with("Records")).then_some(()))
        })
    })
}

const SLOW: &str = "\
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext('local[2]', 'Slow')
ssc = StreamingContext(sc, 0.001)
numbers = ssc.queueStream([sc.parallelize(range(20000), 2) for _ in range(6)])
numbers.map(lambda x: str(x) + 'x').filter(lambda text: '77' in text).count().pprint()
ssc.start()
ssc.awaitTermination()
";

/// Milliseconds of `0.3 ms` or `1.2 s`.
fn ms_of(text: &str) -> f64 {
    let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
    number.parse::<f64>().unwrap_or(f64::NAN) * if unit == "s" { 1000.0 } else { 1.0 }
}

#[test]
fn batches_slower_than_their_interval_wait_for_each_other() -> Result<()> {
    let document = at_batch(SLOW, 5);
    journey_of("slow_batches", &document, |journey| {
        let page = journey.page();
        page.resize(1440, 1000)?;
        wait_for_batch(page, 5)?;
        open_tab(page, "Batches")?;
        page.wait_for("six batches", |page| Ok((rows(page)?.len() == 6).then_some(())))?;
        let mut shown = rows(page)?;
        shown.reverse();
        expect(shown[0][0] == "2024/01/01 00:00:00.001", || format!("the first batch is of {}", shown[0][0]))?;
        let times: Vec<[f64; 3]> = shown.iter().map(|row| [2, 3, 4].map(|cell| ms_of(&row[cell]))).collect();
        for (before, after) in times.iter().zip(times.iter().skip(1)) {
            // A batch starts when the one before is done, which was submitted one interval earlier.
            let expected = (before[2] - 1.0).max(0.0);
            let rounding = if expected < 10.0 {
                0.11
            } else if expected < 100.0 {
                1.1
            } else {
                0.06 * 1000.0
            };
            expect((after[0] - expected).abs() <= rounding, || format!("{times:?}: {} is not {expected}", after[0]))?;
        }
        expect(times.iter().any(|[delay, ..]| *delay > 0.0), || format!("nothing waits: {times:?}"))?;
        // The line of the interval is within reach of times like these, or they are even longer.
        let note = page.script("return document.querySelector('.stat-line').textContent")?;
        expect(note.as_str().is_some_and(|note| note.contains("batch interval 1.0 ms")), || format!("it says {note}"))?;
        journey.picture()
    })
}

const TWO_INPUTS: &str = "\
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

ssc = StreamingContext(SparkContext('local[4]', 'Two'), 2)
left = ssc.socketTextStream('localhost', 9999)
right = ssc.socketTextStream('localhost', 9998)
left.pprint()
right.map(lambda line: 12 // (int(line[-1]) - 3)).pprint()
ssc.start()
ssc.awaitTermination()
";

#[test]
fn failed_batches_say_why_and_inputs_have_rates_of_their_own() -> Result<()> {
    let document = at_batch(TWO_INPUTS, 9);
    journey_of("failed_batches", &document, |journey| {
        let page = journey.page();
        page.resize(1440, 1000)?;
        let known = Known::of(&document, 9);
        wait_for_batch(page, known.batches.len() as u64 - 1)?;
        open_tab(page, "Batches")?;
        let shown = wait_for_batches(page, &known)?;
        let failures: Vec<_> = known.batches.iter().rev().map(|batch| batch.failure.as_ref()).collect();
        expect(failures.iter().any(Option::is_some), || "no batch of the native run failed".to_owned())?;
        for (row, failure) in shown.iter().zip(failures) {
            let said = failure.map(|failure| failure.message.as_str()).unwrap_or_default();
            expect(row[6] == said, || format!("the row says {:?}, not {said:?}", row[6]))?;
        }
        press(page, "2 inputs")?;
        for (input, title) in [(0, "left localhost:9999"), (1, "right localhost:9998")] {
            let rates = known.batches.iter().map(|batch| batch.inputs[input].n_records as f64 / 2.0);
            let mean = rates.clone().sum::<f64>() / known.batches.len() as f64;
            let (min, max) = (rates.clone().fold(f64::INFINITY, f64::min), rates.fold(0.0, f64::max));
            page.find("image", Name::StartingWith(&format!(
                "{title}: Input Rate of {} batches: least {min:.2} records/sec, average {mean:.2} records/sec, most {max:.2}",
                known.batches.len()
            )))?;
        }
        journey.picture()
    })
}
