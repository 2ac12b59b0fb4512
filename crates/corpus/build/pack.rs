//! Writes `corpus.bin`: JSON of every case folder's files, deflated.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::{Compression, write::DeflateEncoder};

/// Folder name → file name → text.
type Folders = BTreeMap<String, BTreeMap<String, String>>;

pub fn pack() -> Result<(), Box<dyn Error>> {
    let corpus = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../tests/corpus");
    println!("cargo::rerun-if-changed={}", corpus.display());
    let mut folders = Folders::new();
    for entry in fs::read_dir(&corpus)? {
        let folder = entry?.path();
        if folder.join("program.py").is_file() {
            folders.insert(name(&folder)?, files(&folder)?);
        }
    }
    let out = fs::File::create(PathBuf::from(env::var("OUT_DIR")?).join("corpus.bin"))?;
    let mut encoder = DeflateEncoder::new(out, Compression::best());
    serde_json::to_writer(&mut encoder, &folders)?;
    encoder.finish()?;
    Ok(())
}

fn files(folder: &Path) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        files.insert(name(&path)?, fs::read_to_string(&path)?);
    }
    Ok(files)
}

fn name(path: &Path) -> Result<String, Box<dyn Error>> {
    let name = path.file_name().and_then(|name| name.to_str());
    Ok(name.ok_or_else(|| format!("{} is not UTF-8", path.display()))?.to_owned())
}
