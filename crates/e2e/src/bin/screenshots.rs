//! Writes a picture of every named view into a folder.

use std::path::{Path, PathBuf};
use std::{env, process};

use e2e::error::Result;
use e2e::journey::journey;
use e2e::views::VIEWS;

fn main() {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: screenshots FOLDER");
        process::exit(2);
    };
    if let Err(error) = take_all(&folder) {
        eprintln!("error: {error}");
        process::exit(1);
    }
}

fn take_all(folder: &Path) -> Result<()> {
    for view in &VIEWS {
        // Each in a browser of its own, so that none shows what another has left.
        journey(view.name, |journey| view.picture(journey.page(), folder))?;
        println!("{}", folder.join(format!("{}.png", view.name)).display());
    }
    Ok(())
}
