//! Reads what test runners print at their end, and adds it up.

use std::fmt;
use std::ops::AddAssign;

/// How many checks passed and how many failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub passed: usize,
    pub failed: usize,
}

impl Totals {
    /// One check that is a whole program, like a linter.
    pub fn of_one(is_success: bool) -> Self {
        Self { passed: usize::from(is_success), failed: usize::from(!is_success) }
    }

    /// What the runners in `log` say, made to agree with how the program ended: one that fails without a failed
    /// test (it did not build, say), or says nothing, counts as a failure.
    pub fn of_runner(log: &str, is_success: bool) -> Self {
        let mut totals = Self::default();
        let mut has_summary = false;
        for found in log.lines().filter_map(summary_line) {
            totals += found;
            has_summary = true;
        }
        if (!is_success && totals.failed == 0) || !has_summary {
            totals.failed += 1;
        }
        totals
    }

    /// The same where there must be tests: to have run none is a failure.
    pub fn of_runner_with_tests(log: &str, is_success: bool) -> Self {
        let totals = Self::of_runner(log, is_success);
        if totals == Self::default() { Self::of_one(false) } else { totals }
    }
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The counts in a summary of libtest, wasm-bindgen's runner or nextest.
fn summary_line(line: &str) -> Option<Totals> {
    let counts = line.trim_start().strip_prefix("test result:").or_else(|| after_nextest_total(line))?;
    let count = |what: &str| counts_before(counts, what);
    let failed = count("failed") + count("timed out") + count("exec failed");
    Some(Totals { passed: count("passed"), failed })
}

/// `Summary [   1.0s] 3 tests run: 2 passed, 1 failed, 0 skipped` from the colon on.
fn after_nextest_total(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("Summary [")?;
    let (_, counts) = rest.split_once(" run: ")?;
    Some(counts)
}

/// The number before `what` in `2 passed; 1 failed` and the like; 0 if it is not named.
fn counts_before(counts: &str, what: &str) -> usize {
    let parts = counts.split([';', ',', '.', '(', ')']);
    let numbers = parts.filter_map(|part| part.trim().strip_suffix(what)?.trim().parse::<usize>().ok());
    numbers.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(log: &str, is_success: bool, expected: &str) {
        assert_eq!(Totals::of_runner(log, is_success).to_string(), expected, "{log}");
    }

    #[test]
    fn libtest_and_browser_runner_print_one_line_per_binary() {
        let log = "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                   test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 filtered out; finished in 0.1s\n";
        check(log, false, "4 passed, 2 failed");
    }

    #[test]
    fn nextest_prints_one_line() {
        check("     Summary [   0.123s] 5 tests run: 5 passed, 0 skipped", true, "5 passed, 0 failed");
        let log = "     Summary [  10.0s] 7/9 tests run: 4 passed (1 slow), 2 failed, 1 timed out, 3 skipped";
        check(log, false, "4 passed, 3 failed");
        check("     Summary [   0.0s] 1 test run: 1 passed (2 leaky), 0 skipped", true, "1 passed, 0 failed");
    }

    #[test]
    fn a_runner_that_did_not_get_to_its_tests_is_a_failure() {
        check("error: could not compile `value`", false, "0 passed, 1 failed");
        check("test result: ok. 3 passed; 0 failed; 0 ignored", false, "3 passed, 1 failed");
        check("nothing to run", true, "0 passed, 1 failed");
    }

    #[test]
    fn a_runner_that_must_have_tests_fails_without() {
        let none = "test result: ok. 0 passed; 0 failed; 0 ignored";
        check(none, true, "0 passed, 0 failed");
        assert_eq!(Totals::of_runner_with_tests(none, true).to_string(), "0 passed, 1 failed");
        assert_eq!(Totals::of_runner_with_tests("test result: ok. 2 passed;", true).to_string(), "2 passed, 0 failed");
    }
}
