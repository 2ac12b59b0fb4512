//! Share links: what they carry, and those that cannot be opened.

use e2e::error::{E2eError, Result, expect};
use e2e::journey::{journey, journey_of};
use e2e::page::{Name, Page};
use e2e::reader::{fill, open_tab, press, program, totals_and_recent, wait_for_batch, wait_for_cells, wait_for_output};
use protocol::document::{Document, Source, address};
use protocol::share::encode;
use protocol::source::Simulated;

use crate::known::Known;

#[test]
fn a_link_shows_the_same_program_source_seed_and_batch_in_another_profile() -> Result<()> {
    let mut opened = totals_and_recent(3);
    opened.settings.cores = 4;
    journey_of("a_link_shows_the_same", &opened, |journey| {
        let page = journey.page();
        wait_for_batch(page, 3)?;
        open_tab(page, "Source")?;
        fill(page, "Template", "{red|green|blue} {0..9}")?;
        fill(page, "Seed", "4242")?;
        let simulated =
            Simulated { template: "{red|green|blue} {0..9}".to_owned(), seed: 4242, ..Simulated::default() };
        let mut document = opened.clone();
        document.sources.insert(address("localhost", 9999), Source::Simulated(simulated));
        let known = Known::of(&document, 3);
        press(page, "Step back")?;
        wait_for_batch(page, 2)?;
        wait_for_cells(page, &known.cells(0..=3))?;
        page.find("button", "Share")?.click()?;
        let link = page.find("textbox", "Link")?.value()?;
        journey.picture()?;

        let second = journey.second_browser()?;
        second.open(&link)?;
        wait_for_batch(&second, 2)?;
        wait_for_cells(&second, &known.cells(0..=2))?;
        wait_for_output(&second, &known.printed(2))?;
        open_tab(&second, "Source")?;
        let template = second.find("textbox", "Template")?.value()?;
        let seed = second.find("textbox", "Seed")?.value()?;
        expect((template.as_str(), seed.as_str()) == ("{red|green|blue} {0..9}", "4242"), || {
            format!("{template}, {seed}")
        })?;
        open_tab(&second, "Code")?;
        let text = program(&second)?;
        expect(text == document.program, || format!("the program is\n{text}"))
    })
}

/// Waits until the reader's own document is stored with a program that contains `part`.
fn wait_until_stored(page: &Page, part: &str) -> Result<String> {
    page.wait_for("the draft to be stored", |page| {
        let draft = page.script("return localStorage.getItem('dstream.draft') ?? ''")?;
        Ok(draft.as_str().filter(|draft| draft.contains(part)).map(str::to_owned))
    })
}

#[test]
fn a_link_that_cannot_be_opened_says_which_way_and_leaves_the_draft() -> Result<()> {
    let whole = encode(&totals_and_recent(1)).map_err(|error| E2eError::Expectation(error.to_string()))?;
    let truncated = &whole[..whole.len() / 2];
    let changed = whole.replacen("p1.", "p1.!", 1);
    let bad = [
        (truncated, "This link is cut off"),
        (changed.as_str(), "This link is broken"),
        ("p9.AAAA", "This link was made by a newer DStream Playground (format 9)"),
    ];
    journey("a_link_that_cannot_be_opened", |journey| {
        let address = journey.address();
        let page = journey.page();
        page.find("grid", Name::Any)?;
        fill(page, "func of reduceByKey", "lambda x, y: min(x, y)")?;
        let draft = wait_until_stored(page, "min(x, y)")?;
        for (fragment, message) in bad {
            // Another page between, so that it is not only the fragment that changes.
            page.open("about:blank")?;
            page.open(&format!("{address}#{fragment}"))?;
            let said = page.find("alert", Name::Any)?.text_content()?;
            expect(said.starts_with(message), || format!("{fragment:.9}… gives {said:?}"))?;
            let field = page.find("textbox", "func of reduceByKey")?.value()?;
            expect(field == "lambda x, y: min(x, y)", || format!("the page shows {field:?}"))?;
            let kept = wait_until_stored(page, "min(x, y)")?;
            expect(kept == draft, || format!("the draft is now {kept}"))?;
        }
        journey.picture()
    })
}

#[test]
fn opening_a_link_keeps_the_draft_and_offers_the_way_back() -> Result<()> {
    journey("opening_a_link_keeps_the_draft", |journey| {
        let link = journey.share_link(&totals_and_recent(1))?;
        let page = journey.page();
        page.find("grid", Name::Any)?;
        fill(page, "func of reduceByKey", "lambda x, y: min(x, y)")?;
        let draft = wait_until_stored(page, "min(x, y)")?;
        page.open(&link)?;
        wait_for_batch(page, 1)?;
        page.find("listitem", Name::StartingWith("updateStateByKey"))?;
        let kept = wait_until_stored(page, "min(x, y)")?;
        expect(kept == draft, || format!("the draft is now {kept}"))?;
        press(page, "Back to mine")?;
        let field = page.find("textbox", "func of reduceByKey")?.value()?;
        expect(field == "lambda x, y: min(x, y)", || format!("the page shows {field:?}"))
    })
}

#[test]
fn a_page_without_storage_says_that_nothing_will_survive() -> Result<()> {
    journey("a_page_without_storage", |journey| {
        let address = journey.address();
        let page = journey.second_browser()?;
        let forbidden = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });";
        page.session().devtools("Page.addScriptToEvaluateOnNewDocument", serde_json::json!({ "source": forbidden }))?;
        page.open(&address)?;
        page.find("gridcell", Name::StartingWith("counts, batch 0: "))?;
        page.wait_for("the warning", |page| {
            let said = page.find("contentinfo", Name::Any)?.text()?;
            Ok(said.contains("nothing will survive a reload: storage is full or forbidden").then_some(()))
        })?;
        let known = Known::of(&Document::default(), 0);
        wait_for_cells(&page, &known.cells(0..=0))?;
        expect(page.console_errors()?.is_empty(), || "the console has errors".to_owned())
    })
}
