//! Thousands of uses of the standard library with what CPython 3.11 gives for them; recorded by
//! `tools/python/record_library.py`.

mod runner;
mod table;

use std::collections::BTreeMap;

/// What is known to differ, by table: texts and what is given for them today. `docs/python.md` says why.
const KNOWN: &str = include_str!("data/library_known.json");

/// Checks every row of a recorded table and shows the first ones that differ; those that are known must differ as they
/// are known to.
fn check(name: &str, text: &str) {
    let table: table::Table = serde_json::from_str(text).unwrap();
    let mut known: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(KNOWN).unwrap();
    let mut known = known.remove(name).unwrap_or_default();
    assert!(table.rows.len() > 100 * known.len() / 12, "{name}: too much is known to differ");
    let mut wrong = Vec::new();
    for row in table.differences() {
        if known.remove(row.text).as_ref() != Some(&row.found) {
            wrong.push(format!("{}\n     is {}\n    not {}", row.text, row.found, row.expected));
        }
    }
    wrong
        .extend(known.keys().map(|text| format!("{text}\n    gives what CPython gives: no longer a known difference")));
    let shown = wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{name}: {} of {} rows differ:\n{shown}", wrong.len(), table.rows.len());
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
    csv,
    datetime,
    decimal,
    decimal_contexts,
    decimal_formats,
    decimal_operations,
    itertools,
    json,
    math,
    numbers,
    random,
    random_calls,
    re,
    statistics,
    text,
    various,
);
