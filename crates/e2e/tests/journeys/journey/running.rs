//! Running a program and going through its batches.

use e2e::error::{Result, expect};
use e2e::journey::{journey, journey_of};
use e2e::page::Name;
use e2e::reader::{at_batch, press, wait_for_batch, wait_for_cells, wait_for_output, wait_for_state};
use protocol::document::Document;
use protocol::examples::WORD_COUNT;

use crate::known::Known;

#[test]
fn the_word_count_runs_and_counts_right() -> Result<()> {
    journey("the_word_count_runs_and_counts_right", |journey| {
        let page = journey.page();
        wait_for_state(page, "running")?; // A new reader sees it run without pressing anything.
        press(page, "Stop and start over")?;
        wait_for_state(page, "stopped")?;
        expect(page.find_all("gridcell", Name::StartingWith("lines, batch"))?.is_empty(), || "old batches".to_owned())?;
        press(page, "Run")?;
        page.find("gridcell", Name::StartingWith("counts, batch 2:"))?;
        press(page, "Pause")?;
        wait_for_state(page, "paused")?;
        let known = Known::of(&Document::default(), 2);
        wait_for_cells(page, &known.cells(0..=2))?;
        for batch in 0..=2 {
            page.find("gridcell", Name::StartingWith(&format!("counts, batch {batch}:")))?.click()?;
            wait_for_batch(page, batch)?;
            let printed = known.printed(batch as usize);
            // Ten lines a batch, each with one `This`: known without any engine.
            expect(printed.contains("('This', 10)\n"), || format!("batch {batch} has to print\n{printed}"))?;
            wait_for_output(page, &printed)?;
        }
        journey.picture()
    })
}

#[test]
fn stepping_goes_back_through_what_was_computed_and_on_to_what_was_not() -> Result<()> {
    let document = at_batch(WORD_COUNT.program, 3);
    journey_of("stepping_goes_back", &document, |journey| {
        let page = journey.page();
        let known = Known::of(&document, 4);
        let is_shown = |batch: u64| {
            wait_for_batch(page, batch)?;
            wait_for_output(page, &known.printed(batch as usize))?;
            let sentence = known.batches[batch as usize].sentence.clone();
            page.wait_for(&format!("the sentence {sentence:?}"), |page| {
                let said = page.script("return document.querySelector('.status-sentence').textContent")?;
                Ok((said == sentence).then_some(()))
            })
        };
        is_shown(3)?;
        press(page, "Step back")?;
        is_shown(2)?;
        press(page, "First batch")?;
        is_shown(0)?;
        press(page, "Step forward")?;
        is_shown(1)?;
        press(page, "Newest batch")?;
        is_shown(3)?;
        press(page, "Step forward")?; // There is no batch 4 yet: it is computed.
        is_shown(4)?;
        wait_for_cells(page, &known.cells(0..=4))
    })
}
