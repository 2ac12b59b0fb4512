//! What the build and the tests need, in which versions, and how each is found missing.

use std::path::Path;
use std::time::Instant;

use crate::error::XtaskError;
use crate::install::{self, CargoTool, output};
use crate::jobs::seconds;
use crate::workspace::Workspace;

/// What the tools are for: building the page needs fewer of them than the tests.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Page,
    Tests,
}

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// At exactly the version of the library in the root `Cargo.toml`. It runs in every build: hence optimised a little.
const WASM_BINDGEN: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    version: "0.2.129",
    binaries: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    options: &["--no-default-features", "--bin", "wasm-bindgen", "--bin", "wasm-bindgen-test-runner"],
    opt_level: "1",
};

/// Newer ones need a newer compiler.
const TRUNK: CargoTool = CargoTool {
    package: "trunk",
    version: "0.21.14",
    binaries: &["trunk"],
    options: &["--no-default-features"],
    opt_level: "0",
};

const WASM_PACK: CargoTool =
    CargoTool { package: "wasm-pack", version: "0.15.1", binaries: &["wasm-pack"], options: &[], opt_level: "0" };

/// Installs what is missing, and is quick if nothing is.
pub fn install(workspace: &Workspace, purpose: Purpose) -> Result<(), XtaskError> {
    let since = Instant::now();
    let debian = missing_debian_packages(workspace, purpose);
    if !debian.is_empty() {
        install::debian_packages(workspace, &debian)?;
        eprintln!("installed {}", debian.join(", "));
    }
    for arguments in missing_rustup_parts(workspace, purpose) {
        install::with_rustup(workspace, arguments)?;
        eprintln!("installed {}", arguments.join(" "));
    }
    let manifest = workspace.root().join("tools/package.json");
    if !install::has_npm_packages(&manifest, &workspace.tools())? {
        install::npm_packages(workspace, &manifest, &workspace.tools())?;
        eprintln!("installed the npm packages of tools/package.json");
    }
    install_cargo_tools(workspace, purpose)?;
    eprintln!("tools are there ({})", seconds(since.elapsed()));
    Ok(())
}

fn install_cargo_tools(workspace: &Workspace, purpose: Purpose) -> Result<(), XtaskError> {
    let mut wanted = vec![&TRUNK, &WASM_BINDGEN];
    if purpose == Purpose::Tests {
        wanted.push(&WASM_PACK);
    }
    wanted.retain(|tool| !tool.is_installed(workspace));
    if wanted.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = wanted.iter().map(|tool| format!("{} {}", tool.package, tool.version)).collect();
    eprintln!("installing {} from crates.io, once, in about five minutes", names.join(", "));
    let since = Instant::now();
    install::from_crates_io(workspace, &wanted)?;
    for tool in wanted {
        if !tool.is_installed(workspace) {
            return Err(XtaskError::StillMissing { what: tool.package.to_owned(), log: workspace.log(tool.package) });
        }
    }
    eprintln!("installed {} ({})", names.join(", "), seconds(since.elapsed()));
    Ok(())
}

fn missing_debian_packages(workspace: &Workspace, purpose: Purpose) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if output(workspace.command("npm").arg("--version")).is_none() {
        missing.extend(["nodejs", "npm"]);
    }
    // Where webdriver.json and .cargo/config.toml look for them.
    if purpose == Purpose::Tests && !Path::new("/usr/bin/chromium").exists() {
        missing.push("chromium");
    }
    if purpose == Purpose::Tests && !Path::new("/usr/bin/chromedriver").exists() {
        missing.push("chromium-driver");
    }
    missing
}

fn missing_rustup_parts(workspace: &Workspace, purpose: Purpose) -> Vec<&'static [&'static str]> {
    let mut missing: Vec<&[&str]> = Vec::new();
    let libraries = output(workspace.command("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]));
    if !libraries.is_some_and(|folder| Path::new(folder.trim()).exists()) {
        missing.push(&["target", "add", WASM_TARGET]);
    }
    if purpose == Purpose::Tests && output(&mut workspace.cargo(&["fmt", "--version"])).is_none() {
        missing.push(&["component", "add", "rustfmt"]);
    }
    if purpose == Purpose::Tests && output(&mut workspace.cargo(&["clippy", "--version"])).is_none() {
        missing.push(&["component", "add", "clippy"]);
    }
    missing
}
