//! The words of the command line, and what they do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Instant;

use clap::Parser;

use crate::growth::{Growth, measure_growth};
use crate::native::browser::Browser;
use crate::native::error::CommandError;
use crate::native::machine;
use crate::native::page;
use crate::native::processes::Processes;
use crate::native::progress::Progress;
use crate::report::{PageFigure, PlaceResults, check_places_agree, document, page_table, plot, terminal};
use crate::request::Request;
use crate::workload::Clock;

#[derive(Parser)]
#[command(name = "bench", about = "Measures the engine natively and, with a built site, in a browser")]
struct Arguments {
    /// The folder with the page and the wasm for the browser; without it only native figures
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// Also measures the page, as the program that `DSTREAM_BIN` names serves it
    #[arg(long)]
    page: bool,
    /// Measures the page and nothing else
    #[arg(long, requires = "page", conflicts_with_all = ["only", "growth", "write"])]
    only_page: bool,
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
    /// Instead of the workloads, measures how the time grows, and puts the plots into this folder
    #[arg(long, value_name = "DIR")]
    growth: Option<PathBuf>,
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
    if let Some(folder) = &arguments.growth {
        return grow(arguments, folder);
    }
    let mut progress = Progress::new("page");
    let page = if arguments.page { page::measure(arguments.runs.into(), &mut progress)? } else { Vec::new() };
    progress.clear();
    if arguments.only_page {
        print!("{}", page_table(&page));
        return Ok(());
    }
    let request =
        Request { only: arguments.only.clone(), n_lines: arguments.lines as usize, n_runs: arguments.runs.into() };
    let mut places = Vec::new();
    let mut browser = None;
    if let Some(site) = &arguments.site {
        let opened = Browser::open(site)?;
        let (measured, exhausted) = opened.measure(&request)?;
        let place = format!("{}, wasm", opened.name());
        places.push(PlaceResults { place, is_browser: true, measured, exhausted });
        browser = Some(opened.name().to_owned());
    }
    if !arguments.no_native {
        let mut progress = Progress::new("native");
        let clock = NativeClock(Instant::now());
        progress.tell("waiting for the guests");
        let guests = Processes::start(arguments.spark.as_deref()).map_err(CommandError::Guests)?;
        let measured = request.fulfil(&clock, Rc::new(guests), &mut |line| progress.tell(line))?;
        progress.clear();
        places.push(PlaceResults { place: "native".to_owned(), is_browser: false, measured, exhausted: Vec::new() });
    }
    print!("{}", terminal(&places));
    if !page.is_empty() {
        print!("{}", page_table(&page));
    }
    check_places_agree(&places)?;
    match &arguments.write {
        Some(path) => write(path, browser, &places, &page),
        None => Ok(()),
    }
}

/// One file for each size that grows, and a line for each place and size.
fn grow(arguments: &Arguments, folder: &Path) -> Result<(), CommandError> {
    let mut places = Vec::new();
    if let Some(site) = &arguments.site {
        let opened = Browser::open(site)?;
        places.push((format!("{}, wasm", opened.name()), opened.grow()?));
    }
    if !arguments.no_native {
        let mut progress = Progress::new("native");
        let grown = measure_growth(&NativeClock(Instant::now()), &mut |line| progress.tell(line))?;
        progress.clear();
        places.push(("native".to_owned(), grown));
    }
    let sizes: Vec<&str> = places.first().into_iter().flat_map(|(_, grown)| grown).map(|growth| &*growth.of).collect();
    for of in sizes {
        let all = places.iter().flat_map(|(place, grown)| grown.iter().map(move |growth| (place.as_str(), growth)));
        let series: Vec<(&str, &Growth)> = all.filter(|(_, growth)| growth.of == of).collect();
        for (place, growth) in &series {
            println!("{of}, {place}: {}", described(growth));
        }
        let path = folder.join(format!("growth-{of}.svg"));
        fs::write(&path, plot(of, &series)).map_err(CommandError::file(&path))?;
        eprintln!("wrote {}", path.display());
    }
    Ok(())
}

/// `10: 1.2 ms, 100: 12.0 ms; slope 1.00`.
fn described(growth: &Growth) -> String {
    let points = growth.points.iter().map(|point| format!("{}: {:.3} ms", point.size, point.seconds * 1e3));
    let slope = growth.slope().map(|slope| format!("; slope {slope:.2}")).unwrap_or_default();
    format!("{}{slope}", points.collect::<Vec<_>>().join(", "))
}

fn write(
    path: &Path,
    browser: Option<String>,
    places: &[PlaceResults],
    page: &[PageFigure],
) -> Result<(), CommandError> {
    let before =
        if path.exists() { fs::read_to_string(path).map_err(CommandError::file(path))? } else { String::new() };
    let text = document(&before, &machine::facts(browser)?, places, page);
    fs::write(path, text).map_err(CommandError::file(path))?;
    eprintln!("\nwrote {}", path.display());
    Ok(())
}
