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

/// How far the wheel scrolls in each frame, in pixels: turned fast (a notch is about 100), and the bar being dragged.
const SPEEDS: [(&str, f64); 2] = [("by the wheel", 120.0), ("by the bar", 700.0)];

/// Scrolls in every frame by so many pixels, back and forth, and calls when it is done.
const SCROLL: &str = "
    const [by, done] = arguments;
    const grid = document.querySelector('.matrix-scroll');
    let n_frames = 0;
    const step = () => {
        grid.scrollLeft += n_frames < 60 ? -by : by * 0.9;
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
        // Of each speed: the median frame at every zoom, the number of long tasks and the longest of them.
        let mut seen_at = SPEEDS.map(|_| (Vec::new(), 0.0, 0.0_f64));
        let mut zooming_ms = Vec::new();
        loop {
            for ((_, by), (medians, n_long, longest_ms)) in SPEEDS.iter().zip(&mut seen_at) {
                let seen = scroll(page, *by)?;
                medians.extend(seen.median());
                *n_long += seen.n_long;
                *longest_ms = longest_ms.max(seen.longest_ms);
            }
            let farther = page.find("button", "Zoom out")?;
            if farther.attribute("aria-disabled")?.as_deref() == Some("true") {
                break;
            }
            frames::take(page)?;
            farther.click()?;
            page.settle()?;
            zooming_ms.extend(frames::take(page)?.work.into_iter().reduce(f64::max));
        }
        for ((how, by), (medians, n_long, longest_ms)) in SPEEDS.iter().zip(seen_at) {
            let what =
                format!("10,000 batches scrolled {how}, {by} px a frame, at each zoom: work in the median frame");
            figures.push(PageFigure::at_most(&what, "ms", medians, 8.0));
            figures.push(PageFigure::at_most("the same: tasks over 50 ms", "", vec![n_long], 0.0));
            figures.push(PageFigure::of("the same: the longest of them", "ms", vec![longest_ms]));
        }
        figures.push(PageFigure::of("a change of the zoom of 10,000 batches, its longest frame", "ms", zooming_ms));
        Ok(())
    })?;
    Ok(figures)
}

fn scroll(page: &Page, by: f64) -> e2e::error::Result<Frames> {
    frames::take(page)?;
    page.session().post("/execute/async", json!({ "script": SCROLL, "args": [by] }))?;
    frames::take(page)
}

fn long_run() -> Document {
    at_batch(include_str!("../../../../e2e/programs/totals_and_recent.py"), LAST_BATCH)
}
