//! The project's own commands; `cargo xtask --help` lists them.

mod bench;
mod children;
mod error;
mod fuzz;
mod golden;
mod guests;
mod install;
mod jobs;
mod page;
mod play;
mod screenshots;
mod server;
mod sizes;
mod split;
mod summary;
mod test;
mod tools;
mod vendor;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::XtaskError;
use crate::tools::Purpose;
use crate::workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, runs and tests DStream Playground")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the page and serves it on this machine; prints the address to open
    Play(play::PlayOptions),
    /// Runs everything that must hold; ends with `N passed, M failed`
    Test,
    /// Runs the golden cases of a folder natively; ends with `N passed, M failed`
    Corpus {
        /// A folder of case folders, or one case folder
        dir: PathBuf,
    },
    /// Measures the engine in a browser and natively, beside other ways to do the same work
    Bench(bench::BenchOptions),
    /// Runs a fuzz target for some seconds on the golden cases' programs; see fuzz/README.md
    Fuzz(fuzz::FuzzOptions),
    /// Builds the release page into `dist` and prints its sizes
    Page,
    /// Writes pictures of the named views of the page into `target/screenshots`
    Screenshots(screenshots::ScreenshotsOptions),
    /// Installs what the other commands need and is missing
    Tools,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match children::end_on_signals().and_then(|()| run(arguments.command)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode, XtaskError> {
    let workspace = Workspace::find();
    match command {
        Command::Play(options) => play::play(&workspace, &options),
        Command::Test => test::test(&workspace),
        Command::Corpus { dir } => golden::run(&workspace, &dir),
        Command::Fuzz(options) => fuzz::run(&workspace, &options),
        Command::Bench(options) => bench::bench(&workspace, &options),
        Command::Screenshots(options) => screenshots::take(&workspace, &options),
        Command::Page => {
            tools::install(&workspace, Purpose::Page)?;
            page::build(&workspace)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Tools => {
            tools::install(&workspace, Purpose::Tests)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
