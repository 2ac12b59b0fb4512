//! Help while writing: members of what stands before a dot, the parameters of a call, what an operator makes.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::keyboard::{press, tab_to, type_text};
use e2e::keys::{CONTROL, DOWN, END, ENTER, ESCAPE};
use e2e::page::{Name, Page};
use e2e::reader::{at_batch, open_tab, paste_program, program, wait_for_batch};
use protocol::examples::WORD_COUNT;
use protocol::message::FromWorker;
use session::Session;

/// The labels of the completions that are offered, in their order.
fn offered(page: &Page) -> Result<Vec<String>> {
    const LABELS: &str =
        "return [...document.querySelectorAll('.cm-tooltip-autocomplete [role=option] .cm-completionLabel')]
        .map((label) => label.textContent)";
    let labels = page.script(LABELS)?;
    Ok(labels.as_array().into_iter().flatten().filter_map(|label| label.as_str().map(str::to_owned)).collect())
}

/// Types at the end of the program, expects these to be offered and those not to be, and takes it back.
fn expect_offered(page: &Page, typed: &str, expected: &[&str], missing: &[&str]) -> Result<()> {
    paste_program(page, WORD_COUNT.program.split("ssc.start").next().unwrap_or_default())?;
    press(page, &[CONTROL, END])?;
    type_text(page, typed)?;
    let mut last = Vec::new();
    let found = page.wait_for("the completions", |page| {
        last = offered(page)?;
        let has = |name: &&str| last.iter().any(|label| label == *name);
        Ok((expected.iter().all(has) && !missing.iter().any(has)).then_some(()))
    });
    expect(found.is_ok(), || format!("after {typed:?} these are offered: {last:?}"))
}

#[test]
fn members_are_those_of_what_stands_before_the_dot() -> Result<()> {
    journey_of("members_are_those", &at_batch(WORD_COUNT.program, 1), |journey| {
        let page = journey.page();
        wait_for_batch(page, 1)?;
        expect_offered(page, "ssc.s", &["socketTextStream", "start", "stop"], &["split", "sortBy"])?;
        expect_offered(page, "sc.p", &["parallelize"], &["pprint", "persist"])?;
        expect_offered(page, "counts.p", &["pprint", "persist"], &["parallelize", "pop"])?;
        expect_offered(
            page,
            "counts.foreachRDD(lambda rdd: rdd.co",
            &["collect", "count", "coalesce"],
            &["countByWindow"],
        )?;
        expect_offered(page, "lines.map(lambda line: line.s", &["split", "strip"], &["start", "saveAsTextFiles"])?;
        expect_offered(page, "[1].", &["append", "sort"], &["map", "strip"])?;
        expect_offered(page, "{}.", &["items", "keys"], &["append", "map"])?;
        journey.picture()
    })
}

/// The signature that is shown, and the parameter in bold.
fn shown(page: &Page) -> Result<Option<(String, String)>> {
    const SHOWN: &str = "const box = document.querySelector('.cm-signature');
        return box && [box.querySelector('code').textContent, box.querySelector('b')?.textContent ?? '']";
    let shown = page.script(SHOWN)?;
    let text = |idx: usize| shown[idx].as_str().map(str::to_owned);
    Ok(text(0).zip(text(1)))
}

fn wait_for_signature(page: &Page, expected: Option<(&str, &str)>) -> Result<()> {
    let mut last = None;
    let found = page.wait_for("the signature", |page| {
        last = shown(page)?;
        Ok((last.as_ref().map(|(call, param)| (call.as_str(), param.as_str())) == expected).then_some(()))
    });
    expect(found.is_ok(), || format!("the signature is {last:?}, not {expected:?}"))
}

#[test]
fn the_parameter_that_is_written_is_shown_above_its_call() -> Result<()> {
    journey_of("the_parameter_that_is_written", &at_batch(WORD_COUNT.program, 1), |journey| {
        let page = journey.page();
        wait_for_batch(page, 1)?;
        paste_program(page, WORD_COUNT.program.split("ssc.start").next().unwrap_or_default())?;
        press(page, &[CONTROL, END])?;
        // What is read out is taken away again soon.
        page.script(
            "window.announced = [];
             const place = document.querySelector('.cm-announced');
             new MutationObserver(() => announced.push(place.textContent)).observe(place, { childList: true })",
        )?;
        let call = "reduceByKey(func, numPartitions=None)";
        type_text(page, "pairs.reduceByKey(")?;
        wait_for_signature(page, Some((call, "func")))?;
        type_text(page, "lambda x, y: x + y")?;
        wait_for_signature(page, Some((call, "func")))?;
        type_text(page, ", ")?;
        wait_for_signature(page, Some((call, "numPartitions=None")))?;
        journey.picture()?;
        page.wait_for("the parameter to be read out", |page| {
            let said = page.script(
                "return window.announced.some((said) => said.startsWith('reduceByKey, numPartitions=None: '))",
            )?;
            Ok((said == true).then_some(()))
        })?;
        // Escape closes it, and the next comma brings it back.
        press(page, &[ESCAPE])?;
        press(page, &[ESCAPE])?;
        wait_for_signature(page, None)?;
        type_text(page, "2")?;
        wait_for_signature(page, None)?;
        type_text(page, ")")?;
        wait_for_signature(page, None)?;
        type_text(page, ".map(lambda pair: len(")?;
        wait_for_signature(page, Some(("map(f, preservesPartitioning=False)", "f")))
    })
}

#[test]
fn the_menu_says_of_the_chosen_operator_how_it_is_called_and_what_it_makes() -> Result<()> {
    journey_of("the_menu_says_of_the_operator", &at_batch(WORD_COUNT.program, 1), |journey| {
        let page = journey.page();
        wait_for_batch(page, 1)?;
        let FromWorker::Ready { catalogue } = Session::ready() else {
            return expect(false, || "a session begins with its catalogue".to_owned());
        };
        let operator = catalogue.iter().find(|operator| operator.name == "reduceByKeyAndWindow");
        let example = operator.map(|operator| operator.example.clone()).unwrap_or_default();
        tab_to(page, "button", "Add a step after counts")?;
        page.press(&[ENTER])?;
        page.find("combobox", "Find an operator")?;
        type_text(page, "AndWindow")?;
        page.wait_for("reduceByKeyAndWindow to be chosen", |page| {
            let name =
                page.script("return document.querySelector('.operator[aria-selected=true] b')?.textContent ?? ''")?;
            if name != "reduceByKeyAndWindow" {
                page.press(&[DOWN])?;
            }
            Ok((name == "reduceByKeyAndWindow").then_some(()))
        })?;
        // What the field is described by is read out with it.
        let detail = page.script(
            "return document.getElementById(document.activeElement.getAttribute('aria-describedby')).innerText",
        )?;
        let detail = detail.as_str().unwrap_or_default().replace('\n', " ");
        let begin = "reduceByKeyAndWindow(func, invFunc, windowDuration, slideDuration=None, numPartitions=None, filterFunc=None)";
        let has_all = detail.starts_with(begin)
            && [&example.call, &example.input, &example.output]
                .iter()
                .all(|text| text.split('|').all(|part| !part.is_empty() && detail.contains(part.trim())));
        expect(has_all, || format!("{detail:?} lacks something of {example:?}"))?;
        journey.picture()?;
        page.find("option", Name::StartingWith("reduceByKeyAndWindow"))?;
        page.press(&[ENTER])?;
        page.find("listitem", Name::StartingWith("reduceByKeyAndWindow"))?;
        open_tab(page, "Code")?;
        expect(program(page)?.contains(&format!(".{}", example.call)), || program(page).unwrap_or_default())
    })
}
