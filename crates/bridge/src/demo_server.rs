//! `dstream demo-server`: the course's TCP server, which sends a line a second to each client.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use protocol::source::{Generator, Simulated};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, sleep_until};

use crate::error::BridgeError;

/// After a failure to accept (too many open files, say), before the next attempt.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Lines that are due are gathered for at least this long, which matters at high rates only.
const SHORTEST_PAUSE_MS: u64 = 5;

/// Lines written at once to a client that is behind.
const LINES_AT_ONCE: u64 = 10_000;

/// Where to listen, and what to send.
#[derive(Clone, Debug)]
pub struct DemoConfig {
    pub host: String,
    /// 0 lets the operating system choose.
    pub port: u16,
    pub simulated: Simulated,
}

/// A server that listens, and does not answer before [`DemoServer::run`].
pub struct DemoServer {
    listener: TcpListener,
    generator: Arc<Generator>,
}

impl DemoServer {
    /// Takes the port.
    pub async fn bind(config: DemoConfig) -> Result<Self, BridgeError> {
        let DemoConfig { host, port, simulated } = config;
        let listener = TcpListener::bind((host.as_str(), port)).await.map_err(|source| BridgeError::PortNotUsable {
            host,
            port,
            source,
        })?;
        Ok(Self { listener, generator: Arc::new(Generator::new(&simulated)) })
    }

    /// Where clients can connect.
    pub fn address(&self) -> Result<SocketAddr, BridgeError> {
        Ok(self.listener.local_addr()?)
    }

    /// Sends lines to every client, each from the first line on, until `stop` is ready.
    ///
    /// `listen` hears of clients that come and go.
    pub async fn run(self, stop: impl Future<Output = ()>, hear: impl Fn(ClientEvent) + Send + Sync + 'static) {
        let hear = Arc::new(hear);
        let accepting = async {
            loop {
                let Ok((stream, address)) = self.listener.accept().await else {
                    sleep(ACCEPT_PAUSE).await;
                    continue;
                };
                let (generator, hear) = (self.generator.clone(), hear.clone());
                tokio::spawn(async move {
                    hear(ClientEvent::Came(address));
                    let n_lines = send_lines(stream, &generator).await;
                    hear(ClientEvent::Went { address, n_lines });
                });
            }
        };
        tokio::select! {
            () = accepting => {}
            () = stop => {}
        }
    }
}

/// What happens to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientEvent {
    Came(SocketAddr),
    Went { address: SocketAddr, n_lines: u64 },
}

/// Sends lines as they are due, until the client goes away; gives how many were written.
async fn send_lines(mut stream: TcpStream, generator: &Generator) -> u64 {
    let begin = Instant::now();
    let mut n_sent = 0;
    let mut text = String::new();
    loop {
        let now_ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
        // The lines of this very millisecond are due as well.
        let due = generator.arrivals(0, now_ms.saturating_add(1)).end;
        let until = due.min(n_sent + LINES_AT_ONCE);
        text.clear();
        for line_idx in n_sent..until {
            generator.push_line(line_idx, &mut text);
            text.push('\n');
        }
        // An error says that the client has gone away, which is its right.
        if stream.write_all(text.as_bytes()).await.is_err() {
            return n_sent;
        }
        n_sent = until;
        if n_sent == due {
            let next_ms = generator.arrival_ms(due).max(now_ms.saturating_add(SHORTEST_PAUSE_MS));
            sleep_until(begin + Duration::from_millis(next_ms)).await;
        }
    }
}
