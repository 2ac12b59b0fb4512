//! `dstream serve`: one loopback origin that gives the page, a session for a token, and the socket.

use std::future::Future;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use protocol::bridge::{PATH, SESSION_PATH, SessionGranted, SessionRequest, SessionState, TOKEN_PARAMETER};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use crate::access::{Keys, Named, OwnOrigin, bearer};
use crate::error::BridgeError;
use crate::headers::{InlineScripts, protect};
use crate::limits::Limits;
use crate::page_socket::{open_socket, until_stopping};
use crate::site::Site;
use crate::targets::AllowedTargets;

/// Bytes of the largest body that is read.
const BODY_BYTES: usize = 4096;

/// Which port to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortChoice {
    /// This one or none; 0 lets the operating system choose.
    Exactly(u16),
    /// The first free one of a hundred, beginning with this.
    FirstFreeFrom(u16),
}

/// What to serve, and whom to connect to.
#[derive(Clone, Debug)]
pub struct ServeConfig {
    pub port: PortChoice,
    pub site: Site,
    pub targets: AllowedTargets,
    pub limits: Limits,
}

/// A server that listens, and does not answer before [`Server::run`].
pub struct Server {
    listener: TcpListener,
    shared: Arc<Shared>,
}

/// What all requests share.
pub struct Shared {
    pub origin: OwnOrigin,
    pub keys: Keys,
    pub site: Site,
    pub targets: Arc<AllowedTargets>,
    pub limits: Arc<Limits>,
    /// Turns true when the server stops; every socket holds a receiver as long as it lives.
    pub stopping: watch::Sender<bool>,
    pub free_sockets: Arc<Semaphore>,
}

impl Server {
    /// Takes a port of 127.0.0.1.
    pub async fn bind(config: ServeConfig) -> Result<Self, BridgeError> {
        let listener = listen(config.port).await?;
        let origin = OwnOrigin::new(listener.local_addr()?.port());
        let shared = Shared {
            origin,
            keys: Keys::default(),
            site: config.site,
            targets: Arc::new(config.targets),
            free_sockets: Arc::new(Semaphore::new(config.limits.n_sockets)),
            limits: Arc::new(config.limits),
            stopping: watch::Sender::new(false),
        };
        Ok(Self { listener, shared: Arc::new(shared) })
    }

    /// `http://127.0.0.1:8765`
    pub fn origin(&self) -> &str {
        self.shared.origin.url()
    }

    /// A new link to the page, for one browser.
    pub fn new_link(&self) -> Result<String, BridgeError> {
        let token = self.shared.keys.new_token()?;
        Ok(format!("{}/#{TOKEN_PARAMETER}={token}", self.origin()))
    }

    /// Answers until `stop` is ready, then tells the pages and closes what is open.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), BridgeError> {
        let Self { listener, shared } = self;
        let app = Router::new()
            .route(PATH, get(open_socket))
            .route(SESSION_PATH, post(give_session).get(say_session))
            .fallback(give_file)
            .layer(DefaultBodyLimit::max(BODY_BYTES))
            .layer(middleware::from_fn_with_state(shared.clone(), guard))
            .with_state(shared.clone());
        let told = shared.clone();
        let stop_and_tell = async move {
            stop.await;
            told.stopping.send_replace(true);
        };
        let serving = axum::serve(listener, app).with_graceful_shutdown(stop_and_tell).into_future();
        tokio::pin!(serving);
        tokio::select! {
            ended = &mut serving => ended?,
            () = until_stopping(shared.stopping.subscribe()) => {
                let all_ended = async {
                    let ended = serving.await;
                    shared.stopping.closed().await;
                    ended
                };
                // Whoever is too slow to be told is cut off.
                timeout(shared.limits.stop_timeout, all_ended).await.unwrap_or(Ok(()))?;
            }
        }
        Ok(())
    }
}

async fn listen(port: PortChoice) -> Result<TcpListener, BridgeError> {
    let (first, last) = match port {
        PortChoice::Exactly(port) => (port, port),
        PortChoice::FirstFreeFrom(port) => (port, port.saturating_add(99)),
    };
    for port_to_try in first..=last {
        match TcpListener::bind(("127.0.0.1", port_to_try)).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && first < last => {}
            Err(source) => {
                return Err(BridgeError::PortNotUsable { host: "127.0.0.1".to_owned(), port: port_to_try, source });
            }
        }
    }
    Err(BridgeError::NoFreePort { first, last })
}

/// Lets only requests pass that name this origin, and adds the headers that keep others out.
async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let own = shared.origin.url();
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut answer = match shared.origin.named_by(request.headers(), request.uri()) {
        Named::Own => next.run(request).await,
        Named::Localhost if is_reading && request.uri().path() != PATH => {
            // The browser keeps the fragment, and with it the token.
            let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
            let mut answer = say(StatusCode::PERMANENT_REDIRECT, &format!("the page is at {own}/\n"));
            if let Ok(location) = HeaderValue::from_str(&format!("{own}{path}")) {
                answer.headers_mut().insert(header::LOCATION, location);
            }
            answer
        }
        Named::Localhost | Named::Foreign => say(StatusCode::MISDIRECTED_REQUEST, &format!("this is {own} only\n")),
    };
    if !answer.headers().contains_key(header::CONTENT_SECURITY_POLICY) {
        protect(answer.headers_mut(), &shared.origin, &InlineScripts::default());
    }
    answer
}

async fn give_file(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return say(StatusCode::METHOD_NOT_ALLOWED, "files can only be read\n");
    }
    match shared.site.answer(request.uri().path(), request.headers(), &shared.origin).await {
        Ok(answer) => answer,
        Err(error) => say(StatusCode::INTERNAL_SERVER_ERROR, &format!("the file cannot be read: {error}\n")),
    }
}

async fn give_session(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    if !shared.origin.sent(&headers) {
        return say(StatusCode::FORBIDDEN, "only the page itself may ask for a session\n");
    }
    let Ok(SessionRequest { token }) = serde_json::from_slice(&body) else {
        return say(StatusCode::BAD_REQUEST, "the body is not {\"token\": \"…\"}\n");
    };
    match shared.keys.session_for(&token) {
        Ok(Some(session)) => json(&SessionGranted { session }),
        Ok(None) => say(StatusCode::FORBIDDEN, "this link has been used, or is of an earlier `dstream serve`\n"),
        Err(error) => say(StatusCode::INTERNAL_SERVER_ERROR, &format!("{error}\n")),
    }
}

async fn say_session(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    json(&SessionState {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        known: bearer(&headers).is_some_and(|session| shared.keys.know(session)),
    })
}

fn json(value: &impl serde::Serialize) -> Response {
    match serde_json::to_string(value) {
        Ok(text) => with_type(StatusCode::OK, "application/json", text),
        Err(error) => say(StatusCode::INTERNAL_SERVER_ERROR, &format!("{error}\n")),
    }
}

/// A plain text that nobody keeps.
pub fn say(status: StatusCode, text: &str) -> Response {
    with_type(status, "text/plain; charset=utf-8", text.to_owned())
}

fn with_type(status: StatusCode, content_type: &'static str, text: String) -> Response {
    let headers = [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-store")];
    (status, headers, Body::from(text)).into_response()
}
