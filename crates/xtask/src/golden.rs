//! `cargo xtask corpus DIR`: runs golden cases natively, by the runner that the corpus crate has.

use std::path::{Path, absolute};
use std::process::ExitCode;

use crate::children::Running;
use crate::error::XtaskError;
use crate::workspace::Workspace;

/// Builds the runner if necessary and runs it on `dir`; it prints for itself.
pub fn run(workspace: &Workspace, dir: &Path) -> Result<ExitCode, XtaskError> {
    let dir = absolute(dir).map_err(XtaskError::file(dir))?;
    let mut command = workspace.cargo(&["run", "--quiet", "--package", "corpus", "--features", "run", "--"]);
    command.arg(&dir);
    Running::start(&mut command)?.wait().map_err(XtaskError::file(&dir))
}
