//! Changing the program as a chain of steps.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::keys;
use e2e::page::Name;
use e2e::reader::{
    at_batch, fill, open_tab, press, program, wait_for_batch, wait_for_cells, wait_for_output, wait_for_rows,
};
use protocol::document::Document;
use protocol::examples::WORD_COUNT;
use protocol::message::ChainEdit;

use crate::known::Known;

/// The field of the chain with the function of `reduceByKey`.
const REDUCE: &str = "func of reduceByKey";

fn word_count() -> Document {
    at_batch(WORD_COUNT.program, 4)
}

#[test]
fn a_changed_function_changes_all_batches() -> Result<()> {
    journey_of("a_changed_function_changes_all_batches", &word_count(), |journey| {
        let page = journey.page();
        wait_for_batch(page, 4)?;
        wait_for_cells(page, &Known::of(&word_count(), 4).cells(0..=4))?;
        fill(page, REDUCE, "lambda x, y: x * y")?;
        let changed = at_batch(&WORD_COUNT.program.replace("x + y", "x * y"), 4);
        let known = Known::of(&changed, 4);
        wait_for_cells(page, &known.cells(0..=4))?;
        expect(known.printed(4).contains("('This', 1)\n"), || format!("batch 4 prints\n{}", known.printed(4)))?;
        wait_for_output(page, &known.printed(4))?;
        journey.picture()?;
        open_tab(page, "Code")?;
        let text = program(page)?;
        expect(text == changed.program, || format!("the program is\n{text}"))
    })
}

#[test]
fn a_step_is_added_and_removed() -> Result<()> {
    journey_of("a_step_is_added_and_removed", &word_count(), |journey| {
        let page = journey.page();
        wait_for_batch(page, 4)?;
        let mut known = Known::of(&word_count(), 4);
        let after = known.node("words")?.id;
        let mut with_step = known.after(ChainEdit::Insert { after, operator: "filter".into(), args: Vec::new() })?;

        press(page, "Add a step after words")?;
        page.find("combobox", "Find an operator")?.type_text("filter")?;
        page.find("option", Name::StartingWith("filter"))?;
        page.press(&[keys::ENTER])?;
        wait_for_cells(page, &with_step.cells(0..=4))?;
        wait_for_output(page, &with_step.printed(4))?;
        page.find("listitem", Name::StartingWith("filter"))?;
        journey.picture()?;

        let filter = with_step.step("filter")?.id;
        let without_step = with_step.after(ChainEdit::Remove { node: filter })?;
        press(page, "Remove filter")?;
        wait_for_cells(page, &without_step.cells(0..=4))?;
        wait_for_output(page, &known.printed(4))?;
        expect(page.find_all("listitem", Name::StartingWith("filter"))?.is_empty(), || "it is there".to_owned())?;
        open_tab(page, "Code")?;
        let text = program(page)?;
        expect(text == WORD_COUNT.program, || format!("the program is\n{text}"))
    })
}

#[test]
fn a_broken_program_keeps_the_last_good_plan_and_underlines_the_place() -> Result<()> {
    journey_of("a_broken_program_keeps_the_last_good_plan", &word_count(), |journey| {
        let page = journey.page();
        wait_for_batch(page, 4)?;
        let known = Known::of(&word_count(), 4);
        fill(page, REDUCE, "lambda x, y: x + +")?;
        page.find("alert", Name::Any)?;
        let broken = at_batch(&WORD_COUNT.program.replace("x + y", "x + +"), 4);
        let message = Known::of(&broken, 0).diagnostics[0].message.clone();
        expect(message == "invalid syntax", || format!("CPython would say invalid syntax, not {message}"))?;
        let stale = page.find("alert", Name::Any)?.text_content()?;
        expect(stale == format!("The last good plan is shown: {message}"), || format!("the alert says {stale:?}"))?;
        wait_for_cells(page, &known.cells(0..=4))?;
        wait_for_output(page, &known.printed(4))?;
        let field = page.find("textbox", REDUCE)?;
        expect(field.attribute("aria-invalid")?.as_deref() == Some("true"), || "the field is not marked".to_owned())?;
        expect(field.value()? == "lambda x, y: x + +", || "what was typed is lost".to_owned())?;
        journey.picture()?;
        open_tab(page, "Code")?;
        let underlined = page.wait_for("the underlined place", |page| {
            let text =
                page.script("return document.querySelector('.cm-lintRange-error')?.closest('.cm-line').textContent")?;
            Ok(text.as_str().map(str::to_owned))
        })?;
        expect(underlined.contains("x + +"), || format!("the underlined line is {underlined:?}"))?;
        // Mended, it goes on as if nothing had been.
        open_tab(page, "Chain")?;
        fill(page, REDUCE, "lambda x, y: x + y")?;
        wait_for_output(page, &known.printed(4))?;
        page.wait_for("the alert to go", |page| Ok(page.names("alert")?.is_empty().then_some(())))
    })
}

#[test]
fn the_course_program_with_state_and_window_has_a_card_for_each_step() -> Result<()> {
    let document = e2e::reader::totals_and_recent(3);
    journey_of("a_card_for_each_step", &document, |journey| {
        let page = journey.page();
        wait_for_batch(page, 3)?;
        for operator in ["socketTextStream", "flatMap", "map", "updateStateByKey", "reduceByKeyAndWindow"] {
            page.find("listitem", Name::StartingWith(&format!("{operator}, gives ")))?;
        }
        let known = Known::of(&document, 3);
        fill(page, "windowDuration of reduceByKeyAndWindow", "30")?;
        let changed = at_batch(&document.program.replace("20, 10)", "30, 10)"), 3);
        let mut wider = Known::of(&changed, 3);
        expect(wider.printed(3) != known.printed(3), || "a wider window holds more".to_owned())?;
        wait_for_cells(page, &wider.cells(0..=3))?;
        open_tab(page, "Window")?;
        let rows = super::panels::window::window_rows(&wider.window("recent", 3)?);
        wait_for_rows(page, "Window by key", &rows)
    })
}
