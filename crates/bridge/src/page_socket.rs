//! `/ws`: one WebSocket of one page, and the TCP connections that it asks for.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use protocol::bridge::{
    CLOSE_NO_SESSION, CLOSE_OTHER_VERSION, CloseReason, FromBridge, SESSION_PARAMETER, SUBPROTOCOL, ToBridge,
};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::receiver::{Receiver, receive};
use crate::server::{Shared, say};

/// Messages of the page are small; a larger one is no message of ours.
const MESSAGE_BYTES: usize = 16 * 1024;

/// Messages that wait to be written to the WebSocket.
const N_WAITING: usize = 8;

/// Why the bridge closes a WebSocket: a code, and a sentence of at most 123 bytes.
type Goodbye = (u16, &'static str);

/// Opens the socket for a page of the own origin that has a session.
///
/// A foreign page gets no socket at all. The own page gets one that is closed with a code and a reason, because
/// a browser does not tell a page why a socket could not be opened.
pub async fn open_socket(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    if !shared.origin.sent(&headers) {
        return say(StatusCode::FORBIDDEN, "only the page itself may open the socket\n");
    }
    let mut upgrade = match upgrade {
        Ok(upgrade) => upgrade.max_message_size(MESSAGE_BYTES).max_frame_size(MESSAGE_BYTES),
        Err(rejection) => return rejection.into_response(),
    };
    let ours = HeaderValue::from_static(SUBPROTOCOL);
    let speaks_ours = upgrade.requested_protocols().any(|protocol| *protocol == ours);
    // A browser gives up without a word unless one of its protocols is chosen.
    let first = upgrade.requested_protocols().next().cloned();
    if let Some(chosen) = if speaks_ours { Some(ours) } else { first } {
        upgrade.set_selected_protocol(chosen);
    }
    let permit = shared.free_sockets.clone().try_acquire_owned();
    let refusal: Option<Goodbye> = if !session_of(&uri).is_some_and(|session| shared.keys.know(session)) {
        Some((CLOSE_NO_SESSION, "this page has no session: open the link that `dstream serve` printed"))
    } else if !speaks_ours {
        Some((CLOSE_OTHER_VERSION, "page and bridge are of different versions: reload the page"))
    } else if permit.is_err() {
        Some((close_code::AGAIN, "too many pages are connected: close one"))
    } else {
        None
    };
    upgrade.on_upgrade(async move |socket| {
        let _permit = permit;
        match refusal {
            Some(goodbye) => refuse(socket, goodbye, &shared).await,
            None => serve(socket, shared).await,
        }
    })
}

fn session_of(uri: &Uri) -> Option<&str> {
    let mut parameters = uri.query()?.split('&').filter_map(|parameter| parameter.split_once('='));
    parameters.find_map(|(name, value)| (name == SESSION_PARAMETER).then_some(value))
}

async fn refuse(mut socket: WebSocket, goodbye: Goodbye, shared: &Shared) {
    let closing = async {
        if socket.send(close_message(goodbye)).await.is_ok() {
            // The page's answer ends the stream; what it sends before that is not wanted.
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    // A page that does not answer is left behind.
    let _ = timeout(shared.limits.stop_timeout, closing).await;
}

fn close_message((code, reason): Goodbye) -> Message {
    Message::Close(Some(CloseFrame { code, reason: reason.into() }))
}

/// An input that the page asked for; its connection ends when this is dropped.
struct Input {
    taken: watch::Sender<u64>,
    task: JoinHandle<()>,
}

impl Drop for Input {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The bridge's side of a socket that was opened.
struct PageSocket {
    shared: Arc<Shared>,
    to_page: mpsc::Sender<FromBridge>,
    inputs: BTreeMap<u32, Input>,
    n_malformed: usize,
}

/// The writer has ended, because the page is gone.
#[derive(Debug)]
struct PageGone;

/// Serves a page until it goes away, does not keep to the protocol, or the bridge stops.
async fn serve(socket: WebSocket, shared: Arc<Shared>) {
    let stopping = until_stopping(shared.stopping.subscribe());
    let stop_timeout = shared.limits.stop_timeout;
    let (sink, mut stream) = socket.split();
    let (to_page, outbox) = mpsc::channel(N_WAITING);
    let (say_goodbye, goodbye) = oneshot::channel();
    let mut writer = tokio::spawn(write(sink, outbox, goodbye));
    let mut page = PageSocket { shared, to_page, inputs: BTreeMap::new(), n_malformed: 0 };

    let reason = tokio::select! {
        reason = page.read(&mut stream) => reason,
        () = stopping => page.tell_stop().await,
    };
    // Closes the TCP connections; with the last sender the writer comes to its end and says goodbye.
    drop(page);
    let ending = async {
        // The writer may have ended with the page; then there is nobody to say goodbye to.
        let _ = say_goodbye.send(reason);
        let _ = (&mut writer).await;
        // The page's answer ends the stream; what it sends before that is not wanted any more.
        while let Some(Ok(_)) = stream.next().await {}
    };
    // A page that does not answer is left behind.
    let _ = timeout(stop_timeout, ending).await;
    writer.abort();
}

/// Ready when the bridge stops.
pub async fn until_stopping(mut stopping: watch::Receiver<bool>) {
    // An error means that the server is gone altogether.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

/// Writes what is put into the outbox, waiting for the page where it is slow; then says goodbye.
async fn write(
    mut sink: SplitSink<WebSocket, Message>,
    mut outbox: mpsc::Receiver<FromBridge>,
    goodbye: oneshot::Receiver<Option<Goodbye>>,
) {
    while let Some(message) = outbox.recv().await {
        let Ok(text) = serde_json::to_string(&message) else {
            continue; // Texts and numbers can always be written.
        };
        if sink.send(Message::Text(text.into())).await.is_err() {
            return; // The page is gone; the reader sees that too.
        }
    }
    let last = match goodbye.await {
        Ok(Some(goodbye)) => sink.send(close_message(goodbye)).await,
        Ok(None) | Err(_) => sink.close().await,
    };
    drop(last); // Nobody is left to hear of an error.
}

impl PageSocket {
    /// Does what the page asks for, until it goes away (`None`) or has to be sent away.
    async fn read(&mut self, stream: &mut SplitStream<WebSocket>) -> Option<Goodbye> {
        let hello = FromBridge::Hello {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            allowed: self.shared.targets.patterns(),
        };
        self.tell(hello).await.ok()?; // The page is gone already.
        loop {
            let done = match stream.next().await? {
                Ok(Message::Text(text)) => self.take(&text).await,
                Ok(Message::Ping(_) | Message::Pong(_)) => Ok(()),
                Ok(Message::Close(_)) => return None,
                Ok(Message::Binary(_)) => {
                    return Some((close_code::UNSUPPORTED, "messages are JSON text, not bytes"));
                }
                Err(_) => {
                    return Some((close_code::PROTOCOL, "a frame was not WebSocket text of at most 16384 bytes"));
                }
            };
            if let Err(PageGone) = done {
                return None;
            }
            if self.n_malformed >= self.shared.limits.n_malformed {
                return Some((close_code::POLICY, "too many messages in a row that are none of this protocol"));
            }
        }
    }

    async fn take(&mut self, text: &str) -> Result<(), PageGone> {
        let message = match serde_json::from_str(text) {
            Ok(message) => message,
            Err(error) => {
                self.n_malformed += 1;
                return self.tell(FromBridge::Malformed { message: error.to_string() }).await;
            }
        };
        self.n_malformed = 0;
        match message {
            ToBridge::Connect { input, host, port } => self.connect(input, host, port).await,
            ToBridge::Ack { input, taken } => {
                // An input that has just ended needs no acknowledgement.
                if let Some(input) = self.inputs.get(&input) {
                    input.taken.send_if_modified(|known| std::mem::replace(known, taken.max(*known)) < taken);
                }
                Ok(())
            }
            ToBridge::Close { input } => {
                self.end(input).await;
                self.tell_closed(input, CloseReason::Asked).await
            }
        }
    }

    /// Begins to receive; an input of the same number ends first.
    async fn connect(&mut self, input: u32, host: String, port: u16) -> Result<(), PageGone> {
        self.inputs.retain(|_, input| !input.task.is_finished());
        if self.end(input).await {
            self.tell_closed(input, CloseReason::Asked).await?;
        }
        let n_inputs = self.shared.limits.n_inputs;
        if self.inputs.len() >= n_inputs {
            let message = format!("a page may have {n_inputs} inputs at one time");
            return self.tell_closed(input, CloseReason::Failed { message }).await;
        }
        let (taken, taken_by_page) = watch::channel(0);
        let receiver = Receiver {
            input,
            host,
            port,
            targets: self.shared.targets.clone(),
            limits: self.shared.limits.clone(),
            taken: taken_by_page,
            to_page: self.to_page.clone(),
        };
        let task = tokio::spawn(receive(receiver));
        self.inputs.insert(input, Input { taken, task });
        Ok(())
    }

    /// Ends an input and waits until nothing more comes from it; tells whether there was one.
    async fn end(&mut self, input: u32) -> bool {
        let Some(mut input) = self.inputs.remove(&input) else {
            return false;
        };
        input.task.abort();
        // The error says that it was stopped, which is what was wanted.
        let _ = (&mut input.task).await;
        true
    }

    /// Tells the page of each input that it ends with the bridge.
    async fn tell_stop(&mut self) -> Option<Goodbye> {
        while let Some((&input, _)) = self.inputs.first_key_value() {
            self.end(input).await;
            self.tell_closed(input, CloseReason::ShuttingDown).await.ok()?; // The page is gone already.
        }
        Some((close_code::AWAY, "`dstream serve` is stopping"))
    }

    async fn tell_closed(&self, input: u32, reason: CloseReason) -> Result<(), PageGone> {
        self.tell(FromBridge::Closed { input, reason, retry_in_ms: None }).await
    }

    async fn tell(&self, message: FromBridge) -> Result<(), PageGone> {
        self.to_page.send(message).await.map_err(|_| PageGone)
    }
}
