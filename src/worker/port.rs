//! The worker's side of `postMessage`, and its clock.

use std::cell::Cell;

use protocol::message::{BEAT_MS, FromWorker, ToWorker};
use serde::Serialize;
use session::Pulse;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into() // The `worker` binary runs nowhere else.
}

/// Sends messages to the page, which draws once for all of them. Those that cannot be sent are lost with their page.
pub fn post(messages: &[FromWorker]) {
    if let Ok(value) = messages.serialize(&serde_wasm_bindgen::Serializer::new()) {
        let _ = scope().post_message(&value);
    }
}

/// Calls `on_message` for every message of the page, for ever.
pub fn listen(on_message: impl FnMut(ToWorker) + 'static) {
    let mut on_message = on_message;
    let closure = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match serde_wasm_bindgen::from_value(event.data()) {
            Ok(message) => on_message(message),
            Err(error) => post(&[FromWorker::Failed { message: format!("a message could not be read: {error}") }]),
        }
    });
    scope().set_onmessage(Some(closure.as_ref().unchecked_ref()));
    closure.forget();
}

/// The browser's clock, and beats that tell the page that the worker is alive.
pub struct Heart {
    last_beat_ms: Cell<f64>,
}

impl Heart {
    pub fn new() -> Self {
        Self { last_beat_ms: Cell::new(f64::NEG_INFINITY) }
    }
}

impl Pulse for Heart {
    fn now_ms(&self) -> f64 {
        scope().performance().map_or_else(js_sys::Date::now, |performance| performance.now())
    }

    fn beat(&self) {
        let now = self.now_ms();
        if now - self.last_beat_ms.get() >= f64::from(BEAT_MS) / 2.0 {
            self.last_beat_ms.set(now);
            post(&[FromWorker::Beat]);
        }
    }
}
