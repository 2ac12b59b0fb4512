//! Where the run is, from frame to frame: it changes far more often than anything else.

use std::rc::Rc;

use protocol::run_view::{InputStatus, RunState, Status};
use yew::{Reducible, UseReducerHandle};

/// The store as components get it.
pub type ClockHandle = UseReducerHandle<ClockStore>;

/// The worker's last status.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClockStore {
    pub status: Status,
}

/// A change of the clock.
#[derive(Clone, Debug)]
pub enum ClockAction {
    Status(Status),
    /// A new worker has no run.
    Reset,
}

impl ClockStore {
    /// Whether the clock goes on by itself.
    pub fn is_running(&self) -> bool {
        matches!(self.status.state, RunState::Running | RunState::WaitingForData)
    }

    /// What a source node has received for the batch that is being filled.
    pub fn input(&self, node: u32) -> Option<&InputStatus> {
        self.status.inputs.iter().find(|input| input.node == node)
    }
}

impl Reducible for ClockStore {
    type Action = ClockAction;

    fn reduce(self: Rc<Self>, action: ClockAction) -> Rc<Self> {
        match action {
            ClockAction::Status(status) if status == self.status => self,
            ClockAction::Status(status) => Rc::new(Self { status }),
            ClockAction::Reset => Rc::default(),
        }
    }
}
