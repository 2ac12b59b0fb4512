//! Tells a long computation from an endless loop, shows that the worker is alive meanwhile, and keeps programs from
//! using up the memory.

use std::cell::Cell;
use std::rc::Rc;

use pyspark::world::Limits;
use value::Refuel;

/// Steps between two looks at the clock: a few tens of milliseconds of work.
pub const FUEL: u64 = 2_000_000;

/// How long one call of a user function, or the driver program, may compute.
pub const MAX_CALL_MS: f64 = 1_500.0;

/// Memory that may be in use, in bytes: half of what WebAssembly can address, since what grows is copied.
pub const MAX_MEMORY: usize = 2 << 30;

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
    /// The most progress that was seen, if any was since the start.
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

    /// Bytes that programs may still use.
    pub fn memory_left(&self) -> usize {
        MAX_MEMORY.saturating_sub(value::memory::in_use())
    }

    /// More steps, unless one call has computed for [`MAX_CALL_MS`] or memory is full.
    pub fn refuel(&self, progress: u64) -> Refuel {
        self.pulse.beat();
        let now = self.pulse.now_ms();
        let last = self.last.get();
        // It goes back where what is computed turns out to have no end.
        let has_moved = last.progress.is_some_and(|last| progress > last);
        let progress = last.progress.map_or(progress, |last| progress.max(last));
        let since_ms = if has_moved { now } else { last.since_ms };
        self.last.set(Seen { progress: Some(progress), since_ms });
        match now - since_ms <= MAX_CALL_MS {
            true if self.memory_left() == 0 => Refuel::MemoryIsFull(FUEL),
            true => Refuel::Steps(FUEL),
            false => Refuel::TimeIsUp,
        }
    }
}

impl Limits for Watchdog {
    fn refuel(&mut self, progress: u64) -> Refuel {
        Watchdog::refuel(self, progress)
    }

    fn memory_left(&self) -> usize {
        Watchdog::memory_left(self)
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
        assert!((0..1000).all(|progress| watchdog.refuel(progress) == Refuel::Steps(FUEL)));
        let n_more = (0..1000).take_while(|_| watchdog.refuel(7) == Refuel::Steps(FUEL)).count();
        assert!((14..=16).contains(&n_more), "{n_more}");
    }
}
