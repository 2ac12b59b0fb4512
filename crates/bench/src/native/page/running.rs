//! What the page costs while a fast stream runs and the reader looks around.

use std::thread::sleep;
use std::time::{Duration, Instant};

use e2e::journey::journey_of;
use e2e::reader::{open_tab, tabs, totals_and_recent, wait_for_state};
use protocol::document::{Document, Source, Speed, address};
use protocol::source::Simulated;

use crate::native::error::CommandError;
use crate::native::page::frames;
use crate::native::progress::Progress;
use crate::report::PageFigure;

const LINES_A_SECOND: f64 = 100_000.0;
/// Each panel is looked at so often, for so long.
const N_ROUNDS: usize = 2;
const LOOK: Duration = Duration::from_millis(2500);

pub fn measure(progress: &mut Progress) -> Result<Vec<PageFigure>, CommandError> {
    let mut figures = Vec::new();
    journey_of("bench_running", &fast(), |journey| {
        let page = journey.page();
        wait_for_state(page, "running")?;
        frames::watch(page)?;
        let panels = tabs(page, "Inspector")?;
        let (mut medians, mut n_frames, mut n_long, mut longest_ms) = (Vec::new(), 0, 0.0, 0.0_f64);
        let begin = Instant::now();
        for round in 1..=N_ROUNDS {
            for panel in &panels {
                progress.tell(&format!("the page: 100,000 lines/s, {panel}, round {round} of {N_ROUNDS}"));
                open_tab(page, panel)?;
                sleep(LOOK);
                let seen = frames::take(page)?;
                medians.extend(seen.median());
                n_frames += seen.work.len();
                n_long += seen.n_long;
                longest_ms = longest_ms.max(seen.longest_ms);
            }
        }
        let elapsed = begin.elapsed().as_secs_f64();
        figures.push(PageFigure::at_most(
            "100,000 lines/s, every panel twice: main thread's work in the median frame",
            "ms",
            medians,
            8.0,
        ));
        figures.push(PageFigure::at_most("the same: tasks over 50 ms", "", vec![n_long], 0.0));
        figures.push(PageFigure::of("the same: the longest of them", "ms", vec![longest_ms]));
        figures.push(PageFigure::of("the same: frames a second", "", vec![n_frames as f64 / elapsed]));
        Ok(())
    })?;
    Ok(figures)
}

fn fast() -> Document {
    let mut document = totals_and_recent(0);
    document.view.pinned = None;
    document.settings.speed = Speed::Times(1.0);
    let source = Simulated { rate: LINES_A_SECOND, ..Simulated::default() };
    document.sources.insert(address("localhost", 9999), Source::Simulated(source));
    document
}
