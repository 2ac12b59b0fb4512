//! Small programs with what CPython 3.11 prints for them; recorded by `tools/python/record_programs.py`.

mod runner;

use runner::{Outcome, run};

/// Checks every row of a recorded table and shows the first ones that differ.
fn check(name: &str, table: &str) {
    let rows: Vec<[String; 3]> = serde_json::from_str(table).unwrap();
    assert!(!rows.is_empty());
    let mut wrong = Vec::new();
    for [program, stdout, last_line] in &rows {
        let Outcome { stdout: found, last_line: found_last, .. } = run(program);
        if found != *stdout || found_last != *last_line {
            wrong.push(format!("{program}     is {found:?} {found_last:?}\n    not {stdout:?} {last_line:?}\n"));
        }
    }
    let shown = wrong.iter().take(60).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{name}: {} of {} programs differ:\n{shown}", wrong.len(), rows.len());
}

macro_rules! tables {
    ($($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            check(stringify!($name), include_str!(concat!("data/programs_", stringify!($name), ".json")));
        }
    )*};
}

tables!(builtins, classes, exceptions, functions, generators, scopes, statements);

#[test]
fn match_statements() {
    check("match", include_str!("data/programs_match.json"));
}

#[test]
fn tracebacks() {
    let rows: Vec<[String; 2]> = serde_json::from_str(include_str!("data/programs_tracebacks.json")).unwrap();
    let mut wrong = Vec::new();
    for [program, expected] in &rows {
        let found = run(program).traceback;
        if found != *expected {
            wrong.push(format!("{program}--- is\n{found}--- not\n{expected}"));
        }
    }
    let shown = wrong.iter().take(60).cloned().collect::<Vec<_>>().join("\n=====\n");
    assert!(wrong.is_empty(), "{} of {} tracebacks differ:\n{shown}", wrong.len(), rows.len());
}
