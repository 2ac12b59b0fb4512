//! `dstream serve`, which holds the page under test.

use std::env;
use std::ffi::OsStr;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use crate::error::{E2eError, Result};
use crate::process::Process;

/// More browsers than any journey opens.
const N_LINKS: usize = 4;

pub const BINARY: &str = "DSTREAM_BIN";

/// The server; dropping it ends it.
pub struct Server {
    process: Process,
    links: Vec<String>,
    port: u16,
}

impl Server {
    /// Starts it on a free port.
    pub fn start() -> Result<Self> {
        Self::start_on(free_port()?)
    }

    /// Starts it on this port, so that a page that is open finds it again.
    pub fn start_on(port: u16) -> Result<Self> {
        Self::start_with(port, &[])
    }

    /// Starts it on a free port, with the page that is in this folder instead of its own.
    pub fn start_site(folder: &Path) -> Result<Self> {
        Self::start_with(free_port()?, &[OsStr::new("--dist"), folder.as_os_str()])
    }

    fn start_with(port: u16, more: &[&OsStr]) -> Result<Self> {
        let binary = env::var_os(BINARY).ok_or(E2eError::NotSet(BINARY))?;
        let mut command = Command::new(binary);
        command.args(["serve", "--port", &port.to_string(), "--links", &N_LINKS.to_string()]).args(more);
        let process = Process::start(&mut command)?;
        let link = |line: &str| line.find("http://").map(|start| line[start..].trim().to_owned());
        let links: Result<_> = (0..N_LINKS).map(|_| process.wait_for("the address to open", link)).collect();
        Ok(Self { process, links: links?, port })
    }

    /// An address for the reader to open. Each lets one browser in.
    pub fn take_link(&mut self) -> Result<String> {
        self.links.pop().ok_or_else(|| E2eError::Expectation(format!("more than {N_LINKS} browsers")))
    }

    /// Ends it; the port is free then.
    pub fn stop(&mut self) {
        self.process.end();
    }

    pub fn port(&self) -> u16 {
        self.port
    }
}

/// A port that nobody listens on.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
