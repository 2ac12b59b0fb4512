//! Every panel, menu and dialog, in both themes, wide and narrow, against the rules of accessibility.

use e2e::accessibility::no_violations;
use e2e::error::Result;
use e2e::journey::journey_of;
use e2e::keys;
use e2e::layout::nothing_overlaps;
use e2e::page::{Page, Theme};
use e2e::reader::{open_tab, press, tabs, totals_and_recent, wait_for_batch};

/// The rows of tabs that are there, outermost first: on a narrow screen the panels are tabs, too.
fn every_tab(page: &Page, is_narrow: bool, mut look: impl FnMut(&str) -> Result<()>) -> Result<()> {
    for (panel, row) in [("Program", Some("Program")), ("Stream", None), ("Inspector", Some("Inspector"))] {
        if is_narrow {
            open_tab(page, panel)?;
        }
        let Some(row) = row else {
            look(panel)?;
            continue;
        };
        for tab in tabs(page, row)? {
            page.find("tablist", row)?;
            open_tab(page, &tab)?;
            if tab == "Code" {
                // The editor itself, which takes the place of a plain field soon after the tab has opened.
                page.wait_for("the editor", |page| {
                    let is_there = page.script("return document.querySelector('.code-editor .cm-content') !== null")?;
                    Ok((is_there == true).then_some(()))
                })?;
            }
            look(&format!("{panel}, {tab}"))?;
        }
    }
    Ok(())
}

fn check_all_panels(name: &'static str, width: u32) -> Result<()> {
    journey_of(name, &totals_and_recent(4), |journey| {
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

#[test]
fn no_menu_and_no_dialog_breaks_a_rule() -> Result<()> {
    journey_of("no_menu_and_no_dialog_breaks_a_rule", &totals_and_recent(4), |journey| {
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
        }
        Ok(())
    })
}

/// At 200 % zoom a screen of 1440 × 900 has 720 × 450 pixels of the page's own; and the narrowest screen there is.
#[test]
fn every_panel_fits_a_zoomed_and_the_narrowest_screen() -> Result<()> {
    journey_of("every_panel_fits_a_zoomed_and_the_narrowest_screen", &totals_and_recent(4), |journey| {
        let page = journey.page();
        wait_for_batch(page, 4)?;
        for (width, height) in [(720, 450), (360, 640)] {
            page.resize(width, height)?;
            every_tab(page, true, |_| {
                page.settle()?;
                nothing_overlaps(page)
            })?;
        }
        Ok(())
    })
}
