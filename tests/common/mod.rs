//! A scripted worker for tests of the page, and a run of a word count that it can tell about.
#![allow(dead_code)] // Each test file uses its own part.

pub mod demo;
pub mod page;

use std::cell::RefCell;
use std::rc::Rc;

use dstream_playground::page::worker_client::{PortEvent, Spawn, WorkerPort};
use protocol::message::{FromWorker, ToWorker};
use yew::Callback;

/// A worker that does nothing but what the test makes it say.
#[derive(Clone, Default)]
pub struct FakeWorker {
    inner: Rc<RefCell<Inner>>,
}

#[derive(Default)]
struct Inner {
    posted: Vec<ToWorker>,
    listeners: Vec<Callback<PortEvent>>,
    n_ended: usize,
}

struct FakePort(FakeWorker);

impl FakeWorker {
    /// What starts this worker.
    pub fn spawn(&self) -> Spawn {
        let worker = self.clone();
        Spawn(Rc::new(move |listener| {
            worker.inner.borrow_mut().listeners.push(listener);
            Rc::new(FakePort(worker.clone()))
        }))
    }

    /// Says something, as the worker that was started last.
    pub fn say(&self, message: FromWorker) {
        let listener = self.inner.borrow().listeners.last().cloned().expect("the page has started a worker");
        listener.emit(PortEvent::Message(message));
    }

    /// What the page has asked since the last time.
    pub fn take_posted(&self) -> Vec<ToWorker> {
        std::mem::take(&mut self.inner.borrow_mut().posted)
    }

    /// What the page has asked and nobody has taken.
    pub fn posted(&self) -> Vec<ToWorker> {
        self.inner.borrow().posted.clone()
    }

    /// How many workers were started, and how many were ended.
    pub fn n_started_and_ended(&self) -> (usize, usize) {
        let inner = self.inner.borrow();
        (inner.listeners.len(), inner.n_ended)
    }
}

impl WorkerPort for FakePort {
    fn post(&self, message: &ToWorker) {
        self.0.inner.borrow_mut().posted.push(message.clone());
    }

    fn terminate(&self) {
        self.0.inner.borrow_mut().n_ended += 1;
    }
}
