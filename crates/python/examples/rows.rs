//! Runs the rows of recorded tables and shows those that give something else:
//! `cargo run -p python --example rows -- TABLE.json…`.
//!
//! A table is a list of `[program, stdout, last line of the traceback]`, or a prelude with rows `[text, result]`.

#[path = "../tests/runner/mod.rs"]
mod runner;
#[path = "../tests/table/mod.rs"]
mod table;

use runner::Outcome;
use table::Table;

fn main() {
    let mut n_wrong = 0;
    for path in std::env::args().skip(1) {
        match std::fs::read_to_string(&path) {
            Ok(text) => n_wrong += check(&path, &text),
            Err(error) => return eprintln!("{path}: {error}"),
        }
    }
    std::process::exit(i32::from(n_wrong > 0));
}

fn check(path: &str, table: &str) -> usize {
    let (wrong, n_rows) = match serde_json::from_str::<Table>(table) {
        Ok(table) => {
            let shown =
                |row: &table::Difference| format!("{}\n     is {}\n    not {}", row.text, row.found, row.expected);
            (table.differences().iter().map(shown).collect(), table.rows.len())
        }
        Err(_) => match serde_json::from_str::<Vec<[String; 3]>>(table) {
            Ok(rows) => (rows.iter().filter_map(differing).collect(), rows.len()),
            Err(error) => (vec![error.to_string()], 0),
        },
    };
    for text in &wrong {
        println!("{text}\n");
    }
    println!("{path}: {} of {n_rows} differ", wrong.len());
    wrong.len()
}

fn differing([program, stdout, last_line]: &[String; 3]) -> Option<String> {
    let Outcome { stdout: found, last_line: found_last, traceback: _ } = runner::run(program);
    (found != *stdout || found_last != *last_line)
        .then(|| format!("{program}-- is\n{found}{found_last}\n-- not\n{stdout}{last_line}"))
}
