//! Steps of the chain switched off and on, moved, written twice, branched and joined.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::keys;
use e2e::page::{Name, Page};
use e2e::reader::{at_batch, open_tab, press, program, wait_for_batch, wait_for_cells};
use protocol::document::Document;
use protocol::examples::WORD_COUNT;
use protocol::message::{ChainEdit, MoveTo};

use crate::known::Known;

fn word_count() -> Document {
    at_batch(WORD_COUNT.program, 2)
}

/// Waits until the card of a step has the focus.
fn wait_for_focus(page: &Page, card: &str) -> Result<()> {
    page.wait_for(&format!("the focus to be on {card}"), |page| {
        let name = page.script("return document.activeElement.closest('li')?.getAttribute('aria-label') ?? ''")?;
        Ok(name.as_str().is_some_and(|name| name.starts_with(card)).then_some(()))
    })
}

/// Waits until the chain says this to those who cannot see it.
fn wait_for_news(page: &Page, said: &str) -> Result<()> {
    page.wait_for(&format!("the chain to say {said:?}"), |page| {
        let news = page.script("return document.querySelector('[aria-label=Chain]')?.textContent ?? ''")?;
        Ok((news == said).then_some(()))
    })
}

fn expect_program(page: &Page, expected: &str) -> Result<()> {
    open_tab(page, "Code")?;
    let text = program(page)?;
    expect(text == expected, || format!("the program is\n{text}"))
}

#[test]
fn a_step_is_switched_off_and_on_again() -> Result<()> {
    journey_of("a_step_is_switched_off_and_on_again", &word_count(), |journey| {
        let page = journey.page();
        wait_for_batch(page, 2)?;
        let mut known = Known::of(&word_count(), 2);
        let map = known.step("flatMap")?.id;
        let off = known.after(ChainEdit::Disable { node: map })?;
        press(page, "Disable flatMap")?;
        wait_for_focus(page, "flatMap, switched off")?;
        wait_for_news(page, "flatMap switched off")?;
        wait_for_cells(page, &off.cells(0..=2))?;
        journey.picture()?;
        // It is in the text alone, so a reload does not forget it.
        open_tab(page, "Code")?;
        let text = program(page)?;
        expect(text == off.document.program, || format!("the program is\n{text}"))?;
        expect(text.contains("words = lines\n# off: .flatMap("), || text.clone())?;
        open_tab(page, "Chain")?;
        press(page, "Enable flatMap")?;
        wait_for_focus(page, "flatMap, gives words")?;
        wait_for_cells(page, &known.cells(0..=2))?;
        expect_program(page, WORD_COUNT.program)
    })
}

#[test]
fn steps_are_moved_and_changes_taken_back_by_keyboard() -> Result<()> {
    journey_of("steps_are_moved_by_keyboard", &word_count(), |journey| {
        let page = journey.page();
        wait_for_batch(page, 2)?;
        let mut known = Known::of(&word_count(), 2);
        let (map, flat_map) = (known.step("map")?.id, known.step("flatMap")?.id);
        let moved = known.after(ChainEdit::Move { node: map, to: MoveTo::Before(flat_map) })?;
        page.script("document.getElementById('step-2').focus()")?;
        page.press(&[keys::ALT, keys::UP])?;
        wait_for_news(page, "map moved, now after lines")?;
        wait_for_focus(page, "map, gives words")?;
        wait_for_cells(page, &moved.cells(0..=0))?;
        page.press(&[keys::CONTROL, 'z'])?;
        wait_for_cells(page, &known.cells(0..=2))?;
        page.press(&[keys::CONTROL, 'y'])?;
        wait_for_cells(page, &moved.cells(0..=0))?;
        page.press(&[keys::CONTROL, 'z'])?;
        wait_for_cells(page, &known.cells(0..=2))?;
        expect_program(page, WORD_COUNT.program)
    })
}

/// Moves the pointer from the handle of one card to below another, and lets go, unless it `stays` held.
fn drag(page: &Page, from: &str, below: &str, escape: bool) -> Result<()> {
    const PLACE: &str = "const card = [...document.querySelectorAll('li.step')]
        .find((card) => card.getAttribute('aria-label').startsWith(arguments[0]));
        const place = (arguments[1] ? card.querySelector('.grip') : card).getBoundingClientRect();
        return [place.x + 6, arguments[1] ? place.y + place.height / 2 : place.bottom - 4].map(Math.round)";
    let place = |card: &str, is_grip: bool| -> Result<(i64, i64)> {
        let place =
            page.session().post("/execute/sync", serde_json::json!({ "script": PLACE, "args": [card, is_grip] }))?;
        Ok((place[0].as_i64().unwrap_or(0), place[1].as_i64().unwrap_or(0)))
    };
    let ((x, y), (_, to)) = (place(from, true)?, place(below, false)?);
    let at = |x: i64, y: i64| serde_json::json!({ "type": "pointerMove", "duration": 60, "x": x, "y": y });
    let act = |actions: Vec<serde_json::Value>| {
        let pointer = serde_json::json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions });
        page.session().post("/actions", serde_json::json!({ "actions": [pointer] })).map(drop)
    };
    act(vec![at(x, y), serde_json::json!({ "type": "pointerDown", "button": 0 }), at(x, y + 10), at(x, to)])?;
    page.wait_for("the place to drop to", |page| {
        let marked = page.script("return document.querySelector('[data-drop]')?.getAttribute('aria-label') ?? ''")?;
        Ok(marked.as_str().is_some_and(|name| name.starts_with(below)).then_some(()))
    })?;
    if escape {
        page.press(&[keys::ESCAPE])?;
    }
    act(vec![serde_json::json!({ "type": "pointerUp", "button": 0 })])
}

#[test]
fn a_card_is_dragged_and_escape_leaves_it_where_it_was() -> Result<()> {
    journey_of("a_card_is_dragged", &word_count(), |journey| {
        let page = journey.page();
        wait_for_batch(page, 2)?;
        let mut known = Known::of(&word_count(), 2);
        let (map, flat_map) = (known.step("map")?.id, known.step("flatMap")?.id);
        let moved = known.after(ChainEdit::Move { node: flat_map, to: MoveTo::After(map) })?;
        drag(page, "flatMap", "map,", true)?;
        page.wait_for("the card to be let go", |page| {
            Ok((page.script("return document.querySelectorAll('.held').length")? == 0).then_some(()))
        })?;
        wait_for_cells(page, &known.cells(0..=2))?;
        drag(page, "flatMap", "map,", false)?;
        wait_for_news(page, "flatMap moved, now after words")?;
        expect_program(page, &moved.document.program)
    })
}

#[test]
fn a_branch_begins_in_the_middle_and_two_streams_are_joined() -> Result<()> {
    journey_of("a_branch_and_a_join", &word_count(), |journey| {
        let page = journey.page();
        wait_for_batch(page, 2)?;
        let mut known = Known::of(&word_count(), 2);
        let from = known.node("pairs")?.id;
        let mut branched = known.after(ChainEdit::Branch { from, operator: "groupByKey".into() })?;
        press(page, "More about map")?;
        page.find("menuitem", Name::StartingWith("Branch from here"))?;
        page.press(&[keys::DOWN])?;
        page.press(&[keys::ENTER])?;
        page.find("combobox", "Find an operator")?.type_text("groupByKey")?;
        page.press(&[keys::ENTER])?;
        wait_for_focus(page, "groupByKey, gives branch")?;
        wait_for_cells(page, &branched.cells(0..=2))?;
        journey.picture()?;

        let (node, other) = (branched.node("branch")?.id, branched.node("counts")?.id);
        let joined = branched.after(ChainEdit::Join { node, other, operator: "join".into() })?;
        press(page, "More about groupByKey")?;
        page.find("menuitem", Name::StartingWith("Join with another stream"))?.click()?;
        page.find("combobox", "With")?.type_text("counts")?;
        press(page, "Join")?;
        wait_for_focus(page, "join, gives joined")?;
        wait_for_cells(page, &joined.cells(0..=2))?;
        journey.picture()?;
        expect_program(page, &joined.document.program)
    })
}

#[test]
fn a_step_is_written_twice_and_a_move_that_cannot_be_says_why_at_its_card() -> Result<()> {
    let text = "lines = ssc.socketTextStream('localhost', 9999)\nwords = lines.map(str.upper)\n\
                def short(line):\n    return line[:3]\nmine = words.map(short)\nmine.pprint()\n";
    let begin = WORD_COUNT.program.split("lines = ").next().unwrap_or_default();
    let document = at_batch(&format!("{begin}{text}ssc.start()\n"), 1);
    journey_of("a_step_is_written_twice", &document, |journey| {
        let page = journey.page();
        wait_for_batch(page, 1)?;
        let mut known = Known::of(&document, 1);
        page.script("document.getElementById('step-2').focus()")?;
        page.press(&[keys::ALT, keys::UP])?;
        let why = page.find("alert", Name::Any)?.text_content()?;
        expect(why == "the step cannot stand there: name 'short' is not defined", || why.clone())?;
        wait_for_focus(page, "map, gives mine")?;
        let output = known.step("pprint")?.id;
        let twice = known.after(ChainEdit::Duplicate { node: output })?;
        press(page, "More about pprint")?;
        page.press(&[keys::ENTER])?;
        page.wait_for("a second pprint", |page| {
            Ok((page.find_all("listitem", Name::StartingWith("pprint"))?.len() == 2).then_some(()))
        })?;
        expect_program(page, &twice.document.program)
    })
}

#[test]
fn one_goes_from_a_card_to_the_code_and_back() -> Result<()> {
    journey_of("from_a_card_to_the_code_and_back", &word_count(), |journey| {
        let page = journey.page();
        wait_for_batch(page, 2)?;
        page.wait_for("the editor", |page| {
            Ok((page.script("return document.querySelector('.cm-content') !== null")? == true).then_some(()))
        })?;
        press(page, "More about map")?;
        page.find("menuitem", Name::StartingWith("Show in code"))?.click()?;
        page.wait_for("the call to be selected", |page| {
            let selected = page.script("return String(getSelection())")?;
            Ok((selected == "map(lambda word: (word, 1))").then_some(()))
        })?;
        page.press(&[keys::CONTROL, '.'])?;
        wait_for_focus(page, "map, gives pairs")?;
        press(page, "More about reduceByKey")?;
        page.find("menuitem", Name::StartingWith("Show in code"))?.click()?;
        press(page, "Show the step in the chain")?;
        wait_for_focus(page, "reduceByKey, gives counts")
    })
}

#[test]
fn undo_and_redo_are_grey_when_there_is_nothing_to_do() -> Result<()> {
    journey_of("undo_and_redo_are_grey", &word_count(), |journey| {
        let page = journey.page();
        wait_for_batch(page, 2)?;
        let wait_for = |undo: bool, redo: bool| {
            page.wait_for("the buttons", |page| {
                let off = |name: &str| {
                    Ok::<_, e2e::error::E2eError>(page.find("button", name)?.attribute("aria-disabled")?.is_some())
                };
                Ok(((!off("Undo")?, !off("Redo")?) == (undo, redo)).then_some(()))
            })
        };
        page.wait_for("the editor", |page| {
            Ok((page.script("return document.querySelector('.cm-content') !== null")? == true).then_some(()))
        })?;
        wait_for(false, false)?;
        press(page, "Disable pprint")?;
        wait_for(true, false)?;
        press(page, "Undo")?;
        wait_for(false, true)?;
        press(page, "Redo")?;
        wait_for(true, false)
    })
}
