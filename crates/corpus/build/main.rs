//! Packs the golden cases into one compressed file, if they are to be embedded.

use std::error::Error;

#[cfg(feature = "embedded")]
mod pack;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build");
    #[cfg(feature = "embedded")]
    pack::pack()?;
    Ok(())
}
