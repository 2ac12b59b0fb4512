//! Builds the release page, unless it is already there for exactly these sources.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::XtaskError;
use crate::jobs::{self, Job, seconds};
use crate::workspace::Workspace;
use crate::{sizes, split, vendor};

/// What the page is made of; the crates of `NOT_IN_PAGE` are not.
const INPUTS: [&str; 14] = [
    "src",
    "www",
    "tools/editor",
    "tools/charts",
    "tools/graph",
    "tools/archive",
    "tools/split",
    "tools/package.json",
    "crates",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
];
const NOT_IN_PAGE: [&str; 5] = ["bench", "bridge", "corpus", "e2e", "xtask"];

/// Whether there was anything to build.
#[derive(Debug, PartialEq, Eq)]
pub enum Built {
    Now,
    Before,
}

/// Makes `dist` the release page of the sources as they are, and prints its sizes if it had to be built.
pub fn build(workspace: &Workspace) -> Result<Built, XtaskError> {
    let stamp = workspace.stamp("page");
    let before = fs::read_to_string(&stamp).unwrap_or_default(); // Absent: never built.
    let is_there = workspace.dist().join("index.html").exists();
    if is_there && before == fingerprint(workspace.root())? {
        eprintln!("the page is up to date");
        return Ok(Built::Before);
    }
    vendor::bundle(workspace)?;
    let mut command = workspace.command("trunk");
    // A backtrace of Trunk's own would hide the compiler's message.
    command.args(["build", "--release"]).env("RUST_BACKTRACE", "0");
    let job = Job { name: "page".to_owned(), command, log: workspace.log("page") };
    let elapsed = jobs::run(job)?.into_result()?;
    split::split(workspace)?;
    eprintln!("built the page ({})", seconds(elapsed));
    // Taken now, since building may have completed Cargo.lock.
    fs::write(&stamp, fingerprint(workspace.root())?).map_err(XtaskError::file(&stamp))?;
    sizes::print(workspace)?;
    Ok(Built::Now)
}

/// Differs whenever a file that the page is made of differs.
fn fingerprint(root: &Path) -> Result<String, XtaskError> {
    let mut files = Vec::new();
    for input in INPUTS {
        collect(&root.join(input), &mut files)?;
    }
    files.retain(|path| !is_outside_page(root, path));
    files.sort();
    let mut hasher = DefaultHasher::new();
    for path in files {
        path.hash(&mut hasher);
        fs::read(&path).map_err(XtaskError::file(&path))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn is_outside_page(root: &Path, path: &Path) -> bool {
    NOT_IN_PAGE.iter().any(|name| path.starts_with(root.join("crates").join(name)))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), XtaskError> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        // An editor's lock file may be a link to nothing.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(XtaskError::file(path)(error)),
    };
    if metadata.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(XtaskError::file(path))? {
        collect(&entry.map_err(XtaskError::file(path))?.path(), files)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprint_follows_the_pages_files_and_no_others() {
        let root = std::env::temp_dir().join(format!("xtask-page-{}", std::process::id()));
        let write = |file: &str, text: &str| {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
            fingerprint(&root).unwrap()
        };
        let first = write("src/bin/app.rs", "fn main() {}");
        assert_eq!(write("crates/xtask/src/main.rs", "fn main() {}"), first);
        assert_eq!(write("README.md", "# Page"), first);
        let with_engine = write("crates/engine/src/lib.rs", "");
        assert_ne!(with_engine, first);
        assert_ne!(write("crates/engine/src/lib.rs", "// changed"), with_engine);
        fs::remove_dir_all(root).unwrap();
    }
}
