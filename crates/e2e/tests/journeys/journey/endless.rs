//! Functions that never come back, or take all the memory there is.

use std::time::{Duration, Instant};

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::page::Name;
use e2e::reader::{at_batch, open_tab, paste_program, press, program, wait_for_batch, wait_for_state};
use protocol::examples::WORD_COUNT;

/// The limit is two seconds; the browser, the driver and everything else on this machine get the rest.
const LIMIT: Duration = Duration::from_secs(4);

/// The word count with a function that never comes back.
fn endless() -> String {
    let with_function = WORD_COUNT.program.replace("lines = ", "def f(line):\n    while True: pass\n\nlines = ");
    with_function.replace("lambda line: line.split(\" \")", "f")
}

#[test]
fn an_endless_loop_is_stopped_and_the_program_is_still_there() -> Result<()> {
    journey_of("an_endless_loop_is_stopped", &at_batch(WORD_COUNT.program, 2), |journey| {
        let page = journey.page();
        wait_for_batch(page, 2)?;
        let since = Instant::now();
        paste_program(page, &endless())?;
        // Either the engine says that the function ran too long, or the page that the engine does not answer.
        page.wait_for("the message", |page| {
            let said = page.script("return document.body.textContent")?;
            let said = said.as_str().unwrap_or_default();
            let is_said = said.contains("it computed for too long in one call") || said.contains("was not responding");
            Ok(is_said.then_some(()))
        })?;
        expect(since.elapsed() < LIMIT, || format!("it took {:?}", since.elapsed()))?;
        journey.picture()?;
        let text = program(page)?;
        expect(text == endless(), || format!("the program is\n{text}"))?;
        // It can be mended and goes on.
        paste_program(page, WORD_COUNT.program)?;
        press(page, "Run")?;
        page.find("gridcell", Name::StartingWith("counts, batch 1: "))?;
        Ok(())
    })
}

#[test]
fn a_function_that_takes_all_memory_is_stopped_and_the_program_is_still_there() -> Result<()> {
    journey_of("a_function_that_takes_all_memory", &at_batch(WORD_COUNT.program, 2), |journey| {
        let page = journey.page();
        wait_for_batch(page, 2)?;
        let grows = endless().replace("while True: pass", "kept = []\n    while True: kept.append(str(line) * 3000)");
        paste_program(page, &grows)?;
        page.wait_for("the message", |page| {
            let said = page.script("return document.body.textContent")?;
            let said = said.as_str().unwrap_or_default();
            // Or it fills memory so slowly that the time is up before.
            let ends = ["MemoryError", "it computed for too long in one call", "was not responding"];
            Ok(ends.iter().any(|end| said.contains(end)).then_some(()))
        })?;
        journey.picture()?;
        let text = program(page)?;
        expect(text == grows, || format!("the program is\n{text}"))?;
        paste_program(page, WORD_COUNT.program)?;
        press(page, "Run")?;
        page.find("gridcell", Name::StartingWith("counts, batch 1: ")).map(drop)
    })
}

#[test]
fn stop_works_while_a_function_never_comes_back() -> Result<()> {
    let mut document = at_batch(&endless(), 0);
    document.view.pinned = None;
    journey_of("stop_works_while_a_function_never_comes_back", &document, |journey| {
        let page = journey.page();
        wait_for_state(page, "running")?;
        let since = Instant::now();
        press(page, "Stop and start over")?;
        // Restarting the engine leaves it stopped, too.
        wait_for_state(page, "stopped")?;
        expect(since.elapsed() < LIMIT, || format!("it took {:?}", since.elapsed()))?;
        open_tab(page, "Code")?;
        let text = program(page)?;
        expect(text == endless(), || format!("the program is\n{text}"))
    })
}
