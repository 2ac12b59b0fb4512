//! A chromedriver of the journey's own, on a free port.

use std::env;
use std::process::Command;

use crate::error::Result;
use crate::process::Process;

pub struct Chromedriver {
    _process: Process,
    url: String,
}

impl Chromedriver {
    pub fn start() -> Result<Self> {
        let program = env::var("CHROMEDRIVER").unwrap_or_else(|_| "/usr/bin/chromedriver".to_owned());
        let process = Process::start(Command::new(program).arg("--port=0"))?;
        let port = process.wait_for("on which port it was started", |line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        })?;
        Ok(Self { _process: process, url: format!("http://127.0.0.1:{port}") })
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}
