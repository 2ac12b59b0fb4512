//! The stream matrix, from near and from afar.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::page::{Name, Page};
use e2e::reader::{at_batch, open_tab, press, wait_for_batch, wait_for_cells, wait_for_state};
use protocol::examples::WORD_COUNT;

use crate::known::Known;

#[test]
fn zooming_out_shows_many_batches_at_once() -> Result<()> {
    let document = at_batch(WORD_COUNT.program, 39);
    journey_of("zooming_out", &document, |journey| {
        let page = journey.page();
        wait_for_batch(page, 39)?;
        let known = Known::of(&document, 39);
        let n_drawn =
            || Ok::<usize, e2e::error::E2eError>(page.find_all("gridcell", Name::StartingWith("lines, batch"))?.len());
        let n_near = n_drawn()?;
        press(page, "Zoom out")?;
        page.find("group", "Zoom: small cells")?;
        press(page, "Zoom out")?;
        page.find("group", "Zoom: overview")?;
        wait_for_cells(page, &known.cells(0..=39))?;
        journey.picture()?;
        expect(n_drawn()? >= 40 && n_near < 20, || format!("{n_near} batches were drawn before"))?;
        // By keyboard, from the cell that has the focus.
        page.find("gridcell", Name::StartingWith("words, batch 20:"))?.click()?;
        wait_for_batch(page, 20)?;
        for zoom in ["small cells", "normal cells", "large cells"] {
            page.press(&['+'])?;
            page.find("group", format!("Zoom: {zoom}").as_str())?;
        }
        expect(is_in_sight(page, 20)?, || "zooming in lost the pinned batch".to_owned())?;
        journey.picture()
    })
}

/// Whether the head of a batch is wholly in sight beside the names of the streams.
fn is_in_sight(page: &Page, batch: u64) -> Result<bool> {
    let script = format!(
        "const head = [...document.querySelectorAll('.grid-head .head')].find((head) => head.ariaLabel === 'batch {batch}');
        if (!head) return false;
        const [at, all] = [head.getBoundingClientRect(), document.querySelector('.matrix-scroll').getBoundingClientRect()];
        const names = document.querySelector('.corner').getBoundingClientRect();
        return at.left >= names.right - 1 && at.right <= all.right + 1;"
    );
    Ok(page.script(&script)? == true)
}

#[test]
fn a_matrix_that_was_out_of_sight_shows_the_newest_batch_when_it_comes_back() -> Result<()> {
    journey_of("a_matrix_that_was_out_of_sight", &at_batch(WORD_COUNT.program, 2), |journey| {
        let page = journey.page();
        wait_for_batch(page, 2)?;
        page.resize(390, 844)?;
        press(page, "Run")?;
        open_tab(page, "Program")?;
        page.wait_for("batch 6", |page| {
            let status = page.script("return document.querySelector('.status-sentence').textContent")?;
            let batch: Option<u64> =
                status.as_str().and_then(|text| text.strip_prefix("Batch ")?.split(':').next()?.parse().ok());
            Ok(batch.filter(|batch| *batch >= 6).map(drop))
        })?;
        press(page, "Pause")?;
        wait_for_state(page, "paused")?;
        open_tab(page, "Stream")?;
        page.wait_for("the newest batch", |page| {
            let newest = page.script("return document.querySelector('input[type=range][aria-label=Batch]').max")?;
            let newest: u64 = newest.as_str().and_then(|newest| newest.parse().ok()).unwrap_or_default();
            Ok(is_in_sight(page, newest)?.then_some(()))
        })?;
        journey.picture()
    })
}

#[test]
fn long_counts_fit_into_their_cells() -> Result<()> {
    let program = "\
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

ssc = StreamingContext(SparkContext('local[2]', 'Many'), 10)
numbers = ssc.queueStream([ssc.sparkContext.parallelize(range(1234567), 2)])
numbers.count().pprint()
ssc.start()
ssc.awaitTermination()
";
    journey_of("long_counts_fit", &at_batch(program, 0), |journey| {
        let page = journey.page();
        wait_for_batch(page, 0)?;
        let cell = page.find("gridcell", Name::StartingWith("numbers, batch 0: 1234567 records"))?;
        let shown = cell.text()?;
        expect(shown.contains("\n1.2M\n+1.2M\n"), || format!("the cell says {shown:?}"))?;
        journey.picture()
    })
}
