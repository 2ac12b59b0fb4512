//! The Window panel against known values.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::page::Name;
use e2e::reader::{at_batch, open_tab, press, totals_and_recent, wait_for_batch, wait_for_rows};
use protocol::message::ChainEdit;
use protocol::run_view::{WindowRowView, WindowView};

use crate::known::Known;

/// The window table's rows, of a window with an inverse function.
pub fn window_rows(view: &WindowView) -> Vec<Vec<String>> {
    let row = |row: &WindowRowView| {
        let signed = |sign: &str, value: &Option<String>| value.as_ref().map(|value| format!("{sign} {value}"));
        let plain = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
        vec![
            row.key.clone(),
            plain(&row.previous),
            signed("−", &row.leaving).unwrap_or_default(),
            signed("+", &row.entering).unwrap_or_default(),
            plain(&row.now),
            plain(&row.recomputed),
            match (&row.now, &row.recomputed) {
                (None, None) => "went out",
                (Some(_), None) => "in no batch of the window",
                _ => "same",
            }
            .to_owned(),
        ]
    };
    view.rows.iter().map(row).collect()
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

/// A program with one window over the numbers of lines.
fn windowed(call: &str) -> String {
    format!(
        "from pyspark import SparkContext\n\
         from pyspark.streaming import StreamingContext\n\n\
         ssc = StreamingContext(SparkContext('local[2]', 'Windows'), 1)\n\
         ssc.checkpoint('c')\n\
         lines = ssc.socketTextStream('localhost', 9999)\n\
         numbers = lines.map(lambda line: int(line[-1]))\n\
         pairs = numbers.map(lambda n: (n, 1))\n\
         recent = {call}\n\
         recent.pprint()\n\
         ssc.start()\n\
         ssc.awaitTermination()\n"
    )
}

#[test]
fn keys_that_came_down_to_zero_are_named_and_dropped_by_one_press() -> Result<()> {
    let program = windowed("pairs.reduceByKeyAndWindow(lambda x, y: x + y, lambda x, y: x - y, 5, 1)");
    let document = at_batch(&program, 14);
    journey_of("zero_keys", &document, |journey| {
        let page = journey.page();
        let mut known = Known::of(&document, 14);
        wait_for_batch(page, 14)?;
        open_tab(page, "Window")?;
        let view = known.window("recent", 14)?;
        let zeros = view.rows.iter().filter(|row| row.now.as_deref() == Some("0") && row.recomputed.is_none()).count();
        expect(zeros > 0, || format!("no key came down to 0: {:?}", view.rows))?;
        wait_for_rows(page, "Window by key", &window_rows(&view))?;
        let greyed = page.script("return document.querySelectorAll('.window-panel tr.zero').length")?;
        expect(greyed == zeros, || format!("{greyed} rows are greyed, not {zeros}"))?;
        journey.picture()?;
        press(page, Name::StartingWith("Add lambda pair"))?;
        let (node, text) = (known.node("recent")?.id, "lambda pair: pair[1] > 0".to_owned());
        let mut filtered = known.after(ChainEdit::ReplaceArg { node, arg: "filterFunc".to_owned(), text })?;
        let view = filtered.window("recent", 14)?;
        expect(view.rows.iter().all(|row| row.now.as_deref() != Some("0")), || format!("zeros stay: {:?}", view.rows))?;
        wait_for_rows(page, "Window by key", &window_rows(&view))
    })
}

#[test]
fn every_sort_of_window_shows_what_it_holds() -> Result<()> {
    let calls = [
        "lines.countByWindow(6, 1)",
        "numbers.reduceByWindow(lambda x, y: x + y, lambda x, y: x - y, 6, 1)",
        "numbers.countByValueAndWindow(6, 1)",
        "pairs.groupByKeyAndWindow(6, 1)",
    ];
    for call in calls {
        let document = at_batch(&windowed(call), 9);
        journey_of("windows", &document, |journey| {
            let page = journey.page();
            let mut known = Known::of(&document, 9);
            wait_for_batch(page, 9)?;
            open_tab(page, "Window")?;
            let view = known.window("recent", 9)?;
            expect(!view.rows.is_empty(), || format!("{call} has no rows"))?;
            // Empty groups stay, as zeros do.
            let agree = |row: &WindowRowView| row.recomputed.is_none() || row.now == row.recomputed;
            expect(view.rows.iter().all(agree), || format!("{call}: both ways differ: {:?}", view.rows))?;
            wait_for_rows(page, "Window by key", &window_rows(&view))
        })?;
    }
    let document = at_batch(&windowed("lines.window(6, 2)"), 9);
    journey_of("plain_window", &document, |journey| {
        let page = journey.page();
        let mut known = Known::of(&document, 9);
        wait_for_batch(page, 9)?;
        open_tab(page, "Window")?;
        // One line a second, six seconds.
        let n: u64 = known.rows("recent", 9, 0)?.partition_sizes.iter().sum();
        expect(n == 6, || format!("the window has {n} records"))?;
        let said = format!("The window has the records of all its batches as they are: {n} records.");
        page.wait_for(&said, |page| {
            let text = page.script("return document.querySelector('.window-method')?.textContent")?;
            Ok((text == said).then_some(()))
        })
    })
}
