//! `cargo xtask bench`: builds the measurements for the browser and natively, and runs both.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::children::Running;
use crate::error::XtaskError;
use crate::guests;
use crate::jobs::{self, Job, seconds};
use crate::tools::{self, Purpose};
use crate::workspace::Workspace;
use crate::{page, server};

/// What the browser loads beside the wasm.
const WEB_FILES: [&str; 5] = ["index.html", "page.js", "worker.js", "guests.js", "javascript.js"];
const RESULTS: &str = "docs/PERFORMANCE.md";

#[derive(clap::Args)]
pub struct BenchOptions {
    /// Puts the table, with date and machine, into docs/PERFORMANCE.md
    #[arg(long)]
    write: bool,
    /// Instead of the workloads, measures how the time grows with lines, keys, batches and partitions: plots in docs
    #[arg(long, conflicts_with_all = ["write", "only", "spark"])]
    growth: bool,
    /// How many times each contender is measured
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Measures the page and nothing else: loading, answering, running
    #[arg(long, conflicts_with_all = ["write", "growth", "only", "spark"])]
    page: bool,
    /// Only this workload; may be given more than once, and an unknown name lists the known ones
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// How many lines the word counts and the log have
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    lines: u32,
    /// Also measures PySpark itself, local[2]; installs it, and Java, if they are missing
    #[arg(long)]
    spark: bool,
    /// Keeps the names of functions in the wasm, for a profiler
    #[arg(long)]
    names: bool,
}

/// Measures; the program that does it prints for itself. No figure is too slow to succeed.
pub fn bench(workspace: &Workspace, options: &BenchOptions) -> Result<ExitCode, XtaskError> {
    tools::install(workspace, Purpose::Tests)?;
    let measures_page = options.page || (options.only.is_empty() && !options.growth);
    let dstream = measures_page.then(|| page::build(workspace).and_then(|_| server::build(workspace))).transpose()?;
    guests::programs(workspace, options.spark)?;
    // The page is measured as it is, without a build of the engine for measuring.
    let site = if options.page { None } else { Some(build_site(workspace, options)?) };
    let native = workspace.cargo(&["build", "--release", "--package", "bench", "--bin", "bench"]);
    step(workspace, "bench native", native)?;

    let program = workspace.target().join("release/bench");
    let mut command = workspace.command(&program.to_string_lossy());
    if let Some(site) = site {
        command.arg("--site").arg(site);
    }
    command.args(["--runs", &options.runs.to_string(), "--lines", &options.lines.to_string()]);
    for name in &options.only {
        command.args(["--only", name]);
    }
    if let Some(dstream) = dstream {
        command.arg("--page").env("DSTREAM_BIN", dstream);
    }
    if options.page {
        command.arg("--only-page");
    }
    if options.growth {
        command.args(["--growth", "docs"]);
    }
    if options.spark {
        command.arg("--spark").arg(guests::pyspark(workspace)?);
    }
    if options.write {
        command.args(["--write", RESULTS]);
    }
    Running::start(&mut command)?.wait().map_err(XtaskError::file(&program))
}

/// Builds what the browser loads, with the flags of the page's worker, and gives the folder.
fn build_site(workspace: &Workspace, options: &BenchOptions) -> Result<PathBuf, XtaskError> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let package = ["build", "--release", "--package", "bench", "--bin", "bench_worker", "--target", TARGET];
    step(workspace, "bench wasm", workspace.cargo(&package))?;
    let built = workspace.target().join(TARGET).join("release/bench_worker.wasm");

    let site = workspace.root().join("target/bench/web");
    fs::create_dir_all(&site).map_err(XtaskError::file(&site))?;
    let mut bindgen = workspace.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&site).arg(&built);
    step(workspace, "bench wasm-bindgen", bindgen)?;
    step(workspace, "bench wasm-opt", wasm_opt(workspace, &site.join("bench_worker_bg.wasm"), options.names))?;

    let sources = workspace.root().join("crates/bench/web");
    for file in WEB_FILES {
        let from = sources.join(file);
        fs::copy(&from, site.join(file)).map_err(XtaskError::file(&from))?;
    }
    guests::into_site(workspace, &site)?;
    Ok(site)
}

fn wasm_opt(workspace: &Workspace, wasm: &Path, keeps_names: bool) -> Command {
    let mut command = workspace.command("wasm-opt");
    command.arg("-O3").arg(wasm).arg("--output").arg(wasm);
    if keeps_names {
        command.arg("--debuginfo");
    }
    command
}

fn step(workspace: &Workspace, name: &str, command: Command) -> Result<(), XtaskError> {
    let job = Job { name: name.to_owned(), command, log: workspace.log(name) };
    let elapsed = jobs::run(job)?.into_result()?;
    eprintln!("{name} ({})", seconds(elapsed));
    Ok(())
}
