//! The page's end of the worker: starts it, talks to it, and ends it when it hangs.

use std::cell::RefCell;
use std::rc::Rc;

use protocol::document::Document;
use protocol::message::{FromWorker, ToWorker};
use protocol::run_view::RunState;
use protocol::text::Rev;
use yew::Callback;

use crate::page::watchdog::Watchdog;

/// One worker.
pub trait WorkerPort {
    fn post(&self, message: &ToWorker);
    /// Ends the worker at once, whatever it is doing.
    fn terminate(&self);
}

/// What a worker makes known.
#[derive(Clone, Debug)]
pub enum PortEvent {
    Message(FromWorker),
    /// It could not be started or said something that cannot be read.
    Broken(String),
}

/// Starts a worker; what it says goes to the callback.
#[derive(Clone)]
pub struct Spawn(pub Rc<dyn Fn(Callback<PortEvent>) -> Rc<dyn WorkerPort>>);

impl PartialEq for Spawn {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// A worker that is always there: messages wait until it is ready, and it can be replaced by a new one.
#[derive(Clone)]
pub struct WorkerClient {
    inner: Rc<RefCell<Inner>>,
}

struct Inner {
    spawn: Spawn,
    listener: Callback<PortEvent>,
    port: Option<Rc<dyn WorkerPort>>,
    is_ready: bool,
    waiting: Vec<ToWorker>,
    sent_rev: Rev,
    planned_rev: Rev,
    watchdog: Watchdog,
    /// Which worker it is; what an earlier one said late is not listened to.
    number: u32,
}

impl WorkerClient {
    /// A client without a worker; [`WorkerClient::restart`] starts one.
    pub fn new(spawn: Spawn, listener: Callback<PortEvent>) -> Self {
        let inner = Inner {
            spawn,
            listener,
            port: None,
            is_ready: false,
            waiting: Vec::new(),
            sent_rev: 0,
            planned_rev: 0,
            watchdog: Watchdog::default(),
            number: 0,
        };
        Self { inner: Rc::new(RefCell::new(inner)) }
    }

    /// Ends the worker, if there is one, and starts a new one that knows nothing.
    pub fn restart(&self) {
        let (spawn, number) = {
            let mut inner = self.inner.borrow_mut();
            if let Some(port) = inner.port.take() {
                port.terminate();
            }
            inner.number += 1;
            inner.is_ready = false;
            inner.waiting.clear();
            inner.sent_rev = 0;
            inner.planned_rev = 0;
            inner.watchdog = Watchdog::default();
            (inner.spawn.clone(), inner.number)
        };
        let client = self.clone();
        let port = (spawn.0)(Callback::from(move |event| client.hear(number, event)));
        self.inner.borrow_mut().port = Some(port);
    }

    /// Sends the document unless the worker has this state of it already.
    pub fn sync(&self, rev: Rev, document: &Document) {
        let is_new = self.inner.borrow().sent_rev < rev;
        if is_new {
            self.inner.borrow_mut().sent_rev = rev;
            self.post(ToWorker::SetDocument { rev, document: document.clone() });
        }
    }

    /// Sends a message, as soon as the worker is ready.
    pub fn post(&self, message: ToWorker) {
        let mut inner = self.inner.borrow_mut();
        if !inner.is_ready {
            inner.waiting.push(message);
            return;
        }
        inner.watchdog.asked();
        if let Some(port) = inner.port.clone() {
            drop(inner); // A port may answer at once.
            port.post(&message);
        }
    }

    /// The state of the document that was sent last.
    pub fn sent_rev(&self) -> Rev {
        self.inner.borrow().sent_rev
    }

    /// The state of the document that the worker was asked about but never told a plan of.
    pub fn unanswered_rev(&self) -> Option<Rev> {
        let inner = self.inner.borrow();
        (inner.planned_rev < inner.sent_rev).then_some(inner.sent_rev)
    }

    /// Counts the worker's silence; true when it is too long.
    pub fn tick(&self, now_ms: f64) -> bool {
        let mut inner = self.inner.borrow_mut();
        if !inner.is_ready {
            return false;
        }
        inner.watchdog.tick(now_ms);
        inner.watchdog.is_hung()
    }

    /// Whether the worker is too busy to be asked politely.
    pub fn is_overdue(&self) -> bool {
        self.inner.borrow().watchdog.is_overdue()
    }

    fn hear(&self, number: u32, event: PortEvent) {
        let waiting = {
            let mut inner = self.inner.borrow_mut();
            if inner.number != number {
                return;
            }
            inner.note(&event);
            match inner.is_ready {
                true => std::mem::take(&mut inner.waiting),
                false => Vec::new(),
            }
        };
        let listener = self.inner.borrow().listener.clone();
        listener.emit(event);
        waiting.into_iter().for_each(|message| self.post(message));
    }
}

impl Inner {
    fn note(&mut self, event: &PortEvent) {
        let PortEvent::Message(message) = event else {
            return self.give_up();
        };
        match message {
            FromWorker::Beat => return self.watchdog.beat(),
            FromWorker::Loading => return self.watchdog.loading(),
            FromWorker::Crashed { .. } => return self.give_up(),
            FromWorker::NotLoaded { .. } => {
                // It ends by an error, which says the same in other words.
                self.number += 1;
                return self.give_up();
            }
            FromWorker::Ready { .. } => self.is_ready = true,
            FromWorker::Planned { rev, .. } => self.planned_rev = self.planned_rev.max(*rev),
            FromWorker::Status { status } => {
                let is_running = matches!(status.state, RunState::Running | RunState::WaitingForData);
                self.watchdog.set_running(is_running);
            }
            _ => {}
        }
        self.watchdog.answered();
    }

    /// Expects nothing more of this worker; what is posted waits for another one.
    fn give_up(&mut self) {
        self.is_ready = false;
        self.watchdog = Watchdog::default();
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[derive(Default)]
    struct Recorder {
        posted: RefCell<Vec<ToWorker>>,
        n_ended: Cell<u32>,
        say: RefCell<Vec<Callback<PortEvent>>>,
    }

    struct RecorderPort(Rc<Recorder>);

    impl WorkerPort for RecorderPort {
        fn post(&self, message: &ToWorker) {
            self.0.posted.borrow_mut().push(message.clone());
        }

        fn terminate(&self) {
            self.0.n_ended.set(self.0.n_ended.get() + 1);
        }
    }

    fn client() -> (WorkerClient, Rc<Recorder>, Rc<Cell<u32>>) {
        let recorder = Rc::new(Recorder::default());
        let n_heard = Rc::new(Cell::new(0));
        let (for_spawn, for_listener) = (recorder.clone(), n_heard.clone());
        let spawn = Spawn(Rc::new(move |say| {
            for_spawn.say.borrow_mut().push(say);
            Rc::new(RecorderPort(for_spawn.clone()))
        }));
        let listener = Callback::from(move |_| for_listener.set(for_listener.get() + 1));
        let client = WorkerClient::new(spawn, listener);
        client.restart();
        (client, recorder, n_heard)
    }

    fn say(recorder: &Recorder, worker_idx: usize, message: FromWorker) {
        let say = recorder.say.borrow()[worker_idx].clone();
        say.emit(PortEvent::Message(message));
    }

    fn ready() -> FromWorker {
        FromWorker::Ready { catalogue: Vec::new() }
    }

    #[test]
    fn messages_wait_in_order_until_the_worker_is_ready() {
        let (client, recorder, _) = client();
        client.sync(1, &Document::default());
        client.post(ToWorker::Start);
        assert!(recorder.posted.borrow().is_empty());
        say(&recorder, 0, ready());
        let posted = recorder.posted.borrow();
        assert!(matches!(posted[..], [ToWorker::SetDocument { rev: 1, .. }, ToWorker::Start]));
    }

    #[test]
    fn a_document_is_sent_once() {
        let (client, recorder, _) = client();
        say(&recorder, 0, ready());
        client.sync(1, &Document::default());
        client.sync(1, &Document::default());
        assert_eq!(recorder.posted.borrow().len(), 1);
        assert_eq!(client.unanswered_rev(), Some(1));
    }

    #[test]
    fn a_worker_that_was_ended_is_not_listened_to() {
        let (client, recorder, n_heard) = client();
        client.restart();
        say(&recorder, 0, ready());
        assert_eq!((n_heard.get(), recorder.n_ended.get()), (0, 1));
        say(&recorder, 1, ready());
        assert_eq!(n_heard.get(), 1);
    }

    #[test]
    fn nothing_is_expected_of_a_worker_that_crashed() {
        let (client, recorder, _) = client();
        say(&recorder, 0, ready());
        client.post(ToWorker::Start);
        say(&recorder, 0, FromWorker::Crashed { message: "oh".to_owned() });
        assert!(!(0..100).any(|tick| client.tick(f64::from(tick) * 250.0)));
        client.post(ToWorker::Pause);
        assert_eq!(recorder.posted.borrow()[..], [ToWorker::Start]);
    }

    #[test]
    fn a_worker_that_did_not_arrive_is_heard_of_once() {
        let (client, recorder, n_heard) = client();
        say(&recorder, 0, ready());
        client.post(ToWorker::Start);
        say(&recorder, 0, FromWorker::Loading);
        say(&recorder, 0, FromWorker::NotLoaded { status: 404 });
        recorder.say.borrow()[0].emit(PortEvent::Broken("Uncaught Error: status 404".to_owned()));
        assert_eq!(n_heard.get(), 3);
        assert!(!(0..100).any(|tick| client.tick(f64::from(tick) * 250.0)));
        client.restart();
        say(&recorder, 1, ready());
        assert_eq!(n_heard.get(), 4);
    }

    #[test]
    fn a_silent_worker_is_noticed_and_a_loading_one_is_not() {
        let (client, recorder, _) = client();
        client.post(ToWorker::Start);
        assert!(!(0..100).any(|tick| client.tick(f64::from(tick) * 250.0)));
        say(&recorder, 0, ready());
        assert!((100..110).any(|tick| client.tick(f64::from(tick) * 250.0)));
    }
}
