//! What was measured of the page.

use std::fmt::Write as _;

use crate::statistics::Summary;

/// One thing measured, once or some times.
#[derive(Clone, Debug, PartialEq)]
pub struct PageFigure {
    pub what: String,
    /// `ms`, or nothing for what has no unit.
    pub unit: &'static str,
    pub runs: Vec<f64>,
    /// What the median should not exceed.
    pub at_most: Option<f64>,
}

impl PageFigure {
    pub fn of(what: &str, unit: &'static str, runs: Vec<f64>) -> Self {
        Self { what: what.to_owned(), unit, runs, at_most: None }
    }

    pub fn at_most(what: &str, unit: &'static str, runs: Vec<f64>, at_most: f64) -> Self {
        Self { at_most: Some(at_most), ..Self::of(what, unit, runs) }
    }

    fn shown(&self, number: f64) -> String {
        // Two digits of what is small, so that what is not zero does not look like it.
        let n_decimals = match number.abs() {
            0.0 | 100.0.. => 0,
            1.0.. => 1,
            tiny => (1.0 - tiny.log10().floor()).min(9.0) as usize,
        };
        let number = format!("{number:.n_decimals$}");
        if self.unit.is_empty() { number } else { format!("{number} {}", self.unit) }
    }

    fn target(&self, median: f64) -> String {
        let Some(at_most) = self.at_most else { return String::new() };
        let verdict = if median <= at_most { "reached" } else { "missed" };
        format!("≤ {}: {verdict}", self.shown(at_most))
    }
}

/// A Markdown table of the figures; on the terminal it reads well enough, too.
pub fn page_table(figures: &[PageFigure]) -> String {
    let mut text = "\n**the page, in Chromium**\n\n| what | median | min … max | runs | target |\n".to_owned();
    text.push_str("| --- | ---: | ---: | ---: | --- |\n");
    for figure in figures {
        let Some(Summary { median, min, max }) = Summary::of(&figure.runs) else { continue };
        let (what, n_runs) = (&figure.what, figure.runs.len());
        let (shown, min, max) = (figure.shown(median), figure.shown(min), figure.shown(max));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {what} | {shown} | {min} … {max} | {n_runs} | {} |", figure.target(median));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_says_whether_it_is_what_it_should_be() {
        let figures = [
            PageFigure::at_most("first paint", "ms", vec![250.0, 90.04, 310.0], 240.0),
            PageFigure::at_most("shift", "", vec![0.0], 0.0),
            PageFigure::at_most("a tiny shift", "", vec![0.000_234, 0.05, 0.0], 0.0),
            PageFigure::of("nothing measured", "ms", Vec::new()),
        ];
        let expected = "
**the page, in Chromium**

| what | median | min … max | runs | target |
| --- | ---: | ---: | ---: | --- |
| first paint | 250 ms | 90.0 ms … 310 ms | 3 | ≤ 240 ms: missed |
| shift | 0 | 0 … 0 | 1 | ≤ 0: reached |
| a tiny shift | 0.00023 | 0 … 0.050 | 3 | ≤ 0: missed |
";
        assert_eq!(page_table(&figures), expected);
    }
}
