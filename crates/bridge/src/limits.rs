//! How much and how long: what bounds the memory and the patience of the bridge.

use std::time::Duration;

use protocol::bridge::{LONGEST_LINE_BYTES, RETRY_MS, WINDOW_BYTES, WINDOW_LINES};

/// The bounds; the default is what people get, tests take smaller ones.
#[derive(Clone, Debug)]
pub struct Limits {
    /// From the end of a TCP connection to the next attempt.
    pub retry: Duration,
    /// For one attempt: finding the address of a name, and connecting.
    pub connect_timeout: Duration,
    /// Lines of one input that may be on the way to the page.
    pub window_lines: u64,
    /// Bytes of text of one input that may be on the way to the page; one longer line may go alone.
    pub window_bytes: u64,
    /// Bytes of the longest line that is passed on.
    pub longest_line: usize,
    /// Inputs of one WebSocket.
    pub n_inputs: usize,
    /// WebSockets at one time.
    pub n_sockets: usize,
    /// Messages in a row that cannot be understood, after which the WebSocket is closed.
    pub n_malformed: usize,
    /// From the wish to stop to the end, however slow the pages are.
    pub stop_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            retry: Duration::from_millis(RETRY_MS),
            connect_timeout: Duration::from_secs(10),
            window_lines: WINDOW_LINES,
            window_bytes: WINDOW_BYTES,
            longest_line: LONGEST_LINE_BYTES,
            n_inputs: 32,
            n_sockets: 64,
            n_malformed: 8,
            stop_timeout: Duration::from_secs(2),
        }
    }
}
