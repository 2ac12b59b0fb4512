//! A recorded table of uses of the standard library.

use crate::runner::run;

/// Rows `[text, result]` of one table, with what comes before each of them.
#[derive(serde::Deserialize)]
pub struct Table {
    prelude: String,
    pub rows: Vec<[String; 2]>,
}

/// A row that gives something else than CPython.
pub struct Difference<'a> {
    pub text: &'a str,
    pub found: String,
    pub expected: &'a str,
}

impl Table {
    /// The rows that give something else.
    pub fn differences(&self) -> Vec<Difference<'_>> {
        let rows = self.rows.iter().map(|[text, expected]| Difference { text, found: self.result(text), expected });
        rows.filter(|row| row.found != row.expected).collect()
    }

    /// What is printed and then the `repr` of the last line, or `!` and the last line of the traceback.
    fn result(&self, text: &str) -> String {
        let (before, last) = text.rsplit_once('\n').unwrap_or(("", text));
        let outcome = run(&format!("{}\n{before}\nprint(end=repr(({last})))\n", self.prelude));
        match outcome.last_line.as_str() {
            "" => outcome.stdout,
            last_line => format!("{}!{last_line}", outcome.stdout),
        }
    }
}
