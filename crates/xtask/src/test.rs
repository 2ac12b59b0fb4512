//! `cargo xtask test`: everything that must hold, one step after another, and one line of totals.

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::error::XtaskError;
use crate::install::output;
use crate::jobs::{self, Job, Outcome, seconds};
use crate::summary::Totals;
use crate::tools::{self, Purpose};
use crate::workspace::Workspace;
use crate::{page, server};

/// Name of the test target that needs a browser and the built page.
const JOURNEYS: &str = "journeys";

/// How a step's checks are counted.
#[derive(Clone, Copy)]
enum Counted {
    /// The program is one check.
    Whole,
    /// The program is a test runner, which says how many passed.
    ByRunner,
    /// The same, where there may be no tests at all.
    ByRunnerIfAny,
}

/// Runs all steps, also after one has failed, and prints the totals last.
pub fn test(workspace: &Workspace) -> Result<ExitCode, XtaskError> {
    let since = Instant::now();
    tools::install(workspace, Purpose::Tests)?;
    // A browser that is ended leaves its profile behind, tens of megabytes for each journey.
    let profiles = tempfile::Builder::new().prefix("dstream-").tempdir().map_err(XtaskError::file(&env::temp_dir()))?;
    let mut run = Run { workspace, totals: Totals::default(), failed: Vec::new() };
    let has_nextest = output(&mut workspace.cargo(&["nextest", "--version"])).is_some();

    run.step("fmt", Counted::Whole, workspace.cargo(&["fmt", "--all", "--check", "--", "--color", "never"]))?;
    // Before anything that compiles `dstream`, which embeds the page and would be compiled again.
    let is_page_built = run.built("page", page::build(workspace).map(drop));
    run.step("clippy native", Counted::Whole, clippy(workspace, &["--workspace"]))?;
    let wasm = ["--package", "dstream-playground", "--package", "bench", "--target", "wasm32-unknown-unknown"];
    run.step("clippy wasm", Counted::Whole, clippy(workspace, &wasm))?;
    run.step("native tests", Counted::ByRunner, native_tests(workspace, has_nextest))?;
    run.step(
        "doc tests",
        Counted::ByRunnerIfAny,
        workspace.cargo(&["test", "--workspace", "--doc", "--no-fail-fast"]),
    )?;
    let mut in_browser = browser_tests(workspace);
    in_browser.env("TMPDIR", profiles.path());
    run.step("browser tests", Counted::ByRunner, in_browser)?;
    match server::build(workspace) {
        Ok(dstream) if is_page_built => {
            run.built("dstream", Ok(()));
            let mut journeys = journeys(workspace, has_nextest, dstream);
            journeys.env("TMPDIR", profiles.path());
            run.step(JOURNEYS, Counted::ByRunner, journeys)?;
        }
        Ok(_) => run.built_not_tried(JOURNEYS, "there is no page"),
        Err(error) => {
            run.built("dstream", Err(error));
        }
    }

    eprintln!("all steps took {}", seconds(since.elapsed()));
    if !run.failed.is_empty() {
        eprintln!("failed: {}", run.failed.join(", "));
    }
    println!("{}", run.totals);
    Ok(if run.totals.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Run<'a> {
    workspace: &'a Workspace,
    totals: Totals,
    failed: Vec<&'static str>,
}

impl Run<'_> {
    fn step(&mut self, name: &'static str, counted: Counted, command: Command) -> Result<(), XtaskError> {
        let outcome = jobs::run(Job { name: name.to_owned(), command, log: self.workspace.log(name) })?;
        let totals = match counted {
            Counted::Whole => Totals::of_one(outcome.is_success),
            Counted::ByRunner => Totals::of_runner_with_tests(&outcome.log_text(), outcome.is_success),
            Counted::ByRunnerIfAny => Totals::of_runner(&outcome.log_text(), outcome.is_success),
        };
        self.add(name, totals, &outcome);
        Ok(())
    }

    fn add(&mut self, name: &'static str, totals: Totals, outcome: &Outcome) {
        self.totals += totals;
        if totals.failed > 0 {
            outcome.print_tail();
            self.failed.push(name);
        }
        eprintln!("{name:<16} {totals:<24} {}", seconds(outcome.elapsed));
    }

    /// Counts something that was built as one check.
    fn built(&mut self, name: &'static str, result: Result<(), XtaskError>) -> bool {
        self.totals += Totals::of_one(result.is_ok());
        if let Err(error) = &result {
            eprintln!("{name}: {error}");
            self.failed.push(name);
        }
        result.is_ok()
    }

    /// Counts tests that could not even be started as one failure.
    fn built_not_tried(&mut self, name: &'static str, why: &str) {
        eprintln!("{name}: not run, since {why}");
        self.totals += Totals::of_one(false);
        self.failed.push(name);
    }
}

fn clippy(workspace: &Workspace, what: &[&str]) -> Command {
    let mut command = workspace.cargo(&["clippy"]);
    command.args(what).args(["--all-targets", "--", "--deny", "warnings"]);
    command
}

/// All native tests but the journeys. The journeys are built with them, so that they need no build of their own.
fn native_tests(workspace: &Workspace, has_nextest: bool) -> Command {
    if has_nextest {
        let not_journeys = format!("not binary({JOURNEYS})");
        return nextest(workspace, &not_journeys);
    }
    let mut command = workspace.cargo(&["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast", "--"]);
    command.args(["--skip", "journey::"]);
    command
}

fn browser_tests(workspace: &Workspace) -> Command {
    let mut command = workspace.command("wasm-pack");
    command.args(["test", "--headless", "--chrome", "--mode", "no-install"]);
    command
}

fn journeys(workspace: &Workspace, has_nextest: bool, dstream: PathBuf) -> Command {
    let mut command = if has_nextest {
        nextest(workspace, &format!("binary({JOURNEYS})"))
    } else {
        workspace.cargo(&["test", "--workspace", "--test", JOURNEYS, "--no-fail-fast", "--", "--test-threads", "2"])
    };
    command.env("DSTREAM_BIN", dstream).env("DSTREAM_E2E_OUT", workspace.root().join("target/e2e"));
    command
}

fn nextest(workspace: &Workspace, filter: &str) -> Command {
    let mut command = workspace.cargo(&["nextest", "run", "--workspace", "--no-fail-fast", "-E", filter]);
    // Those that pass need no line each.
    command.args(["--status-level", "slow"]);
    command
}
