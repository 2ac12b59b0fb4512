//! What the page costs while a fast stream runs and the reader looks around.

use std::thread::sleep;
use std::time::{Duration, Instant};

use e2e::journey::journey_of;
use e2e::page::Page;
use e2e::reader::{open_tab, tabs, totals_and_recent, wait_for_state};
use protocol::document::{Document, Source, Speed, address};
use protocol::source::Simulated;
use serde_json::{Value, json};

use crate::native::error::CommandError;
use crate::native::progress::Progress;
use crate::report::PageFigure;

const LINES_A_SECOND: f64 = 100_000.0;
/// Each panel is looked at so often, for so long.
const N_ROUNDS: usize = 2;
const LOOK: Duration = Duration::from_millis(2500);

/// Counts frames and long tasks from now on.
const WATCH: &str = "
    const seen = { frames: 0, longest: 0, long: 0 };
    window.benchRunning = seen;
    const frame = () => { seen.frames += 1; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
        seen.long += 1;
        seen.longest = Math.max(seen.longest, entry.duration);
    })).observe({ type: 'longtask' });";

pub fn measure(progress: &mut Progress) -> Result<Vec<PageFigure>, CommandError> {
    let mut figures = Vec::new();
    journey_of("bench_running", &fast(), |journey| {
        let page = journey.page();
        wait_for_state(page, "running")?;
        page.session().devtools("Performance.enable", json!({}))?;
        page.script(WATCH)?;
        let panels = tabs(page, "Inspector")?;
        let (begin, before) = (Instant::now(), task_seconds(page)?);
        for round in 1..=N_ROUNDS {
            for panel in &panels {
                progress.tell(&format!("the page: 100,000 lines/s, {panel}, round {round} of {N_ROUNDS}"));
                open_tab(page, panel)?;
                sleep(LOOK);
            }
        }
        let (elapsed, tasks) = (begin.elapsed().as_secs_f64(), task_seconds(page)? - before);
        let seen = page.script("return window.benchRunning")?;
        let frames = seen["frames"].as_f64().unwrap_or_default();
        figures.push(PageFigure::at_most(
            "100,000 lines/s, every panel visited: main thread's work a frame, mean",
            "ms",
            vec![tasks * 1e3 / frames],
            8.0,
        ));
        figures.push(PageFigure::at_most("the same: tasks over 50 ms", "", number(&seen["long"]), 0.0));
        figures.push(PageFigure::of("the same: the longest of them", "ms", number(&seen["longest"])));
        figures.push(PageFigure::of("the same: frames a second", "", vec![frames / elapsed]));
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

fn number(value: &Value) -> Vec<f64> {
    value.as_f64().into_iter().collect()
}

/// How long the main thread has been at work since the page was opened.
fn task_seconds(page: &Page) -> e2e::error::Result<f64> {
    let answer = page.session().devtools("Performance.getMetrics", json!({}))?;
    let metrics = answer["metrics"].as_array().cloned().unwrap_or_default();
    let found = metrics.iter().find(|metric| metric["name"] == "TaskDuration");
    Ok(found.and_then(|metric| metric["value"].as_f64()).unwrap_or_default())
}
