//! `cargo xtask play`: the page, served on this machine, until Ctrl-C.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::thread::sleep;
use std::time::Duration;

use crate::children::Running;
use crate::error::XtaskError;
use crate::tools::{self, Purpose};
use crate::workspace::Workspace;
use crate::{page, server};

const DEMO_PORT: &str = "9999";

#[derive(clap::Args)]
pub struct PlayOptions {
    /// Also starts the course's TCP server, which sends a line a second on port 9999
    #[arg(long)]
    demo: bool,
    /// The port to serve the page on; any free one if absent
    #[arg(long)]
    port: Option<u16>,
}

/// Serves the page and waits; `dstream serve` itself prints the address.
pub fn play(workspace: &Workspace, options: &PlayOptions) -> Result<ExitCode, XtaskError> {
    tools::install(workspace, Purpose::Page)?;
    page::build(workspace)?;
    let dstream = server::build(workspace)?;
    let mut demo = match options.demo {
        true => Some(start_demo(workspace, &dstream)?),
        false => None,
    };
    let mut serve = Command::new(&dstream);
    serve.arg("serve");
    if let Some(port) = options.port {
        serve.args(["--port", &port.to_string()]);
    }
    let mut served = Running::start(&mut serve)?;
    loop {
        if let Some(status) = served.ended().map_err(XtaskError::file(&dstream))? {
            return Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        if let Some(ended) = &mut demo
            && ended.ended().map_err(XtaskError::file(&dstream))?.is_some()
        {
            let log = fs::read_to_string(workspace.log("demo-server")).unwrap_or_default();
            eprintln!("the demo server has ended, the page goes on: {}", log.trim());
            demo = None;
        }
        sleep(Duration::from_millis(100));
    }
}

fn start_demo(workspace: &Workspace, dstream: &Path) -> Result<Running, XtaskError> {
    let log = workspace.log("demo-server");
    let file = File::create(&log).map_err(XtaskError::file(&log))?;
    let mut command = Command::new(dstream);
    command.args(["demo-server", "--port", DEMO_PORT]);
    command.stderr(file.try_clone().map_err(XtaskError::file(&log))?).stdout(file);
    let running = Running::start(&mut command)?;
    eprintln!("the course's TCP server sends lines on localhost:{DEMO_PORT}");
    Ok(running)
}
