//! The course's exercise without a mouse: a window over the word count, made in the chain and made in the code.

use e2e::error::{Result, expect};
use e2e::journey::journey;
use e2e::keyboard::{arrow_to, expect_visible_focus, press, retype, stop, tab_back_to, tab_to, type_text};
use e2e::keys::{CONTROL, DOWN, END, ENTER, ESCAPE, HOME, LEFT, RIGHT, SPACE};
use e2e::page::{Name, Page};
use e2e::reader::{at_batch, program, wait_for_batch, wait_for_cells, wait_for_output, wait_for_rows, wait_for_state};
use protocol::document::Document;
use protocol::examples::WORD_COUNT;

use super::panels::window::window_rows;
use crate::known::Known;

const CALL: &str = "reduceByKeyAndWindow(lambda x, y: x + y, lambda x, y: x - y, 20, 10)";
const CONTEXT: &str = "ssc = StreamingContext(sc, 10)  # a batch every 10 seconds\n";
const CHECKPOINT: &str = "ssc.checkpoint(\"checkpoints\")\n";

/// The word count with the window behind the counts.
fn solved() -> Document {
    let program = WORD_COUNT.program.replace("lambda x, y: x + y)", &format!("lambda x, y: x + y).{CALL}"));
    at_batch(&program.replace(CONTEXT, &format!("{CONTEXT}{CHECKPOINT}")), 3)
}

/// Pauses the page as it opens, by the key that works when nothing has the focus.
fn pause(page: &Page) -> Result<()> {
    wait_for_batch(page, 0)?;
    page.press(&[SPACE])?;
    wait_for_state(page, "paused")
}

/// From the tabs of the program to the editor's text, with the cursor at its beginning.
fn enter_editor(page: &Page) -> Result<()> {
    arrow_to(page, RIGHT, "tab", "Code")?;
    page.wait_for("the editor", |page| {
        let is_there = page.script("return document.querySelector('.code-editor .cm-content') !== null")?;
        Ok((is_there == true).then_some(()))
    })?;
    tab_to(page, "textbox", "Program")?;
    press(page, &[CONTROL, HOME])
}

fn type_checkpoint(page: &Page) -> Result<()> {
    let lines_before = WORD_COUNT.program.split(CONTEXT).next().unwrap_or_default().lines().count();
    for _ in 0..lines_before {
        press(page, &[DOWN])?;
    }
    press(page, &[END])?;
    type_text(page, &format!("\n{}", CHECKPOINT.trim_end()))
}

/// Steps to batch 3, pins batch 2 in the matrix, and reads it in Output and Window.
fn run_and_read(page: &Page) -> Result<()> {
    let document = solved();
    expect(program(page)? == document.program, || format!("the program is\n{}", program(page).unwrap_or_default()))?;
    let mut known = Known::of(&document, 3);
    press(page, &[ESCAPE])?; // The next Tab leaves the editor.
    tab_back_to(page, "button", "Step forward")?;
    for batch in 0..=3 {
        wait_for_cells(page, &known.cells(0..=batch)[..])?;
        if batch < 3 {
            press(page, &[ENTER])?;
            wait_for_batch(page, batch + 1)?;
        }
    }
    expect(stop(page)?.name == "Step forward", || "stepping moved the focus".to_owned())?;
    tab_to(page, "gridcell", Name::Any)?;
    arrow_to(page, DOWN, "gridcell", Name::StartingWith("counts, batch 3:"))?;
    arrow_to(page, LEFT, "gridcell", Name::StartingWith("counts, batch 2:"))?;
    press(page, &[ENTER])?;
    wait_for_batch(page, 2)?;
    expect(stop(page)?.name.starts_with("counts, batch 2:"), || "pinning moved the focus".to_owned())?;
    tab_to(page, "tab", "Output")?;
    wait_for_output(page, &known.printed(2))?;
    arrow_to(page, RIGHT, "tab", "Window")?;
    let rows = window_rows(&known.window("counts", 2)?);
    expect(!rows.is_empty(), || "the window is empty".to_owned())?;
    wait_for_rows(page, "Window by key", &rows)?;
    tab_to(page, "region", "Window by key")?;
    tab_back_to(page, "tab", "Window")?;
    arrow_to(page, LEFT, "tab", "Output")?;
    wait_for_output(page, &known.printed(2))?;
    tab_to(page, "region", "Output of the program")?;
    expect_visible_focus(page)
}

#[test]
fn the_exercise_is_done_in_the_chain_by_keys_alone() -> Result<()> {
    journey("the_exercise_in_the_chain_by_keys", |journey| {
        let page = journey.page();
        pause(page)?;
        tab_to(page, "button", "Add a step after counts")?;
        page.press(&[ENTER])?;
        page.wait_for("the menu", |page| Ok((stop(page)?.name == "Find an operator").then_some(())))?;
        type_text(page, "ReduceByKeyAndW")?;
        page.find("option", Name::StartingWith("reduceByKeyAndWindow"))?;
        page.press(&[ENTER])?;
        page.wait_for("the new card to have the focus", |page| {
            Ok((stop(page)?.name == "reduceByKeyAndWindow").then_some(()))
        })?;
        expect_visible_focus(page)?;
        // Another length and back again, so that the fields are typed into.
        for seconds in ["30", "20"] {
            tab_to(page, "textbox", "windowDuration of reduceByKeyAndWindow")?;
            retype(page, seconds)?;
            press(page, &[ENTER])?;
            tab_back_to(page, "button", "reduceByKeyAndWindow")?;
        }
        tab_back_to(page, "tab", "Chain")?;
        enter_editor(page)?;
        type_checkpoint(page)?;
        journey.picture()?;
        run_and_read(page)?;
        journey.picture()
    })
}

#[test]
fn the_exercise_is_done_in_the_code_by_keys_alone() -> Result<()> {
    journey("the_exercise_in_the_code_by_keys", |journey| {
        let page = journey.page();
        pause(page)?;
        tab_to(page, "tab", "Chain")?;
        enter_editor(page)?;
        type_checkpoint(page)?;
        let rest = WORD_COUNT.program.split(CONTEXT).nth(1).unwrap_or_default();
        for _ in 0..=rest.lines().position(|line| line.starts_with("counts = ")).unwrap_or_default() {
            press(page, &[DOWN])?;
        }
        press(page, &[END])?;
        type_text(page, &format!(".{CALL}"))?;
        run_and_read(page)?;
        journey.picture()
    })
}
