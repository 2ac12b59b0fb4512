//! Thousands of expressions with what CPython 3.11 gives for them; recorded by `tools/python/record_expressions.py`.

mod support;

use value::CallCx;

/// Checks every row of a recorded table and shows the first ones that differ.
fn check(name: &str, table: &str) {
    let rows: Vec<[String; 2]> = serde_json::from_str(table).unwrap();
    assert!(!rows.is_empty());
    let mut wrong = Vec::new();
    for [text, expected] in &rows {
        let cx = &mut CallCx::default();
        let found = support::outcome(text, &mut support::Names::default(), cx);
        if found != *expected {
            wrong.push(format!("{text}\n     is {found}\n not {expected}"));
        }
    }
    let shown = wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{name}: {} of {} rows differ:\n{shown}", wrong.len(), rows.len());
}

macro_rules! tables {
    ($($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            check(stringify!($name), include_str!(concat!("data/", stringify!($name), ".json")));
        }
    )*};
}

tables!(
    arithmetic,
    bytes_methods,
    comparisons,
    containers,
    conversions,
    errors,
    format_specs,
    percent,
    sets,
    slices,
    str_format,
    str_methods,
    unicode,
);
