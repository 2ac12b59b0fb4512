//! For readers who asked for less motion, and for those who touch the page.

use std::cell::RefCell;

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::keys;
use e2e::motion::{nothing_moves, prefer_less};
use e2e::page::{Page, Theme};
use e2e::reader::{at_batch, every_panel, open_tab, press, program, wait_for_batch, wait_for_state};
use e2e::touch::{self, targets_are_large};
use protocol::document::Document;
use protocol::examples::WORD_COUNT;
use protocol::message::{ChainEdit, MoveTo};

use super::accessibility::{close_history, every_tab, open_history};
use crate::known::Known;

/// Opens everything that opens over the page, and looks.
fn every_box(page: &Page, look: impl Fn(&str) -> Result<()>) -> Result<()> {
    const OPENERS: &str = "[...document.querySelectorAll('[aria-haspopup]')].filter((b) => b.checkVisibility())";
    let n_openers = page.script(&format!("return {OPENERS}.length"))?.as_u64().unwrap_or_default();
    for opener in 0..n_openers {
        page.script(&format!("{OPENERS}[{opener}].click()"))?;
        look(&format!("menu {opener}"))?;
        page.press(&[keys::ESCAPE])?;
    }
    for name in ["Share", "Keys"] {
        if let Some(button) = page.find_all("button", name)?.pop() {
            button.click()?;
            look(name)?;
            page.press(&[keys::ESCAPE])?;
        }
    }
    open_history(page)?;
    look("History")?;
    close_history(page)
}

#[test]
fn nothing_moves_for_readers_who_asked_for_less_motion() -> Result<()> {
    journey_of("nothing_moves", &every_panel(4), |journey| {
        let page = journey.page();
        wait_for_batch(page, 4)?;
        prefer_less(page)?;
        every_tab(page, false, |tab| nothing_moves(page, tab))?;
        open_tab(page, "Chain")?;
        every_box(page, |opened| nothing_moves(page, opened))?;
        press(page, "Run")?;
        wait_for_state(page, "running")?;
        nothing_moves(page, "a run")
    })
}

#[test]
fn everything_is_large_enough_to_be_hit() -> Result<()> {
    journey_of("everything_is_large_enough", &every_panel(4), |journey| {
        let page = journey.page();
        wait_for_batch(page, 4)?;
        let small = RefCell::new(Vec::new());
        let look = |what: &str| {
            small.borrow_mut().extend(targets_are_large(page, what).err().map(|error| error.to_string()));
            Ok(())
        };
        every_tab(page, false, look)?;
        open_tab(page, "Chain")?;
        every_box(page, look)?;
        touch::begin(page, 844)?;
        every_tab(page, true, |tab| look(&format!("{tab}, touched")))?;
        open_tab(page, "Program")?;
        open_tab(page, "Chain")?;
        every_box(page, |opened| look(&format!("{opened}, touched")))?;
        expect(small.borrow().is_empty(), || small.borrow().join("\n"))
    })
}

/// The middle of what a selector finds first, or of its part that is in sight.
fn middle(page: &Page, selector: &str) -> Result<(i64, i64)> {
    let script = format!(
        "const element = document.querySelector({selector:?});
         element.scrollIntoView({{ block: 'nearest', inline: 'nearest' }});
         const box = element.getBoundingClientRect();
         return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]"
    );
    let place = page.script(&script)?;
    Ok((place[0].as_i64().unwrap_or_default(), place[1].as_i64().unwrap_or_default()))
}

#[test]
fn a_card_is_moved_by_a_finger_on_its_handle_and_the_chain_scrolls_beside_it() -> Result<()> {
    let document: Document = at_batch(WORD_COUNT.program, 2);
    journey_of("a_card_is_moved_by_a_finger", &document, |journey| {
        let page = journey.page();
        wait_for_batch(page, 2)?;
        touch::begin(page, 640)?;
        open_tab(page, "Program")?;
        let mut known = Known::of(&document, 2);
        let (map, flat_map) = (known.step("map")?.id, known.step("flatMap")?.id);
        let moved = known.after(ChainEdit::Move { node: flat_map, to: MoveTo::After(map) })?;
        let scrolled = || page.script("return document.querySelector('.chain-panel').scrollTop");
        // On a card, a finger scrolls.
        let (x, y) = middle(page, "[data-node='2'] .step-line")?;
        touch::swipe(page, (x, y), (0, -160))?;
        expect(scrolled()?.as_f64().unwrap_or_default() > 100.0, || "a finger on a card does not scroll".to_owned())?;
        touch::swipe(page, (x, y), (0, 400))?;
        expect(scrolled()? == 0, || "a finger on a card does not scroll back".to_owned())?;
        // On its handle, it takes the card along.
        let (x, y) = middle(page, "[data-node='1'] .grip")?;
        let (_, end) = middle(page, "[data-node='2'] .argument")?;
        let places: Vec<(i64, i64)> = (0..=10).map(|step| (x, y + (end + 24 - y) * step / 10)).collect();
        touch::follow(page, &places)?;
        page.wait_for("the place to drop to", |page| {
            let marked = page.script("return document.querySelector('[data-drop]')?.dataset.node ?? ''")?;
            Ok((marked == "2").then_some(()))
        })?;
        journey.picture()?;
        touch::lift(page)?;
        page.wait_for("the card to be moved", |page| {
            let said = page.script("return document.querySelector('[aria-label=Chain]')?.textContent ?? ''")?;
            Ok((said == "flatMap moved, now after words").then_some(()))
        })?;
        open_tab(page, "Code")?;
        expect(program(page)? == moved.document.program, || {
            format!("the program is\n{}", program(page).unwrap_or_default())
        })
    })
}

#[test]
fn a_finger_pans_the_matrix_and_a_tap_pins_a_batch() -> Result<()> {
    journey_of("a_finger_pans_the_matrix", &at_batch(WORD_COUNT.program, 20), |journey| {
        let page = journey.page();
        wait_for_batch(page, 20)?;
        touch::begin(page, 844)?;
        let left = || {
            Ok::<_, e2e::error::E2eError>(
                page.script("return document.querySelector('.matrix-scroll').scrollLeft")?.as_f64().unwrap_or_default(),
            )
        };
        let before = left()?;
        let (x, y) = middle(page, "[id='cell-1-20']")?;
        touch::swipe(page, (x, y), (250, 0))?;
        let panned = before - left()?;
        expect(panned > 150.0, || format!("the matrix was panned by {panned} px"))?;
        wait_for_batch(page, 20)?; // A finger that pans presses nothing.
        journey.picture()?;
        // Also from a head, and down.
        let (x, y) = middle(page, ".grid-head .head:nth-child(4)")?;
        touch::swipe(page, (x, y), (120, 0))?;
        wait_for_batch(page, 20)?;
        expect(left()? < before - panned, || "the heads do not pan".to_owned())?;
        let cell = page.script(
            "const names = document.querySelector('.corner').getBoundingClientRect().right;
             return [...document.querySelectorAll('[id^=cell-1-]')].find((cell) => cell.getBoundingClientRect().left > names).id",
        )?;
        let cell = cell.as_str().unwrap_or_default().to_owned();
        touch::tap(page, middle(page, &format!("[id='{cell}']"))?)?;
        let batch = cell.rsplit('-').next().and_then(|batch| batch.parse().ok()).unwrap_or_default();
        wait_for_batch(page, batch)
    })
}

#[test]
fn the_theme_goes_from_the_systems_to_light_to_dark_and_is_kept() -> Result<()> {
    journey_of("the_theme_goes_round", &at_batch(WORD_COUNT.program, 0), |journey| {
        let page = journey.page();
        let is_dark =
            |page: &Page| page.script("return getComputedStyle(document.body).backgroundColor === 'rgb(15, 18, 22)'");
        let shows = |page: &Page, what: &str, dark: bool| {
            let shown = is_dark(page)?;
            expect(shown == dark, || format!("{what} is {}", if dark { "light" } else { "dark" }))
        };
        for theme in [Theme::Dark, Theme::Light] {
            page.prefer(theme)?;
            page.find("button", "Theme: system")?;
            shows(page, "the system's theme", theme == Theme::Dark)?;
        }
        press(page, "Theme: system")?;
        page.find("button", "Theme: light")?;
        page.prefer(Theme::Dark)?;
        shows(page, "light beside a dark system", false)?;
        press(page, "Theme: light")?;
        page.find("button", "Theme: dark")?;
        page.prefer(Theme::Light)?;
        shows(page, "dark beside a light system", true)?;
        page.reload()?;
        page.find("button", "Theme: dark")?;
        shows(page, "dark after a reload", true)?;
        press(page, "Theme: dark")?;
        page.find("button", "Theme: system")?;
        shows(page, "the system's theme again", false)
    })
}
