//! How soon the page is there, with nothing in the browser's cache, and whether anything moves: in turn at each width.

use e2e::journey::journey;
use e2e::views::WIDTHS;
use serde_json::{Value, json};

use super::PAINTED;
use crate::native::error::CommandError;
use crate::native::progress::Progress;
use crate::report::PageFigure;

/// In the page before anything else: notes what happens until the first batch is painted.
const WATCH: &str = "
    window.bench = { shift: 0, blocked: 0, firstBatch: null };
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
        window.bench.blocked += Math.max(0, entry.duration - 50);
    })).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
        window.bench.shift += entry.value;
    })).observe({ type: 'layout-shift', buffered: true });
    new MutationObserver((_, observer) => {
        if ([...document.querySelectorAll('[role=gridcell] .said')].some((name) => name.textContent.includes(', batch 0'))) {
            observer.disconnect();
            painted((now) => { window.bench.firstBatch = now; });
        }
    }).observe(document, { subtree: true, childList: true, attributes: true });";

/// Also what moves while the first batches come counts as shift.
const RESULT: &str = "
    if (![...document.querySelectorAll('[role=gridcell] .said')].some((name) => name.textContent.includes(', batch 3'))) return null;
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return window.bench?.firstBatch && paint ? { ...window.bench, paint: paint.startTime } : null;";

pub fn measure(n_runs: usize, progress: &mut Progress) -> Result<Vec<PageFigure>, CommandError> {
    let mut runs = Vec::with_capacity(n_runs);
    for run in 1..=n_runs {
        progress.tell(&format!("the page: load {run} of {n_runs}"));
        // The journey's own browser has the page by now, which would go on to run; the second one has nothing.
        journey("bench_load", |journey| {
            journey.page().open("about:blank")?;
            let page = journey.second_browser()?;
            let source = json!({ "source": format!("{PAINTED}{WATCH}") });
            page.session().devtools("Page.addScriptToEvaluateOnNewDocument", source)?;
            let (width, height) = WIDTHS[run % WIDTHS.len()];
            page.resize(width, height)?;
            page.open(&journey.address())?;
            let result = page.wait_for("the first batch", |page| {
                let result = page.script(RESULT)?;
                Ok((!result.is_null()).then_some(result))
            })?;
            runs.push(result);
            Ok(())
        })?;
    }
    let of = |what: &str| runs.iter().filter_map(|run: &Value| run[what].as_f64()).collect::<Vec<f64>>();
    Ok(vec![
        PageFigure::at_most("cold load: first paint", "ms", of("paint"), 300.0),
        PageFigure::at_most("cold load: first batch painted", "ms", of("firstBatch"), 1000.0),
        PageFigure::of("cold load: total blocking time until then", "ms", of("blocked")),
        PageFigure::at_most("cold load and first batches: layout shift", "", of("shift"), 0.0),
    ])
}
