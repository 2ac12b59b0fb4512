//! The native side of DStream Playground: serves the page and connects it to TCP sources.
//!
//! ```text
//!   browser                 dstream serve (127.0.0.1 only)                    TCP server
//!   page ── GET / ────────▶ site          files of the built page
//!        ── POST /session ▶ server        a token is given for a session
//!   worker ─ /ws ─────────▶ page_socket ─▶ receiver ─▶ line_splitter ◀─────── nc -lk 9999
//!                                             └ window: how much may be on the way
//! ```
//!
//! # How a page gets in
//!
//! `dstream serve` prints `http://127.0.0.1:8765/#token=<43 letters>`. Only this origin exists: a request whose
//! `Host` is another name is refused (421), but for `localhost:8765`, which is sent on to the origin (308; browsers keep
//! the fragment). The files are for everyone on the machine; the socket is for holders of a session.
//!
//! 1. **On load** the page looks at its fragment, whose parts are separated by `&`. If one begins with `token=`, it
//!    takes that part out of the address at once (`history.replaceState`), leaving the others (a share link's `p1.…`),
//!    and sends `POST /session` with `{"token": "…"}`.
//!    * `200 {"session": "…"}`: keep it in `localStorage` under `dstream.session`. The token is used up.
//!    * `403` (used already, or of an earlier run): keep what `localStorage` has; step 2 tells whether it is good.
//! 2. **Is there a bridge?** `GET /session` with `Authorization: Bearer <session>` (or without, if there is none).
//!    `200 {"version": "…", "known": true}`: there is one, and the session is good. `known: false`: remove what is
//!    stored, and tell the reader to open the link that `dstream serve` printed. Anything else (a 404 of a static
//!    host, say) means that the page was not served by a bridge.
//! 3. **When the reader presses Connect** the worker opens `ws://127.0.0.1:8765/ws?session=<session>` with the
//!    sub-protocol [`SUBPROTOCOL`](protocol::bridge::SUBPROTOCOL), and they speak as [`protocol::bridge`] says.
//!
//! A reload and a second tab find the session in `localStorage`, so nothing more is asked of the reader. It is good until
//! `dstream serve` ends. Another browser needs a link of its own: `dstream serve --links 3`.
//!
//! Why so: a fragment is sent to no server and stands in no log and no `Referer`; one that is left in a history is
//! used up. A cookie was refused because cookies do not tell ports apart: whatever else listens on 127.0.0.1 would get it.
//! `localStorage` belongs to scheme, host and port. A browser sends `Origin` with a `POST` and with every WebSocket, and
//! both are refused (403) unless it is the own one.
//!
//! The socket is closed with a code and a reason that can be shown: 4401 no session, 4406 other version, 1001 the bridge
//! stops, 1002 or 1003 a frame that is no JSON text, 1008 too many messages that are none, 1013 too many pages.
//!
//! # What is promised about lines
//!
//! They are split as Java's `BufferedReader.readLine` does and decoded as Java decodes UTF-8. Nothing is dropped: a page
//! that does not acknowledge is sent no more than [`WINDOW_LINES`](protocol::bridge::WINDOW_LINES) and
//! [`WINDOW_BYTES`](protocol::bridge::WINDOW_BYTES) (one longer line goes alone), then the TCP connection is not read.
//! A connection that ends is made again after [`RETRY_MS`](protocol::bridge::RETRY_MS) for as long as the page wants it.
//! What was not ended by a line end counts as a line, as for Spark; if the connection broke, a gap is reported too.
//! After a line that is too long its beginning is passed on, a gap is reported, and the input is closed for good.

pub mod access;
pub mod cli;
pub mod demo_server;
mod disk;
pub mod error;
pub mod headers;
pub mod limits;
pub mod line_splitter;
pub mod page_socket;
pub mod receiver;
pub mod run;
pub mod server;
pub mod site;
pub mod targets;
pub mod utf8;
pub mod window;
