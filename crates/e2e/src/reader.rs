//! What a reader of the page does and sees, by the names that a screen reader says.

use protocol::document::Document;
use serde_json::Value;

use crate::error::{Result, expect};
use crate::page::{Name, Page};

/// A program with a state and a window, over the simulated server, that stands at this batch.
pub fn totals_and_recent(batch: u64) -> Document {
    at_batch(include_str!("../programs/totals_and_recent.py"), batch)
}

/// A program that gives every panel something to show.
pub fn every_panel(batch: u64) -> Document {
    at_batch(include_str!("../programs/every_panel.py"), batch)
}

/// A document that opens with its batches up to this one computed, and stands there.
pub fn at_batch(program: &str, batch: u64) -> Document {
    let mut document = Document::of_program(program);
    document.view.pinned = Some(batch);
    document
}

/// Presses the button of this name.
pub fn press<'a>(page: &Page, name: impl Into<Name<'a>>) -> Result<()> {
    page.find("button", name)?.click()
}

/// Opens the tab of this name.
pub fn open_tab(page: &Page, name: &str) -> Result<()> {
    page.find("tab", name)?.click()
}

/// The names of all tabs in the row of this name.
pub fn tabs(page: &Page, row: &str) -> Result<Vec<String>> {
    const TABS: &str = "return [...arguments[0].querySelectorAll('[role=tab]')].map((tab) => tab.textContent)";
    let tabs = page.find("tablist", row)?.script(TABS)?;
    Ok(tabs.as_array().into_iter().flatten().filter_map(|tab| tab.as_str().map(str::to_owned)).collect())
}

/// Waits until all panels show this batch.
pub fn wait_for_batch(page: &Page, batch: u64) -> Result<()> {
    page.wait_for(&format!("batch {batch} to be shown"), |page| {
        // The slider itself may be out of sight on a narrow screen, but it is always there.
        let shown = page.script("return document.querySelector('input[type=range][aria-label=Batch]')?.value")?;
        Ok((shown == format!("{batch}")).then_some(()))
    })
}

/// Waits until the status line ends with this: `running`, `paused`, `stopped`, …
pub fn wait_for_state(page: &Page, state: &str) -> Result<()> {
    page.wait_for(&format!("the run to be {state}"), |page| Ok((run_state(page)? == state).then_some(())))
}

/// How the run stands, as the status line says it.
pub fn run_state(page: &Page) -> Result<String> {
    let state = page.script("return document.querySelector('footer .status-state')?.textContent ?? ''")?;
    Ok(state.as_str().unwrap_or_default().to_owned())
}

/// Waits until each of these is the name of a cell of the matrix, and none that is expected is missing.
pub fn wait_for_cells(page: &Page, expected: &[String]) -> Result<()> {
    let mut missing = Vec::new();
    let found = page.wait_for("the cells of the matrix", |page| {
        let names = page.names("gridcell")?;
        missing = expected.iter().filter(|name| !names.contains(name)).cloned().collect();
        Ok(missing.is_empty().then_some(()))
    });
    expect(missing.is_empty(), || format!("the matrix lacks:\n{}\nand has:\n{}", missing.join("\n"), names_of(page)))?;
    found
}

fn names_of(page: &Page) -> String {
    page.names("gridcell").map_or_else(|error| error.to_string(), |names| names.join("\n"))
}

/// Waits until the output shows this text among what is in sight.
pub fn wait_for_output(page: &Page, printed: &str) -> Result<()> {
    page.wait_for_text("region", "Output of the program", |text| text.contains(printed)).map(drop)
}

/// Waits until the body of the table in this region has these rows.
pub fn wait_for_rows(page: &Page, region: &str, expected: &[Vec<String>]) -> Result<()> {
    let mut last = Vec::new();
    let found = page.wait_for("the rows of the table", |page| {
        last = rows(page, region)?;
        Ok((last == expected).then_some(()))
    });
    expect(found.is_ok(), || format!("{region:?} has\n{last:#?}\nnot\n{expected:#?}"))
}

fn rows(page: &Page, region: &str) -> Result<Vec<Vec<String>>> {
    const ROWS: &str = "return [...arguments[0].querySelectorAll('tbody tr')]
        .map((row) => [...row.cells].map((cell) => cell.textContent))";
    let rows = page.find("region", region)?.script(ROWS)?;
    let text = |cell: &Value| cell.as_str().unwrap_or_default().to_owned();
    let row = |row: &Value| row.as_array().into_iter().flatten().map(text).collect();
    Ok(rows.as_array().into_iter().flatten().map(row).collect())
}

/// The program as the code tab holds it, which has to be open.
pub fn program(page: &Page) -> Result<String> {
    const LINES: &str = "return arguments[0].value ?? [...arguments[0].querySelectorAll('.cm-line')]
        .map((line) => line.textContent).join('\\n')";
    let text = page.find("textbox", "Program")?.script(LINES)?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

/// Puts a program in place of the one in the code tab, as pasting it does.
pub fn paste_program(page: &Page, program: &str) -> Result<()> {
    open_tab(page, "Code")?;
    // The editor itself, which takes the place of a plain field soon after the page has opened.
    page.wait_for("the editor", |page| {
        let is_there = page.script("return document.querySelector('.code-editor .cm-content') !== null")?;
        Ok((is_there == true).then_some(()))
    })?;
    page.find("textbox", "Program")?.click()?;
    page.press(&[crate::keys::CONTROL, 'a'])?;
    page.paste(program)
}

/// Puts a text in place of the one in a field, as selecting and typing it does.
pub fn fill<'a>(page: &Page, field: impl Into<Name<'a>>, text: &str) -> Result<()> {
    page.find("textbox", field)?.click()?;
    page.press(&[crate::keys::CONTROL, 'a'])?;
    page.insert_text(text)
}
