//! The table for `docs/PERFORMANCE.md`, whose other text is written by hand.

use std::fmt::Write as _;

use super::page::{PageFigure, page_table};
use super::rows::{PlaceResults, not_measured, sections};

const BEGIN: &str = "<!-- begin of what `cargo xtask bench --write` writes -->";
const END: &str = "<!-- end of what `cargo xtask bench --write` writes -->";

/// When and on what it was measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineFacts {
    /// `2026-11-30`.
    pub date: String,
    pub cpu: String,
    pub n_cores: usize,
    pub system: String,
    pub rustc: String,
    /// Absent if nothing was measured in a browser.
    pub browser: Option<String>,
}

/// `before` with its table replaced by that of these measurements; a text that has none gets it at its end.
pub fn document(before: &str, machine: &MachineFacts, places: &[PlaceResults], page: &[PageFigure]) -> String {
    let page = if page.is_empty() { String::new() } else { page_table(page) };
    let table = format!("{BEGIN}\n{}{page}{END}\n", measurements(machine, places));
    let found = before.split_once(BEGIN).and_then(|(head, rest)| Some((head, rest.split_once(END)?.1)));
    match found {
        Some((head, tail)) => format!("{head}{table}{}", tail.strip_prefix('\n').unwrap_or(tail)),
        None if before.is_empty() => table,
        None => format!("{}\n\n{table}", before.trim_end()),
    }
}

fn measurements(machine: &MachineFacts, places: &[PlaceResults]) -> String {
    let MachineFacts { date, cpu, n_cores, system, rustc, browser } = machine;
    let mut text = format!("Measured on {date}: {cpu}, {n_cores} cores, {system}, {rustc}");
    if let Some(browser) = browser {
        let _ = write!(text, ", {browser}"); // Writing to a string cannot fail.
    }
    text.push_str(".\n");
    for section in sections(places) {
        let _ = write!(text, "\n**{}**\n\n", section.title);
        text.push_str("| where | who | median | min … max | runs | ours is … × as fast | target |\n");
        text.push_str("| --- | --- | ---: | ---: | ---: | ---: | --- |\n");
        for row in &section.rows {
            let ratio = row.ratio.as_ref().map(|(ratio, spread)| format!("**{ratio}** ({spread})"));
            let (ratio, target) = (ratio.unwrap_or_default(), row.target.as_deref().unwrap_or_default());
            let (place, who, median, spread, n_runs) = (&row.place, row.who, &row.median, &row.spread, row.n_runs);
            let _ = writeln!(text, "| {place} | {who} | {median} | {spread} | {n_runs} | {ratio} | {target} |");
        }
    }
    for line in not_measured(places) {
        let _ = write!(text, "\n{line}.\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::rows::tests::two_places;
    use super::*;

    fn machine() -> MachineFacts {
        MachineFacts {
            date: "2026-11-30".to_owned(),
            cpu: "Some CPU".to_owned(),
            n_cores: 2,
            system: "Linux".to_owned(),
            rustc: "rustc 1.95.0".to_owned(),
            browser: Some("Chromium 156".to_owned()),
        }
    }

    #[test]
    fn table_has_a_row_for_each_contender_and_place() {
        let text = measurements(&machine(), &two_places()[1..]);
        let expected = "\
Measured on 2026-11-30: Some CPU, 2 cores, Linux, rustc 1.95.0, Chromium 156.

**word count**

| where | who | median | min … max | runs | ours is … × as fast | target |
| --- | --- | ---: | ---: | ---: | ---: | --- |
| native | ours | 80.0 M words/s | 80.0 … 80.0 | 3 |  |  |
| native | hand-written Rust | 40.0 M words/s | 40.0 … 40.0 | 3 | **2.00** (2.00 … 2.00) |  |

`state` is not measured in native: it needs more memory than there is.
";
        assert_eq!(text, expected);
    }

    #[test]
    fn what_is_written_by_hand_stays() {
        let first = document("# Speed\n\nBefore.\n", &machine(), &two_places(), &[]);
        assert!(first.starts_with(&format!("# Speed\n\nBefore.\n\n{BEGIN}\nMeasured on")) && first.ends_with(END_LINE));
        let with_tail = format!("{first}\nAfter.\n");
        let later = MachineFacts { date: "2027-01-01".to_owned(), ..machine() };
        let second = document(&with_tail, &later, &two_places(), &[]);
        assert_eq!(second, with_tail.replace("2026-11-30", "2027-01-01"));
    }

    const END_LINE: &str = "<!-- end of what `cargo xtask bench --write` writes -->\n";
}
