//! Opening the page, and whether it has room for everything.

use e2e::error::{Result, expect};
use e2e::journey::{journey, journey_of};
use e2e::layout::nothing_overlaps;
use e2e::page::Name;
use e2e::reader::{open_tab, totals_and_recent, wait_for_batch, wait_for_state};

#[test]
fn page_opens_and_shows_its_name() -> Result<()> {
    journey("page_opens_and_shows_its_name", |journey| {
        let page = journey.page();
        let title = page.script("return document.title")?;
        expect(title == "DStream Playground", || format!("the title is {title}"))?;
        let banner = page.find("banner", Name::Any)?.text()?;
        expect(banner.contains("DStream Playground"), || format!("the banner says {banner:?}"))
    })
}

#[test]
fn the_pinned_batch_stays_in_sight_at_any_width() -> Result<()> {
    journey_of("the_pinned_batch_stays_in_sight", &totals_and_recent(5), |journey| {
        const IS_IN_SIGHT: &str = "
            const shown = document.querySelector('.head.shown').getBoundingClientRect();
            const room = document.querySelector('.matrix-scroll').getBoundingClientRect();
            return shown.left >= room.left && shown.right <= room.right;";
        let page = journey.page();
        wait_for_batch(page, 5)?;
        for (width, tab) in [(1440, "Output"), (1024, "Output"), (390, "Stream"), (1024, "Output")] {
            page.resize(width, 900)?;
            open_tab(page, tab)?;
            page.wait_for("the pinned batch", |page| Ok((page.script(IS_IN_SIGHT)? == true).then_some(())))?;
        }
        Ok(())
    })
}

#[test]
fn nothing_overlaps_at_any_width_while_it_runs() -> Result<()> {
    journey_of("nothing_overlaps_at_any_width", &totals_and_recent(3), |journey| {
        let page = journey.page();
        wait_for_batch(page, 3)?;
        page.find("button", "Run")?.click()?;
        wait_for_state(page, "running")?;
        for width in [1440, 1024] {
            page.resize(width, 900)?;
            for tab in ["Code", "Source", "Chain", "Output", "RDD", "State", "Window"] {
                open_tab(page, tab)?;
                page.settle()?;
                nothing_overlaps(page)?;
            }
        }
        page.resize(390, 844)?;
        for tab in ["Program", "Code", "Source", "Chain", "Stream", "Inspector", "Output", "RDD", "State", "Window"] {
            open_tab(page, tab)?;
            page.settle()?;
            nothing_overlaps(page)?;
        }
        journey.picture()
    })
}
