//! Runs a program on lines, as a case of its own.

use std::collections::BTreeMap;

use corpus::case::{Case, Input, Source};
use corpus::recording::Recording;

/// What comes of a program on a local master of two cores, with batches of a second from its socket: lines by partition.
pub fn run(program: String, batches: &[Vec<Vec<String>>]) -> Recording {
    let input = Input {
        master: "local[2]".into(),
        batch_interval: Some(1.0),
        sources: BTreeMap::from([("localhost:9999".to_owned(), Source { batches: batches.to_vec() })]),
        drain: 2,
        ..Input::default()
    };
    corpus::run::run(&Case { name: "random".into(), program, input, expected: Recording::default() })
}
