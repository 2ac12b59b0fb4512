//! Every golden case, natively and in the browser: what real Spark did is what the playground does.

use std::collections::BTreeSet;

use corpus::case::{Case, Kind};
use corpus::report::{Report, run_all};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test_configure!(run_in_browser);

/// Cases that do not pass yet. Each must fail, so that one that is mended leaves this list.
const NOT_YET: &[&str] = &[];

/// The cases of DStream programs; those of Structured Streaming have no engine to run on yet.
fn cases() -> Vec<Case> {
    let cases = corpus::embedded::load().expect("the cases in the binary were packed by its build");
    cases.into_iter().filter(|case| case.input.kind == Kind::DStream).collect()
}

fn failed(report: &Report) -> BTreeSet<&str> {
    report.failed.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn golden_cases_give_what_spark_gave() {
    let cases = cases();
    let mut report = run_all(&cases, corpus::run::run);
    let not_yet: BTreeSet<&str> = NOT_YET.iter().copied().collect();
    let mended: Vec<&&str> = not_yet.iter().filter(|name| !failed(&report).contains(*name)).collect();
    assert!(mended.is_empty(), "pass by now, or are no cases: {mended:?}");
    report.failed.retain(|(name, _)| !not_yet.contains(name.as_str()));
    assert!(report.failed.is_empty(), "{report}");
    assert!(report.passed.len() > 150, "only {} cases were run", report.passed.len());
}

#[test]
fn no_case_is_left_out_but_those_of_structured_streaming() {
    let all = corpus::embedded::load().expect("the cases in the binary were packed by its build");
    let left_out: Vec<&str> =
        all.iter().filter(|case| case.input.kind != Kind::DStream).map(|case| case.name.as_str()).collect();
    assert!(left_out.iter().all(|name| name.starts_with("ss_")), "{left_out:?}");
    assert_eq!(all.iter().filter(|case| case.name.starts_with("ss_")).count(), left_out.len());
}
