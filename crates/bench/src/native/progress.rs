//! Shows how far the measurements are, where they can be seen and are not in the way.

use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

/// How often a line is told where it cannot be drawn over.
const TOLD_EVERY: Duration = Duration::from_secs(10);
const LINE_WIDTH: usize = 110;

/// One line that is drawn over on a terminal; a line now and then elsewhere.
pub struct Progress {
    place: &'static str,
    on_terminal: bool,
    last: Instant,
}

impl Progress {
    pub fn new(place: &'static str) -> Self {
        Self { place, on_terminal: stderr().is_terminal(), last: Instant::now() }
    }

    pub fn tell(&mut self, line: &str) {
        let line: String = format!("  {} … {line}", self.place).chars().take(LINE_WIDTH).collect();
        if self.on_terminal {
            eprint!("\r\x1b[2K{line}");
            let _ = stderr().flush(); // Progress that cannot be shown is no failure.
        } else if self.last.elapsed() >= TOLD_EVERY {
            self.last = Instant::now();
            eprintln!("{line}");
        }
    }

    pub fn clear(&self) {
        if self.on_terminal {
            eprint!("\r\x1b[2K");
        }
    }
}
