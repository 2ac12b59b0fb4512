//! Nothing is lost: earlier programs, their names, the way back to an example.

use e2e::error::{Result, expect};
use e2e::journey::journey;
use e2e::page::{Name, Page};
use e2e::reader::{fill, open_tab, paste_program, press, program, wait_for_cells};
use protocol::document::Document;
use protocol::examples::WORD_COUNT;

use crate::known::Known;

/// Waits until the code tab, which has to be open, holds this program.
fn wait_for_program(page: &Page, expected: &str) -> Result<()> {
    page.wait_for("the program", |page| Ok((program(page)?.trim_end() == expected.trim_end()).then_some(())))
}

/// The names of the buttons that open versions.
fn versions(page: &Page) -> Result<Vec<String>> {
    Ok(page.names("button")?.into_iter().filter(|name| name.starts_with("Open ")).collect())
}

#[test]
fn a_program_that_was_replaced_is_in_the_history() -> Result<()> {
    journey("a_program_that_was_replaced_is_in_the_history", |journey| {
        let page = journey.page();
        let mine = WORD_COUNT.program.replace("x + y", "max(x, y)");
        paste_program(page, &mine)?;
        wait_for_program(page, &mine)?;
        // Back to the example, and with Undo back again.
        page.find("button", "Your program")?.click()?;
        page.find("menuitem", Name::StartingWith("Reset to “Word count”"))?.click()?;
        wait_for_program(page, WORD_COUNT.program)?;
        press(page, "Back to what was there")?;
        wait_for_program(page, &mine)?;
        page.find("button", "Your program")?.click()?;
        page.find("menuitem", Name::StartingWith("Log levels"))?.click()?;
        page.find("button", "Log levels")?.click()?;
        page.find("menuitem", Name::StartingWith("History"))?.click()?;
        expect(versions(page)? == ["Open Word count, changed"], || format!("it has {:?}", versions(page)))?;
        // A name, kept over a reload.
        press(page, "Rename Word count, changed")?;
        fill(page, "New name", "Largest")?;
        page.press(&[e2e::keys::ENTER])?;
        page.find("button", "Open Largest")?;
        journey.picture()?;
        let page = journey.page();
        page.reload()?;
        page.find("grid", Name::Any)?;
        page.find("button", "Log levels")?.click()?;
        page.find("menuitem", Name::StartingWith("History"))?.click()?;
        // Deleted and brought back.
        press(page, "Delete Largest")?;
        page.wait_for("the empty history", |page| Ok(versions(page)?.is_empty().then_some(())))?;
        press(page, "Undo")?;
        press(page, "Open Largest")?;
        open_tab(page, "Code")?;
        wait_for_program(page, &mine)?;
        page.find("gridcell", Name::StartingWith("counts, batch 0:"))?;
        let known = Known::of(&Document::of_program(&mine), 0);
        wait_for_cells(page, &known.cells(0..=0))
    })
}
