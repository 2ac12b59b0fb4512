//! Why `dstream` could not do what it was asked to.

use std::io;
use std::path::PathBuf;

/// What stops a command; what happens to one page or one connection is told to that page instead.
#[derive(Debug, thiserror::Error)]
pub enum BridgeError {
    #[error("port {port} of {host} cannot be used: {source}\nhelp: choose another one with --port")]
    PortNotUsable { host: String, port: u16, source: io::Error },
    #[error("no free port from {first} to {last}\nhelp: choose one with --port")]
    NoFreePort { first: u16, last: u16 },
    #[error("`{}` has no index.html\nhelp: build the page with `trunk build`, or leave --dist out", folder.display())]
    NoPage { folder: PathBuf },
    #[error("`{}` cannot be read: {source}", path.display())]
    NoProgram { path: PathBuf, source: io::Error },
    #[error("`{text}` is not host:port or host:*")]
    BadTarget { text: String },
    #[error("the operating system gave no random numbers: {0}")]
    NoRandomness(getrandom::Error),
    #[error(transparent)]
    Io(#[from] io::Error),
}
