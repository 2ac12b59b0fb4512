//! The State panel against known values.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::reader::{open_tab, press, totals_and_recent, wait_for_batch, wait_for_rows};
use protocol::run_view::{StateRowView, StateView};

use crate::known::Known;

/// The state table's rows.
fn state_rows(view: &StateView) -> Vec<Vec<String>> {
    let row = |row: &StateRowView| {
        let or = |text: Option<&str>, other: &str| text.unwrap_or(other).to_owned();
        vec![
            row.key.clone(),
            or(row.was.as_deref(), "–"),
            row.new_values.clone(),
            or(row.now.as_deref(), "removed"),
            or(Some(row.change.as_str()).filter(|change| !change.is_empty()), "·"),
            row.changed_in.map(|batch| format!("batch {batch}")).unwrap_or_default(),
            row.partition.to_string(),
        ]
    };
    view.rows.iter().map(row).collect()
}

#[test]
fn the_state_panel_shows_what_each_key_was_and_is() -> Result<()> {
    let document = totals_and_recent(3);
    journey_of("the_state_panel", &document, |journey| {
        let page = journey.page();
        let mut known = Known::of(&document, 3);
        wait_for_batch(page, 3)?;
        open_tab(page, "State")?;
        for batch in [3, 2] {
            let rows = state_rows(&known.state("totals", batch)?);
            // Ten lines a batch, each with one `This`: known without any engine.
            let this = rows.iter().find(|row| row[0] == "'This'").map(|row| (row[1].as_str(), row[3].as_str()));
            let counted = [(batch * 10).to_string(), ((batch + 1) * 10).to_string()];
            expect(this == Some((&counted[0], &counted[1])), || format!("`This` has {this:?} in batch {batch}"))?;
            wait_for_rows(page, "State by key", &rows)?;
            if batch == 3 {
                journey.picture()?;
                press(page, "Step back")?;
            }
        }
        press(page, "'line'")?;
        let call = "add_up([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 20) = 30";
        page.wait_for("the call of the key", |page| {
            let shown = page.script("return document.querySelector('.why-call').textContent")?;
            Ok((shown == call).then_some(()))
        })
    })
}
