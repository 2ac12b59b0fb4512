//! What the Doctor's button and box say.

use protocol::doctor_view::FindingView;
use protocol::plan_view::Severity;
use protocol::text::grouped;

/// How the button looks: as the gravest finding.
pub fn tone(findings: &[FindingView]) -> &'static str {
    match findings.iter().map(|found| found.severity).max() {
        Some(Severity::Error) => "error",
        Some(Severity::Warning) => "warning",
        Some(Severity::Hint) => "hint",
        None => "well",
    }
}

/// `2 findings`, `all well`, `all well, 1 hint`.
pub fn summary(findings: &[FindingView]) -> String {
    let n_hints = findings.iter().filter(|found| found.severity == Severity::Hint).count();
    let n_troubles = findings.len() - n_hints;
    let hints = match n_hints {
        0 => String::new(),
        1 => ", 1 hint".to_owned(),
        n => format!(", {n} hints"),
    };
    match n_troubles {
        0 => format!("all well{hints}"),
        1 => format!("1 finding{hints}"),
        n => format!("{n} findings{hints}"),
    }
}

/// What the box says where nothing was found.
pub fn all_well(n_batches: u64) -> String {
    match n_batches {
        0 => "All well: nothing in the program keeps it from running. No batch has been computed yet.".to_owned(),
        1 => "All well: nothing was found in the program and its first batch.".to_owned(),
        n => format!("All well: nothing was found in the program and its {} batches so far.", grouped(n)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(severity: Severity) -> FindingView {
        FindingView {
            code: "x".to_owned(),
            severity,
            sentence: String::new(),
            detail: String::new(),
            span: None,
            node: None,
            fixes: Vec::new(),
        }
    }

    #[test]
    fn hints_are_no_findings() {
        let findings = [found(Severity::Error), found(Severity::Hint)];
        assert_eq!((summary(&findings).as_str(), tone(&findings)), ("1 finding, 1 hint", "error"));
        assert_eq!((summary(&findings[1..]).as_str(), tone(&findings[1..])), ("all well, 1 hint", "hint"));
        assert_eq!((summary(&[]).as_str(), tone(&[])), ("all well", "well"));
    }
}
