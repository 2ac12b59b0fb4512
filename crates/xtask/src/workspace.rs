//! Where things are: the checkout, its tools, what is built.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The checkout that the commands work on.
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The checkout that cargo started this program for.
    pub fn find() -> Self {
        let package =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = package.ancestors().nth(2).unwrap_or(&package).to_owned();
        Self { root }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Tools live in the checkout's own target folder, whatever `CARGO_TARGET_DIR` says: installing them takes minutes.
    pub fn tools(&self) -> PathBuf {
        self.root.join("target/tools")
    }

    pub fn tool(&self, name: &str) -> PathBuf {
        self.tools().join("bin").join(name)
    }

    /// What is built for the page by other means than cargo. `index.html` names this folder.
    pub fn vendor(&self) -> PathBuf {
        self.root.join("target/vendor")
    }

    /// The built page.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Where cargo builds.
    pub fn target(&self) -> PathBuf {
        match env::var_os("CARGO_TARGET_DIR") {
            Some(dir) => self.root.join(dir),
            None => self.root.join("target"),
        }
    }

    /// The log of the step `name`.
    pub fn log(&self, name: &str) -> PathBuf {
        let file: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
        self.root.join("target/xtask").join(format!("{file}.log"))
    }

    /// A file that remembers something between two runs.
    pub fn stamp(&self, name: &str) -> PathBuf {
        self.root.join("target/xtask").join(format!("{name}.stamp"))
    }

    /// A command that runs in the checkout, finds the tools first, and prints without colours.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", self.path()).env("CARGO_TERM_COLOR", "never");
        // To most, any value means yes; Trunk wants this one.
        command.env("NO_COLOR", "true");
        command
    }

    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments);
        command
    }

    fn path(&self) -> OsString {
        let ours = [self.tools().join("bin"), self.tools().join("node_modules/.bin")];
        let inherited = env::var_os("PATH").unwrap_or_default();
        let all = ours.into_iter().chain(env::split_paths(&inherited));
        env::join_paths(all).unwrap_or(inherited)
    }
}
