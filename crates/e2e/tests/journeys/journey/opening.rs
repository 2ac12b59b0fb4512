//! Opening the page.

use e2e::error::{Result, expect};
use e2e::journey::journey;
use e2e::layout::nothing_overlaps;
use e2e::page::Name;

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
fn nothing_overlaps_at_any_width() -> Result<()> {
    journey("nothing_overlaps_at_any_width", |journey| {
        let page = journey.page();
        page.find("banner", Name::Any)?;
        for width in [1440, 1024, 390] {
            page.resize(width, 900)?;
            page.settle()?;
            nothing_overlaps(page)?;
        }
        Ok(())
    })
}
