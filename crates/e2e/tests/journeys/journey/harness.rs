//! A check that cannot fail is worth nothing: the harness finds what is wrong with pages made for it.

use e2e::accessibility::no_violations;
use e2e::error::{Result, expect};
use e2e::journey::journey;
use e2e::layout::nothing_overlaps;
use e2e::motion::{nothing_moves, prefer_less};
use e2e::page::{Name, Page};
use e2e::touch::targets_are_large;

/// Opens `html` in a browser of its own.
fn with_document(name: &'static str, html: &str, look: impl FnOnce(&Page) -> Result<()>) -> Result<()> {
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
fn covered_things_are_found() -> Result<()> {
    let html = "<button>One</button><div style='position:fixed;inset:0'></div>";
    with_document("covered_things_are_found", html, |page| {
        let found = nothing_overlaps(page).map_err(|error| error.to_string());
        let report = found.expect_err("the button is covered");
        expect(report.contains("\"One\" is covered by div"), || format!("it is not found: {report}"))
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
fn errors_in_a_worker_are_seen() -> Result<()> {
    let html = "<script>new Worker(URL.createObjectURL(new Blob(['console.error(\"in worker\")'])))</script>";
    with_document("errors_in_a_worker_are_seen", html, |page| {
        page.wait_for("the worker's error", |page| {
            Ok(page.console_errors()?.iter().any(|error| error.contains("in worker")).then_some(()))
        })
    })
}

#[test]
fn a_journey_with_an_error_in_the_console_fails() -> Result<()> {
    let result = journey("a_journey_with_an_error_in_the_console_fails", |journey| {
        journey.page().script("console.error('not expected')").map(drop)
    });
    let message = result.map_err(|error| error.to_string()).expect_err("the console had an error");
    expect(message.contains("not expected"), || format!("the error is {message}"))?;
    journey("a_journey_with_an_expected_error_does_not", |journey| {
        journey.expect_console_error("as planned");
        journey.page().script("console.error('as planned')").map(drop)
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

#[test]
fn what_breaks_a_rule_of_accessibility_is_found() -> Result<()> {
    let html = "<html lang=en><main><h1>A page</h1><button></button>\
                <p style='color:%23aaa;background:white'>Pale</p></main>";
    with_document("what_breaks_a_rule_of_accessibility_is_found", html, |page| {
        let found = no_violations(page, "the page").map_err(|error| error.to_string());
        let report = found.expect_err("a button has no name and a text is pale");
        let names_both = report.contains("button-name") && report.contains("color-contrast");
        expect(names_both, || format!("not all is found: {report}"))?;
        page.script("document.querySelector('button').textContent = 'Run'; document.querySelector('p').remove()")?;
        no_violations(page, "the page without them")
    })
}

#[test]
fn what_moves_is_found_unless_it_heeds_the_reader() -> Result<()> {
    let html = "<style>b { transition: color 1s } i { animation: turn 2s infinite } @keyframes turn { to { rotate: 1turn } }\
                p::before { content: 'x'; transition: width 20ms } u { overflow: auto; scroll-behavior: smooth }\
                @media (prefers-reduced-motion: reduce) { .still { transition: none } }</style>\
                <b>One</b><i>Two</i><p>Three</p><u>Four</u><b class=still>Five</b>";
    with_document("what_moves_is_found", html, |page| {
        prefer_less(page)?;
        let report = nothing_moves(page, "the page").map_err(|error| error.to_string()).expect_err("four things move");
        let found = ["b.: transition 1s", "i.: animation turn", "p.::before: transition", "u.: smooth scrolling"];
        let has_all = found.iter().all(|what| report.contains(what)) && !report.contains("still");
        expect(has_all, || format!("not all is found: {report}"))
    })
}

#[test]
fn small_targets_are_found_and_labels_count() -> Result<()> {
    let html = "<style>label { display: inline-block; padding: 8px }</style>\
                <button style='width:20px;height:30px;padding:0'>One</button>\
                <label><input type=checkbox aria-label=Two>Two</label><input type=radio aria-label=Three>";
    with_document("small_targets_are_found", html, |page| {
        let report = targets_are_large(page, "it").map_err(|error| error.to_string()).expect_err("two are small");
        let is_right = report.contains("One") && !report.contains("Two") && report.contains("Three");
        expect(is_right, || format!("not all is found: {report}"))
    })
}

#[test]
fn what_was_drawn_anew_is_found_again() -> Result<()> {
    let html = "<p role=alert>Old</p><button>Run</button>";
    with_document("what_was_drawn_anew_is_found_again", html, |page| {
        let (alert, button) = (page.find("alert", Name::Any)?, page.find("button", "Run")?);
        page.script("document.body.innerHTML = '<p role=alert>New</p><button>Stop</button>'")?;
        expect(alert.text_content()? == "New", || "the old text is read".to_owned())?;
        page.script("document.querySelector('button').textContent = 'Run'")?;
        button.click()
    })
}
