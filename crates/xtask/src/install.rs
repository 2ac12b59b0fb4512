//! Puts one thing on the machine: a Debian package, a rustup part, npm packages, a program from crates.io.

use std::fs;
use std::io::IsTerminal;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::error::XtaskError;
use crate::jobs::{self, Job};
use crate::workspace::Workspace;

/// A program of crates.io, with what its build needs to be quick and its result quick enough.
pub struct CargoTool {
    pub package: &'static str,
    pub version: &'static str,
    pub binaries: &'static [&'static str],
    pub options: &'static [&'static str],
    pub opt_level: &'static str,
}

impl CargoTool {
    /// Whether every binary of it is there in exactly this version.
    pub fn is_installed(&self, workspace: &Workspace) -> bool {
        self.binaries.iter().all(|binary| {
            let printed = output(workspace.command(&workspace.tool(binary).to_string_lossy()).arg("--version"));
            printed.is_some_and(|text| text.split_whitespace().any(|word| word == self.version))
        })
    }

    fn job(&self, workspace: &Workspace) -> Job {
        let mut command = workspace.cargo(&["install", "--locked", "--force"]);
        command.arg(format!("{}@{}", self.package, self.version)).args(self.options);
        command.arg("--root").arg(workspace.tools());
        command
            .env("CARGO_TARGET_DIR", workspace.tools().join("build").join(self.package))
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.opt_level)
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
        Job { name: format!("{} {}", self.package, self.version), command, log: workspace.log(self.package) }
    }
}

/// Builds `tools` side by side, each in a folder of its own, and removes the folders.
pub fn from_crates_io(workspace: &Workspace, tools: &[&CargoTool]) -> Result<(), XtaskError> {
    let outcomes = jobs::run_all(tools.iter().map(|tool| tool.job(workspace)).collect())?;
    let build = workspace.tools().join("build");
    fs::remove_dir_all(&build).map_err(XtaskError::file(&build))?;
    for outcome in outcomes {
        outcome.into_result()?;
    }
    Ok(())
}

/// Whether npm's packages are there in exactly the versions that `manifest` asks for.
pub fn has_npm_packages(manifest: &Path, folder: &Path) -> Result<bool, XtaskError> {
    let wanted = read_json(manifest)?;
    let Some(dependencies) = wanted["dependencies"].as_object() else {
        return Err(XtaskError::Unexpected { what: "package.json", printed: wanted.to_string() });
    };
    Ok(dependencies.iter().all(|(name, version)| {
        let found = read_json(&folder.join("node_modules").join(name).join("package.json"));
        found.is_ok_and(|package| package["version"] == *version)
    }))
}

/// Puts what `manifest` asks for into `folder`.
pub fn npm_packages(workspace: &Workspace, manifest: &Path, folder: &Path) -> Result<(), XtaskError> {
    fs::create_dir_all(folder).map_err(XtaskError::file(folder))?;
    let copy = folder.join("package.json");
    fs::copy(manifest, &copy).map_err(XtaskError::file(manifest))?;
    let mut command = workspace.command("npm");
    command.arg("install").arg("--prefix").arg(folder);
    command.args(["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]);
    jobs::run(Job { name: "npm packages".to_owned(), command, log: workspace.log("npm") })?.into_result()?;
    Ok(())
}

pub fn debian_packages(workspace: &Workspace, packages: &[&str]) -> Result<(), XtaskError> {
    let install = "apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \"$@\"";
    let mut command = if is_root() { Command::new("sh") } else { sudo_sh()? };
    command.args(["-c", install, "sh"]).args(packages);
    jobs::run(Job { name: format!("apt-get install {}", packages.join(" ")), command, log: workspace.log("apt") })?
        .into_result()?;
    Ok(())
}

pub fn with_rustup(workspace: &Workspace, arguments: &[&str]) -> Result<(), XtaskError> {
    let mut command = workspace.command("rustup");
    command.args(arguments);
    let name = format!("rustup {}", arguments.join(" "));
    jobs::run(Job { name, command, log: workspace.log("rustup") })?.into_result()?;
    Ok(())
}

/// What `command` prints, if it can be started and succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?; // Absent: `None` says it.
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A shell with root's rights. The password is asked for here, where the terminal is still the user's.
fn sudo_sh() -> Result<Command, XtaskError> {
    if std::io::stdin().is_terminal() {
        eprintln!("Debian packages are missing; sudo may ask for your password");
        let mut ask = Command::new("sudo");
        ask.arg("--validate").status().map_err(|source| crate::children::not_started(&ask, source))?;
    }
    let mut command = Command::new("sudo");
    command.args(["--non-interactive", "sh"]);
    Ok(command)
}

fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

pub fn read_json(path: &Path) -> Result<Value, XtaskError> {
    let text = fs::read(path).map_err(XtaskError::file(path))?;
    serde_json::from_slice(&text).map_err(|source| XtaskError::Json { path: path.to_owned(), source })
}
