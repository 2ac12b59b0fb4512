//! Measures the built page as a reader has it: how soon it is there, how soon it answers, what it costs while it runs.
//!
//! Every figure is taken in the page itself, by the browser's own clock, in a browser with an empty profile.

mod answers;
mod frames;
mod load;
mod running;
mod scrolling;

use crate::native::error::CommandError;
use crate::native::progress::Progress;
use crate::report::PageFigure;

/// All figures, in the order of the table.
///
/// Needs the program `dstream` with the page in it, where `DSTREAM_BIN` says.
pub fn measure(n_runs: usize, progress: &mut Progress) -> Result<Vec<PageFigure>, CommandError> {
    let mut figures = Vec::new();
    figures.extend(load::measure(n_runs, progress)?);
    figures.extend(answers::measure(n_runs, progress)?);
    figures.extend(running::measure(progress)?);
    figures.extend(scrolling::measure(progress)?);
    Ok(figures)
}

/// Calls `done` when what has been drawn by now is on its way to the screen.
const PAINTED: &str = "
    const painted = (done) => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now());
        channel.port2.postMessage(0);
    });";
