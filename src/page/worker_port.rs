//! A real Web Worker behind the worker client.

use std::rc::Rc;

use protocol::message::{FromWorker, ToWorker};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker};
use yew::Callback;

use crate::page::browser::{Listening, repeat_said, start_engine};
use crate::page::worker_client::{PortEvent, Spawn, WorkerPort};

/// The script that loads the `worker` binary: `src/worker/worker_loader.js`.
const LOADER: &str = "./worker_loader.js";

/// Starts the `worker` binary in a Web Worker.
pub fn spawn() -> Spawn {
    Spawn(Rc::new(|listener| match BrowserWorker::start(&listener) {
        Some(worker) => Rc::new(worker),
        None => {
            // Not now: whoever asked for a worker is not yet ready to hear of it.
            let broken = PortEvent::Broken("this browser starts no workers".to_owned());
            gloo_timers::callback::Timeout::new(0, move || listener.emit(broken)).forget();
            Rc::new(NoWorker)
        }
    }))
}

struct BrowserWorker {
    worker: Worker,
    listener: Callback<PortEvent>,
    _listening: [Listening; 3],
}

struct NoWorker;

impl BrowserWorker {
    fn start(listener: &Callback<PortEvent>) -> Option<Self> {
        let worker = start_engine(LOADER).ok()?;
        let (on_message, on_error, on_unreadable) = (listener.clone(), listener.clone(), listener.clone());
        let listening = [
            Listening::new(&worker, "message", move |event| {
                if let Ok(event) = event.dyn_into::<MessageEvent>() {
                    read(event).into_iter().for_each(|event| on_message.emit(event));
                }
            }),
            Listening::new(&worker, "error", move |event| {
                on_error.emit(match event.dyn_ref::<ErrorEvent>() {
                    Some(error) => PortEvent::Broken(error.message()),
                    // Of a script that did not arrive nothing more is said.
                    None => PortEvent::Message(FromWorker::NotLoaded { status: 0 }),
                });
            }),
            Listening::new(&worker, "messageerror", move |_| {
                on_unreadable.emit(PortEvent::Broken("a message could not be read".to_owned()));
            }),
        ];
        // Not now: whoever asked for a worker is not yet ready to hear of it.
        let waiting = worker.clone();
        gloo_timers::callback::Timeout::new(0, move || repeat_said(&waiting)).forget();
        Some(Self { worker, listener: listener.clone(), _listening: listening })
    }
}

fn read(event: MessageEvent) -> Vec<PortEvent> {
    match serde_wasm_bindgen::from_value::<Vec<FromWorker>>(event.data()) {
        Ok(messages) => messages.into_iter().map(PortEvent::Message).collect(),
        Err(error) => vec![PortEvent::Broken(error.to_string())],
    }
}

impl WorkerPort for BrowserWorker {
    fn post(&self, message: &ToWorker) {
        let posted = message
            .serialize(&serde_wasm_bindgen::Serializer::new())
            .map_err(|error| error.to_string())
            .and_then(|value| self.worker.post_message(&value).map_err(|error| js_message(&error)));
        if let Err(message) = posted {
            self.listener.emit(PortEvent::Broken(message));
        }
    }

    fn terminate(&self) {
        self.worker.terminate();
    }
}

/// What a thrown value says.
fn js_message(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(String::new, |error| error.message().into())
}

impl WorkerPort for NoWorker {
    fn post(&self, _message: &ToWorker) {}

    fn terminate(&self) {}
}
