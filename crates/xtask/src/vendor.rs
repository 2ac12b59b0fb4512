//! Bundles what the page takes from npm: one module for each part of it, with the licences of what is in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::error::XtaskError;
use crate::install::read_json;
use crate::jobs::{self, Job};
use crate::workspace::Workspace;

/// Each is `tools/<name>/<name>.js`, and becomes `vendor/<name>.js` of the page, which `index.html` has copied there.
const MODULES: [&str; 4] = ["editor", "charts", "graph", "archive"];

/// Writes `<name>.js` and `<name>.LICENSES.txt` of every module.
pub fn bundle(workspace: &Workspace) -> Result<(), XtaskError> {
    MODULES.iter().try_for_each(|name| bundle_module(workspace, name))
}

fn bundle_module(workspace: &Workspace, name: &str) -> Result<(), XtaskError> {
    let file = |extension: &str| workspace.vendor().join(format!("{name}.{extension}"));
    // What went into the module; it is of no use in the page.
    let inputs = workspace.log(name).with_extension("json");
    let mut command = workspace.command("esbuild");
    command.arg(format!("tools/{name}/{name}.js")).arg(format!("--outfile={}", file("js").display()));
    command.args(["--bundle", "--format=esm", "--minify", "--target=es2022", "--legal-comments=none"]);
    // A module brings the style of its library along as a text.
    command.args(["--loader:.css=text"]).arg(format!("--metafile={}", inputs.display()));
    command.env("NODE_PATH", workspace.tools().join("node_modules"));
    jobs::run(Job { name: format!("{name}.js"), command, log: workspace.log(name) })?.into_result()?;
    let licences = licences(workspace, name, &inputs)?;
    let path = file("LICENSES.txt");
    fs::write(&path, licences).map_err(XtaskError::file(&path))
}

/// The licence of every package that is in a module.
fn licences(workspace: &Workspace, name: &str, inputs: &Path) -> Result<String, XtaskError> {
    let inputs = read_json(inputs)?;
    let inputs = inputs["inputs"].as_object().into_iter().flatten();
    let packages: BTreeSet<&str> = inputs.filter_map(|(path, _)| package_of(path)).collect();
    let mut text = format!("{name}.js contains these packages.\n");
    for package in packages {
        let folder = workspace.tools().join("node_modules").join(package);
        let version = read_json(&folder.join("package.json"))?["version"].as_str().unwrap_or_default().to_owned();
        let licence = folder.join("LICENSE");
        let licence = fs::read_to_string(&licence).map_err(XtaskError::file(&licence))?;
        text.push_str(&format!("\n== {package} {version}\n\n{licence}"));
    }
    Ok(text)
}

/// The npm package that a file belongs to: `@lezer/lr` of `…/node_modules/@lezer/lr/dist/index.js`.
fn package_of(path: &str) -> Option<&str> {
    const FOLDER: &str = "node_modules/";
    let inside = path.get(path.rfind(FOLDER)? + FOLDER.len()..)?;
    let n_parts = if inside.starts_with('@') { 2 } else { 1 };
    let end = inside.match_indices('/').nth(n_parts - 1)?.0;
    inside.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_belongs_to_the_innermost_package() {
        assert_eq!(package_of("target/tools/node_modules/uplot/dist/uPlot.esm.js"), Some("uplot"));
        assert_eq!(package_of("target/tools/node_modules/@lezer/lr/dist/index.js"), Some("@lezer/lr"));
        assert_eq!(package_of("a/node_modules/b/node_modules/c/index.js"), Some("c"));
        assert_eq!(package_of("tools/archive/archive.js"), None);
    }
}
