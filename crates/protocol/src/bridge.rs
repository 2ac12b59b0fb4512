//! What the page's worker and `dstream serve` say to each other over `/ws`.
//!
//! Each WebSocket text message is one JSON object, externally tagged, for
//! instance `{"Connect":{"input":0,"host":"localhost","port":9999}}`. The worker
//! speaks [`ToBridge`], the bridge [`FromBridge`]. One socket serves all inputs of
//! a page; `input` is a number the worker chooses and keeps while it is connected.
//! Who may open the socket is told in the `bridge` crate: a token of a printed link is given for a session
//! ([`SESSION_PATH`]), and the session opens sockets ([`SESSION_PARAMETER`]).
//!
//! ```text
//! worker                         bridge                         TCP server
//!   │ ── Connect{0,host,port} ──▶ │ ── connect ────────────────▶ │
//!   │ ◀─ Connecting{0} ────────── │                              │
//!   │ ◀─ Connected{0} ─────────── │ ◀──────────────── lines ──── │
//!   │ ◀─ Lines{0,first:0,[..]} ── │   (at most WINDOW_LINES and
//!   │ ── Ack{0,taken:n} ────────▶ │    WINDOW_BYTES unacknowledged,
//!   │ ◀─ Closed{0,reason,2000} ── │    then TCP is no longer read)
//! ```

use serde::{Deserialize, Serialize};

/// The WebSocket sub-protocol both sides name; another one is another version.
pub const SUBPROTOCOL: &str = "dstream.bridge.1";

/// The path of the WebSocket on the origin that serves the page.
pub const PATH: &str = "/ws";

/// What stands before the one-time token in the fragment of the printed URL: `#token=…`.
pub const TOKEN_PARAMETER: &str = "token";

/// The path that gives a session for a token (`POST` of [`SessionRequest`], answered by [`SessionGranted`]) and says
/// whether a session is known (`GET` with `Authorization: Bearer …`, answered by [`SessionState`]).
pub const SESSION_PATH: &str = "/session";

/// The query parameter of [`PATH`] that carries the session.
pub const SESSION_PARAMETER: &str = "session";

/// Close code of the WebSocket: the session is missing or unknown, so the printed link has to be opened (again).
pub const CLOSE_NO_SESSION: u16 = 4401;

/// Close code of the WebSocket: [`SUBPROTOCOL`] was not asked for, so page and bridge are of different versions.
pub const CLOSE_OTHER_VERSION: u16 = 4406;

/// Lines of one input that may be on the way without an [`ToBridge::Ack`].
pub const WINDOW_LINES: u64 = 20_000;

/// Bytes of text of one input that may be on the way without an [`ToBridge::Ack`].
pub const WINDOW_BYTES: u64 = 8 * 1024 * 1024;

/// The longest line that is passed on; a longer one is cut there, reported as a gap, and closes the input for good.
pub const LONGEST_LINE_BYTES: usize = 64 * 1024 * 1024;

/// How long the bridge waits before it connects again, as Spark's receiver supervisor does.
pub const RETRY_MS: u64 = 2_000;

/// Asks for a session; every token is good for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRequest {
    pub token: String,
}

/// A session, good until `dstream serve` ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionGranted {
    pub session: String,
}

/// Whether this origin is a bridge (it is, if this can be read) and whether it knows the session that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionState {
    pub version: String,
    pub known: bool,
}

/// What the worker asks of the bridge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToBridge {
    /// Connect by TCP and send what arrives; connects again by itself until [`ToBridge::Close`].
    Connect { input: u32, host: String, port: u16 },
    /// So many lines of this input have been taken since it was asked for, counted from its first.
    Ack { input: u32, taken: u64 },
    /// Close the TCP connection of this input; answered by [`FromBridge::Closed`] without a retry.
    Close { input: u32 },
}

/// What the bridge tells the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FromBridge {
    /// The first message on a socket: which targets may be asked for, as `host:port` patterns for people.
    Hello { version: String, allowed: Vec<String> },
    /// A TCP connection is being made; comes again at each attempt, `attempt` counted from 1.
    Connecting { input: u32, attempt: u32 },
    /// The TCP connection stands.
    Connected { input: u32 },
    /// Lines in order, without their line ends; bytes that are not UTF-8 became U+FFFD.
    ///
    /// `first` is the number of the first of them, counted from this input's first line ever,
    /// over reconnects, so that a gap in the numbers can be seen. Lines named in a [`FromBridge::Gap`] have numbers too.
    /// `at_ms` is when they were read from the TCP connection, counted from [`ToBridge::Connect`] and never falling.
    Lines {
        input: u32,
        first: u64,
        #[serde(default)]
        at_ms: u64,
        lines: Vec<String>,
    },
    /// Something that the TCP server sent could not be passed on whole.
    Gap { input: u32, n_lines: u64, n_bytes: u64, reason: GapReason },
    /// The TCP connection ended or could not be made; `retry_in_ms` says when it is tried again, if it is.
    Closed { input: u32, reason: CloseReason, retry_in_ms: Option<u64> },
    /// A message of the worker could not be understood; the socket stays open, unless there are many in a row.
    Malformed { message: String },
}

/// Why lines or bytes are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GapReason {
    /// A line was longer than [`LONGEST_LINE_BYTES`]; its beginning was passed on.
    LineTooLong,
    /// The connection broke in the middle of a line; the piece was passed on as a line.
    CutLine,
    /// Bytes were not UTF-8; each such sequence was passed on as U+FFFD.
    NotUtf8,
    /// The page did not take lines fast enough and the buffer was full for too long.
    Overflow,
}

/// Why there is no TCP connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CloseReason {
    /// The worker asked for it.
    Asked,
    /// The TCP server closed the connection.
    ServerClosed,
    /// Nobody listens at that address.
    Refused,
    /// The host name is unknown.
    UnknownHost,
    /// This target is not on the bridge's list of allowed ones; `allowed` is that list.
    NotAllowed { allowed: Vec<String> },
    /// No answer within the time limit.
    TimedOut,
    /// A line was longer than [`LONGEST_LINE_BYTES`]; not tried again, because the server would send it again.
    LineTooLong { limit_bytes: u64 },
    /// `dstream serve` is shutting down.
    ShuttingDown,
    /// Anything else, in the operating system's words.
    Failed { message: String },
}

impl CloseReason {
    /// The reason as the end of a sentence, for a status line.
    pub fn text(&self) -> String {
        match self {
            Self::Asked => "disconnected".to_owned(),
            Self::ServerClosed => "the server closed the connection".to_owned(),
            Self::Refused => "nobody listens there (connection refused)".to_owned(),
            Self::UnknownHost => "the host name is unknown".to_owned(),
            Self::NotAllowed { allowed } => {
                format!("the bridge may only connect to {}", allowed.join(", "))
            }
            Self::TimedOut => "no answer in time".to_owned(),
            Self::LineTooLong { limit_bytes } => {
                format!("a line was longer than {limit_bytes} bytes")
            }
            Self::ShuttingDown => "the bridge is shutting down".to_owned(),
            Self::Failed { message } => message.clone(),
        }
    }
}

impl GapReason {
    /// The reason as the end of a sentence, for a status line.
    pub fn text(self) -> &'static str {
        match self {
            Self::LineTooLong => "a line was too long",
            Self::CutLine => "the connection broke inside a line",
            Self::NotUtf8 => "some bytes were not UTF-8",
            Self::Overflow => "the page could not take lines fast enough",
        }
    }
}
