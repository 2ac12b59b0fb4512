//! One input of one page: a TCP connection that is read as Spark's socket receiver reads it.
//!
//! ```text
//!        ┌────────────── retry ◀──────────────┐
//!   Connecting ─▶ Connected ─▶ Lines … ─▶ Closed      one TCP connection at a time
//!        └─────── cannot ───────────────▶ Closed ─▶ end, if trying again would not help
//! ```
//! The connection is read only while what was read before has gone to the page, so a slow page slows down the
//! TCP server, and never more than a [`Window`] and one piece is held here.
//!
//! Source: `SocketReceiver` and `ReceiverSupervisor` in Spark 3.5.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use protocol::bridge::{CloseReason, FromBridge, GapReason};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use crate::limits::Limits;
use crate::line_splitter::LineSplitter;
use crate::targets::{AllowedTargets, addresses_of};
use crate::window::Window;

/// Bytes read from TCP at once.
const PIECE_BYTES: usize = 64 * 1024;

/// Lines and bytes of text in one message, so that the page can begin with the first ones; a longer line goes alone.
const MESSAGE_LINES: u64 = 4096;
const MESSAGE_BYTES: u64 = 256 * 1024;

/// Where to connect, and how to reach the page.
pub struct Receiver {
    pub input: u32,
    pub host: String,
    pub port: u16,
    pub targets: Arc<AllowedTargets>,
    pub limits: Arc<Limits>,
    /// How many lines the page has taken.
    pub taken: watch::Receiver<u64>,
    pub to_page: mpsc::Sender<FromBridge>,
}

/// The page, or its interest in this input, is gone.
#[derive(Debug)]
struct PageGone;

/// Connects, and connects again, until the page is gone or trying again would not help.
pub async fn receive(receiver: Receiver) {
    let running = Running {
        window: Window::new(receiver.limits.window_lines, receiver.limits.window_bytes),
        asked: Instant::now(),
        receiver,
    };
    // There is nobody left to tell when the page is gone.
    let (Ok(()) | Err(PageGone)) = running.run().await;
}

struct Running {
    receiver: Receiver,
    window: Window,
    asked: Instant,
}

impl Running {
    async fn run(mut self) -> Result<(), PageGone> {
        let input = self.receiver.input;
        let mut attempt = 0u32;
        loop {
            attempt = attempt.saturating_add(1);
            self.tell(FromBridge::Connecting { input, attempt }).await?;
            let reason = match self.connect().await {
                Ok(stream) => {
                    attempt = 0;
                    self.tell(FromBridge::Connected { input }).await?;
                    self.read(stream).await?
                }
                Err(reason) => reason,
            };
            let retry = is_tried_again(&reason).then_some(self.receiver.limits.retry);
            let retry_in_ms = retry.map(|retry| u64::try_from(retry.as_millis()).unwrap_or(u64::MAX));
            self.tell(FromBridge::Closed { input, reason, retry_in_ms }).await?;
            match retry {
                Some(retry) => tokio::time::sleep(retry).await,
                None => return Ok(()),
            }
        }
    }

    async fn connect(&self) -> Result<TcpStream, CloseReason> {
        let Receiver { host, port, targets, limits, .. } = &self.receiver;
        if !targets.allow(host, *port) {
            return Err(CloseReason::NotAllowed { allowed: targets.patterns() });
        }
        let connecting = async {
            let addresses = addresses_of(host, *port).await.map_err(|_| CloseReason::UnknownHost)?;
            let mut reason = CloseReason::UnknownHost;
            for address in addresses {
                match TcpStream::connect(address).await {
                    Ok(stream) if is_connected_to_itself(&stream) => reason = CloseReason::Refused,
                    Ok(stream) => return Ok(stream),
                    Err(error) => reason = reason_of(&error),
                }
            }
            Err(reason)
        };
        timeout(limits.connect_timeout, connecting).await.unwrap_or(Err(CloseReason::TimedOut))
    }

    /// Passes lines on until the connection ends; tells why it ended.
    async fn read(&mut self, mut stream: TcpStream) -> Result<CloseReason, PageGone> {
        let limit = self.receiver.limits.longest_line;
        let mut splitter = LineSplitter::new(limit);
        let mut piece = vec![0; PIECE_BYTES];
        loop {
            let read = stream.read(&mut piece).await;
            let at_ms = u64::try_from(self.asked.elapsed().as_millis()).unwrap_or(u64::MAX);
            match read {
                Ok(0) => {
                    splitter.finish();
                    self.pass_on(&mut splitter, at_ms).await?;
                    return Ok(CloseReason::ServerClosed);
                }
                Ok(n_bytes) => {
                    let pushed = splitter.push(piece.get(..n_bytes).unwrap_or_default());
                    self.pass_on(&mut splitter, at_ms).await?;
                    if let Err(too_long) = pushed {
                        self.tell_gap(GapReason::LineTooLong, 1, too_long.n_dropped_bytes).await?;
                        return Ok(CloseReason::LineTooLong { limit_bytes: limit as u64 });
                    }
                }
                Err(error) => {
                    let n_cut_bytes = splitter.n_pending_bytes();
                    splitter.finish();
                    self.pass_on(&mut splitter, at_ms).await?;
                    if n_cut_bytes > 0 {
                        self.tell_gap(GapReason::CutLine, 1, n_cut_bytes).await?;
                    }
                    return Ok(reason_of(&error));
                }
            }
        }
    }

    /// Sends all complete lines, waiting for the page where it is slow.
    async fn pass_on(&mut self, splitter: &mut LineSplitter, at_ms: u64) -> Result<(), PageGone> {
        let input = self.receiver.input;
        while let Some(next) = splitter.peek() {
            self.wait_for_room(next.text.len() as u64).await?;
            let mut lines = Vec::new();
            let (mut n_bytes, mut n_bad_lines, mut n_bad_bytes) = (0, 0, 0);
            while let Some(line) = splitter.pop_if(|line| {
                let (n_lines, n_bytes) = (lines.len() as u64 + 1, n_bytes + line.text.len() as u64);
                let fits_message = n_lines == 1 || (n_lines <= MESSAGE_LINES && n_bytes <= MESSAGE_BYTES);
                fits_message && self.window.has_room(n_lines, n_bytes)
            }) {
                n_bytes += line.text.len() as u64;
                n_bad_lines += u64::from(line.n_bad_bytes > 0);
                n_bad_bytes += line.n_bad_bytes;
                lines.push(line.text);
            }
            let first = self.window.send(lines.len() as u64, n_bytes);
            self.tell(FromBridge::Lines { input, first, at_ms, lines }).await?;
            if n_bad_bytes > 0 {
                self.tell_gap(GapReason::NotUtf8, n_bad_lines, n_bad_bytes).await?;
            }
        }
        Ok(())
    }

    async fn wait_for_room(&mut self, n_bytes: u64) -> Result<(), PageGone> {
        loop {
            self.window.take(*self.receiver.taken.borrow_and_update());
            if self.window.has_room(1, n_bytes) {
                return Ok(());
            }
            self.receiver.taken.changed().await.map_err(|_| PageGone)?;
        }
    }

    async fn tell_gap(&self, reason: GapReason, n_lines: u64, n_bytes: usize) -> Result<(), PageGone> {
        let input = self.receiver.input;
        self.tell(FromBridge::Gap { input, n_lines, n_bytes: n_bytes as u64, reason }).await
    }

    async fn tell(&self, message: FromBridge) -> Result<(), PageGone> {
        self.receiver.to_page.send(message).await.map_err(|_| PageGone)
    }
}

/// Whether nobody listened and the connection met itself, which happens when its own port was chosen to be the
/// one it asks for.
fn is_connected_to_itself(stream: &TcpStream) -> bool {
    matches!((stream.local_addr(), stream.peer_addr()), (Ok(local), Ok(peer)) if local == peer)
}

/// Whether the same attempt may go better later.
fn is_tried_again(reason: &CloseReason) -> bool {
    match reason {
        CloseReason::ServerClosed
        | CloseReason::Refused
        | CloseReason::UnknownHost
        | CloseReason::TimedOut
        | CloseReason::Failed { .. } => true,
        CloseReason::Asked
        | CloseReason::NotAllowed { .. }
        | CloseReason::LineTooLong { .. }
        | CloseReason::ShuttingDown => false,
    }
}

fn reason_of(error: &io::Error) -> CloseReason {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => CloseReason::Refused,
        io::ErrorKind::TimedOut => CloseReason::TimedOut,
        _ => CloseReason::Failed { message: error.to_string() },
    }
}
