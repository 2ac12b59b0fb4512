//! The WebSocket to `dstream serve`: lines from real TCP servers, taken only as fast as they are used.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Weak;

use protocol::bridge::{CLOSE_NO_SESSION, CLOSE_OTHER_VERSION, FromBridge, SUBPROTOCOL, ToBridge};
use protocol::message::FromWorker;
use protocol::run_view::{GapView, Link};
use session::Session;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use crate::worker::Worker;
use crate::worker::port::post;

/// Lines of one input that may wait for their batch before the bridge is made to wait.
const MAX_WAITING_LINES: u64 = 1_000_000;

/// All inputs that come through the bridge.
pub struct Bridges {
    worker: Weak<RefCell<Worker>>,
    socket: Option<Socket>,
    inputs: BTreeMap<u32, Input>,
    next_input: u32,
}

struct Socket {
    socket: WebSocket,
    url: String,
    is_open: bool,
    _on_open: Closure<dyn FnMut()>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

struct Input {
    address: String,
    host: String,
    port: u16,
    n_lines: u64,
    n_acknowledged: u64,
    connected_ms: f64,
}

impl Bridges {
    pub fn new(worker: Weak<RefCell<Worker>>) -> Self {
        Self { worker, socket: None, inputs: BTreeMap::new(), next_input: 0 }
    }

    /// Connects an address through the bridge at `url`.
    pub fn connect(&mut self, address: &str, url: &str, session: &mut Session) {
        self.disconnect(address, session);
        let Some((host, Ok(port))) = address.rsplit_once(':').map(|(host, port)| (host, port.parse())) else {
            session.set_link(address, Link::NoBridge { message: format!("`{address}` is no host and port") });
            return;
        };
        session.set_link(address, Link::Connecting { attempt: 1 });
        let input = Input {
            address: address.to_owned(),
            host: host.to_owned(),
            port,
            n_lines: 0,
            n_acknowledged: 0,
            connected_ms: 0.0,
        };
        let id = self.next_input;
        self.next_input += 1;
        self.inputs.insert(id, input);
        match &self.socket {
            Some(socket) if socket.url == url => {
                if socket.is_open {
                    self.ask(id);
                }
            }
            _ => self.open(url, session),
        }
    }

    /// Ends the connection of an address.
    pub fn disconnect(&mut self, address: &str, session: &mut Session) {
        let ids: Vec<u32> =
            self.inputs.iter().filter(|(_, input)| input.address == address).map(|(&id, _)| id).collect();
        for id in ids {
            self.inputs.remove(&id);
            self.send(&ToBridge::Close { input: id });
            session.set_link(address, Link::Idle);
        }
    }

    /// Ends all connections.
    pub fn disconnect_all(&mut self, session: &mut Session) {
        let addresses: Vec<String> = self.inputs.values().map(|input| input.address.clone()).collect();
        for address in addresses {
            self.disconnect(&address, session);
        }
    }

    /// Tells the bridge which lines have been taken, so that it sends more.
    pub fn acknowledge(&mut self, session: &Session) {
        let mut acks = Vec::new();
        for (&id, input) in &mut self.inputs {
            if input.n_acknowledged < input.n_lines && session.n_waiting(&input.address) < MAX_WAITING_LINES {
                input.n_acknowledged = input.n_lines;
                acks.push(ToBridge::Ack { input: id, taken: input.n_lines });
            }
        }
        acks.iter().for_each(|ack| self.send(ack));
    }

    fn send(&self, message: &ToBridge) {
        if let Some(socket) = self.socket.as_ref().filter(|socket| socket.is_open)
            && let Ok(text) = serde_json::to_string(message)
        {
            let _ = socket.socket.send_with_str(&text); // A socket that breaks tells so by its close event.
        }
    }

    fn ask(&self, id: u32) {
        if let Some(input) = self.inputs.get(&id) {
            self.send(&ToBridge::Connect { input: id, host: input.host.clone(), port: input.port });
        }
    }

    fn open(&mut self, url: &str, session: &mut Session) {
        if let Some(old) = self.socket.take() {
            old.forget();
        }
        let Ok(socket) = WebSocket::new_with_str(url, SUBPROTOCOL) else {
            self.lose("the bridge's address cannot be opened", session);
            return;
        };
        let worker = self.worker.clone();
        let on_open = Closure::new(move || with(&worker, |bridges, _| bridges.opened()));
        let worker = self.worker.clone();
        let on_message = Closure::new(move |event: MessageEvent| {
            let message = event.data().as_string().and_then(|text| serde_json::from_str(&text).ok());
            if let Some(message) = message {
                with(&worker, |bridges, session| bridges.receive(message, session));
            }
        });
        let worker = self.worker.clone();
        let on_close = Closure::new(move |event: CloseEvent| {
            with(&worker, |bridges, session| bridges.closed(&event, session));
        });
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        self.socket = Some(Socket {
            socket,
            url: url.to_owned(),
            is_open: false,
            _on_open: on_open,
            _on_message: on_message,
            _on_close: on_close,
        });
    }

    fn opened(&mut self) {
        if let Some(socket) = &mut self.socket {
            socket.is_open = true;
        }
        let ids: Vec<u32> = self.inputs.keys().copied().collect();
        ids.into_iter().for_each(|id| self.ask(id));
    }

    fn closed(&mut self, event: &CloseEvent, session: &mut Session) {
        let message = match (event.code(), event.reason()) {
            (CLOSE_NO_SESSION | CLOSE_OTHER_VERSION, reason) if !reason.is_empty() => reason,
            (_, reason) if !reason.is_empty() => reason,
            _ => "the bridge is gone; start it again with `cargo xtask play`, then press Connect".to_owned(),
        };
        self.lose(&message, session);
    }

    /// No bridge: every input says so.
    fn lose(&mut self, message: &str, session: &mut Session) {
        if let Some(socket) = self.socket.take() {
            socket.forget();
        }
        for input in std::mem::take(&mut self.inputs).into_values() {
            session.set_link(&input.address, Link::NoBridge { message: message.to_owned() });
        }
    }

    fn receive(&mut self, message: FromBridge, session: &mut Session) {
        match message {
            FromBridge::Hello { .. } | FromBridge::Malformed { .. } => {}
            FromBridge::Connecting { input, attempt } => {
                self.link(input, session, Link::Connecting { attempt });
            }
            FromBridge::Connected { input } => {
                let n_lines = self.inputs.get_mut(&input).map_or(0, |input| {
                    input.connected_ms = js_sys::Date::now();
                    input.n_lines
                });
                self.link(input, session, Link::Connected { lines_per_s: 0.0, n_lines });
            }
            FromBridge::Lines { input, first, lines, .. } => {
                let Some(known) = self.inputs.get_mut(&input) else { return };
                session.receive(&known.address, &lines);
                known.n_lines = first + lines.len() as u64;
                let seconds = ((js_sys::Date::now() - known.connected_ms) / 1000.0).max(1.0);
                let link = Link::Connected {
                    lines_per_s: (known.n_lines as f64 / seconds * 10.0).round() / 10.0,
                    n_lines: known.n_lines,
                };
                self.link(input, session, link);
                self.acknowledge(session);
            }
            FromBridge::Gap { input, n_lines, n_bytes, reason } => {
                if let Some(known) = self.inputs.get(&input) {
                    let gap = GapView { address: known.address.clone(), n_lines, n_bytes, reason };
                    post(&[FromWorker::Gap { gap }]);
                }
            }
            FromBridge::Closed { input, reason, retry_in_ms } => {
                self.link(input, session, Link::Lost { reason, retry_in_ms });
                if retry_in_ms.is_none() {
                    self.inputs.remove(&input);
                }
            }
        }
    }

    fn link(&self, input: u32, session: &mut Session, link: Link) {
        if let Some(input) = self.inputs.get(&input) {
            session.set_link(&input.address, link);
        }
    }
}

impl Socket {
    /// Closes it without hearing of it any more.
    fn forget(self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close(); // It may be closed already.
    }
}

/// Runs `act` on the worker's bridges and session, then tells the page what changed.
fn with(worker: &Weak<RefCell<Worker>>, act: impl FnOnce(&mut Bridges, &mut Session)) {
    let Some(worker) = worker.upgrade() else { return };
    let mut worker = worker.borrow_mut();
    let Worker { bridges, session, .. } = &mut *worker;
    act(bridges, session);
    let answers = worker.session.news();
    worker.tell(answers);
}
