//! Bundles the code editor into one module, with the licences of what is in it.

use std::fs;
use std::path::Path;

use crate::error::XtaskError;
use crate::install::read_json;
use crate::jobs::{self, Job};
use crate::workspace::Workspace;

/// Packages that do their work here and do not end up in the page.
const NOT_SHIPPED: [&str; 2] = ["binaryen", "esbuild"];

/// Writes `editor.js` and `editor.LICENSES.txt`, which `index.html` has copied into the page.
pub fn bundle(workspace: &Workspace) -> Result<(), XtaskError> {
    let out = workspace.vendor().join("editor.js");
    let mut command = workspace.command("esbuild");
    command.arg("tools/editor/editor.js").arg(format!("--outfile={}", out.display()));
    command.args(["--bundle", "--format=esm", "--minify", "--target=es2022", "--legal-comments=none"]);
    command.env("NODE_PATH", workspace.tools().join("node_modules"));
    jobs::run(Job { name: "code editor".to_owned(), command, log: workspace.log("editor") })?.into_result()?;
    let licences = licences(workspace)?;
    let path = workspace.vendor().join("editor.LICENSES.txt");
    fs::write(&path, licences).map_err(XtaskError::file(&path))
}

fn licences(workspace: &Workspace) -> Result<String, XtaskError> {
    let manifest = read_json(&workspace.root().join("tools/package.json"))?;
    let packages = manifest["dependencies"].as_object().into_iter().flatten();
    let mut text = String::from("editor.js contains these packages.\n");
    for (name, version) in packages.filter(|(name, _)| !NOT_SHIPPED.contains(&name.as_str())) {
        let folder = workspace.tools().join("node_modules").join(name);
        let licence = read_licence(&folder)?;
        text.push_str(&format!("\n== {name} {}\n\n{licence}", version.as_str().unwrap_or_default()));
    }
    Ok(text)
}

fn read_licence(package: &Path) -> Result<String, XtaskError> {
    let path = package.join("LICENSE");
    fs::read_to_string(&path).map_err(XtaskError::file(&path))
}
