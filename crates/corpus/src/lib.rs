//! The golden cases: programs, their input, and what real Spark printed; and whether a run agrees with it.
//!
//! A test gives a closure that runs a case and says what happened:
//! ```no_run
//! use corpus::{case::Case, recording::Recording, report};
//!
//! fn run(case: &Case) -> Recording {
//!     todo!("run {} on {:?}", case.program, case.input)
//! }
//!
//! let cases = corpus::folder::load("tests/corpus".as_ref()).unwrap();
//! let report = report::run_all(&cases, run);
//! assert!(report.failed.is_empty(), "{report}");
//! ```

pub mod case;
pub mod compare;
#[cfg(feature = "embedded")]
pub mod embedded;
pub mod error;
#[cfg(not(target_arch = "wasm32"))]
pub mod folder;
mod mask;
pub mod recording;
pub mod report;
#[cfg(feature = "run")]
pub mod run;
