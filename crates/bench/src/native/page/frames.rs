//! What the main thread does in each frame, by a watch that runs in the page.

use e2e::page::Page;
use serde_json::Value;

use crate::statistics::Summary;

/// Asks for the next turn again and again: what lies between two turns is somebody's work. It is put down to the frame
/// in which it was done. The asking itself takes a few microseconds a turn, and shares the thread with what is measured,
/// so the figures are no smaller than the truth.
const WATCH: &str = "
    const seen = { work: [], longest: 0, long: 0 };
    window.benchFrames = seen;
    let last = performance.now();
    let work = 0;
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
        const now = performance.now();
        if (now - last > 0.2) work += now - last;
        last = now;
        channel.port2.postMessage(0);
    };
    channel.port2.postMessage(0);
    const frame = () => { seen.work.push(work); work = 0; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
        seen.long += 1;
        seen.longest = Math.max(seen.longest, entry.duration);
    })).observe({ type: 'longtask' });";

const TAKE: &str = "
    const seen = { ...window.benchFrames };
    Object.assign(window.benchFrames, { work: [], longest: 0, long: 0 });
    return seen;";

/// Frames since the watch was read last.
pub struct Frames {
    /// Milliseconds of work in each.
    pub work: Vec<f64>,
    /// Tasks of more than 50 ms.
    pub n_long: f64,
    pub longest_ms: f64,
}

/// Begins to watch.
pub fn watch(page: &Page) -> e2e::error::Result<()> {
    page.script(WATCH).map(drop)
}

/// What was seen since the last call.
pub fn take(page: &Page) -> e2e::error::Result<Frames> {
    let seen = page.script(TAKE)?;
    let work = seen["work"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let number = |name: &str| seen[name].as_f64().unwrap_or_default();
    Ok(Frames { work, n_long: number("long"), longest_ms: number("longest") })
}

impl Frames {
    /// The middle one, in milliseconds.
    pub fn median(&self) -> Option<f64> {
        Summary::of(&self.work).map(|summary| summary.median)
    }
}
