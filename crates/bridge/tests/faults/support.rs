//! A bridge, a page and a TCP server for the tests; every wait ends after some seconds.

use std::future::Future;
use std::time::Duration;

use bridge::limits::Limits;
use bridge::server::{PortChoice, ServeConfig, Server};
use bridge::site::Site;
use bridge::targets::AllowedTargets;
use futures_util::{SinkExt, StreamExt};
use protocol::bridge::{CloseReason, FromBridge, SUBPROTOCOL, ToBridge};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

/// The result, or a failed test if it takes too long.
pub async fn within<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), what).await.expect("this takes far too long")
}

/// A running `dstream serve`.
pub struct Bridge {
    pub origin: String,
    pub port: u16,
    pub links: Vec<String>,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
}

/// Limits with short waits.
pub fn quick() -> Limits {
    Limits { retry: Duration::from_millis(20), ..Limits::default() }
}

impl Bridge {
    pub async fn start() -> Self {
        Self::with(quick(), &[]).await
    }

    pub async fn with(limits: Limits, allow: &[&str]) -> Self {
        let extra = allow.iter().map(|text| text.parse().expect("a pattern"));
        Self::serving(Site::Embedded, limits, extra.collect()).await
    }

    pub async fn serving(site: Site, limits: Limits, allow: Vec<bridge::targets::TargetPattern>) -> Self {
        let config = ServeConfig { port: PortChoice::Exactly(0), site, targets: AllowedTargets::with(allow), limits };
        let server = Server::bind(config).await.expect("a free port");
        let links = (0..2).map(|_| server.new_link().expect("random numbers"));
        let links = links.collect();
        let origin = server.origin().to_owned();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            server.run(stopped).await.expect("it serves");
        });
        Self {
            port: origin.rsplit(':').next().expect("a port").parse().expect("a number"),
            origin,
            links,
            stop: Some(stop),
            running,
        }
    }

    /// Stops it, and waits until it has ended.
    pub async fn stop(mut self) {
        self.stop.take().expect("it runs").send(()).expect("it runs");
        within(&mut self.running).await.expect("it ends well");
    }

    pub fn token(&self, link_idx: usize) -> &str {
        let (_, token) = self.links[link_idx].split_once("/#token=").expect("a token");
        token
    }

    /// One HTTP request, written as it is, and its answer.
    pub async fn ask(&self, request: &str) -> Answer {
        within(async {
            let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.expect("it listens");
            let request = request.replace("{port}", &self.port.to_string());
            stream.write_all(request.replace('\n', "\r\n").as_bytes()).await.expect("it reads");
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).await.expect("it answers");
            Answer::of(&bytes)
        })
        .await
    }

    /// A `GET` as a browser sends it, with more headers.
    pub async fn get(&self, path: &str, headers: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\nHost: 127.0.0.1:{{port}}\n{headers}Connection: close\n\n")).await
    }

    /// A `POST /session` with this token from this origin.
    pub async fn ask_session(&self, token: &str, origin: &str) -> Answer {
        let body = format!("{{\"token\":\"{token}\"}}");
        let n_bytes = body.len();
        self.ask(&format!(
            "POST /session HTTP/1.1\nHost: 127.0.0.1:{{port}}\n{origin}Content-Length: {n_bytes}\nConnection: close\n\n{body}",
        ))
        .await
    }

    /// The session for the first link.
    pub async fn session(&self) -> String {
        let origin = format!("Origin: {}\n", self.origin);
        let answer = self.ask_session(self.token(0), &origin).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let granted: protocol::bridge::SessionGranted = serde_json::from_str(&answer.body).expect("a session");
        granted.session
    }

    /// Opens the socket; an HTTP status if it is refused.
    pub async fn open(&self, query: &str, origin: Option<&str>, speaks: Option<&str>) -> Result<Page, u16> {
        let url = format!("ws://127.0.0.1:{}/ws{query}", self.port);
        let mut request = url.into_client_request().expect("an address");
        let headers = request.headers_mut();
        if let Some(origin) = origin {
            headers.insert("Origin", HeaderValue::from_str(origin).expect("a header"));
        }
        if let Some(speaks) = speaks {
            let speaks = HeaderValue::from_str(speaks).expect("a header");
            headers.insert("Sec-WebSocket-Protocol", speaks);
        }
        // A browser has no limit either.
        let config = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
        match within(connect_async_with_config(request, Some(config), false)).await {
            Ok((socket, _)) => Ok(Page { socket }),
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// A page with this session, after the greeting.
    pub async fn page_of(&self, session: &str) -> Page {
        let query = format!("?session={session}");
        let opened = self.open(&query, Some(&self.origin), Some(SUBPROTOCOL)).await;
        let mut page = opened.expect("it opens");
        let hello = page.next().await;
        assert!(matches!(hello, FromBridge::Hello { .. }), "{hello:?}");
        page
    }

    /// A page with a session of its own, after the greeting.
    pub async fn page(&self) -> Page {
        self.page_of(&self.session().await).await
    }
}

/// An HTTP answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    fn of(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).expect("a status").parse().expect("a number");
        let bytes = bytes[end + 4..].to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Self { status, head, body, bytes }
    }

    /// The value of a header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        let mut headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers.find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }
}

/// A page's side of the socket.
pub struct Page {
    pub socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Page {
    pub async fn send(&mut self, message: ToBridge) {
        let text = serde_json::to_string(&message).expect("it can be written");
        self.send_text(&text).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        within(self.socket.send(Message::text(text))).await.expect("the bridge reads");
    }

    pub async fn connect(&mut self, input: u32, port: u16) {
        let host = "localhost".to_owned();
        self.send(ToBridge::Connect { input, host, port }).await;
    }

    /// The next message.
    pub async fn next(&mut self) -> FromBridge {
        match within(self.socket.next()).await {
            Some(Ok(Message::Text(text))) => serde_json::from_str(&text).expect("a message"),
            other => panic!("{other:?} instead of a message"),
        }
    }

    /// The next message but for `Connecting` and `Connected`.
    pub async fn news(&mut self) -> FromBridge {
        loop {
            let message = self.next().await;
            if !matches!(message, FromBridge::Connecting { .. } | FromBridge::Connected { .. }) {
                return message;
            }
        }
    }

    /// So many lines of one input; each message is acknowledged.
    pub async fn lines(&mut self, n_lines: usize) -> Vec<String> {
        let mut all = Vec::new();
        while all.len() < n_lines {
            match self.news().await {
                FromBridge::Lines { input, first, lines, .. } => {
                    let taken = first + lines.len() as u64;
                    all.extend(lines);
                    self.send(ToBridge::Ack { input, taken }).await;
                }
                other => panic!("{other:?} instead of lines"),
            }
        }
        all
    }

    /// Why the next thing that happens is the end of a TCP connection, and whether it is tried again.
    pub async fn closed(&mut self) -> (CloseReason, Option<u64>) {
        match self.news().await {
            FromBridge::Closed { reason, retry_in_ms, .. } => (reason, retry_in_ms),
            other => panic!("{other:?} instead of the end"),
        }
    }

    /// The code and the reason with which the bridge closes the socket, after whatever it says before.
    pub async fn goodbye(&mut self) -> (u16, String) {
        loop {
            match within(self.socket.next()).await {
                Some(Ok(Message::Close(Some(frame)))) => {
                    return (frame.code.into(), frame.reason.as_str().to_owned());
                }
                Some(Ok(_)) => {}
                other => panic!("{other:?} instead of a goodbye"),
            }
        }
    }
}

/// A TCP server on a port of its own.
pub struct TcpServer {
    pub listener: TcpListener,
    pub port: u16,
}

impl TcpServer {
    pub async fn start() -> Self {
        Self::at(0).await
    }

    pub async fn at(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        Self { listener, port }
    }

    pub async fn client(&self) -> TcpStream {
        within(self.listener.accept()).await.expect("a client").0
    }
}

/// Writes all of it; the bridge has to read.
pub async fn write(stream: &mut TcpStream, bytes: &[u8]) {
    within(stream.write_all(bytes)).await.expect("the bridge reads");
}
