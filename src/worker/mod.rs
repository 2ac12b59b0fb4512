//! The worker: runs a session beside the page, so that the page only draws.

mod bridge;
mod character_names;
mod port;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use gloo_timers::callback::Interval;
use protocol::message::{FromWorker, ToWorker};
use session::Session;

use crate::worker::bridge::Bridges;
use crate::worker::port::{Heart, listen, post};

/// How often virtual time moves on: once a frame.
const TICK_MS: u32 = 16;

/// Everything that the worker holds.
struct Worker {
    session: Session,
    bridges: Bridges,
    /// Runs while the session has something to do.
    ticking: Option<Interval>,
    this: Weak<RefCell<Worker>>,
}

/// Takes messages from now on.
pub fn start() {
    std::panic::set_hook(Box::new(|info| post(&[FromWorker::Crashed { message: info.to_string() }])));
    unicode_names2::loaded::load_with(character_names::fetch);
    let heart = Rc::new(Heart::new());
    let worker = Rc::new_cyclic(|this: &Weak<RefCell<Worker>>| {
        RefCell::new(Worker {
            session: Session::new(heart),
            bridges: Bridges::new(this.clone()),
            ticking: None,
            this: this.clone(),
        })
    });
    // The worker lives as long as its script.
    listen(move |message| worker.borrow_mut().handle(message));
    post(&[Session::ready()]);
}

impl Worker {
    fn handle(&mut self, message: ToWorker) {
        match &message {
            ToWorker::Connect { address, url } => self.bridges.connect(address, url, &mut self.session),
            ToWorker::Disconnect { address } => self.bridges.disconnect(address, &mut self.session),
            ToWorker::Stop => self.bridges.disconnect_all(&mut self.session),
            _ => {}
        }
        let answers = self.session.handle(message);
        self.tell(answers);
    }

    fn tick(&mut self) {
        let answers = self.session.tick();
        self.bridges.acknowledge(&self.session);
        self.tell(answers);
    }

    fn tell(&mut self, answers: Vec<FromWorker>) {
        if !answers.is_empty() {
            post(&answers);
        }
        match (self.session.is_busy(), &self.ticking) {
            (true, None) => {
                let this = self.this.clone();
                self.ticking = Some(Interval::new(TICK_MS, move || {
                    if let Some(worker) = this.upgrade() {
                        worker.borrow_mut().tick();
                    }
                }));
            }
            (false, Some(_)) => self.ticking = None,
            _ => {}
        }
    }
}
