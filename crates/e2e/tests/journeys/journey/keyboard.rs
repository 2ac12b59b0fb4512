//! Everything by keyboard.

use e2e::error::Result;
use e2e::journey::journey_of;
use e2e::keys;
use e2e::page::Name;
use e2e::reader::{at_batch, open_tab, wait_for_batch, wait_for_state};
use protocol::examples::WORD_COUNT;

#[test]
fn time_is_moved_by_keys_when_no_field_has_the_focus() -> Result<()> {
    journey_of("time_is_moved_by_keys", &at_batch(WORD_COUNT.program, 3), |journey| {
        let page = journey.page();
        wait_for_batch(page, 3)?;
        page.press(&[keys::LEFT])?;
        wait_for_batch(page, 2)?;
        page.press(&[keys::HOME])?;
        wait_for_batch(page, 0)?;
        page.press(&[keys::RIGHT])?;
        wait_for_batch(page, 1)?;
        page.press(&[keys::END])?;
        wait_for_batch(page, 3)?;
        page.press(&[keys::SPACE])?;
        wait_for_state(page, "running")?;
        page.press(&[keys::SPACE])?;
        wait_for_state(page, "paused")?;
        page.press(&[keys::CONTROL, keys::ENTER])?;
        wait_for_state(page, "running")?;
        page.press(&[keys::CONTROL, keys::ENTER])?;
        wait_for_state(page, "stopped")
    })
}

#[test]
fn keys_in_the_editor_move_the_cursor_and_run_and_stop() -> Result<()> {
    journey_of("keys_in_the_editor", &at_batch(WORD_COUNT.program, 2), |journey| {
        let page = journey.page();
        wait_for_batch(page, 2)?;
        open_tab(page, "Code")?;
        page.wait_for("the editor", |page| {
            let is_there = page.script("return document.querySelector('.code-editor .cm-content') !== null")?;
            Ok((is_there == true).then_some(()))
        })?;
        page.find("textbox", "Program")?.click()?;
        for key in [keys::LEFT, keys::HOME, keys::RIGHT] {
            page.press(&[key])?;
        }
        wait_for_batch(page, 2)?; // They were the editor's.
        wait_for_state(page, "paused")?;
        page.press(&[keys::CONTROL, keys::ENTER])?;
        wait_for_state(page, "running")?;
        page.press(&[keys::CONTROL, keys::ENTER])?;
        wait_for_state(page, "stopped")
    })
}

#[test]
fn the_arrow_keys_go_through_the_cells() -> Result<()> {
    journey_of("the_arrow_keys_go_through_the_cells", &at_batch(WORD_COUNT.program, 3), |journey| {
        let page = journey.page();
        wait_for_batch(page, 3)?;
        page.find("gridcell", Name::StartingWith("lines, batch 3:"))?.click()?;
        for key in [keys::DOWN, keys::LEFT, keys::LEFT] {
            page.press(&[key])?;
        }
        page.wait_for("the focus to be on a cell", |page| {
            let focused = page.script("return document.activeElement.textContent")?;
            Ok(focused.as_str().is_some_and(|name| name.starts_with("words, batch 1:")).then_some(()))
        })?;
        page.press(&[keys::ENTER])?;
        wait_for_batch(page, 1)
    })
}
