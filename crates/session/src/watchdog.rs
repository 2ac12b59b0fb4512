//! Tells a long computation from an endless loop, and shows that the worker is alive meanwhile.

use std::cell::Cell;
use std::rc::Rc;

/// Steps between two looks at the clock: a few tens of milliseconds of work.
pub const FUEL: u64 = 2_000_000;

/// How long one call of a user function, or the driver program, may compute.
pub const MAX_CALL_MS: f64 = 1_500.0;

/// A clock in milliseconds that only goes forward, and a place to say that work goes on.
pub trait Pulse {
    fn now_ms(&self) -> f64;
    fn beat(&self);
}

/// Decides whether a run that has used up its steps gets more.
#[derive(Clone)]
pub struct Watchdog {
    pulse: Rc<dyn Pulse>,
    last: Rc<Cell<Seen>>,
}

#[derive(Clone, Copy)]
struct Seen {
    /// The progress that was seen last, if any was since the start.
    progress: Option<u64>,
    since_ms: f64,
}

impl Watchdog {
    pub fn new(pulse: Rc<dyn Pulse>) -> Self {
        let since_ms = pulse.now_ms();
        Self { pulse, last: Rc::new(Cell::new(Seen { progress: None, since_ms })) }
    }

    /// Something new begins: its time counts from now.
    pub fn restart(&self) {
        self.last.set(Seen { progress: None, since_ms: self.pulse.now_ms() });
    }

    /// More steps, or 0 when one call has computed for [`MAX_CALL_MS`].
    pub fn refuel(&self, progress: u64) -> u64 {
        self.pulse.beat();
        let now = self.pulse.now_ms();
        let last = self.last.get();
        let has_moved = last.progress.is_some_and(|last| last != progress);
        let since_ms = if has_moved { now } else { last.since_ms };
        self.last.set(Seen { progress: Some(progress), since_ms });
        if now - since_ms <= MAX_CALL_MS { FUEL } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Ticks(Cell<f64>);

    impl Pulse for Ticks {
        fn now_ms(&self) -> f64 {
            self.0.set(self.0.get() + 100.0);
            self.0.get()
        }
        fn beat(&self) {}
    }

    #[test]
    fn one_long_call_is_ended_and_many_short_ones_are_not() {
        let watchdog = Watchdog::new(Rc::new(Ticks::default()));
        assert!((0..1000).all(|progress| watchdog.refuel(progress) == FUEL));
        let n_more = (0..1000).take_while(|_| watchdog.refuel(7) == FUEL).count();
        assert!((14..=16).contains(&n_more), "{n_more}");
    }
}
