//! What the transport's buttons do, given where the run is.

use protocol::message::ToWorker;
use protocol::run_view::RunState;

/// A button of the transport, or its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    First,
    Back,
    RunOrPause,
    Forward,
    Newest,
    Stop,
    /// Ctrl+Enter.
    RunOrStop,
}

/// Where the run is and which batch is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    pub state: RunState,
    pub pinned: Option<u64>,
    pub first_batch: u64,
    pub next_batch: u64,
}

/// What a press leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Pin(Option<u64>),
    Post(ToWorker),
}

impl Position {
    /// The batch that panels show.
    pub fn shown(&self) -> Option<u64> {
        let newest = self.next_batch.checked_sub(1).filter(|newest| *newest >= self.first_batch);
        match (self.pinned, newest) {
            (Some(pinned), Some(newest)) => Some(pinned.clamp(self.first_batch, newest)),
            (_, newest) => newest,
        }
    }

    pub fn is_running(&self) -> bool {
        matches!(self.state, RunState::Running | RunState::WaitingForData)
    }

    /// Whether the press would do anything.
    pub fn can(&self, press: Press) -> bool {
        match press {
            Press::First | Press::Back => self.shown().is_some_and(|shown| shown > self.first_batch),
            Press::Forward => self.state != RunState::Finished || self.is_behind(),
            Press::Newest => self.pinned.is_some(),
            Press::Stop => self.state != RunState::Stopped || self.next_batch > self.first_batch,
            Press::RunOrPause | Press::RunOrStop => true,
        }
    }

    /// Whether there are newer batches than the one that is shown.
    fn is_behind(&self) -> bool {
        self.shown().is_some_and(|shown| shown + 1 < self.next_batch)
    }
}

/// What a press leads to, in order.
pub fn outcomes(press: Press, position: Position) -> Vec<Outcome> {
    use Outcome::{Pin, Post};
    if !position.can(press) {
        return Vec::new();
    }
    let run = || match position.state {
        RunState::Finished => vec![Pin(None), Post(ToWorker::Stop), Post(ToWorker::Start)],
        _ => vec![Pin(None), Post(ToWorker::Start)],
    };
    match (press, position.shown()) {
        (Press::First, _) => vec![Pin(Some(position.first_batch))],
        (Press::Back, Some(shown)) => match position.is_running() {
            true => vec![Post(ToWorker::Pause), Pin(Some(shown - 1))], // `can` says that it is not the first.
            false => vec![Pin(Some(shown - 1))],
        },
        (Press::Forward, Some(shown)) if position.is_behind() => vec![Pin(Some(shown + 1))],
        (Press::Forward, _) => vec![Pin(None), Post(ToWorker::Step)],
        (Press::Newest, _) => vec![Pin(None)],
        (Press::RunOrPause, _) if position.is_running() => vec![Post(ToWorker::Pause)],
        (Press::RunOrStop, _) if position.is_running() => vec![Post(ToWorker::Stop)],
        (Press::RunOrPause | Press::RunOrStop, _) => run(),
        (Press::Stop, _) => vec![Pin(None), Post(ToWorker::Stop)],
        (Press::Back, None) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome::{Pin, Post};
    use super::*;

    fn at(state: RunState, pinned: Option<u64>) -> Position {
        Position { state, pinned, first_batch: 0, next_batch: 4 }
    }

    #[test]
    fn stepping_back_pauses_and_pins_the_batch_before() {
        let running = at(RunState::Running, None);
        assert_eq!(outcomes(Press::Back, running), [Post(ToWorker::Pause), Pin(Some(2))]);
        assert_eq!(outcomes(Press::Back, at(RunState::Paused, Some(2))), [Pin(Some(1))]);
        assert_eq!(outcomes(Press::Back, at(RunState::Paused, Some(0))), []);
    }

    #[test]
    fn stepping_forward_shows_what_is_there_and_then_computes() {
        assert_eq!(outcomes(Press::Forward, at(RunState::Paused, Some(1))), [Pin(Some(2))]);
        let step = [Pin(None), Post(ToWorker::Step)];
        assert_eq!(outcomes(Press::Forward, at(RunState::Paused, Some(3))), step);
        assert_eq!(outcomes(Press::Forward, Position::default()), step);
    }

    #[test]
    fn running_follows_the_newest_batch() {
        assert_eq!(outcomes(Press::RunOrPause, at(RunState::Paused, Some(1))), [Pin(None), Post(ToWorker::Start)]);
        assert_eq!(outcomes(Press::RunOrPause, at(RunState::Running, None)), [Post(ToWorker::Pause)]);
    }

    #[test]
    fn a_finished_run_starts_from_the_beginning() {
        let expected = [Pin(None), Post(ToWorker::Stop), Post(ToWorker::Start)];
        assert_eq!(outcomes(Press::RunOrStop, at(RunState::Finished, None)), expected);
        assert!(!at(RunState::Finished, None).can(Press::Forward));
        assert!(at(RunState::Finished, Some(1)).can(Press::Forward));
    }

    #[test]
    fn a_pinned_batch_that_is_gone_counts_as_the_nearest_one() {
        let position = Position { first_batch: 2, ..at(RunState::Paused, Some(0)) };
        assert_eq!(position.shown(), Some(2));
        assert_eq!(Position::default().shown(), None);
    }
}
