//! The shuffle panel against known values.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::reader::{open_tab, press, totals_and_recent, wait_for_batch, wait_for_rows};
use protocol::shuffle_view::ShuffleView;

use crate::known::Known;

fn rows(view: &ShuffleView) -> Vec<Vec<String>> {
    let n = view.partitions.len();
    let row = |row: &protocol::shuffle_view::ShuffleRow| {
        let way = format!("{} % {n} = {}", row.hash, row.partition);
        vec![row.key.clone(), row.n_records.to_string(), way, format!("partition {}", row.partition)]
    };
    view.rows.iter().map(row).collect()
}

#[test]
fn the_shuffle_panel_shows_which_partition_each_key_goes_to_and_why() -> Result<()> {
    let document = totals_and_recent(3);
    journey_of("the_shuffle_panel", &document, |journey| {
        let page = journey.page();
        let mut known = Known::of(&document, 3);
        wait_for_batch(page, 3)?;
        open_tab(page, "Shuffle")?;
        for batch in [3, 2] {
            let view = known.shuffle("totals", batch)?;
            // Each of ten lines has `This` once: known without any engine.
            let this = view.rows.iter().find(|row| row.key == "'This'").map(|row| row.n_records);
            expect(this == Some(10), || format!("`This` has {this:?} records"))?;
            wait_for_rows(page, "Keys of the shuffle", &rows(&view))?;
            let after = page.find("list", "Partitions after the shuffle")?.text()?;
            for (idx, partition) in view.partitions.iter().enumerate() {
                let text =
                    format!("partition {idx}\n{} records\n{} keys", partition.n_records.unwrap_or(0), partition.n_keys);
                expect(after.contains(&text), || format!("{text:?} is not in {after:?}"))?;
            }
            if batch == 3 {
                journey.picture()?;
                press(page, "Step back")?;
            }
        }
        page.find("searchbox", "Find a key")?.type_text("'line'")?;
        let found: Vec<Vec<String>> =
            rows(&known.shuffle("totals", 2)?).into_iter().filter(|row| row[0] == "'line'").collect();
        wait_for_rows(page, "Keys of the shuffle", &found)
    })
}
