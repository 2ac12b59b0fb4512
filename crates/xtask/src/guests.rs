//! Gets what the measurements compare the engine with: RxJS and Pyodide for the browser, CPython and PySpark.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::XtaskError;
use crate::install::{self, output};
use crate::jobs::{self, Job};
use crate::workspace::Workspace;

/// What a browser loads of Pyodide.
const PYODIDE_FILES: [&str; 5] =
    ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"];
const PYSPARK: &str = "pyspark==3.5.9";
const PYTHONS: [&str; 2] = ["python3.11", "python3"];

/// Puts RxJS and Pyodide into the folder that the browser loads from. If they cannot be had, the table says so.
pub fn into_site(workspace: &Workspace, site: &Path) -> Result<(), XtaskError> {
    let plain = workspace.root().join("crates/bench/guests/plain.py");
    fs::copy(&plain, site.join("plain.py")).map_err(XtaskError::file(&plain))?;
    let (manifest, folder) = (workspace.root().join("tools/bench/package.json"), workspace.tools().join("bench"));
    if !install::has_npm_packages(&manifest, &folder)?
        && let Err(error) = install::npm_packages(workspace, &manifest, &folder)
    {
        eprintln!("measuring without RxJS and Pyodide: {error}");
        return Ok(());
    }
    let packages = folder.join("node_modules");
    for file in PYODIDE_FILES {
        let from = packages.join("pyodide").join(file);
        fs::copy(&from, site.join(file)).map_err(XtaskError::file(&from))?;
    }
    let mut command = workspace.command("esbuild");
    command.arg("crates/bench/web/rxjs.js").arg(format!("--outfile={}", site.join("rxjs.bundle.js").display()));
    command.args(["--bundle", "--format=esm", "--minify", "--target=es2022"]).env("NODE_PATH", packages);
    jobs::run(Job { name: "RxJS".to_owned(), command, log: workspace.log("rxjs") })?.into_result()?;
    Ok(())
}

/// Installs Debian's Python if there is none; with `spark` also Java. If they cannot be had, the table says so.
pub fn programs(workspace: &Workspace, spark: bool) -> Result<(), XtaskError> {
    let mut missing = Vec::new();
    if python(workspace).is_none() {
        missing.extend(["python3", "python3-pip"]);
    }
    // It says its version on the other output, and fails if there is nothing behind the name.
    if spark && output(workspace.command("java").arg("-version")).is_none() {
        missing.push("default-jre-headless");
    }
    if !missing.is_empty()
        && let Err(error) = install::debian_packages(workspace, &missing)
    {
        eprintln!("measuring without {}: {error}", missing.join(", "));
    }
    Ok(())
}

/// The folder with PySpark, which is installed if it is missing.
pub fn pyspark(workspace: &Workspace) -> Result<PathBuf, XtaskError> {
    let folder = workspace.tools().join("spark");
    let (name, version) = PYSPARK.split_once("==").unwrap_or((PYSPARK, ""));
    if folder.join(format!("{name}-{version}.dist-info")).exists() {
        return Ok(folder);
    }
    eprintln!("installing {PYSPARK}, once: some 300 MB");
    let mut command = workspace.command(python(workspace).unwrap_or(PYTHONS[1]));
    command.args(["-m", "pip", "install", "--quiet", "--target"]).arg(&folder).arg(PYSPARK);
    let job = Job { name: PYSPARK.to_owned(), command, log: workspace.log("pyspark") };
    if let Err(error) = jobs::run(job)?.into_result() {
        eprintln!("measuring without PySpark: {error}");
    }
    Ok(folder)
}

/// A Python 3.11, by name.
fn python(workspace: &Workspace) -> Option<&'static str> {
    PYTHONS.into_iter().find(|name| {
        let version = output(workspace.command(name).arg("--version"));
        version.is_some_and(|version| version.trim().starts_with("Python 3.11."))
    })
}
