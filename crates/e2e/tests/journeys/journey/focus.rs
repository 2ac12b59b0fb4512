//! The focus is never lost: whatever is pressed by keys, something in sight has it afterwards.

use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::{Duration, Instant};

use e2e::error::{E2eError, Result, expect};
use e2e::journey::{Journey, journey, journey_of};
use e2e::keyboard::{expect_visible_focus, rest, stop};
use e2e::keys;
use e2e::page::{Name, Page};
use e2e::reader::{at_batch, open_tab, press, tabs, totals_and_recent, wait_for_batch};
use protocol::document::{Document, Source, TimedLine};
use protocol::examples::WORD_COUNT;

/// How long the page may take to put the focus somewhere.
const PATIENCE: Duration = Duration::from_secs(5);

/// The most presses on things of one name; of one sort, where there are rows of them.
const MAX_SAME: usize = 2;

/// What has the focus, for the walk: how it is pressed, what counts as the same, and the panel that it is in.
const LOOK: &str = r##"
const e = document.activeElement;
if (!e || e === document.body) return null;
const name = (e.getAttribute("aria-label") ?? e.textContent).trim().slice(0, 40);
const isRow = e.closest(".virtual-row, tr, [role=gridcell], .window-batch");
const type = e.matches("input") ? e.type : e.getAttribute("role") ?? e.tagName.toLowerCase();
const keys = { button: "Enter", summary: "Enter", menuitem: "Enter", gridcell: "Enter", checkbox: " ", radio: " ", range: "Right", select: "Down", tab: null };
return { key: `${type}.${e.className}|${isRow ? "" : name.replace(/\d+/g, "#")}`, how: keys[type] ?? null,
  panel: e.closest("dialog, [role=dialog], [role=menu]") ? "box" : e.closest("section.panel, header.bar, .notice")?.className ?? "",
  said: `${type} ${JSON.stringify(name)}` };
"##;

struct At {
    key: String,
    how: Option<char>,
    panel: String,
    said: String,
}

fn look(page: &Page) -> Result<Option<At>> {
    let at = page.script(LOOK)?;
    let text = |name: &str| at[name].as_str().map(str::to_owned);
    let how = match at["how"].as_str() {
        Some("Enter") => Some(keys::ENTER),
        Some(" ") => Some(keys::SPACE),
        Some("Right") => Some(keys::RIGHT),
        Some("Down") => Some(keys::DOWN),
        _ => None,
    };
    let found = text("key").zip(text("panel")).zip(text("said"));
    Ok(found.map(|((key, panel), said)| At { key, how, panel, said }))
}

/// Waits until what has the focus can be seen, or says what was done before it was lost.
fn expect_focus(page: &Page, after: &str) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    rest(page)?;
    loop {
        match expect_visible_focus(page) {
            Ok(()) => return Ok(()),
            Err(error) if Instant::now() > deadline => {
                return Err(E2eError::Expectation(format!("after {after}: {error}")));
            }
            Err(_) => sleep(Duration::from_millis(40)),
        }
    }
}

/// Goes by Tab through a panel, and presses all that can be pressed and was not yet.
fn press_all(page: &Page, panel: &str, pressed: &mut BTreeMap<String, usize>) -> Result<usize> {
    // A panel may have nothing that Tab stops at.
    if look(page)?.is_none_or(|at| at.panel != panel) {
        return Ok(0);
    }
    let mut last = "the walk began".to_owned();
    let mut n_pressed = 0;
    // Boxes that are open are walked through once, then left by Escape.
    let mut in_box = 0;
    for _ in 0..600 {
        expect_focus(page, &last)?;
        let Some(at) = look(page)? else { continue };
        if at.panel != "box" && at.panel != panel && !at.panel.contains("notice") {
            return Ok(n_pressed);
        }
        let count = pressed.entry(at.key.clone()).or_default();
        if let Some(key) = at.how.filter(|_| *count < MAX_SAME) {
            *count += 1;
            n_pressed += 1;
            last = format!("pressing {} ({})", at.said, at.key);
            page.press(&[key])?;
            expect_focus(page, &last)?;
            in_box = 0;
            continue;
        }
        if at.panel == "box" {
            in_box += 1;
            let is_menu = at.key.starts_with("menuitem");
            if in_box > 20 || (is_menu && in_box > 8) {
                last = format!("Escape in {}", at.said);
                page.press(&[keys::ESCAPE])?;
                expect_focus(page, &last)?;
                in_box = 0;
                continue;
            }
            page.press(&[if is_menu { keys::DOWN } else { keys::TAB }])?;
        } else {
            page.press(&[keys::TAB])?;
        }
        last = format!("Tab from {}", at.said);
        // Behind the last stop the browser itself has the focus for one.
        if page.script("return document.activeElement === document.body")? == true {
            page.press(&[keys::TAB])?;
        }
    }
    Ok(n_pressed)
}

fn focus_tab(page: &Page, row: &str) -> Result<()> {
    page.find("tablist", row)?.script("arguments[0].querySelector('[aria-selected=true]').focus()").map(drop)
}

/// Opens every tab and presses everything in its panel.
fn press_everything(journey: &Journey) -> Result<()> {
    let page = journey.page();
    let mut pressed = BTreeMap::new();
    let mut n_pressed = 0;
    for (row, panel) in [("Inspector", "panel inspector"), ("Program", "panel program")] {
        for tab in tabs(page, row)?.into_iter().filter(|tab| tab != "Code") {
            open_tab(page, &tab)?;
            focus_tab(page, row)?;
            page.press(&[keys::TAB])?;
            n_pressed += press_all(page, panel, &mut pressed)?;
        }
    }
    page.script("document.getElementById('examples-button').focus()")?;
    n_pressed += press_all(page, "bar", &mut pressed)?;

    expect(n_pressed > 60, || format!("only {n_pressed} presses: {pressed:#?}"))
}

#[test]
fn pressing_everything_in_a_program_with_state_and_window_keeps_the_focus() -> Result<()> {
    journey_of("pressing_everything", &totals_and_recent(4), |journey| {
        wait_for_batch(journey.page(), 4)?;
        press_everything(journey)
    })
}

#[test]
fn pressing_everything_in_a_program_with_typed_lines_keeps_the_focus() -> Result<()> {
    let mut document: Document = at_batch(WORD_COUNT.program, 2);
    let line = |at_ms| TimedLine { at_ms, text: format!("a b {at_ms}") };
    document.sources.insert("localhost:9999".to_owned(), Source::Lines(vec![line(0), line(9_000), line(12_000)]));
    journey_of("pressing_everything_typed", &document, |journey| {
        wait_for_batch(journey.page(), 2)?;
        press_everything(journey)
    })
}

#[test]
fn what_is_removed_hands_the_focus_to_what_stands_nearest() -> Result<()> {
    journey("what_is_removed_hands_the_focus_on", |journey| {
        let page = journey.page();
        page.find("button", "Remove flatMap")?;
        // A change that the page did not make itself, so that nobody but the keeper knows of it.
        page.script(
            "const box = document.createElement('div');
             box.innerHTML = '<p><button>One</button></p><p><button>Two</button></p><p><button>Three</button></p>\
                <div role=dialog aria-label=Box><button>In the box</button></div><button>Last</button>';
             document.querySelector('main').prepend(box);",
        )?;
        let now = |expected: &str| {
            page.wait_for(&format!("the focus to be on {expected}"), |page| {
                Ok((stop(page)?.name == expected).then_some(()))
            })
        };
        let focus = |name: &str| page.find("button", name)?.script("arguments[0].focus()").map(drop);
        focus("Two")?;
        page.script("document.activeElement.parentElement.remove()")?;
        now("Three")?;
        page.script("document.activeElement.disabled = true")?;
        now("In the box")?;
        focus("Last")?;
        focus("In the box")?;
        page.script("document.querySelector('[role=dialog]').remove()")?;
        now("Last")?;
        page.script("document.activeElement.hidden = true")?;
        now("One")?;
        // Where the reader presses beside everything, nothing is to take the focus.
        page.script("document.activeElement.blur()")?;
        rest(page)?;
        expect(page.script("return document.activeElement === document.body")? == true, || "it was taken".to_owned())?;
        // A card that is removed hands it to the next one, by its own landing.
        page.find("button", "Remove flatMap")?.script("arguments[0].focus()")?;
        page.press(&[keys::ENTER])?;
        page.wait_for("a card to have the focus", |page| {
            let card =
                page.script("return document.activeElement.closest('li.step')?.getAttribute('aria-label') ?? ''")?;
            Ok(card.as_str().filter(|card| !card.is_empty() && !card.starts_with("flatMap")).map(drop))
        })?;
        press(page, Name::StartingWith("Undo"))
    })
}
