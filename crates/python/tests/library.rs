//! Thousands of uses of the standard library with what CPython 3.11 gives for them; recorded by
//! `tools/python/record_library.py`.

mod runner;
mod table;

/// Checks every row of a recorded table and shows the first ones that differ.
fn check(name: &str, text: &str) {
    let table: table::Table = serde_json::from_str(text).unwrap();
    assert!(table.rows.len() > 100, "{name}: the table is cut");
    let differences = table.differences();
    let shown: Vec<String> = differences
        .iter()
        .take(40)
        .map(|row| format!("{}\n     is {}\n    not {}", row.text, row.found, row.expected))
        .collect();
    assert!(
        differences.is_empty(),
        "{name}: {} of {} rows differ:\n{}",
        differences.len(),
        table.rows.len(),
        shown.join("\n")
    );
}

macro_rules! tables {
    ($($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            check(stringify!($name), include_str!(concat!("data/library_", stringify!($name), ".json")));
        }
    )*};
}

tables!(
    collections,
    containers,
    csv,
    datetime,
    decimal,
    decimal_contexts,
    decimal_formats,
    decimal_operations,
    functions,
    halves,
    itertools,
    json,
    math,
    numbers,
    patterns,
    random,
    random_calls,
    re,
    statistics,
    text,
    various,
);
