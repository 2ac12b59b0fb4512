//! The Window panel against known values.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::reader::{open_tab, totals_and_recent, wait_for_batch, wait_for_rows};
use protocol::run_view::{WindowRowView, WindowView};

use crate::known::Known;

/// The window table's rows, of a window with an inverse function.
pub fn window_rows(view: &WindowView) -> Vec<Vec<String>> {
    let row = |row: &WindowRowView| {
        let signed = |sign: &str, value: &Option<String>| value.as_ref().map(|value| format!("{sign} {value}"));
        let plain = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
        vec![
            row.key.clone(),
            plain(&row.previous),
            signed("−", &row.leaving).unwrap_or_default(),
            signed("+", &row.entering).unwrap_or_default(),
            plain(&row.now),
            plain(&row.recomputed),
            "same".to_owned(),
        ]
    };
    view.rows.iter().map(row).collect()
}

#[test]
fn the_window_panel_shows_both_ways_to_the_result() -> Result<()> {
    let document = totals_and_recent(4);
    journey_of("the_window_panel", &document, |journey| {
        let page = journey.page();
        let mut known = Known::of(&document, 4);
        wait_for_batch(page, 4)?;
        open_tab(page, "Window")?;
        let view = known.window("recent", 4)?;
        let covered: Vec<u64> = view.covered.iter().map(|batch| batch.batch).collect();
        expect(covered == [3, 4], || format!("20 s of 10 s batches cover {covered:?}"))?;
        wait_for_rows(page, "Window by key", &window_rows(&view))?;
        let strip = page.find("list", "Batches of the window")?.text()?;
        let strip: Vec<&str> = strip.lines().collect();
        let known_strip = ["batch 2", "40 records", "− went out", "batch 3", "40 records", "stays"];
        expect(strip.starts_with(&known_strip), || format!("the strip says {strip:?}"))?;
        journey.picture()
    })
}
