//! A TCP server of the journey's own, which sends lines to whoever connects, as `nc -lk` does.

use std::io::Write;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use crate::error::{E2eError, Result};

const WAIT: Duration = Duration::from_secs(15);

/// Listens on loopback; dropping it closes the port and all connections.
pub struct TcpSource {
    listener: TcpListener,
    connected: Vec<TcpStream>,
}

impl TcpSource {
    /// Listens on a free port.
    pub fn listen() -> Result<Self> {
        Self::listen_on(0)
    }

    /// Listens on this port.
    pub fn listen_on(port: u16) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        listener.set_nonblocking(true)?;
        Ok(Self { listener, connected: Vec::new() })
    }

    pub fn port(&self) -> Result<u16> {
        Ok(self.listener.local_addr()?.port())
    }

    /// Waits until someone connects.
    pub fn accept(&mut self) -> Result<()> {
        let deadline = Instant::now() + WAIT;
        loop {
            match self.listener.accept() {
                Ok((stream, _)) => {
                    self.connected.push(stream);
                    return Ok(());
                }
                Err(error) if error.kind() != std::io::ErrorKind::WouldBlock => return Err(error.into()),
                Err(_) if Instant::now() > deadline => {
                    let (what, seen) = ("a connection to the TCP server".to_owned(), "nobody came".to_owned());
                    return Err(E2eError::TimedOut { what, seconds: WAIT.as_secs(), seen });
                }
                Err(_) => std::thread::sleep(Duration::from_millis(10)),
            }
        }
    }

    /// Sends bytes to everyone who is connected.
    pub fn send(&mut self, bytes: &[u8]) -> Result<()> {
        for stream in &mut self.connected {
            stream.write_all(bytes)?;
        }
        Ok(())
    }
}

impl Drop for TcpSource {
    fn drop(&mut self) {
        for stream in &self.connected {
            // The other side may have gone first.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}
