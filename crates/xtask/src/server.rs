//! Builds the native program `dstream`, which holds the built page.

use std::path::PathBuf;

use crate::error::XtaskError;
use crate::jobs::{self, Job, seconds};
use crate::workspace::Workspace;

/// Builds `dstream` with the page that is in `dist`, and gives its path.
pub fn build(workspace: &Workspace) -> Result<PathBuf, XtaskError> {
    let command = workspace.cargo(&["build", "--package", "bridge", "--bin", "dstream", "--profile", "native"]);
    let elapsed =
        jobs::run(Job { name: "dstream".to_owned(), command, log: workspace.log("dstream") })?.into_result()?;
    eprintln!("built dstream ({})", seconds(elapsed));
    Ok(workspace.target().join("native/dstream"))
}
