//! The words of the command line, and what they do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Instant;

use clap::Parser;

use crate::native::browser::measure_in_browser;
use crate::native::error::CommandError;
use crate::native::machine;
use crate::native::processes::Processes;
use crate::native::progress::Progress;
use crate::report::{PlaceResults, check_places_agree, document, terminal};
use crate::request::Request;
use crate::workload::Clock;

#[derive(Parser)]
#[command(name = "bench", about = "Measures the engine natively and, with a built site, in a browser")]
struct Arguments {
    /// The folder with the page and the wasm for the browser; without it only native figures
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// Leaves out the native figures
    #[arg(long, requires = "site")]
    no_native: bool,
    /// How many times each contender is measured
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=1000))]
    runs: u16,
    /// A folder of Python packages with PySpark, which is measured too
    #[arg(long, value_name = "DIR", conflicts_with = "no_native")]
    spark: Option<PathBuf>,
    /// Only this workload; may be given more than once
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// How many lines the word counts have
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    lines: u32,
    /// Puts the table into this file
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

/// The time since the program's start.
struct NativeClock(Instant);

impl Clock for NativeClock {
    fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// Measures, prints the table, and fails only if something could not be measured or gave a wrong answer.
pub fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), CommandError> {
    let request =
        Request { only: arguments.only.clone(), n_lines: arguments.lines as usize, n_runs: arguments.runs.into() };
    let mut places = Vec::new();
    let mut browser = None;
    if let Some(site) = &arguments.site {
        let (name, measured) = measure_in_browser(site, &request)?;
        places.push(PlaceResults { place: format!("{name}, wasm"), is_browser: true, measured });
        browser = Some(name);
    }
    if !arguments.no_native {
        let mut progress = Progress::new("native");
        let clock = NativeClock(Instant::now());
        progress.tell("waiting for the guests");
        let guests = Processes::start(arguments.spark.as_deref()).map_err(CommandError::Guests)?;
        let measured = request.fulfil(&clock, Rc::new(guests), &mut |line| progress.tell(line))?;
        progress.clear();
        places.push(PlaceResults { place: "native".to_owned(), is_browser: false, measured });
    }
    print!("{}", terminal(&places));
    check_places_agree(&places)?;
    match &arguments.write {
        Some(path) => write(path, browser, &places),
        None => Ok(()),
    }
}

fn write(path: &Path, browser: Option<String>, places: &[PlaceResults]) -> Result<(), CommandError> {
    let before =
        if path.exists() { fs::read_to_string(path).map_err(CommandError::file(path))? } else { String::new() };
    let text = document(&before, &machine::facts(browser)?, places);
    fs::write(path, text).map_err(CommandError::file(path))?;
    eprintln!("\nwrote {}", path.display());
    Ok(())
}
