//! `cargo xtask fuzz TARGET SECONDS`: builds a fuzz target with coverage counters and runs it on the golden programs.

use std::fs;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::children::Running;
use crate::error::XtaskError;
use crate::workspace::Workspace;

/// What libFuzzer needs in every function; stable compilers take these too.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// With a target named, build scripts and macros go without the counters.
const TRIPLE: &str = "x86_64-unknown-linux-gnu";

#[derive(Args)]
pub struct FuzzOptions {
    target: Target,
    /// How long to run
    #[arg(default_value_t = 60)]
    seconds: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Target {
    Parser,
    Programs,
    Lines,
}

/// Runs one target; the exit code is libFuzzer's.
pub fn run(workspace: &Workspace, options: &FuzzOptions) -> Result<ExitCode, XtaskError> {
    let name = match options.target {
        Target::Parser => "parser",
        Target::Programs => "programs",
        Target::Lines => "lines",
    };
    let folder = workspace.target().join("fuzz");
    let manifest = workspace.root().join("fuzz/Cargo.toml");
    let mut build = workspace.cargo(&["build", "--release", "--target", TRIPLE, "--bin", name, "--manifest-path"]);
    build.arg(&manifest).env("RUSTFLAGS", COVERAGE).env("CARGO_TARGET_DIR", &folder);
    let built = Running::start(&mut build)?.wait().map_err(XtaskError::file(&manifest))?;
    if built != ExitCode::SUCCESS {
        return Ok(built);
    }
    let (corpus, artifacts) = (folder.join("corpus").join(name), folder.join("artifacts"));
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder).map_err(XtaskError::file(folder))?;
    }
    copy_seeds(workspace, &corpus)?;
    let mut fuzzer = workspace.command(&folder.join(TRIPLE).join("release").join(name).to_string_lossy());
    fuzzer.arg(&corpus).args(["-max_len=20000", "-timeout=20", "-rss_limit_mb=4096", "-malloc_limit_mb=4096"]);
    fuzzer.arg(format!("-max_total_time={}", options.seconds));
    fuzzer.arg(format!("-artifact_prefix={}/{name}-", artifacts.display()));
    Running::start(&mut fuzzer)?.wait().map_err(XtaskError::file(&corpus))
}

/// The programs of the golden cases, each under its case's name.
fn copy_seeds(workspace: &Workspace, corpus: &std::path::Path) -> Result<(), XtaskError> {
    let cases = workspace.root().join("tests/corpus");
    for case in fs::read_dir(&cases).map_err(XtaskError::file(&cases))?.flatten() {
        let program = case.path().join("program.py");
        if program.is_file() {
            fs::copy(&program, corpus.join(case.file_name())).map_err(XtaskError::file(&program))?;
        }
    }
    Ok(())
}
