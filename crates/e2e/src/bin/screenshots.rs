//! Writes a picture of every named view into a folder.

use std::path::{Path, PathBuf};
use std::{env, process};

use e2e::error::Result;
use e2e::journey::journey_of;
use e2e::reader::totals_and_recent;
use e2e::views::{BATCH, VIEWS};

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
        journey_of(view.name, &totals_and_recent(BATCH), |journey| view.picture(journey.page(), folder))?;
        println!("{}", folder.join(format!("{}.png", view.name)).display());
    }
    Ok(())
}
