//! What readers do with the page, in a real browser.
//!
//! All tests are in the module `journey`: runs without a browser and a built page leave it out by that name.

mod journey {
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
                nothing_overlaps(page)?;
            }
            Ok(())
        })
    }

    /// Opens `html` in a browser of its own.
    fn with_document(name: &'static str, html: &str, look: impl FnOnce(&e2e::page::Page) -> Result<()>) -> Result<()> {
        journey(name, |journey| {
            let page = journey.second_browser()?;
            page.open(&format!("data:text/html,<!doctype html><title>x</title>{html}"))?;
            look(&page)
        })
    }

    #[test]
    fn overlapping_and_wide_things_are_found() -> Result<()> {
        let html = "<button style='position:absolute;left:20px'>One</button>\
                    <button style='position:absolute;left:30px'>Two</button><div style='width:5000px'>wide</div>";
        with_document("overlapping_and_wide_things_are_found", html, |page| {
            let found = nothing_overlaps(page).map_err(|error| error.to_string());
            let report = found.expect_err("two buttons overlap");
            let names_both = report.contains("\"One\" and") && report.contains("\"Two\" overlap");
            expect(names_both && report.contains("is 5008 px wide"), || format!("not all is found: {report}"))
        })
    }

    #[test]
    fn console_errors_and_uncaught_exceptions_are_seen() -> Result<()> {
        let html = "<script>console.error('told'); console.log('fine'); throw new Error('thrown')</script>";
        with_document("console_errors_and_uncaught_exceptions_are_seen", html, |page| {
            let errors = page.console_errors()?;
            let seen = errors.len() == 2 && errors[0].contains("told") && errors[1].contains("thrown");
            expect(seen, || format!("the console has {errors:?}"))
        })
    }

    #[test]
    fn things_are_found_by_role_and_name_and_hidden_ones_are_not() -> Result<()> {
        let html = "<button aria-label='Step back'>x</button><button hidden>Run</button><button>Run</button>\
                    <label>Speed <input value='3'></label>";
        with_document("things_are_found_by_role_and_name_and_hidden_ones_are_not", html, |page| {
            expect(page.names("button")? == ["Step back", "Run"], || format!("{:?}", page.names("button")))?;
            let speed = page.find("textbox", "Speed")?;
            speed.type_text("x")?;
            expect(speed.value()? == "3x", || format!("{:?}", speed.value()))?;
            expect(page.find("button", "Run")?.text()? == "Run", || "another button".to_owned())
        })
    }
}
