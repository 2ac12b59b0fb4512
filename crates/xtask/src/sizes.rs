//! Prints how big the built page is, raw and as a server would send it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::error::XtaskError;
use crate::install::output;
use crate::split::REST;
use crate::workspace::Workspace;

/// What page and worker together should not exceed, compressed, until the first batch is there.
const AIM_KB: f64 = 900.0;

/// Node compresses: it is there for the other tools, and needs no crate built.
const MEASURE: &str = "
    const { readFileSync } = require('fs');
    const { brotliCompressSync, constants } = require('zlib');
    const sizes = process.argv.slice(1).map((path) => {
        const bytes = readFileSync(path);
        return [bytes.length, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length];
    });
    console.log(JSON.stringify(sizes));";

/// Prints a line for each wasm file in `dist`, and one for all of them.
pub fn print(workspace: &Workspace) -> Result<(), XtaskError> {
    let files = wasm_files(workspace)?;
    let mut command = workspace.command("node");
    let printed = output(command.args(["-e", MEASURE]).args(&files)).unwrap_or_default();
    let sizes: Option<Vec<(f64, f64)>> = serde_json::from_str::<Value>(&printed).ok().and_then(|all| {
        let pair = |pair: &Value| Some((pair.get(0)?.as_f64()?, pair.get(1)?.as_f64()?));
        all.as_array()?.iter().map(pair).collect()
    });
    let Some(sizes) = sizes else {
        return Err(XtaskError::Unexpected { what: "node", printed });
    };
    eprintln!("{:<40} {:>12} {:>12}", "size in KB (1000 bytes)", "raw", "brotli");
    for (path, (raw, brotli)) in files.iter().zip(&sizes) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        eprintln!("{name:<40} {:>12.1} {:>12.1}", raw / 1000.0, brotli / 1000.0);
    }
    let first = files.iter().zip(&sizes).filter(|(path, _)| !is_rest(path));
    let (raw, brotli) =
        first.fold((0.0, 0.0), |(raw, brotli), (_, size)| (raw + size.0 / 1000.0, brotli + size.1 / 1000.0));
    let verdict = if brotli <= AIM_KB { "within" } else { "OVER" };
    eprintln!(
        "{:<40} {raw:>12.1} {brotli:>12.1}  {verdict} the aim of {AIM_KB} KB",
        "all but the rest, which comes later"
    );
    Ok(())
}

fn is_rest(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == REST)
}

fn wasm_files(workspace: &Workspace) -> Result<Vec<PathBuf>, XtaskError> {
    let dist = workspace.dist();
    let mut files = Vec::new();
    for entry in fs::read_dir(&dist).map_err(XtaskError::file(&dist))? {
        let path = entry.map_err(XtaskError::file(&dist))?.path();
        if path.extension().is_some_and(|extension| extension == "wasm") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
