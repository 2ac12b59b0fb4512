//! Puts the built page (`dist` of the workspace, if it has been built) into the binary, compressed.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    let manifest = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let dist = manifest.join("../../dist");
    println!("cargo::rerun-if-changed=build");
    // A path that is absent counts as changed, so that the page is found as soon as it has been built.
    println!("cargo::rerun-if-changed={}", dist.display());

    let mut files = Vec::new();
    if dist.join("index.html").is_file() {
        collect(&dist, "", &mut files)?;
        files.sort();
    }
    let mut table = String::from("pub static FILES: &[EmbeddedFile] = &[\n");
    for (file_idx, path) in files.iter().enumerate() {
        let file = dist.join(path);
        let plain =
            fs::read(&file).map_err(|error| format!("{}: {error}; is the page being built?", file.display()))?;
        let etag = hex(&Sha256::digest(&plain)[..16]);
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&plain)?;
        let gzip = encoder.finish()?;
        let is_gzip = gzip.len() < plain.len();
        let stored = out.join(format!("{file_idx}.page"));
        fs::write(&stored, if is_gzip { gzip } else { plain })?;
        writeln!(
            table,
            "    EmbeddedFile {{ path: {path:?}, etag: {etag:?}, is_gzip: {is_gzip}, bytes: include_bytes!({stored:?}) }},",
        )?;
    }
    table.push_str("];\n");
    fs::write(out.join("files.rs"), table)?;
    Ok(())
}

/// The files below `dist/prefix`, as paths with `/`; hidden ones (Trunk's own) are left out.
fn collect(dist: &Path, prefix: &str, files: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(dist.join(prefix))? {
        let entry = entry?;
        let name = entry.file_name().into_string().map_err(|name| format!("{name:?} is not UTF-8"))?;
        if name.starts_with('.') {
            continue;
        }
        let path = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        if entry.file_type()?.is_dir() {
            collect(dist, &path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // Writing to a string cannot fail.
        text
    })
}
