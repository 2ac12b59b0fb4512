//! `dstream serve`, which holds the page under test.

use std::env;
use std::net::TcpListener;
use std::process::Command;

use crate::error::{E2eError, Result};
use crate::process::Process;

pub const BINARY: &str = "DSTREAM_BIN";

/// The server; dropping it ends it.
pub struct Server {
    _process: Process,
    url: String,
}

impl Server {
    /// Starts it on a free port.
    pub fn start() -> Result<Self> {
        Self::start_on(free_port()?)
    }

    /// Starts it on this port, so that a page that is open finds it again.
    pub fn start_on(port: u16) -> Result<Self> {
        let binary = env::var_os(BINARY).ok_or(E2eError::NotSet(BINARY))?;
        let process = Process::start(Command::new(binary).args(["serve", "--port", &port.to_string()]))?;
        let url = process.wait_for("the address to open", |line| {
            let start = line.find("http://")?;
            Some(line[start..].split_whitespace().next()?.to_owned())
        })?;
        Ok(Self { _process: process, url })
    }

    /// The address that it prints for the reader to open.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// A port that nobody listens on.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
