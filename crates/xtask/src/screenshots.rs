//! `cargo xtask screenshots`: pictures of the named views of the page, each at three widths and in both themes.

use std::process::ExitCode;

use clap::Args;

use crate::error::XtaskError;
use crate::jobs::{self, Job};
use crate::tools::{self, Purpose};
use crate::workspace::Workspace;
use crate::{page, server};

#[derive(Args)]
pub struct ScreenshotsOptions {
    /// Only these views; without any, all
    views: Vec<String>,
    /// Only the pictures in the README, into docs/screenshots
    #[arg(long, conflicts_with = "views")]
    readme: bool,
}

/// Builds what is missing, takes the pictures, and prints their paths. Fails if a view cannot be reached.
pub fn take(workspace: &Workspace, options: &ScreenshotsOptions) -> Result<ExitCode, XtaskError> {
    tools::install(workspace, Purpose::Tests)?;
    page::build(workspace)?;
    let dstream = server::build(workspace)?;
    let folder = match options.readme {
        true => workspace.root().join("docs/screenshots"),
        false => workspace.target().join("screenshots"),
    };
    let mut command = workspace.cargo(&["run", "--quiet", "--package", "e2e", "--bin", "screenshots", "--"]);
    command.arg(&folder).args(&options.views).args(options.readme.then_some("--readme"));
    command.env("DSTREAM_BIN", dstream);
    let outcome = jobs::run(Job { name: "screenshots".to_owned(), command, log: workspace.log("screenshots") })?;
    let paths = outcome.log_text();
    outcome.into_result()?;
    print!("{paths}");
    Ok(ExitCode::SUCCESS)
}
