//! `cargo xtask screenshots FOLDER`: a picture of every named view of the page.

use std::path::{Path, absolute};
use std::process::ExitCode;

use crate::error::XtaskError;
use crate::jobs::{self, Job};
use crate::tools::{self, Purpose};
use crate::workspace::Workspace;
use crate::{page, server};

/// Builds what is missing, takes the pictures, and prints their paths.
pub fn take(workspace: &Workspace, folder: &Path) -> Result<ExitCode, XtaskError> {
    let folder = absolute(folder).map_err(XtaskError::file(folder))?;
    tools::install(workspace, Purpose::Tests)?;
    page::build(workspace)?;
    let dstream = server::build(workspace)?;
    let mut command = workspace.cargo(&["run", "--quiet", "--package", "e2e", "--bin", "screenshots", "--"]);
    command.arg(&folder).env("DSTREAM_BIN", dstream);
    let outcome = jobs::run(Job { name: "screenshots".to_owned(), command, log: workspace.log("screenshots") })?;
    let paths = outcome.log_text();
    outcome.into_result()?;
    print!("{paths}");
    Ok(ExitCode::SUCCESS)
}
