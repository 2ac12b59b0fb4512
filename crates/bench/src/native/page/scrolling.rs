//! What the stream matrix costs when a long run is gone through.

use e2e::journey::journey_of;
use e2e::page::Page;
use e2e::reader::{at_batch, press, wait_for_batch};
use protocol::document::Document;
use serde_json::json;

use crate::native::error::CommandError;
use crate::native::page::frames::{self, Frames};
use crate::native::progress::Progress;
use crate::report::PageFigure;

/// The last batch of the run.
const LAST_BATCH: u64 = 9_999;

/// Turns the wheel once in every frame, back and forth through the run, and calls when it is done.
const SCROLL: &str = "
    const [done] = arguments;
    const grid = document.querySelector('.matrix-scroll');
    let n_frames = 0;
    const step = () => {
        const way = n_frames < 60 ? -700 : 650;
        grid.scrollLeft += way;
        n_frames += 1;
        n_frames < 120 ? requestAnimationFrame(step) : done(grid.scrollLeft);
    };
    requestAnimationFrame(step);";

pub fn measure(progress: &mut Progress) -> Result<Vec<PageFigure>, CommandError> {
    let mut figures = Vec::new();
    journey_of("bench_scrolling", &long_run(), |journey| {
        let page = journey.page();
        progress.tell("the page: a run of 10,000 batches");
        wait_for_batch(page, LAST_BATCH)?;
        press(page, "Zoom in")?;
        frames::watch(page)?;
        let (mut medians, mut n_long, mut longest_ms) = (Vec::new(), 0.0, 0.0_f64);
        loop {
            let seen = scroll(page)?;
            medians.extend(seen.median());
            n_long += seen.n_long;
            longest_ms = longest_ms.max(seen.longest_ms);
            let farther = page.find("button", "Zoom out")?;
            if farther.attribute("aria-disabled")?.as_deref() == Some("true") {
                break;
            }
            farther.click()?;
        }
        figures.push(PageFigure::at_most(
            "10,000 batches scrolled at each zoom: main thread's work in the median frame",
            "ms",
            medians,
            8.0,
        ));
        figures.push(PageFigure::at_most("the same: tasks over 50 ms", "", vec![n_long], 0.0));
        figures.push(PageFigure::of("the same: the longest of them", "ms", vec![longest_ms]));
        Ok(())
    })?;
    Ok(figures)
}

fn scroll(page: &Page) -> e2e::error::Result<Frames> {
    frames::take(page)?;
    page.session().post("/execute/async", json!({ "script": SCROLL, "args": [] }))?;
    frames::take(page)
}

fn long_run() -> Document {
    at_batch(include_str!("../../../../e2e/programs/totals_and_recent.py"), LAST_BATCH)
}
