//! Every panel, menu and dialog, in both themes, wide and narrow, against the rules of accessibility.

use e2e::accessibility::no_violations;
use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::keys;
use e2e::layout::nothing_overlaps;
use e2e::page::{Name, Page, Theme};
use e2e::reader::{every_panel, open_tab, press, tabs, wait_for_batch};

/// Waits until the panel that has been opened shows what it is for, and opens what has to be chosen in it.
fn fill(page: &Page, tab: &str) -> Result<()> {
    let there = |selector: &'static str| {
        page.wait_for(selector, |page| {
            let script = format!("return document.querySelector({selector:?})?.checkVisibility() ?? false");
            Ok((page.script(&script)? == true).then_some(()))
        })
    };
    let choose = |selector: &'static str| {
        there(selector)?;
        page.script(&format!("document.querySelector({selector:?}).click()")).map(drop)
    };
    match tab {
        // The editor itself, which takes the place of a plain field soon after the tab has opened.
        "Code" => there(".code-editor .cm-content"),
        "RDD" => there(".record"),
        "State" => choose(".state-panel .key"),
        "Window" => there(".window-panel td"),
        "Shuffle" => there(".shuffle-body td"),
        "Lineage" => {
            // A record is chosen in the panel that lists them.
            open_tab(page, "RDD")?;
            choose(".record")?;
            there(".lineage-record")
        }
        "Batches" => there(".timelines canvas"),
        "Files" => {
            choose(".files-list .file")?;
            there(".file-text")
        }
        _ => Ok(()),
    }
}

/// The rows of tabs that are there, outermost first: on a narrow screen the panels are tabs, too.
pub fn every_tab(page: &Page, is_narrow: bool, mut look: impl FnMut(&str) -> Result<()>) -> Result<()> {
    for (panel, row) in [("Program", Some("Program")), ("Stream", None), ("Inspector", Some("Inspector"))] {
        if is_narrow {
            open_tab(page, panel)?;
        }
        let Some(row) = row else {
            look(panel)?;
            press(page, "Graph")?;
            page.wait_for("the graph", |page| {
                Ok((page.script("return document.querySelector('.graph-box') !== null")? == true).then_some(()))
            })?;
            look("Stream, graph")?;
            press(page, "Graph")?;
            continue;
        };
        for tab in tabs(page, row)? {
            page.find("tablist", row)?;
            open_tab(page, &tab)?;
            fill(page, &tab)?;
            look(&format!("{panel}, {tab}"))?;
        }
    }
    Ok(())
}

fn check_all_panels(name: &'static str, width: u32) -> Result<()> {
    journey_of(name, &every_panel(4), |journey| {
        let page = journey.page();
        wait_for_batch(page, 4)?;
        page.resize(width, 900)?;
        for theme in [Theme::Light, Theme::Dark] {
            page.prefer(theme)?;
            every_tab(page, width < 860, |tab| no_violations(page, &format!("{tab} at {width} px, {theme:?}")))?;
        }
        Ok(())
    })
}

#[test]
fn no_panel_breaks_a_rule_on_a_wide_screen() -> Result<()> {
    check_all_panels("no_panel_breaks_a_rule_on_a_wide_screen", 1440)
}

#[test]
fn no_panel_breaks_a_rule_on_a_narrow_screen() -> Result<()> {
    check_all_panels("no_panel_breaks_a_rule_on_a_narrow_screen", 390)
}

/// Opens the history with a version in it, one that is being named, and one that was deleted.
pub fn open_history(page: &Page) -> Result<()> {
    page.script("document.getElementById('examples-button').click()")?;
    page.find("menuitem", Name::StartingWith("History"))?.click()?;
    page.find("dialog", "History")?;
    for _ in 0..2 {
        press(page, "Keep this version")?;
    }
    page.find_all("button", Name::StartingWith("Rename"))?.first().map_or(Ok(()), |button| button.click())?;
    page.find("textbox", "New name").map(drop)
}

/// Escape leaves the name as it was, and the next one closes the history.
pub fn close_history(page: &Page) -> Result<()> {
    for (role, name) in [("textbox", "New name"), ("dialog", "History")] {
        expect(!page.find_all(role, name)?.is_empty(), || format!("there is no {role} {name:?}"))?;
        page.press(&[keys::ESCAPE])?;
        page.wait_for(&format!("the {role} {name:?} to go"), |page| {
            Ok(page.find_all(role, name)?.is_empty().then_some(()))
        })?;
    }
    Ok(())
}

#[test]
fn no_menu_and_no_dialog_breaks_a_rule() -> Result<()> {
    journey_of("no_menu_and_no_dialog_breaks_a_rule", &every_panel(4), |journey| {
        let page = journey.page();
        wait_for_batch(page, 4)?;
        for (theme, width) in [(Theme::Light, 1440), (Theme::Dark, 1440), (Theme::Light, 390), (Theme::Dark, 390)] {
            page.prefer(theme)?;
            page.resize(width, 900)?;
            let what = |opened: &str| format!("{opened} at {width} px, {theme:?}");
            // What opens a menu says so itself.
            const OPENERS: &str = "return [...document.querySelectorAll('[aria-haspopup]')]
                .filter((button) => button.checkVisibility()).length";
            let n_openers = page.script(OPENERS)?.as_u64().unwrap_or_default();
            for opener in 0..n_openers {
                page.script(&format!(
                    "[...document.querySelectorAll('[aria-haspopup]')].filter((b) => b.checkVisibility())[{opener}].click()"
                ))?;
                no_violations(page, &what(&format!("menu {opener}")))?;
                page.press(&[keys::ESCAPE])?;
                page.script("document.querySelectorAll('[aria-expanded=true]').forEach((b) => b.click())")?;
            }
            press(page, "Share")?;
            no_violations(page, &what("Share"))?;
            page.press(&[keys::ESCAPE])?;
            page.press(&[keys::CONTROL, '/'])?;
            page.find("dialog", "Keys")?;
            no_violations(page, &what("Keys"))?;
            page.press(&[keys::ESCAPE])?;
            open_history(page)?;
            no_violations(page, &what("History"))?;
            close_history(page)?;
        }
        Ok(())
    })
}

/// At 200 % zoom a screen of 1440 × 900 has 720 × 450 pixels of the page's own; and the narrowest screen there is.
#[test]
fn every_panel_fits_a_zoomed_and_the_narrowest_screen() -> Result<()> {
    journey_of("every_panel_fits_a_zoomed_and_the_narrowest_screen", &every_panel(4), |journey| {
        let page = journey.page();
        wait_for_batch(page, 4)?;
        for (width, height) in [(720, 450), (360, 640)] {
            page.resize(width, height)?;
            every_tab(page, true, |_| {
                page.settle()?;
                nothing_overlaps(page)
            })?;
            open_history(page)?;
            nothing_overlaps(page)?;
            close_history(page)?;
        }
        Ok(())
    })
}
