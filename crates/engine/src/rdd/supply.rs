//! `Supply`: how much one iterator or range has given, so that one without an end is noticed.

use value::{CallCx, Raised};

/// More records than any batch has: what gives more is taken to have no end, and calls of functions with what comes
/// from it are no progress any more.
const MANY: u64 = 1 << 24;

/// What was given so far.
#[derive(Default)]
pub(crate) struct Supply {
    n_given: u64,
    /// [`CallCx::progress`] when [`MANY`] had been given.
    progress: u64,
}

impl Supply {
    /// Gives `n` more.
    ///
    /// Errors: the limit on steps.
    #[inline]
    pub(crate) fn give(&mut self, n: u64, cx: &mut CallCx) -> Result<(), Raised> {
        self.n_given = self.n_given.saturating_add(n);
        match self.n_given > MANY {
            true => cx.progress = cx.progress.min(self.progress),
            false => self.progress = cx.progress,
        }
        cx.burn(n)
    }
}
