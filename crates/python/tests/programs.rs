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

tables!(builtins, classes, exceptions, functions, generators, pickle, scopes, statements, unittest);

#[test]
fn struct_module() {
    check("struct", include_str!("data/programs_struct.json"));
}

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

/// Class, message and line of a syntax error, and the column in the line.
fn refusal(text: &str) -> (String, String, u32, u32) {
    match python::Program::compile(text) {
        Ok(_) => (String::new(), String::new(), 0, 0),
        Err(diagnostics) => {
            let first = &diagnostics[0];
            let at = first.span.map_or(0, |span| span.start);
            let (line, column) = diag::LineIndex::new(text).line_column(text, at);
            (first.code.clone(), first.message.clone(), line, column)
        }
    }
}

#[test]
fn syntax_errors() {
    let rows: Vec<(String, String, String, u32, u32)> =
        serde_json::from_str(include_str!("data/programs_syntax_errors.json")).unwrap();
    let mut wrong = Vec::new();
    for (program, class, message, line, column) in &rows {
        let found = refusal(program);
        if found.0 == "not-supported" {
            continue;
        }
        // CPython counts columns of indentation, f-strings and escapes its own way, and points behind a stray argument.
        let counts_columns = class == "SyntaxError"
            && !message.contains("f-string")
            && !message.contains("codec")
            && !message.starts_with("positional argument follows");
        if (&found.0, &found.1, found.2) != (class, message, *line) || (counts_columns && found.3 != *column) {
            wrong.push(format!("{program}   is {found:?}\n  not {class:?} {message:?} {line} {column}\n"));
        }
    }
    let shown = wrong.iter().take(400).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} of {} syntax errors differ:\n{shown}", wrong.len(), rows.len());
}
