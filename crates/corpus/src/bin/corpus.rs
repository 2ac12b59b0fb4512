//! `corpus DIR`: runs every golden case of a folder and says which of them the playground does not reproduce.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(dir) = std::env::args().nth(1).map(PathBuf::from) else {
        eprintln!("usage: corpus DIR");
        return ExitCode::from(2);
    };
    let only: Vec<String> = std::env::args().skip(2).collect();
    let cases = match corpus::folder::load(&dir) {
        Ok(cases) => cases,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let cases: Vec<_> = cases.into_iter().filter(|case| only.is_empty() || only.contains(&case.name)).collect();
    let report = corpus::report::run_all(&cases, corpus::run::run);
    print!("{report}");
    if report.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
