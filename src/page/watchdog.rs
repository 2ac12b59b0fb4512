//! Tells when a worker that should say something has been silent for too long.

/// Silence after which the worker counts as hung.
pub const LIMIT_MS: f64 = 1_500.0;

/// Silence after which Stop no longer waits for the worker's answer.
pub const IMPATIENT_MS: f64 = 500.0;

/// The most that one tick adds: a page that slept, or was busy itself, must not blame the worker.
const MAX_TICK_MS: f64 = 400.0;

/// Counts a worker's silence in ticks of the page's clock.
#[derive(Clone, Debug, Default)]
pub struct Watchdog {
    silent_ms: f64,
    last_tick_ms: Option<f64>,
    is_awaited: bool,
    is_running: bool,
    is_loading: bool,
}

impl Watchdog {
    /// Something was asked that the worker answers.
    pub fn asked(&mut self) {
        if !self.is_awaited && !self.is_running {
            self.silent_ms = 0.0;
        }
        self.is_awaited = true;
    }

    /// The worker is alive but has not answered yet.
    pub fn beat(&mut self) {
        self.silent_ms = 0.0;
        self.is_loading = false;
    }

    /// The worker waits for the network, and says nothing until it goes on.
    pub fn loading(&mut self) {
        self.is_loading = true;
    }

    /// The worker answered.
    pub fn answered(&mut self) {
        self.beat();
        self.is_awaited = false;
    }

    /// Whether the worker's clock goes on, during which it beats unasked.
    pub fn set_running(&mut self, is_running: bool) {
        self.is_running = is_running;
    }

    /// Counts the time since the last tick.
    pub fn tick(&mut self, now_ms: f64) {
        let since = self.last_tick_ms.map_or(0.0, |last| now_ms - last);
        self.last_tick_ms = Some(now_ms);
        if (self.is_awaited || self.is_running) && !self.is_loading {
            self.silent_ms += since.clamp(0.0, MAX_TICK_MS);
        } else {
            self.silent_ms = 0.0;
        }
    }

    pub fn is_hung(&self) -> bool {
        self.silent_ms > LIMIT_MS
    }

    /// Whether the worker is too busy to be asked politely.
    pub fn is_overdue(&self) -> bool {
        self.silent_ms > IMPATIENT_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ticks every 250 ms: `a` asked, `b` beat, `r` answered, `R` runs, `l` loads, `z` sleeps an hour before the tick.
    fn check(events: &str, is_hung: bool) {
        let mut watchdog = Watchdog::default();
        let mut now_ms = 0.0;
        watchdog.tick(now_ms);
        for event in events.chars() {
            match event {
                'a' => watchdog.asked(),
                'b' => watchdog.beat(),
                'r' => watchdog.answered(),
                'R' => watchdog.set_running(true),
                'l' => watchdog.loading(),
                'z' => now_ms += 3_600_000.0,
                _ => {}
            }
            now_ms += 250.0;
            watchdog.tick(now_ms);
        }
        assert_eq!(watchdog.is_hung(), is_hung, "{events}");
    }

    #[test]
    fn silence_after_a_question_is_noticed_within_two_seconds() {
        check("a......", true);
        check("a.....", false);
    }

    #[test]
    fn beats_and_answers_end_the_silence() {
        check("a...b...b...", false);
        check("a...r..........", false);
    }

    #[test]
    fn a_worker_that_has_nothing_to_do_may_be_silent() {
        check("..........", false);
    }

    #[test]
    fn a_run_must_be_heard_of() {
        check("R......", true);
    }

    #[test]
    fn a_worker_that_waits_for_the_network_is_not_hung() {
        check("al.................", false);
        check("Rl.....b......", true);
    }

    #[test]
    fn a_page_that_slept_does_not_blame_the_worker() {
        check("R.z.", false);
    }
}
