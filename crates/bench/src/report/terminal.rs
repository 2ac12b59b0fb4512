//! The table for the terminal.

use std::fmt::Write as _;

use super::rows::{PlaceResults, not_measured, sections};

/// One block for each workload, its columns in line.
pub fn terminal(places: &[PlaceResults]) -> String {
    let mut text = String::new();
    for section in sections(places) {
        let n_runs = section.rows.iter().map(|row| row.n_runs).max().unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n{} · medians of {n_runs} runs that took turns", section.title);
        let mut last_place = "";
        for row in &section.rows {
            if row.place != last_place {
                let _ = writeln!(text, "  {}", row.place);
            }
            last_place = &row.place;
            let line = format!("    {:<24}{:>18}   {:<18}", row.who.to_string(), row.median, row.spread);
            let ratio = row.ratio.as_ref().map(|(ratio, spread)| format!("ours is {ratio} × as fast ({spread})"));
            let target = row.target.as_ref().map(|target| format!("target {target}"));
            let comparison = ratio.into_iter().chain(target).collect::<Vec<_>>().join(", ");
            let _ = writeln!(text, "{}", format!("{line} {comparison}").trim_end());
        }
    }
    for line in not_measured(places) {
        let _ = writeln!(text, "\n{line}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::rows::tests::two_places;
    use super::*;

    #[test]
    fn columns_are_in_line() {
        let expected = "
word count · medians of 3 runs that took turns
  Chromium
    ours                        20.0 M words/s   16.0 … 20.0
    hand-written Rust           32.0 M words/s   20.0 … 40.0        ours is 0.62 × as fast (0.50 … 1.00), target ≥ 1.5 ×: missed
  native
    ours                        80.0 M words/s   80.0 … 80.0
    hand-written Rust           40.0 M words/s   40.0 … 40.0        ours is 2.00 × as fast (2.00 … 2.00)

empty batch · medians of 3 runs that took turns
  Chromium
    ours                       20.0 µs a batch   10.0 … 30.0

`state` is not measured in native: it needs more memory than there is
";
        assert_eq!(terminal(&two_places()), expected);
    }
}
