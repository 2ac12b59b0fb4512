//! The State panel against known values.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::reader::{at_batch, open_tab, press, totals_and_recent, wait_for_batch, wait_for_rows};
use protocol::run_view::{StateRowView, StateView};

use crate::known::Known;

/// The state table's rows.
fn state_rows(view: &StateView) -> Vec<Vec<String>> {
    let row = |row: &StateRowView| {
        let now = row.now.as_deref().unwrap_or("removed");
        let change = if row.change.is_empty() { String::new() } else { format!(" ({})", row.change) };
        let diff = match &row.was {
            Some(was) if Some(was) == row.now.as_ref() => now.to_owned(),
            Some(was) => format!("{was} → {now}{change}"),
            None => format!("new → {now}{change}"),
        };
        let values: Vec<String> =
            row.recent.iter().map(|value| value.map_or("none".to_owned(), |value| value.to_string())).collect();
        let spark = match values.len() {
            0 => "–".to_owned(),
            1 => format!("in this batch: {}", values.join("")),
            n => format!("in the last {n} batches: {}", values.join(", ")),
        };
        let changed_in = row.changed_in.map(|batch| format!("batch {batch}")).unwrap_or_default();
        vec![row.key.clone(), row.new_values.clone(), diff, spark, changed_in, row.partition.to_string()]
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
            let this = rows.iter().find(|row| row[0] == "'This'").map(|row| (row[2].as_str(), row[3].as_str()));
            let totals: Vec<String> = (1..=batch + 1).map(|n| (n * 10).to_string()).collect();
            let counted = format!("{} → {} (+10)", batch * 10, (batch + 1) * 10);
            let in_batches = format!("in the last {} batches: {}", totals.len(), totals.join(", "));
            expect(this == Some((&counted, &in_batches)), || format!("`This` has {this:?} in batch {batch}"))?;
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

const ALIKE: &str = "\
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

ssc = StreamingContext(SparkContext('local[2]', 'Alike'), 10)
ssc.checkpoint('c')
lines = ssc.socketTextStream('localhost', 9999)
pairs = lines.map(lambda line: ('k' * 20000 + line, 1))


def seen(new, old):
    return None if not new and old > 1 else sum(new) + (old or 0)


totals = pairs.updateStateByKey(seen)
totals.pprint()
ssc.start()
ssc.awaitTermination()
";

#[test]
fn keys_that_are_shown_alike_are_chosen_one_at_a_time_and_removed_ones_are_struck_out() -> Result<()> {
    let document = at_batch(ALIKE, 3);
    journey_of("alike_keys", &document, |journey| {
        let page = journey.page();
        let mut known = Known::of(&document, 3);
        wait_for_batch(page, 3)?;
        open_tab(page, "State")?;
        for batch in (1..=3).rev() {
            wait_for_batch(page, batch)?;
            let view = known.state("totals", batch)?;
            wait_for_rows(page, "State by key", &state_rows(&view))?;
            let n_removed = view.rows.iter().filter(|row| row.removed).count();
            let struck = page.script("return document.querySelectorAll('.state-panel tr.removed').length")?;
            expect(struck == n_removed, || format!("{struck} keys are struck out, {n_removed} were removed"))?;
            let chosen = page.script("return document.querySelectorAll('.state-panel tr.chosen').length")?;
            expect(chosen == 1, || format!("{chosen} rows are chosen"))?;
            press(page, "Step back")?;
        }
        let n_removed = (0..=3).map(|batch| {
            known.state("totals", batch).map_or(0, |view| view.rows.iter().filter(|row| row.removed).count())
        });
        expect(n_removed.sum::<usize>() > 0, || "no key was ever removed".to_owned())
    })
}
