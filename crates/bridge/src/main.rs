//! The command `dstream`.

use std::io::{self, Write};
use std::process::ExitCode;

use bridge::cli::{Cli, Command, DemoArgs, RunArgs, ServeArgs};
use bridge::demo_server::{ClientEvent, DemoConfig, DemoServer};
use bridge::error::BridgeError;
use bridge::limits::Limits;
use bridge::run::RunConfig;
use bridge::server::{PortChoice, ServeConfig, Server};
use bridge::site::Site;
use bridge::targets::AllowedTargets;
use clap::Parser;
use protocol::source::Simulated;
use tokio::runtime::Builder;

#[global_allocator]
static ALLOCATOR: value::memory::Counting = value::memory::Counting;

/// Where the page is, if nothing else is said.
const DEFAULT_PORT: u16 = 8765;

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("dstream: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode, BridgeError> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let ended = match command {
        Command::Serve(args) => runtime.block_on(serve(args)).map(|()| ExitCode::SUCCESS),
        Command::DemoServer(args) => runtime.block_on(demo_server(args)).map(|()| ExitCode::SUCCESS),
        Command::Run(args) => runtime.block_on(run_program(args)),
    };
    // What is still open does not keep the command from ending.
    runtime.shutdown_background();
    ended
}

async fn serve(args: ServeArgs) -> Result<(), BridgeError> {
    let config = ServeConfig {
        port: args.port.map_or(PortChoice::FirstFreeFrom(DEFAULT_PORT), PortChoice::Exactly),
        site: args.dist.map_or(Ok(Site::Embedded), Site::folder)?,
        targets: AllowedTargets::with(args.allow),
        limits: Limits::default(),
    };
    let allowed = config.targets.patterns().join(", ");
    let server = Server::bind(config).await?;
    // Before anything is said, because whoever reads it may answer at once.
    let stop = asked_to_stop()?;
    say("DStream Playground is at")?;
    for _ in 0..args.links {
        say(&format!("  {}", server.new_link()?))?;
    }
    say("Each link lets one browser in. Stop with Ctrl-C.")?;
    say(&format!("Programs may read from {allowed}"))?;
    server.run(stop).await
}

async fn demo_server(args: DemoArgs) -> Result<(), BridgeError> {
    let seed = match args.seed {
        Some(seed) => seed,
        None => u64::from(getrandom::u32().map_err(BridgeError::NoRandomness)?),
    };
    let simulated = Simulated { rate: args.rate, seed, ..Simulated::default() };
    let server = DemoServer::bind(DemoConfig { host: args.host, port: args.port, simulated }).await?;
    let stop = asked_to_stop()?;
    say(&format!(
        "Sending `This is line N` at {}, {} a second (--seed {seed}). Stop with Ctrl-C.",
        server.address()?,
        args.rate
    ))?;
    server
        .run(stop, |event| {
            let line = match event {
                ClientEvent::Came(address) => format!("{address} connected"),
                ClientEvent::Went { address, n_lines } => {
                    format!("{address} went away after {n_lines} lines")
                }
            };
            // The lines go on even if nobody can read about them.
            let _ = say(&line);
        })
        .await;
    Ok(())
}

async fn run_program(args: RunArgs) -> Result<ExitCode, BridgeError> {
    let text = std::fs::read_to_string(&args.program)
        .map_err(|source| BridgeError::NoProgram { path: args.program.clone(), source })?;
    let available = std::thread::available_parallelism().map_or(2, usize::from);
    let config = RunConfig {
        text,
        argv: args.args,
        cores: args.cores.map_or(available, usize::from),
        hash: args.hash,
        max_batches: args.batches,
    };
    let stop = asked_to_stop()?;
    bridge::run::run(config, stop).await
}

/// Prints a line at once, also into a pipe.
fn say(line: &str) -> Result<(), BridgeError> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// Ready when the command is interrupted or terminated; from this call on, neither ends it by itself.
#[cfg(unix)]
fn asked_to_stop() -> Result<impl Future<Output = ()> + Send, BridgeError> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Ready when the command is interrupted.
#[cfg(not(unix))]
fn asked_to_stop() -> Result<impl Future<Output = ()> + Send, BridgeError> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            // It cannot be heard, so it ends the command by itself.
            std::future::pending::<()>().await;
        }
    })
}
